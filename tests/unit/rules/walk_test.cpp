// Whatever happens in whatever order, what the owner believes stays consistent, and nothing sticks.
#include "walk.h"

using namespace rules;

TEST_CASE("whatever happens in whatever order, phase, label, slot and deadlines agree") {
  std::set<std::string> seen;
  for (const unsigned seed : seeds(60)) {
    CAPTURE(seed);
    Walk walk(seed);
    for (int n = 0; n < 150; ++n) {
      CAPTURE(n);
      walk.step();
      walk.check();
    }
    seen.insert(walk.seen.begin(), walk.seen.end());
  }
  if (seeds(2).size() == 1) return;  // one life is looked at
  // The walks go everywhere.
  for (const char* place :
       {"spawning active", "working active", "working ready", "working idle", "working exited",
        "needs_input waiting_input", "needs_input exited", "needs_input blocked", "stuck active",
        "done idle", "done exited", "killed exited", "terminated exited", "parked exited"}) {
    CAPTURE(place);
    CHECK(seen.contains(place));
  }
}

namespace {

// A person and an agent who both do what is expected of them.
struct Finisher {
  explicit Finisher(const Walk& from) : walk(from), bench(walk.bench) {}

  // What is under way ends well.
  void effects_end() {
    while (!bench.effects.empty()) {
      const EffectBody body = bench.effects.front().body;
      bench.effects.erase(bench.effects.begin());
      bench.decide([&](Draft& d) {
        std::visit(
            [&](const auto& e) {
              using Body = std::decay_t<decltype(e)>;
              if constexpr (std::is_same_v<Body, MakeWorktree>) {
                worktree_made(d, e.session, {"/trees/x", "b", "main", "abc"});
              } else if constexpr (std::is_same_v<Body, StartHost>) {
                const Session& s = d.state.sessions.at(e.session);
                if (s.run == e.run && is_live(s)) host_started(d, e.session, e.run);
              } else if constexpr (std::is_same_v<Body, TypeText>) {
                text_typed(d, e.session, e.delivery, {});
              } else if constexpr (std::is_same_v<Body, EndAgent>) {
                agent_gone(d, e.session, e.run, {143, 0, "", true});
              } else if constexpr (std::is_same_v<Body, CheckWorktree>) {
                worktree_seen(d, e.session, {{}, 1, ""});
              } else if constexpr (std::is_same_v<Body, LookAtProcessor>) {
                d.edit(e.session)->looking = false;
                d.fact(e.session, Source::process, "cpu", "used");
              } else {
                walk.over(d, e);
              }
            },
            body);
      });
    }
  }
  void person_decides() {
    for (const Review* open : bench.open()) {
      const Review review = *open;
      Verdict verdict;
      if (!review.choices.empty()) {
        verdict = {Verdict::Kind::answer, review.choices.front().id, ""};
      }
      (void)bench.decide([&](Draft& d) { return decide_review(d, review.id, verdict); })
          .has_value();
      if (!review.event_id.empty()) (void)bench.took_answer(review.event_id);
      return;
    }
  }
  void agent_works() {
    Session& s = bench.session();
    s.viewers = 0;
    bench.decide([&](Draft& d) { keys_typed(d, bench.id, true); });
    if (s.agent_kind != AgentKind::command) {
      if (!s.start_seen) bench.agent(AgentStarted{"conv", "/t"});
      std::string text = "go on";
      for (const Delivery& d : s.deliveries) {
        if (d.state == DeliveryState::typed) text = d.text;
      }
      bench.agent(PromptSubmitted{text});
    }
    if (s.phase == Phase::live && !s.ticket_done) {
      (void)bench.claims(current_step(s).name).has_value();
    }
    if (s.agent_kind != AgentKind::command) bench.agent(TurnEnded{"done", false});
  }
  // Whether the work came to its end: completed, or given back so that it may begin again.
  bool reaches_the_end() {
    for (int round = 0; round < 90; ++round) {
      bench.wait(base::Millis{15'000});  // a typed text is given up on after 20 s
      bench.tick();
      effects_end();
      const Session& s = bench.session();
      if (s.ticket_done && s.phase == Phase::ended) return is_ended(bench.label());
      if (!bench.open().empty()) {
        person_decides();
      } else if (s.phase == Phase::ended) {
        const bool back =
            bench.decide([&](Draft& d) { return restore(d, bench.id, false); }).has_value();
        if (!back) return open_launch(bench.state, s.ticket) == nullptr;
      } else if (s.phase == Phase::live && s.ticket_done && s.done_at.ms == 0) {
        // Restored though finished: it runs until a person ends it.
        (void)bench.decide([&](Draft& d) { return kill(d, bench.id, false); }).has_value();
      } else if (is_frozen(bench.state, s)) {
        (void)bench.decide([&](Draft& d) { return thaw(d, bench.id); }).has_value();
      } else if (s.phase == Phase::live) {
        agent_works();
      }
    }
    return false;
  }

  std::string told() {
    const Session& s = bench.session();
    std::string text = "step " + std::to_string(s.step) + " state " +
                       std::to_string(static_cast<int>(s.step_state)) +
                       (s.finishing ? " finishing" : "") + (s.ticket_done ? " done" : "");
    for (const Delivery& d : s.deliveries) {
      text += "; " + d.purpose + " " + std::to_string(static_cast<int>(d.state)) + " " + d.reason;
    }
    for (const Review* r : bench.open()) text += "; open: " + r->title;
    return text;
  }

  Walk walk;
  Bench& bench;
};

}  // namespace

TEST_CASE("no state sticks: from wherever a life has come to, its work can be finished or ended") {
  for (const unsigned seed : seeds(25)) {
    CAPTURE(seed);
    Walk walk(seed, true);
    for (int n = 0; n < 120; ++n) {
      CAPTURE(n);
      walk.step();
      walk.check();
      if (n % 5 != 0) continue;
      const std::string from = walk.bench.shown();
      CAPTURE(from);
      CAPTURE(static_cast<int>(walk.bench.session().phase));
      Finisher finisher(walk);
      const bool ends = finisher.reaches_the_end();
      const std::string came_to = finisher.bench.shown();
      CAPTURE(came_to);
      CAPTURE(finisher.told());
      REQUIRE(ends);

      Finisher killer(walk);
      const bool force = n % 2 == 0;
      REQUIRE(killer.bench.decide([&](Draft& d) { return kill(d, killer.bench.id, force); }));
      killer.effects_end();
      const std::string killed = killer.bench.shown();
      CAPTURE(killed);
      REQUIRE(is_ended(killer.bench.label()));
      REQUIRE(killer.bench.session().phase == Phase::ended);
    }
  }
}

TEST_CASE("what two sources say in the same moment may arrive in either order") {
  using Input = std::pair<const char*, std::function<void(Bench&)>>;
  // One of each pair's sources does not know what the other says. (Hooks and the end of their
  // process do have an order: a spool is read to its end before its host's end is believed.)
  const std::vector<Input> process{
      {"host up",
       [](Bench& b) { b.decide([&](Draft& d) { host_started(d, b.id, b.session().run); }); }},
      {"exit", [](Bench& b) { b.exits(0, true); }},
      {"lost", [](Bench& b) { b.exits(0, false); }},
      {"cpu still", [](Bench& b) {
         b.decide([&](Draft& d) { d.fact(b.id, Source::process, "cpu", "still"); });
       }}};
  const std::vector<Input> agent{{"start",
                                  [](Bench& b) {
                                    b.agent(AgentStarted{"conv", "/t"});
                                  }},
                                 {"life", [](Bench& b) { b.agent(Alive{}); }},
                                 {"tool",
                                  [](Bench& b) {
                                    b.agent(ToolStarted{"Bash", "digest", "use", "", "Bash"});
                                  }},
                                 {"tool ended", [](Bench& b) { b.tool_ends(); }},
                                 {"turn ended",
                                  [](Bench& b) {
                                    b.agent(TurnEnded{"words", false});
                                  }},
                                 {"turn failed", [](Bench& b) { b.agent(TurnFailed{"limit"}); }}};
  const std::vector<Input> forge{
      {"pr open",
       [](Bench& b) { b.decide([&](Draft& d) { d.fact(b.id, Source::forge, "pr", "open"); }); }},
      {"ci failed",
       [](Bench& b) { b.decide([&](Draft& d) { d.fact(b.id, Source::forge, "ci", "failed"); }); }},
      {"merged",
       [](Bench& b) { b.decide([&](Draft& d) { d.fact(b.id, Source::forge, "pr", "merged"); }); }}};
  const std::vector<Input> transcript{
      {"line", [](Bench& b) { b.agent(Alive{}, AgentSource::transcript); }},
      {"usage", [](Bench& b) {
         b.agent(UsageSeen{1, 2, 3}, AgentSource::transcript);
       }}};
  const std::vector<Input> person{
      {"key", [](Bench& b) { b.decide([&](Draft& d) { keys_typed(d, b.id, false); }); }}};
  const std::vector<const std::vector<Input>*> sources{&process, &agent, &forge, &transcript,
                                                       &person};
  const auto after = [](const Walk& walk, const Input& a, const Input& b) {
    Bench bench = walk.bench;
    a.second(bench);
    b.second(bench);
    bench.tick();
    return bench.shown();
  };
  for (const unsigned seed : seeds(25)) {
    CAPTURE(seed);
    Walk walk(seed, true);
    for (int n = 0; n < 100; ++n) {
      CAPTURE(n);
      walk.step();
      walk.check();
      const auto& first = *sources[walk.pick(5)];
      const auto& second = *sources[walk.pick(5)];
      if (&first == &second) continue;
      const Input& a = first[walk.pick(static_cast<unsigned>(first.size()))];
      const Input& b = second[walk.pick(static_cast<unsigned>(second.size()))];
      const bool exits = a.first == std::string("exit") || b.first == std::string("exit") ||
                         a.first == std::string("lost") || b.first == std::string("lost");
      const bool hooks = &first == &agent || &second == &agent;
      if (exits && (hooks || !is_live(walk.bench.session()))) continue;
      if (hooks && walk.bench.session().agent_kind == AgentKind::command) continue;
      CAPTURE(walk.bench.shown());
      CAPTURE(static_cast<int>(walk.bench.session().phase));
      const std::string pair = std::string(a.first) + ", " + b.first;
      CAPTURE(pair);
      REQUIRE(after(walk, a, b) == after(walk, b, a));
    }
  }
}

TEST_CASE("death needs two sources, wherever a life has come to") {
  for (const unsigned seed : seeds(20)) {
    CAPTURE(seed);
    Walk walk(seed, true);
    for (int n = 0; n < 100; ++n) {
      CAPTURE(n);
      walk.step();
      walk.check();
      if (walk.bench.session().phase != Phase::live) continue;
      const bool was_ended = is_ended(walk.bench.label());
      for (const char* one : {"host", "agent"}) {
        CAPTURE(one);
        Bench bench = walk.bench;
        bench.decide([&](Draft& d) { d.fact(bench.id, Source::process, one, "gone"); });
        REQUIRE(is_ended(bench.label()) == was_ended);
        REQUIRE(bench.activity() != Activity::exited);
      }
      Bench bench = walk.bench;
      bench.exits(0, walk.chance(50));
      // Unless a prompt that waited has begun the next run.
      REQUIRE((bench.activity() == Activity::exited || bench.label() == Status::spawning ||
               bench.session().phase == Phase::starting));
    }
  }
}
