#include <doctest/doctest.h>

#include "client/tui_support.h"

using namespace tui_test;
using tui::ListName;

namespace {

std::vector<std::string> names(const tui::Lists& lists, ListName list) {
  std::vector<std::string> all;
  for (const auto& row : lists.of(list)) all.push_back(row.name + " " + row.state);
  return all;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a ticket and its session are one row, in the list of the ticket's folder") {
  tui::Model model;
  auto queued = ticket("TASK-1", wire::TicketState::queue);
  queued.reason = "no free slot";
  auto done = ticket("TASK-3", wire::TicketState::completed);
  done.sessionId = "app-2";
  model.take(wire::QueueResult{
      false, 4, 1, {queued, ticket("TASK-2", wire::TicketState::in_progress), done}});
  model.take(wire::SessionListResult{{session("app-1", wire::Status::working, "TASK-2"),
                                      session("app-2", wire::Status::done, "TASK-3"),
                                      session("app-3", wire::Status::spawning),
                                      session("app-4", wire::Status::killed, "TASK-1")}});
  model.take(wire::ReviewListResult{{review("R-1", "app-1")}});
  const auto lists = tui::lists_of(model, "");
  CHECK(names(lists, ListName::inbox) == Names{"app-1 Plan"});
  CHECK(names(lists, ListName::progress) == Names{"app-1 working", "app-3 starting"});
  CHECK(names(lists, ListName::queue) == Names{"TASK-1 P2"});
  CHECK(lists.of(ListName::queue).front().note == "no free slot");
  CHECK(names(lists, ListName::done) == Names{"app-2 done", "app-4 killed"});
}

TEST_CASE("what a person has to do something about is first") {
  tui::Model model;
  auto waiting = session("app-4", wire::Status::working);
  waiting.activity = wire::Activity::idle;
  auto newer = session("app-6", wire::Status::working);
  newer.createdAt = "2026-11-21T11:30:00.000Z";
  model.take(wire::SessionListResult{{session("app-1", wire::Status::working), waiting, newer,
                                      session("app-2", wire::Status::stuck),
                                      session("app-3", wire::Status::needs_input)}});
  CHECK(
      names(tui::lists_of(model, ""), ListName::progress) ==
      Names{"app-3 needs input", "app-2 stuck", "app-6 working", "app-1 working", "app-4 waiting"});
}

TEST_CASE("the inbox is in the owner's order, whatever order it is told in") {
  tui::Model model;
  auto old = review("R-1", "app-1");
  old.since = "2026-11-21T10:00:00.000Z";
  model.take(wire::ReviewDidChange{review("R-2", "app-2"), 1});
  model.take(wire::ReviewDidChange{old, 2});
  model.take(wire::ReviewDidChange{review("R-3", "app-3", wire::ReviewKind::permission), 3});
  Names ids;
  for (const auto& one : model.reviews()) ids.push_back(one.id);
  CHECK(ids == Names{"R-3", "R-1", "R-2"});
  model.take(wire::ReviewDidClose{"R-1", "app-1", 4});
  CHECK(model.review("R-1") == nullptr);
  CHECK(model.reviews_of("app-2").size() == 1);
  CHECK(model.reviews_of("").empty());
}

TEST_CASE("notifications keep the lists") {
  tui::Model model;
  model.take(wire::SessionDidChange{session("app-1", wire::Status::working), 1});
  CHECK(names(tui::lists_of(model, ""), ListName::progress) == Names{"app-1 working"});
  model.take(wire::SessionDidRemove{"app-1", 2});
  CHECK(tui::lists_of(model, "").of(ListName::progress).empty());

  CHECK(model.take(wire::TicketDidChange{ticket("TASK-1", wire::TicketState::queue), 3}));
  auto reworded = ticket("TASK-1", wire::TicketState::queue, "Another");
  CHECK_FALSE(model.take(wire::TicketDidChange{reworded, 4}));
  CHECK(model.take(wire::TicketDidChange{ticket("TASK-1", wire::TicketState::completed), 5}));
  CHECK(names(tui::lists_of(model, ""), ListName::done) == Names{"TASK-1 done"});
  CHECK(model.tickets().size() == 1);
  model.take(wire::TicketDidRemove{model.tickets().front().path, "TASK-1", 6});
  CHECK(model.tickets().empty());

  model.take(wire::QueueDidChange{true, 2, 4, 7});
  CHECK(model.status().paused);
}

TEST_CASE("a search keeps rows that have all of its words, case aside") {
  tui::Model model;
  model.take(wire::QueueResult{false,
                               4,
                               0,
                               {ticket("TASK-1", wire::TicketState::queue, "Greet Ada"),
                                ticket("TASK-2", wire::TicketState::queue, "Greet Grace")}});
  const auto lists = tui::lists_of(model, " GREET  grace");
  CHECK(names(lists, ListName::queue) == Names{"TASK-2 P2"});
  CHECK(lists.total[static_cast<std::size_t>(ListName::queue)] == 2);
  CHECK(tui::lists_of(model, "nobody").of(ListName::queue).empty());
}
