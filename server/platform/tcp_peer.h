// Which process holds the other end of a loopback TCP connection. Sources: proc(5) /proc/net/tcp
// and tcp6 (addresses, uid, inode), /proc/<pid>/fd (the links "socket:[inode]").
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace platform {

struct TcpPeer {
  int pid = 0;         // 0: nobody that we can see holds it (gone, another user's, hidden)
  unsigned uid = ~0U;  // of the socket; ~0: no such connection
  std::uint64_t inode = 0;
};

// A connection as its client's end sees it. Ports alone are not enough: the same one can be bound
// on each of the loopback's addresses.
struct TcpConnection {
  std::uint32_t address = 0;  // the client's IPv4 address, in host order
  std::uint16_t port = 0;     // the client's
  std::uint16_t server_port = 0;
};

// Looks at every process until one is found: some milliseconds, so ask only where it matters.
// Thread-safe.
TcpPeer tcp_peer(const TcpConnection& connection);

// Its row in a table of /proc/net/tcp's or tcp6's format, pid left at 0. Pure.
TcpPeer tcp_row(std::string_view table, const TcpConnection& connection);

}  // namespace platform
