// Another instruction for an agent at work.
#include "bench.h"

using namespace rules;

namespace {

struct Redirected : Bench {
  base::Result<std::string> redirects(const std::string& text) {
    return decide([&](Draft& d) { return redirect(d, id, text); });
  }
  void sends(const std::string& text) {
    decide([&](Draft& d) { queue_text(d, id, text, "message"); });
  }
};

}  // namespace

TEST_CASE_FIXTURE(Redirected,
                  "the running turn is interrupted, and the text is the first after it") {
  launched("TASK");
  sends("some time");
  REQUIRE(redirects("turn left"));
  CHECK(took<Interrupt>());
  CHECK_FALSE(took<TypeText>());
  CHECK(session().deliveries.front().reason == kTurnRuns);
  SUBCASE("as the transcript says it") { agent(Interrupted{}, AgentSource::transcript); }
  SUBCASE("as a hook says it") { agent(TurnEnded{"stopped", false}); }
  CHECK(open().empty());  // nobody is asked why it ended
  CHECK(text_is_taken() == "turn left");
  CHECK(shown() == "working active");
}

TEST_CASE_FIXTURE(Redirected, "a step that was claimed in the interrupted turn is not finished") {
  launched("TASK");
  REQUIRE(claims("execute"));
  REQUIRE(redirects("turn left"));
  agent(Interrupted{}, AgentSource::transcript);
  CHECK(text_is_taken() == "turn left");
  CHECK(session().step_state == StepState::running);
  CHECK_FALSE(session().finishing);
}

TEST_CASE_FIXTURE(Redirected, "where a decision waits it says to reject with the words") {
  launched("FEAT");
  SUBCASE("a permission") { asks_permission(); }
  SUBCASE("a plan") { asks_plan(); }
  const auto refused = redirects("turn left");
  CHECK(refused.error().code == base::ErrorCode::conflict);
  CHECK(refused.error().message.find("reject " + only_review().id.value) != std::string::npos);
  CHECK_FALSE(took<Interrupt>());
  CHECK(session().deliveries.empty());
}

TEST_CASE_FIXTURE(Redirected, "without a running turn it is a text, and answers the aside") {
  launched("TASK");
  agent(TurnEnded{"well", false});
  CHECK(only_review().kind == ReviewKind::question);
  REQUIRE(redirects("turn left"));
  CHECK_FALSE(took<Interrupt>());
  CHECK(open().empty());
  CHECK(text_is_taken() == "turn left");
}

TEST_CASE_FIXTURE(Redirected, "a program without hooks is interrupted and told at once") {
  launched("TASK", "plain");
  REQUIRE(redirects("turn left"));
  REQUIRE(effects.size() >= 2);
  CHECK(std::holds_alternative<Interrupt>(effects[effects.size() - 2].body));
  CHECK(std::holds_alternative<TypeText>(effects.back().body));
}

TEST_CASE_FIXTURE(Redirected, "nobody is there to be told") {
  claimed("TASK");
  CHECK(redirects("x").error().message == "app-1 is still starting: send it a text when it runs");
  worktree_is_made();
  host_is_up();
  agent(AgentStarted{"c", ""});
  exits(0);
  CHECK(redirects("x").error().message == "app-1 is not running");
}
