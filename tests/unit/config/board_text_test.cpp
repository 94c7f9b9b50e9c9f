#include "config/board_text.h"

#include <doctest/doctest.h>

#include <string>

#include "config/json_text.h"

namespace {

using config::with_board;
using config::without_board;

const std::string kNew = R"({"provider":"file","name":"new","url":"issues"})";

std::string added(const std::string& text) {
  const auto result = with_board(text, kNew);
  REQUIRE_MESSAGE(result, result.error().message);
  return *result;
}
std::string removed(const std::string& text, const std::string& name = "new") {
  const auto result = without_board(text, name);
  REQUIRE_MESSAGE(result, result.error().message);
  return *result;
}

}  // namespace

TEST_CASE("a board is added to a file that is missing, empty or has no boards yet") {
  const std::string fresh =
      "{\n  \"boards\": [\n    {\n      \"name\": \"new\",\n      \"provider\": \"file\",\n"
      "      \"url\": \"issues\"\n    }\n  ]\n}\n";
  CHECK(added("") == fresh);
  CHECK(added(" \n") == fresh);
  CHECK(added("{}\n") == fresh);
  CHECK(added("{\n}\n") == fresh);
  CHECK(added("{\"agent\": \"demo\"}") ==
        "{\"agent\": \"demo\", \"boards\": "
        "[{\"name\":\"new\",\"provider\":\"file\",\"url\":\"issues\"}]}");
}

TEST_CASE("what is in the file keeps every byte: comments, order, spaces and line ends") {
  const std::string before =
      "// mine\r\n{\r\n\t\"queue\": {\"settle\": \"3s\" /* short */ }, // slow\r\n"
      "\t\"agent\" : \"demo\", // the last\r\n}\r\n";
  CHECK(
      added(before) ==
      "// mine\r\n{\r\n\t\"queue\": {\"settle\": \"3s\" /* short */ }, // slow\r\n"
      "\t\"agent\" : \"demo\", // the last\r\n\t\"boards\": [\r\n\t\t{\r\n\t\t\t\"name\": \"new\","
      "\r\n\t\t\t\"provider\": \"file\",\r\n\t\t\t\"url\": \"issues\"\r\n\t\t}\r\n\t]\r\n}\r\n");
  const std::string listed =
      "{\n  \"boards\": [\n    // the first\n    { \"name\": \"one\", \"provider\": \"file\", "
      "\"url\": \"a,]}\" } // with a folder\n  ],\n  \"agent\": \"demo\"\n}\n";
  CHECK(added(listed) ==
        "{\n  \"boards\": [\n    // the first\n    { \"name\": \"one\", \"provider\": \"file\", "
        "\"url\": \"a,]}\" }, // with a folder\n    {\n      \"name\": \"new\",\n"
        "      \"provider\": \"file\",\n      \"url\": \"issues\"\n    }\n  ],\n"
        "  \"agent\": \"demo\"\n}\n");
  CHECK(removed(added(listed)) == listed);
  const std::string inlined = R"({ "boards": [{"name": "one"}], "agent": "demo" })";
  CHECK(added(inlined) ==
        R"({ "boards": [{"name": "one"}, {"name":"new","provider":"file","url":"issues"}], )"
        R"("agent": "demo" })");
  CHECK(removed(added(inlined)) == inlined);
}

TEST_CASE("a board is taken out from anywhere in the list") {
  const std::string text =
      "{\n  \"boards\": [\n    {\"name\": \"a\"},\n    {\"name\": \"b\"}, // two\n"
      "    {\"name\": \"c\"},\n  ],\n}\n";
  CHECK(removed(text, "a") ==
        "{\n  \"boards\": [\n    {\"name\": \"b\"}, // two\n    {\"name\": \"c\"},\n  ],\n}\n");
  CHECK(removed(text, "b") ==
        "{\n  \"boards\": [\n    {\"name\": \"a\"},\n    {\"name\": \"c\"},\n  ],\n}\n");
  CHECK(removed(text, "c") ==
        "{\n  \"boards\": [\n    {\"name\": \"a\"},\n    {\"name\": \"b\"}, // two\n  ],\n}\n");
  CHECK(removed(R"({"boards": [{"name": "a"}, {"name": "b"}]})", "a") ==
        R"({"boards": [{"name": "b"}]})");
  CHECK(removed(R"({"boards": [{"name": "a"}]})", "a") == R"({"boards": []})");
}

TEST_CASE("a taken name, a missing one and a broken file are refused") {
  CHECK(with_board(R"({"boards": [{"name": "new"}]})", kNew).error().code ==
        base::ErrorCode::conflict);
  CHECK(with_board("{", kNew).error().message.starts_with("mend .operator/config.json first: "));
  CHECK(with_board(R"({"boards": {}})", kNew).error().code == base::ErrorCode::conflict);
  CHECK(with_board("[]", kNew).error().code == base::ErrorCode::conflict);
  CHECK(without_board("", "new").error().code == base::ErrorCode::not_found);
  CHECK(without_board(R"({"boards": [{"name": "b"}, 7]})", "new").error().code ==
        base::ErrorCode::not_found);
}

TEST_CASE("in every style of writing the result is the same configuration with one board more") {
  const char* files[] = {
      "{\"boards\":[]}",
      "{\n\"boards\": [ ]\n}",
      "{ \"boards\": [ // none yet\n ] }",
      "{\n    \"a\": [1, 2,],\n    \"boards\": [\n    ],\n}",
      "\xEF\xBB\xBF{\n  \"boards\": [{\"name\": \"x\", \"query\": \"a \\\"b\\\" // c\"},]\n}\n",
      "{\"boards\": [{\"name\": \"x\"} /* , */]}",
      "{\n  // nothing\n}",
      "/* a */ {} // b",
  };
  for (const char* file : files) {
    CAPTURE(file);
    const std::string with = added(file);
    auto before = config::read_json(file)->value;
    before["boards"].push_back(
        nlohmann::ordered_json::parse(R"({"name":"new","provider":"file","url":"issues"})"));
    CHECK(config::read_json(with)->value == before);
    before["boards"].erase(before["boards"].size() - 1);
    CHECK(config::read_json(removed(with))->value == before);
  }
}

TEST_CASE("one board is read as the configuration reads it") {
  rules::Settings settings;
  const auto board = config::read_board(
      R"({"name": "a", "provider": "file", "url": "issues/", "types": {"Epic": "FEAT"}})",
      settings);
  REQUIRE(board);
  CHECK(board->instance == "issues");
  CHECK(board->types.at("Epic") == "FEAT");
  CHECK(board->types.at("Bug") == "FIX");
  const auto wrong =
      config::read_board(R"({"name": "A b", "provider": "file", "url": "x"})", settings);
  CHECK(wrong.error().message == "name must be lower-case letters, digits and '-'");
  CHECK(wrong.error().detail.at("path") == "board.name");
  CHECK(config::read_board("[]", settings).error().code == base::ErrorCode::invalid_argument);
}
