#include "host/model_thread.h"

#include <doctest/doctest.h>

#include <asio/executor_work_guard.hpp>
#include <optional>

using host::Chunk;
using host::ChunkPtr;
using host::Model;
using host::ModelThread;

namespace {

ChunkPtr chunk_of(std::string bytes) {
  auto chunk = std::make_shared<Chunk>();
  chunk->bytes = std::move(bytes);
  return chunk;
}

std::string repaint_of(ModelThread& thread, asio::io_context& io) {
  std::optional<std::string> bytes;
  thread.ask([](Model& model) { return model.repaint(true); },
             [&](std::string got) { bytes = std::move(got); });
  const auto waiting = asio::make_work_guard(io);
  for (int i = 0; i < 2000 && !bytes; ++i) {
    io.restart();
    io.run_for(std::chrono::milliseconds{10});
  }
  REQUIRE(bytes);
  return *bytes;
}

}  // namespace

TEST_CASE("after a flood the model is what it would be had it read every byte") {
  asio::io_context io;
  int replies = 0, room = 0;
  ModelThread thread(io, 10, 60, 200,
                     {[&](const std::string&) { ++replies; }, [&] { ++room; }, [] {}});
  Model plain(10, 60, 200);
  const auto feed = [&](const std::string& bytes) {
    thread.push(chunk_of(bytes), false);
    plain.feed(bytes, false);
  };
  feed("\x1b[35mbefore");
  std::string lines;
  for (int i = 0; i < 400; ++i)
    lines += "\x1b[3" + std::to_string(i % 8) + "mline " + std::to_string(i) + " of a flood\r\n";
  // Faster than it can be read, and most of it never seen again.
  for (int i = 0; i < 400; ++i) thread.push(chunk_of(lines), false);
  for (int i = 0; i < 2; ++i) plain.feed(lines, false);
  feed("\x1b[1mafter\x1b[5;5H");
  CHECK(repaint_of(thread, io) == plain.repaint(true));

  // A program that addresses the cursor cannot be skipped; then reading has to stop for a while.
  std::string drawn;
  for (int i = 0; i < 5000; ++i) drawn += "\x1b[" + std::to_string(1 + i % 9) + ";3Hx\r\n";
  for (int i = 0; i < 100; ++i) thread.push(chunk_of(drawn), false);
  CHECK(thread.full());
  (void)repaint_of(thread, io);
  CHECK_FALSE(thread.full());
  CHECK(room >= 1);
  CHECK(replies == 0);
}

TEST_CASE("what is asked is answered as of then") {
  asio::io_context io;
  std::string replies;
  ModelThread thread(io, 5, 20, 10,
                     {[&](const std::string& bytes) { replies += bytes; }, [] {}, [] {}});
  thread.push(chunk_of("one\x1b[6n"), true);
  std::vector<std::string> seen;
  thread.ask([](Model& model) { return model.text_rows(0).front(); },
             [&](const std::string& row) { seen.push_back(row); });
  thread.push(chunk_of(" two"), true);
  (void)repaint_of(thread, io);
  CHECK(seen == std::vector<std::string>{"one"});
  CHECK(replies == "\x1b[1;4R");
}
