#include <doctest/doctest.h>

#include <random>

#include "host/compact_line.h"
#include "host/input_scan.h"
#include "host/model.h"
#include "host/scrollback.h"
#include "host/skim.h"

using host::InputKind;
using host::InputScanner;

TEST_CASE("a compact line gives its cells back") {
  host::LineEncoder encoder;
  const host::Attributes red{host::kBold, {host::Color::indexed, 1, 0, 0}, {}};
  const host::Attributes blue{0, {}, {host::Color::rgb, 1, 2, 200}};
  encoder.add(U"a", 1, {});
  encoder.add(U"\u4e2d", 2, red);
  encoder.add(U"e\u0301", 1, red);
  encoder.add(U"", 1, blue);
  encoder.add(U"", 1, blue);
  encoder.add(U"", 1, {});
  const std::string line = encoder.finish();
  const auto cells = host::decode_line(line);
  REQUIRE(cells.size() == 5);  // the last blank shows nothing
  CHECK(cells[1].width == 2);
  CHECK(cells[1].attributes == red);
  CHECK(cells[2].text == U"e\u0301");
  CHECK(cells[3].text.empty());
  CHECK(cells[3].attributes == blue);
  CHECK(host::text_of_line(line) ==
        "a\xE4\xB8\xAD"
        "e\xCC\x81");
}

TEST_CASE("ten thousand coloured lines take less than two megabytes") {
  host::Model model(24, 80, 10000);
  std::string line;
  for (int word = 0; word < 10; ++word)
    line += "\x1b[1;3" + std::to_string(word % 8) + "m12345678";  // 80 characters, 10 colours
  for (int i = 0; i < 10100; ++i) model.feed(line + "\r\n", false);
  CHECK(model.scrollback().size() == 10000);
  CHECK(model.scrollback().memory() < 2'000'000);
  CHECK(model.scrollback().memory() > 800'000);
}

TEST_CASE("scrollback drops the oldest and gives back the newest") {
  host::Scrollback lines(100);
  for (int i = 0; i < 5000; ++i) lines.push("line " + std::to_string(i));
  CHECK(lines.size() == 100);
  CHECK(lines.line(0) == "line 4900");
  CHECK(lines.pop() == "line 4999");
  CHECK(lines.line(98) == "line 4998");
  int seen = 0;
  lines.for_each(90, [&](std::string_view line) {
    CHECK(line == "line " + std::to_string(4990 + seen));
    ++seen;
  });
  CHECK(seen == 9);
  while (lines.size() > 0) lines.pop();
  CHECK(lines.pop().empty());
  lines.push("again");
  CHECK(lines.line(0) == "again");
}

TEST_CASE("a person's keys and a terminal's own words are told apart") {
  const auto kinds = [](std::string_view bytes) {
    InputScanner scanner;
    std::vector<InputKind> out;
    for (const auto& piece : scanner.feed(bytes)) out.push_back(piece.kind);
    return out;
  };
  using K = InputKind;
  using Kinds = std::vector<InputKind>;
  CHECK(kinds("ls\r") == Kinds{K::text, K::enter});
  CHECK(kinds("\x1b") == Kinds{K::key});
  CHECK(kinds("\x1b[A\x1bOB\x1b[1;5C\x1b[15~") == Kinds{K::key});
  CHECK(kinds("\x03") == Kinds{K::interrupt});
  CHECK(kinds("\x1b[99;5u") == Kinds{K::interrupt});
  CHECK(kinds("\x1b[13u\x1b[13;1u\x1b[27;1;13~") == Kinds{K::enter});
  CHECK(kinds("\x1b[13;2u") == Kinds{K::key});
  CHECK(kinds("\x1b[97u\x1b[97;2u") == Kinds{K::text});
  CHECK(kinds("\x1b[97;1:3u") == Kinds{K::key});
  CHECK(kinds("\x1b[I\x1b[O") == Kinds{K::focus});
  CHECK(kinds("\x1b[<0;3;4M\x1b[<0;3;4m\x1b[M !!") == Kinds{K::mouse});
  CHECK(kinds("\x1b[?1;2c\x1b[>0;276;0c\x1b[3;4R\x1b[0n\x1b[?2004;1$y\x1b[?1u\x1b[8;24;80t") ==
        Kinds{K::reply});
  CHECK(kinds("\x1b]11;rgb:0/0/0\x1b\\\x1bP>|xterm\x1b\\") == Kinds{K::reply});
  CHECK(kinds("\x1b[200~two\rlines\x03\x1b[201~\r") == Kinds{K::text, K::enter});
}

TEST_CASE("a reply may come in pieces; nothing is lost") {
  InputScanner scanner;
  CHECK(scanner.feed("a\x1b]11;rgb:00").size() == 1);
  const auto rest = scanner.feed("00/0000/0000\x1b\\b");
  REQUIRE(rest.size() == 2);
  CHECK(rest[0].bytes == "\x1b]11;rgb:0000/0000/0000\x1b\\");
  CHECK(rest[1].bytes == "b");
}

TEST_CASE("where reading cut a terminal's bytes does not change what they are") {
  const auto kinds = [](std::string_view first, std::string_view second) {
    InputScanner scanner;
    std::vector<InputKind> out;
    std::string bytes;
    for (const auto part : {first, second}) {
      for (const auto& piece : scanner.feed(part)) {
        out.push_back(piece.kind);
        bytes += piece.bytes;
      }
    }
    CHECK(bytes == std::string(first) + std::string(second));
    return out;
  };
  using K = InputKind;
  using Kinds = std::vector<InputKind>;
  // The end of a paste: Enter behind it sends.
  CHECK(kinds("\x1b[200~a\r\x1b[20", "1~\r") == Kinds{K::text, K::text, K::enter});
  CHECK(kinds("\x1b[<0;3", ";4M") == Kinds{K::mouse});
  CHECK(kinds("\x1b[M ", "!!") == Kinds{K::mouse});
  CHECK(kinds("\x1b[1;3", "R") == Kinds{K::reply});
  // Alt-[ and then a key with a sequence of its own.
  CHECK(kinds("\x1b[\x1b[99;5u", "") == Kinds{K::key, K::interrupt});
}

TEST_CASE("text for a prompt has no controls in it") {
  CHECK(host::pasteable("a\x1b[201~\x03\r\nb\n\tc\x7f\xC2\x9b\xC3\xA4") ==
        "a[201~\rb\r\tc\xC3\xA4");
}

TEST_CASE("skimming a flood changes nothing that can be seen") {
  std::mt19937 random(3);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    std::string stream;
    const int lines = 100 + static_cast<int>(random() % 300);
    for (int i = 0; i < lines; ++i) {
      if (random() % 3 == 0) stream += "\x1b[" + std::to_string(30 + random() % 8) + "m";
      if (random() % 5 == 0) stream += "\x1b[0;1m";
      stream += std::string(random() % 50, static_cast<char>('a' + random() % 26));
      stream += random() % 20 == 0 ? "\n" : "\r\n";
    }
    if (round % 3 == 0) stream += "\x1b[H\x1b[2Jend";
    host::Model plain(5, 20, 30), skimmed(5, 20, 30);
    const std::string before = "\x1b[33mbefore\r\nit";
    plain.feed(before + stream, false);
    skimmed.feed(before, false);
    // In chunks that end anywhere.
    std::vector<std::string_view> chunks;
    for (std::string_view rest = stream; !rest.empty();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 99, rest.size());
      chunks.push_back(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    const host::Skim cut = host::skim(chunks, 30 + 2 * 5);
    CHECK(cut.bytes > 0);
    skimmed.skipped(cut.attributes);
    skimmed.feed(stream.substr(cut.bytes), false);
    CHECK(skimmed.repaint(true) == plain.repaint(true));
  }
}

TEST_CASE("what is not plain is not skimmed") {
  std::string stream = "\x1b[2;4r";
  for (int i = 0; i < 500; ++i) stream += "line\r\n";
  CHECK(host::skim({stream}, 40).bytes == 0);
  CHECK(host::skim({"a\r\nb\r\n"}, 40).bytes == 0);
}
