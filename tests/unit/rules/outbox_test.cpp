// What boards are told: when it is put into the outbox, in which order it leaves, and what comes of
// failures.
#include "rules/outbox.h"

#include <doctest/doctest.h>

#include <set>

#include "bench.h"

using namespace rules;

namespace {

struct Desk {
  Bench bench;
  Session session;

  explicit Desk(BoardWrite write = BoardWrite::full) {
    BoardSettings board;
    board.name = "shop";
    board.provider = "file";
    board.instance = "issues";
    board.write = write;
    bench.settings.boards = {board};
    session.id.value = "app-1";
    session.ticket.value = "FIX-1";
    session.branch = "fix/one";
    link("1", "FIX-1");
    link("2", "FIX-2");
  }
  const BoardSettings& board() const { return bench.settings.boards.front(); }
  void link(const std::string& id, const std::string& ticket) {
    bench.decide([&](Draft& draft) {
      BoardLink link;
      link.ref = issue_ref("file", "issues", id);
      link.board = "shop";
      link.ticket.value = ticket;
      draft.put_link(link);
    });
  }
  template <class F>
  void say(F tell) {
    bench.decide([&](Draft& draft) { tell(draft); });
  }
  std::vector<std::string> titles() const {
    std::vector<std::string> all;
    for (const auto& [id, one] : bench.state.outbox) all.push_back(title_of(one));
    return all;
  }
};
using Titles = std::vector<std::string>;

}  // namespace

TEST_CASE("the way from the plan to the end is told, each thing once") {
  Desk desk;
  for (int times = 0; times < 2; ++times) {
    desk.say([&](Draft& d) { tell_stage(d, desk.session.ticket, Stage::doing); });
    desk.say([&](Draft& d) { tell_plan(d, desk.session, "1. greet"); });
    desk.session.summary = "It greets. token=ghp_abcdefghijklmnopqrstuvwxyz0123456789";
    desk.say([&](Draft& d) { tell_done(d, desk.session); });
  }
  CHECK(desk.titles() ==
        Titles{"status: in progress", "comment: the plan of app-1", "comment: what app-1 did"});
  const std::string& text = desk.bench.state.outbox.rbegin()->second.text;
  CHECK(text.find("`fix/one`:\n\nIt greets.") != std::string::npos);
  CHECK(text.find("ghp_") == std::string::npos);
  // A second round of the same work is another text.
  desk.session.run = 2;
  desk.say([&](Draft& d) { tell_done(d, desk.session); });
  CHECK(desk.bench.state.outbox.size() == 4);
  // Of stages only the newest one counts.
  desk.say([&](Draft& d) { tell_stage(d, desk.session.ticket, Stage::done); });
  CHECK(desk.titles().front() == "comment: the plan of app-1");
  CHECK(desk.titles().back() == "status: done");
}

TEST_CASE("a board is told what its settings allow, and nothing without an issue") {
  Desk comments(BoardWrite::comments);
  comments.say([&](Draft& d) { tell_stage(d, comments.session.ticket, Stage::doing); });
  comments.say([&](Draft& d) { tell_plan(d, comments.session, "1. greet"); });
  CHECK(comments.titles() == Titles{"comment: the plan of app-1"});
  Desk off(BoardWrite::off);
  off.say([&](Draft& d) { tell_plan(d, off.session, "1. greet"); });
  CHECK(off.titles().empty());
  Desk other;
  other.session.ticket.value = "FIX-3";
  other.say([&](Draft& d) { tell_plan(d, other.session, "1. greet"); });
  CHECK(other.titles().empty());
}

TEST_CASE("in order for each issue; what fails waits longer each time and holds up no other") {
  Desk desk;
  desk.say([&](Draft& d) { tell_stage(d, {"FIX-1"}, Stage::doing); });
  desk.say([&](Draft& d) { tell_plan(d, desk.session, "1. greet"); });
  desk.say([&](Draft& d) { tell_stage(d, {"FIX-2"}, Stage::doing); });
  const auto ids = [&](std::optional<base::WallTime> now) {
    std::vector<std::int64_t> all;
    for (const Outgoing* one : sendable(desk.bench.state, desk.board(), now))
      all.push_back(one->id);
    return all;
  };
  using Ids = std::vector<std::int64_t>;
  CHECK(ids(std::nullopt) == Ids{1, 3});
  std::int64_t waited = 0;
  for (int tries = 1; tries < 20; ++tries) {
    desk.say([&](Draft& d) { outgoing_tried(d, 1); });
    desk.say([&](Draft& d) { outgoing_failed(d, 1, "no", false, 1); });
    const std::int64_t wait = desk.bench.state.outbox.at(1).due.ms - desk.bench.now.wall.ms;
    CHECK(wait >= waited);
    waited = wait;
  }
  CHECK(waited == 1'800'000);
  CHECK(ids(desk.bench.now.wall) == Ids{3});
  CHECK(outbox_due(desk.bench.state, desk.board()) == base::WallTime{});
  desk.say([&](Draft& d) { outgoing_sent(d, 3); });
  CHECK(outbox_due(desk.bench.state, desk.board()) == desk.bench.state.outbox.at(1).due);
  desk.say([&](Draft& d) { outgoing_failed(d, 1, "it is gone", true, 1); });
  CHECK(ids(std::nullopt) == Ids{2});
}

TEST_CASE("what a person drops is not told by the next sync either") {
  Desk desk;
  desk.say([&](Draft& d) { tell_stage(d, {"FIX-1"}, Stage::done); });
  const auto id = desk.bench.state.outbox.begin()->first;
  REQUIRE(desk.bench.decide([&](Draft& d) { return drop_outgoing(d, id); }));
  CHECK(desk.bench.state.outbox.empty());
  CHECK(desk.bench.state.links.at(issue_ref("file", "issues", "1")).here == Stage::done);
  CHECK(!desk.bench.decide([&](Draft& d) { return drop_outgoing(d, id); }));
}

TEST_CASE("a ticket whose file is on its way is told of when it is there") {
  Desk desk;
  desk.say([&](Draft& d) {
    d.effect(PlaceTicket{{"FIX-1"}, {}, Folder::completed, "queue/x.md", {}});
    tell_stage(d, {"FIX-1"}, Stage::done);
  });
  CHECK(sendable(desk.bench.state, desk.board(), std::nullopt).empty());
  desk.say([&](Draft& d) { d.placed({"FIX-1"}); });
  CHECK(sendable(desk.bench.state, desk.board(), std::nullopt).size() == 1);
}

TEST_CASE("a board that is another repository by now is told nothing of the one before") {
  Desk desk;
  desk.say([&](Draft& d) { tell_plan(d, desk.session, "1. greet"); });
  desk.bench.settings.boards.front().instance = "others";
  CHECK(sendable(desk.bench.state, desk.board(), std::nullopt).empty());
  CHECK(!outbox_due(desk.bench.state, desk.board()));
  desk.say([&](Draft& d) { tell_done(d, desk.session); });
  CHECK(desk.bench.state.outbox.size() == 1);
}

TEST_CASE("two people's sessions of one name say two things") {
  std::set<std::string> markers;
  for (const std::int64_t created : {1, 2}) {
    Desk desk;
    desk.session.created_at.ms = created;
    desk.say([&](Draft& d) { tell_done(d, desk.session); });
    markers.insert(desk.bench.state.outbox.begin()->second.marker);
  }
  CHECK(markers.size() == 2);
}

TEST_CASE("the queue is looked at again when an issue is over, not for every page of a sync") {
  Desk desk;
  BoardLink link = desk.bench.state.links.begin()->second;
  const auto touches = [&](auto change) {
    bool queue = false;
    desk.say([&](Draft& draft) {
      change(draft);
      queue = draft.queue_touched();
      CHECK(draft.boards_touched());
    });
    return queue;
  };
  CHECK_FALSE(touches([](Draft& d) { d.set_note(std::string(kBoardMark) + "shop", "page 2"); }));
  link.revision = "2";
  CHECK_FALSE(touches([&](Draft& d) { d.put_link(link); }));
  link.remote = Remote::done;
  CHECK(touches([&](Draft& d) { d.put_link(link); }));
  CHECK_FALSE(touches([&](Draft& d) { d.put_link(link); }));
}
