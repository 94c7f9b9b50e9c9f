#include <doctest/doctest.h>

#include "base/clock.h"
#include "base/ids.h"
#include "base/paths.h"
#include "base/text.h"

TEST_CASE("SHA-256 of the standard's examples") {
  CHECK(base::sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(base::sha256_hex("abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(base::sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("times go to RFC 3339 and back") {
  const base::WallTime time{1'795'250'700'123};
  CHECK(base::to_rfc3339(time) == "2026-11-21T08:45:00.123Z");
  CHECK(base::from_rfc3339("2026-11-21T08:45:00.123Z") == time);
  CHECK(base::from_rfc3339("2026-11-21T08:45:00Z")->ms == time.ms - 123);
  CHECK(base::from_rfc3339("2026-11-21T08:45:00.1239Z") == time);
  for (const char* text : {"yesterday", "2026-13-21T08:45:00Z", "2026-11-21T08:45:00.Z",
                           "2026-11-21T08:45:00", "2026-11-21T08:45:00Zx"}) {
    CHECK_FALSE(base::from_rfc3339(text));
  }
  CHECK_FALSE(base::from_rfc3339("2026-11-21T08:45:00.123+01:00"));
}

TEST_CASE("durations are a number and a unit") {
  CHECK(base::parse_duration("500ms") == base::Millis{500});
  CHECK(base::parse_duration("3s") == base::Millis{3000});
  CHECK(base::parse_duration("5m") == base::Millis{300'000});
  CHECK_FALSE(base::parse_duration("5"));
  CHECK_FALSE(base::parse_duration("-5s"));
  CHECK_FALSE(base::parse_duration("5 s"));
}

TEST_CASE("printable text holds nothing a terminal would obey") {
  CHECK(base::printable("a\x1b[31mred\x07") == "a[31mred");
  CHECK(base::printable("two\nlines") == "two lines");
  CHECK(base::printable("\xE2\x80\xAE"
                        "gpj.exe") == "gpj.exe");
  CHECK(base::printable("bad\xFFutf") == "bad\xEF\xBF\xBDutf");
  CHECK(base::printable("abcdef", 3) == "abc…");
}

TEST_CASE("slugs are safe in branches and file names") {
  CHECK(base::slug("Fix: the Löwe -- $(rm -rf /)") == "fix-the-l-we-rm-rf");
  CHECK(base::slug("…") == "");
  CHECK(base::slug("../../etc/passwd") == "etc-passwd");
  CHECK(base::slug("a very long title that goes on and on", 10) == "a-very-lon");
}

TEST_CASE("ids are random and of their alphabet") {
  const std::string id = base::random_crockford(5);
  CHECK(id.size() == 5);
  CHECK(id.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") == std::string::npos);
  CHECK(base::random_uuid().size() == 36);
  CHECK(base::random_uuid() != base::random_uuid());
}

TEST_CASE("HMAC-SHA-256 as RFC 4231 has it") {
  CHECK(base::hmac_sha256_hex(std::string(20, '\x0b'), "Hi There") ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(base::hmac_sha256_hex(std::string(131, '\xaa'),
                              "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}
