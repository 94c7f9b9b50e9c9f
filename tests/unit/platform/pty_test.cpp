#include "platform/pty.h"

#include <doctest/doctest.h>

#include <array>
#include <asio/io_context.hpp>
#include <csignal>
#include <fstream>
#include <string_view>

#include "platform/identity.h"
#include "platform/local_socket.h"
#include "platform/process.h"
#include "support.h"

using platform::PtyChild;

TEST_CASE("nothing runs before it is released") {
  const support::TempFolder folder;
  const auto witness = folder.path() / "ran";
  auto child = PtyChild::spawn_held(
      {{"touch", witness.string()}, {"PATH=/usr/bin:/bin"}, folder.path(), {}});
  REQUIRE(child);
  std::this_thread::sleep_for(std::chrono::milliseconds{50});
  CHECK_FALSE(std::filesystem::exists(witness));
  CHECK(platform::identity_of(child->pid()));
  SUBCASE("released, it runs") {
    REQUIRE(child->release());
    CHECK(await_end(child->pid()).code == 0);
    CHECK(std::filesystem::exists(witness));
  }
  SUBCASE("let fall, it never does") {
    const int pid = child->pid();
    { const PtyChild gone = std::move(*child); }
    await_end(pid);
    CHECK_FALSE(std::filesystem::exists(witness));
  }
}

TEST_CASE("the program has a terminal of the given size, its folder and its environment") {
  auto child = PtyChild::spawn_held(
      {{"bash", "-c", "stty size; pwd; echo $X; ls -1 /proc/self/fd; tty; read line"},
       {"PATH=/usr/bin:/bin", "X=a b"},
       "/usr",
       {91, 17}});
  REQUIRE(child);
  REQUIRE(child->release());
  const std::string text = read_terminal(*child, "/dev/pts/");
  CHECK(text.starts_with("17 91\r\n/usr\r\na b\r\n0\r\n1\r\n2\r\n3\r\n/dev/pts/"));
  CHECK(child->foreground_group() == child->pid());
  REQUIRE(child->resize({100, 40}));
  child->close_master();  // the kernel hangs up
  CHECK(await_end(child->pid()).signal == SIGHUP);
}

TEST_CASE("a program that cannot be started says why") {
  auto missing = PtyChild::spawn_held({{"no-such-program"}, {"PATH=/usr/bin"}, "/", {}});
  REQUIRE(missing);
  const auto error = missing->release();
  REQUIRE_FALSE(error);
  CHECK(error.error().message.starts_with(
      "cannot start no-such-program: No such file or directory (is it installed"));
  CHECK(await_end(missing->pid()).code == 127);

  auto nowhere = PtyChild::spawn_held({{"true"}, {}, "/no/such/folder", {}});
  REQUIRE(nowhere);
  CHECK(nowhere->release().error().message.starts_with("cannot enter the folder"));
  await_end(nowhere->pid());
}

TEST_CASE("a detached program is nobody's child, in a session of its own, and logs") {
  const support::TempFolder folder;
  const auto log = folder.path() / "log";
  const auto pid = platform::spawn_detached(
      {{"bash", "-c", "echo hello; sleep 60"}, {"PATH=/usr/bin:/bin"}, folder.path(), log});
  REQUIRE(pid);
  const auto parents = platform::ancestry(*pid);
  REQUIRE_FALSE(parents.empty());
  CHECK(parents.front() != platform::own_pid());
  CHECK(eventually([&] { return std::filesystem::file_size(log) == 6; }));
  platform::signal_group(*pid, SIGKILL);

  const auto missing = platform::spawn_detached({{"/no/such"}, {}, "/", {}});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().message == "cannot start /no/such: No such file or directory");
}

TEST_CASE("a stale socket is replaced, a live one is not; the peer is known") {
  const support::TempFolder folder;
  const auto path = folder.path() / "x.sock";
  asio::io_context io;
  CHECK(platform::connect_local(io, path).error().code == base::ErrorCode::not_found);
  {
    auto first = platform::listen_local(io, path);
    REQUIRE(first);
    CHECK(platform::listen_local(io, path).error().code == base::ErrorCode::conflict);
  }
  CHECK(platform::connect_local(io, path).error().code == base::ErrorCode::unavailable);
  auto acceptor = platform::listen_local(io, path);
  REQUIRE(acceptor);
  CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::all) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  auto client = platform::connect_local(io, path);
  REQUIRE(client);
  platform::LocalStream server(io);
  acceptor->accept(server);
  const auto peer = platform::peer_of(server);
  REQUIRE(peer);
  CHECK(peer->pid == platform::own_pid());
  CHECK(peer->uid == platform::own_uid());
  CHECK(platform::listen_local(io, std::string(120, 'x')).error().code ==
        base::ErrorCode::invalid_argument);
}

TEST_CASE("a bell rings for a session without waiting, also when full or absent") {
  const support::TempFolder folder;
  const auto path = folder.path() / "bell.sock";
  platform::ring_bell(path, "app-1");
  asio::io_context io;
  auto bell = platform::bind_bell(io, path);
  REQUIRE(bell);
  for (int i = 0; i < 5000; ++i) platform::ring_bell(path, "app-1");
  std::array<char, 32> name{};
  const std::size_t size = bell->receive(asio::buffer(name));
  CHECK(std::string_view(name.data(), size) == "app-1");
}
