#include <doctest/doctest.h>

#include "client/attach.h"

using client::DetachMatcher;

namespace {
// What is forwarded, and '!' where it detached.
std::string result_of(std::string_view keys, std::initializer_list<std::string_view> typed) {
  auto matcher = DetachMatcher::parse(keys);
  REQUIRE(matcher);
  std::string out;
  for (const std::string_view bytes : typed) {
    const auto outcome = matcher->feed(bytes);
    out += outcome.forward;
    if (outcome.detach) return out + "!";
  }
  return out;
}
}  // namespace

TEST_CASE("the detach keys are found however a terminal sends them") {
  CHECK(result_of("ctrl-]", {"ab\x1d"
                             "c"}) == "ab!");
  CHECK(result_of("ctrl-]", {"\x1b[93;5u"}) == "!");
  CHECK(result_of("ctrl-]", {"\x1b[27;5;93~"}) == "!");
  CHECK(result_of("ctrl-]", {"\x1b[93;5:3u"}) == "\x1b[93;5:3u");  // a release
  CHECK(result_of("ctrl-]", {"\x1b[93u]"}) == "\x1b[93u]");        // without Ctrl
  CHECK(result_of("ctrl-]", {"\x1b[200~\x1d\x1b[201~"}) == "\x1b[200~\x1d\x1b[201~");
}

TEST_CASE("a chord that is not finished reaches the session") {
  CHECK(result_of("ctrl-b d", {"\x02", "d"}) == "!");
  CHECK(result_of("ctrl-b d", {"\x02", "x"}) == "\x02x");
  CHECK(result_of("ctrl-b d", {"\x02\x02", "d"}) == "\x02!");
}

TEST_CASE("no keys, and keys that are none") {
  CHECK(result_of("none", {"\x1d"}) == "\x1d");
  CHECK_FALSE(DetachMatcher::parse("ctrl-"));
  CHECK_FALSE(DetachMatcher::parse("escape"));
}
