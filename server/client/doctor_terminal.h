// The terminal as `operator doctor` judges it. Pure.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/pty.h"

namespace client {

struct Check {
  std::string verdict;  // "ok", "warning", "problem"
  std::string area;     // consecutive ones belong together
  std::string what;
  std::string fix;  // empty when ok
};

struct Terminal {
  std::map<std::string, std::string> environment;
  std::optional<platform::TerminalSize> size;  // nothing: standard output is no terminal
};

std::vector<Check> judge_terminal(const Terminal& terminal);

}  // namespace client
