#include "rules/restore.h"

#include <algorithm>

#include "bench.h"

namespace rules {
namespace {

// Sessions app-1, app-2, … at work, each with a hooked agent and a ticket of its own.
struct Fleet : Bench {
  explicit Fleet(int count) {
    for (int n = 1; n <= count; ++n) {
      Ticket ticket = ticket_of("TASK");
      ticket.id = {"TASK-" + std::to_string(n)};
      ticket.path = ".tickets/queue/" + ticket.id.value + ".md";
      const base::SessionId one = named(n);
      decide([&](Draft& d) { claim(d, ticket, "---\nid: x\n---\nThe body\n"); }, "owner");
      const std::string branch = state.sessions.at(one).branch;
      decide([&](Draft& d) { worktree_made(d, one, {"/trees/x", branch, "main", "abc"}); });
      const auto place = took<PlaceTicket>();
      REQUIRE(place);
      decide([&](Draft& d) { ticket_placed(d, *place, ".tickets/in-progress/x.md"); });
      comes_back(n);
      wait(base::Millis{1});
    }
  }
  static base::SessionId named(int n) { return {"app-" + std::to_string(n)}; }
  // Its host says hello and its agent its first word.
  void comes_back(int n) {
    const auto start = took<StartHost>();
    REQUIRE(start);
    CHECK(start->session == named(n));
    decide([&](Draft& d) { host_started(d, named(n), start->run); }, "host");
    AgentRecord record;
    record.id = "ev-" + std::to_string(++counter);
    record.at = now.wall;
    record.event = AgentStarted{"conv", "/transcript"};
    decide([&](Draft& d) { agent_seen(d, named(n), {record}, {}); }, "agent");
  }
  void ends(int n, bool by_record) {
    AgentExit exit;
    exit.by_record = by_record;
    const int run = state.sessions.at(named(n)).run;
    decide([&](Draft& d) { agent_gone(d, named(n), run, exit); }, "host");
  }
  void lose(int n) { ends(n, false); }
  const Review* offer() {
    const auto found = state.reviews.find({kLostReview});
    return found == state.reviews.end() ? nullptr : &found->second;
  }
  void say(const std::string& choice) {
    const auto done = decide([&](Draft& d) {
      return decide_review(d, {kLostReview}, {Verdict::Kind::answer, choice, ""});
    });
    CHECK(done);
  }
  bool runs(int n) { return is_live(state.sessions.at(named(n))); }
};

}  // namespace

TEST_CASE("lost sessions are offered in one review, and restored one after another") {
  Fleet f(3);
  f.lose(1);
  REQUIRE(f.offer() != nullptr);
  CHECK(f.offer()->title == "app-1 lost its process");
  f.lose(3);
  f.lose(2);
  CHECK(f.offer()->title == "3 sessions lost their processes");
  CHECK(f.offer()->body == "- app-1: Do it\n- app-2: Do it\n- app-3: Do it\n");
  CHECK_FALSE(f.took<StartHost>());  // nothing by itself
  f.say("restore");
  CHECK(f.offer() == nullptr);
  CHECK((f.runs(1) && !f.runs(2) && !f.runs(3)));
  f.decide([&](Draft& d) { d.touch(Fleet::named(2)); });
  CHECK_FALSE(f.runs(2));  // not before the first is back
  f.comes_back(1);
  CHECK((f.runs(2) && !f.runs(3)));
  f.comes_back(2);
  f.comes_back(3);
  CHECK(f.offer() == nullptr);
  CHECK(f.state.notes.count("restore/wave") + f.state.notes.count("restore/begun") == 0);
}

TEST_CASE("one that does not come back stops the others, which are offered again with the reason") {
  Fleet f(3);
  for (int n = 1; n <= 3; ++n) f.lose(n);
  f.say("restore");
  SUBCASE("it ends by itself") { f.ends(1, true); }
  SUBCASE("it is lost again") { f.lose(1); }
  CHECK((!f.runs(1) && !f.runs(2) && !f.runs(3)));
  REQUIRE(f.offer() != nullptr);
  CHECK(f.offer()->body.starts_with("Restoring went no further: app-1 did not come back.\n"));
  CHECK(f.offer()->body.find("- app-2") != std::string::npos);
  f.took<StartHost>();
  f.say("restore");
  CHECK(std::count_if(f.effects.begin(), f.effects.end(), [](const Effect& effect) {
          return std::holds_alternative<StartHost>(effect.body);
        }) == 1);
}

TEST_CASE("what a person leaves as it is, is not offered again; what they do themselves, neither") {
  Fleet f(3);
  f.lose(1);
  f.lose(2);
  f.say("leave");
  CHECK(f.offer() == nullptr);
  f.lose(3);
  REQUIRE(f.offer() != nullptr);
  CHECK(f.offer()->title == "app-3 lost its process");
  CHECK(f.decide([&](Draft& d) { return kill(d, Fleet::named(3), false); }));
  CHECK(f.offer() == nullptr);
  CHECK(f.decide([&](Draft& d) { return restore(d, Fleet::named(1), false); }));
  f.comes_back(1);
  f.lose(1);
  REQUIRE(f.offer() != nullptr);  // anew: that it was left was another time
  CHECK(f.offer()->title == "app-1 lost its process");
}

TEST_CASE("restored by themselves, where it is so set: in turn, and it is told") {
  Fleet f(3);
  f.settings.sessions.on_lost = LostReaction::restore;
  const auto told = [&] {
    std::string last;
    for (const auto& event : f.events) {
      if (event.kind == "restore/done") last = event.text;
    }
    return last;
  };
  SUBCASE("all come back") {
    for (int n = 1; n <= 3; ++n) f.lose(n);
    CHECK(f.offer() == nullptr);
    CHECK((f.runs(1) && !f.runs(2) && !f.runs(3)));
    for (int n = 1; n <= 3; ++n) {
      CHECK(told().empty());
      f.comes_back(n);
    }
    CHECK(told() == "app-1, app-2, app-3");
    CHECK(f.state.notes.count("restore/alone") == 0);
    // Lost again at once: whatever took it would take it again.
    f.lose(2);
    REQUIRE(f.offer() != nullptr);
    CHECK(f.offer()->title == "app-2 lost its process");
    CHECK_FALSE(f.runs(2));
    f.wait(base::Millis{11 * 60'000});
    f.lose(3);
    CHECK(f.runs(3));
  }
  SUBCASE("one does not: the others are offered") {
    for (int n = 1; n <= 3; ++n) f.lose(n);
    f.comes_back(1);
    f.ends(2, true);
    CHECK(told() == "app-1");
    REQUIRE(f.offer() != nullptr);
    CHECK(f.offer()->body.starts_with("Restoring went no further: app-2 did not come back.\n"));
    CHECK(f.offer()->title == "app-3 lost its process");
    CHECK_FALSE(f.runs(3));
  }
  SUBCASE("not while the queue is paused, nor without trust") {
    SUBCASE("paused") {
      f.decide([&](Draft& d) { set_paused(d, true); });
    }
    SUBCASE("not trusted") { f.world.trusted = false; }
    SUBCASE("not from here") { f.world.can_launch_here = false; }
    f.lose(1);
    CHECK_FALSE(f.runs(1));
    CHECK(f.offer() != nullptr);
  }
}

TEST_CASE("a person's word for all that are lost, without the question") {
  Fleet f(2);
  f.lose(1);
  f.lose(2);
  f.say("leave");
  CHECK(f.offer() == nullptr);
  f.decide([&](Draft& d) { decide_lost(d, true); });
  CHECK(is_restoring(f.state));
  f.comes_back(1);
  f.ends(2, true);
  CHECK_FALSE(is_restoring(f.state));
  CHECK((f.runs(1) && !f.runs(2)));
}

TEST_CASE("a no or words do not say which; a choice does") {
  Fleet f(1);
  f.lose(1);
  const auto reject = f.decide([&](Draft& d) {
    return decide_review(d, {kLostReview}, {Verdict::Kind::reject, "", "no"});
  });
  REQUIRE_FALSE(reject);
  CHECK(reject.error().message.find("pick one of restore, leave") != std::string::npos);
  CHECK(f.offer() != nullptr);
}

TEST_CASE("who waits to be restored keeps its place from the queue") {
  Fleet f(2);
  f.lose(1);
  f.lose(2);
  const auto slot = [&](int n) {
    return takes_slot(f.state, f.state.sessions.at(Fleet::named(n)), f.settings.queue);
  };
  CHECK((!slot(1) && !slot(2)));
  f.say("restore");
  CHECK((slot(1) && slot(2)));
}

TEST_CASE("a conversation that cannot be gone on with: the step begins anew, and it is said") {
  Fleet f(1);
  f.lose(1);
  CHECK(f.decide([&](Draft& d) { return restore(d, Fleet::named(1), false); }));
  const auto start = f.took<StartHost>();
  REQUIRE(start);
  REQUIRE(f.session().run_resumes);
  const std::string old = f.session().conversation;
  f.decide([&](Draft& d) { start_afresh(d, f.id, start->run, "its record is gone"); });
  CHECK_FALSE(f.session().run_resumes);
  CHECK(f.session().conversation != old);
  CHECK(f.session().run_prompt == "do execute");
  CHECK(f.events.back().text == "with a new conversation: its record is gone");
  f.decide([&](Draft& d) { start_afresh(d, f.id, start->run, "twice"); });
  f.comes_back(1);
}

TEST_CASE("a step that is claimed by a run which ends before its host was heard is over") {
  Bench b;
  b.launched("FEAT", "plain");
  REQUIRE(b.claims("plan"));
  REQUIRE(b.verdict(Verdict::Kind::approve));
  b.exits(3);
  if (b.session().phase == Phase::ended) b.tick();
  REQUIRE(b.session().phase == Phase::starting);  // for the next step's prompt
  REQUIRE(b.claims("build"));
  b.exits(3);
  CHECK(b.session().step == 2);
}

}  // namespace rules
