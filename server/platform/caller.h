// For programs that another one starts, feeds on standard input and reads from: hooks. They must
// notice when nobody wants their answer any more.
#pragma once
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace platform {

// Standard input up to its end; what lies behind `cap` bytes is read and dropped.
base::Result<std::string> read_standard_input(std::size_t cap);

// False when the reader is gone. SIGPIPE is not raised.
bool write_standard_output(std::string_view text);

// The process that started this one. Make it early: a parent that died before is not noticed.
class Caller {
 public:
  Caller();
  ~Caller();
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  enum class Event { readable, gone, timeout };
  // Waits until `fd` (-1: none) has bytes or ended, or the caller is gone (its process ended, or
  // nobody can read our standard output any more), or the time is over. `gone` wins.
  Event wait(int fd, base::Millis timeout);
  [[nodiscard]] bool gone() const;

 private:
  int parent_ = 0;
  int parent_fd_ = -1;  // pidfd; -1 on kernels without: then looked at once a second
};

}  // namespace platform
