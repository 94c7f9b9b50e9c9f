// The tmux program and a server of it: which one is meant, what it is told, what it says. Every
// command is argv: nothing goes through a shell, and no text of ours is taken for a format or for
// the next command. Functions that run tmux block for some milliseconds and are thread-safe.
// Facts from tmux(1): several words behind `--` are executed as they are, a single one by a shell;
// a word that ends in `;` ends a command; `#` begins a format in names and folders.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tmux {

// `-e` of new-session, remain-on-exit `failed` and extended keys came with 3.2.
inline constexpr int kMajor = 3, kMinor = 2;

struct Server {
  std::filesystem::path socket;  // `-S`
  std::filesystem::path config;  // read when this starts the server; empty: tmux's own choice
};
// A server of the user's, as `tmux -L name` would find it from here: in $TMUX_TMPDIR, else /tmp.
// Nothing here ever starts one.
Server named_server(const std::string& name);

using Command = std::vector<std::string>;

// "tmux 3.3a", when it is new enough. not_found: not installed; unavailable: too old, or it does
// not run; the message says what to do.
base::Result<std::string> version();
// Pure: what `tmux -V` printed.
base::Status judge_version(std::string_view output);

// Pure. The whole command line; commands run in order, and the first that fails ends them.
std::vector<std::string> command_line(const Server& server, const std::vector<Command>& commands);
// Pure. A text where tmux expects a format: it comes out as it is.
std::string literal(std::string_view text);
// This process's environment for a tmux that may become the server: without what marks another
// tmux, a session of Operator's or an editor's terminal.
std::vector<std::string> environment();

// `input` is what a command with a file `-` reads. not_found: no such server runs.
// external_failed: what tmux said.
base::Result<std::string> run(const Server& server, const std::vector<Command>& commands,
                              const std::string& input = "");

struct Pane {
  std::string id;  // "%3", unique in the server's life
  int pid = 0;     // its program's
  bool dead = false;
  int clients = 0;          // that show its tmux session
  std::int64_t output = 0;  // when its window last showed something new: seconds since 1970
  std::string session;
  std::string program;  // what runs in its foreground
  std::string start;    // the command that it was made with, quoted; empty: a shell
  std::string path;     // its program's folder; empty when unknown
};
// All panes of the server by one query; none when no such server runs.
base::Result<std::vector<Pane>> list_panes(const Server& server);
// Pure. Lines that are not as asked for are skipped.
std::vector<Pane> parse_panes(std::string_view output);
const std::string& pane_format();

}  // namespace tmux
