// GitHub's words as the rules' values, and what its replies mean. The provider as a whole is driven
// against a fake of GitHub in tests/wire.
#include "boards/github.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace boards;
using nlohmann::json;
using rules::Stage;

namespace {

json issue() {
  return json::parse(R"({
    "number": 12, "title": "A login", "body": "With a form.", "state": "open",
    "html_url": "https://github.com/shop/site/issues/12", "updated_at": "2026-11-21T08:00:00Z",
    "type": {"name": "Bug"}, "labels": [{"name": "web"}, {"name": "Priority: High"}, "plain"],
    "assignee": {"login": "bob"}, "assignees": [{"login": "bob"}, {"login": "Anna"}],
    "milestone": {"title": "Now"}, "comments": 2})");
}

rules::FieldEdits priority(int value) {
  rules::FieldEdits edits;
  edits.priority = value;
  return edits;
}

}  // namespace

TEST_CASE("an issue of GitHub as an issue") {
  const auto read = github_issue(issue(), {}, {});
  REQUIRE(read);
  CHECK(read->id == "12");
  CHECK(read->key == "site#12");
  CHECK(read->type == "Bug");
  CHECK(read->priority == 1);
  CHECK(read->stage == Stage::todo);
  CHECK(read->assignee == "bob");
  CHECK(read->labels == std::vector<std::string>{"web", "Priority: High", "plain"});
  CHECK(read->links.size() == 1);
  json bare = issue();
  for (const char* name : {"body", "type", "labels", "assignee", "assignees", "milestone"}) {
    bare[name] = nullptr;
  }
  bare["state"] = "closed";
  const auto little = github_issue(bare, {}, {});
  REQUIRE(little);
  CHECK(little->priority == -1);
  CHECK(little->stage == Stage::done);
  bare.erase("number");
  CHECK(!github_issue(bare, {}, {}));
  CHECK(!github_issue(json(3), {}, {}));
}

TEST_CASE("any of its people may be the one that is wanted") {
  rules::BoardSettings board;
  board.assignee = "anna";
  CHECK(rules::is_ours(board, *github_issue(issue(), board, {})));
  board.assignee = "me";
  CHECK(rules::is_ours(board, *github_issue(issue(), board, {"ANNA", "", "", "", {}})));
  CHECK(!rules::is_ours(board, *github_issue(issue(), board, {"carl", "", "", "", {}})));
  board.assignee = "anyone";
  board.sprint = "current";
  CHECK(rules::is_ours(board, *github_issue(issue(), board, {"", "now", "", "", {}})));
  CHECK(!rules::is_ours(board, *github_issue(issue(), board, {"", "Later", "", "", {}})));
}

TEST_CASE("priorities are labels and stay of their kind") {
  const auto labels = [](const std::string& label, int to) {
    return github_update(priority(to), {"web", label}).value("labels", json());
  };
  CHECK(labels("P1", 3) == json({"web", "P3"}));
  CHECK(labels("p1", 0) == json({"web", "p0"}));
  CHECK(labels("priority/P1", 2) == json({"web", "priority/P2"}));
  CHECK(labels("Priority: High", 3) == json({"web", "Priority: Low"}));
  CHECK(labels("prio: urgent", 1) == json({"web", "prio: high"}));
  // A word alone may mean anything.
  CHECK(labels("high", 3) == json());
}

TEST_CASE("what GitHub does not know is not sent") {
  rules::FieldEdits edits;
  edits.stage = Stage::doing;
  CHECK(github_update(edits, {}).empty());
  edits.stage = Stage::done;
  edits.title = "T";
  CHECK(github_update(edits, {}) ==
        json{{"title", "T"}, {"state", "closed"}, {"state_reason", "completed"}});
}

TEST_CASE("a board is a repository, or one with a project") {
  CHECK(github_board("shop/site")->project == 0);
  CHECK(github_board("shop/site#3")->project == 3);
  for (const char* wrong : {"", "site", "shop/site/more", "/site", "shop/site#", "shop/site#x"}) {
    CHECK_MESSAGE(!github_board(wrong), wrong);
  }
}

TEST_CASE("a project's words as stages") {
  rules::BoardSettings board;
  const GithubContext context{
      "", "", "P", "F", {{"Todo", "1"}, {"In Progress", "2"}, {"QA", "3"}, {"Done", "4"}}};
  CHECK(github_option(context, board, Stage::doing) == "2");
  CHECK(github_option(context, board, Stage::done) == "4");
  board.stages = {{Stage::done, "qa"}};
  CHECK(github_option(context, board, Stage::done) == "3");
  CHECK(github_stage("QA", board) == Stage::done);
  board.stages = {{Stage::doing, "Elsewhere"}};
  CHECK(github_option(context, board, Stage::doing).empty());
}

TEST_CASE("the next page is where Link says") {
  CHECK(github_next(R"(<https://a/x?page=1>; rel="prev", <https://a/x?page=3>; rel="next")") ==
        "https://a/x?page=3");
  CHECK(github_next(R"(<https://a/x?page=1>; rel="prev")").empty());
  CHECK(github_next("nonsense, >x<; rel=\"next\"").empty());
}

TEST_CASE("a 403 for too many requests is a reply to wait after") {
  HttpReply reply{403, {{"x-ratelimit-remaining", "4000"}}, R"({"message": "no right"})"};
  CHECK(github_reply(reply).status == 403);
  reply.body = R"({"message": "You have exceeded a secondary rate limit"})";
  CHECK(github_reply(reply).status == 429);
  CHECK(github_reply(reply).headers.at("retry-after") == "60");
  reply.headers["retry-after"] = "7";
  CHECK(github_reply(reply).headers.at("retry-after") == "7");
  CHECK(github_reply({403, {{"x-ratelimit-remaining", "0"}}, "{}"}).status == 429);
  CHECK(github_reply({200, {}, R"({"errors": [{"type": "RATE_LIMITED"}]})"}).status == 429);
  CHECK(github_reply({200, {}, R"({"body": "\"RATE_LIMITED\""})"}).status == 200);
}

TEST_CASE("the headers say what a token lacks") {
  CHECK(github_lacks({{"x-oauth-scopes", "gist, read:org"}, {"x-accepted-oauth-scopes", "repo"}}) ==
        "the token lacks the scope repo");
  CHECK(github_lacks({{"x-oauth-scopes", "repo"}, {"x-accepted-oauth-scopes", "public_repo, repo"}})
            .empty());
  CHECK(github_lacks({{"x-accepted-github-permissions", "issues=write"}}) ==
        "the token lacks the right issues=write");
  CHECK(github_lacks({}).empty());
}

TEST_CASE("GitHub Enterprise has its GraphQL beside its REST") {
  CHECK(github_graph_url("https://host/api/v3") == "https://host/api/graphql");
  CHECK(github_graph_url("https://api.github.com") == "https://api.github.com/graphql");
}
