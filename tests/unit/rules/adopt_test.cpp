// A program that a person has started by hand, as a session.
#include "rules/adopt.h"

#include "bench.h"
#include "rules/cleanup.h"
#include "rules/rest.h"
#include "rules/restore.h"

using namespace rules;

namespace {

struct Adopted : Bench {
  const AdoptedPane pane{"work", "/tmp/tmux-7/work", "%3", 41, 12345, "boot-1"};

  Adopted() {
    settings.host = HostKind::tmux;
    settings.projects[0].setup = {{"make"}};
    settings.projects[0].isolation = Isolation::sandbox;
    Ticket ticket = ticket_of("TASK");
    ticket.hold = true;
    decide([&](Draft& d) { adopt(d, ticket, "---\nid: x\n---\n", {pane, "claude", "/repo"}); });
  }
  std::map<std::string, std::string> folder_is_seen() {
    REQUIRE(took<MakeWorktree>());
    decide([&](Draft& d) { worktree_made(d, id, {"/repo", "main", "main", "abc"}); });
    const auto place = took<PlaceTicket>();
    REQUIRE(place);
    decide([&](Draft& d) {
      d.placed(place->ticket);
      ticket_placed(d, *place, ".tickets/in-progress/x.md");
    });
    return place->set;
  }
  void runs() {
    folder_is_seen();
    host_is_up();
  }
  std::string evidence() { return view_of(state, session(), context("x")).evidence.what; }
};

}  // namespace

TEST_CASE_FIXTURE(Adopted,
                  "it runs where it runs: nothing is set up, contained or given a branch") {
  CHECK(session().worktree == "/repo");
  CHECK(session().isolation == Isolation::none);
  const auto set = folder_is_seen();
  CHECK_FALSE(took<RunSetup>());
  CHECK_FALSE(set.contains("branch"));
  host_is_up();
  CHECK(shown() == "working active");
  CHECK(session().branch == "main");
  CHECK(adopter_of(state, pane.socket, "%3", 41)->id == id);
  CHECK(adopter_of(state, pane.socket, "%3", 42) == nullptr);
}

TEST_CASE_FIXTURE(Adopted, "what is known of it is its output") {
  runs();
  decide([&](Draft& d) { output_seen(d, id, true); });
  CHECK(shown() == "working idle");
  CHECK(evidence() == "started by hand; its terminal is quiet");
  events.clear();
  decide([&](Draft& d) { output_seen(d, id, true); });
  CHECK(events.empty());
  decide([&](Draft& d) { output_seen(d, id, false); });
  CHECK(shown() == "working active");
}

TEST_CASE_FIXTURE(Adopted, "a text is typed, and what its terminal took is all there is to know") {
  runs();
  decide([&](Draft& d) { queue_text(d, id, "hello", "message"); });
  const auto typed = took<TypeText>();
  REQUIRE(typed);
  decide([&](Draft& d) { text_typed(d, id, typed->delivery, {}); });
  CHECK(session().deliveries.empty());
}

TEST_CASE_FIXTURE(Adopted, "what needs a host of ours is refused, and says so") {
  runs();
  const auto frozen = decide([&](Draft& d) { return freeze(d, id); });
  REQUIRE_FALSE(frozen);
  CHECK(frozen.error().message.find("started by hand") != std::string::npos);
  REQUIRE_FALSE(decide([&](Draft& d) { return park(d, id, true); }));
  CHECK_FALSE(took<EndAgent>());
}

TEST_CASE_FIXTURE(Adopted,
                  "one that ended is neither offered nor restored; its ticket can be requeued") {
  runs();
  exits(0, false);
  CHECK(label() == Status::killed);
  CHECK(lost_sessions(state).empty());
  CHECK(state.reviews.empty());
  const auto again = decide([&](Draft& d) { return restore(d, id, false); });
  REQUIRE_FALSE(again);
  CHECK(again.error().message.find("adopt") != std::string::npos);
  CHECK_FALSE(took<StartHost>());
  REQUIRE(decide([&](Draft& d) { return requeue(d, {"TASK-1"}, false); }));
  CHECK(took<PlaceTicket>()->folder == Folder::queue);
}

TEST_CASE_FIXTURE(Adopted,
                  "finished work ends no program, and asks nothing about a person's changes") {
  runs();
  REQUIRE(claims("execute"));
  worktree_is({"mine.txt"});
  CHECK(state.reviews.empty());
  CHECK(session().ticket_done);
  wait(settings.sessions.end_after);
  tick();
  CHECK(finished_sessions(state, context("x")).empty());
  REQUIRE_FALSE(decide([&](Draft& d) { return begin_cleanup(d, id); }));
  CHECK_FALSE(took<EndAgent>());
  CHECK_FALSE(took<LookAtWindow>());
}

TEST_CASE_FIXTURE(Adopted, "one that cannot be adopted launches no agent in its place") {
  decide([&](Draft& d) { launch_failed(d, id, "no commit yet"); });
  const auto place = took<PlaceTicket>();
  REQUIRE(place);
  CHECK(place->set.at("hold") == "true");
}
