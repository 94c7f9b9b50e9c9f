#include "client/pane.h"

#include <filesystem>
#include <optional>
#include <string>

#include "base/text.h"
#include "client/attach.h"
#include "platform/io.h"
#include "platform/process.h"
#include "platform/program.h"
#include "platform/terminal.h"

namespace client {
namespace {

namespace fs = std::filesystem;

constexpr base::Millis kRestoreWithin{120'000};

struct Pane {
  std::string session;
  fs::path socket;
  fs::path workspace;
};

std::optional<Pane> parse(int argc, char** argv) {
  Pane pane;
  for (int i = 0; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--session") pane.session = argv[i + 1];
    if (name == "--socket") pane.socket = argv[i + 1];
    if (name == "--workspace") pane.workspace = argv[i + 1];
  }
  if (pane.session.empty() || pane.socket.empty() || pane.workspace.empty()) return std::nullopt;
  return pane;
}

void say(const std::string& words) { platform::write_all(1, "[operator] " + words + "\r\n"); }

// The next r, R, x or X; 0 when the terminal is gone.
char next_key() {
  const auto raw = platform::RawTerminal::enter();
  (void)platform::set_nonblocking(0, false);
  char key = 0;
  while (platform::read_some(0, &key, 1).bytes == 1) {
    if (key == 'r' || key == 'R') return 'r';
    if (key == 'x' || key == 'X') return 'x';
  }
  return 0;
}

// Whether the session runs again.
bool restore(const Pane& pane) {
  say("restoring " + pane.session + " …");
  platform::ProcessRequest request;
  request.argv = {platform::own_program(), "restore", pane.session, "--workspace",
                  pane.workspace.string()};
  request.cwd = pane.workspace;
  request.deadline = kRestoreWithin;
  const auto result = platform::run_process(request);
  if (result && result->ok()) return true;
  std::string why = !result             ? result.error().message
                    : result->timed_out ? "it has not started within 2 minutes"
                                        : std::string(base::trim(result->err));
  if (why.starts_with("operator: ")) why.erase(0, std::string_view("operator: ").size());
  say(base::printable(why, 600));
  return false;
}

// False: the window is to close.
bool offer(const Pane& pane) {
  while (true) {
    say("r restores it, x closes this window.");
    const char key = next_key();
    if (key != 'r') return false;
    if (restore(pane)) return true;
  }
}

}  // namespace

int run_pane(int argc, char** argv) {
  const auto pane = parse(argc, argv);
  if (!pane) {
    platform::write_all(2, "usage: operator pane --session ID --socket PATH --workspace FOLDER\n");
    return 2;
  }
  // Not in the worktree, which somebody may want to remove.
  std::error_code ignored;
  fs::current_path("/", ignored);
  while (true) {
    AttachOptions options{.detach_keys = "none", .session = pane->session, .pane = true};
    const auto end = run_viewer(pane->socket, options);
    if (end.left || !offer(*pane)) return 0;
  }
}

}  // namespace client
