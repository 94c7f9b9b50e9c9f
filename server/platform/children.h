// Starting processes that outlive us, and reaping those that do not. `files`' process.h runs a
// program and waits for its output; this is for what Operator leaves running.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace platform {

// Everything execve(2) needs, made before fork(2) so that the child allocates nothing.
class ExecPlan {
 public:
  // argv[0] without a slash is looked up in the PATH of `environment`; not found: used as it is.
  ExecPlan(const std::vector<std::string>& argv, const std::vector<std::string>& environment);
  ExecPlan(const ExecPlan&) = delete;
  ExecPlan& operator=(const ExecPlan&) = delete;
  [[nodiscard]] const char* path() const { return path_.c_str(); }
  [[nodiscard]] char* const* argv() const { return argv_pointers_.data(); }
  [[nodiscard]] char* const* environment() const { return environment_pointers_.data(); }

 private:
  std::string path_;
  std::vector<std::string> argv_, environment_;
  std::vector<char*> argv_pointers_, environment_pointers_;
};

// This process's environment as "NAME=value", without the hidden variables.
std::vector<std::string> own_environment();
// From now on what this process starts does not inherit these. Replaces those hidden before;
// thread-safe.
void hide_variables(std::set<std::string> names);

// Takes the variables whose names begin with `prefix` out of this process's environment, so that
// nothing it starts inherits them, and wipes them where /proc/PID/environ reads. Before the first
// thread.
std::map<std::string, std::string> take_environment(std::string_view prefix);

struct DetachedProgram {
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  std::filesystem::path cwd = "/";
  std::filesystem::path log;  // standard output and error are appended there; empty: /dev/null
};
// Starts it in a session of its own, no child of ours, with no descriptor of ours. The pid; an
// error when it could not be executed. Thread-safe.
base::Result<int> spawn_detached(const DetachedProgram& program);

// Orphans below this process become its children (PR_SET_CHILD_SUBREAPER), so that none escapes by
// setsid and double fork.
base::Status become_subreaper();

struct Ended {
  int pid = 0;
  int code = 0;    // 128 + signal when a signal ended it
  int signal = 0;  // 0: it exited
};
struct Reaped {
  std::vector<Ended> ended;
  bool any_left = false;  // false is the kernel's word that we have no child, running or not
};
// Awaits every child that has ended, without waiting.
Reaped reap_children();

// Default actions for all signals and none blocked. Async-signal-safe.
void reset_signals();
// Writing to a closed connection must be an error, not the end; a hung-up terminal is not our
// concern.
void ignore_hangup_and_pipe();
// Frees what a burst left in the allocator's pools.
void trim_memory();
// Keeps the allocator to one pool, for small programs with a second thread.
void keep_memory_small();

}  // namespace platform
