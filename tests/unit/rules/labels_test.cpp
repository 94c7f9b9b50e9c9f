// Every label from its real cause, and out of it again by what a person or an agent would do. The
// pull request's facts have no source yet: the rules are held to the table all the same.
#include <set>

#include "bench.h"
#include "rules/rest.h"

using namespace rules;

namespace {

void forge(Bench& b, const std::string& kind, const std::string& value) {
  b.decide([&](Draft& d) { d.fact(b.id, Source::forge, kind, value); }, "forge");
}
void pull_request(Bench& b) {
  b.launched("TASK");
  forge(b, "pr", "open");
}
void ends(Bench& b, bool by_record) {
  const auto end = b.took<EndAgent>();
  REQUIRE(end);
  b.decide([&](Draft& d) { agent_gone(d, b.id, end->run, {143, 0, "", by_record}); }, "host");
}
void killed(Bench& b, bool force) {
  REQUIRE(b.decide([&](Draft& d) { return kill(d, b.id, force); }));
  ends(b, true);
}
void finished(Bench& b) {
  b.launched("TASK");
  REQUIRE(b.claims("execute"));
  b.agent(TurnEnded{"done", false});
  b.worktree_is();
}
void restored(Bench& b) {
  REQUIRE(b.decide([&](Draft& d) { return restore(d, b.id, false); }));
}
void silent(Bench& b) {
  b.launched("TASK");
  b.wait(b.settings.sessions.stuck_after);
  b.tick();
  REQUIRE(b.took<LookAtProcessor>());
  b.decide([&](Draft& d) {
    d.edit(b.id)->looking = false;
    d.fact(b.id, Source::process, "cpu", "still");
  });
}
void discarded(Bench& b) {
  const auto ticket = b.launched("TASK");
  REQUIRE(b.decide([&](Draft& d) { return discard(d, ticket, true); }));
  ends(b, true);
}
void refused(Bench& b) {
  b.claimed("TASK");
  b.decide([&](Draft& d) { launch_failed(d, b.id, "no such branch"); });
}

struct Row {
  const char* cause;
  std::function<void(Bench&)> happens;
  Status label;
  const char* way_out;
  std::function<void(Bench&)> leaves;
  Status then;
};

std::vector<Row> rows() {
  return {
      {"a ticket is claimed", [](Bench& b) { b.claimed("TASK"); }, Status::spawning,
       "its first hook",
       [](Bench& b) {
         b.worktree_is_made();
         b.host_is_up();
         b.agent(AgentStarted{"c", "/t"});
       },
       Status::working},
      {"a restore",
       [](Bench& b) {
         b.launched("TASK");
         killed(b, false);
         restored(b);
       },
       Status::spawning, "its first hook",
       [](Bench& b) {
         b.host_is_up();
         b.agent(AgentStarted{"c", "/t"});
       },
       Status::working},
      {"the first hook", [](Bench& b) { b.launched("TASK"); }, Status::working, "silence",
       [](Bench& b) {
         b.wait(b.settings.sessions.stuck_after);
         b.tick();
         b.decide([&](Draft& d) { d.fact(b.id, Source::process, "cpu", "still"); });
       },
       Status::stuck},
      {"a program without hooks runs", [](Bench& b) { b.launched("TASK", "plain"); },
       Status::working, "its exit", [](Bench& b) { b.exits(1); }, Status::needs_input},
      {"a permission is asked",
       [](Bench& b) {
         b.launched("TASK");
         b.asks_permission();
       },
       Status::needs_input, "a person allows it",
       [](Bench& b) { REQUIRE(b.verdict(Verdict::Kind::approve)); }, Status::working},
      {"a plan is ready",
       [](Bench& b) {
         b.launched("FEAT");
         b.asks_plan();
       },
       Status::needs_input, "a person rejects it",
       [](Bench& b) { REQUIRE(b.verdict(Verdict::Kind::reject, "", "no")); }, Status::working},
      {"the turn ends before the step",
       [](Bench& b) {
         b.launched("TASK");
         b.agent(TurnEnded{"hm", false});
       },
       Status::needs_input, "the agent claims it", [](Bench& b) { REQUIRE(b.claims("execute")); },
       Status::working},
      {"the agent exits before its step",
       [](Bench& b) {
         b.launched("TASK");
         b.exits(1);
       },
       Status::needs_input, "a person restores it",
       [](Bench& b) { REQUIRE(b.verdict(Verdict::Kind::approve)); }, Status::spawning},
      {"the service refuses",
       [](Bench& b) {
         b.launched("TASK");
         b.agent(TurnFailed{"limit"});
       },
       Status::needs_input, "a person types in its terminal",
       [](Bench& b) { b.agent(PromptSubmitted{"go"}); }, Status::working},
      {"silence, and a processor that stands still", silent, Status::stuck, "a sign of life",
       [](Bench& b) { b.agent(Alive{}, AgentSource::transcript); }, Status::working},
      {"silence, still", silent, Status::stuck, "its host dies",
       [](Bench& b) { b.exits(0, false); }, Status::killed},
      {"the pull request is open", pull_request, Status::pr_open, "it waits for review",
       [](Bench& b) { forge(b, "decision", "pending"); }, Status::review_pending},
      {"it waits for review",
       [](Bench& b) {
         pull_request(b);
         forge(b, "decision", "pending");
       },
       Status::review_pending, "changes are requested",
       [](Bench& b) { forge(b, "decision", "changes_requested"); }, Status::changes_requested},
      {"changes are requested",
       [](Bench& b) {
         pull_request(b);
         forge(b, "decision", "changes_requested");
       },
       Status::changes_requested, "it is approved",
       [](Bench& b) { forge(b, "decision", "approved"); }, Status::approved},
      {"it is approved",
       [](Bench& b) {
         pull_request(b);
         forge(b, "decision", "approved");
       },
       Status::approved, "nothing is in the way", [](Bench& b) { forge(b, "mergeable", "yes"); },
       Status::mergeable},
      {"nothing is in the way",
       [](Bench& b) {
         pull_request(b);
         forge(b, "mergeable", "yes");
       },
       Status::mergeable, "its checks fail", [](Bench& b) { forge(b, "ci", "failed"); },
       Status::ci_failed},
      {"its checks fail",
       [](Bench& b) {
         pull_request(b);
         forge(b, "ci", "failed");
       },
       Status::ci_failed, "they pass", [](Bench& b) { forge(b, "ci", "passed"); }, Status::pr_open},
      {"it is closed",
       [](Bench& b) {
         pull_request(b);
         forge(b, "pr", "closed");
       },
       Status::working, "it is opened again", [](Bench& b) { forge(b, "pr", "open"); },
       Status::pr_open},
      {"it is merged",
       [](Bench& b) {
         pull_request(b);
         forge(b, "pr", "merged");
       },
       Status::merged, "nothing leads out: not even a restore",
       [](Bench& b) {
         b.exits(0);
         REQUIRE_FALSE(b.decide([&](Draft& d) { return restore(d, b.id, false); }));
       },
       Status::merged},
      {"the ticket is completed", finished, Status::done, "a restore",
       [](Bench& b) {
         b.exits(0);
         restored(b);
       },
       Status::spawning},
      {"a kill",
       [](Bench& b) {
         b.launched("TASK");
         killed(b, false);
       },
       Status::killed, "a restore", restored, Status::spawning},
      {"its runtime is lost",
       [](Bench& b) {
         b.launched("TASK");
         b.exits(0, false);
       },
       Status::killed, "a restore", restored, Status::spawning},
      {"a kill by force",
       [](Bench& b) {
         b.launched("TASK");
         killed(b, true);
       },
       Status::terminated, "a restore", restored, Status::spawning},
      {"its turn is given up to park it",
       [](Bench& b) {
         b.launched("TASK");
         REQUIRE(b.decide([&](Draft& d) { return park(d, b.id, true); }));
         ends(b, false);
       },
       Status::parked, "a text",
       [](Bench& b) { b.decide([&](Draft& d) { queue_text(d, b.id, "go on", "message"); }); },
       Status::spawning},
      {"its work is discarded", discarded, Status::cleanup, "nothing is left to restore",
       [](Bench& b) { REQUIRE_FALSE(b.decide([&](Draft& d) { return restore(d, b.id, false); })); },
       Status::cleanup},
      {"its launch failed", refused, Status::errored, "its ticket launches again",
       [](Bench& b) {
         const Ticket ticket = b.ticket_of("TASK");
         b.decide([&](Draft& d) { claim(d, ticket, "x"); });
         CHECK(view_of(b.state, b.state.sessions.at({"app-2"}), b.context("x")).status ==
               Status::spawning);
       },
       Status::errored},
  };
}

}  // namespace

TEST_CASE("every label is reached from its cause, names its facts, and is left the right way") {
  std::set<Status> reached;
  for (const Row& row : rows()) {
    CAPTURE(row.cause);
    Bench bench;
    row.happens(bench);
    CHECK(std::string(name_of(bench.label())) == std::string(name_of(row.label)));
    reached.insert(bench.label());
    // What an event about it names is what is known, and the newest of it is not older than it is.
    const StatusView view = view_of(bench.state, bench.session(), bench.context("x"));
    CHECK_FALSE(view.facts.empty());
    CHECK_FALSE(view.evidence.what.empty());
    for (const std::int64_t id : view.facts) {
      const auto& facts = bench.state.facts.at(bench.id);
      CHECK(std::any_of(facts.begin(), facts.end(), [&](const auto& entry) {
        return entry.second.id == id && !entry.second.value.empty();
      }));
    }
    CAPTURE(row.way_out);
    row.leaves(bench);
    CHECK(std::string(name_of(bench.label())) == std::string(name_of(row.then)));
  }
  for (int n = 0; n <= static_cast<int>(Status::parked); ++n) {
    CAPTURE(name_of(static_cast<Status>(n)));
    CHECK(reached.contains(static_cast<Status>(n)));
  }
}

TEST_CASE("a clock that is set back after a restore hides nothing of what comes then") {
  for (const std::int64_t jump : {-86'400'000LL, 86'400'000LL}) {
    CAPTURE(jump);
    Bench bench;
    bench.launched("TASK");
    killed(bench, false);
    restored(bench);
    bench.now.wall.ms += jump;
    bench.host_is_up();
    bench.agent(AgentStarted{"c", "/t"});
    bench.agent(PromptSubmitted{"go"});
    CHECK(bench.shown() == "working active");
    bench.exits(1);
    CHECK(bench.shown() == "needs_input exited");
  }
}

TEST_CASE("a text for a session whose ticket went back to the queue starts no run beside it") {
  Bench bench;
  const auto ticket = bench.launched("TASK");
  bench.exits(1);
  REQUIRE(bench.decide([&](Draft& d) { return requeue(d, ticket, false); }));
  bench.decide([&](Draft& d) { queue_text(d, bench.id, "hello", "message"); });
  bench.tick();
  CHECK(bench.session().phase == Phase::ended);
  CHECK_FALSE(bench.took<StartHost>());
}
