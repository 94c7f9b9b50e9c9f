#include <doctest/doctest.h>

#include "client/tui_support.h"

using namespace tui_test;
using tui::Action;
using tui::Key;
using tui::ListName;

namespace {

constexpr Key::Kind kEnter = Key::Kind::enter;

Key special(Key::Kind kind) { return {kind, 0, {}}; }

Desk desk_with_a_plan() {
  Desk desk;
  desk.model.take(wire::SessionListResult{{session("app-1", wire::Status::needs_input)}});
  desk.model.take(wire::ReviewListResult{{review("R-1", "app-1")}});
  desk.settle();
  return desk;
}

}  // namespace

TEST_CASE("every key in the table means one thing in a place") {
  for (const auto& one : tui::bindings()) {
    for (const auto& other : tui::bindings()) {
      if (&one == &other || one.kind != other.kind || one.code != other.code) continue;
      CHECK((one.where & other.where) == 0);
    }
  }
  CHECK(tui::action_of(tui::key_of('P'), tui::kInLists) == Action::pause);
  CHECK(tui::action_of(tui::key_of('p'), tui::kInLists) == Action::none);
  CHECK(tui::action_of(tui::key_of('2'), tui::kInLists) == Action::list_2);
  CHECK(tui::action_of(tui::key_of('2'), tui::kInDetails) == Action::choose);
  CHECK(tui::action_of(tui::key_of('q'), tui::kInLists) == Action::quit);
  CHECK(tui::action_of(tui::key_of('q'), tui::kInDetails) == Action::back);
  CHECK(tui::action_of(tui::key_of('Y'), tui::kInHelp) == Action::none);
}

TEST_CASE("the queue's keys need no row") {
  Desk desk;
  desk.settle();
  CHECK(desk.type("P")->action == Action::pause);
  CHECK(desk.type("R")->action == Action::resume);
  CHECK(desk.type("S")->action == Action::sync);
  CHECK_FALSE(desk.type("K"));
  CHECK(desk.view.message().bad);
}

TEST_CASE("nobody approves what was not shown: the first Y opens it, the second says yes") {
  Desk desk = desk_with_a_plan();
  auto ask = desk.type("Y");
  REQUIRE(ask);
  CHECK(ask->action == Action::open);
  REQUIRE(desk.view.details());
  CHECK(desk.view.message().text == "Read it; Y again: Approve.");
  ask = desk.type("Y");
  REQUIRE(ask);
  CHECK(ask->action == Action::approve);
  CHECK(ask->id == "R-1");
  desk.view.decided("R-1");
  CHECK(desk.view.details() == nullptr);
}

TEST_CASE("the work is approved when its changes are there to be read, not before") {
  Desk desk = desk_with_a_plan();
  desk.model.take(wire::ReviewListResult{{review("R-2", "app-1", wire::ReviewKind::pr)}});
  desk.settle();
  desk.type("Y");
  CHECK_FALSE(desk.type("Y"));
  CHECK(desk.view.message().text == "Its changes are still being read: a moment.");
  desk.view.fill("review R-2", {{"+hello", {}}}, true);
  CHECK(desk.type("Y")->action == Action::approve);
}

TEST_CASE("a text that changed while it was read is read again") {
  Desk desk = desk_with_a_plan();
  desk.type("Y");
  auto other = review("R-1", "app-1");
  other.body = "another plan";
  desk.model.take(wire::ReviewDidChange{other, 2});
  desk.settle();
  CHECK_FALSE(desk.type("Y"));
  CHECK(desk.view.message().text.find("has changed") != std::string::npos);
  CHECK(desk.type("Y")->action == Action::approve);
}

TEST_CASE("a review that somebody else decided is not decided again") {
  Desk desk = desk_with_a_plan();
  desk.type("Y");
  desk.model.take(wire::ReviewDidClose{"R-1", "app-1", 2});
  desk.settle();
  CHECK(desk.view.message().text == "This has been decided. Esc goes back.");
  CHECK_FALSE(desk.type("Y"));
  CHECK(desk.view.message().text == "This has been decided already.");
}

TEST_CASE("a rejection has a reason, and Esc leaves it") {
  Desk desk = desk_with_a_plan();
  CHECK_FALSE(desk.type("X"));
  REQUIRE(desk.view.prompt());
  CHECK(desk.view.prompt()->label == "Reject Plan of app-1, because: ");
  CHECK_FALSE(desk.press(special(kEnter)));
  CHECK(desk.view.message().bad);
  desk.type("Bitte grüßenn");
  desk.press(special(Key::Kind::backspace));
  const auto ask = desk.press(special(kEnter));
  REQUIRE(ask);
  CHECK(ask->action == Action::reject);
  CHECK(ask->id == "R-1");
  CHECK(ask->text == "Bitte grüßen");
  desk.type("Xno");
  CHECK_FALSE(desk.press(special(Key::Kind::escape)));
  CHECK(desk.view.prompt() == nullptr);
}

TEST_CASE("pasted text is never taken for keys") {
  Desk desk = desk_with_a_plan();
  const Key paste{Key::Kind::paste, 0, "YYYK\ny\n"};
  CHECK_FALSE(desk.press(paste));
  CHECK(desk.view.details() == nullptr);
  CHECK(desk.view.message().bad);
  desk.type("X");
  CHECK_FALSE(desk.press(paste));
  CHECK(desk.view.prompt()->line.text() == "YYYK\ny\n");
  CHECK(desk.view.prompt()->line.shown_before() == "YYYK⏎y⏎");
}

TEST_CASE("the choices are picked by their numbers; what loses work is asked about") {
  Desk desk = desk_with_a_plan();
  auto leftover = review("R-5", "app-1", wire::ReviewKind::leftover);
  leftover.choices = {{"commit", "Commit it"}, {"discard", "Discard it"}};
  desk.model.take(wire::ReviewListResult{{leftover}});
  desk.settle();
  desk.press(special(kEnter));
  desk.view.fill("review R-5", {}, true);
  const auto commit = desk.type("1");
  REQUIRE(commit);
  CHECK(commit->text == "commit");
  CHECK_FALSE(desk.type("2"));
  CHECK(desk.view.question() == "Discard it: sure?");
  CHECK_FALSE(desk.type("n"));
  CHECK_FALSE(desk.type("2"));
  CHECK(desk.type("y")->text == "discard");
  CHECK_FALSE(desk.type("3"));
  CHECK(desk.view.message().text == "There is no answer 3.");
}

TEST_CASE("kill asks; Enter is no yes") {
  Desk desk = desk_with_a_plan();
  CHECK_FALSE(desk.type("K"));
  CHECK(desk.view.question() == "End the agent of app-1? Its work is kept.");
  CHECK_FALSE(desk.press(special(kEnter)));
  CHECK(desk.view.question().empty());
  desk.type("K");
  const auto ask = desk.type("y");
  REQUIRE(ask);
  CHECK(ask->action == Action::kill);
  CHECK(ask->id == "app-1");
}

TEST_CASE("a decision about a session is its one open review, or says why not") {
  Desk desk = desk_with_a_plan();
  desk.type("2");
  CHECK(desk.type("Y")->action == Action::open);
  CHECK(desk.view.details()->row.review == "R-1");
  desk.press(special(Key::Kind::escape));
  desk.model.take(wire::ReviewDidChange{review("R-9", "app-1"), 1});
  desk.settle();
  CHECK_FALSE(desk.type("Y"));
  CHECK(desk.view.message().text ==
        "2 decisions about app-1 are open: choose one in the Inbox (1).");
}

TEST_CASE("the choice stays on its row when others come and go") {
  Desk desk;
  const auto queue = [](std::vector<std::string> ids) {
    wire::QueueResult result;
    for (const auto& id : ids) result.tickets.push_back(ticket(id, wire::TicketState::queue));
    return result;
  };
  desk.model.take(queue({"TASK-1", "TASK-2", "TASK-3"}));
  desk.settle();
  desk.type("3jj");
  CHECK(desk.view.chosen(ListName::queue) == 2);
  desk.model.take(queue({"TASK-0", "TASK-1", "TASK-2", "TASK-3", "TASK-4"}));
  desk.settle();
  CHECK(desk.view.chosen(ListName::queue) == 3);
  CHECK(desk.type("l")->id == "TASK-3");
  desk.model.take(queue({"TASK-0"}));
  desk.settle();
  CHECK(desk.view.chosen(ListName::queue) == 0);
  desk.type("jjjj");
  CHECK(desk.view.chosen(ListName::queue) == 0);
}

TEST_CASE("requeueing a ticket whose agent runs asks, because it ends it") {
  Desk desk;
  desk.model.take(
      wire::QueueResult{false, 4, 1, {ticket("TASK-1", wire::TicketState::in_progress)}});
  desk.model.take(wire::SessionListResult{{session("app-1", wire::Status::working, "TASK-1")}});
  desk.settle();
  desk.type("2");
  CHECK_FALSE(desk.type("u"));
  const auto ask = desk.type("y");
  REQUIRE(ask);
  CHECK(ask->id == "TASK-1");
  CHECK(ask->text == "kill");
}

TEST_CASE("a session without an agent is not attached to; the way back is said") {
  Desk desk = desk_with_a_plan();
  auto ended = session("app-1", wire::Status::killed);
  ended.host.alive = false;
  ended.restorable = true;
  desk.model.take(wire::SessionDidChange{ended, 1});
  desk.settle();
  CHECK_FALSE(desk.type("a"));
  CHECK(desk.view.message().text ==
        "app-1 has no running agent: r brings it back into its conversation.");
  CHECK(desk.type("r")->action == Action::restore);
}

TEST_CASE("a search is live, and Esc ends it") {
  Desk desk;
  desk.settle();
  desk.type("/ada");
  CHECK(desk.view.filter() == "ada");
  desk.press(special(kEnter));
  CHECK(desk.view.filter() == "ada");
  CHECK(desk.view.prompt() == nullptr);
  desk.press(special(Key::Kind::escape));
  CHECK(desk.view.filter().empty());
}

TEST_CASE("n goes from one decision to the next") {
  Desk desk = desk_with_a_plan();
  desk.model.take(wire::ReviewDidChange{review("R-2", "app-1"), 1});
  desk.settle();
  desk.type("3");
  desk.type("n");
  CHECK(desk.view.focus() == ListName::inbox);
  CHECK(desk.view.chosen(ListName::inbox) == 0);
  desk.type("n");
  CHECK(desk.view.chosen(ListName::inbox) == 1);
  desk.press(special(kEnter));
  CHECK(desk.view.details()->row.review == "R-2");
  CHECK(desk.type("n")->action == Action::open);
  CHECK(desk.view.details()->row.review == "R-1");
}

TEST_CASE("the input line is edited as shells' are") {
  tui::InputLine line("one two");
  const auto text_after = [&](std::initializer_list<Key> keys) {
    for (const Key& key : keys) line.take(key);
    return line.text();
  };
  CHECK(text_after({tui::key_of(tui::ctrl('w'))}) == "one ");
  CHECK(text_after({special(Key::Kind::home), tui::key_of(U'ß')}) == "ßone ");
  CHECK(text_after({special(Key::Kind::right), special(Key::Kind::remove)}) == "ßoe ");
  CHECK(line.shown_before() == "ßo");
  CHECK(line.shown_behind() == "e ");
  CHECK(text_after({tui::key_of(tui::ctrl('k'))}) == "ßo");
  CHECK(text_after({tui::key_of(tui::ctrl('u'))}) == "");
  CHECK(text_after({special(Key::Kind::backspace), special(Key::Kind::left)}) == "");
  CHECK(line.take(tui::key_of(tui::ctrl('c'))) == tui::InputLine::Outcome::cancelled);
}
