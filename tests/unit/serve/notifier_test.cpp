#include "serve/notifier.h"

#include <doctest/doctest.h>

#include "fakes.h"

namespace {

struct Told : fakes::Fixture {
  std::vector<nlohmann::json> sent;
  serve::Notifier notifier{service, [this](const wire::Frame& frame) {
                             const auto body = frame->find("\r\n\r\n") + 4;
                             sent.push_back(nlohmann::json::parse(frame->substr(body)));
                           }};
  std::string methods() {
    std::string all;
    for (const auto& one : sent) all += one["method"].get<std::string>() + " ";
    return all;
  }
  rules::Session& one() { return model.the_state.sessions[{"app-1"}]; }
  void change(app::Changes changes) {
    sent.clear();
    notifier.add(changes);
    notifier.flush();
  }
  app::Changes session_changed() {
    app::Changes changes;
    changes.sessions = {{"app-1"}};
    return changes;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Told, "without a subscriber nothing is made") {
  CHECK_FALSE(notifier.add(session_changed()));
  notifier.flush();
  CHECK(sent.empty());
}

TEST_CASE_FIXTURE(Told, "a turn's changes are told once, and only what looks different") {
  notifier.begin();
  CHECK(notifier.add(session_changed()));
  CHECK_FALSE(notifier.add(session_changed()));  // a flush is under way already
  notifier.flush();
  CHECK(sent.empty());
  one().name = "Another title";
  change(session_changed());
  CHECK(methods() == "session/didChange ");
  CHECK(sent[0]["params"]["session"]["name"] == "Another title");
}

TEST_CASE_FIXTURE(Told, "a session that left is removed") {
  notifier.begin();
  model.the_state.sessions.clear();
  change(session_changed());
  CHECK(methods() == "session/didRemove ");
  change(session_changed());
  CHECK(sent.empty());
}

TEST_CASE_FIXTURE(Told, "a review is told while it is open, and its end once") {
  notifier.begin();
  rules::Review review;
  review.id.value = "R-1";
  review.session.value = "app-1";
  model.the_state.reviews[review.id] = review;
  app::Changes changes;
  changes.reviews = {review.id};
  change(changes);
  CHECK(methods() == "review/didChange status/didChange ");
  model.the_state.reviews[review.id].state = rules::ReviewState::decided;
  change(changes);
  CHECK(methods() == "review/didClose status/didChange ");
  CHECK(sent[0]["params"]["sessionId"] == "app-1");
  model.the_state.reviews.clear();
  change(changes);
  CHECK(sent.empty());
}

TEST_CASE_FIXTURE(Told, "a moved ticket leaves its old path before it is at the new one") {
  rules::Ticket ticket;
  ticket.id.value = "FEAT-1";
  ticket.path = ".tickets/queue/a.md";
  model.the_world.tickets = {ticket};
  model.plan.rows = {{&model.the_world.tickets[0], "held", {}}};
  notifier.begin();
  app::Changes changes;
  changes.queue = true;
  change(changes);
  CHECK(sent.empty());
  model.plan.rows.clear();
  model.the_world.tickets[0].path = ".tickets/completed/a.md";
  model.the_world.tickets[0].folder = rules::Folder::completed;
  change(changes);
  CHECK(methods() == "ticket/didRemove ticket/didChange status/didChange ");
}

TEST_CASE_FIXTURE(Told, "a session's change looks at its own ticket only") {
  std::vector<rules::Ticket> tickets(2);
  tickets[0].id.value = "FEAT-1";
  tickets[0].path = ".tickets/in-progress/a.md";
  tickets[1].id.value = "FEAT-2";
  tickets[1].path = ".tickets/in-progress/b.md";
  for (auto& ticket : tickets) ticket.folder = rules::Folder::in_progress;
  model.the_world.tickets = tickets;
  notifier.begin();
  one().ticket.value = "FEAT-1";
  model.the_world.tickets[0].step = "build";
  model.the_world.tickets[1].step = "build";
  change(session_changed());
  CHECK(methods().find("ticket/didChange ") != std::string::npos);
  CHECK(methods().find("ticket/didChange ") == methods().rfind("ticket/didChange "));
  app::Changes everything;
  everything.queue = true;
  change(everything);
  CHECK(sent[0]["params"]["ticket"]["id"] == "FEAT-2");
  // Its file moves: what clients have of the old path is taken back.
  model.the_world.tickets[0].path = ".tickets/in-progress/c.md";
  change(session_changed());
  CHECK(methods().starts_with("ticket/didRemove ticket/didChange "));
  // A session that is gone says nothing of which ticket was its own.
  model.the_state.sessions.clear();
  model.the_world.tickets[1].step = "test";
  change(session_changed());
  CHECK(methods().find("ticket/didChange ") != std::string::npos);
}

TEST_CASE_FIXTURE(Told, "slots and the pause are told when they change") {
  notifier.begin();
  operations.is_paused = true;
  app::Changes changes;
  changes.queue = true;
  change(changes);
  CHECK(methods() == "queue/didChange status/didChange ");
  CHECK(sent[0]["params"]["paused"] == true);
}

TEST_CASE_FIXTURE(Told, "an agent that starts asks for its tab, shown when a person follows it") {
  notifier.begin();
  one().type_copy.mode = rules::TypeMode::paired;
  rules::Event event;
  event.seq = 1;
  event.kind = "session/started";
  event.session.value = "app-1";
  model.history.push_back(event);
  app::Changes changes;
  changes.events = {event};
  change(changes);
  CHECK(methods() == "event/didAppend terminal/didRequest ");
  CHECK(sent[1]["params"]["show"] == true);
  CHECK(sent[1]["params"]["seq"] == 1);
}
