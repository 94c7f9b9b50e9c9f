#include "platform/port.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "platform/descriptor.h"

namespace platform {
namespace {

template <class Address>
bool can_bind(int family, const Address& address) {
  const Descriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return true;  // no such family here: nobody listens on it
  const int one = 1;
  if (family == AF_INET6) {
    ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
  }
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
         errno != EADDRINUSE;
}

}  // namespace

bool is_port_free(int port) {
  const auto number = htons(static_cast<in_port_t>(port));
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = number;
  four.sin_addr.s_addr = htonl(INADDR_ANY);
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_port = number;
  six.sin6_addr = in6addr_any;
  return can_bind(AF_INET, four) && can_bind(AF_INET6, six);
}

}  // namespace platform
