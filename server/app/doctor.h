// What `operator doctor` looks at: programs, folders, files and state, each with a verdict and what
// to do about it. Looks only: nothing is made, changed or started but `git --version` and agents'
// `--version`. Needs no owner, and does not disturb one. In this program and not in the command
// line's, because judging configuration, tickets and state needs the owner's libraries.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/paths.h"

namespace app {

struct Check {
  enum class Verdict { ok, warning, problem } verdict = Verdict::ok;
  std::string area;  // "git", "agents", "folders", …: consecutive ones belong together
  std::string what;  // one line
  std::string fix;   // a command or a setting; empty when ok
};
std::string_view name_of(Check::Verdict verdict);

// `environment` is the caller's. Blocks for as long as the slowest agent takes to say its version,
// at most some seconds.
std::vector<Check> examine(const base::WorkspacePaths& paths,
                           const std::map<std::string, std::string>& environment);

}  // namespace app
