#include "serve/convert.h"

#include <doctest/doctest.h>

#include "fakes.h"
#include "serve/convert_review.h"
#include "serve/convert_session.h"
#include "serve/convert_ticket.h"

using base::SessionId;

TEST_CASE("every status has the same name in the rules and on the wire") {
  for (int i = 0; i <= static_cast<int>(rules::Status::errored); ++i) {
    const auto status = static_cast<rules::Status>(i);
    CHECK(rules::name_of(status) == wire::name_of(serve::to_wire(status)));
  }
  for (int i = 0; i <= static_cast<int>(rules::Activity::exited); ++i) {
    const auto activity = static_cast<rules::Activity>(i);
    CHECK(rules::name_of(activity) == wire::name_of(serve::to_wire(activity)));
  }
}

TEST_CASE("folders, steps and reviews keep their meaning on the wire") {
  CHECK(serve::to_wire(rules::Folder::in_progress) == wire::TicketState::in_progress);
  CHECK(serve::to_wire(rules::Folder::completed) == wire::TicketState::completed);
  CHECK(serve::to_wire(rules::StepState::pending) == wire::StepRunState::pending);
  CHECK(serve::to_wire(rules::StepState::done) == wire::StepRunState::done);
  CHECK(serve::to_wire(rules::ReviewKind::plan) == wire::ReviewKind::plan);
  CHECK(serve::to_wire(rules::ReviewKind::leftover) == wire::ReviewKind::leftover);
}

TEST_CASE("a session on the wire has times in RFC 3339 and null for what it has not") {
  fakes::FakeModel model;
  model.the_state.sessions[SessionId{"app-1"}] = fakes::session("app-1");
  model.views[SessionId{"app-1"}] = {rules::Status::needs_input,
                                     rules::Activity::waiting_input,
                                     {rules::Source::hook, "permission hook", {3'000'000}},
                                     {4}};
  const auto session = serve::session_to_wire(model, {"app-1"});
  CHECK(session.status == wire::Status::needs_input);
  CHECK(session.evidence.source == "hook");
  CHECK(session.evidence.what == "permission hook");
  CHECK(session.evidence.at == "1970-01-01T00:50:00.000Z");
  CHECK(session.createdAt == "1970-01-01T00:16:40.000Z");
  CHECK_FALSE(session.restoredAt);
  CHECK_FALSE(session.usage);
  CHECK_FALSE(session.summary);
  CHECK_FALSE(session.pr);
  REQUIRE(session.step);
  CHECK(session.step->name == "plan");
  CHECK(session.step->count == 2);
  CHECK(session.host.socket == "/run/w/app-1.sock");
  CHECK_FALSE(session.host.alive);
  CHECK(session.color == "terminal.ansiCyan");
}

TEST_CASE("a session's host is alive when it was seen so, and its run has not ended") {
  fakes::FakeModel model;
  auto& session = model.the_state.sessions[SessionId{"app-1"}] = fakes::session("app-1");
  fakes::put_fact(model.the_state, "app-1", rules::Source::process, "host", "alive");
  CHECK(serve::session_to_wire(model, {"app-1"}).host.alive);
  session.phase = rules::Phase::ended;
  CHECK_FALSE(serve::session_to_wire(model, {"app-1"}).host.alive);
}

TEST_CASE("a type that is configured no more leaves a session without its own look") {
  CHECK(serve::look_of(nullptr).icon == "note");
  rules::IssueType bare;
  CHECK_FALSE(serve::look_of(&bare).color.empty());
}

TEST_CASE("the detail says what the session does or needs now") {
  rules::State state;
  rules::Session session = fakes::session("app-1");
  const rules::StatusView working{rules::Status::working, rules::Activity::active, {}, {}};
  const auto detail = [&] { return serve::detail_of(state, session, working); };

  CHECK(detail() == "at work on step plan");
  fakes::put_fact(state, "app-1", rules::Source::hook, "tool", "Bash: make check");
  CHECK(detail() == "Bash: make check");
  fakes::put_fact(state, "app-1", rules::Source::hook, "tool", "");
  fakes::put_fact(state, "app-1", rules::Source::hook, "turn", "ended");
  CHECK(detail() == "turn ended");
  fakes::put_fact(state, "app-1", rules::Source::hook, "turn", "failed: rate limit");
  CHECK(detail() == "the turn failed: rate limit");

  rules::Review pr;
  pr.id.value = "R-1";
  pr.session.value = "app-1";
  pr.kind = rules::ReviewKind::pr;
  pr.title = "Add a login · verify";
  rules::Review permission = pr;
  permission.id.value = "R-2";
  permission.kind = rules::ReviewKind::permission;
  permission.title = "Bash: git push";
  permission.since = {5};
  state.reviews[pr.id] = pr;
  CHECK(detail() == "Add a login · verify");
  state.reviews[permission.id] = permission;
  CHECK(detail() == "Bash: git push (and 1 more)");
  state.reviews.clear();

  session.ticket_done = true;
  session.summary = "Login added.\nWith tests.";
  CHECK(detail() == "finished: Login added.");
}

TEST_CASE("what ended says why, on one printable line") {
  rules::State state;
  rules::Session session = fakes::session("app-1");
  session.phase = rules::Phase::ended;
  session.end_reason = "exited";
  fakes::put_fact(state, "app-1", rules::Source::process, "exit", "exit code 3");
  CHECK(serve::detail_of(state, session, {}) == "the agent ended: exit code 3");
  fakes::put_fact(state, "app-1", rules::Source::owner, "launch", "failed: no\x1b[31m such\nfile");
  const std::string detail = serve::detail_of(state, session, {});
  CHECK(detail.starts_with("could not start: no"));
  CHECK(detail.find('\x1b') == std::string::npos);
  CHECK(detail.find('\n') == std::string::npos);
}

TEST_CASE("a session is restorable only when restoring it would not be refused") {
  fakes::FakeModel model;
  auto& session = model.the_state.sessions[SessionId{"app-1"}] = fakes::session("app-1");
  session.phase = rules::Phase::ended;
  session.ticket_done = true;
  model.views[session.id].status = rules::Status::done;
  CHECK(serve::session_to_wire(model, session.id).restorable);
  session.end_reason = "discarded";
  CHECK_FALSE(serve::session_to_wire(model, session.id).restorable);
  session.end_reason = "killed";
  session.ticket_done = false;  // and no open launch: its ticket went back to the queue
  CHECK_FALSE(serve::session_to_wire(model, session.id).restorable);
  model.the_state.launches[session.ticket] = {session.ticket, session.id, true, {}, ""};
  CHECK(serve::session_to_wire(model, session.id).restorable);
  model.views[session.id].status = rules::Status::merged;
  CHECK_FALSE(serve::session_to_wire(model, session.id).restorable);
}

TEST_CASE("sessions are listed newest first, of one project when asked") {
  fakes::FakeModel model;
  auto& old = model.the_state.sessions[SessionId{"app-1"}] = fakes::session("app-1");
  auto& young = model.the_state.sessions[SessionId{"app-2"}] = fakes::session("app-2");
  old.created_at = {1};
  young.created_at = {2};
  young.project = "api";
  const auto all = serve::sessions_to_wire(model, {}).value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].id == "app-2");
  wire::SessionListParams api;
  api.project = "api";
  CHECK(serve::sessions_to_wire(model, api)->size() == 1);
}

TEST_CASE("tickets come in launch order, then those at work, then what is completed") {
  fakes::FakeModel model;
  const auto add = [&](const std::string& id, rules::Folder folder, std::int64_t modified) {
    rules::Ticket ticket;
    ticket.id.value = id;
    ticket.type = "FEAT";
    ticket.priority = 1;
    ticket.folder = folder;
    ticket.modified = {modified};
    ticket.path = ".tickets/" + id + ".md";
    model.the_world.tickets.push_back(ticket);
  };
  add("DONE-1", rules::Folder::completed, 5);
  add("A-1", rules::Folder::queue, 1);
  add("WORK-1", rules::Folder::in_progress, 1);
  add("B-1", rules::Folder::queue, 1);
  add("DONE-2", rules::Folder::completed, 9);
  model.plan.rows = {{&model.the_world.tickets[3], "no free slot", {}},
                     {&model.the_world.tickets[1], "", {}}};
  const auto tickets = serve::tickets_to_wire(model);
  std::string order;
  for (const auto& ticket : tickets) order += ticket.id + " ";
  CHECK(order == "B-1 A-1 WORK-1 DONE-2 DONE-1 ");
  CHECK(tickets[0].reason == "no free slot");
  CHECK(tickets[0].priority == "P1");
  CHECK(tickets[2].reason == "nobody works on it: move it to the queue");
  CHECK(tickets[2].state == wire::TicketState::in_progress);
}

TEST_CASE("a ticket at work names its session and step, and says when that session has ended") {
  fakes::FakeModel model;
  rules::Ticket ticket;
  ticket.id.value = "FEAT-7K2QD";
  ticket.folder = rules::Folder::in_progress;
  ticket.path = ".tickets/in-progress/a.md";
  model.the_world.tickets.push_back(ticket);
  auto& session = model.the_state.sessions[SessionId{"app-1"}] = fakes::session("app-1");
  model.the_state.launches[ticket.id] = {ticket.id, session.id, true, {}, ""};
  auto row = serve::tickets_to_wire(model).at(0);
  CHECK(row.sessionId == "app-1");
  CHECK(row.step == "plan");
  CHECK(row.reason.empty());
  session.phase = rules::Phase::ended;
  model.views[session.id] = {
      rules::Status::killed, rules::Activity::exited, {rules::Source::human, "killed", {}}, {}};
  CHECK(serve::tickets_to_wire(model).at(0).reason.starts_with("app-1 has ended (killed)"));
}

TEST_CASE("a ticket at work whose file is gone is listed with that problem") {
  fakes::FakeModel model;
  auto& session = model.the_state.sessions[SessionId{"app-1"}] = fakes::session("app-1");
  model.the_state.launches[session.ticket] = {session.ticket, session.id, true, {}, ""};
  model.the_state.tickets[session.ticket].path = ".tickets/in-progress/a.md";
  const auto tickets = serve::tickets_to_wire(model);
  REQUIRE(tickets.size() == 1);
  CHECK(tickets[0].title == "Add a login");
  CHECK(tickets[0].path == ".tickets/in-progress/a.md");
  REQUIRE(tickets[0].problems.size() == 1);
}

TEST_CASE("the inbox puts what stops an agent first, and leaves out what is decided") {
  rules::State state;
  const auto add = [&](const std::string& id, rules::ReviewKind kind, std::int64_t since,
                       rules::ReviewState in = rules::ReviewState::open) {
    rules::Review review;
    review.id.value = id;
    review.kind = kind;
    review.since = {since};
    review.state = in;
    state.reviews[review.id] = review;
  };
  add("R-1", rules::ReviewKind::pr, 1);
  add("R-2", rules::ReviewKind::plan, 4);
  add("R-3", rules::ReviewKind::plan, 3);
  add("R-4", rules::ReviewKind::permission, 9);
  add("R-5", rules::ReviewKind::permission, 1, rules::ReviewState::decided);
  std::string order;
  for (const auto& review : serve::inbox(state)) order += review.id + " ";
  CHECK(order == "R-4 R-3 R-2 R-1 ");
}

TEST_CASE("the server's status counts what is open and what is queued") {
  fakes::Fixture f;
  rules::Review review;
  review.id.value = "R-1";
  f.model.the_state.reviews[review.id] = review;
  f.model.plan.rows.resize(3);
  f.model.plan.running = 1;
  f.model.plan.limit = 4;
  f.operations.the_problems = {{".operator/config.json", 3, "queue.maxParallel", "too many"}};
  f.operations.the_trust = {false, "not trusted yet", {}};
  const auto status = serve::status_of(f.model, f.operations, {7, "0.1.0"});
  CHECK(status.waiting == 1);
  CHECK(status.queued == 3);
  CHECK(status.limit == 4);
  CHECK(status.problems.at(0).line == 3);
  CHECK(status.trustReason == "not trusted yet");
}
