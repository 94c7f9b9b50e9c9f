// What time without work leads to.
#include "rules/idle.h"

#include "bench.h"
#include "rules/rest.h"

using namespace rules;

namespace {

struct Idle : Bench {
  Idle() { settings.sessions.park_after = base::Millis{60'000}; }
  std::optional<base::MonoTime> due() { return park_deadline(state, session(), context("x")); }
  void ends_turn() {
    launched("TASK");
    agent(TurnEnded{"Well?", false});
  }
  void is_stuck() {
    wait(settings.sessions.stuck_after);
    tick();
    REQUIRE(took<LookAtProcessor>());
    decide([&](Draft& d) {
      d.edit(id)->looking = false;
      d.fact(id, Source::process, "cpu", "still");
    });
  }
};

}  // namespace

TEST_CASE_FIXTURE(Idle, "an idle session is parked at its time, once, and not before") {
  ends_turn();
  REQUIRE(due());
  CHECK((*due() - now.mono).count() == 60'000);
  CHECK(*next_deadline(state, session(), context("x")) <= *due());
  wait(base::Millis{59'999});
  tick();
  CHECK_FALSE(took<EndAgent>());
  wait(base::Millis{1});
  tick();
  CHECK_FALSE(took<EndAgent>()->force);
  CHECK_FALSE(due());
  exits(0);
  CHECK(is_parked(session()));
  CHECK(view_of(state, session(), context("x")).evidence.what == "a question is asked · parked");
}

TEST_CASE_FIXTURE(Idle, "what is at work, looked at, or would lose something is not parked") {
  launched("TASK");
  CHECK_FALSE(due());  // its turn runs
  agent(TurnEnded{"Well?", false});
  REQUIRE(due());
  SUBCASE("off") { settings.sessions.park_after = base::Millis{0}; }
  SUBCASE("a viewer") { session().viewers = 1; }
  SUBCASE("words in its terminal") { session().user_typing = true; }
  SUBCASE("frozen by a person") {
    REQUIRE(decide([&](Draft& d) { return freeze(d, id); }));
  }
  SUBCASE("no way back into its conversation") { settings.agents["claude"].resume.clear(); }
  SUBCASE("a turn that failed") { agent(TurnFailed{"limit"}); }
  SUBCASE("background work") { agent(TurnEnded{"", true}); }
  SUBCASE("another boot's time") { world.boot = "boot-2"; }
  CHECK_FALSE(due());
  wait(base::Millis{600'000});
  tick();
  CHECK_FALSE(took<EndAgent>());
}

TEST_CASE_FIXTURE(Idle, "the time counts from when its last viewer left") {
  ends_turn();
  decide([&](Draft& d) { viewers_seen(d, id, 1); });
  CHECK_FALSE(due());
  wait(base::Millis{50'000});
  decide([&](Draft& d) { viewers_seen(d, id, 0); });
  REQUIRE(due());
  CHECK((*due() - now.mono).count() == 60'000);
}

TEST_CASE_FIXTURE(Idle,
                  "a stuck turn is nudged once per step and round, when it is so configured") {
  launched("TASK");
  SUBCASE("only told of otherwise") {
    is_stuck();
    CHECK(label() == Status::stuck);
    CHECK_FALSE(took<Interrupt>());
    return;
  }
  settings.sessions.on_stuck = StuckReaction::nudge;
  is_stuck();
  CHECK(took<Interrupt>());
  REQUIRE(session().deliveries.size() == 1);
  tick();
  CHECK(session().deliveries.size() == 1);
  agent(Interrupted{}, AgentSource::transcript);
  CHECK(text_is_taken().find("Go on with step execute") != std::string::npos);
  CHECK(label() == Status::working);
  is_stuck();
  CHECK(label() == Status::stuck);
  CHECK_FALSE(took<Interrupt>());
  CHECK(session().deliveries.empty());
}

TEST_CASE_FIXTURE(
    Idle, "a finished session is cleaned up at its time; one that is kept is not tried again") {
  const auto cleanup = [&] { return cleanup_deadline(state, session(), context("x")); };
  settings.sessions.clean_up_after = base::Millis{3'600'000};
  ends_turn();
  CHECK_FALSE(cleanup());
  REQUIRE(verdict(Verdict::Kind::answer, "done"));
  const auto completed = now.wall;
  worktree_is();
  CHECK_FALSE(cleanup());  // its agent is there still
  wait(settings.sessions.end_after);
  tick();
  exits(0);
  REQUIRE(label() == Status::done);
  REQUIRE(cleanup());
  CHECK(cleanup()->ms >= completed.ms + 3'600'000);
  SUBCASE("off") { settings.sessions.clean_up_after = base::Millis{0}; }
  SUBCASE("kept") {
    decide([&](Draft& d) { cleanup_kept(d, id, "files that git ignores"); });
  }
  CHECK_FALSE(cleanup());
}
