// Unix sockets: the owner's and the hosts' streams, and the bell, a datagram socket whose messages
// say only where to look. Paths must fit a sockaddr (107 bytes); Operator's names keep below 90.
#pragma once
#include <asio/io_context.hpp>
#include <asio/local/datagram_protocol.hpp>
#include <asio/local/stream_protocol.hpp>
#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace platform {

using LocalAcceptor = asio::local::stream_protocol::acceptor;
using LocalStream = asio::local::stream_protocol::socket;
using LocalDatagram = asio::local::datagram_protocol::socket;

// Binds with mode 0600 and listens. A socket file that nobody listens on is replaced, in one step;
// conflict when somebody answers there. Callers hold a lock that makes them the only binder.
base::Result<LocalAcceptor> listen_local(asio::io_context& io, const std::filesystem::path& path);

// Connects without waiting. not_found: no such file; unavailable: nobody listens, or its queue is
// full.
base::Result<LocalStream> connect_local(asio::io_context& io, const std::filesystem::path& path);

struct Peer {
  int pid = 0;
  unsigned uid = 0;
};
// Who is at the other end, by SO_PEERCRED: as of its connect().
base::Result<Peer> peer_of(LocalStream& socket);

// A bell to wait on. An old file at `path` is replaced.
base::Result<LocalDatagram> bind_bell(asio::io_context& io, const std::filesystem::path& path);
// Rings it for `session` without ever waiting; a bell that is absent or already full of rings is
// fine.
void ring_bell(const std::filesystem::path& path, std::string_view session);

// Whether the file at `path` is still the socket with that inode; see `inode_of`.
std::uint64_t inode_of(const std::filesystem::path& path);  // 0: no such file

}  // namespace platform
