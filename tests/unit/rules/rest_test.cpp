// Sessions at rest by a person's word.
#include "rules/rest.h"

#include "bench.h"

using namespace rules;

namespace {

struct Frozen : Bench {
  base::Status freezes() {
    return decide([&](Draft& d) { return freeze(d, id); });
  }
  base::Status thaws() {
    return decide([&](Draft& d) { return thaw(d, id); });
  }
  std::string evidence() { return view_of(state, session(), context("x")).evidence.what; }
  std::string sends(const std::string& text) {
    decide([&](Draft& d) { queue_text(d, id, text, "message"); });
    return session().deliveries.empty() ? "" : session().deliveries.back().reason;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Frozen, "only a session whose agent runs is frozen, and twice is no error") {
  claimed("TASK");
  CHECK(freezes().error().message == "app-1 is still starting: freeze it when it runs");
  worktree_is_made();
  host_is_up();
  CHECK(freezes().error().code == base::ErrorCode::conflict);
  agent(AgentStarted{"conv-1", ""});
  agent(PromptSubmitted{"do it"});
  REQUIRE(freezes());
  CHECK(took<Freeze>()->on);
  REQUIRE(freezes());
  CHECK_FALSE(took<Freeze>());
  CHECK_FALSE(is_as_wanted(state, session()));
  decide([&](Draft& d) { frozen_seen(d, id, true); });
  CHECK(is_as_wanted(state, session()));
  REQUIRE(thaws());
  CHECK_FALSE(took<Freeze>()->on);
  REQUIRE(thaws());
  CHECK_FALSE(took<Freeze>());
  exits(0);
  CHECK(freezes().error().message == "app-1 is not running");
  CHECK(thaws().error().message == "app-1 is not running");
}

TEST_CASE_FIXTURE(Frozen, "what runs in a container is not frozen") {
  settings.projects[0].isolation = Isolation::container;
  launched("TASK");
  CHECK(freezes().error().code == base::ErrorCode::conflict);
  CHECK_FALSE(took<Freeze>());
}

TEST_CASE_FIXTURE(Frozen,
                  "a frozen session is never stuck, and has all its time again when it goes on") {
  launched("TASK");
  REQUIRE(freezes());
  CHECK(shown() == "working idle");
  CHECK(evidence() == "frozen by you");
  CHECK_FALSE(next_deadline(state, session(), context("x")));
  wait(settings.sessions.stuck_after * 10);
  decide([&](Draft& d) { d.fact(id, Source::process, "cpu", "still"); });
  CHECK(shown() == "working idle");
  REQUIRE(thaws());
  CHECK(shown() == "working active");
  const auto deadline = next_deadline(state, session(), context("x"));
  REQUIRE(deadline);
  CHECK((*deadline - now.mono).count() == settings.sessions.stuck_after.count());
}

TEST_CASE_FIXTURE(Frozen, "a question that is open stays one while it is frozen") {
  launched("TASK");
  asks_permission();
  REQUIRE(freezes());
  CHECK(shown() == "needs_input waiting_input");
  CHECK(evidence() == "a permission is asked · frozen by you");
  REQUIRE(verdict(Verdict::Kind::approve));
  CHECK(answer("ask-1")->answer.kind == HookAnswer::Kind::allow);
}

TEST_CASE_FIXTURE(Frozen,
                  "texts wait, and one that was typed has its time to be taken after the thaw") {
  launched("TASK");
  agent(TurnEnded{"a pause", true});
  CHECK(sends("first") == "");
  const auto typed = took<TypeText>();
  REQUIRE(typed);
  decide([&](Draft& d) { text_typed(d, id, typed->delivery, base::Status{}); });
  REQUIRE(freezes());
  CHECK(sends("second") == "it is frozen: thaw it first");
  CHECK_FALSE(next_deadline(state, session(), context("x")));
  wait(base::Millis{60'000});
  tick();
  CHECK(session().deliveries.size() == 2);
  REQUIRE(thaws());
  tick();
  CHECK(session().deliveries.size() == 2);
  agent(PromptSubmitted{"first"});
  agent(TurnEnded{"next", true});
  CHECK(text_is_taken() == "second");
}

TEST_CASE_FIXTURE(Frozen, "its end and its next run are those of a session that is not frozen") {
  launched("TASK");
  REQUIRE(freezes());
  REQUIRE(decide([&](Draft& d) { return interrupt(d, id); }).error().message ==
          "app-1 is frozen: thaw it first");
  REQUIRE(decide([&](Draft& d) { return kill(d, id, false); }));
  CHECK_FALSE(took<EndAgent>()->force);
  CHECK_FALSE(is_frozen(state, session()));
  exits(0);
  CHECK(label() == Status::killed);
  CHECK(evidence() == "killed on request");
  REQUIRE(decide([&](Draft& d) { return restore(d, id, false); }));
  host_is_up();
  agent(AgentStarted{"conv-1", ""});
  CHECK_FALSE(is_frozen(state, session()));
}

TEST_CASE_FIXTURE(Frozen, "a host that is found otherwise than wanted is told again") {
  launched("TASK");
  REQUIRE(freezes());
  took<Freeze>();
  decide([&](Draft& d) { frozen_found(d, id, false); });
  CHECK(took<Freeze>()->on);
  decide([&](Draft& d) { frozen_found(d, id, true); });
  CHECK_FALSE(took<Freeze>());
}

namespace {

struct Parked : Frozen {
  base::Status parks(bool force = false) {
    return decide([&](Draft& d) { return park(d, id, force); });
  }
  std::string refusal() {
    const auto refused = parks();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == base::ErrorCode::conflict);
    CHECK_FALSE(took<EndAgent>());
    return refused.error().message;
  }
  bool has(const std::string& text, const std::string& part) {
    CAPTURE(text);
    return text.find(part) != std::string::npos;
  }
  void idle() {
    launched("TASK");
    agent(TurnEnded{"Well?", false});
  }
  void is_parked_now() {
    REQUIRE(parks());
    CHECK_FALSE(took<EndAgent>()->force);
    exits(0);
    REQUIRE(is_parked(session()));
  }
};

}  // namespace

TEST_CASE_FIXTURE(Parked,
                  "a parked session has no slot; its ticket, launch and question stay its") {
  idle();
  const auto asked = only_review().id;
  is_parked_now();
  CHECK(shown() == "needs_input exited");
  CHECK(evidence() == "a question is asked · parked");
  CHECK(only_review().id == asked);
  CHECK_FALSE(takes_slot(state, session(), settings.queue));
  CHECK(open_launch(state, session().ticket)->session == id);
  REQUIRE(parks());  // twice is no error
  CHECK(freezes().error().message == "app-1 is parked: a text for it, or restore, brings it back");
}

TEST_CASE_FIXTURE(Parked, "with nothing to be asked it is parked, and neither killed nor lost") {
  idle();
  REQUIRE(verdict(Verdict::Kind::answer, "continue"));
  text_is_taken();
  REQUIRE(parks(true));
  CHECK_FALSE(took<EndAgent>()->force);
  SUBCASE("by its exit record") { exits(0); }
  SUBCASE("without one") { exits(0, false); }
  CHECK(shown() == "parked exited");
  CHECK(evidence() == "parked by you");
  CHECK_FALSE(next_deadline(state, session(), context("x")));
  REQUIRE(decide([&](Draft& d) { return restore(d, id, false); }));
  // Its turn was cut: it is told so.
  CHECK(has(session().run_prompt, "has been restored"));
  CHECK(session().run_resumes);
}

TEST_CASE_FIXTURE(Parked, "what would be lost is said first, and force is consent to it") {
  SUBCASE("while it starts") {
    claimed("TASK");
    CHECK(refusal() == "app-1 is still starting: park it when it runs, or kill it");
    return;
  }
  launched("TASK");
  std::string reason;
  SUBCASE("a turn") { reason = "its turn is running"; }
  SUBCASE("a question") {
    asks_permission();
    reason = "waits for your decision";
  }
  SUBCASE("work in the background") {
    agent(TurnEnded{"", true});
    reason = "in the background";
  }
  SUBCASE("words in its terminal") {
    agent(TurnEnded{"", false});
    session().user_typing = true;
    reason = "stand unsent";
  }
  SUBCASE("its conversation") {
    agent(TurnEnded{"", false});
    settings.agents["claude"].resume.clear();
    reason = "cannot go on with a conversation";
  }
  CHECK(has(refusal(), reason));
  REQUIRE(parks(true));
  CHECK(took<EndAgent>());
  for (const Review* review : open()) CHECK(review->event_id.empty());
  exits(0);
  CHECK(is_parked(session()));
}

TEST_CASE_FIXTURE(Parked, "a text resumes its conversation") {
  idle();
  is_parked_now();
  const int run = session().run;
  SUBCASE("a person's") { sends("go left"); }
  SUBCASE("the answer to what it asked") { REQUIRE(verdict(Verdict::Kind::answer, "", "go left")); }
  CHECK(session().run == run + 1);
  CHECK(session().run_resumes);
  CHECK(session().run_prompt == "go left");
  host_is_up();
  agent(AgentStarted{"conv-1", "/transcript"});
  agent(PromptSubmitted{"go left"});
  CHECK_FALSE(is_parked(session()));
  CHECK(session().phase == Phase::live);
}

TEST_CASE_FIXTURE(Parked, "an agent that cannot resume begins with its step, then the text") {
  idle();
  settings.agents["claude"].resume.clear();
  REQUIRE(parks(true));
  exits(0);
  sends("go left");
  CHECK_FALSE(session().run_resumes);
  CHECK(session().run_prompt == "do execute\n\ngo left");
}

TEST_CASE_FIXTURE(Parked,
                  "restored it is where it was: nothing is said to it, and its question is open") {
  idle();
  is_parked_now();
  REQUIRE(decide([&](Draft& d) { return restore(d, id, false); }));
  CHECK(session().run_resumes);
  CHECK(session().run_prompt.empty());
  host_is_up();
  agent(AgentStarted{"conv-1", "/transcript"});
  CHECK(shown() == "needs_input waiting_input");
}

TEST_CASE_FIXTURE(Parked, "counted as finished while parked, its work completes") {
  idle();
  is_parked_now();
  REQUIRE(verdict(Verdict::Kind::answer, "done"));
  worktree_is();
  CHECK(shown() == "done exited");
}

TEST_CASE_FIXTURE(Parked, "killed it is killed, while it is being parked and afterwards") {
  idle();
  SUBCASE("meanwhile") {
    REQUIRE(parks());
    REQUIRE(decide([&](Draft& d) { return kill(d, id, false); }));
    exits(0);
  }
  SUBCASE("afterwards") {
    is_parked_now();
    REQUIRE(decide([&](Draft& d) { return kill(d, id, false); }));
  }
  CHECK(shown() == "killed exited");
  CHECK(open().empty());
  CHECK_FALSE(is_parked(session()));
}
