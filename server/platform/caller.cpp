#include "platform/caller.h"

#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace platform {
namespace {

constexpr base::Millis kSlice{1000};

// A pipe or socket that nobody reads. Files and terminals cannot lose their reader that way.
bool output_abandoned(short events) { return (events & (POLLERR | POLLHUP | POLLNVAL)) != 0; }

bool output_is_pipe() {
  struct stat info {};
  return ::fstat(STDOUT_FILENO, &info) == 0 && (S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode));
}

}  // namespace

base::Result<std::string> read_standard_input(std::size_t cap) {
  std::string text;
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::fail_errno("cannot read standard input", errno);
    if (got == 0) return text;
    text.append(buffer.data(), std::min(static_cast<std::size_t>(got), cap - text.size()));
  }
}

bool write_standard_output(std::string_view text) {
  ::signal(SIGPIPE, SIG_IGN);
  while (!text.empty()) {
    const ssize_t wrote = ::write(STDOUT_FILENO, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

Caller::Caller() : parent_(::getppid()) {
#ifdef SYS_pidfd_open
  parent_fd_ = static_cast<int>(::syscall(SYS_pidfd_open, parent_, 0));
#endif
}

Caller::~Caller() {
  if (parent_fd_ >= 0) ::close(parent_fd_);
}

// An orphan is given another parent, so a changed one means that the first has ended.
bool Caller::gone() const { return ::getppid() != parent_; }

Caller::Event Caller::wait(int fd, base::Millis timeout) {
  const bool watches_output = output_is_pipe();
  const base::MonoTime end = base::now().mono + timeout;
  while (true) {
    if (gone()) return Event::gone;
    const base::Millis left = end - base::now().mono;
    if (left.count() <= 0) return Event::timeout;
    std::array<pollfd, 3> files{pollfd{fd, POLLIN, 0},
                                pollfd{watches_output ? STDOUT_FILENO : -1, 0, 0},
                                pollfd{parent_fd_, POLLIN, 0}};
    const base::Millis slice =
        parent_fd_ >= 0 ? std::min(left, base::Millis{3600'000}) : std::min(left, kSlice);
    const int ready = ::poll(files.data(), files.size(), static_cast<int>(slice.count()));
    if (ready <= 0) continue;
    if (output_abandoned(files[1].revents) || files[2].revents != 0) return Event::gone;
    if (files[0].revents != 0) return Event::readable;
  }
}

}  // namespace platform
