#include "wire/frame.h"

#include <doctest/doctest.h>

namespace {

std::vector<std::string> all(wire::FrameReader& reader) {
  std::vector<std::string> bodies;
  while (true) {
    auto body = reader.next();
    REQUIRE(body);
    if (!*body) return bodies;
    bodies.push_back(**body);
  }
}

std::string frame_error_of(const std::string& bytes) {
  wire::FrameReader reader(1000);
  reader.feed(bytes);
  const auto body = reader.next();
  REQUIRE_FALSE(body);
  reader.feed("Content-Length: 2\r\n\r\n{}");
  CHECK_FALSE(reader.next());  // broken for good
  return body.error().message;
}

}  // namespace

TEST_CASE("a frame read byte by byte is the frame that was written") {
  const std::string bytes = *wire::make_frame("{\"a\":\"ü\"}") + *wire::make_frame("") +
                            "content-length:4\r\nContent-Type: x\r\n\r\nnull";
  wire::FrameReader reader;
  std::vector<std::string> bodies;
  for (const char byte : bytes) {
    reader.feed({&byte, 1});
    for (auto& body : all(reader)) bodies.push_back(std::move(body));
  }
  CHECK(bodies == std::vector<std::string>{"{\"a\":\"ü\"}", "", "null"});
}

TEST_CASE("two frames and a half in one piece") {
  wire::FrameReader reader;
  reader.feed(*wire::make_frame("one") + *wire::make_frame("two") + "Content-Length: 5\r\n\r\nth");
  CHECK(all(reader) == std::vector<std::string>{"one", "two"});
  reader.feed("ree");
  CHECK(all(reader) == std::vector<std::string>{"three"});
}

TEST_CASE("a frame cut at every place") {
  const std::string bytes = *wire::make_frame("first") + *wire::make_frame("second");
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    wire::FrameReader reader;
    reader.feed(std::string_view(bytes).substr(0, cut));
    auto bodies = all(reader);
    reader.feed(std::string_view(bytes).substr(cut));
    for (auto& body : all(reader)) bodies.push_back(std::move(body));
    CHECK(bodies == std::vector<std::string>{"first", "second"});
  }
}

TEST_CASE("what is no frame ends the stream") {
  CHECK(frame_error_of("Content-Length: 1001\r\n\r\n") == "a body of 1001 bytes is over the limit");
  CHECK(frame_error_of("Content-Length: -1\r\n\r\n") == "a wrong Content-Length");
  CHECK(frame_error_of("Content-Length: 99999999999999999999\r\n\r\n") == "a wrong Content-Length");
  CHECK(frame_error_of("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}") ==
        "a wrong Content-Length");
  CHECK(frame_error_of("Content-Length: 2x\r\n\r\n{}") == "a wrong Content-Length");
  CHECK(frame_error_of("X: 1\r\n\r\n") == "a header without Content-Length");
  CHECK(frame_error_of("hello\r\n\r\n") == "a header line without a colon");
  CHECK(frame_error_of(std::string(9000, 'x')) == "a header over the limit");
  CHECK(frame_error_of("X: " + std::string(9000, 'x') + "\r\nContent-Length: 2\r\n\r\n{}") ==
        "a header over the limit");
}
