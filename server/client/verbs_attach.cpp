// `operator attach`: here, or by tmux where that is the session's host.
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/version.h"
#include "client/attach.h"
#include "client/owner.h"
#include "client/verbs.h"
#include "platform/files.h"
#include "platform/program.h"
#include "tmux/window.h"

namespace client {
namespace {

namespace fs = std::filesystem;

// $TMUX begins with the socket of the server that this terminal is a pane of.
fs::path tmux_around() {
  const char* around = std::getenv("TMUX");
  const std::string text = around == nullptr ? "" : around;
  return text.substr(0, text.find(','));
}

// The window outlives an update of the editor's extension, as hosts do.
fs::path installed_program(const base::WorkspacePaths& paths) {
  const fs::path installed = paths.data / "bin" / base::kVersion / "operator";
  std::error_code error;
  return fs::exists(installed, error) ? installed : fs::path(platform::own_program());
}

// This terminal goes on as tmux. Returns what went wrong.
base::Error become_tmux(std::vector<std::string> line) {
  const auto program = platform::find_program(line.front());
  if (!program) return {base::ErrorCode::not_found, "tmux is not installed", {}};
  line.front() = *program;
  return platform::become(line);
}

base::Error attach_in_tmux(const base::WorkspacePaths& paths, const wire::Session& session) {
  if (const auto version = tmux::version(); !version) return version.error();
  if (const auto written = tmux::write_config(paths); !written) return written.error();
  const tmux::Window window{{session.id}, installed_program(paths), session.worktree};
  const auto server = tmux::own_server(paths);
  if (tmux_around() != server.socket) return become_tmux(tmux::attach_line(paths, window));
  // In a pane of that server: its client, which $TMUX names to tmux, is turned to the window.
  const auto panes = tmux::list_panes(server);
  if (!panes) return panes.error();
  return become_tmux(tmux::command_line(server, tmux::switch_to(paths, window, *panes)));
}

// The person's own tmux, at that pane.
base::Error attach_to_pane(const fs::path& socket, const std::string& pane) {
  const bool inside = tmux_around() == socket;
  const tmux::Command command{inside ? "switch-client" : "attach-session", "-t", pane};
  return become_tmux(tmux::command_line({socket, {}}, {command}));
}

// Within another tmux a second one would take its keys, and within a session the server would be
// the session's child.
bool goes_direct(const base::WorkspacePaths& paths) {
  const fs::path around = tmux_around();
  return is_inside_session() || (!around.empty() && around != tmux::own_server(paths).socket);
}

}  // namespace

int attach_to(Face& face, const wire::Session& session, const Attach& options) {
  const auto paths = face.paths();
  if (!paths) return face.fail(paths.error());
  if (session.host.pane) {
    if (!session.host.alive) {
      return face.fail(
          {base::ErrorCode::conflict, "the program of " + session.id + " in tmux has ended", {}});
    }
    face.disconnect();
    return face.fail(attach_to_pane(session.host.socket, *session.host.pane));
  }
  const bool in_tmux = session.host.kind == wire::HostKind::tmux && !options.direct;
  // What it showed last is in its window, with a way to bring it back.
  if (in_tmux && !goes_direct(*paths)) {
    face.disconnect();
    return face.fail(attach_in_tmux(*paths, session));
  }
  if (!session.host.alive) {
    return face.fail(
        {base::ErrorCode::conflict,
         session.id + " has no running agent; `operator restore " + session.id + "` brings it back",
         {}});
  }
  face.disconnect();
  return run_attach(session.host.socket,
                    {.detach_keys = options.detach_keys, .session = session.id});
}

}  // namespace client
