#include "wire/peer.h"

#include <doctest/doctest.h>

#include <asio/io_context.hpp>
#include <asio/local/connect_pair.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>

#include "sample.h"

namespace {

using nlohmann::json;
using wire::sample::Step;
using namespace std::chrono_literals;

// The owner's peer, and the bare socket of its client.
struct PeerFixture {
  asio::io_context io{1};
  wire::Dispatcher dispatcher;
  wire::Peer::Socket socket{io};
  std::shared_ptr<wire::Peer> peer;
  wire::FrameReader reader;

  void start(wire::PeerOptions options = {}) {
    wire::Peer::Socket other(io);
    asio::local::connect_pair(socket, other);
    peer = wire::Peer::make(std::move(other), dispatcher, std::move(options));
    peer->start();
  }
  void write_bytes(const std::string& bytes) { asio::write(socket, asio::buffer(bytes)); }
  void write(const json& message) { write_bytes(*wire::make_frame(message.dump())); }
  void request(const json& id, const std::string& method, const json& params) {
    write(json{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}});
  }
  void run() {
    io.restart();
    io.run_for(20ms);
  }
  // The next message that the peer sent; null when there is none.
  json next() {
    run();
    while (true) {
      auto body = reader.next();
      REQUIRE(body);
      if (*body) return json::parse(**body);
      if (socket.available() == 0) return nullptr;
      std::array<char, 4096> data{};
      reader.feed({data.data(), socket.read_some(asio::buffer(data))});
    }
  }
};

}  // namespace

TEST_CASE_FIXTURE(PeerFixture, "requests are answered, in any number per piece") {
  dispatcher.on<wire::sample::echo>(
      [](const Step& params, const wire::Context&) { return base::Result<Step>(params); });
  start();
  request(1, "sample/echo", {{"name", "a"}, {"round", 1}});
  request("two", "sample/echo", {{"name", "b"}, {"round", 2}});
  request(3, "no/such", json::object());
  request(4, "sample/echo", json::array());
  const json first = next();
  CHECK(first["id"] == 1);
  CHECK(first["result"]["name"] == "a");
  CHECK(next()["id"] == "two");
  CHECK(next()["error"]["code"] == -32601);
  const json wrong = next();
  CHECK(wrong["error"]["code"] == -32602);
  CHECK(wrong["error"]["data"]["code"] == "invalid_argument");
  CHECK(wrong["error"]["data"]["detail"]["path"] == "params");
}

TEST_CASE_FIXTURE(PeerFixture,
                  "text that is no JSON is answered and survived; a broken frame ends it") {
  start();
  bool closed = false;
  peer->on_close = [&] { closed = true; };
  write_bytes(*wire::make_frame("{oops"));
  CHECK(next()["error"]["code"] == -32700);
  write(json{{"hello", 1}});
  CHECK(next()["error"]["code"] == -32600);
  CHECK_FALSE(closed);
  write_bytes("GET / HTTP/1.1\r\n\r\n");
  const json last = next();
  CHECK(last["error"]["code"] == -32700);
  run();
  CHECK(closed);
}

TEST_CASE_FIXTURE(PeerFixture, "a cancelled request's handler is told, and answers") {
  struct Waiting {
    std::shared_ptr<wire::Responder<Step>> responder;
    std::unique_ptr<std::stop_callback<std::function<void()>>> callback;
  } waiting;
  dispatcher.on<wire::sample::echo>(
      [&](const Step&, const wire::Context& context, wire::Responder<Step> responder) {
        waiting.responder = std::make_shared<wire::Responder<Step>>(std::move(responder));
        waiting.callback =
            std::make_unique<std::stop_callback<std::function<void()>>>(context.stop, [&] {
              waiting.responder->fail({base::ErrorCode::cancelled, "cancelled", {}});
            });
      });
  start();
  request(9, "sample/echo", {{"name", "a"}, {"round", 1}});
  run();
  SUBCASE("by $/cancelRequest") {
    write(json{{"jsonrpc", "2.0"}, {"method", "$/cancelRequest"}, {"params", {{"id", 8}}}});
    CHECK(next() == nullptr);
    write(json{{"jsonrpc", "2.0"}, {"method", "$/cancelRequest"}, {"params", {{"id", 9}}}});
    CHECK(next()["error"]["code"] == -32800);
  }
  SUBCASE("by the end of the connection") {
    socket.close();
    run();
    CHECK_FALSE(peer->is_open());
  }
  SUBCASE("a second request with the same id is refused") {
    request(9, "sample/echo", {{"name", "a"}, {"round", 1}});
    CHECK(next()["error"]["data"]["code"] == "conflict");
  }
}

TEST_CASE_FIXTURE(PeerFixture, "asking the other end") {
  start();
  std::optional<base::Result<Step>> got;
  peer->call<wire::sample::echo>(Step{"a", 1}, [&](base::Result<Step> result) { got = result; });
  const json asked = next();
  CHECK(asked["method"] == "sample/echo");
  SUBCASE("answered") {
    write(json{{"jsonrpc", "2.0"}, {"id", asked["id"]}, {"result", {{"name", "b"}, {"round", 2}}}});
    run();
    REQUIRE(got);
    CHECK((*got)->name == "b");
  }
  SUBCASE("a wrong answer") {
    write(json{{"jsonrpc", "2.0"}, {"id", asked["id"]}, {"result", {{"name", "b"}}}});
    run();
    REQUIRE(got);
    CHECK(got->error().detail.at("path") == "result.round");
  }
  SUBCASE("an answer to another question changes nothing") {
    write(json{{"jsonrpc", "2.0"}, {"id", 77}, {"result", {}}});
    run();
    CHECK_FALSE(got);
  }
  SUBCASE("the connection ends") {
    socket.close();
    run();
    REQUIRE(got);
    CHECK(got->error().code == base::ErrorCode::unavailable);
  }
}

TEST_CASE_FIXTURE(PeerFixture,
                  "a peer that does not read is dropped, and others get the same frame") {
  start({.name = "slow", .outbox_cap = 1U << 20});
  bool closed = false;
  peer->on_close = [&] { closed = true; };
  const auto frame =
      wire::notification_frame<wire::sample::didChange>(Step{std::string(300'000, 'x'), 1});
  for (int i = 0; i < 20 && !closed; ++i) {
    peer->send(frame);
    run();
  }
  CHECK(closed);
  run();
  CHECK(frame.use_count() == 1);
}

TEST_CASE_FIXTURE(PeerFixture, "finish writes what is left") {
  start();
  peer->notify<wire::sample::didChange>(Step{"last", 1});
  peer->finish();
  CHECK(next()["params"]["name"] == "last");
  CHECK_FALSE(peer->is_open());
}
