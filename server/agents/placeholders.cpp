#include "agents/placeholders.h"

namespace agents {
namespace {

std::string fill(const std::string& element, const std::map<std::string, std::string>& values) {
  std::string out;
  std::size_t at = 0;
  while (at < element.size()) {
    const std::size_t end = element[at] == '{' ? element.find('}', at) : std::string::npos;
    if (end != std::string::npos) {
      const auto value = values.find(element.substr(at + 1, end - at - 1));
      if (value != values.end()) {
        out += value->second;
        at = end + 1;
        continue;
      }
    }
    out += element[at++];
  }
  return out;
}

}  // namespace

base::Result<std::vector<std::string>> fill_command(
    const std::vector<std::string>& command, const std::map<std::string, std::string>& values) {
  const auto prompt = values.find("prompt");
  const bool no_prompt = prompt == values.end() || prompt->second.empty();
  std::vector<std::string> argv;
  for (const std::string& element : command) {
    if (element == "{prompt}" && no_prompt) {
      if (!argv.empty() && argv.back() == "--") argv.pop_back();
      continue;
    }
    argv.push_back(fill(element, values));
    if (argv.back().find('\0') != std::string::npos) {
      return base::fail(base::ErrorCode::invalid_argument,
                        "a NUL byte in the agent's command or prompt");
    }
  }
  if (argv.empty() || argv.front().empty()) {
    return base::fail(base::ErrorCode::invalid_argument, "the agent has no command",
                      {{"path", "agents.*.command"}});
  }
  return argv;
}

std::string shell_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace agents
