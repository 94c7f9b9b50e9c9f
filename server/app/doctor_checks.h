// The parts of examine(). Internal to doctor*.cpp.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/doctor.h"
#include "config/config.h"
#include "rules/state.h"

namespace app::doctor {

struct Patient {
  base::WorkspacePaths paths;
  std::map<std::string, std::string> environment;
  config::Machine machine;
  config::Loaded config;
  std::optional<rules::State> state;  // nothing: there is none yet, or it cannot be read
  std::vector<rules::ArchivedSession> archived;
  bool owner_runs = false;
};

// Collects the findings of one area.
class Findings {
 public:
  Findings(std::string area, std::vector<Check>& into) : area_(std::move(area)), into_(into) {}
  void ok(std::string what) { add(Check::Verdict::ok, std::move(what), ""); }
  void warning(std::string what, std::string fix) {
    add(Check::Verdict::warning, std::move(what), std::move(fix));
  }
  void problem(std::string what, std::string fix) {
    add(Check::Verdict::problem, std::move(what), std::move(fix));
  }
  [[nodiscard]] bool clean() const { return clean_; }  // nothing but ok so far

 private:
  void add(Check::Verdict verdict, std::string what, std::string fix) {
    clean_ = clean_ && verdict == Check::Verdict::ok;
    into_.push_back({verdict, area_, std::move(what), std::move(fix)});
  }
  std::string area_;
  std::vector<Check>& into_;
  bool clean_ = true;
};

// Pure: "git version 2.39.5" → a verdict. Empty output: it did not run, `why` says how.
void judge_git(const std::string& output, const std::string& why, Findings& findings);
// A path as a word for a shell.
std::string quoted(const std::string& word);

void check_git(Findings findings);
void check_tmux(const Patient& patient, Findings findings);
void check_agents(const Patient& patient, Findings findings);
void check_isolation(const Patient& patient, Findings findings);  // what projects want
void check_editor(const Patient& patient, Findings findings);
void check_folders(const Patient& patient, Findings findings);
void check_space(const Patient& patient, Findings findings);
void check_configuration(const Patient& patient, Findings findings);
void check_tickets(const Patient& patient, Findings findings);
void check_trust(const Patient& patient, Findings findings);
void check_leftovers(const Patient& patient, Findings findings);  // of an owner that is gone
void check_sessions(const Patient& patient, Findings findings);
void check_archive(const Patient& patient, Findings findings);
void check_worktrees(const Patient& patient, Findings findings);

}  // namespace app::doctor
