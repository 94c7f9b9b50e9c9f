#include "serve/arguments.h"

#include <doctest/doctest.h>

using serve::parse_arguments;

TEST_CASE("operatord's arguments come with a space or an equals sign") {
  const auto parsed = parse_arguments({"--workspace", "/w", "--log-level=debug", "--foreground"});
  REQUIRE(parsed);
  CHECK(parsed->workspace == "/w");
  CHECK(parsed->foreground);
  CHECK(parsed->log_level == base::LogLevel::debug);
  CHECK(parse_arguments({"--idle-after=500ms"})->idle_after == base::Millis{500});
}

TEST_CASE("what operatord does not know is refused, never guessed") {
  CHECK_FALSE(parse_arguments({"--workspace"}));
  CHECK_FALSE(parse_arguments({"/w"}));
  CHECK_FALSE(parse_arguments({"--log-level", "loud"}));
  CHECK_FALSE(parse_arguments({"--idle-after", "soon"}));
  CHECK_FALSE(parse_arguments({"--foreground=yes"}));
}

TEST_CASE("version and help are asked for, not run") {
  CHECK(parse_arguments({"--version"})->action == serve::Arguments::Do::version);
  CHECK(parse_arguments({"-h"})->action == serve::Arguments::Do::help);
}
