// Reading and writing descriptors, for folders above that must not see POSIX.
#pragma once
#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace platform {

// What a non-blocking read or write came to.
struct IoOutcome {
  std::size_t bytes = 0;
  bool again = false;  // nothing now; wait until the descriptor is ready
  bool ended = false;  // end of file, or an error: nothing will come any more
};

// One read(2)/write(2) on a non-blocking descriptor; EINTR is retried.
IoOutcome read_some(int fd, char* data, std::size_t size);
IoOutcome write_some(int fd, std::string_view data);
// Writes everything, waiting where it must. False when the descriptor failed.
bool write_all(int fd, std::string_view data);
base::Status set_nonblocking(int fd, bool on);

}  // namespace platform
