#include "tickets/edit.h"

#include <doctest/doctest.h>
#include <yaml-cpp/yaml.h>

#include <random>
#include <string>
#include <vector>

#include "tickets/front_matter.h"
#include "tickets/layout.h"

using tickets::edit_field;

namespace {

std::string edited(const std::string& text, const std::string& key,
                   const tickets::FieldValue& value) {
  auto result = edit_field(text, key, value);
  REQUIRE(result.has_value());
  return *result;
}

const std::vector<std::string> kHostileTitles = {"plain",
                                                 "Fix: x",
                                                 "#12 broken",
                                                 "[api] x",
                                                 "[api]",
                                                 "{a: b}",
                                                 "@x",
                                                 "`x`",
                                                 "%x",
                                                 "*x",
                                                 "&x y",
                                                 "!x y",
                                                 "\"q\" r",
                                                 "'tis",
                                                 "it's \"so\"",
                                                 "- dash",
                                                 "? what",
                                                 "> gt",
                                                 "| pipe",
                                                 "~",
                                                 "null",
                                                 "true",
                                                 "No",
                                                 "12",
                                                 "1e3",
                                                 "0x1F",
                                                 "2026-11-21",
                                                 "trailing:",
                                                 "a # b",
                                                 "a #b",
                                                 "a: b: c",
                                                 " leading",
                                                 "trailing ",
                                                 "tab\tinside",
                                                 "back\\slash \\n",
                                                 "---",
                                                 "...",
                                                 "--- x",
                                                 "$(rm -rf /)",
                                                 "L\xC3\xB6we \xF0\x9F\xA6\x81",
                                                 "\xE2\x80\xAE"
                                                 "rtl",
                                                 "\xE2\x80\xA8 separator",
                                                 "nel \xC2\x85 x",
                                                 "bell \x07 \x1b[31m",
                                                 "\xEF\xBB\xBF"
                                                 "bom",
                                                 "a,b,]c}",
                                                 "key: |",
                                                 "x: >-",
                                                 "=",
                                                 "<<",
                                                 "<<: x",
                                                 "\x7f",
                                                 std::string(1000, 'x')};

}  // namespace

TEST_CASE("only the value's bytes change") {
  const std::string before =
      "---\n# top\nid:   A-1  # keep\npriority: \"P2\"   # important\nother: {b: 1,\n  c: 2}\n---\n"
      "text --- x\n";
  CHECK(edited(before, "priority", std::string("P0")) ==
        "---\n# top\nid:   A-1  # keep\npriority: P0   # important\nother: {b: 1,\n  c: 2}\n---\n"
        "text --- x\n");
  CHECK(edited(before, "other", std::string("x")) ==
        "---\n# top\nid:   A-1  # keep\npriority: \"P2\"   # important\nother: x\n---\n"
        "text --- x\n");
}

TEST_CASE("values below their key become one on the key's line") {
  CHECK(edited("---\nblocked_by: # why\n- A\n# c\n- B\n# end\nx: y\n---\n", "blocked_by",
               std::vector<std::string>{"C-1", "D-2"}) ==
        "---\nblocked_by: [C-1, D-2] # why\n# end\nx: y\n---\n");
  CHECK(edited("---\ntitle: |-  # c\n  a\n\n  # text\n\nx: y\n---\n", "title", std::string("b")) ==
        "---\ntitle: b  # c\n\nx: y\n---\n");
  CHECK(edited("---\ntitle: a\n  b\nx: y\n---\n", "title", std::string("c")) ==
        "---\ntitle: c\nx: y\n---\n");
  CHECK(edited("---\ntitle: \"a\n  b\" # k\nx: y\n---\n", "title", std::string("c")) ==
        "---\ntitle: c # k\nx: y\n---\n");
}

TEST_CASE("a missing key is one line more, with the file's line end") {
  CHECK(edited("---\r\ntype: FIX\r\n---\r\nbody", "id", std::string("F-1")) ==
        "---\r\ntype: FIX\r\nid: F-1\r\n---\r\nbody");
  CHECK(edited("---\ntype: FIX\n---", "hold", true) == "---\ntype: FIX\nhold: true\n---");
  CHECK(edited("---\nid:\n---\n", "id", std::string("F-1")) == "---\nid: F-1\n---\n");
  CHECK(edited("---\r\nid:   # c\r\n---\r\n", "id", std::string("F-1")) ==
        "---\r\nid: F-1   # c\r\n---\r\n");
}

TEST_CASE("a text without front matter gets some") {
  const std::string text = edited("\xEF\xBB\xBF# Fix: x\r\n", "id", std::string("FIX-1"));
  CHECK(text == "\xEF\xBB\xBF---\r\nid: FIX-1\r\n---\r\n# Fix: x\r\n");
  const auto ticket = tickets::parse_ticket(text);
  CHECK(ticket.problems.empty());
  CHECK(ticket.id.value == "FIX-1");
  CHECK(ticket.title == "x");
}

TEST_CASE("verbatim titles are replaced whole") {
  CHECK(edited("---\ntitle: #12 x\n---\n", "title", std::string("why")) ==
        "---\ntitle: why\n---\n");
  CHECK(edited("---\ntitle: Fix: x # y  \r\n---\n", "title", std::string("Fix: z")) ==
        "---\ntitle: \"Fix: z\"  \r\n---\n");
  CHECK(edited("---\ntitle: \"a\" b\nx: 1\n---\n", "title", std::string("c")) ==
        "---\ntitle: c\nx: 1\n---\n");
}

TEST_CASE("values that cannot be are refused, and damaged structure is not edited") {
  const std::string text = "---\ntype: FIX\n---\n";
  CHECK_FALSE(edit_field(text, "title", std::string("two\nlines")));
  CHECK_FALSE(edit_field(text, "title", std::string("\xFF")));
  CHECK_FALSE(edit_field(text, "title", std::string("  ")));
  CHECK_FALSE(edit_field(text, "id", std::string("a/b")));
  CHECK_FALSE(edit_field(text, "priority", std::string("P9")));
  CHECK_FALSE(edit_field(text, "bad key", std::string("x")));
  const auto damaged = edit_field("---\ntype: FIX\nwhat is this\n---\n", "id", std::string("A-1"));
  REQUIRE_FALSE(damaged);
  CHECK(damaged.error().detail.at("line") == "3");
  CHECK_FALSE(edit_field("---\ntype: FIX\n", "id", std::string("A-1")));
}

TEST_CASE("removing a field removes its lines") {
  const std::string text = "---\na: 1\nbranch: x # c\nb:\n- 1\n- 2\nc: 3\n---\n";
  CHECK(tickets::remove_field(text, "branch").value() == "---\na: 1\nb:\n- 1\n- 2\nc: 3\n---\n");
  CHECK(tickets::remove_field(text, "b").value() == "---\na: 1\nbranch: x # c\nc: 3\n---\n");
  CHECK(tickets::remove_field(text, "none").value() == text);
}

TEST_CASE("a new ticket reads back as what was asked for") {
  for (const auto& title : kHostileTitles) {
    CAPTURE(title);
    tickets::NewTicket ticket{.id = {"FEAT-1"},
                              .type = "FEAT",
                              .title = title,
                              .project = "true",
                              .priority = 0,
                              .blocked_by = {{"A-1"}, {"12"}},
                              .hold = true,
                              .agent = "a: b",
                              .branch = "feat/x",
                              .base = "release/2",
                              .body = "---\nid: no\n"};
    const auto text = tickets::new_ticket_text(ticket);
    REQUIRE(text.has_value());
    const auto read = tickets::parse_ticket(*text);
    CHECK(read.problems.empty());
    CHECK(read.title == title);
    CHECK(read.project == "true");
    CHECK(read.priority == 0);
    CHECK(read.blocked_by == ticket.blocked_by);
    CHECK(read.hold);
    CHECK(read.agent == "a: b");
    CHECK(read.branch == "feat/x");
    CHECK(read.base == "release/2");
    CHECK(tickets::body_of(*text) == "\n---\nid: no\n");
  }
}

namespace {

// Random front matter of everything people write, and what of it is the title's value.
struct Document {
  std::string text;
  std::size_t value_begin = 0;  // bytes that an edit of the title may change
  std::size_t value_end = 0;
};

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Document make() {
    Document document;
    eol_ = one_in(3) ? "\r\n" : "\n";
    std::string& text = document.text;
    if (one_in(4)) text += "\xEF\xBB\xBF";
    text += "---" + std::string(one_in(5) ? "  " : "") + eol_;
    const int before = pick(4);
    for (int i = 0; i < before; ++i) add_other(text);
    add_title(document);
    const int after = pick(4);
    for (int i = 0; i < after; ++i) add_other(text);
    text += one_in(6) ? "..." : "---";
    if (one_in(5)) return document;  // no last newline
    text += eol_;
    text += one_in(2) ? "# heading" + eol_ + "---" + eol_ + "title: no" + eol_ : "";
    if (one_in(3)) text += "no newline at the end";
    return document;
  }

  const std::string& hostile_title() {
    return kHostileTitles[static_cast<std::size_t>(pick(static_cast<int>(kHostileTitles.size())))];
  }

 private:
  int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  bool one_in(int count) { return pick(count) == 0; }

  void add_other(std::string& text) {
    static const std::vector<std::vector<std::string>> kOthers = {
        {"# title: a comment"},
        {""},
        {"type: FIX # c"},
        {"labels: [a, \"b]\", 'c # d',", "  e] # end"},
        {"notes: |", "  title: not this", "  # not a comment", "", "  more"},
        {"folded: >-   # c", "    title: nor this"},
        {"nested:", "  title: deeper", "  list:", "  - a"},
        {"list:", "- title: item", "# between", "- b"},
        {"\"quoted key\": 'a''b' # c"},
        {"broken: \"open"},
        {"also: [broken"},
        {"Titel: x"},
        {"multi: \"a", "  title: in quotes", "  b\""},
        {"tagged: !!str \"x # y\" # z"}};
    ++others_;
    for (const auto& line :
         kOthers[static_cast<std::size_t>(pick(static_cast<int>(kOthers.size())))]) {
      text += line + eol_;
    }
  }

  void add_title(Document& document) {
    std::string& text = document.text;
    const std::string key = one_in(6) ? "\"title\":" : one_in(6) ? "title :" : "title:";
    const auto mark = [&](const std::string& value, const std::string& rest) {
      text += key + " ";
      document.value_begin = text.size() - 1;  // the blank may go with an empty value
      text += value;
      document.value_end = text.size();
      text += rest + eol_;
    };
    switch (pick(8)) {
      case 0: return mark("plain words", "   # comment");
      case 1: return mark("\"double \\\" # quoted\"", one_in(2) ? " # comment" : "");
      case 2: return mark("'single '' quoted'", "");
      case 3: return mark("Fix: verbatim # all of it", "");
      case 4: return mark("#12 verbatim", "");
      case 5: return mark("[api] verbatim", "");
      case 6: return mark("plain" + eol_ + "  over" + eol_ + "  lines", "");
      default:
        text += key + " ";
        document.value_begin = text.size();
        text += "|" + eol_ + "  block # text" + eol_;
        document.value_end = text.size();
    }
  }

  std::mt19937 random_;
  std::string eol_;
  int others_ = 0;
};

}  // namespace

TEST_CASE("property: an edited title reads back, and no byte outside the old value changes") {
  for (unsigned seed = 0; seed < 4000; ++seed) {
    Generator generator(seed);
    const Document document = generator.make();
    const std::string title = generator.hostile_title();
    CAPTURE(seed);
    CAPTURE(document.text);
    CAPTURE(title);
    const auto result = edit_field(document.text, "title", title);
    REQUIRE(result.has_value());
    const std::string head = document.text.substr(0, document.value_begin);
    const std::string tail = document.text.substr(document.value_end);
    REQUIRE(result->starts_with(head));
    // A block's last line end is the new value's line end.
    REQUIRE(result->ends_with(tail));
    REQUIRE(result->size() >= head.size() + tail.size());
    REQUIRE(tickets::parse_ticket(*result).title == title);
    // What the edit wrote is plain YAML for everybody else.
    const auto layout = tickets::lay_out(*result);
    const auto* field = layout.find("title");
    REQUIRE(field != nullptr);
    const auto node = YAML::Load(result->substr(field->begin, field->end - field->begin));
    REQUIRE(node["title"].Scalar() == title);
    // A second edit of another field leaves the title alone; editing is repeatable.
    const auto again = edit_field(*result, "id", std::string("FIX-1"));
    REQUIRE(again.has_value());
    REQUIRE(tickets::parse_ticket(*again).title == title);
    REQUIRE(edit_field(*again, "id", std::string("FIX-1")).value() == *again);
  }
}

TEST_CASE("a board's issue is named in the front matter and read again, whatever its key") {
  for (const std::string key : {"APP-12", "acme/shop#12", "a: b, {c}", "\"q\"", "yes", "Ã¤\n"}) {
    CAPTURE(key);
    tickets::NewTicket ticket;
    ticket.id = {"FIX-1"};
    ticket.type = "FIX";
    ticket.title = "T";
    ticket.board = {{"provider", "file"}, {"instance", "../my%20issues"}, {"id", "12 b"}};
    ticket.board.emplace_back("key", key);
    const auto text = tickets::new_ticket_text(ticket);
    REQUIRE(text.has_value());
    const rules::Ticket read = tickets::parse_ticket(*text);
    CHECK(read.problems.empty());
    CHECK(read.board_ref == rules::issue_ref("file", "../my%20issues", "12 b"));
    CHECK(read.board_key == (key.ends_with("\n") ? "Ã¤" : key));
    ticket.board.back().second = "OTHER-1";
    const rules::Ticket moved = tickets::parse_ticket(edited(*text, "board", ticket.board));
    CHECK(moved.board_key == "OTHER-1");
    CHECK(moved.problems.empty());
  }
  const std::string block =
      "---\ntype: FIX\ntitle: T\nboard:\n  id: 1\n  key: K\n# c\nhold: true\n---\nB";
  CHECK(tickets::parse_ticket(block).board_ref.empty());
  CHECK(edited(block, "board", tickets::FieldMap{{"key", "NEW"}}) ==
        "---\ntype: FIX\ntitle: T\nboard: {key: NEW}\n# c\nhold: true\n---\nB");
}

TEST_CASE("another text below the front matter leaves that and the line ends as they are") {
  const std::string text = "---\r\ntype: FIX # c\r\n---\r\n\r\nOld\r\n";
  CHECK(tickets::with_body(text, "a\n\nb") == "---\r\ntype: FIX # c\r\n---\r\n\r\na\r\n\r\nb\r\n");
  CHECK(tickets::with_body(text, "") == "---\r\ntype: FIX # c\r\n---\r\n");
  CHECK(tickets::with_body("---\ntype: FIX\n---", "a") == "---\ntype: FIX\n---\n\na\n");
  for (const std::string body : {"x", "a\n\n  b", "---\nno: fence\n---", "# T\n\ttab", ""}) {
    CHECK(rules::plain_body(tickets::body_of(tickets::with_body(text, body))) == body);
  }
}
