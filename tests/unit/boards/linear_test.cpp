// Linear's words as the rules' values, and what its replies mean. The provider as a whole is driven
// against a fake of Linear in tests/wire.
#include "boards/linear.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace boards;
using nlohmann::json;
using rules::Stage;

namespace {

json node() {
  return json::parse(R"({
    "id": "i1", "identifier": "ENG-12", "url": "https://linear.test/ENG-12", "title": "A login",
    "description": "With a form.", "priority": 2, "updatedAt": "2026-11-21T08:00:00.000Z",
    "archivedAt": null, "trashed": null, "team": {"id": "t1", "key": "ENG"},
    "state": {"id": "s1", "name": "In Review", "type": "started"},
    "cycle": {"id": "c", "name": null, "number": 7, "isActive": true},
    "assignee": {"id": "u1", "isMe": true, "name": "Anna Test", "displayName": "anna",
                 "email": "anna@example.test"},
    "labels": {"nodes": [{"name": "Bug"}, {"name": "web"}]},
    "attachments": {"nodes": [{"title": "", "url": "https://x.test"}]},
    "comments": {"nodes": [{"id": "c1"}]}})");
}

rules::BoardSettings board() {
  rules::BoardSettings made;
  made.board = "eng";
  return made;
}

}  // namespace

TEST_CASE("an issue of Linear as an issue") {
  const auto issue = linear_issue(node(), board());
  REQUIRE(issue);
  CHECK(issue->id == "i1");
  CHECK(issue->key == "ENG-12");
  CHECK(issue->body == "With a form.");
  CHECK(issue->priority == 1);
  CHECK(issue->stage == Stage::doing);
  CHECK(issue->status == "In Review");
  CHECK(issue->assignee == "Anna Test");
  CHECK(issue->labels == std::vector<std::string>{"Bug", "web"});
  CHECK(issue->links == std::vector<rules::IssueLink>{{"https://x.test", "https://x.test"},
                                                      {"Comments", "https://linear.test/ENG-12"}});
  CHECK(issue->ours == true);
  json bare = node();
  for (const char* name : {"description", "assignee", "cycle", "labels", "state"})
    bare[name] = nullptr;
  bare["priority"] = 0;
  const auto little = linear_issue(bare, board());
  REQUIRE(little);
  CHECK(little->priority == -1);
  CHECK(little->assignee.empty());
  bare.erase("id");
  CHECK(!linear_issue(bare, board()));
  CHECK(!linear_issue(json(3), board()));
}

TEST_CASE("only the provider can say: me, the cycle, the team") {
  const auto ours = [](const rules::BoardSettings& settings, const json& of) {
    return linear_issue(of, settings)->ours;
  };
  rules::BoardSettings mine = board();
  mine.assignee = "me";
  CHECK(ours(mine, node()) == true);
  json other = node();
  other["assignee"]["isMe"] = false;
  CHECK(ours(mine, other) == false);
  rules::BoardSettings cycle = board();
  for (const char* name : {"current", "7"}) {
    cycle.sprint = name;
    CHECK(ours(cycle, node()) == true);
  }
  cycle.sprint = "8";
  CHECK(ours(cycle, node()) == false);
  rules::BoardSettings team = board();
  team.board = "OPS";
  CHECK(ours(team, node()) == false);
  // A person by any of their names is the one that the settings name.
  for (const char* name : {"ANNA", "anna test", "Anna@example.test"}) {
    rules::BoardSettings named = board();
    named.assignee = name;
    CHECK(rules::is_ours(named, *linear_issue(node(), named)));
  }
}

TEST_CASE("the settings' names for stages go before the kinds of states") {
  const json states = json::parse(R"([
    {"id": "5", "name": "Shipped", "type": "completed", "position": 9},
    {"id": "3", "name": "In Review", "type": "started", "position": 5},
    {"id": "2", "name": "In Progress", "type": "started", "position": 4},
    {"id": "1", "name": "Todo", "type": "unstarted", "position": 2}])");
  rules::BoardSettings settings = board();
  CHECK(linear_state(states, settings, Stage::doing) == "2");
  CHECK(linear_state(states, settings, Stage::done) == "5");
  settings.stages = {{Stage::done, "in review"}};
  CHECK(linear_state(states, settings, Stage::done) == "3");
  CHECK(linear_issue(node(), settings)->stage == Stage::done);
  settings.stages = {{Stage::done, "Nowhere"}};
  CHECK(linear_state(states, settings, Stage::done).empty());
}

TEST_CASE("in the trash, or archived before it was done: gone") {
  json one = node();
  CHECK(!linear_gone(one, board()));
  one["archivedAt"] = "2026-11-21T08:00:00.000Z";
  CHECK(linear_gone(one, board()));
  one["state"]["type"] = "completed";
  CHECK(!linear_gone(one, board()));
  one["trashed"] = true;
  CHECK(linear_gone(one, board()));
}

TEST_CASE("the first question has the board's filters, later ones only the time") {
  rules::BoardSettings settings = board();
  settings.assignee = "anna";
  settings.labels = {"web"};
  settings.statuses = {"Todo"};
  settings.sprint = "7";
  settings.query = R"({"priority": {"lte": 2}})";
  const auto wanted = linear_wanted(settings);
  REQUIRE(wanted);
  CHECK(*wanted == json::parse(R"({
    "team": {"key": {"eqIgnoreCase": "eng"}},
    "state": {"type": {"nin": ["completed", "canceled", "duplicate"]},
              "or": [{"name": {"eqIgnoreCase": "Todo"}}]},
    "labels": {"some": {"or": [{"name": {"eqIgnoreCase": "web"}}]}},
    "assignee": {"or": [{"name": {"eqIgnoreCase": "anna"}}, {"displayName": {"eqIgnoreCase": "anna"}},
                        {"email": {"eqIgnoreCase": "anna"}}]},
    "cycle": {"or": [{"name": {"eqIgnoreCase": "7"}}, {"number": {"eq": 7}}]},
    "and": [{"priority": {"lte": 2}}]})"));
  CHECK(linear_changed(settings, "T") == json::parse(R"({
    "team": {"key": {"eqIgnoreCase": "eng"}},
    "or": [{"updatedAt": {"gte": "T"}}, {"archivedAt": {"gte": "T"}}]})"));
  settings.query = "priority < 2";
  const auto wrong = linear_wanted(settings);
  REQUIRE(!wrong);
  CHECK(wrong.error().code == base::ErrorCode::invalid_argument);
}

TEST_CASE("too many requests are a reply to wait after, with the time until there is budget") {
  HttpReply reply{400,
                  {{"x-ratelimit-requests-remaining", "5"},
                   {"x-ratelimit-complexity-remaining", "0"},
                   {"x-ratelimit-complexity-reset", "1795291207500"}},
                  R"({"errors": [{"message": "m", "extensions": {"code": "RATELIMITED"}}]})"};
  const HttpReply limited = linear_reply(reply, 1'795'291'200'000);
  CHECK(limited.status == 429);
  CHECK(limited.headers.at("retry-after") == "8");
  reply.body = R"({"errors": [{"message": "m", "extensions": {"code": "INPUT_ERROR"}}]})";
  CHECK(linear_reply(reply, 0).status == 200);
  reply.body = "not JSON";
  CHECK(linear_reply(reply, 0).status == 400);
}

TEST_CASE("errors say what to do") {
  const auto code = [](const std::string& word, const std::string& message) {
    return linear_error(json::array({json{{"message", message}, {"extensions", {{"code", word}}}}}))
        .code;
  };
  CHECK(code("AUTHENTICATION_ERROR", "x") == base::ErrorCode::unauthorized);
  CHECK(code("FORBIDDEN", "x") == base::ErrorCode::forbidden);
  CHECK(code("INPUT_ERROR", "Entity not found: Issue") == base::ErrorCode::not_found);
  CHECK(code("INPUT_ERROR", "x") == base::ErrorCode::external_failed);
  CHECK(linear_error(json::array({3})).code == base::ErrorCode::external_failed);
}

TEST_CASE("a comment's id is the marker's for ever, and a version 4 UUID") {
  const std::string id = linear_comment_id("app-3-plan-1");
  CHECK(id == linear_comment_id("app-3-plan-1"));
  CHECK(id != linear_comment_id("app-3-plan-2"));
  REQUIRE(id.size() == 36);
  CHECK(id[14] == '4');
  CHECK(std::string("89ab").find(id[19]) != std::string::npos);
}

TEST_CASE(
    "a comment is looked for where an earlier try may have come through; a link is one by its "
    "address") {
  std::vector<json> asked;
  bool there = false, taken = false;
  Connection connection;
  connection.token = "lin_oauth_x";
  connection.patience = real_patience();
  connection.http = [&](const HttpRequest& request, std::stop_token) -> base::Result<HttpReply> {
    CHECK(request.url == "https://api.linear.app/graphql");
    CHECK(request.headers.front().second == "Bearer lin_oauth_x");
    asked.push_back(json::parse(request.body));
    const bool looks = asked.back()["query"].get<std::string>().starts_with("query Comment");
    if (looks && !there) {
      return HttpReply{400, {}, R"({"errors": [{"message": "Entity not found: Comment"}]})"};
    }
    if (!looks && taken) {
      return HttpReply{400, {}, R"({"errors": [{"message": "Entity already exists"}]})"};
    }
    return HttpReply{200, {}, R"({"data": {"x": {"success": true}}})"};
  };
  Linear linear(board(), connection);
  REQUIRE(linear.comment("i1", "m1", "The plan", false, {}));
  CHECK(asked.size() == 1);
  CHECK(asked[0]["variables"]["input"] ==
        json{{"id", linear_comment_id("m1")}, {"issueId", "i1"}, {"body", "The plan"}});
  REQUIRE(linear.comment("i1", "m1", "The plan", true, {}));
  CHECK(asked.size() == 3);
  there = true;
  REQUIRE(linear.comment("i1", "m1", "The plan", true, {}));
  CHECK(asked.size() == 4);
  taken = true;
  REQUIRE(linear.comment("i1", "m1", "The plan", false, {}));
  CHECK(asked.size() == 6);
  there = false;
  const auto refused = linear.comment("i1", "m1", "The plan", false, {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "Linear refuses: Entity already exists");
  taken = false;
  asked.clear();
  REQUIRE(linear.link_pull_request("i1", "https://x.test/1", "", {}));
  CHECK(asked[0]["variables"]["input"] ==
        json{{"issueId", "i1"}, {"url", "https://x.test/1"}, {"title", "https://x.test/1"}});
}
