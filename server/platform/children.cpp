#include "platform/children.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>

#include "platform/descriptor.h"
#include "platform/pipe.h"

namespace platform {
namespace {

std::mutex hidden_mutex;
std::set<std::string> hidden;

std::string lookup(const std::string& name, const std::vector<std::string>& environment) {
  if (name.find('/') != std::string::npos) return name;
  std::string_view path = "/usr/local/bin:/usr/bin:/bin";
  for (const std::string& entry : environment)
    if (entry.starts_with("PATH=")) path = std::string_view(entry).substr(5);
  while (true) {
    const std::size_t end = path.find(':');
    const std::string folder(path.substr(0, end));
    const std::string candidate = (folder.empty() ? "." : folder) + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0 && !std::filesystem::is_directory(candidate))
      return candidate;
    if (end == std::string_view::npos) return name;
    path.remove_prefix(end + 1);
  }
}

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& text : strings) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

struct Report {
  int pid = 0;    // of the program
  int error = 0;  // why it is not running
};

// In the grandchild: only what is allowed between fork and exec.
[[noreturn]] void run_detached(int report, int log, const char* cwd, const ExecPlan& plan) {
  reset_signals();
  Report mine{::getpid(), 0};
  const int null = ::open("/dev/null", O_RDWR);
  ::dup2(null, 0);
  ::dup2(log >= 0 ? log : null, 1);
  ::dup2(log >= 0 ? log : null, 2);
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (::write(report, &mine, sizeof mine) < 0) ::_exit(127);
  if (::chdir(cwd) == 0) ::execve(plan.path(), plan.argv(), plan.environment());
  mine.error = errno;
  if (::write(report, &mine, sizeof mine) < 0) ::_exit(126);
  ::_exit(127);
}

}  // namespace

ExecPlan::ExecPlan(const std::vector<std::string>& argv,
                   const std::vector<std::string>& environment)
    : path_(argv.empty() ? std::string() : lookup(argv.front(), environment)),
      argv_(argv),
      environment_(environment),
      argv_pointers_(pointers_to(argv_)),
      environment_pointers_(pointers_to(environment_)) {}

std::vector<std::string> own_environment() {
  const std::scoped_lock lock(hidden_mutex);
  std::vector<std::string> entries;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (!hidden.contains(std::string(text.substr(0, text.find('='))))) entries.emplace_back(text);
  }
  return entries;
}

void hide_variables(std::set<std::string> names) {
  const std::scoped_lock lock(hidden_mutex);
  hidden = std::move(names);
}

std::map<std::string, std::string> take_environment(std::string_view prefix) {
  std::map<std::string, std::string> taken;
  for (char** entry = environ; entry != nullptr && *entry != nullptr;) {
    const std::string_view text(*entry);
    if (!text.starts_with(prefix)) {
      ++entry;
      continue;
    }
    const std::size_t equals = std::min(text.find('='), text.size());
    taken.emplace(text.substr(0, equals), text.substr(std::min(equals + 1, text.size())));
    ::explicit_bzero(*entry, text.size());
    // The entries after it, with the null at their end, move one place down.
    for (char** next = entry; *next != nullptr; ++next) *next = *(next + 1);
  }
  return taken;
}

base::Result<int> spawn_detached(const DetachedProgram& program) {
  if (program.argv.empty())
    return base::fail(base::ErrorCode::invalid_argument, "no program to start was given");
  Descriptor log;
  if (!program.log.empty()) {
    log.reset(::open(program.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (!log) return base::fail_errno("cannot open " + program.log.string(), errno);
  }
  TRY_ASSIGN(Pipe told, make_pipe());
  const ExecPlan plan(program.argv, program.environment);
  const pid_t middle = ::fork();
  if (middle < 0) return base::fail_errno("cannot fork", errno);
  if (middle == 0) {
    ::setsid();
    const pid_t inner = ::fork();
    if (inner == 0) run_detached(told.write.get(), log.get(), program.cwd.c_str(), plan);
    ::_exit(inner < 0 ? 1 : 0);
  }
  told.write.reset();
  while (::waitpid(middle, nullptr, 0) < 0 && errno == EINTR) {
  }
  Report report, last;
  bool any = false;
  while (true) {
    const ssize_t got = ::read(told.read.get(), &report, sizeof report);
    if (got < 0 && errno == EINTR) continue;
    if (got != sizeof report) break;
    any = true;
    last = report;
  }
  if (!any) return base::fail(base::ErrorCode::external_failed, "cannot fork a detached process");
  if (last.error != 0) return base::fail_errno("cannot start " + program.argv.front(), last.error);
  return last.pid;
}

base::Status become_subreaper() {
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
    return base::fail_errno("cannot become a subreaper", errno);
  return {};
}

Reaped reap_children() {
  Reaped out;
  while (true) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, WNOHANG);
    if (pid < 0 && errno == EINTR) continue;
    out.any_left = pid == 0;
    if (pid <= 0) return out;
    Ended ended{pid, 0, 0};
    if (WIFSIGNALED(status)) {
      ended.signal = WTERMSIG(status);
      ended.code = 128 + ended.signal;
    } else {
      ended.code = WEXITSTATUS(status);
    }
    out.ended.push_back(ended);
  }
}

void reset_signals() {
  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &plain, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void ignore_hangup_and_pipe() {
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGHUP, &ignore, nullptr);
  ::sigaction(SIGPIPE, &ignore, nullptr);
}

void trim_memory() { ::malloc_trim(0); }

void keep_memory_small() {
  ::mallopt(M_ARENA_MAX, 1);
  ::mallopt(M_TRIM_THRESHOLD, 128 * 1024);
  ::mallopt(M_MMAP_THRESHOLD, 128 * 1024);
}

}  // namespace platform
