// TCP ports of this machine.
#pragma once

namespace platform {

// Whether a server could listen on it now, on every address or on the loopback's alone.
bool is_port_free(int port);

}  // namespace platform
