// Reading the events, and what is kept of them for how long.
#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "store/rows.h"

namespace store {

base::Status Store::refresh_range() {
  return guarded([&]() -> base::Status {
    auto& newest = rows_->prepare("SELECT seq FROM sqlite_sequence WHERE name = 'events'");
    newest_seq_ = newest.executeStep() ? newest.getColumn(0).getInt64() : 0;
    newest.tryReset();
    auto& pruned =
        rows_->prepare("SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'prunedTo'");
    oldest_seq_ = pruned.executeStep() ? pruned.getColumn(0).getInt64() + 1 : 1;
    pruned.tryReset();
    return {};
  });
}

namespace {

rules::Event event_of(SQLite::Statement& row) {
  rules::Event event;
  event.seq = row.getColumn(0).getInt64();
  event.at.ms = row.getColumn(1).getInt64();
  event.actor = row.getColumn(2).getString();
  event.kind = row.getColumn(3).getString();
  event.session.value = row.getColumn(4).getString();
  event.ticket.value = row.getColumn(5).getString();
  event.text = row.getColumn(6).getString();
  for (auto& fact : base::split(row.getColumn(7).getString(), '\n')) {
    if (!fact.empty()) event.facts.push_back(std::move(fact));
  }
  return event;
}

}  // namespace

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
    while (rows.executeStep()) events.push_back(event_of(rows));
    rows.tryReset();
    return events;
  });
}

namespace {

constexpr int kLookedAt = 20'000;

bool holds(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) {
    return a == b || std::tolower(static_cast<unsigned char>(a)) == b;
  };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

// Columns as event_of reads them.
bool matches(SQLite::Statement& row, const EventQuery& query) {
  if (row.getColumn(1).getInt64() < query.since.ms) return false;
  const std::string_view kind = row.getColumn(3).getText();
  if (!kind.starts_with(query.kind)) return false;
  const std::string_view ticket = row.getColumn(5).getText(), text = row.getColumn(6).getText();
  return std::all_of(query.words.begin(), query.words.end(), [&](const std::string& word) {
    return holds(text, word) || holds(kind, word) || holds(ticket, word);
  });
}

}  // namespace

base::Result<EventPage> Store::find(const EventQuery& query) {
  EventQuery wanted = query;
  for (std::string& word : wanted.words) word = base::to_lower(word);
  const bool forward = query.after.has_value();
  const std::int64_t low = query.after.value_or(0) + 1;
  const std::int64_t high = std::min(query.before.value_or(newest_seq_ + 1) - 1, newest_seq_);
  return guarded([&]() -> base::Result<EventPage> {
    static constexpr const char* kUp =
        "SELECT seq, at, actor, kind, session, ticket, text, facts FROM events "
        "WHERE seq BETWEEN ? AND ? ORDER BY seq";
    static constexpr const char* kDown =
        "SELECT seq, at, actor, kind, session, ticket, text, facts FROM events "
        "WHERE seq BETWEEN ? AND ? ORDER BY seq DESC";
    static constexpr const char* kSessionUp =
        "SELECT seq, at, actor, kind, session, ticket, text, facts FROM events "
        "WHERE session = ? AND seq BETWEEN ? AND ? ORDER BY seq";
    static constexpr const char* kSessionDown =
        "SELECT seq, at, actor, kind, session, ticket, text, facts FROM events "
        "WHERE session = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC";
    auto& rows = query.session.empty() ? rows_->prepare(forward ? kUp : kDown, low, high)
                                       : rows_->prepare(forward ? kSessionUp : kSessionDown,
                                                        query.session.value, low, high);
    EventPage page;
    int looked = 0;
    while (rows.executeStep()) {
      if (matches(rows, wanted)) page.events.push_back(event_of(rows));
      const std::int64_t at = rows.getColumn(0).getInt64();
      const bool full = static_cast<int>(page.events.size()) >= query.limit;
      if (!full && ++looked < kLookedAt) continue;
      if (forward ? at < high : at > low) page.next = at;
      break;
    }
    rows.tryReset();
    if (!forward) std::reverse(page.events.begin(), page.events.end());
    return page;
  });
}

namespace {

constexpr int kStepRows = 1000;   // removed in one transaction
constexpr int kStepPages = 1000;  // given back to the disk
constexpr std::int64_t kMostAbsentMs = 7LL * 24 * 3600 * 1000;

// The store's time as it was noted last, and by which clocks.
struct Noted {
  std::int64_t time = 0, wall = 0, mono = 0;
  std::string boot;
};

Noted noted_from(const std::string& text) {
  const auto parts = base::split(text, ' ');
  if (parts.size() != 4) return {};
  const auto number = [](const std::string& part) {
    return std::strtoll(part.c_str(), nullptr, 10);
  };
  return {number(parts[0]), number(parts[1]), number(parts[2]), parts[3]};
}

// Within one boot as long as it took. Across boots by the wall clock, which may have been set
// meanwhile: never back, and at most a week on. Then things are kept longer, not shorter.
std::int64_t time_after(const Noted& last, const base::Now& now, const std::string& boot) {
  if (last.boot.empty()) return 0;
  const bool same = last.boot == boot;
  const std::int64_t went_by = same ? now.mono.ms - last.mono : now.wall.ms - last.wall;
  return last.time + std::clamp<std::int64_t>(went_by, 0, same ? INT64_MAX / 2 : kMostAbsentMs);
}

}  // namespace

base::Status Store::note_time(const base::Now& now, const std::string& boot) {
  return guarded([&]() -> base::Status {
    SQLite::Transaction transaction(rows_->db(), SQLite::TransactionBehavior::IMMEDIATE);
    auto& row = rows_->prepare("SELECT value FROM meta WHERE name = 'time'");
    const Noted last = row.executeStep() ? noted_from(row.getColumn(0).getString()) : Noted{};
    row.tryReset();
    const std::int64_t time = time_after(last, now, boot);
    rows_->run("INSERT OR REPLACE INTO meta VALUES('time', ?)",
               std::to_string(time) + ' ' + std::to_string(now.wall.ms) + ' ' +
                   std::to_string(now.mono.ms) + ' ' + boot);
    // What there is by now: a later look knows it as at least so old.
    rows_->run(
        "INSERT OR REPLACE INTO ages SELECT ?, ? WHERE ? > coalesce((SELECT max(seq) FROM ages), "
        "-1)",
        time, newest_seq_, newest_seq_);
    transaction.commit();
    time_ = time;
    return {};
  });
}

// The newest event that is known to be at least so old; 0 when none is.
std::int64_t Store::newest_older_than(base::Millis age) {
  auto& row = rows_->prepare("SELECT max(seq) FROM ages WHERE at <= ?", time_ - age.count());
  row.executeStep();
  const std::int64_t seq = row.isColumnNull(0) ? 0 : row.getColumn(0).getInt64();
  row.tryReset();
  return seq;
}

base::Result<bool> Store::prune(const Retention& retention) {
  bool more = false;
  const auto remove = [&](const char* sql, const auto&... args) {
    rows_->run(sql, args..., kStepRows);
    more = more || rows_->db().getChanges() >= kStepRows;
  };
  TRY(guarded([&]() -> base::Status {
    const std::int64_t by_age = newest_older_than(retention.events);
    const std::int64_t by_count = std::max<std::int64_t>(newest_seq_ - retention.max_events, 0);
    const std::int64_t up_to = std::max({oldest_seq_ - 1, by_age, by_count});
    SQLite::Transaction transaction(rows_->db(), SQLite::TransactionBehavior::IMMEDIATE);
    // Up to there the history has gaps from now on: whoever stopped before starts anew.
    rows_->run("INSERT OR REPLACE INTO meta VALUES('prunedTo', ?)", std::to_string(up_to));
    remove("DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE seq <= ? LIMIT ?)",
           by_count);
    remove(
        "DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE seq <= ? AND session NOT IN "
        "(SELECT id FROM sessions) ORDER BY seq LIMIT ?)",
        up_to);
    remove(
        "DELETE FROM tokens WHERE (token, method) IN "
        "(SELECT token, method FROM tokens WHERE at < ? LIMIT ?)",
        retention.tokens_before.ms);
    remove("DELETE FROM effects WHERE id IN (SELECT id FROM effects WHERE done = 1 LIMIT ?)");
    const std::int64_t longest = std::max(retention.events, retention.archive).count();
    rows_->run("DELETE FROM ages WHERE at < (SELECT max(at) FROM ages WHERE at <= ?)",
               time_ - longest);
    transaction.commit();
    return give_back(more);
  }));
  TRY(refresh_range());
  return more;
}

base::Status Store::give_back(bool& more) {
  auto& db = rows_->db();
  const auto free_pages = [&] { return db.execAndGet("PRAGMA freelist_count").getInt(); };
  if (db.execAndGet("PRAGMA auto_vacuum").getInt() != 2 || free_pages() == 0) return {};
  SQLite::Statement vacuum(db, "PRAGMA incremental_vacuum(" + std::to_string(kStepPages) + ")");
  while (vacuum.executeStep()) {
  }
  more = more || free_pages() > 0;
  return {};
}

base::Status Store::forget_archived(const std::vector<base::SessionId>& ids) {
  return guarded([&]() -> base::Status {
    SQLite::Transaction transaction(rows_->db(), SQLite::TransactionBehavior::IMMEDIATE);
    for (const auto& id : ids) rows_->run("DELETE FROM archive WHERE id = ?", id.value);
    transaction.commit();
    return {};
  });
}
}  // namespace store
