#include "rules/lifecycle.h"

#include <doctest/doctest.h>

#include "rules/agent_events.h"
#include "rules/idle.h"
#include "rules/rest.h"

namespace {

struct Run {
  rules::State state;
  rules::Settings settings;
  rules::World world;
  base::SessionId id{"app-1"};

  Run() {
    rules::Session session;
    session.id = id;
    session.ticket.value = "TASK-1";
    session.agent_kind = rules::AgentKind::claude;
    session.phase = rules::Phase::starting;
    session.run = 1;
    session.type_copy.steps.emplace_back().name = "execute";
    state.sessions[id] = session;
  }
  // How often the run was said to have started, in one decision.
  template <class Rule>
  int starts(Rule rule) {
    rules::Draft draft(state, {settings,
                               world,
                               {{1000}, {1000}},
                               "owner",
                               [](std::size_t n) { return std::string(n, '0'); },
                               [] { return std::string("uuid"); }});
    rule(draft);
    int count = 0;
    for (const auto& event : draft.take().events) count += event.kind == "session/started" ? 1 : 0;
    return count;
  }
  int by_host() {
    return starts([&](rules::Draft& draft) { rules::host_started(draft, id, 1); });
  }
  int by_hook() {
    return starts([&](rules::Draft& draft) {
      rules::AgentRecord record;
      record.event = rules::AgentStarted{"c", ""};
      rules::agent_seen(draft, id, {record}, {});
    });
  }
};

}  // namespace

TEST_CASE_FIXTURE(Run, "a run starts once, when its host says hello first") {
  CHECK(by_host() == 1);
  CHECK(by_hook() == 0);
  CHECK(by_host() == 0);  // an owner that came later
  CHECK(state.sessions[id].phase == rules::Phase::live);
}

TEST_CASE_FIXTURE(
    Run, "of a host that is found again nothing is written, and its session is looked at") {
  by_host();
  rules::Draft draft(state, {settings, world, {{2000}, {2000}}, "host", {}, {}});
  rules::host_started(draft, id, 1);
  rules::terminal_found(draft, id, 2, true);
  rules::frozen_found(draft, id, false);
  CHECK(draft.touched() == std::set{id});
  CHECK(state.sessions[id].viewers == 2);
  CHECK(state.sessions[id].user_typing);
  CHECK(draft.take().empty());
}

TEST_CASE_FIXTURE(Run, "a run starts once, when the agent's hook is read before its host's hello") {
  CHECK(by_hook() == 1);
  CHECK(by_host() == 0);
  CHECK(state.sessions[id].step_state == rules::StepState::running);
}
