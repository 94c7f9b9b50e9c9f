// Random lives: one session, and whatever may happen to it in whatever order. A seed is a life.
#pragma once
#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "bench.h"
#include "rules/rest.h"

namespace rules {

// The seeds to walk: 1 to `count`; OPERATOR_TEST_SEED=N walks only that one (failures name theirs),
// OPERATOR_TEST_WALKS=N that many, for a longer search by hand.
inline std::vector<unsigned> seeds(unsigned count) {
  if (const char* one = std::getenv("OPERATOR_TEST_SEED")) {
    return {static_cast<unsigned>(std::strtoul(one, nullptr, 10))};
  }
  if (const char* many = std::getenv("OPERATOR_TEST_WALKS")) {
    count = static_cast<unsigned>(std::strtoul(many, nullptr, 10));
  }
  std::vector<unsigned> all;
  for (unsigned seed = 1; seed <= count; ++seed) all.push_back(seed);
  return all;
}

struct Walk {
  explicit Walk(unsigned seed, bool jumps = false) : random(seed), clock_jumps(jumps) {
    bench.launched(random() % 2 ? "FEAT" : "TASK", random() % 4 ? "claude" : "plain");
  }

  unsigned pick(unsigned n) { return static_cast<unsigned>(random() % n); }
  bool chance(unsigned percent) { return pick(100) < percent; }

  // One of the effects that are under way comes to its end, well or not.
  void finish_effect() {
    if (bench.effects.empty()) return;
    const auto at = bench.effects.begin() + pick(static_cast<unsigned>(bench.effects.size()));
    const EffectBody body = at->body;
    bench.effects.erase(at);
    bench.decide([&](Draft& d) { std::visit([&](const auto& e) { over(d, e); }, body); });
  }
  void over(Draft& d, const MakeWorktree& e) {
    if (chance(20)) return launch_failed(d, e.session, "no");
    worktree_made(d, e.session, {"/trees/x", "b", "main", "abc"});
  }
  void over(Draft& d, const PlaceTicket& e) {
    d.placed(e.ticket);
    ticket_placed(d, e, "path");
  }
  void over(Draft& d, const StartHost& e) {
    const Session& s = d.state.sessions.at(e.session);
    if (s.run != e.run || !is_live(s)) return;
    if (chance(10)) return agent_gone(d, e.session, e.run, {127, 0, "no program", true});
    host_started(d, e.session, e.run);
  }
  void over(Draft& d, const TypeText& e) {
    text_typed(d, e.session, e.delivery,
               chance(70) ? base::Status{}
                          : base::Status{base::fail(base::ErrorCode::conflict, "somebody types",
                                                    {{"code", "typed"}})});
  }
  void over(Draft& d, const EndAgent& e) {
    agent_gone(d, e.session, e.run, {143, 0, "", chance(90)});
  }
  void over(Draft& d, const CheckWorktree& e) {
    worktree_seen(d, e.session,
                  {chance(30) ? std::vector<std::string>{"x"} : std::vector<std::string>{}, 1, ""});
  }
  void over(Draft& d, const CommitLeftovers& e) { d.effect(CheckWorktree{e.session}); }
  void over(Draft& d, const DiscardLeftovers& e) { d.effect(CheckWorktree{e.session}); }
  void over(Draft& d, const LookAtScreen& e) {
    d.edit(e.session)->looking = false;
    start_overdue(d, e.session, "screen");
  }
  void over(Draft& d, const LookAtProcessor& e) {
    d.edit(e.session)->looking = false;
    d.fact(e.session, Source::process, "cpu", chance(50) ? "used" : "still");
  }
  void over(Draft& d, const Freeze& e) { frozen_seen(d, e.session, e.on); }
  void over(Draft& d, const CheckArtifacts& e) { artifacts_seen(d, e, chance(50)); }
  template <class Other>
  void over(Draft&, const Other&) {}

  void agent_does_something() {
    if (bench.session().agent_kind == AgentKind::command) return;  // has no hooks
    if (bench.session().phase != Phase::live && !chance(10)) return;
    switch (pick(12)) {
      case 0: return bench.agent(AgentStarted{"conv", "/t"});
      case 1: return bench.agent(PromptSubmitted{"words"});
      case 2: return bench.agent(ToolStarted{"Bash", "digest", "use", "", "Bash"});
      case 3: return bench.tool_ends(chance(80));
      case 4: return bench.asks_permission("ask-" + std::to_string(++bench.counter));
      case 5: return bench.asks_plan("plan-" + std::to_string(++bench.counter));
      case 6: return bench.plan_ends("post-" + std::to_string(++bench.counter));
      case 7: return bench.agent(TurnEnded{"words", chance(20)});
      case 8: return bench.agent(TurnFailed{"limit"});
      case 9: return bench.agent(Interrupted{}, AgentSource::transcript);
      case 10: return bench.agent(AgentEnded{"exit"});
      default: return bench.agent(Alive{}, AgentSource::transcript);
    }
  }
  void person_does_something() {
    const auto& id = bench.id;
    const base::TicketId ticket = bench.session().ticket;
    switch (pick(11)) {
      case 10:
        (void)bench.decide([&](Draft& d) { return park(d, id, chance(50)); }).has_value();
        return;
      case 9:
        (void)bench.decide([&](Draft& d) { return chance(40) ? freeze(d, id) : thaw(d, id); })
            .has_value();
        return;
      case 0: {
        const auto open = bench.open();
        if (open.empty()) return;
        const Review review = *open[pick(static_cast<unsigned>(open.size()))];
        Verdict verdict{static_cast<Verdict::Kind>(pick(3)), "", "some words"};
        if (verdict.kind == Verdict::Kind::answer && !review.choices.empty()) {
          verdict.choice = review.choices[pick(static_cast<unsigned>(review.choices.size()))].id;
        }
        (void)bench.decide([&](Draft& d) { return decide_review(d, review.id, verdict); })
            .has_value();
        return;
      }
      case 1: bench.decide([&](Draft& d) { queue_text(d, id, "hello", "message"); }); return;
      case 2: bench.decide([&](Draft& d) { keys_typed(d, id, chance(50)); }); return;
      case 3: bench.decide([&](Draft& d) { dialog_seen(d, id, chance(50)); }); return;
      case 4: bench.session().viewers = static_cast<int>(pick(2)); return;
      case 5:
        if (chance(20)) {
          (void)bench.decide([&](Draft& d) { return kill(d, id, chance(30)); }).has_value();
        }
        return;
      case 6:
        (void)bench.decide([&](Draft& d) { return restore(d, id, chance(30)); }).has_value();
        return;
      case 7:
        if (chance(10)) {
          (void)bench.decide([&](Draft& d) { return requeue(d, ticket, chance(50)); }).has_value();
        }
        return;
      default:
        if (chance(10)) {
          (void)bench.decide([&](Draft& d) { return complete_by_hand(d, ticket, true); })
              .has_value();
        }
    }
  }
  void step() {
    switch (pick(8)) {
      case 0:
      case 1: return agent_does_something();
      case 2: return person_does_something();
      case 3:
      case 4: return finish_effect();
      case 5:
        if (bench.session().phase == Phase::live && chance(40)) {
          (void)bench.claims(current_step(bench.session()).name).has_value();
        }
        return;
      case 6:
        if (is_live(bench.session()) && chance(8))
          bench.exits(static_cast<int>(pick(2)), chance(80));
        return;
      default:
        bench.wait(base::Millis{1 + pick(400'000)});
        // Wall time is for people: somebody sets the clock, by a year at most.
        if (clock_jumps && chance(30)) {
          bench.now.wall.ms += (static_cast<std::int64_t>(pick(730)) - 365) * 86'400'000;
        }
    }
  }

  void check() {
    bench.tick();
    seen.insert(bench.shown());
    const Session& s = bench.session();
    const Status label = bench.label();
    const Activity activity = bench.activity();
    CAPTURE(bench.shown());
    CAPTURE(static_cast<int>(s.phase));
    CAPTURE(s.end_reason);
    // What is due was done: a deadline that stays in the past would ring for ever.
    if (s.phase != Phase::ended) {
      const auto deadline = next_deadline(bench.state, s, bench.context("x"));
      REQUIRE((!deadline || *deadline > bench.now.mono));
    }
    // Phase and label tell the same story.
    if (s.phase == Phase::live) {
      REQUIRE((!is_ended(label) || label == Status::done));
      REQUIRE(activity != Activity::exited);
    }
    if (s.phase == Phase::ended) {
      REQUIRE(label != Status::spawning);
      REQUIRE(label != Status::stuck);
      REQUIRE(activity == Activity::exited);
      for (const Review* review : bench.open()) REQUIRE(review->event_id.empty());
    }
    REQUIRE((bench.open().empty() || is_ended(label) || label == Status::needs_input));
    // The slot and the launch.
    const bool open = open_launch(bench.state, s.ticket) != nullptr;
    if (s.ticket_done) REQUIRE_FALSE(open);
    if (is_live(s) && !s.ticket_done) REQUIRE(open);
    REQUIRE(takes_slot(bench.state, s, bench.settings.queue) ==
            (s.phase != Phase::ended && !s.ticket_done));
    // One text at a time.
    int typed = 0;
    for (const auto& delivery : s.deliveries) typed += delivery.state == DeliveryState::typed;
    REQUIRE(typed <= 1);
    REQUIRE(s.step < static_cast<int>(s.type_copy.steps.size()));
  }

  Bench bench;
  std::mt19937 random;
  bool clock_jumps = false;
  std::set<std::string> seen;  // labels with activities
};

}  // namespace rules
