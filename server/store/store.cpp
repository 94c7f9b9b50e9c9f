#include "store/store.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "rules/agent_events.h"
#include "store/rows.h"
#include "store/schema.h"

namespace store {
namespace {

using base::ErrorCode;

tl::unexpected<base::Error> bad_row(const char* table, const std::string& id, base::Error why) {
  return base::fail(ErrorCode::internal,
                    std::string("the store's ") + table + " " + id + ": " + why.message);
}

}  // namespace

// True for what a spool or transcript said and nothing follows from: a tool call, no more. The mark
// of what was read goes with it, so what a power cut takes of it is read there again.
bool Store::Rows::is_read_again(const rules::Decision& decision, const rules::State& state) {
  bool again = decision.effects.empty() &&
               std::all_of(decision.events.begin(), decision.events.end(),
                           [](const auto& event) { return rules::only_tells(event.kind); });
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

void Store::Rows::sync(const rules::PutLink& put, const rules::State& state) {
  const auto found = state.links.find(put.ref);
  if (found == state.links.end()) {
    run("DELETE FROM links WHERE id = ?", put.ref.value);
    return;
  }
  run("INSERT INTO links VALUES(?, ?) ON CONFLICT(id) DO UPDATE SET json = excluded.json",
      put.ref.value, encode(found->second));
}

void Store::Rows::sync(const rules::PutOutgoing& put, const rules::State& state) {
  const auto found = state.outbox.find(put.id);
  if (found == state.outbox.end()) {
    run("DELETE FROM outbox WHERE id = ?", put.id);
    return;
  }
  run("INSERT INTO outbox VALUES(?, ?) ON CONFLICT(id) DO UPDATE SET json = excluded.json", put.id,
      encode(found->second));
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
    if constexpr (std::is_integral_v<typename Map::key_type>) {
      into.emplace(rows.getColumn(0).getInt64(), std::move(*value));
    } else {
      into.emplace(typename Map::key_type{id}, std::move(*value));
    }
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
    TRY(load_json(rows_->prepare("SELECT id, json FROM links"), "link", state.links));
    TRY(load_json(rows_->prepare("SELECT id, json FROM outbox"), "outgoing", state.outbox));
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
      return bad_row(
          "archived session", id,
          session ? base::Error{ErrorCode::internal, "unknown status", {}} : session.error());
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
    TRY_ASSIGN(auto found, read_archived(rows_->prepare(
                               "SELECT id, at, status, json FROM archive WHERE id = ?", id.value)));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  });
}

base::Result<std::vector<rules::ArchivedSession>> Store::expired(const Retention& retention,
                                                                 int limit) {
  return guarded([&]() -> base::Result<std::vector<rules::ArchivedSession>> {
    const std::int64_t up_to = newest_older_than(retention.archive);
    if (up_to == 0) return std::vector<rules::ArchivedSession>{};
    return read_archived(rows_->prepare(
        "SELECT id, at, status, json FROM archive WHERE seq <= ? LIMIT ?", up_to, limit));
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

}  // namespace store
