// Jira's documents and markdown, both ways.
#include "boards/adf.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

using namespace boards;
using nlohmann::json;

namespace {

std::string markdown(const char* content) {
  const auto read = markdown_from_adf({{"type", "doc"}, {"content", json::parse(content)}});
  CHECK(read.whole);
  return read.markdown;
}
AdfText lossy(const char* content) {
  return markdown_from_adf({{"type", "doc"}, {"content", json::parse(content)}});
}
json adf(const std::string& text) { return adf_from_markdown(text)["content"]; }

// What is written from a text reads as that text.
void same(const std::string& text) {
  CAPTURE(text);
  const AdfText read = markdown_from_adf(adf_from_markdown(text));
  CHECK(read.markdown == text);
  CHECK(read.whole);
}

}  // namespace

TEST_CASE("a document reads as markdown") {
  CHECK(markdown(R"x([{"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"A"}]},
    {"type":"paragraph","content":[{"type":"text","text":"one "},
      {"type":"text","text":"two ","marks":[{"type":"strong"}]},
      {"type":"text","text":"three","marks":[{"type":"em"},{"type":"strike"}]},
      {"type":"hardBreak"},
      {"type":"text","text":"a_b * c","marks":[{"type":"code"}]},
      {"type":"text","text":" here","marks":[{"type":"link","attrs":{"href":"https://x/(y)"}}]}]},
    {"type":"rule"},
    {"type":"codeBlock","attrs":{"language":"c"},"content":[{"type":"text","text":"int a;\n\n```\nb"}]}])x") ==
        "## A\n\none **two** *~~three~~*\\\n`a_b * c`[ here](<https://x/(y)>)\n\n---\n\n"
        "````c\nint a;\n\n```\nb\n````");
  CHECK(markdown(R"([{"type":"bulletList","content":[
      {"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]},
        {"type":"orderedList","attrs":{"order":3},"content":[
          {"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"b"}]}]},
          {"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"c"}]},
            {"type":"paragraph","content":[{"type":"text","text":"d"}]}]}]}]},
      {"type":"listItem","content":[{"type":"paragraph","content":[]}]}]},
    {"type":"blockquote","content":[{"type":"paragraph","content":[{"type":"text","text":"q"}]}]}])") ==
        "- a\n\n  3. b\n  4. c\n\n     d\n-\n\n> q");
  CHECK(markdown(R"([{"type":"taskList","attrs":{"localId":"1"},"content":[
      {"type":"taskItem","attrs":{"localId":"2","state":"DONE"},"content":[{"type":"text","text":"a"}]},
      {"type":"taskItem","attrs":{"localId":"3","state":"TODO"},"content":[{"type":"text","text":"b"}]}]},
    {"type":"table","content":[{"type":"tableRow","content":[
      {"type":"tableHeader","content":[{"type":"paragraph","content":[{"type":"text","text":"h|"}]}]},
      {"type":"tableHeader","content":[{"type":"paragraph","content":[]}]}]},
      {"type":"tableRow","content":[
      {"type":"tableCell","content":[{"type":"paragraph","content":[{"type":"text","text":"1"}]}]},
      {"type":"tableCell","content":[]}]}]}])") ==
        "- [x] a\n- [ ] b\n\n| h\\| |  |\n| --- | --- |\n| 1 |  |");
}

TEST_CASE("what markdown cannot say is shown as well as it goes, and said not to be whole") {
  const AdfText people = lossy(R"([{"type":"paragraph","content":[
    {"type":"mention","attrs":{"id":"1","text":"@Anna"}},{"type":"text","text":" "},
    {"type":"emoji","attrs":{"shortName":":smile:","text":"x"}},
    {"type":"inlineCard","attrs":{"url":"https://x"}}]}])");
  CHECK(people.markdown == "@Anna x<https://x>");
  CHECK(!people.whole);
  const AdfText panel = lossy(R"([{"type":"panel","attrs":{"panelType":"info"},"content":[
    {"type":"paragraph","content":[{"type":"text","text":"p"}]}]},
    {"type":"mediaSingle","content":[{"type":"media","attrs":{"id":"1","alt":"s.png"}}]},
    {"type":"new","content":[{"type":"paragraph","content":[{"type":"text","text":"n"}]}]}])");
  CHECK(panel.markdown == "> p\n\n\\[s.png\\]\n\nn");
  CHECK(!panel.whole);
  const AdfText colour = lossy(R"([{"type":"paragraph","content":[{"type":"text","text":"c",
    "marks":[{"type":"textColor","attrs":{"color":"#ff0000"}}]}]}])");
  CHECK(colour.markdown == "c");
  CHECK(!colour.whole);
}

TEST_CASE("no document, or a strange one, is no text and no crash") {
  for (const char* text :
       {"null", "1", "\"x\"", "[]", "{}", R"({"type":"doc"})", R"({"type":"doc","content":{}})",
        R"({"type":"doc","content":[1,null,[]]})",
        R"({"type":"doc","content":[{"type":"paragraph","content":[{"type":"text"}]}]})",
        R"({"type":"doc","content":[{"type":"table","content":[{}]}]})",
        R"({"type":"doc","content":[{"type":"heading","attrs":{"level":"x"}}]})"}) {
    CAPTURE(text);
    CHECK(markdown_from_adf(json::parse(text)).markdown.find_first_not_of("# ") ==
          std::string::npos);
  }
  json deep = {{"type", "paragraph"}};
  for (int n = 0; n < 5000; ++n) {
    deep = {{"type", "blockquote"}, {"content", json::array({std::move(deep)})}};
  }
  const auto read =
      markdown_from_adf({{"type", "doc"}, {"content", json::array({std::move(deep)})}});
  CHECK(!read.whole);
}

TEST_CASE("markdown becomes a document") {
  CHECK(adf("# A\nb\nc\\\nd") == json::parse(R"([
    {"type":"heading","attrs":{"level":1},"content":[{"type":"text","text":"A"}]},
    {"type":"paragraph","content":[{"type":"text","text":"b c"},{"type":"hardBreak"},
      {"type":"text","text":"d"}]}])"));
  CHECK(adf("see **b *i* b**, snake_case_x, 2 * 3 * 4, ~~s~~ `c*` <https://a> https://b.") ==
        json::parse(R"([{"type":"paragraph","content":[{"type":"text","text":"see "},
    {"type":"text","text":"b ","marks":[{"type":"strong"}]},
    {"type":"text","text":"i","marks":[{"type":"strong"},{"type":"em"}]},
    {"type":"text","text":" b","marks":[{"type":"strong"}]},
    {"type":"text","text":", snake_case_x, 2 * 3 * 4, "},
    {"type":"text","text":"s","marks":[{"type":"strike"}]},{"type":"text","text":" "},
    {"type":"text","text":"c*","marks":[{"type":"code"}]},{"type":"text","text":" "},
    {"type":"text","text":"https://a","marks":[{"type":"link","attrs":{"href":"https://a"}}]},
    {"type":"text","text":" "},
    {"type":"text","text":"https://b","marks":[{"type":"link","attrs":{"href":"https://b"}}]},
    {"type":"text","text":"."}]}])"));
  CHECK(adf("* a\n    * b\n* c\n\ntext") == json::parse(R"([{"type":"bulletList","content":[
    {"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]},
      {"type":"bulletList","content":[{"type":"listItem","content":[
        {"type":"paragraph","content":[{"type":"text","text":"b"}]}]}]}]},
    {"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"c"}]}]}]},
    {"type":"paragraph","content":[{"type":"text","text":"text"}]}])"));
  CHECK(adf("") == json::array());
  CHECK(adf("~~~py\nx = 1\n\n\ty\n") ==
        json::parse(R"([{"type":"codeBlock","attrs":{"language":"py"},
    "content":[{"type":"text","text":"x = 1\n\n\ty"}]}])"));
}

TEST_CASE("what is written from markdown reads as the same markdown") {
  same(
      "One paragraph.\n\nAnother with **strong**, *em*, ~~gone~~, `code` and [a "
      "link](https://x.y).");
  same("# One\n\n## Two\n\n### Three\n\n---\n\nend");
  same("- a\n- b\n  - c\n    1. d\n    2. e\n- f");
  same("1. one\n2. two\n\n   more of two\n3. three");
  same("- [ ] open\n- [x] done");
  same("> quoted\n>\n> - with a list");
  same("```ts\nconst a = `b`;\n\n  // c\n```");
  same("````\n```\nfence in a fence\n```\n````");
  same("| a | b |\n| --- | --- |\n| 1 | **2** |");
  same("a \\* b \\_ c \\[d\\] \\`e\\` \\<f");
  same("1\\. no list\n\n\\# no heading\n\n\\- no item");
  same("line\\\nbreak <https://x/y?z=1>");
}

namespace {

json text(const char* words, const char* marks = "[]") {
  return {{"type", "text"}, {"text", words}, {"marks", json::parse(marks)}};
}
json block(const char* type, json content, json attributes = json::object()) {
  return {{"type", type}, {"content", std::move(content)}, {"attrs", std::move(attributes)}};
}
json item(json content) { return block("listItem", json::array({block("paragraph", content)})); }
json task(json content) { return block("taskItem", content, {{"state", "DONE"}}); }
bool is_whole(json content) {
  return markdown_from_adf({{"type", "doc"}, {"content", std::move(content)}}).whole;
}

constexpr const char* kStrong = R"([{"type":"strong"}])";

}  // namespace

TEST_CASE("what would be written back as something else is not whole") {
  const json a = json::array({text("a")}), b = json::array({text("b")});
  const json bullets = block("bulletList", {item(a)});
  const json list = json::array({bullets});
  CHECK(is_whole(list));
  const json cases = {
      {block("taskList", {task(a), block("taskList", {task(b)})})},
      {bullets, block("taskList", {task(b)})},
      {bullets, bullets},
      {block("bulletList", {item({text("[ ] a")})})},
      {block("table", {block("tableRow", {block("tableCell", list)})})},
      {block("table", {block("tableRow", {block("tableCell", {block("paragraph", a)},
                                                {{"background", "#ffffff"}})})})},
      {block("paragraph", {text("a", kStrong), text("b", R"([{"type":"em"}])")})},
      {block("heading", {text("a"), {{"type", "hardBreak"}}, text("b")}, {{"level", 2}})},
      {block("paragraph", {text("a", R"([{"type":"link","attrs":{"href":"https://x",
                                         "title":"t"}}])")})},
  };
  for (const json& content : cases) {
    CAPTURE(content.dump());
    CHECK(!is_whole(content));
  }
  json centred = block("paragraph", a);
  centred["marks"] = json::parse(R"([{"type":"alignment","attrs":{"align":"center"}}])");
  CHECK(!is_whole({centred}));
  CHECK(!markdown_from_adf("wiki text").whole);
  CHECK(markdown_from_adf(nullptr).whole);
}

TEST_CASE("what an editor leaves in a document and nobody sees does not count") {
  const json a = json::array({text("a")});
  const json broken = {{"type", "hardBreak"}};
  CHECK(is_whole({block("paragraph", a, {{"localId", "1"}}), block("paragraph", json::array())}));
  CHECK(is_whole({block("paragraph", {text("a"), broken, text(" ")})}));
  CHECK(is_whole({block("paragraph", {text("a "), text(" ", kStrong), text("b")})}));
  CHECK(is_whole({block("paragraph", {text("see https://x.y/_next/a[0]*b (or not)")})}));
  CHECK(is_whole({block("paragraph", {text("f", R"([{"type":"link","attrs":
                                                 {"href":"ftp://x/y"}}])")})}));
  for (const char* code : {"a``b", "`", " a ", "``` x"}) {
    CHECK(is_whole({block("paragraph", {text("of "), text(code, R"([{"type":"code"}])")})}));
  }
  CHECK(is_whole({block("table",
                        {block("tableRow", {block("tableCell", {block("paragraph", a)},
                                                  {{"colwidth", {200}}, {"colspan", 1}})})},
                        {{"layout", "default"}, {"isNumberColumnEnabled", false}})}));
}

namespace {

// What Jira's schema lets an item and a quote hold; it refuses the whole document otherwise.
void check_allowed(const json& node) {
  const std::string type = node["type"];
  if (!node.contains("content")) return;
  for (const json& inner : node["content"]) {
    const std::string what = inner["type"];
    const bool both =
        what == "paragraph" || what == "bulletList" || what == "orderedList" || what == "codeBlock";
    if (type == "listItem") CHECK_MESSAGE((both || what == "taskList"), what);
    if (type == "blockquote") CHECK_MESSAGE(both, what);
    check_allowed(inner);
  }
}

}  // namespace

TEST_CASE("what Jira does not take within an item or a quote is said by what it takes") {
  for (const char* text :
       {"- # H", "1. a\n\n   ## b `c`", "- a\n  > q", "- a\n  ---", "> # H", "> > n", "> ---",
        "> - [ ] t", "1. Step\n\n   | a | b |\n   | - | - |\n   | 1 | 2 |"}) {
    CAPTURE(text);
    const json document = adf_from_markdown(text);
    check_allowed(document);
    // What is kept there is not taken for an edit of somebody there.
    const std::string kept = markdown_from_adf(document).markdown;
    CHECK(markdown_from_adf(adf_from_markdown(kept)).markdown == kept);
  }
  CHECK(adf("> - [x] t")[0]["content"][0]["content"][0]["content"][0]["content"][0]["text"] ==
        "[x] ");
}

TEST_CASE("what looks like markup and is none stays text") {
  CHECK(adf("```x``` is code\n\nnext").size() == 2);
  CHECK(adf("They met in\n2024. Then they left.").size() == 1);
  CHECK(adf("Text:\n| a | b |\n| - | - |\n| 1 | 2 |")[1]["type"] == "table");
  CHECK(adf("| a | b |\n| - |").front()["type"] == "paragraph");
  CHECK(adf("(see https://en.w/Foo_(bar))")[0]["content"][1]["text"] == "https://en.w/Foo_(bar)");
  CHECK(adf("[a](<u> \"t\") and (<b>)")[0]["content"][0]["marks"][0]["attrs"]["href"] == "u");
  CHECK(adf("- ```\n  x:\n  \ty\n  ```")[0]["content"][0]["content"][1]["content"][0]["text"] ==
        "x:\n\ty");
}

// Each of these takes hours, or all memory, where a part is looked at once for every other one.
TEST_CASE("hostile text is read in time that grows with its length") {
  const auto many = [](const std::string& part, std::size_t bytes) {
    std::string all;
    while (all.size() < bytes) all += part;
    return all;
  };
  constexpr std::size_t kLong = 1'000'000;
  for (const char* part : {"*a ", "**a ", "_a ", "~~a ", "[", "<https://x> ", "`"}) {
    CAPTURE(part);
    CHECK(!adf_from_markdown(many(part, kLong))["content"].empty());
  }
  CHECK(!adf_from_markdown(many("[a](", 20'000))["content"].empty());
  CHECK(adf_from_markdown(many("\t", kLong) + "x")["content"].size() == 1);
  const std::string wide = many("|", 6'000);
  const std::string table = wide + "\n" + many("|-", 12'000) + "|\n" + many("|\n", 12'000);
  CHECK(adf_from_markdown(table).dump().size() < 3'000'000);
  const std::string narrow = many("|", 150) + "\n" + many("|-", 300) + "|\n" + many("|\n", 12'000);
  CHECK(adf_from_markdown(narrow).dump().size() < 3'000'000);
  json rows = {block("tableRow", json(5'000, block("tableCell", json::array())))};
  for (int n = 0; n < 5'000; ++n) rows.push_back(block("tableRow", json::array()));
  const auto read = markdown_from_adf({{"type", "doc"}, {"content", {block("table", rows)}}});
  CHECK(read.markdown.size() < 3'000'000);
}

TEST_CASE("random markdown never crashes, and once written it stays the same") {
  std::minstd_rand random(5);
  const std::vector<std::string> parts{"a",  "b c", " ",     "\n",       "\n\n",      "*",   "**",
                                       "_",  "`",   "```\n", "# ",       "- ",        "1. ", "> ",
                                       "[",  "](",  ")",     "<",        "https://x", "|",   "---",
                                       "\\", "  ",  "~~",    "\xC3\xA4", "[ ] ",      "\t",  "1) "};
  for (int n = 0; n < 3000; ++n) {
    std::string text;
    for (unsigned k = 0; k < 1 + random() % 14; ++k) text += parts[random() % parts.size()];
    CAPTURE(text);
    const json first = adf_from_markdown(text);
    check_allowed(first);
    const AdfText read = markdown_from_adf(first);
    // Two lists of a kind that touch read as one: that much may change the first time.
    const AdfText again = markdown_from_adf(adf_from_markdown(read.markdown));
    const AdfText last = markdown_from_adf(adf_from_markdown(again.markdown));
    CHECK(last.markdown == again.markdown);
  }
}
