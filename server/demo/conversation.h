// The demo agent's script: what it does with a prompt, told through the same hooks, screen and
// transcript as Claude Code's. It plans, asks one permission, writes and commits a note, claims its
// step. It reaches no network and writes nothing outside its folder but its transcript.
#pragma once
#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "demo/hooks.h"
#include "demo/script.h"
#include "demo/transcript.h"
#include "demo/ui.h"

namespace demo {

struct Options {
  std::string conversation;  // UUID
  bool resumed = false;
  std::string mode = "default";  // "default", "plan", "acceptEdits"
  std::string prompt;            // may be empty
  std::string ticket;            // OPERATOR_TICKET_ID
  std::filesystem::path folder;  // the working folder
  bool fast = false;             // no pauses
  HookTable hooks;
};

class Conversation {
 public:
  Conversation(Options options, Ui& ui);

  // The whole conversation, from SessionStart to SessionEnd. Its own thread; ends soon after the
  // Ui quits. `signalled`: the end's reason is then not the person's.
  void run(const std::atomic<bool>& signalled);

 private:
  enum class Answer { yes, no, interrupted };
  struct Verdict {
    Answer answer = Answer::interrupted;
    std::string message;              // of a no
    std::optional<std::string> mode;  // of a yes
  };
  struct Call {
    std::string id;
    std::string tool;
    std::string input;  // JSON
    base::MonoTime begun;
  };

  void show_prompt(const std::string& prompt);
  void turn(const std::string& prompt);
  bool work_on(const std::string& prompt);  // false: interrupted
  bool plan(Task task, std::string& next_prompt);
  bool step(const Task& task);  // false: interrupted
  bool look_around();           // false: interrupted
  bool write_notes(const Task& task);
  bool commit(const Task& task);
  bool claim(const Task& task);

  Call begin(const std::string& tool, const std::string& input, const std::string& shown);
  // Returns the hooks' additionalContext.
  std::string end(const Call& call, bool ok, const std::string& result);
  Verdict ask(const Call& call, Dialog dialog);
  bool refuse(const Call& call);  // the person chose No or Esc; always false
  // Runs argv in the folder; false with its words in `output` when it fails.
  bool run_program(const std::vector<std::string>& argv, std::string& output);
  bool pause(int milliseconds);
  void reply(const std::string& text);
  std::string tell(const std::string& event, const std::string& extra,
                   const std::string& tool = "");
  std::string payload(const std::string& event, const std::string& extra) const;

  Options options_;
  Ui& ui_;
  Transcript transcript_;
  std::string mode_;
  std::string last_message_;
  bool looked_around_ = false;
  // Waiting hooks whose question was answered here run on, as Claude Code's do, until the end.
  std::vector<std::jthread> waiting_;
};

}  // namespace demo
