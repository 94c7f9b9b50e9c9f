#include "host/model.h"

#include <doctest/doctest.h>

#include <random>
#include <utility>

using host::Model;

namespace {

std::string joined(const Model& model) {
  std::string text;
  for (const std::string& row : model.text_rows(0)) text += row + "\n";
  text.resize(text.find_last_not_of('\n') + 1);
  return text;
}

std::string screen_after(const std::string& bytes, int rows = 5, int cols = 20) {
  Model model(rows, cols, 100);
  model.feed(bytes, false);
  return joined(model);
}

// What the model sends to a viewer makes a second model equal to it, and they stay equal.
void check_round_trip(const std::string& head, const std::string& tail, int rows, int cols) {
  Model whole(rows, cols, 50), attached(rows, cols, 50);
  whole.feed(head, false);
  const std::string repaint = whole.repaint(true);
  attached.feed(repaint, false);
  CHECK(attached.repaint(true) == repaint);
  whole.feed(tail, false);
  attached.feed(tail, false);
  CHECK(attached.repaint(true) == whole.repaint(true));
}

std::string all_of(const std::vector<std::string>& parts) {
  std::string bytes;
  for (const std::string& part : parts) bytes += part;
  return bytes;
}

bool stays_equal(const std::vector<std::string>& head, const std::vector<std::string>& tail) {
  Model whole(6, 20, 50), attached(6, 20, 50);
  whole.feed(all_of(head), false);
  const std::string repaint = whole.repaint(true);
  attached.feed(repaint, false);
  if (attached.repaint(true) != repaint) return false;
  whole.feed(all_of(tail), false);
  attached.feed(all_of(tail), false);
  return attached.repaint(true) == whole.repaint(true);
}

// Leaves out what the difference does not need, so that a failure can be read.
void reduce(std::vector<std::string>& head, std::vector<std::string>& tail) {
  for (auto* parts : {&tail, &head})
    for (std::size_t i = parts->size(); i-- > 0;) {
      const std::string part = std::exchange((*parts)[i], "");
      if (stays_equal(head, tail)) (*parts)[i] = part;
    }
}

std::string shown_of(const std::vector<std::string>& parts) {
  std::string shown;
  for (const char byte : all_of(parts))
    shown += byte == 0x1b             ? std::string("ESC")
             : byte < ' ' && byte > 0 ? "^" + std::string(1, static_cast<char>(byte + '@'))
                                      : std::string(1, byte);
  return shown;
}

}  // namespace

TEST_CASE("text, cursor and scrollback are kept") {
  Model model(3, 10, 100);
  model.feed("one\r\ntwo\r\nthree\r\nfour \xC3\xA4", false);
  CHECK(joined(model) == "two\nthree\nfour \xC3\xA4");
  CHECK(model.text_rows(9).front() == "one");
  CHECK(model.cursor() == host::Position{2, 6});
}

TEST_CASE("cursor is saved and restored by every sequence for that") {
  CHECK(screen_after("ab\x1b[s\x1b[3;3H\x1b[ux") == "abx");
  CHECK(screen_after("ab\x1b"
                     "7\x1b[3;3H\x1b"
                     "8x") == "abx");
  CHECK(screen_after("ab\x1b[?1048h\x1b[3;3H\x1b[?1048lx") == "abx");
}

TEST_CASE("how the bytes are cut does not change how a character set reads them") {
  Model whole(4, 20, 100), pieces(4, 20, 100);
  whole.feed("\x1b(0\xC3\xA4q\x07", false);
  for (const char* part : {"\x1b(0", "\xC3\xA4", "q", "\x07"}) pieces.feed(part, false);
  CHECK(joined(pieces) == joined(whole));
  CHECK(joined(whole) == "\xC3\xA4\xE2\x94\x80");
}

TEST_CASE("an accent that comes later belongs to the character before") {
  // In the last column the next character wraps all the same, and REP repeats both.
  Model whole(4, 10, 100), pieces(4, 10, 100);
  whole.feed("123456789e\xCC\x81", false);
  for (const char* part : {"123456789e", "\xCC\x81"}) pieces.feed(part, false);
  CHECK(pieces.repaint(true) == whole.repaint(true));
  Model more(4, 10, 100), more_pieces(4, 10, 100);
  more.feed("123456789e\xCC\x81x", false);
  for (const char* part : {"123456789e", "\xCC\x81x"}) more_pieces.feed(part, false);
  CHECK(joined(more_pieces) == joined(more));
  for (Model* model : {&whole, &pieces}) model->feed("\x1b[2b", false);
  CHECK(joined(pieces) == joined(whole));

  // However many there are, what REP would repeat stays small.
  std::string marks = "e";
  for (int i = 0; i < 100'000; ++i) marks += "\xCC\x81";
  Model flooded(100, 200, 10);
  flooded.feed(marks, false);
  flooded.feed("\x1b[20000b", false);
  CHECK(flooded.text_rows(0)[1].starts_with("e\xCC\x81"));
}

TEST_CASE("the other screen comes and goes, and the first is as it was") {
  Model model(4, 20, 100);
  model.feed("shell$ vim\x1b[?1049h\x1b[2J\x1b[Hin vim", false);
  CHECK(model.alternate());
  CHECK(joined(model) == "in vim");
  model.feed("\x1b[?1049l!", false);
  CHECK_FALSE(model.alternate());
  CHECK(joined(model) == "shell$ vim!");
}

TEST_CASE("a query is answered when nobody else does") {
  Model model(24, 80, 10);
  std::string said;
  model.reply = [&](const std::string& bytes) { said += bytes; };
  model.feed("ab\x1b[6n\x1b[c\x1b[?2004$p\x1b[?2004h\x1b[?2004$p\x1b]11;?\x07\x1b[?u\x1b[18t",
             true);
  CHECK(said ==
        "\x1b[1;3R\x1b[?1;2c\x1b[?2004;2$y\x1b[?2004;1$y"
        "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1b[8;24;80t");
  said.clear();
  model.feed("\x1b[6n", false);
  CHECK(said.empty());
}

TEST_CASE("a hostile cell cannot speak to a viewer's terminal") {
  Model model(3, 20, 10);
  model.feed(
      "a\xC2\x9b"
      "31mb",
      false);
  const std::string repaint = model.repaint(true);
  CHECK(repaint.find("\xC2\x9b") == std::string::npos);
  Model titled(3, 20, 10);
  titled.feed("\x1b]2;x\x01\x9c y\x07", false);
  CHECK(titled.repaint(true).find('\x01') == std::string::npos);
  Model colored(3, 20, 10);
  for (const char* sequence : {"\x1b]4;1;?;2;#fff\x07", "\x1b]11x;?\x07",
                               "\x1b]4;1;#f\xC2\x9bm\x07", "\x1b]8;;http://x\xC2\x9c\x07"})
    colored.feed(sequence, false);
  CHECK(colored.repaint(true) == Model(3, 20, 10).repaint(true));
}

TEST_CASE("what a viewer is sent makes its terminal equal") {
  const auto both = [](const std::string& head, const std::string& tail = "tail\x1b[5Gx") {
    check_round_trip(head, tail, 6, 20);
  };
  SUBCASE("colours and attributes") {
    both(
        "\x1b[1;2;3;4;9;38;5;200;48;2;1;2;3mx\x1b[22my\x1b[0;8;53mz\x1b[58;5;3mu\x1b[4:3mv\x1b[7m");
  }
  SUBCASE("erased cells keep their background") {
    both("\x1b[44m\x1b[2J\x1b[3;3Hx\x1b[K\x1b[41m\x1b[2;5H\x1b[3X");
  }
  SUBCASE("wide and combining characters") {
    both("\xE4\xB8\xAD\xE6\x96\x87 e\xCC\x81 \xF0\x9F\x98\x80", "\xE4\xB8\xAD");
  }
  SUBCASE("a line about to wrap") {
    both("12345678901234567890", "X");
    both("12345678901234567890\x1b[31m", "X");
    both("1234567890123456789", "X");
    both("1234567890123456789\r\x1b[19C", "X");
    both("123456789012345678\xE4\xB8\xAD", "X");
    both("12345678901234567890\x1b[?7l", "XY");
  }
  SUBCASE("scrollback, and more lines than it holds") {
    std::string lines;
    for (int i = 0; i < 80; ++i)
      lines += "\x1b[3" + std::to_string(i % 8) + "mline " + std::to_string(i) + "\r\n";
    both(lines);
  }
  SUBCASE("margins, origin, insert, tabs and charsets") {
    both("\x1b[2;4r\x1b[?6h\x1b[2;2Hq", "\r\n\n\n\nz");
    both("\x1b[2;0r\x1b[?6h", "\r\n\n\n\n\n\nz");
    both("abc\r\x1b[4h", "XY");
    both("\x1b[3g\x1b[5G\x1bH\r", "\tX");
    both("\x1b(0lqk", "x\x1b(Bx");
    both("\x1b(0l\xC3\xA4qk", "\xC3\xA4x\x1b(Bx");
    both("\x1b)0\x0elq", "q\x0fq");
  }
  SUBCASE("the other screen with what the first remembers") {
    both("\x1b[31mmain\r\n$ \x1b[?1049h\x1b[32m\x1b[3;3Hvim\x1b[2;5r", "x\x1b[?1049ly");
    both("main\x1b[?47hother\x1b[4;4H", "x\x1b[?47ly");
    both(
        "a\x1b[2;2H\x1b"
        "7\x1b[?1049h\x1b[4;4H\x1b"
        "7\x1b[H",
        "\x1b"
        "8x\x1b[?1049ly");
  }
  SUBCASE("modes, keyboards, title and cursor") {
    both("\x1b[?1h\x1b=\x1b[?1004h\x1b[?1002;1006h\x1b[?2004h\x1b[?2026h\x1b[?25l\x1b[?7l\x1b[5 q");
    both("\x1b[>1u\x1b[>5u\x1b[=3;2u\x1b[>4;2m", "\x1b[<u");
    both("\x1b]0;first\x07\x1b[22;0;0t\x1b]2;second\x1b\\", "\x1b[23;0;0t");
    both("\x1b]11;#102030\x07\x1b]4;5;#fff\x07");
  }
  SUBCASE("bytes that are no UTF-8") {
    both("a\xF8 b\xFF\xFA", "\x80\x80 c");
    both("\xC0\xAF\xED\xA0\x80\xF5", "\x80X");
  }
  SUBCASE("the middle of a sequence or a character") {
    both("ab\x1b[3", "1mX");
    both("ab\x1b]2;tit", "le\x07X");
    both("ab\xE4\xB8", "\xADX");
    both("ab\x1b", "[1mX");
    both("ab\x1bPq#0;2", "~~\x1b\\X");
  }
}

TEST_CASE("random streams, cut anywhere, come out equal") {
  std::mt19937 random(20261121);
  const std::vector<std::string> parts = {"hello ",
                                          "w",
                                          "\r\n",
                                          "\n",
                                          "\r",
                                          "\t",
                                          "\b",
                                          "\xE4\xB8\xAD",
                                          "e\xCC\x81",
                                          "\x1b[m",
                                          "\x1b[1;31m",
                                          "\x1b[2m",
                                          "\x1b[22m",
                                          "\x1b[48;5;27m",
                                          "\x1b[7m",
                                          "\x1b[H",
                                          "\x1b[3;7H",
                                          "\x1b[K",
                                          "\x1b[1K",
                                          "\x1b[J",
                                          "\x1b[2J",
                                          "\x1b[2C",
                                          "\x1b[A",
                                          "\x1b[L",
                                          "\x1b[M",
                                          "\x1b[2P",
                                          "\x1b[3@",
                                          "\x1b[4X",
                                          "\x1b[S",
                                          "\x1b[T",
                                          "\x1b[2;5r",
                                          "\x1b[r",
                                          "\x1b"
                                          "7",
                                          "\x1b"
                                          "8",
                                          "\x1b[?1049h",
                                          "\x1b[?1049l",
                                          "\x1b[?25l",
                                          "\x1b[?25h",
                                          "\x1b[?6h",
                                          "\x1b[?6l",
                                          "\x1b[?2004h",
                                          "\x1b[?1003h",
                                          "\x1b[4h",
                                          "\x1b[4l",
                                          "\x1bM",
                                          "\x1b"
                                          "D",
                                          "\x1b(0",
                                          "\x1b(B",
                                          "\x1b]2;t\x07",
                                          "\x1b[>1u",
                                          "\x1b[<u",
                                          "\x1b[3b",
                                          "\x1b[2 q",
                                          "\x1b[!p",
                                          "\x1b[3J",
                                          "\x1bH",
                                          "\x1b[g",
                                          "a long line that goes over the right edge of it "};
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> head, tail;
    for (int i = 0; i < 30; ++i) head.push_back(parts[random() % parts.size()]);
    for (int i = 0; i < 30; ++i) tail.push_back(parts[random() % parts.size()]);
    // Within a part, too.
    const std::size_t cut = random() % (tail.front().size() + 1);
    head.push_back(tail.front().substr(0, cut));
    tail.front().erase(0, cut);
    if (stays_equal(head, tail)) continue;
    reduce(head, tail);
    CAPTURE(round);
    std::string shown = shown_of(head) + " | " + shown_of(tail);
    CAPTURE(shown);
    CHECK(stays_equal(head, tail));
  }
}

TEST_CASE("any bytes at all are survived") {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    Model model(5, 12, 20);
    std::string bytes(400, '\0');
    for (char& byte : bytes) {
      static constexpr std::string_view kLikely = "\x1b[];?0123456789hlmHJKrPX_^\\\a\r\n u";
      byte = random() % 2 == 0 ? kLikely[random() % kLikely.size()] : static_cast<char>(random());
    }
    model.feed(bytes, true);
    model.resize(static_cast<int>(random() % 30), static_cast<int>(random() % 30));
    model.feed(bytes, true);
    (void)model.repaint(false);
  }
}

TEST_CASE("resizing takes lines from the scrollback and gives them back") {
  Model model(3, 20, 100);
  for (int i = 0; i < 10; ++i) model.feed("line " + std::to_string(i) + "\r\n", false);
  model.resize(6, 20);
  CHECK(model.text_rows(0)[0] == "line 5");
  model.resize(3, 20);
  CHECK(model.text_rows(0)[0] == "line 8");
  CHECK(model.text_rows(100)[0] == "line 0");
}

TEST_CASE("a screen that gets smaller keeps its cursor") {
  Model model(10, 20, 100);
  model.feed("\x1b[10Hlast\x1b[H", false);
  model.resize(4, 20);
  CHECK(model.cursor() == host::Position{0, 0});
  model.feed("first", false);
  CHECK(model.text_rows(0)[0] == "first");
  Model saved(10, 20, 100);
  saved.feed("\x1b[10;20H\x1b\x37", false);
  saved.resize(4, 10);
  saved.feed("\x1b\x38", false);
  CHECK(saved.cursor() == host::Position{3, 9});
}

TEST_CASE("a character set that would open another sequence is none, and its text is shown") {
  // libvterm took "ESC ) [ b" for a repetition of nothing, and never came back from it.
  for (const char* opens : {"[", "]", "P", "X", "^", "_", "\\"}) {
    Model model(3, 20, 10);
    model.feed(std::string("\x1b)") + opens +
                   "b\x0e"
                   "c",
               true);
    CAPTURE(opens);
    CHECK(model.text_rows(0)[0] == "bc");
  }
  Model model(3, 20, 10);
  model.feed("\x1b(0q\x1b(Cq", true);  // one that libvterm does not know ends the one before
  CHECK(model.text_rows(0)[0] == "\u2500q");
}

TEST_CASE("sequences with more parameters than libvterm has room for") {
  std::string many = "\x1b[1";
  for (int i = 0; i < 20; ++i) many += ";38;5;" + std::to_string(i);
  Model model(4, 20, 10);
  model.feed(many + ";4mx", false);
  CHECK(joined(model) == "x");
  Model split(4, 20, 10), whole(4, 20, 10);
  split.feed("\x1b[1;3;4;7;38;2;1;2;3;48;2;4;5;6;9;53;2mx", false);
  whole.feed("\x1b[1;3;4;7m\x1b[38;2;1;2;3m\x1b[48;2;4;5;6m\x1b[9;53;2mx", false);
  CHECK(split.repaint(true) == whole.repaint(true));
  std::string others;
  for (const char final : std::string("hlHJKrg@XALMPSTZ")) {
    others += "\x1b[" + std::string(40, ';') + final + "\x1b[?" + std::string(40, ';') + final;
  }
  model.feed(others, false);
  model.feed("\x1b[Hok", false);
  CHECK(model.text_rows(0)[0].starts_with("ok"));
}

TEST_CASE("a C1 control takes no cell, and none back") {
  Model model(4, 20, 10);
  model.feed("\xC2\x8D", false);
  CHECK(model.cursor() == host::Position{0, 0});
  model.feed("a\xC2\x80\xC2\x9F\xC2\xA9", false);
  CHECK(joined(model) == "a\xC2\xA9");
}

TEST_CASE("margins end with the screen that they were set on") {
  Model model(6, 20, 10);
  model.feed("\x1b[4rabove", false);
  model.resize(1, 1);
  model.feed("\n\n", false);
  CHECK(model.cursor().row < model.rows());
  model.resize(6, 20);
  model.feed("\x1b[H1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7", false);
  CHECK(model.text_rows(0)[0].starts_with("2"));
}
