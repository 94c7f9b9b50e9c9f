// Two ends, one way.
#pragma once
#include "base/result.h"
#include "platform/descriptor.h"

namespace platform {

struct Pipe {
  Descriptor read;
  Descriptor write;
};

// Blocking, and closed on exec.
base::Result<Pipe> make_pipe();

}  // namespace platform
