#include "platform/pty.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "platform/children.h"
#include "platform/io.h"
#include "platform/pipe.h"

namespace platform {
namespace {

struct Failure {
  int stage = 0;  // 1: the terminal, 2: the folder, 3: the program
  int error = 0;
};

winsize to_winsize(TerminalSize size) {
  winsize out{};
  out.ws_col = static_cast<unsigned short>(size.cols);
  out.ws_row = static_cast<unsigned short>(size.rows);
  return out;
}

base::Result<Descriptor> open_master() {
  Descriptor master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
  if (!master || ::grantpt(master.get()) != 0 || ::unlockpt(master.get()) != 0)
    return base::fail_errno("cannot open a pseudo-terminal", errno);
  return master;
}

// The usual settings of a fresh terminal, and UTF-8 (so that the kernel erases whole characters).
void set_line_discipline(int slave) {
  termios mode{};
  if (::tcgetattr(slave, &mode) != 0) return;
  mode.c_iflag |= IUTF8 | IXON | ICRNL;
  ::tcsetattr(slave, TCSANOW, &mode);
}

// In the child: only what is allowed between fork and exec.
[[noreturn]] void run_child(const char* slave_path, const winsize& size, const char* cwd, int go,
                            int failed, const ExecPlan& plan) {
  const auto die = [&](int stage) {
    const Failure failure{stage, errno};
    if (::write(failed, &failure, sizeof failure) < 0) ::_exit(126);
    ::_exit(127);
  };
  reset_signals();
  char token = 0;
  if (::read(go, &token, 1) != 1) ::_exit(0);  // the parent died first
  ::setsid();
  const int slave = ::open(slave_path, O_RDWR);
  if (slave < 0 || ::ioctl(slave, TIOCSCTTY, 0) != 0) die(1);
  set_line_discipline(slave);
  ::ioctl(slave, TIOCSWINSZ, &size);
  for (int target = 0; target < 3; ++target) ::dup2(slave, target);
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (::chdir(cwd) != 0) die(2);
  ::execve(plan.path(), plan.argv(), plan.environment());
  die(3);
  ::_exit(127);
}

}  // namespace

base::Result<PtyChild> PtyChild::spawn_held(const PtyProgram& program) {
  if (program.argv.empty())
    return base::fail(base::ErrorCode::invalid_argument, "no program to start was given");
  PtyChild child;
  TRY_ASSIGN(child.master_, open_master());
  char slave_path[64];
  if (::ptsname_r(child.master_.get(), slave_path, sizeof slave_path) != 0)
    return base::fail_errno("cannot name a pseudo-terminal", errno);
  TRY_ASSIGN(Pipe go, make_pipe());
  TRY_ASSIGN(Pipe failed, make_pipe());
  const ExecPlan plan(program.argv, program.environment);
  const winsize size = to_winsize(program.size);
  child.pid_ = ::fork();
  if (child.pid_ < 0) return base::fail_errno("cannot fork", errno);
  if (child.pid_ == 0) {
    ::close(go.write.get());  // else the parent's death would not end our read
    run_child(slave_path, size, program.cwd.c_str(), go.read.get(), failed.write.get(), plan);
  }
  child.program_ = program.argv.front();
  child.go_ = std::move(go.write);
  child.failed_ = std::move(failed.read);
  TRY(child.resize(program.size));
  return child;
}

base::Status PtyChild::release() {
  if (!write_all(go_.get(), "!")) return base::fail_errno("cannot release the program", errno);
  go_.reset();
  Failure failure;
  ssize_t got = 0;
  do {
    got = ::read(failed_.get(), &failure, sizeof failure);
  } while (got < 0 && errno == EINTR);
  failed_.reset();
  if (got == 0) return {};
  static constexpr const char* kStages[] = {"", "cannot use the terminal",
                                            "cannot enter the folder", "cannot start"};
  const auto stage = failure.stage >= 1 && failure.stage <= 3 ? failure.stage : 3;
  std::string what = kStages[stage];
  if (stage == 3) what += " " + program_;
  what += std::string(": ") + std::strerror(failure.error);
  if (stage == 3 && failure.error == ENOENT && program_.find('/') == std::string::npos)
    what += " (is it installed, and on the PATH of who started it?)";
  return base::fail(base::ErrorCode::external_failed, what,
                    {{"errno", std::to_string(failure.error)}});
}

base::Status PtyChild::resize(TerminalSize size) {
  const winsize wanted = to_winsize(size);
  if (::ioctl(master_.get(), TIOCSWINSZ, &wanted) != 0)
    return base::fail_errno("cannot resize the terminal", errno);
  return {};
}

int PtyChild::foreground_group() const {
  const pid_t group = ::tcgetpgrp(master_.get());
  return group > 0 ? group : 0;
}

}  // namespace platform
