// Running another program to its end, for worker threads: argv and never a shell, a deadline, a
// way to stop it, and bounded memory for what it prints. For programs that live on their own
// terminal see pty.h.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace platform {

struct ProcessRequest {
  std::vector<std::string> argv;  // argv[0]: a path, or a name looked up on the child's PATH
  std::filesystem::path cwd;      // empty: the caller's
  // The whole environment as "NAME=value"; nothing: the caller's.
  std::optional<std::vector<std::string>> environment;
  std::string input;  // standard input, then end of file
  base::Millis deadline{60'000};
  std::stop_token cancel;
  std::size_t output_cap = 8U << 20;  // bytes kept of each of out and err; the rest is dropped
  std::function<void(std::string_view)> on_output;  // out and err as they come; on this thread
  bool end_group = false;  // what is left of its group when it has ended is killed
};

struct ProcessResult {
  int exit_code = -1;  // meaningful when `signal` is 0
  int signal = 0;      // the signal that ended it
  std::string out;
  std::string err;
  bool timed_out = false;
  bool cancelled = false;
  bool truncated = false;  // out or err was longer than the cap

  [[nodiscard]] bool ok() const {
    return exit_code == 0 && signal == 0 && !timed_out && !cancelled && !truncated;
  }
};

// Runs the program in its own process group and waits for its end. At the deadline or on `cancel`
// the whole group gets SIGTERM, two seconds later SIGKILL. A daemon that outlives the program and
// holds its output open is not waited for. An error means that it was not started: not_found
// without such a program or folder, else external_failed. A program that fails is a result. Blocks;
// thread-safe.
base::Result<ProcessResult> run_process(const ProcessRequest& request);

// As ProcessRequest wants it.
std::vector<std::string> environment_entries(const std::map<std::string, std::string>& variables);

// The caller's environment as "NAME=value", in which each of `changes` replaces its name.
std::vector<std::string> environment_with(const std::vector<std::string>& changes);

}  // namespace platform
