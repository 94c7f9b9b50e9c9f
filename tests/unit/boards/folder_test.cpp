// The provider "file": what a folder of JSON files says, and how it is changed.
#include "boards/folder.h"

#include <doctest/doctest.h>

#include <fstream>
#include <set>

#include "base/ids.h"

using namespace boards;
namespace fs = std::filesystem;

namespace {

struct Place {
  fs::path folder = fs::temp_directory_path() / ("operator-board-" + base::random_crockford(8));
  Place() { fs::create_directories(folder); }
  ~Place() { fs::remove_all(folder); }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(folder / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

}  // namespace

TEST_CASE("a file is an issue; what is missing has its default") {
  const auto whole = issue_from_json(
      "12", R"({"title":"T","body":"B","type":"Bug","priority":"High","status":"In Progress",
      "assignee":"anna","labels":["web",1],"key":"APP-12","url":"https://x","more":[1],
      "attachments":[{"title":"Login.png","url":"https://x/1"},{"title":"none"},7],
      "comments":[{"body":"Ours","marker":"m"},{"body":"Theirs"}]})");
  REQUIRE(whole);
  CHECK(whole->key == "APP-12");
  CHECK(whole->priority == 1);
  CHECK(whole->stage == rules::Stage::doing);
  CHECK(whole->status == "In Progress");
  CHECK(whole->labels == std::vector<std::string>{"web"});
  CHECK(whole->links ==
        std::vector<rules::IssueLink>{{"Login.png", "https://x/1"}, {"Comments", "https://x"}});
  const auto ours = issue_from_json(
      "12", R"({"title":"T","url":"https://x","comments":[{"marker":"m"}],"attachments":"x"})");
  REQUIRE(ours);
  CHECK(ours->links.empty());
  const auto least = issue_from_json("12", R"({"title":"T"})");
  REQUIRE(least);
  CHECK(least->key == "12");
  CHECK(least->priority == -1);
  CHECK(least->stage == rules::Stage::todo);
  CHECK(least->revision != whole->revision);
  for (const char* wrong : {"", "[]", "{\"title\":1}", "{}", "{\"title\":\" \"}", "{\"title\":"}) {
    CHECK(!issue_from_json("12", wrong));
  }
}

TEST_CASE("an update changes these members and keeps the others and their order") {
  Place place;
  place.put("1.json", R"({"z": 1, "title": "Old", "more": {"b": 1, "a": 2}})");
  Folder board(place.folder);
  const auto before = board.issue("1", {});
  REQUIRE(before);
  rules::FieldEdits edits;
  edits.title = "New";
  edits.stage = rules::Stage::doing;
  const auto changed = board.update("1", before->revision, edits, {});
  REQUIRE(changed);
  CHECK(changed->revision == board.issue("1", {})->revision);
  CHECK(place.read("1.json") ==
        "{\n  \"z\": 1,\n  \"title\": \"New\",\n  \"more\": {\n    \"b\": 1,\n    \"a\": 2\n  },\n"
        "  \"status\": \"doing\"\n}\n");
  const auto again = board.update("1", before->revision, edits, {});
  REQUIRE(!again);
  CHECK(again.error().code == base::ErrorCode::conflict);
}

TEST_CASE("page by page, each issue once, and what is gone") {
  Place place;
  for (int n = 0; n < 450; ++n) {
    place.put("i" + std::to_string(n) + ".json", R"({"title":"T"})");
  }
  place.put("notes.txt", "x");
  place.put(".hidden.json", "x");
  Folder board(place.folder);
  PageRequest request;
  request.known = {"i7", "left"};
  std::set<std::string> seen;
  int pages = 0;
  do {
    const auto page = board.changed(request, {});
    REQUIRE(page);
    CHECK(page->gone ==
          (pages == 0 ? std::vector<std::string>{"left"} : std::vector<std::string>{}));
    for (const auto& issue : page->issues) CHECK(seen.insert(issue.id).second);
    request.page = page->next;
    ++pages;
  } while (!request.page.empty());
  CHECK(pages == 3);
  CHECK(seen.size() == 450);
  std::stop_source stop;
  stop.request_stop();
  CHECK(board.changed({}, stop.get_token()).error().code == base::ErrorCode::cancelled);
}

TEST_CASE("a damaged file and a missing folder are named; no id leads out of the folder") {
  Place place;
  place.put("bad.json", "{");
  place.put("good.json", R"({"title":"T"})");
  Folder board(place.folder);
  const auto page = board.changed({}, {});
  REQUIRE(page);
  REQUIRE(page->problems.size() == 1);
  CHECK(page->problems[0].find("bad.json is no JSON object") != std::string::npos);
  CHECK(page->issues.size() == 1);
  for (const char* id : {"../x", "", ".x", "a/b"}) {
    CHECK(board.issue(id, {}).error().code == base::ErrorCode::not_found);
  }
  const auto none = Folder(place.folder / "none").changed({}, {});
  REQUIRE(!none);
  CHECK(none.error().message.find("make it") != std::string::npos);
}

TEST_CASE("a comment and a pull request are there once, and nothing else of the file changes") {
  const Place place;
  place.put("1.json", R"({"title":"T","more":{"kept":true}})");
  Folder board(place.folder);
  for (int n = 0; n < 2; ++n) {
    REQUIRE(board.comment("1", "app-1-plan-1", "The plan.", n > 0, {}));
    REQUIRE(board.link_pull_request("1", "https://x/pull/1", "Greet", {}));
  }
  REQUIRE(board.comment("1", "app-1-summary", "Done.", false, {}));
  const std::string text = place.read("1.json");
  const auto count = [&](const std::string& word) {
    std::size_t times = 0;
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at) ++times;
    return times;
  };
  CHECK(count("The plan.") == 1);
  CHECK(count("Done.") == 1);
  CHECK(count("https://x/pull/1") == 1);
  CHECK(count("\"kept\": true") == 1);
  CHECK(board.comment("2", "m", "x", false, {}).error().code == base::ErrorCode::not_found);
}

TEST_CASE("what its issues name is what there is to choose from") {
  const Place place;
  place.put("1.json", R"({"title":"T","assignee":"ada","status":"todo","labels":["web"]})");
  place.put("2.json", R"({"title":"U","assignee":"ada","status":"Doing","type":"Bug"})");
  Folder board(place.folder);
  const auto names = [&](ChoiceKind kind) {
    std::vector<std::string> all;
    const auto choices = board.choices(kind, {});
    for (const auto& one : *choices) all.push_back(one.value);
    return all;
  };
  CHECK(names(ChoiceKind::people) == std::vector<std::string>{"ada"});
  CHECK(names(ChoiceKind::statuses) == std::vector<std::string>{"Doing", "todo"});
  CHECK(names(ChoiceKind::types) == std::vector<std::string>{"Bug"});
  CHECK(names(ChoiceKind::labels) == std::vector<std::string>{"web"});
  CHECK(board.verify({}));
  Folder none(place.folder / "none");
  CHECK(none.verify({}).error().code == base::ErrorCode::unavailable);
  CHECK(none.issue("1", {}).error().code == base::ErrorCode::unavailable);
}
