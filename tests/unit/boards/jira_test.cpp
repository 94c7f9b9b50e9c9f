// Jira: what is asked, and what its answers are taken for.
#include "boards/jira.h"

#include <doctest/doctest.h>

#include <deque>
#include <nlohmann/json.hpp>

#include "boards/adf.h"

using namespace boards;
using nlohmann::json;

namespace {

json issue_json(const std::string& id, const std::string& updated) {
  return {{"id", id},
          {"key", "APP-" + id},
          {"fields",
           {{"summary", "Title"},
            {"description", {{"type", "doc"}, {"version", 1}, {"content", json::array()}}},
            {"issuetype", {{"name", "Bug"}}},
            {"priority", {{"name", "High"}}},
            {"status", {{"name", "Doing"}, {"statusCategory", {{"key", "indeterminate"}}}}},
            {"project", {{"id", "1"}, {"key", "APP"}, {"name", "Shop"}}},
            {"assignee", {{"accountId", "a1"}, {"displayName", "Ada"}}},
            {"labels", {"web"}},
            {"components", json::array({{{"name", "shop"}}})},
            {"attachment", json::array({{{"filename", "a.png"}, {"content", "https://x/1"}}})},
            {"updated", updated}}}};
}

rules::BoardSettings settings() {
  rules::BoardSettings board;
  board.provider = "jira";
  board.url = "acme.test/";
  board.board = "APP";
  board.email = "ada@acme.test";
  return board;
}

// Answers in turn, and keeps what was asked.
struct Site {
  std::deque<json> replies;
  std::vector<HttpRequest> asked;
  rules::BoardSettings board = settings();
  int status = 200;
  std::int64_t now = 10'000'000;

  Jira jira() {
    Patience patience;
    patience.tries = 1;
    patience.now_ms = [this] { return now; };
    patience.random = [] { return 0.0; };
    patience.wait = [](std::chrono::milliseconds, std::stop_token) {};
    const Http http = [this](const HttpRequest& request,
                             std::stop_token) -> base::Result<HttpReply> {
      asked.push_back(request);
      REQUIRE(!replies.empty());
      const json reply = replies.front();
      replies.pop_front();
      return HttpReply{status, {}, reply.is_null() ? "" : reply.dump()};
    };
    return {board, {"", "secret", http, patience}};
  }
  json body(std::size_t n) const { return json::parse(asked.at(n).body); }
  std::string path(std::size_t n) const {
    return asked.at(n).method + " " +
           asked.at(n).url.substr(std::string("https://acme.test").size());
  }
};

json ways(const std::vector<std::pair<std::string, std::string>>& to) {
  json all = json::array();
  for (const auto& [name, category] : to) {
    all.push_back({{"id", std::to_string(all.size() + 1)},
                   {"to", {{"name", name}, {"statusCategory", {{"key", category}}}}}});
  }
  return {{"transitions", all}};
}

}  // namespace

TEST_CASE("an issue's fields are taken; what is missing is nothing") {
  rules::BoardSettings board = settings();
  const auto issue = jira_issue(issue_json("7", "t1"), board, "https://acme.test");
  REQUIRE(issue);
  CHECK(issue->url == "https://acme.test/browse/APP-7");
  CHECK(issue->priority == 1);
  CHECK(issue->stage == rules::Stage::doing);
  CHECK(issue->labels == std::vector<std::string>{"web", "shop"});
  CHECK(issue->links ==
        std::vector<rules::IssueLink>{{"a.png", "https://x/1"},
                                      {"Comments", "https://acme.test/browse/APP-7"}});
  CHECK(issue->assignee == "a1");
  CHECK(issue->revision == "t1");
  CHECK((!issue->cut && !issue->ours));
  board.assignee = "ADA";
  CHECK(jira_issue(issue_json("7", "t1"), board, "")->assignee == "ADA");
  board.stages[rules::Stage::done] = "doing";
  CHECK(jira_issue(issue_json("7", "t1"), board, "")->stage == rules::Stage::done);
  board.board = "shop";
  CHECK(!jira_issue(issue_json("7", "t1"), board, "")->ours);
  board.board = "OPS";
  CHECK(jira_issue(issue_json("7", "t1"), board, "")->ours == false);
  CHECK(!jira_issue({{"id", "7"}}, board, ""));  // as a search without `fields` answers
  json bare = {{"id", "7"}, {"key", "K-1"}, {"fields", {{"assignee", nullptr}, {"labels", 3}}}};
  REQUIRE(jira_issue(bare, board, ""));
  CHECK(jira_issue(bare, board, "")->priority == -1);
  bare["fields"]["description"] = "h1. Wiki";
  CHECK(jira_issue(bare, board, "")->cut);
  CHECK(jira_priority(" P4") == 3);
  CHECK(jira_priority("Blocker") == 0);
  CHECK(jira_priority("Someday") == -1);
}

TEST_CASE("what is asked the first time and later; no value leaves its quotes") {
  rules::BoardSettings board = settings();
  board.board = "A\"B";
  board.assignee = "me";
  CHECK(jira_wanted(board) ==
        "project = \"A\\\"B\" AND assignee = currentUser() AND statusCategory != Done "
        "ORDER BY created ASC, key ASC");
  board.assignee = "none";
  board.statuses = {"To Do", "x\\"};
  CHECK(!jira_must_judge(board));
  CHECK(jira_wanted(board).find("AND assignee IS EMPTY AND statusCategory != Done AND status in "
                                "(\"To Do\", \"x\\\\\") ORDER") != std::string::npos);
  board.sprint = "current";
  board.query = "x = 1 OR y = 2 order by Rank ASC";
  CHECK(jira_must_judge(board));
  CHECK(jira_ours(board).ends_with("AND sprint in openSprints() AND (x = 1 OR y = 2)"));
  board.query = "text ~ \"order by\"";
  CHECK(jira_ours(board).ends_with("AND (text ~ \"order by\")"));
  CHECK(jira_changed(board, 12) ==
        "project = \"A\\\"B\" AND updated >= \"-12m\" ORDER BY created ASC, key ASC");
}

TEST_CASE("page by page with fields and the token; the next sync begins before this one") {
  Site site;
  site.replies = {{{"issues", {issue_json("1", "t")}}, {"nextPageToken", "tok en"}},
                  {{"issues", {issue_json("2", "t"), {{"id", "3"}}}}, {"isLast", true}}};
  Jira jira = site.jira();
  auto page = jira.changed({}, {});
  REQUIRE(page);
  CHECK(page->issues.size() == 1);
  REQUIRE(!page->next.empty());
  PageRequest request;
  request.page = page->next;
  page = jira.changed(request, {});
  REQUIRE(page);
  CHECK(page->next.empty());
  CHECK(page->problems.size() == 1);
  CHECK(site.path(0) == "POST /rest/api/3/search/jql");
  CHECK(site.asked[0].headers[1].second == "Basic YWRhQGFjbWUudGVzdDpzZWNyZXQ=");
  CHECK(site.body(0)["fields"].size() == jira_fields().size());
  CHECK(!site.body(0).contains("nextPageToken"));
  CHECK(site.body(1)["nextPageToken"] == "tok en");
  CHECK(site.body(0)["jql"] == site.body(1)["jql"]);
  request = {page->since, "", {}};
  site.now += 600'000;
  site.replies = {{{"issues", json::array()}}};
  REQUIRE(jira.changed(request, {}));
  CHECK(site.body(2)["jql"].get<std::string>().find("\"-20m\"") != std::string::npos);
  // The clock was set back: rather too much.
  site.now = 1;
  site.replies = {{{"issues", json::array()}}};
  REQUIRE(jira.changed(request, {}));
  CHECK(site.body(3)["jql"].get<std::string>().find("\"-10080m\"") != std::string::npos);
}

TEST_CASE("of many that have a ticket each sync asks for the next thousand") {
  Site site;
  Jira jira = site.jira();
  PageRequest request;
  request.since = R"({"began": 10000000, "checked": ""})";
  for (int n = 0; n < 1500; ++n) request.known.push_back(std::to_string(9000 + n));
  const auto asked_for = [&](int from, int count) {
    json ids = json::array();
    for (int n = 0; n < count; ++n) ids.push_back(from + n);
    site.replies = {{{"issues", json::array()}},
                    {{"matches", {{{"matchedIssues", ids}, {"errors", json::array()}}}}}};
    site.asked.clear();
    const auto page = jira.changed(request, {});
    REQUIRE(page);
    CHECK(page->gone.empty());
    CHECK(page->next.empty());
    REQUIRE(site.asked.size() == 2);
    CHECK(site.path(1) == "POST /rest/api/3/jql/match");
    CHECK(site.body(1)["issueIds"] == ids);
    request.since = page->since;
  };
  asked_for(9000, 1000);
  asked_for(10000, 500);
  asked_for(9000, 1000);
}

TEST_CASE("an update minds the revision, writes ADF and takes the workflow's way") {
  Site site;
  rules::FieldEdits edits;
  edits.title = "New";
  edits.body = "# T";
  edits.priority = 0;
  edits.stage = rules::Stage::done;
  site.replies = {issue_json("7", "t2")};
  Jira jira = site.jira();
  CHECK(jira.update("7", "t1", edits, {}).error().code == base::ErrorCode::conflict);
  CHECK(site.asked.size() == 1);
  const json to = ways({{"Won't do", "done"}, {"Done", "done"}, {"To Do", "new"}});
  site.asked.clear();
  site.replies = {
      issue_json("7", "t1"), {{{"name", "Trivial"}}, {{"name", "Urgent"}}}, json(), to, json(),
      issue_json("7", "t3")};
  const auto issue = jira.update("7", "t1", edits, {});
  REQUIRE(issue);
  CHECK(issue->revision == "t3");
  REQUIRE(site.asked.size() == 6);
  CHECK(site.path(2) == "PUT /rest/api/3/issue/7");
  const json fields = site.body(2)["fields"];
  CHECK(fields["summary"] == "New");
  CHECK(fields["description"]["content"][0]["type"] == "heading");
  CHECK(fields["priority"]["name"] == "Urgent");
  CHECK(site.body(4) == json{{"transition", {{"id", "2"}}}});
  CHECK(site.asked[4].once);
}

TEST_CASE("a transition goes where the settings say, and takes a resolution that is wanted") {
  rules::BoardSettings board = settings();
  json to = ways({{"Closed", "done"}, {"Finished", "done"}, {"To Do", "new"}});
  CHECK(jira_move(to, board, rules::Stage::done)->id == "1");
  CHECK(!jira_move(to, board, rules::Stage::doing));
  board.stages[rules::Stage::done] = "finished";
  CHECK(jira_move(to, board, rules::Stage::done)->id == "2");
  board.stages[rules::Stage::done] = "Elsewhere";
  CHECK(!jira_move(to, board, rules::Stage::done));
  board.stages.clear();
  const json values = {{{"name", "Won't Fix"}}, {{"name", "Fixed"}}};
  to["transitions"][0]["fields"]["resolution"] = {{"required", true}, {"allowedValues", values}};
  CHECK(jira_move(to, board, rules::Stage::done)->resolution == "Fixed");
  to["transitions"][0]["fields"]["resolution"]["required"] = false;
  CHECK(jira_move(to, board, rules::Stage::done)->resolution.empty());
  // Finished work is never cancelled, rejected or a duplicate, unless the settings say so.
  board.stages.clear();
  CHECK(jira_move(ways({{"Cancelled", "done"}, {"Live", "done"}, {"Released", "done"}}), board,
                  rules::Stage::done)
            ->id == "3");
  CHECK(jira_move(ways({{"Won't Do", "done"}, {"Live", "done"}}), board, rules::Stage::done)->id ==
        "2");
  CHECK(!jira_move(ways({{"Duplicate", "done"}, {"Rejected", "done"}}), board, rules::Stage::done));
  board.stages[rules::Stage::done] = "rejected";
  CHECK(jira_move(ways({{"Duplicate", "done"}, {"Rejected", "done"}}), board, rules::Stage::done)
            ->id == "2");
  board.stages.clear();
  json one = ways({{"Done", "done"}});
  one["transitions"][0]["fields"]["resolution"] = {
      {"required", true}, {"allowedValues", {{{"name", "Won't Do"}}, {{"name", "Merged"}}}}};
  CHECK(jira_move(one, board, rules::Stage::done)->resolution == "Merged");
}

TEST_CASE("a comment carries its marker, and is looked for when it may be there") {
  Site site;
  Jira jira = site.jira();
  site.replies = {json()};
  REQUIRE(jira.comment("7", "m-1", "Some *text*", false, {}));
  CHECK(site.path(0) == "POST /rest/api/3/issue/7/comment");
  CHECK(site.asked[0].once);
  CHECK(site.body(0)["properties"][0]["value"]["marker"] == "m-1");
  CHECK(site.body(0)["body"]["type"] == "doc");
  const json other = {{"key", "operator.marker"}, {"value", {{"marker", "m-0"}}}};
  const json mine = {{"key", "operator.marker"}, {"value", {{"marker", "m-1"}}}};
  const auto page = [&](const json& properties) -> json {
    return {{"total", 2}, {"comments", {{{"id", "1"}, {"body", ""}, {"properties", properties}}}}};
  };
  site.replies = {page(json::array({other})), page(json::array({mine}))};
  site.asked.clear();
  REQUIRE(jira.comment("7", "m-1", "Some *text*", true, {}));
  CHECK(site.asked.size() == 2);
  CHECK(site.path(1).ends_with("&expand=properties&startAt=1"));
  // Not there; and a site that tells no properties is looked at for the text.
  site.replies = {{{"total", 0}, {"comments", json::array()}}, json()};
  REQUIRE(jira.comment("7", "m-1", "x", true, {}));
  site.replies = {{{"total", 1}, {"comments", {{{"body", adf_from_markdown("x")}}}}}};
  REQUIRE(jira.comment("7", "m-1", "x", true, {}));
  site.replies = {json(), json()};
  site.asked.clear();
  REQUIRE(jira.link_pull_request("7", "https://x/pull/1", "", {}));
  REQUIRE(jira.link_pull_request("7", "https://x/pull/1", "One", {}));
  CHECK(site.body(0)["globalId"] == site.body(1)["globalId"]);
  CHECK(site.body(0)["object"] == json{{"url", "https://x/pull/1"}, {"title", "https://x/pull/1"}});
}

TEST_CASE("Data Center: a bearer's token, v2, wiki text") {
  Site site;
  site.board.email.clear();
  Jira jira = site.jira();
  site.replies = {json()};
  REQUIRE(jira.comment("7", "m-1",
                       "# Plan\n\nDo **it** with `x{1}` and [that](https://x).\n\n- one\n  - "
                       "two\n\n```sh\nls {a}\n```\n\n> wise\n\n- [x] tested",
                       false, {}));
  CHECK(site.path(0) == "POST /rest/api/2/issue/7/comment");
  CHECK(site.asked[0].headers[1].second == "Bearer secret");
  CHECK(site.body(0)["body"] ==
        "h1. Plan\n\nDo *it* with {{x\\{1\\}}} and [that|https://x].\n\n* one\n** two\n\n"
        "{noformat}\nls {a}\n{noformat}\n\n{quote}\nwise\n\n{quote}\n\n* \\[x\\] tested");
}

TEST_CASE("verify names the permissions that are lacking, for what is written") {
  Site site;
  site.board.write = rules::BoardWrite::comments;
  const json has = {{"havePermission", true}};
  const json lacks = {{"havePermission", false}, {"name", "Add Comments"}};
  const json me = {{"accountId", "a1"}, {"displayName", "Ada"}};
  site.replies = {me, {{"permissions", {{"BROWSE_PROJECTS", has}, {"ADD_COMMENTS", lacks}}}}};
  const auto account = site.jira().verify({});
  REQUIRE(account);
  CHECK(account->id == "a1");
  CHECK(account->lacks == std::vector<std::string>{"Add Comments"});
  CHECK(site.path(1) ==
        "GET /rest/api/3/mypermissions?projectKey=APP&permissions=BROWSE_PROJECTS%2CADD_COMMENTS"
        "%2CLINK_ISSUES");
  site.status = 401;
  site.replies = {json()};
  CHECK(site.jira().verify({}).error().code == base::ErrorCode::unauthorized);
}

TEST_CASE("what a board's settings can name") {
  Site site;
  Jira jira = site.jira();
  site.replies = {{{"isLast", false}, {"values", {{{"key", "APP"}, {"name", "Shop"}}}}},
                  {{"isLast", true}, {"values", {{{"key", "OPS"}, {"name", "Ops"}}}}}};
  auto list = jira.choices(ChoiceKind::boards, {});
  REQUIRE(list);
  REQUIRE(list->size() == 2);
  CHECK((*list)[1].value == "OPS");
  CHECK(site.path(1) == "GET /rest/api/3/project/search?orderBy=key&startAt=1");
  site.replies = {{{{"accountId", "a1"}, {"displayName", "Ada"}}, {{"accountType", "app"}}},
                  json::array()};
  list = jira.choices(ChoiceKind::people, {});
  REQUIRE(list);
  REQUIRE(list->size() == 1);
  CHECK(list->front().name == "Ada");
  const json statuses = {{{"name", "To Do"}}, {{"name", "Done"}}};
  const json types = {{{"name", "Task"}, {"statuses", statuses}},
                      {{"name", "Bug"}, {"statuses", statuses}}};
  site.replies = {types, types};
  CHECK(jira.choices(ChoiceKind::statuses, {})->size() == 2);
  CHECK(jira.choices(ChoiceKind::types, {})->size() == 2);
  site.replies = {{{"isLast", true}, {"values", {{{"id", 4}}}}},
                  {{"isLast", true}, {"values", {{{"name", "Sprint 7"}, {"state", "active"}}}}}};
  list = jira.choices(ChoiceKind::sprints, {});
  REQUIRE(list);
  CHECK(list->back().value == "Sprint 7");
}
