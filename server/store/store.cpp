#include "store/store.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "store/codec.h"
#include "store/schema.h"

namespace store {
namespace {

using base::ErrorCode;

base::Error error_of(const SQLite::Exception& e) {
  switch (e.getErrorCode()) {
    case 19: return {ErrorCode::conflict, "the store refuses: " + std::string(e.what()), {}};
    case 13: return {ErrorCode::unavailable, "the disk is full: nothing was changed", {}};
    default:
      return {ErrorCode::unavailable, "the store does not work: " + std::string(e.what()), {}};
  }
}

// SQLiteCpp throws; nothing of that leaves this file.
template <class F>
auto guarded(F&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const SQLite::Exception& e) {
    return base::fail(error_of(e));
  }
}

std::string join_ids(const std::vector<std::int64_t>& ids) {
  std::string text;
  for (const auto id : ids) text += (text.empty() ? "" : ",") + std::to_string(id);
  return text;
}

std::vector<std::int64_t> split_ids(const std::string& text) {
  std::vector<std::int64_t> ids;
  for (const auto& part : base::split(text, ',')) {
    if (!part.empty()) ids.push_back(std::strtoll(part.c_str(), nullptr, 10));
  }
  return ids;
}

tl::unexpected<base::Error> bad_row(const char* table, const std::string& id, base::Error why) {
  return base::fail(ErrorCode::internal,
                    std::string("the store's ") + table + " " + id + ": " + why.message);
}

}  // namespace

// The database and its prepared statements, kept for the next use. Throws SQLite::Exception.
class Store::Rows {
 public:
  explicit Rows(std::unique_ptr<SQLite::Database> db) : db_(std::move(db)) {}

  SQLite::Database& db() { return *db_; }

  // `sql` is a literal: its address is the key.
  template <class... Args>
  SQLite::Statement& prepare(const char* sql, const Args&... args) {
    auto& statement = statements_[sql];
    if (!statement) statement = std::make_unique<SQLite::Statement>(*db_, sql);
    statement->tryReset();
    int index = 0;
    (statement->bind(++index, args), ...);
    return *statement;
  }
  template <class... Args>
  std::int64_t run(const char* sql, const Args&... args) {
    auto& statement = prepare(sql, args...);
    statement.exec();
    statement.tryReset();
    return db_->getLastInsertRowid();
  }

  // Before a transaction: whether its end waits for the disk.
  void wait_for_disk(const rules::Decision& decision, const rules::State& state);

  void sync(const rules::PutSession& put, const rules::State& state);
  void sync(const rules::PutLaunch& put, const rules::State& state);
  void sync(const rules::PutTicket& put, const rules::State& state);
  void sync(const rules::PutReview& put, const rules::State& state);
  void sync(const rules::PutNote& put, const rules::State& state);
  void sync(const rules::DropReview& drop, const rules::State&) {
    run("DELETE FROM reviews WHERE id = ?", drop.id.value);
  }
  void sync(const rules::PutArchived& put, const rules::State&) {
    const auto& [session, status, at] = put.archived;
    run("INSERT OR REPLACE INTO archive VALUES(?, ?, ?, ?)", session.id.value, at.ms,
        std::string(rules::name_of(status)), encode(session));
  }
  void sync(const rules::PutToken& put, const rules::State&) {
    run("INSERT OR REPLACE INTO tokens VALUES(?, ?, ?, ?)", put.answer.token, put.answer.method,
        put.answer.answer, base::now().wall.ms);
  }
  void sync(const rules::EffectDone& done, const rules::State&) {
    run("UPDATE effects SET done = 1 WHERE id = ?", done.id);
  }
  // A fact without an id gets the next one. A fact put again is a newer fact: a new row.
  // The fact of a review that is over goes: its id never comes again.
  std::int64_t put(const rules::Fact& fact) {
    if (fact.value.empty() && fact.kind.starts_with("review/")) {
      run("DELETE FROM facts WHERE session = ? AND source = ? AND kind = ?", fact.session.value,
          std::string(store::name_of(fact.source)), fact.kind);
      return fact.id;
    }
    return run(
        "INSERT OR REPLACE INTO facts(id, session, source, kind, value, at, mono, boot) "
        "VALUES(nullif(?, 0), ?, ?, ?, ?, ?, ?, ?)",
        fact.id, fact.session.value, std::string(store::name_of(fact.source)), fact.kind,
        fact.value, fact.at.ms, fact.mono.ms, fact.boot);
  }
  std::int64_t put(const rules::Event& event) {
    return run(
        "INSERT INTO events(at, actor, kind, session, ticket, text, facts) "
        "VALUES(?, ?, ?, ?, ?, ?, ?)",
        event.at.ms, event.actor, event.kind, event.session.value, event.ticket.value, event.text,
        join_ids(event.facts));
  }
  std::int64_t put(const rules::Effect& effect) {
    return run("INSERT INTO effects(kind, json) VALUES(?, ?)", kind_of(effect.body),
               encode(effect.body));
  }

 private:
  bool is_read_again(const rules::Decision& decision, const rules::State& state);

  // How far a session's spool and transcript had been read at its last commit.
  using Mark = std::pair<std::int64_t, std::string>;
  std::map<base::SessionId, Mark> marks_;
  bool waits_ = true;
  std::unique_ptr<SQLite::Database> db_;
  std::map<const char*, std::unique_ptr<SQLite::Statement>> statements_;  // gone before db_
};

// True for what a spool or transcript said and nothing follows from: a tool call, no more. The mark
// of what was read goes with it, so what a power cut takes of it is read there again.
bool Store::Rows::is_read_again(const rules::Decision& decision, const rules::State& state) {
  bool again = decision.effects.empty() &&
               std::all_of(decision.events.begin(), decision.events.end(),
                           [](const auto& event) { return event.kind.starts_with("agent/tool"); });
  bool read = false;
  for (const rules::Change& change : decision.changes) {
    if (std::holds_alternative<rules::PutFact>(change)) continue;
    const auto* put = std::get_if<rules::PutSession>(&change);
    const auto found = put == nullptr ? state.sessions.end() : state.sessions.find(put->id);
    if (found == state.sessions.end()) {
      again = false;
      continue;
    }
    Mark mark{found->second.spool_offset, found->second.transcript_state};
    const auto [known, is_new] = marks_.try_emplace(put->id, mark);
    const bool went_on = !is_new && known->second != mark;
    known->second = std::move(mark);
    read = read || went_on;
    again = again && went_on;
  }
  return again && read;
}

// The log is in order: whatever waits for the disk takes all before it along.
void Store::Rows::wait_for_disk(const rules::Decision& decision, const rules::State& state) {
  const bool waits = !is_read_again(decision, state);
  if (waits == waits_) return;
  db_->exec(waits ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  waits_ = waits;
}

void Store::Rows::sync(const rules::PutSession& put, const rules::State& state) {
  const auto found = state.sessions.find(put.id);
  if (found != state.sessions.end()) {
    run("INSERT INTO sessions VALUES(?, ?) ON CONFLICT(id) DO UPDATE SET json = excluded.json",
        put.id.value, encode(found->second));
    return;
  }
  run("DELETE FROM sessions WHERE id = ?", put.id.value);
  run("DELETE FROM facts WHERE session = ?", put.id.value);
}

// State has the newest launch of each ticket; older ones stay here as its history. Deleting before
// inserting gives the row the highest id: newest is the one put last.
void Store::Rows::sync(const rules::PutLaunch& put, const rules::State&) {
  const rules::Launch& launch = put.launch;
  run("DELETE FROM launches WHERE ticket = ? AND session = ?", launch.ticket.value,
      launch.session.value);
  run("INSERT INTO launches(ticket, session, open, at, closed_reason) VALUES(?, ?, ?, ?, ?)",
      launch.ticket.value, launch.session.value, launch.open ? 1 : 0, launch.at.ms,
      launch.closed_reason);
}

void Store::Rows::sync(const rules::PutTicket& put, const rules::State& state) {
  const auto found = state.tickets.find(put.id);
  if (found == state.tickets.end()) {
    run("DELETE FROM tickets WHERE id = ?", put.id.value);
    return;
  }
  run("INSERT INTO tickets VALUES(?, ?) ON CONFLICT(id) DO UPDATE SET json = excluded.json",
      put.id.value, encode(found->second));
}

void Store::Rows::sync(const rules::PutReview& put, const rules::State& state) {
  const auto found = state.reviews.find(put.id);
  if (found == state.reviews.end()) {
    run("DELETE FROM reviews WHERE id = ?", put.id.value);
    return;
  }
  run("INSERT INTO reviews VALUES(?, ?) ON CONFLICT(id) DO UPDATE SET json = excluded.json",
      put.id.value, encode(found->second));
}

void Store::Rows::sync(const rules::PutNote& put, const rules::State& state) {
  const auto found = state.notes.find(put.name);
  if (found == state.notes.end()) {
    run("DELETE FROM notes WHERE name = ?", put.name);
    return;
  }
  run("INSERT OR REPLACE INTO notes VALUES(?, ?)", put.name, found->second);
}

Store::Store(std::unique_ptr<Rows> rows, std::string epoch)
    : rows_(std::move(rows)), epoch_(std::move(epoch)) {}
Store::~Store() = default;

base::Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file) {
  return guarded([&]() -> base::Result<std::unique_ptr<Store>> {
    TRY_ASSIGN(auto db, open_database(file, migrations()));
    const std::string epoch =
        db->execAndGet("SELECT value FROM meta WHERE name = 'epoch'").getText();
    std::unique_ptr<Store> store(new Store(std::make_unique<Rows>(std::move(db)), epoch));
    TRY(store->refresh_range());
    return store;
  });
}

base::Result<std::unique_ptr<Store>> Store::open_to_read(const std::filesystem::path& file) {
  TRY_ASSIGN(auto db, store::open_to_read(file, migrations()));
  return std::unique_ptr<Store>(new Store(std::make_unique<Rows>(std::move(db)), ""));
}

base::Status Store::refresh_range() {
  return guarded([&]() -> base::Status {
    auto& newest = rows_->prepare("SELECT seq FROM sqlite_sequence WHERE name = 'events'");
    newest_seq_ = newest.executeStep() ? newest.getColumn(0).getInt64() : 0;
    newest.tryReset();
    auto& oldest = rows_->prepare("SELECT min(seq) FROM events");
    oldest.executeStep();
    oldest_seq_ = oldest.isColumnNull(0) ? newest_seq_ + 1 : oldest.getColumn(0).getInt64();
    oldest.tryReset();
    return {};
  });
}

namespace {

// Rows (id, json) of `table` into a map.
template <class Map>
base::Status load_json(SQLite::Statement& rows, const char* table, Map& into) {
  while (rows.executeStep()) {
    const std::string id = rows.getColumn(0).getString();
    auto value = decode<typename Map::mapped_type>(rows.getColumn(1).getString());
    if (!value) {
      rows.tryReset();
      return bad_row(table, id, value.error());
    }
    into.emplace(typename Map::key_type{id}, std::move(*value));
  }
  rows.tryReset();
  return {};
}

base::Status load_facts(SQLite::Statement& rows, rules::State& state) {
  while (rows.executeStep()) {
    rules::Fact fact;
    fact.id = rows.getColumn(0).getInt64();
    fact.session.value = rows.getColumn(1).getString();
    auto source = source_of(rows.getColumn(2).getString());
    if (!source) return bad_row("facts", fact.session.value, source.error());
    fact.source = *source;
    fact.kind = rows.getColumn(3).getString();
    fact.value = rows.getColumn(4).getString();
    fact.at.ms = rows.getColumn(5).getInt64();
    fact.mono.ms = rows.getColumn(6).getInt64();
    fact.boot = rows.getColumn(7).getString();
    state.facts[fact.session].insert_or_assign({fact.source, fact.kind}, fact);
  }
  rows.tryReset();
  return {};
}

// In the order in which they were put: the newest of each ticket stays, an open one in any case.
void load_launches(SQLite::Statement& rows, rules::State& state) {
  while (rows.executeStep()) {
    rules::Launch launch;
    launch.ticket.value = rows.getColumn(0).getString();
    launch.session.value = rows.getColumn(1).getString();
    launch.open = rows.getColumn(2).getInt() != 0;
    launch.at.ms = rows.getColumn(3).getInt64();
    launch.closed_reason = rows.getColumn(4).getString();
    state.launches.insert_or_assign(launch.ticket, launch);
  }
  rows.tryReset();
}

}  // namespace

base::Result<rules::State> Store::load() {
  return guarded([&]() -> base::Result<rules::State> {
    rules::State state;
    TRY(load_json(rows_->prepare("SELECT id, json FROM sessions"), "session", state.sessions));
    TRY(load_json(rows_->prepare("SELECT id, json FROM tickets"), "ticket", state.tickets));
    TRY(load_json(rows_->prepare("SELECT id, json FROM reviews"), "review", state.reviews));
    TRY(load_facts(rows_->prepare("SELECT id, session, source, kind, value, at, mono, boot "
                                  "FROM facts"),
                   state));
    load_launches(rows_->prepare("SELECT ticket, session, open, at, closed_reason FROM launches "
                                 "ORDER BY open, id"),
                  state);
    auto& last = rows_->prepare("SELECT seq FROM sqlite_sequence WHERE name = 'facts'");
    if (last.executeStep()) state.next_fact = last.getColumn(0).getInt64() + 1;
    last.tryReset();
    auto& notes = rows_->prepare("SELECT name, value FROM notes");
    while (notes.executeStep()) {
      state.notes[notes.getColumn(0).getString()] = notes.getColumn(1).getString();
    }
    notes.tryReset();
    return state;
  });
}

base::Result<std::vector<rules::Effect>> Store::pending_effects() {
  return guarded([&]() -> base::Result<std::vector<rules::Effect>> {
    std::vector<rules::Effect> effects;
    auto& rows = rows_->prepare("SELECT id, json FROM effects WHERE done = 0 ORDER BY id");
    while (rows.executeStep()) {
      const std::int64_t id = rows.getColumn(0).getInt64();
      auto body = decode<rules::EffectBody>(rows.getColumn(1).getString());
      if (!body) return bad_row("effect", std::to_string(id), body.error());
      effects.push_back({id, std::move(*body)});
    }
    rows.tryReset();
    return effects;
  });
}

base::Status Store::commit(rules::Decision& decision, const rules::State& state) {
  if (decision.empty()) return {};
  // Ids are handed out only when all is written.
  std::vector<std::int64_t> facts, seqs, effects;

  auto written = guarded([&]() -> base::Status {
    rows_->wait_for_disk(decision, state);
    SQLite::Transaction transaction(rows_->db(), SQLite::TransactionBehavior::IMMEDIATE);
    for (const rules::Change& change : decision.changes) {
      if (const auto* put = std::get_if<rules::PutFact>(&change)) {
        facts.push_back(rows_->put(put->fact));
      } else {
        std::visit(
            [&](const auto& c) {
              if constexpr (!std::is_same_v<std::decay_t<decltype(c)>, rules::PutFact>) {
                rows_->sync(c, state);
              }
            },
            change);
      }
    }
    for (const rules::Event& event : decision.events) {
      seqs.push_back(rows_->put(event));
    }
    for (const rules::Effect& effect : decision.effects) effects.push_back(rows_->put(effect));
    transaction.commit();
    return {};
  });
  if (!written) return written;

  auto fact = facts.begin();
  for (rules::Change& change : decision.changes) {
    if (auto* put = std::get_if<rules::PutFact>(&change)) put->fact.id = *fact++;
  }
  for (std::size_t i = 0; i < seqs.size(); ++i) decision.events[i].seq = seqs[i];
  for (std::size_t i = 0; i < effects.size(); ++i) decision.effects[i].id = effects[i];
  if (!seqs.empty()) newest_seq_ = seqs.back();
  return {};
}

base::Result<std::vector<rules::Event>> Store::events(std::int64_t after,
                                                      const base::SessionId& session, int limit) {
  return guarded([&]() -> base::Result<std::vector<rules::Event>> {
    auto& rows = session.empty()
                     ? rows_->prepare(
                           "SELECT seq, at, actor, kind, session, ticket, text, facts "
                           "FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
                           after, limit)
                     : rows_->prepare(
                           "SELECT seq, at, actor, kind, session, ticket, text, facts "
                           "FROM events WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?",
                           session.value, after, limit);
    std::vector<rules::Event> events;
    while (rows.executeStep()) {
      rules::Event event;
      event.seq = rows.getColumn(0).getInt64();
      event.at.ms = rows.getColumn(1).getInt64();
      event.actor = rows.getColumn(2).getString();
      event.kind = rows.getColumn(3).getString();
      event.session.value = rows.getColumn(4).getString();
      event.ticket.value = rows.getColumn(5).getString();
      event.text = rows.getColumn(6).getString();
      event.facts = split_ids(rows.getColumn(7).getString());
      events.push_back(std::move(event));
    }
    rows.tryReset();
    return events;
  });
}

namespace {

// The rows of a statement for at, status, json.
base::Result<std::vector<rules::ArchivedSession>> read_archived(SQLite::Statement& rows) {
  std::vector<rules::ArchivedSession> all;
  while (rows.executeStep()) {
    const std::string id = rows.getColumn(0).getString();
    const auto status = rules::status_named(rows.getColumn(2).getString());
    auto session = decode<rules::Session>(rows.getColumn(3).getString());
    if (!session || !status) {
      rows.tryReset();
      return bad_row("archived session", id,
                     session ? base::Error{ErrorCode::internal, "unknown status", {}}
                             : session.error());
    }
    all.push_back({std::move(*session), *status, {rows.getColumn(1).getInt64()}});
  }
  rows.tryReset();
  return all;
}

}  // namespace

base::Result<std::vector<rules::ArchivedSession>> Store::archived(int limit) {
  return guarded([&] {
    return read_archived(rows_->prepare(
        "SELECT id, at, status, json FROM archive ORDER BY at DESC, id LIMIT ?", limit));
  });
}

base::Result<std::optional<rules::ArchivedSession>> Store::archived(const base::SessionId& id) {
  return guarded([&]() -> base::Result<std::optional<rules::ArchivedSession>> {
    TRY_ASSIGN(auto found,
               read_archived(rows_->prepare(
                   "SELECT id, at, status, json FROM archive WHERE id = ?", id.value)));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  });
}

base::Result<std::optional<rules::TokenAnswer>> Store::token(const std::string& token,
                                                             const std::string& method) {
  return guarded([&]() -> base::Result<std::optional<rules::TokenAnswer>> {
    auto& rows =
        rows_->prepare("SELECT answer FROM tokens WHERE token = ? AND method = ?", token, method);
    std::optional<rules::TokenAnswer> found;
    if (rows.executeStep()) found = {token, method, rows.getColumn(0).getString()};
    rows.tryReset();
    return found;
  });
}

base::Status Store::prune(const Retention& retention) {
  auto pruned = guarded([&]() -> base::Status {
    SQLite::Transaction transaction(rows_->db(), SQLite::TransactionBehavior::IMMEDIATE);
    // By number, not by time, so that what stays is one unbroken range whatever the clock did.
    auto& kept =
        rows_->prepare("SELECT min(seq) FROM events WHERE at >= ?", retention.events_before.ms);
    kept.executeStep();
    const std::int64_t first =
        kept.isColumnNull(0) ? newest_seq_ + 1 : kept.getColumn(0).getInt64();
    kept.tryReset();
    const std::int64_t by_count = newest_seq_ - retention.max_events + 1;
    rows_->run("DELETE FROM events WHERE seq < ?", std::max(first, by_count));
    rows_->run("DELETE FROM tokens WHERE at < ?", retention.tokens_before.ms);
    rows_->run("DELETE FROM effects WHERE done = 1");
    transaction.commit();
    return {};
  });
  if (!pruned) return pruned;
  return refresh_range();
}

}  // namespace store
