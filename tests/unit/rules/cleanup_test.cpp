#include "rules/cleanup.h"

#include <algorithm>

#include "rules/bench.h"

namespace rules {
namespace {

struct Cleanup : Bench {
  std::vector<base::SessionId> finished() { return finished_sessions(state, context("x")); }
  base::Status begins() {
    return decide([&](Draft& draft) { return begin_cleanup(draft, id); });
  }
  void archived() {
    decide([&](Draft& draft) { archive(draft, id, "worktree removed"); });
  }
  void finishes() {
    launched("TASK");
    REQUIRE(claims("execute"));
    agent(TurnEnded{});
    worktree_is();
    REQUIRE(label() == Status::done);
  }
  bool happened(const std::string& kind) {
    return std::any_of(events.begin(), events.end(),
                       [&](const Event& event) { return event.kind == kind; });
  }
};

TEST_CASE_FIXTURE(Cleanup, "a session at work is neither finished nor cleaned up") {
  launched("TASK");
  CHECK(finished().empty());
  const auto refused = begins();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == base::ErrorCode::conflict);
  CHECK_FALSE(took<EndAgent>());
}

TEST_CASE_FIXTURE(Cleanup, "finished work leaves, its idle agent first") {
  finishes();
  CHECK(finished() == std::vector<base::SessionId>{id});
  session().viewers = 1;  // somebody reads there
  CHECK(finished().empty());
  session().viewers = 0;
  REQUIRE(begins());
  CHECK(took<EndAgent>());
  CHECK_FALSE(begins());  // once is enough
  exits(0);
  const base::TicketId ticket = session().ticket;
  effects.clear();
  archived();
  CHECK_FALSE(state.sessions.contains(id));
  CHECK_FALSE(state.facts.contains(id));
  CHECK(state.tickets.at(ticket).completed);
  CHECK_FALSE(took<PlaceTicket>());  // it stays where completed tickets are
  CHECK(happened("session/archived"));
}

TEST_CASE_FIXTURE(Cleanup, "what stays may be restored again") {
  finishes();
  REQUIRE(begins());
  exits(0);
  const auto refused = decide([&](Draft& draft) { return restore(draft, id, false); });
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("cleaned up") != std::string::npos);
  decide([&](Draft& draft) { end_cleanup(draft, id); });
  CHECK(decide([&](Draft& draft) { return restore(draft, id, false); }));
}

TEST_CASE_FIXTURE(Cleanup, "the ticket of unfinished work goes back to the queue, on hold") {
  const base::TicketId ticket = launched("TASK");
  REQUIRE(decide([&](Draft& draft) { return kill(draft, id, false); }));
  exits(0, true);
  REQUIRE(label() == Status::killed);
  CHECK(finished().empty());  // only by name
  REQUIRE(begins());
  archived();
  CHECK(open_launch(state, ticket) == nullptr);
  const auto place = took<PlaceTicket>();
  REQUIRE(place);
  CHECK(place->folder == Folder::queue);
  CHECK(place->set.at("hold") == "true");
}

}  // namespace
}  // namespace rules
