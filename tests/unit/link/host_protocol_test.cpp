#include "link/host_protocol.h"

#include <doctest/doctest.h>

#include <random>

using namespace ipc;  // NOLINT: a test of one namespace

namespace {

std::vector<HostMessage> decode_all(std::string_view bytes, std::size_t step) {
  FrameDecoder decoder;
  std::vector<HostMessage> out;
  while (!bytes.empty()) {
    decoder.append(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
    while (true) {
      const auto frame = decoder.next();
      REQUIRE(frame);
      if (!*frame) break;
      auto message = parse_host(**frame);
      REQUIRE(message);
      if (*message) out.push_back(std::move(**message));
    }
  }
  return out;
}

}  // namespace

TEST_CASE("messages survive the wire, however it cuts them") {
  const std::string raw("a\0\xff\x1b[m", 6);
  const std::string bytes = encode(HostMessage(Output{raw, true})) +
                            encode(HostMessage(Keys{3, true, false, "2026-11-21T08:00:00.000Z"})) +
                            encode(HostMessage(Screen{7, {"ä", ""}, 1, 2, 80, 24, "t\xff", true})) +
                            encode(HostMessage(ScreenChanged{})) +
                            encode(HostMessage(TypeResult{9, false, "no", "typed"}));
  for (const std::size_t step : {1U, 2U, 7U, 1000U}) {
    const auto all = decode_all(bytes, step);
    REQUIRE(all.size() == 5);
    CHECK(std::get<Output>(all[0]).bytes == raw);
    CHECK(std::get<Output>(all[0]).repaint);
    CHECK(std::get<Keys>(all[1]).count == 3);
    CHECK(std::get<Keys>(all[1]).text);
    const auto& screen = std::get<Screen>(all[2]);
    CHECK(screen.id == 7);
    CHECK(screen.rows == std::vector<std::string>{"ä", ""});
    CHECK(screen.title == "t\xEF\xBF\xBD");
    CHECK(screen.alt_screen);
    CHECK(std::holds_alternative<ScreenChanged>(all[3]));
    CHECK(std::get<TypeResult>(all[4]).code == "typed");
  }
}

TEST_CASE("client messages come back as they were") {
  const auto back = [](const ClientMessage& message) {
    FrameDecoder decoder;
    decoder.append(encode(message));
    const auto frame = decoder.next();
    REQUIRE(frame);
    REQUIRE(*frame);
    auto parsed = parse_client(**frame);
    REQUIRE(parsed);
    REQUIRE(*parsed);
    return **parsed;
  };
  const auto hello = std::get<ClientHello>(
      back(ClientHello{ClientRole::control, 1, "0.1", 80, 24, "owner", true}));
  CHECK(hello.role == ClientRole::control);
  CHECK(hello.cols == 80);
  CHECK(hello.label == "owner");
  CHECK(hello.pane);
  const auto text =
      std::get<TypeText>(back(TypeText{1ULL << 60, "a\nb", false, {"x"}, true, "d-1"}));
  CHECK(text.id == 1ULL << 60);
  CHECK_FALSE(text.submit);
  CHECK(text.screen_without == std::vector<std::string>{"x"});
  CHECK(text.ignore_typed);
  CHECK(text.key == "d-1");
  CHECK(std::get<SignalAgent>(back(SignalAgent{SignalKind::kill})).kind == SignalKind::kill);
  CHECK(std::get<Resize>(back(Resize{1, 2})).rows == 2);
  CHECK(std::get<GetScreen>(back(GetScreen{4, 50})).lines == 50);
}

TEST_CASE("long output is split so that no frame passes the cap") {
  const std::string big(2 * kMaxFrame + 17, 'x');
  const auto all = decode_all(encode(HostMessage(Output{big, true})), 1U << 16);
  REQUIRE(all.size() == 3);
  std::string joined;
  for (const auto& message : all) joined += std::get<Output>(message).bytes;
  CHECK(joined == big);
  CHECK(std::get<Output>(all[0]).repaint);
  CHECK_FALSE(std::get<Output>(all[1]).repaint);
}

TEST_CASE("a length beyond the cap ends the conversation, without memory") {
  FrameDecoder decoder;
  decoder.append(std::string("\xff\xff\xff\x7f\x01", 5));
  CHECK_FALSE(decoder.next());
  decoder.append(std::string(100, 'x'));
  CHECK(decoder.buffered() == 0);
  CHECK_FALSE(decoder.next());
}

TEST_CASE("unknown types are skipped, wrong payloads are errors") {
  CHECK_FALSE(parse_client(Frame{200, "x"}).value());
  CHECK_FALSE(parse_host(Frame{3, "{}"}).value());
  CHECK_FALSE(parse_client(Frame{1, "[]"}));
  CHECK_FALSE(parse_host(Frame{64, "{"}));
  // Absent keys and other types are the defaults.
  const auto message = parse_client(Frame{3, R"({"cols":"wide","rows":1e300})"});
  REQUIRE(message);
  CHECK(std::get<Resize>(**message).cols == 0);
  CHECK(std::get<Resize>(**message).rows == 0);
}

TEST_CASE("no bytes at all break the decoder") {
  std::mt19937 random(7);  // seeded: the same bytes in each run
  for (int round = 0; round < 2000; ++round) {
    FrameDecoder decoder(1000);
    for (int i = 0; i < 5; ++i) {
      std::string bytes(random() % 40, '\0');
      for (char& byte : bytes) byte = static_cast<char>(random() % 3 == 0 ? random() : 0);
      decoder.append(bytes);
      while (true) {
        const auto frame = decoder.next();
        if (!frame || !*frame) break;
        (void)parse_client(**frame);
        (void)parse_host(**frame);
      }
    }
  }
}
