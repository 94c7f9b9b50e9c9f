#include "platform/tcp_peer.h"

#include <doctest/doctest.h>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>

#include "platform/identity.h"

using platform::tcp_row;

// Rows of a little-endian machine.
constexpr const char* kTable =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11 "
    "1\n"
    "   1: 0200007F:9C40 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 22 "
    "1\n"
    "   2: 0100007F:9C40 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 33 "
    "1\n"
    "   3: 0100007F:9C41 0100007F:1F90 06 00000000:00000000 00:00000000 00000000     0        0 0 "
    "1\n"
    "   4: 0000000000000000FFFF00000100007F:9C42 0000000000000000FFFF00000100007F:1F90 01 "
    "00000000:00000000 00:00000000 00000000  1000        0 44 1\n"
    "   5: nonsense\n";

TEST_CASE("a connection is found by its client's address and both ports") {
  const std::uint32_t one = 0x7F000001;
  CHECK(tcp_row(kTable, {one, 40000, 8080}).inode == 33);
  CHECK(tcp_row(kTable, {one, 40000, 8080}).uid == 1000);
  CHECK(tcp_row(kTable, {one + 1, 40000, 8080}).inode == 22);
  CHECK(tcp_row(kTable, {one, 40002, 8080}).inode == 44);
  CHECK(tcp_row(kTable, {one, 40001, 8080}).inode == 0);  // not established
  CHECK(tcp_row(kTable, {one, 40000, 8081}).inode == 0);
  CHECK(tcp_row("", {one, 40000, 8080}).inode == 0);
}

TEST_CASE("who holds the client's end is found while it does") {
  asio::io_context loop;
  using asio::ip::tcp;
  tcp::acceptor acceptor(loop, {asio::ip::address_v4::loopback(), 0});
  tcp::socket client(loop);
  client.connect(acceptor.local_endpoint());
  const auto local = client.local_endpoint();
  const platform::TcpConnection connection{local.address().to_v4().to_uint(), local.port(),
                                           acceptor.local_endpoint().port()};
  const auto held = platform::tcp_peer(connection);
  CHECK(held.pid == platform::own_pid());
  CHECK(held.uid == platform::own_uid());
  client.close();
  CHECK(platform::tcp_peer(connection).pid == 0);
}
