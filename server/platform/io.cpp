#include "platform/io.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace platform {

IoOutcome read_some(int fd, char* data, std::size_t size) {
  while (true) {
    const ssize_t got = ::read(fd, data, size);
    if (got > 0) return {static_cast<std::size_t>(got), false, false};
    if (got == 0) return {0, false, true};
    if (errno == EINTR) continue;
    const bool again = errno == EAGAIN;
    return {0, again, !again};
  }
}

IoOutcome write_some(int fd, std::string_view data) {
  while (true) {
    const ssize_t put = ::write(fd, data.data(), data.size());
    if (put >= 0) return {static_cast<std::size_t>(put), false, false};
    if (errno == EINTR) continue;
    const bool again = errno == EAGAIN;
    return {0, again, !again};
  }
}

bool write_all(int fd, std::string_view data) {
  while (!data.empty()) {
    const IoOutcome put = write_some(fd, data);
    if (put.ended) return false;
    if (put.again) {
      pollfd wait{fd, POLLOUT, 0};
      ::poll(&wait, 1, -1);
    }
    data.remove_prefix(put.bytes);
  }
  return true;
}

base::Status set_nonblocking(int fd, bool on) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0) return base::fail_errno("cannot read a descriptor's flags", errno);
  const int wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
  if (::fcntl(fd, F_SETFL, wanted) < 0)
    return base::fail_errno("cannot set a descriptor's flags", errno);
  return {};
}

}  // namespace platform
