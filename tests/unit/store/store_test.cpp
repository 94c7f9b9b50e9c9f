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

TEST_CASE("a link to a board's issue comes back as it was, and is one row") {
  TempDir dir;
  rules::State state;
  rules::BoardLink link;
  link.ref = rules::issue_ref("file", "issues", "12 b");
  link.board = "issues";
  link.ticket = {"FIX-APP-12"};
  link.key = "APP-12";
  link.url = "https://x";
  link.common = {true, "Title", "digest", "other", 1};
  link.remote = rules::Remote::elsewhere;
  link.here = rules::Stage::doing;
  link.there = rules::Stage::done;
  link.cut = link.again = true;
  link.revision = "r";
  link.digest = "d";
  link.review = {"R-1"};
  link.disputes = {{rules::BoardField::body, "a", "b"}, {rules::BoardField::priority, "1", "2"}};
  for (const char* title : {"Before", "Title"}) {
    auto store = must_open(dir.db());
    link.common.title = title;
    state.links[link.ref] = link;
    rules::Decision decision;
    decision.changes.push_back(rules::PutLink{link.ref});
    decision.effects.push_back({0, rules::SyncBoard{"issues"}});
    REQUIRE(store->commit(decision, state));
  }
  auto store = must_open(dir.db());
  const auto back = must_load(*store);
  REQUIRE(back.links.size() == 1);
  CHECK(back.links.at(link.ref) == link);
  const auto effects = store->pending_effects();
  REQUIRE(effects->size() == 2);
  CHECK(std::get<rules::SyncBoard>(effects->front().body).board == "issues");
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
  d.events = {
      {0, {1}, "owner", "session/statusChanged", {"app-1"}, {}, "", {"hook turn=running", "a,b"}}};
  REQUIRE(store->commit(d, {}));
  CHECK(std::get<rules::PutFact>(d.changes[0]).fact.id == 41);
  CHECK(std::get<rules::PutFact>(d.changes[1]).fact.id == 42);
  CHECK(store->events(0, {}, 1)->at(0).facts ==
        std::vector<std::string>{"hook turn=running", "a,b"});
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

namespace {

// Notes the store's time, `ms` after the boot; the wall clock says something of its own.
void time_is(store::Store& store, std::int64_t ms, std::int64_t wall = 0,
             const std::string& boot = "boot-1") {
  REQUIRE(store.note_time({{wall}, {ms}}, boot));
}
void happen(store::Store& store, int count, const base::SessionId& session = {},
            const std::string& text = "", const rules::State& state = {}) {
  rules::Decision d;
  for (int i = 0; i < count; ++i) d.events.push_back({0, {1}, "owner", "e", session, {}, text, {}});
  REQUIRE(store.commit(d, state));
}
store::Retention keep(std::int64_t events_ms, std::int64_t max_events = 1'000'000) {
  store::Retention kept;
  kept.events = base::Millis{events_ms};
  kept.archive = base::Millis{events_ms};
  kept.max_events = max_events;
  return kept;
}
int prune_all(store::Store& store, const store::Retention& kept) {
  for (int steps = 1; steps < 1000; ++steps) {
    const auto more = store.prune(kept);
    REQUIRE(more);
    if (!*more) return steps;
  }
  return -1;
}

}  // namespace

TEST_CASE("pruning removes what is old and never gives a number twice") {
  TempDir dir;
  auto store = must_open(dir.db());
  happen(*store, 10);
  rules::Decision wanted;
  wanted.effects = {{0, rules::Interrupt{{"a-1"}}}, {0, rules::Interrupt{{"a-2"}}}};
  REQUIRE(store->commit(wanted, {}));
  rules::Decision done;
  done.changes = {rules::EffectDone{1}};
  REQUIRE(store->commit(done, {}));
  SUBCASE("by count") {
    prune_all(*store, keep(1'000'000, 3));
    CHECK(store->oldest_seq() == 8);
    CHECK(store->events(0, {}, 10)->size() == 3);
  }
  SUBCASE("by age: all of them") {
    time_is(*store, 0);
    time_is(*store, 60'000);
    prune_all(*store, keep(50'000));
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

TEST_CASE("what is kept goes by the time that went by, whatever the clock says") {
  TempDir dir;
  auto store = must_open(dir.db());
  happen(*store, 10);
  time_is(*store, 0);
  happen(*store, 2);
  constexpr std::int64_t kDay = 24LL * 3600'000, kYear = 365 * kDay;
  const auto oldest = [&] {
    prune_all(*store, keep(30 * kDay));
    return store->oldest_seq();
  };
  SUBCASE("in its time") {
    time_is(*store, 29 * kDay);
    CHECK(oldest() == 1);
    time_is(*store, 31 * kDay);
    CHECK(oldest() == 11);
  }
  SUBCASE("a clock that is set on prunes nothing, also after a restart of the machine") {
    time_is(*store, 1000, 10 * kYear);
    CHECK(oldest() == 1);
    time_is(*store, 1000, 20 * kYear, "boot-2");
    CHECK(oldest() == 1);
  }
  SUBCASE("one that is set back stops nothing") {
    time_is(*store, 1000, -10 * kYear);
    time_is(*store, 1000, -20 * kYear, "boot-2");
    time_is(*store, 31 * kDay, -20 * kYear, "boot-2");
    CHECK(oldest() == 13);
  }
}

TEST_CASE("a session that is not archived keeps its history, and loses it in its time afterwards") {
  TempDir dir;
  auto store = must_open(dir.db());
  rules::State state;
  state.sessions[{"app-1"}].id = {"app-1"};
  rules::Decision claim;
  claim.changes = {rules::PutSession{{"app-1"}}};
  REQUIRE(store->commit(claim, state));
  happen(*store, 5, {"app-1"}, "", state);
  happen(*store, 5, {"app-2"}, "", state);
  time_is(*store, 0);
  time_is(*store, 60'000);
  prune_all(*store, keep(50'000));
  CHECK(store->events(0, {}, 100)->size() == 5);
  CHECK(store->oldest_seq() == 11);  // whoever stopped before has missed something

  rules::Decision archive;
  archive.changes = {rules::PutArchived{{state.sessions.at({"app-1"}), rules::Status::done, {1}}},
                     rules::PutSession{{"app-1"}}};
  archive.events = {{0, {1}, "owner", "session/archived", {"app-1"}, {}, "", {}}};
  state.sessions.clear();
  REQUIRE(store->commit(archive, state));
  prune_all(*store, keep(50'000));
  CHECK(store->events(0, {}, 100)->size() == 1);
  CHECK(store->expired(keep(50'000), 10)->empty());
  time_is(*store, 70'000);
  time_is(*store, 130'000);
  const auto expired = store->expired(keep(50'000), 10);
  REQUIRE(expired);
  REQUIRE(expired->size() == 1);
  REQUIRE(store->forget_archived({{"app-1"}}));
  CHECK(store->archived(10)->empty());
}

TEST_CASE("much is removed in small steps, and the file gives its room back") {
  TempDir dir;
  auto store = must_open(dir.db());
  for (int i = 0; i < 10; ++i) happen(*store, 500, {}, std::string(2000, 'x'));
  time_is(*store, 0);
  time_is(*store, 60'000);
  const auto whole = [&] {
    store.reset();
    return fs::file_size(dir.db());
  };
  const auto before = whole();
  store = must_open(dir.db());
  time_is(*store, 60'000);
  REQUIRE(*store->prune(keep(50'000)));
  CHECK(store->events(0, {}, 5000)->size() == 4000);
  CHECK(prune_all(*store, keep(50'000)) >= 4);
  CHECK(whole() < before / 10);
}

TEST_CASE("events are found by kind, words and time, in both directions and page by page") {
  TempDir dir;
  auto store = must_open(dir.db());
  rules::Decision d;
  for (int i = 1; i <= 9; ++i) {
    const bool odd = i % 2 == 1;
    d.events.push_back({0,
                        {i * 100},
                        "agent",
                        odd ? "agent/ranCommand" : "review/opened",
                        {odd ? "app-1" : "app-2"},
                        {"FEAT-" + std::to_string(i)},
                        "Make check " + std::to_string(i),
                        {}});
  }
  REQUIRE(store->commit(d, {}));
  const auto seqs = [&](const store::EventQuery& query) {
    const auto page = store->find(query);
    REQUIRE(page);
    std::vector<std::int64_t> found;
    for (const auto& event : page->events) found.push_back(event.seq);
    if (page->next) found.push_back(-*page->next);
    return found;
  };
  using Seqs = std::vector<std::int64_t>;
  store::EventQuery query;
  query.limit = 3;
  CHECK(seqs(query) == Seqs{7, 8, 9, -7});
  query.before = 7;
  CHECK(seqs(query) == Seqs{4, 5, 6, -4});
  query.before = 4;
  CHECK(seqs(query) == Seqs{1, 2, 3});
  query.before.reset();
  query.after = 0;
  CHECK(seqs(query) == Seqs{1, 2, 3, -3});
  query.after = 6;
  CHECK(seqs(query) == Seqs{7, 8, 9});
  query.after.reset();
  query.words = {"CHECK", "feat-4"};
  CHECK(seqs(query) == Seqs{4});
  query.words = {"ranc"};
  CHECK(seqs(query) == Seqs{5, 7, 9, -5});
  query.words = {};
  query.kind = "review/";
  query.session = {"app-2"};
  query.since = {500};
  CHECK(seqs(query) == Seqs{6, 8});
  query.session = {"app-3"};
  CHECK(seqs(query).empty());
}
