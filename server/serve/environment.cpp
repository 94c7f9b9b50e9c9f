#include "serve/environment.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace serve {
namespace {

constexpr std::array<std::string_view, 4> kPrefixes = {"VSCODE_", "ELECTRON_", "OPERATOR_TOKEN",
                                                       "OPERATOR_SECRET"};

constexpr std::array<std::string_view, 33> kNames = {
    // ours: each launch gets its own
    "OPERATOR_SESSION_ID", "OPERATOR_TICKET_ID", "OPERATOR_WORKSPACE", "OPERATOR_CRASH_AT",
    // set by VS Code for its terminals and helpers
    "NODE_OPTIONS", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "CHROME_DESKTOP",
    "ORIGINAL_XDG_CURRENT_DESKTOP", "GDK_PIXBUF_MODULE_FILE", "GDK_PIXBUF_MODULEDIR",
    // Claude Code's markers: an agent that sees them behaves as a child of another
    "CLAUDECODE", "CLAUDE_CODE_ENTRYPOINT", "CLAUDE_CODE_SSE_PORT", "CLAUDE_CODE_SESSION_ID",
    "CLAUDE_CODE_CHILD_SESSION", "CLAUDE_PROJECT_DIR", "CLAUDE_ENV_FILE", "CLAUDE_CODE_AGENT",
    // of the client's own terminal multiplexer: the session's terminal is no pane of it
    "TMUX", "TMUX_PANE", "STY",
    // other agents' markers
    "CODEX_SANDBOX", "CODEX_SANDBOX_NETWORK_DISABLED", "GEMINI_CLI", "OPENCODE", "AI_AGENT",
    // of the client's process
    "PWD", "OLDPWD", "SHLVL", "_", "COLUMNS", "LINES"};

bool is_dropped(std::string_view name) {
  if (name.empty()) return true;
  for (const std::string_view prefix : kPrefixes) {
    if (name.starts_with(prefix)) return true;
  }
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

std::map<std::string, std::string> launch_environment(
    const std::map<std::string, std::string>& client) {
  // VS Code's own password helper needs variables that are dropped; a person's own is kept.
  const bool askpass_is_vscode = client.contains("VSCODE_GIT_ASKPASS_MAIN");
  std::map<std::string, std::string> kept;
  for (const auto& [name, value] : client) {
    const bool is_variable = name.find('=') == std::string::npos &&
                             name.find('\0') == std::string::npos &&
                             value.find('\0') == std::string::npos;
    if (name == "GIT_ASKPASS" && askpass_is_vscode) continue;
    if (is_variable && !is_dropped(name)) kept.emplace(name, value);
  }
  return kept;
}

}  // namespace serve
