// The conversation's record in the form of Claude Code's transcripts, so that who reads those can
// read this one. One JSON line an entry, appended as it happens.
#pragma once
#include <filesystem>
#include <string>

namespace demo {

class Transcript {
 public:
  // The file and its folder are made when the first line is written; one that cannot be written
  // is done without.
  Transcript(std::filesystem::path file, std::string conversation);

  void user_text(const std::string& text);
  void assistant_text(const std::string& text);
  void tool_use(const std::string& id, const std::string& tool, const std::string& input_json);
  void tool_result(const std::string& id, const std::string& text, bool is_error);
  void turn_ended(std::int64_t duration_ms);

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
  std::string conversation_;
};

// "$XDG_STATE_HOME/operator-demo/<conversation>.jsonl", else below ~/.local/state.
std::filesystem::path transcript_file(const std::string& conversation);

}  // namespace demo
