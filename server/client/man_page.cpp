#include "client/man_page.h"

#include <algorithm>
#include <vector>

namespace client {
namespace {

// Backslashes and hyphens as themselves, and no line that begins as a request of roff's.
std::string escaped(const std::string& text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out = "\\&";
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '`') {
      out += "\\(ga";
    } else {
      out += c;
    }
  }
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string value_text(const CommandOption& option) {
  return option.value.find('|') == std::string::npos ? italic(option.value) : bold(option.value);
}

std::string synopsis(const std::string& path, const Command& command) {
  std::string line = bold(path);
  for (const auto& option : command.options) {
    if (option.names.back() == "--help") continue;
    std::string text = bold(option.names.back());
    if (!option.value.empty()) text += " " + value_text(option);
    line += option.required ? " " + text : " [" + text + "]";
  }
  for (const auto& argument : command.arguments) {
    const std::string text = italic(argument.names.front());
    line += argument.required ? " " + text : " [" + text + "]";
  }
  return line;
}

void add_options(std::string& page, const Command& command) {
  for (const auto& option : command.options) {
    if (option.names.back() == "--help") continue;
    std::string names;
    for (const auto& name : option.names) names += (names.empty() ? "" : ", ") + bold(name);
    if (!option.value.empty()) names += " " + value_text(option);
    page += ".TP\n" + names + "\n" + escaped(option.help) + "\n";
  }
}

void add_command(std::string& page, const std::string& path, const Command& command) {
  if (!command.commands.empty()) {
    for (const auto& inner : command.commands) add_command(page, path + " " + inner.name, inner);
    return;
  }
  page += ".TP\n" + synopsis(path, command) + "\n" + escaped(command.help) + ".\n";
  std::string inner;
  for (const auto& argument : command.arguments) {
    if (argument.help.empty()) continue;
    inner += ".TP\n" + italic(argument.names.front()) + "\n" + escaped(argument.help) + "\n";
  }
  add_options(inner, command);
  if (!inner.empty()) page += ".RS\n" + inner + ".RE\n";
}

constexpr const char* kDescription =
    R"(Operator runs coding agents: a ticket becomes a session in its own git worktree, and you approve or
reject its plan and its work. Each workspace has one owner,
.BR operatord ,
which the commands start when none runs. What happens in VS Code happens here, too.
.PP
A command means the workspace around the current folder, also from inside a session's worktree.
)";

constexpr const char* kRest = R"(.SH EXIT STATUS
.TP
.B 0
done
.TP
.B 1
failed
.TP
.B 2
the command line was wrong
.TP
.B 3
the owner could not be started or reached
.SH ENVIRONMENT
.TP
.B OPERATOR_WORKSPACE
The workspace's folder; sessions have it.
.TP
.B OPERATOR_SESSION_ID
Set in a session: such a caller may report its step and ask, and decides nothing.
.TP
.B NO_COLOR
No colours.
.SH FILES
.TP
.I .tickets/{queue,in\-progress,completed}/*.md
Tickets.
.TP
.I .operator/config.json
Configuration, with comments.
.TP
.I .operator/issuetypes/*.json
Your issue types.
.TP
.I $XDG_STATE_HOME/operator/
State, spools and the owner's log.
.TP
.I $XDG_DATA_HOME/operator/
Worktrees, and the programs that sessions use.
.SH SEE ALSO
.BR git\-worktree (1)
)";

}  // namespace

std::string man_page(const Command& root, const std::string& version) {
  std::string page = ".\\\" Made by `operator man`.\n";
  page += ".TH OPERATOR 1 \"\" \"Operator " + escaped(version) + "\" \"User Commands\"\n";
  page += ".SH NAME\noperator \\- a control room for coding agents\n";
  page += ".SH SYNOPSIS\n" + bold("operator") + " [" + italic("options") + "] " +
          italic("command") + " [" + italic("arguments") + "]\n";
  page += std::string(".SH DESCRIPTION\n") + kDescription;
  page += ".SH OPTIONS\nThey may stand anywhere.\n";
  add_options(page, root);
  page += ".SH COMMANDS\n";
  std::vector<std::string> groups;
  for (const auto& command : root.commands) {
    const bool known = std::find(groups.begin(), groups.end(), command.group) != groups.end();
    if (!known) groups.push_back(command.group);
  }
  for (const auto& group : groups) {
    page += ".SS " + escaped(group) + "\n";
    for (const auto& command : root.commands) {
      if (command.group == group) add_command(page, "operator " + command.name, command);
    }
  }
  return page + kRest;
}

}  // namespace client
