#include "client/doctor_terminal.h"

#include "base/text.h"

namespace client {
namespace {

constexpr const char* kArea = "terminal";

std::string value_of(const Terminal& terminal, const char* name) {
  const auto found = terminal.environment.find(name);
  return found == terminal.environment.end() ? "" : found->second;
}

Check judge_locale(const Terminal& terminal) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = value_of(terminal, name);
    if (value.empty()) continue;
    const std::string lower = base::to_lower(value);
    const bool utf8 = lower.ends_with("utf-8") || lower.ends_with("utf8");
    if (utf8) return {"ok", kArea, std::string(name) + "=" + value, ""};
    return {"warning", kArea, std::string(name) + "=" + value + " is not UTF-8: agents draw boxes",
            std::string("export ") + name + "=C.UTF-8"};
  }
  return {"warning", kArea, "no locale is set: agents take it for ASCII", "export LANG=C.UTF-8"};
}

Check judge_size(const platform::TerminalSize& size) {
  const std::string text = std::to_string(size.cols) + "×" + std::to_string(size.rows);
  if (size.cols >= 80 && size.rows >= 24) return {"ok", kArea, text, ""};
  return {"warning", kArea, text + " is small: agents want 80×24", "make the window larger"};
}

}  // namespace

std::vector<Check> judge_terminal(const Terminal& terminal) {
  std::vector<Check> checks{judge_locale(terminal)};
  if (!terminal.size) {
    checks.push_back({"ok", kArea, "standard output is no terminal: not looked at", ""});
    return checks;
  }
  const std::string term = value_of(terminal, "TERM");
  if (term.empty() || term == "dumb") {
    checks.push_back({"warning", kArea,
                      term.empty() ? "TERM is not set: no colours, and `attach` cannot draw"
                                   : "TERM=dumb: no colours, and `attach` cannot draw",
                      "export TERM=xterm-256color"});
  } else {
    checks.push_back({"ok", kArea, "TERM=" + term, ""});
  }
  checks.push_back(judge_size(*terminal.size));
  return checks;
}

}  // namespace client
