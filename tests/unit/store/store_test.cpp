#include "store/store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include "rules/draft.h"
#include "support.h"

using namespace test;

TEST_CASE("a new store is empty, private and has an epoch that stays") {
  TempDir dir;
  std::string epoch;
  {
    auto store = must_open(dir.db());
    epoch = store->epoch();
    CHECK(epoch.size() == 16);
    CHECK(store->newest_seq() == 0);
    CHECK(store->oldest_seq() == 1);
    const auto state = must_load(*store);
    CHECK(state.sessions.empty());
    CHECK(state.facts.empty());
    CHECK(store->pending_effects()->empty());
    for (const auto& entry : fs::directory_iterator(dir.path)) {
      CAPTURE(entry.path().string());
      CHECK((entry.status().permissions() & fs::perms::all) ==
            (fs::perms::owner_read | fs::perms::owner_write));
    }
  }
  CHECK(must_open(dir.db())->epoch() == epoch);
}

TEST_CASE("everything that a decision holds is there after a restart") {
  TempDir dir;
  rules::State state;
  auto decision = claim(state, "app-3", "FEAT-1");
  rules::Review review;
  review.id = {"R-1"};
  review.session = {"app-3"};
  state.reviews[review.id] = review;
  state.notes["paused"] = "yes";
  decision.changes.push_back(rules::PutReview{{"R-1"}});
  decision.changes.push_back(rules::PutNote{"paused"});
  decision.changes.push_back(rules::PutFact{fact("app-3", rules::Source::hook, "turn", "running")});
  decision.changes.push_back(rules::PutToken{{"tok", "ticket/create", "FEAT-1"}});
  {
    auto store = must_open(dir.db());
    REQUIRE(store->commit(decision, state));
    CHECK(std::get<rules::PutFact>(decision.changes[5]).fact.id > 0);
    CHECK(decision.events[0].seq == 1);
    CHECK(decision.effects[0].id == 1);
  }
  auto store = must_open(dir.db());
  const auto back = must_load(*store);
  CHECK(back.sessions.at({"app-3"}).ticket.value == "FEAT-1");
  CHECK(back.launches.at({"FEAT-1"}).open);
  CHECK(back.tickets.at({"FEAT-1"}).text == "text");
  CHECK(back.reviews.at({"R-1"}).session.value == "app-3");
  CHECK(back.notes.at("paused") == "yes");
  const auto& f = back.facts.at({"app-3"}).at({rules::Source::hook, "turn"});
  CHECK(f.value == "running");
  CHECK(f.id == std::get<rules::PutFact>(decision.changes[5]).fact.id);
  CHECK(f.at.ms == 1000);
  CHECK(f.mono.ms == 10);
  CHECK(f.boot == "boot-1");
  auto effects = store->pending_effects();
  REQUIRE(effects);
  REQUIRE(effects->size() == 1);
  CHECK(std::get<rules::MakeWorktree>(effects->at(0).body).session.value == "app-3");
  CHECK(store->newest_seq() == 1);
  auto events = store->events(0, {}, 10);
  REQUIRE(events);
  CHECK(events->at(0).kind == "session/didStart");
  auto token = store->token("tok", "ticket/create");
  REQUIRE(token);
  REQUIRE(*token);
  CHECK((*token)->answer == "FEAT-1");
  CHECK_FALSE(*store->token("tok", "agent/spawn"));
}

TEST_CASE("a fact put again is one row with a newer id") {
  TempDir dir;
  auto store = must_open(dir.db());
  std::int64_t first = 0;
  for (const char* value : {"running", "ended"}) {
    rules::Decision d;
    d.changes = {rules::PutFact{fact("app-1", rules::Source::hook, "turn", value)}};
    REQUIRE(store->commit(d, {}));
    const auto id = std::get<rules::PutFact>(d.changes[0]).fact.id;
    CHECK(id > first);
    first = id;
  }
  const auto state = must_load(*store);
  REQUIRE(state.facts.at({"app-1"}).size() == 1);
  CHECK(state.facts.at({"app-1"}).begin()->second.value == "ended");
  CHECK(state.facts.at({"app-1"}).begin()->second.id == first);
}

TEST_CASE("facts keep the ids they come with; later ones are higher") {
  TempDir dir;
  auto store = must_open(dir.db());
  rules::Decision d;
  auto given = fact("app-1", rules::Source::hook, "turn", "running");
  given.id = 41;
  d.changes = {rules::PutFact{given},
               rules::PutFact{fact("app-1", rules::Source::hook, "tool", "Bash")}};
  d.events = {{0, {1}, "owner", "session/statusChanged", {"app-1"}, {}, "", {7, 41}}};
  REQUIRE(store->commit(d, {}));
  CHECK(std::get<rules::PutFact>(d.changes[0]).fact.id == 41);
  CHECK(std::get<rules::PutFact>(d.changes[1]).fact.id == 42);
  CHECK(store->events(0, {}, 1)->at(0).facts == std::vector<std::int64_t>{7, 41});
  CHECK(must_load(*store).facts.at({"app-1"}).at({rules::Source::hook, "turn"}).id == 41);
  CHECK(must_load(*store).next_fact == 43);
}

TEST_CASE("the schema refuses a second open launch of a ticket, and then nothing is written") {
  TempDir dir;
  auto store = must_open(dir.db());
  rules::State state;
  auto first = claim(state, "app-1", "FEAT-1");
  REQUIRE(store->commit(first, state));
  rules::State confused = state;
  auto second = claim(confused, "app-2", "FEAT-1");
  const auto refused = store->commit(second, confused);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == base::ErrorCode::conflict);
  CHECK(second.effects[0].id == 0);
  const auto back = must_load(*store);
  CHECK(back.sessions.size() == 1);
  CHECK(back.launches.at({"FEAT-1"}).session.value == "app-1");
  CHECK(store->pending_effects()->size() == 1);
  CHECK(store->newest_seq() == 1);

  // Closed, the next one may open; both are kept, the newest is the one State has.
  state.launches[{"FEAT-1"}].open = false;
  state.launches[{"FEAT-1"}].closed_reason = "requeued";
  rules::Decision close;
  close.changes = {rules::PutLaunch{state.launches[{"FEAT-1"}]}};
  REQUIRE(store->commit(close, state));
  auto again = claim(state, "app-2", "FEAT-1");
  REQUIRE(store->commit(again, state));
  CHECK(must_load(*store).launches.at({"FEAT-1"}).session.value == "app-2");
}

TEST_CASE("one decision closes a ticket's launch and opens its next one") {
  TempDir dir;
  auto store = must_open(dir.db());
  rules::State state;
  auto first = claim(state, "app-1", "FEAT-1");
  REQUIRE(store->commit(first, state));
  const rules::Settings settings;
  const rules::World world;
  rules::Draft draft(state, {settings, world, {}, "owner", {}, {}});
  rules::Launch closed = state.launches.at({"FEAT-1"});
  closed.open = false;
  closed.closed_reason = "requeued";
  draft.put_launch(closed);
  draft.put_launch({{"FEAT-1"}, {"app-2"}, true, {2000}, ""});
  auto decision = draft.take();
  REQUIRE(store->commit(decision, state));
  const auto back = must_load(*store);
  CHECK(back.launches.at({"FEAT-1"}).session.value == "app-2");
  CHECK(back.launches.at({"FEAT-1"}).open);
  // The first one is kept as closed, so that the second may end too.
  SQLite::Database db(dir.db().string(), SQLite::OPEN_READONLY);
  CHECK(db.execAndGet("SELECT closed_reason FROM launches WHERE session = 'app-1' AND open = 0")
            .getString() == "requeued");
}

TEST_CASE("rows go when the state no longer has them") {
  TempDir dir;
  auto store = must_open(dir.db());
  rules::State state;
  auto d = claim(state, "app-1", "FEAT-1");
  state.notes["paused"] = "yes";
  state.reviews[{"R-1"}].id = {"R-1"};
  d.changes.push_back(rules::PutNote{"paused"});
  d.changes.push_back(rules::PutReview{{"R-1"}});
  d.changes.push_back(rules::PutFact{fact("app-1", rules::Source::hook, "turn", "running")});
  REQUIRE(store->commit(d, state));
  state = {};
  rules::Decision gone;
  gone.changes = {rules::PutSession{{"app-1"}}, rules::PutTicket{{"FEAT-1"}},
                  rules::DropReview{{"R-1"}}, rules::PutNote{"paused"}, rules::EffectDone{1}};
  REQUIRE(store->commit(gone, state));
  const auto back = must_load(*store);
  CHECK(back.sessions.empty());
  CHECK(back.facts.empty());
  CHECK(back.tickets.empty());
  CHECK(back.reviews.empty());
  CHECK(back.notes.empty());
  CHECK(store->pending_effects()->empty());
}

TEST_CASE("a session moves to the archive with its last words, and nothing of it stays behind") {
  TempDir dir;
  rules::State state;
  auto claimed = claim(state, "app-3", "FEAT-1");
  claimed.changes.push_back(rules::PutFact{fact("app-3", rules::Source::hook, "turn", "ended")});
  {
    auto store = must_open(dir.db());
    REQUIRE(store->commit(claimed, state));
    rules::Session gone = state.sessions.at({"app-3"});
    gone.summary = "It is done.";
    state.sessions.clear();
    rules::Decision decision;
    decision.changes = {rules::PutArchived{{gone, rules::Status::done, {5000}}},
                        rules::PutSession{{"app-3"}}};
    REQUIRE(store->commit(decision, state));
  }
  auto store = must_open(dir.db());
  const auto back = must_load(*store);
  CHECK(back.sessions.empty());
  CHECK(back.facts.empty());
  const auto one = store->archived(base::SessionId{"app-3"});
  REQUIRE(one);
  REQUIRE(*one);
  CHECK((*one)->session.summary == "It is done.");
  CHECK((*one)->status == rules::Status::done);
  CHECK((*one)->at.ms == 5000);
  CHECK(store->archived(10)->size() == 1);
  CHECK_FALSE(*store->archived(base::SessionId{"app-4"}));
}

TEST_CASE("events come in order, by session, after a number") {
  TempDir dir;
  auto store = must_open(dir.db());
  rules::Decision d;
  for (int i = 0; i < 10; ++i) {
    d.events.push_back(
        {0, {i}, "owner", "e" + std::to_string(i), {i % 2 ? "app-1" : "app-2"}, {}, "", {}});
  }
  REQUIRE(store->commit(d, {}));
  auto all = store->events(3, {}, 4);
  REQUIRE(all);
  REQUIRE(all->size() == 4);
  CHECK(all->front().seq == 4);
  CHECK(all->back().seq == 7);
  auto one = store->events(0, {"app-1"}, 100);
  REQUIRE(one->size() == 5);
  CHECK(one->at(1).kind == "e3");
  CHECK(store->events(10, {}, 5)->empty());
}

TEST_CASE("pruning removes what is old and never gives a number twice") {
  TempDir dir;
  auto store = must_open(dir.db());
  rules::Decision d;
  for (int i = 1; i <= 10; ++i) d.events.push_back({0, {i * 100}, "owner", "e", {}, {}, "", {}});
  d.effects = {{0, rules::Interrupt{{"a-1"}}}, {0, rules::Interrupt{{"a-2"}}}};
  REQUIRE(store->commit(d, {}));
  rules::Decision done;
  done.changes = {rules::EffectDone{1}};
  REQUIRE(store->commit(done, {}));
  SUBCASE("by age") {
    REQUIRE(store->prune({{501}, 1000, {0}}));
    CHECK(store->oldest_seq() == 6);
  }
  SUBCASE("by count") {
    REQUIRE(store->prune({{0}, 3, {0}}));
    CHECK(store->oldest_seq() == 8);
  }
  SUBCASE("all of them") {
    REQUIRE(store->prune({{9999}, 1000, {0}}));
    CHECK(store->oldest_seq() == 11);
    CHECK(store->events(0, {}, 10)->empty());
    store.reset();
    store = must_open(dir.db());
    CHECK(store->oldest_seq() == 11);
  }
  CHECK(store->newest_seq() == 10);
  CHECK(store->pending_effects()->size() == 1);
  rules::Decision next;
  next.events = {{0, {2000}, "owner", "e", {}, {}, "", {}}};
  next.effects = {{0, rules::Interrupt{{"a-3"}}}};
  REQUIRE(store->commit(next, {}));
  CHECK(next.events[0].seq == 11);
  CHECK(next.effects[0].id == 3);
}
