#include "store/schema.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <fstream>
#include <string>
#include <system_error>

#include "base/ids.h"
#include "base/log.h"

namespace store {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

constexpr int kApplicationId = 0x4F505452;  // "OPTR"

constexpr const char* kVersion1 = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sessions(id TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE facts(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
  at INTEGER NOT NULL, mono INTEGER NOT NULL, boot TEXT NOT NULL,
  UNIQUE(session, source, kind));
CREATE TABLE launches(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket TEXT NOT NULL, session TEXT NOT NULL,
  open INTEGER NOT NULL CHECK(open IN (0, 1)),
  at INTEGER NOT NULL, closed_reason TEXT NOT NULL,
  UNIQUE(ticket, session));
CREATE UNIQUE INDEX one_open_launch ON launches(ticket) WHERE open = 1;
CREATE TABLE tickets(id TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE reviews(id TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE notes(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL,
  session TEXT NOT NULL, ticket TEXT NOT NULL, text TEXT NOT NULL, facts TEXT NOT NULL);
CREATE INDEX events_of_session ON events(session, seq);
CREATE TABLE effects(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL, json TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0);
CREATE INDEX pending_effects ON effects(id) WHERE done = 0;
CREATE TABLE tokens(
  token TEXT NOT NULL, method TEXT NOT NULL, answer TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(token, method)) WITHOUT ROWID;
)sql";

// Sessions that were cleaned up.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE archive(
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, status TEXT NOT NULL, json TEXT NOT NULL);
CREATE INDEX archive_by_time ON archive(at);
)sql";

// What a restore cuts is known by number, no longer by time.
constexpr const char* kVersion3 = R"sql(
UPDATE sessions SET json = json_set(json, '$.restoredFact', (
  SELECT coalesce(min(id), 0) FROM facts
  WHERE facts.session = sessions.id AND facts.at >= json_extract(sessions.json, '$.restoredAt')))
WHERE json_extract(json, '$.restoredAt') > 0;
)sql";

// How old things are by the store's own time (Store::note_time), and up to where the history has
// gaps.
constexpr const char* kVersion4 = R"sql(
CREATE TABLE ages(at INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
ALTER TABLE archive ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
INSERT INTO meta SELECT 'prunedTo', coalesce((SELECT min(seq) - 1 FROM events),
  (SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0);
)sql";

// Which ticket belongs to which issue of a board.
constexpr const char* kVersion5 = R"sql(
CREATE TABLE links(id TEXT PRIMARY KEY, json TEXT NOT NULL);
)sql";

// What is to be told to boards.
constexpr const char* kVersion6 = R"sql(
CREATE TABLE outbox(id INTEGER PRIMARY KEY, json TEXT NOT NULL);
)sql";

tl::unexpected<base::Error> refuse(const fs::path& file, const std::string& why) {
  return base::fail(ErrorCode::unavailable, file.string() + " " + why, {{"file", file.string()}});
}

// Exists before SQLite opens it, so that it never has wider permissions, not even for a moment
// with something in it. SQLite gives its -wal and -shm files the same ones.
base::Status make_private(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) std::ofstream(file, std::ios::app).flush();
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, error);
  if (error) return refuse(file, "cannot be written: " + error.message());
  return {};
}

int number(SQLite::Database& db, const char* sql) { return db.execAndGet(sql).getInt(); }

// A process that was killed while it switched a new file to WAL leaves a rollback journal. Only a
// connection that may write can roll it back; a read-only one fails with "attempt to write".
void finish_rollback(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file.string() + "-journal", error)) return;
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE, 2000);
  number(db, "PRAGMA user_version");
}

base::Result<int> version_of(SQLite::Database& db, const fs::path& file, int newest) {
  const int version = number(db, "PRAGMA user_version");
  const int application = number(db, "PRAGMA application_id");
  if (application == 0 && version == 0 && number(db, "SELECT count(*) FROM sqlite_master") == 0) {
    return 0;  // made, and then the machine stopped
  }
  if (application != kApplicationId) return refuse(file, "is a database of another program");
  if (version > newest) {
    return refuse(file, "was written by a newer Operator (version " + std::to_string(version) +
                            " of its data, this one knows " + std::to_string(newest) +
                            "): update Operator");
  }
  const std::string check = db.execAndGet("PRAGMA quick_check(1)").getText();
  if (check != "ok") return refuse(file, "is damaged (" + check + "): move it away to start anew");
  return version;
}

base::Status back_up(SQLite::Database& db, const fs::path& file, int version) {
  const fs::path copy = file.string() + ".v" + std::to_string(version) + ".bak";
  const fs::path part = copy.string() + ".part";
  std::error_code error;
  fs::remove(part, error);
  TRY(make_private(part));
  SQLite::Statement into(db, "VACUUM INTO ?");
  into.bind(1, part.string());
  into.exec();
  fs::rename(part, copy, error);
  if (error) return refuse(copy, "cannot be written: " + error.message());
  base::log_info("store: version " + std::to_string(version) + " kept as " + copy.string());
  return {};
}

// The epoch changes too: were the copy put back one day, its sequence numbers would otherwise be
// given twice in one epoch.
void migrate(SQLite::Database& db, const Migrations& steps, int version) {
  SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
  for (std::size_t n = static_cast<std::size_t>(version); n < steps.size(); ++n) db.exec(steps[n]);
  db.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
  db.exec("PRAGMA user_version = " + std::to_string(steps.size()));
  SQLite::Statement epoch(db, "INSERT OR REPLACE INTO meta VALUES('epoch', ?)");
  epoch.bind(1, base::random_crockford(16));
  epoch.exec();
  transaction.commit();
}

// Files from before that was so are written anew once; where there is no room for it, they stay.
void let_shrink(SQLite::Database& db) {
  if (number(db, "PRAGMA auto_vacuum") == 2) return;
  try {
    db.exec("PRAGMA auto_vacuum = INCREMENTAL; VACUUM");
  } catch (const SQLite::Exception& e) {
    base::log_warn("store: the file keeps its room: " + std::string(e.what()));
  }
}

base::Result<std::unique_ptr<SQLite::Database>> open_checked(const fs::path& file,
                                                             const Migrations& steps) {
  std::error_code error;
  int version = 0;
  if (fs::exists(file, error) && fs::file_size(file, error) > 0) {
    finish_rollback(file);
    // Looks before anything is written; a read-only connection leaves the file's bytes alone.
    SQLite::Database look(file.string(), SQLite::OPEN_READONLY, 2000);
    TRY_ASSIGN(version, version_of(look, file, static_cast<int>(steps.size())));
  }
  TRY(make_private(file));
  auto db = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE, 2000);
  if (version == 0) db->exec("PRAGMA auto_vacuum = INCREMENTAL");  // before the first table
  db->exec("PRAGMA journal_mode = WAL");
  // A commit is on the disk before its effects run and before anybody is told (but see
  // Store::Rows::wait_for_disk).
  db->exec("PRAGMA synchronous = FULL");
  if (version < static_cast<int>(steps.size())) {
    if (version > 0) TRY(back_up(*db, file, version));
    migrate(*db, steps, version);
    if (version > 0) let_shrink(*db);
  }
  // The owner's loop waits with it: whoever holds the file longer makes it refuse for a while.
  db->setBusyTimeout(300);
  return db;
}

// Without a -wal file nobody has it open, and nothing waits to be taken over: then SQLite need not
// make its own files beside it.
std::string uri_to_read(const fs::path& file) {
  std::string uri = "file:";
  for (const char c : file.string()) {
    if (c == '?' || c == '#' || c == '%') {
      uri += c == '?' ? "%3f" : c == '#' ? "%23" : "%25";
    } else {
      uri += c;
    }
  }
  std::error_code error;
  return uri + (fs::exists(file.string() + "-wal", error) ? "?mode=ro" : "?immutable=1");
}

base::Result<std::unique_ptr<SQLite::Database>> open_looking(const fs::path& file,
                                                             const Migrations& steps) {
  auto db = std::make_unique<SQLite::Database>(uri_to_read(file),
                                               SQLite::OPEN_READONLY | SQLite::OPEN_URI, 2000);
  const int newest = static_cast<int>(steps.size());
  TRY_ASSIGN(const int version, version_of(*db, file, newest));
  if (version < newest) return refuse(file, "is of an older Operator: its next start updates it");
  return db;
}

// SQLiteCpp throws; nothing of that leaves this file.
template <class F>
base::Result<std::unique_ptr<SQLite::Database>> guarded(const fs::path& file, F open) {
  try {
    return open();
  } catch (const SQLite::Exception& e) {
    const bool damaged = e.getErrorCode() == 26 || e.getErrorCode() == 11;  // NOTADB, CORRUPT
    if (damaged)
      return refuse(file, "is damaged (" + std::string(e.what()) + "): move it away to start anew");
    return refuse(file, "cannot be opened: " + std::string(e.what()));
  }
}

}  // namespace

const Migrations& migrations() {
  static const Migrations kSteps{kVersion1, kVersion2, kVersion3, kVersion4, kVersion5, kVersion6};
  return kSteps;
}

base::Result<std::unique_ptr<SQLite::Database>> open_database(const fs::path& file,
                                                              const Migrations& steps) {
  return guarded(file, [&] { return open_checked(file, steps); });
}

base::Result<std::unique_ptr<SQLite::Database>> open_to_read(const fs::path& file,
                                                             const Migrations& steps) {
  return guarded(file, [&] { return open_looking(file, steps); });
}

}  // namespace store
