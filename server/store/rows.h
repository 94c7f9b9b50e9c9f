// The database and its prepared statements: what store.cpp and history.cpp share.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "store/codec.h"
#include "store/store.h"

namespace store {

inline base::Error error_of(const SQLite::Exception& e) {
  switch (e.getErrorCode()) {
    case 19: return {base::ErrorCode::conflict, "the store refuses: " + std::string(e.what()), {}};
    case 13: return {base::ErrorCode::unavailable, "the disk is full: nothing was changed", {}};
    default:
      return {
          base::ErrorCode::unavailable, "the store does not work: " + std::string(e.what()), {}};
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

// Statements are kept for the next use. Throws SQLite::Exception.
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
  void sync(const rules::PutLink& put, const rules::State& state);
  void sync(const rules::PutOutgoing& put, const rules::State& state);
  void sync(const rules::PutNote& put, const rules::State& state);
  void sync(const rules::DropReview& drop, const rules::State&) {
    run("DELETE FROM reviews WHERE id = ?", drop.id.value);
  }
  void sync(const rules::PutArchived& put, const rules::State&) {
    const auto& [session, status, at] = put.archived;
    // Its event comes after it.
    run("INSERT OR REPLACE INTO archive(id, at, status, json, seq) VALUES(?, ?, ?, ?, "
        "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) + 1)",
        session.id.value, at.ms, std::string(rules::name_of(status)), encode(session));
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
        base::join(event.facts, "\n"));
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

}  // namespace store
