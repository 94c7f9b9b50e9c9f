// What the system lets one process use.
#pragma once

namespace platform {

// As many open files as the system allows, at most 65536: an owner has a socket per client and per
// session. The old limit stays when it cannot be raised.
void raise_file_limit();

}  // namespace platform
