// A session's window on Operator's own tmux server: one tmux session of the same name, whose pane
// runs `operator pane`, a viewer of the session's host. The host keeps the terminal, so what
// happens to tmux happens to the picture and never to the agent; a window that was closed, or went
// with its server, is made again by whoever wants to see it.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/paths.h"
#include "base/result.h"
#include "tmux/server.h"

namespace tmux {

struct Window {
  base::SessionId session;
  std::filesystem::path program;  // `operator`, the installed one
  std::filesystem::path folder;   // where windows that a person adds begin; empty: the workspace
};

// The workspace's own server: nobody else's socket, whatever TMUX_TMPDIR says.
Server own_server(const base::WorkspacePaths& paths);
// Writes what the server reads when it starts. The user's own settings are read last, from
// `operator/tmux.conf` in the configuration folder ($XDG_CONFIG_HOME, else ~/.config).
base::Status write_config(const base::WorkspacePaths& paths);

// Pure: what `operator pane` is started with.
std::vector<std::string> pane_command(const base::WorkspacePaths& paths, const Window& window);
// Pure: whose pane this is; empty: none of ours.
std::string session_of(const Pane& pane);

// Pure: the commands that bring about a window for each, given what is there. A pane of ours that
// is there is used again, wherever its person has moved it.
std::vector<Command> show(const base::WorkspacePaths& paths, const std::vector<Window>& windows,
                          const std::vector<Pane>& panes);
// Pure: closes the sessions' panes, and nothing beside them.
std::vector<Command> close(const std::vector<base::SessionId>& sessions,
                           const std::vector<Pane>& panes);
// Pure: the command line of a terminal's tmux that shows the session, and makes its window where
// there is none.
std::vector<std::string> attach_line(const base::WorkspacePaths& paths, const Window& window);
// Pure: the commands that turn a client within our server to the session's window.
std::vector<Command> switch_to(const base::WorkspacePaths& paths, const Window& window,
                               const std::vector<Pane>& panes);

}  // namespace tmux
