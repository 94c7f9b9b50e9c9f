#include "platform/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include "platform/children.h"
#include "platform/descriptor.h"
#include "platform/files.h"
#include "platform/pipe.h"

namespace platform {
namespace {

using base::ErrorCode;
using base::fail;
using base::fail_errno;
using base::Result;

constexpr base::Millis kTermGrace{2000};  // between SIGTERM and SIGKILL
constexpr base::Millis kDrainGrace{200};  // for output that a left-over child still holds open

std::int64_t mono_ms() { return base::now().mono.ms; }

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (const auto& s : strings) result.push_back(const_cast<char*>(s.c_str()));
  result.push_back(nullptr);
  return result;
}

std::string path_of(const std::optional<std::vector<std::string>>& environment) {
  if (!environment) return path_variable();
  for (const auto& entry : *environment) {
    if (entry.starts_with("PATH=")) return entry.substr(5);
  }
  return {};
}

// RAII for the two posix_spawn objects; both only hold memory.
struct SpawnPlan {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
};

// One run: the child, its pipes and what has been read so far.
class Run {
 public:
  explicit Run(const ProcessRequest& request) : request_(request) {}

  base::Status start();
  ProcessResult finish();

 private:
  void pump(int timeout_ms);
  void read_some(Descriptor& from, std::string& into);
  void write_some();
  bool has_exited();
  void stop_group(int signal) const { ::kill(-pid_, signal); }
  void reap();

  const ProcessRequest& request_;
  ProcessResult result_;
  pid_t pid_ = -1;
  Descriptor pidfd_;
  Descriptor wake_;
  Descriptor in_;
  Descriptor out_;
  Descriptor err_;
  std::size_t written_ = 0;
};

base::Status Run::start() {
  const auto program = find_program(request_.argv.front(), path_of(request_.environment));
  if (!program) return fail(ErrorCode::not_found, "no such program: " + request_.argv.front());
  TRY_ASSIGN(Pipe in, make_pipe());
  TRY_ASSIGN(Pipe out, make_pipe());
  TRY_ASSIGN(Pipe err, make_pipe());

  SpawnPlan plan;
  posix_spawn_file_actions_adddup2(&plan.actions, in.read.get(), 0);
  posix_spawn_file_actions_adddup2(&plan.actions, out.write.get(), 1);
  posix_spawn_file_actions_adddup2(&plan.actions, err.write.get(), 2);
  if (!request_.cwd.empty()) {
    posix_spawn_file_actions_addchdir_np(&plan.actions, request_.cwd.c_str());
  }
  // The child starts with default signals: the owner ignores SIGPIPE, a child must not.
  sigset_t all{};
  sigset_t none{};
  sigfillset(&all);
  sigemptyset(&none);
  posix_spawnattr_setsigdefault(&plan.attributes, &all);
  posix_spawnattr_setsigmask(&plan.attributes, &none);
  posix_spawnattr_setpgroup(&plan.attributes, 0);
  posix_spawnattr_setflags(&plan.attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  const auto argv = pointers(request_.argv);
  const auto entries = request_.environment ? *request_.environment : own_environment();
  const auto environment = pointers(entries);
  const int error = ::posix_spawn(&pid_, program->c_str(), &plan.actions, &plan.attributes,
                                  argv.data(), environment.data());
  if (error != 0) {
    std::error_code ignored;
    if (!request_.cwd.empty() && !std::filesystem::is_directory(request_.cwd, ignored)) {
      return fail(ErrorCode::not_found, "no such folder: " + request_.cwd.string());
    }
    return fail_errno("cannot start " + *program, error);
  }
  pidfd_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  wake_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  in_ = std::move(in.write);
  out_ = std::move(out.read);
  err_ = std::move(err.read);
  for (const int fd : {in_.get(), out_.get(), err_.get()}) ::fcntl(fd, F_SETFL, O_NONBLOCK);
  if (request_.input.empty()) in_.reset();
  return {};
}

void Run::read_some(Descriptor& from, std::string& into) {
  std::array<char, 65536> buffer;
  const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (got <= 0) {
    from.reset();
    return;
  }
  if (request_.on_output) {
    request_.on_output({buffer.data(), static_cast<std::size_t>(got)});
  }
  const std::size_t room = request_.output_cap - std::min(request_.output_cap, into.size());
  const std::size_t kept = std::min(room, static_cast<std::size_t>(got));
  into.append(buffer.data(), kept);
  if (kept < static_cast<std::size_t>(got)) result_.truncated = true;
}

void Run::write_some() {
  const ssize_t wrote =
      ::write(in_.get(), request_.input.data() + written_, request_.input.size() - written_);
  if (wrote < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (wrote > 0) written_ += static_cast<std::size_t>(wrote);
  // A reader that went away does not want the rest; its exit code says whether that was wrong.
  if (wrote < 0 || written_ == request_.input.size()) in_.reset();
}

// Waits for any descriptor, at most `timeout_ms`. Negative descriptors are skipped by poll.
void Run::pump(int timeout_ms) {
  std::array<pollfd, 5> fds{{{out_.get(), POLLIN, 0},
                             {err_.get(), POLLIN, 0},
                             {in_.get(), POLLOUT, 0},
                             {pidfd_.get(), POLLIN, 0},
                             {wake_.get(), POLLIN, 0}}};
  if (::poll(fds.data(), fds.size(), timeout_ms) <= 0) return;
  if (fds[0].revents != 0) read_some(out_, result_.out);
  if (fds[1].revents != 0) read_some(err_, result_.err);
  if (fds[2].revents != 0) write_some();
  if (fds[4].revents != 0) {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(wake_.get(), &count, sizeof count);
  }
}

// Seen but not reaped: until then the pid, and with it the group's number, stays ours.
bool Run::has_exited() {
  siginfo_t info{};
  const int seen = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return seen != 0 || info.si_pid == pid_;
}

void Run::reap() {
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) != 0) {
    if (errno != EINTR) return;
  }
  if (info.si_code == CLD_EXITED) {
    result_.exit_code = info.si_status;
  } else {
    result_.signal = info.si_status;
  }
}

ProcessResult Run::finish() {
  const std::stop_callback wake_up(request_.cancel, [this] {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t wrote = ::write(wake_.get(), &one, sizeof one);
  });
  const std::int64_t deadline = mono_ms() + request_.deadline.count();
  std::int64_t kill_at = 0;  // when SIGKILL follows the SIGTERM
  bool killed = false;
  while (!has_exited()) {
    const std::int64_t now = mono_ms();
    if (kill_at == 0 && (now >= deadline || request_.cancel.stop_requested())) {
      (request_.cancel.stop_requested() ? result_.cancelled : result_.timed_out) = true;
      stop_group(SIGTERM);
      kill_at = now + kTermGrace.count();
    } else if (kill_at != 0 && !killed && now >= kill_at) {
      stop_group(SIGKILL);
      killed = true;
    }
    std::int64_t next = kill_at == 0 ? deadline : kill_at;
    // Without a pidfd (a seccomp profile may refuse it) the end is looked for.
    if (!pidfd_ || killed) next = std::min(next, now + 20);
    if (killed) next = now + 20;
    pump(static_cast<int>(std::clamp<std::int64_t>(next - now, 1, 60'000)));
  }
  // Whoever ignored the SIGTERM in the group.
  if (kill_at != 0 || request_.end_group) stop_group(SIGKILL);
  in_.reset();
  const std::int64_t drain_until = mono_ms() + kDrainGrace.count();
  while ((out_ || err_) && mono_ms() < drain_until) {
    pidfd_.reset();
    pump(static_cast<int>(std::max<std::int64_t>(1, drain_until - mono_ms())));
  }
  reap();
  return std::move(result_);
}

// A child that closes its input early must not end this thread with SIGPIPE.
class SigpipeBlocked {
 public:
  SigpipeBlocked() {
    sigset_t pipe{};
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe, &before_);
  }
  ~SigpipeBlocked() {
    if (sigismember(&before_, SIGPIPE) == 0) {
      sigset_t pipe{};
      sigemptyset(&pipe);
      sigaddset(&pipe, SIGPIPE);
      const timespec no_wait{};
      ::sigtimedwait(&pipe, nullptr, &no_wait);
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeBlocked(const SigpipeBlocked&) = delete;
  SigpipeBlocked& operator=(const SigpipeBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

base::Result<ProcessResult> run_process(const ProcessRequest& request) {
  if (request.argv.empty()) return fail(ErrorCode::invalid_argument, "no program to run");
  for (const auto& argument : request.argv) {
    if (argument.find('\0') != std::string::npos) {
      return fail(ErrorCode::invalid_argument, "an argument holds a zero byte");
    }
  }
  const SigpipeBlocked blocked;
  Run run(request);
  TRY(run.start());
  return run.finish();
}

std::vector<std::string> environment_entries(const std::map<std::string, std::string>& variables) {
  std::vector<std::string> entries;
  for (const auto& [name, value] : variables) entries.push_back(name + "=" + value);
  return entries;
}

std::vector<std::string> environment_with(const std::vector<std::string>& changes) {
  std::vector<std::string> result;
  const auto name = [](std::string_view entry) { return entry.substr(0, entry.find('=')); };
  for (std::string& entry : own_environment()) {
    const bool replaced = std::any_of(changes.begin(), changes.end(), [&](const auto& change) {
      return name(change) == name(entry);
    });
    if (!replaced) result.push_back(std::move(entry));
  }
  result.insert(result.end(), changes.begin(), changes.end());
  return result;
}

}  // namespace platform
