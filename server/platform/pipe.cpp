#include "platform/pipe.h"

#include <fcntl.h>

#include <array>
#include <cerrno>

namespace platform {

base::Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::fail_errno("cannot make a pipe", errno);
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

}  // namespace platform
