#include "tmux/window.h"

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "platform/files.h"

namespace tmux {
namespace {

namespace fs = std::filesystem;

fs::path config_path(const base::WorkspacePaths& paths) { return paths.runtime / "tmux.conf"; }

fs::path user_config() {
  const char* folder = std::getenv("XDG_CONFIG_HOME");
  if (folder != nullptr && *folder == '/') return fs::path(folder) / "operator" / "tmux.conf";
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home != '/') return {};
  return fs::path(home) / ".config" / "operator" / "tmux.conf";
}

// A word of tmux's configuration: single quotes keep everything but themselves.
std::string quoted(const std::string& word) {
  std::string out = "'";
  for (const char c : word) {
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out + "'";
}

// `=name:` is that session and no other that begins like it.
std::string target(const base::SessionId& id) { return "=" + id.value + ":"; }

Command with_program(Command command, const base::WorkspacePaths& paths, const Window& window) {
  const fs::path& folder = window.folder.empty() ? paths.workspace : window.folder;
  command.insert(command.end(), {"-c", literal(folder.string()), "--"});
  const auto program = pane_command(paths, window);
  command.insert(command.end(), program.begin(), program.end());
  return command;
}

const Pane* pane_of(const base::SessionId& id, const std::vector<Pane>& panes) {
  const auto found = std::find_if(panes.begin(), panes.end(),
                                  [&](const Pane& pane) { return session_of(pane) == id.value; });
  return found == panes.end() ? nullptr : &*found;
}

bool has_session(const base::SessionId& id, const std::vector<Pane>& panes) {
  return std::any_of(panes.begin(), panes.end(),
                     [&](const Pane& pane) { return pane.session == id.value; });
}

// A size for as long as nobody looks.
Command new_session(const base::WorkspacePaths& paths, const Window& window) {
  return with_program({"new-session", "-d", "-s", window.session.value, "-n", window.session.value,
                       "-x", "120", "-y", "30"},
                      paths, window);
}

Command new_window(const base::WorkspacePaths& paths, const Window& window) {
  return with_program(
      {"new-window", "-d", "-t", target(window.session), "-n", window.session.value}, paths,
      window);
}

}  // namespace

Server own_server(const base::WorkspacePaths& paths) {
  return {paths.runtime / "tmux.sock", config_path(paths)};
}

base::Status write_config(const base::WorkspacePaths& paths) {
  // remain-on-exit: a pane whose program broke stays and says so; one that a person closed goes.
  std::string text =
      "# Operator's own tmux server, written anew by each start of it.\n"
      "set -g history-limit 10000\n"
      "set -g remain-on-exit failed\n"
      "set -g default-terminal tmux-256color\n"
      "set -as terminal-features ',*:RGB'\n"
      "set -s escape-time 10\n"
      "set -s extended-keys on\n"
      "set -g focus-events on\n"
      "set -g mouse on\n"
      "set -g set-titles on\n"
      "set -g set-titles-string '#{session_name}'\n"
      "set -g allow-rename off\n"
      "set -g automatic-rename off\n"
      "set -g window-size latest\n";
  const fs::path own = user_config();
  const bool plain = own.string().find_first_of("\n#") == std::string::npos;
  if (!own.empty() && plain) text += "source-file -q " + quoted(own.string()) + "\n";
  return platform::write_atomic(config_path(paths), text, 0600);
}

std::vector<std::string> pane_command(const base::WorkspacePaths& paths, const Window& window) {
  return {window.program.string(),
          "pane",
          "--session",
          window.session.value,
          "--socket",
          paths.host_socket(window.session).string(),
          "--workspace",
          paths.workspace.string()};
}

std::string session_of(const Pane& pane) {
  constexpr std::string_view kBefore = " pane --session ";
  const auto at = pane.start.find(kBefore);
  if (at == std::string::npos) return "";
  const std::string rest = pane.start.substr(at + kBefore.size());
  const auto end = rest.find(' ');
  return end != std::string::npos && rest.substr(end).starts_with(" --socket ")
             ? rest.substr(0, end)
             : "";
}

std::vector<Command> show(const base::WorkspacePaths& paths, const std::vector<Window>& windows,
                          const std::vector<Pane>& panes) {
  // What can collide with somebody else's doing comes last: it ends the commands.
  std::vector<Command> commands, made;
  for (const Window& window : windows) {
    if (const Pane* pane = pane_of(window.session, panes)) {
      commands.push_back(with_program({"respawn-pane", "-k", "-t", pane->id}, paths, window));
    } else if (has_session(window.session, panes)) {
      made.push_back(new_window(paths, window));
    } else {
      made.push_back(new_session(paths, window));
    }
  }
  commands.insert(commands.end(), made.begin(), made.end());
  return commands;
}

std::vector<Command> close(const std::vector<base::SessionId>& sessions,
                           const std::vector<Pane>& panes) {
  std::vector<Command> commands;
  for (const auto& id : sessions) {
    if (const Pane* pane = pane_of(id, panes)) commands.push_back({"kill-pane", "-t", pane->id});
  }
  return commands;
}

std::vector<std::string> attach_line(const base::WorkspacePaths& paths, const Window& window) {
  Command command = with_program(
      {"new-session", "-A", "-s", window.session.value, "-n", window.session.value}, paths, window);
  return command_line(own_server(paths), {command});
}

std::vector<Command> switch_to(const base::WorkspacePaths& paths, const Window& window,
                               const std::vector<Pane>& panes) {
  if (const Pane* pane = pane_of(window.session, panes)) return {{"switch-client", "-t", pane->id}};
  std::vector<Command> commands = show(paths, {window}, panes);
  commands.push_back({"switch-client", "-t", target(window.session)});
  return commands;
}

}  // namespace tmux
