#include "platform/local_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "platform/descriptor.h"

namespace platform {
namespace {

base::Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return base::fail(base::ErrorCode::invalid_argument,
                      "a socket's path must be shorter than 108 bytes: " + path);
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

// The socket API takes any kind of address through this one.
const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

base::Result<Descriptor> connected(const std::string& path, int type) {
  TRY_ASSIGN(const sockaddr_un address, address_of(path));
  Descriptor fd(::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return base::fail_errno("cannot make a socket", errno);
  if (::connect(fd.get(), generic(address), sizeof address) != 0) {
    if (errno == ENOENT) return base::fail(base::ErrorCode::not_found, "no socket at " + path);
    return base::fail(base::ErrorCode::unavailable,
                      "nobody answers at " + path + ": " + std::strerror(errno));
  }
  return fd;
}

// Bound under a temporary name, made private, then renamed: never visible with other rights.
base::Result<Descriptor> bound(const std::string& path, int type) {
  const std::string temporary = path + "." + std::to_string(::getpid());
  TRY_ASSIGN(const sockaddr_un address, address_of(temporary));
  Descriptor fd(::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return base::fail_errno("cannot make a socket", errno);
  ::unlink(temporary.c_str());
  ::fchmod(fd.get(), 0600);  // Linux: the file takes these rights when it is bound
  int error = 0;
  if (::bind(fd.get(), generic(address), sizeof address) != 0 ||
      ::chmod(temporary.c_str(), 0600) != 0 ||
      (type == SOCK_STREAM && ::listen(fd.get(), 128) != 0) ||
      ::rename(temporary.c_str(), path.c_str()) != 0)
    error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    return base::fail_errno("cannot bind " + path, error);
  }
  return fd;
}

}  // namespace

base::Result<LocalAcceptor> listen_local(asio::io_context& io, const std::filesystem::path& path) {
  if (connected(path.string(), SOCK_STREAM))
    return base::fail(base::ErrorCode::conflict, "somebody listens at " + path.string());
  TRY_ASSIGN(Descriptor fd, bound(path.string(), SOCK_STREAM));
  LocalAcceptor acceptor(io);
  asio::error_code error;
  acceptor.assign(asio::local::stream_protocol(), fd.get(), error);
  if (error) return base::fail(base::ErrorCode::external_failed, error.message());
  fd.release();
  return acceptor;
}

base::Result<LocalStream> connect_local(asio::io_context& io, const std::filesystem::path& path) {
  TRY_ASSIGN(Descriptor fd, connected(path.string(), SOCK_STREAM));
  LocalStream stream(io);
  asio::error_code error;
  stream.assign(asio::local::stream_protocol(), fd.get(), error);
  if (error) return base::fail(base::ErrorCode::external_failed, error.message());
  fd.release();
  return stream;
}

base::Result<Peer> peer_of(LocalStream& socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
    return base::fail_errno("cannot ask who is at the other end", errno);
  return Peer{credentials.pid, credentials.uid};
}

base::Result<LocalDatagram> bind_bell(asio::io_context& io, const std::filesystem::path& path) {
  TRY_ASSIGN(Descriptor fd, bound(path.string(), SOCK_DGRAM));
  LocalDatagram bell(io);
  asio::error_code error;
  bell.assign(asio::local::datagram_protocol(), fd.get(), error);
  if (error) return base::fail(base::ErrorCode::external_failed, error.message());
  fd.release();
  return bell;
}

void ring_bell(const std::filesystem::path& path, std::string_view session) {
  const auto address = address_of(path.string());
  if (!address) return;
  const Descriptor fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd) return;
  ::sendto(fd.get(), session.data(), session.size(), MSG_DONTWAIT | MSG_NOSIGNAL, generic(*address),
           sizeof *address);
}

std::uint64_t inode_of(const std::filesystem::path& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? info.st_ino : 0;
}

}  // namespace platform
