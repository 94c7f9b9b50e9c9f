#include "demo/keys.h"

#include <doctest/doctest.h>

using demo::Key;
using Kind = demo::Key::Kind;

namespace {

std::vector<Key> read(const std::string& bytes, std::size_t piece) {
  demo::KeyReader reader;
  std::vector<Key> keys;
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    for (const Key& key : reader.feed(bytes.substr(i, piece))) keys.push_back(key);
  }
  for (const Key& key : reader.flush()) keys.push_back(key);
  return keys;
}

}  // namespace

TEST_CASE("keys are the same however their bytes are cut") {
  const std::string bytes =
      "aé\x1b[200~pasted\r日\x1b[201~\r\x1b[A\x1bOB\x7f\x15\x1b[1;5Cz\x03\x04\x1b";
  const std::vector<Key> expected{
      {Kind::text, "a"},     {Kind::text, "é"},      {Kind::paste, "pasted\n日"},
      {Kind::enter, ""},     {Kind::up, ""},         {Kind::down, ""},
      {Kind::erase, ""},     {Kind::erase_line, ""}, {Kind::text, "z"},
      {Kind::interrupt, ""}, {Kind::end, ""},        {Kind::escape, ""}};
  for (std::size_t piece = 1; piece < bytes.size(); ++piece) CHECK(read(bytes, piece) == expected);
}

TEST_CASE("an escape byte is a key only when nothing follows it") {
  demo::KeyReader reader;
  CHECK(reader.feed("\x1b").empty());
  CHECK(reader.waits());
  CHECK(reader.flush() == std::vector<Key>{{Kind::escape, ""}});
  CHECK_FALSE(reader.waits());
  CHECK(read("\x1bx", 2) == std::vector<Key>{{Kind::escape, ""}, {Kind::text, "x"}});
}

TEST_CASE("bytes that are no characters are dropped") {
  CHECK(read("\xff\xff\xff\xff\x01 b", 9).back() == Key{Kind::text, "b"});
  CHECK(read(std::string("\x1b[") + std::string(500, '1') + "A", 7).size() < 500);
}
