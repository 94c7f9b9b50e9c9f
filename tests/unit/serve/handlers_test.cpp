#include <doctest/doctest.h>

#include "fakes.h"
#include "wire/generated/methods.h"

using base::ErrorCode;
using fakes::Fixture;
using nlohmann::json;

TEST_CASE_FIXTURE(Fixture, "every operation of the model has a handler") {
  for (const auto& operation : wire::operations()) {
    INFO(operation.method);
    CHECK(dispatcher.has(operation.method));
  }
}

TEST_CASE_FIXTURE(Fixture,
                  "who decided is written down: a person by program, an agent by session") {
  call("queue/pause");
  CHECK(operations.calls.back() == "pause person:cli");
  caller.session = "app-1";
  call("queue/pause");
  CHECK(outcome.error().code == ErrorCode::forbidden);
}

TEST_CASE_FIXTURE(Fixture, "nothing inside a session can approve, reject, answer or launch") {
  caller.session = "app-1";
  for (const char* method : {"review/approve", "review/reject", "review/answer", "ticket/launch",
                             "session/send", "trust/set", "session/kill", "server/stop"}) {
    call(method, {{"id", "app-1"}, {"reason", "x"}, {"text", "x"}, {"trusted", true}});
    INFO(method);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == ErrorCode::forbidden);
  }
  CHECK(operations.calls.empty());
}

TEST_CASE_FIXTURE(Fixture, "an agent speaks for its own session only") {
  model.the_state.sessions[{"app-2"}] = fakes::session("app-2");
  caller.session = "app-1";
  call("step/done", {{"sessionId", "app-2"}, {"step", "plan"}});
  CHECK(outcome.error().code == ErrorCode::forbidden);
  call("hook/wait", {{"sessionId", "app-2"}, {"eventId", "e1"}});
  CHECK(outcome.error().code == ErrorCode::forbidden);
  CHECK(operations.calls.empty());
  call("step/done", {{"sessionId", "app-1"}, {"step", "plan"}});
  CHECK(*outcome == json{{"step", "plan"}, {"round", 2}, {"already", true}});
}

TEST_CASE_FIXTURE(Fixture, "an unknown session is not found, with what to do") {
  call("session/get", {{"id", "app-9"}});
  CHECK(outcome.error().code == ErrorCode::not_found);
  CHECK(outcome.error().message.find("operator ls") != std::string::npos);
  call("session/kill", {{"id", "../etc"}});
  CHECK(outcome.error().code == ErrorCode::not_found);
  CHECK(operations.calls.empty());
}

TEST_CASE_FIXTURE(Fixture, "a session is found by the name that the machine knows it by, too") {
  model.the_paths.hash = "0123456789ab";
  call("session/rename", {{"id", "0123456789ab-app-1"}, {"name", "New"}});
  REQUIRE(outcome);
  CHECK(operations.calls.back() == "rename person:cli app-1 New");
  call("review/approve", {{"id", "0123456789ab-app-1"}});
  CHECK(operations.calls.back() == "decide person:cli app-1");
  for (const char* id : {"0123456789ac-app-1", "0123456789ab-app-9", "0123456789ab-", "-app-1"}) {
    INFO(id);
    call("session/rename", {{"id", id}, {"name", "New"}});
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == ErrorCode::not_found);
  }
}

TEST_CASE_FIXTURE(Fixture, "what is shown of a session is looked at, unless it shall be brief") {
  operations.the_look.work.emplace();
  operations.the_look.work->changed = 3;
  operations.the_look.processes.push_back({7, 1, "claude", 12.5, base::Millis{1500}, 4096});
  call("session/get", {{"id", "app-1"}, {"brief", true}});
  REQUIRE(outcome);
  CHECK(operations.calls.empty());
  CHECK((*outcome)["work"].is_null());
  call("session/get", {{"id", "app-1"}});
  REQUIRE(outcome);
  CHECK((*outcome)["work"]["changed"] == 3);
  CHECK((*outcome)["processes"][0]["memoryBytes"] == 4096);
}

TEST_CASE_FIXTURE(Fixture, "a text that is too long for a terminal is refused with what to do") {
  call("session/send", {{"id", "app-1"}, {"text", std::string((128 << 10) + 1, 'x')}});
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().message.find("131072") != std::string::npos);
  CHECK(outcome.error().message.find("worktree") != std::string::npos);
  CHECK(operations.calls.empty());
}

TEST_CASE_FIXTURE(
    Fixture, "a session is wanted for a ticket or for a prompt, whose first line is its title") {
  const auto refused = [&](json params, const std::string& path) {
    call("session/spawn", std::move(params));
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == ErrorCode::invalid_argument);
    CHECK(outcome.error().detail.at("path") == path);
  };
  refused(json::object(), "params");
  refused({{"ticketId", "T-1"}, {"prompt", "Do it"}}, "params");
  refused({{"ticketId", "T-1"}, {"type", "FIX"}}, "params.type");
  refused({{"prompt", " \n"}}, "params.prompt");
  refused({{"prompt", "##\n"}}, "params.prompt");
  refused({{"prompt", "Do it"}, {"branch", "a\nb"}}, "params.branch");
  refused({{"prompt", "Do it"}, {"title", "a\nb"}}, "params.title");
  refused({{"prompt", std::string((1 << 20) + 1, 'x')}}, "params.prompt");
  CHECK(operations.calls.empty());
  call("session/spawn", {{"prompt", "\n## Tidy up\t\nAll of it\n"}, {"base", "release"}});
  REQUIRE(outcome);
  const auto& wish = operations.wishes.back();
  CHECK(wish.prompt.type == "TASK");
  CHECK(wish.prompt.title == "Tidy up");
  CHECK(wish.prompt.body == "\n## Tidy up\t\nAll of it\n");
  CHECK(wish.base == "release");
  call("session/spawn", {{"prompt", std::string(500, 'x')}, {"type", "FEAT"}});
  CHECK(operations.wishes.back().prompt.type == "FEAT");
  CHECK(operations.wishes.back().prompt.title == std::string(100, 'x') + "…");
  caller.session = "app-1";
  call("session/spawn", {{"prompt", "More"}});
  CHECK(outcome.error().code == ErrorCode::forbidden);
}

TEST_CASE_FIXTURE(Fixture,
                  "of several sessions each has its entry, and a wrong one stops them all") {
  call("session/spawnAll", {{"agents", json::array()}});
  CHECK(outcome.error().detail.at("path") == "params.agents");
  call("session/spawnAll", {{"agents", {{{"ticketId", "T-1"}}, {{"prompt", ""}}}}});
  CHECK(outcome.error().detail.at("path") == "params.agents[1]");
  CHECK(operations.calls.empty());
  call("session/spawnAll", {{"agents", {{{"ticketId", "T-1"}}, {{"ticketId", "T-9"}}}}});
  REQUIRE(outcome);
  const json& agents = (*outcome)["agents"];
  CHECK(agents[0]["outcome"] == "skipped");
  CHECK(agents[0]["session"]["id"] == "app-1");
  CHECK(agents[1]["reason"] == "no ticket T-9");
  CHECK(agents[1]["session"].is_null());
}

TEST_CASE_FIXTURE(Fixture, "what runs in tmux is listed, and one of it adopted") {
  call("session/foreign", json::object());
  REQUIRE(outcome);
  CHECK((*outcome)["servers"] == json{"work"});
  CHECK((*outcome)["panes"][0]["pane"] == "%3");
  CHECK((*outcome)["panes"][0]["project"].is_null());
  CHECK((*outcome)["panes"][0]["agentId"] == "app-1");
  CHECK((*outcome)["problems"].size() == 1);
  call("session/adopt", {{"server", "work"}, {"target", " "}});
  CHECK(outcome.error().detail.at("path") == "params.target");
  CHECK(operations.calls.empty());
  call("session/adopt", {{"server", "work"}, {"target", "%3"}, {"title", "Mine"}});
  REQUIRE(outcome);
  CHECK((*outcome)["session"]["id"] == "app-1");
  REQUIRE(operations.calls.size() == 1);
  CHECK(operations.calls[0].ends_with("work:%3 Mine"));
}

TEST_CASE_FIXTURE(Fixture, "a new ticket's parameters are checked before anything is written") {
  const auto refused = [&](json params, const std::string& path) {
    call("ticket/create", std::move(params));
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == ErrorCode::invalid_argument);
    CHECK(outcome.error().detail.at("path") == path);
  };
  refused({{"type", "FEAT"}, {"title", " "}}, "params.title");
  refused({{"type", "FEAT"}, {"title", "a\nb"}}, "params.title");
  refused({{"type", "FEAT"}, {"title", "a"}, {"priority", "P4"}}, "params.priority");
  refused({{"type", "FEAT"}, {"title", "a"}, {"priority", "high"}}, "params.priority");
  refused({{"type", "NOPE"}, {"title", "a"}}, "params.type");
  refused({{"type", "FEAT"}, {"title", "a"}, {"agent", "nobody"}}, "params.agent");
  refused({{"type", "FEAT"}, {"title", "a"}, {"project", "nowhere"}}, "params.project");
  refused({{"type", "FEAT"}, {"title", "a"}, {"body", std::string((1 << 20) + 1, 'x')}},
          "params.body");
  refused({{"type", "FEAT"}, {"title", "a"}, {"blockedBy", {"OK-1", ""}}}, "params.blockedBy[1]");
  CHECK(operations.calls.empty());
  call("ticket/create", {{"type", "FEAT"}, {"title", "a"}, {"priority", "P0"}, {"hold", true}});
  REQUIRE(outcome);
  CHECK(operations.created.priority == 0);
  CHECK(operations.created.hold);
}

TEST_CASE_FIXTURE(Fixture, "a ticket's change names its fields, and there must be one") {
  call("ticket/update", {{"id", "FEAT-1"}});
  CHECK(outcome.error().code == ErrorCode::invalid_argument);
  call("ticket/update", {{"id", "FEAT-1"}, {"hold", false}, {"priority", "P3"}});
  CHECK(operations.calls.back() == "edit person:cli FEAT-1 hold priority");
}

TEST_CASE_FIXTURE(Fixture, "a rejection needs a reason, and it arrives") {
  call("review/reject", {{"id", "R-1"}, {"reason", "  "}});
  CHECK(outcome.error().detail.at("path") == "params.reason");
  call("review/reject", {{"id", "R-1"}, {"reason", "use the old API"}});
  REQUIRE(outcome);
  CHECK(operations.verdict.kind == rules::Verdict::Kind::reject);
  CHECK(operations.verdict.text == "use the old API");
  CHECK((*outcome)["state"] == "decided");
}

TEST_CASE_FIXTURE(Fixture, "a file at the base is named by a path inside the worktree") {
  for (const char* path : {"/etc/passwd", "../x", "a/../../x", "a//b", ""}) {
    call("session/file", {{"id", "app-1"}, {"path", path}});
    INFO(path);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == ErrorCode::invalid_argument);
  }
  call("session/file", {{"id", "app-1"}, {"path", "src/a b.txt"}});
  CHECK(outcome);
}

TEST_CASE_FIXTURE(Fixture, "a question's hook is answered when there is a decision, and once") {
  call("hook/wait", {{"sessionId", "app-1"}, {"eventId", "e1"}});
  CHECK(answers == 0);
  operations.hook_done(app::Operations::HookReply{false, "{}", 0});
  CHECK(answers == 1);
  CHECK(*outcome == json{{"gone", false}, {"output", "{}"}, {"exitCode", 0}});
  call("hook/took", {{"sessionId", "app-1"}, {"eventId", "e1"}});
  CHECK(*outcome == json{{"ok", true}});
}

TEST_CASE_FIXTURE(Fixture, "initialize refuses other protocols and says which side is old") {
  json hello{{"protocol", 2}, {"version", "9.0"}, {"client", "cli"}};
  call("initialize", hello);
  CHECK(outcome.error().message.find("newer") != std::string::npos);
  hello["protocol"] = 0;
  call("initialize", hello);
  CHECK(outcome.error().message.find("older") != std::string::npos);
  CHECK(outcome.error().detail.at("path") == "params.protocol");
}

TEST_CASE_FIXTURE(Fixture,
                  "VS Code's trust counts, a window's that is not trusted changes nothing") {
  json hello{{"protocol", wire::kProtocol}, {"version", "1"}, {"client", "vscode"}};
  hello["trusted"] = false;
  call("initialize", hello);
  CHECK(operations.calls.empty());
  hello["trusted"] = true;
  call("initialize", hello);
  CHECK(operations.calls.back() == "trust person:vscode yes");
}

TEST_CASE_FIXTURE(Fixture, "inside a session neither trust nor environment is taken from a hello") {
  caller.session = "app-1";
  call("initialize", {{"protocol", wire::kProtocol},
                      {"version", "1"},
                      {"client", "vscode"},
                      {"trusted", true},
                      {"environment", {{"PATH", "/evil"}}}});
  REQUIRE(outcome);
  CHECK(operations.calls.empty());
  CHECK(operations.environment.empty());
}

TEST_CASE_FIXTURE(Fixture, "session/restoreLost says who is back, who is not, and why") {
  call("session/restoreLost");
  CHECK(operations.calls.back() == "restoreLost person:cli");
  REQUIRE(outcome);
  CHECK(outcome->at("ids") == nlohmann::json::array({"app-1"}));
  CHECK(outcome->at("left") == nlohmann::json::array({"app-2"}));
  CHECK(outcome->at("reason") == "app-2 did not come back");
}

TEST_CASE_FIXTURE(Fixture, "server/stop answers, then ends; with the agents when asked to") {
  int ended = 0;
  service.stop = [&] {
    ++ended;
    CHECK(answers == ended);
  };
  call("server/stop");
  CHECK(ended == 1);
  CHECK(operations.calls.empty());
  call("server/stop", {{"agents", true}});
  CHECK(operations.calls.back() == "stopAll person:cli");
  CHECK(ended == 2);
}
