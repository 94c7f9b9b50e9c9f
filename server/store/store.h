// The owner's memory: one SQLite file per workspace. A decision is written in one transaction, its
// effects included, so a crash leaves all of it or nothing. One thread at a time; every call blocks
// (a commit waits for the disk). Errors: `unavailable` when the file cannot be read or written
// (disk full, read-only, damaged), `conflict` when a rule of the schema refuses (a second open
// launch of one ticket), `internal` when a row cannot be understood.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "rules/change.h"

namespace store {

struct Retention {
  base::Millis events;                // older ones go, but for those of sessions not archived
  base::Millis archive;               // older than this counts as expired
  std::int64_t max_events = 500'000;  // and the oldest beyond this many go, whosever they are
  base::WallTime tokens_before;       // answers kept for client tokens
};

// Which events are looked for, and in which direction.
struct EventQuery {
  base::SessionId session;         // empty: all
  std::string kind;                // a kind or its beginning: "agent/", "agent/ranCommand"
  std::vector<std::string> words;  // each somewhere in kind, text or ticket; case does not matter
  base::WallTime since;            // 0: always
  std::optional<std::int64_t> after;   // oldest first from there on; without it the newest
  std::optional<std::int64_t> before;  // of those with a lower number
  int limit = 100;
};
struct EventPage {
  std::vector<rules::Event> events;  // oldest first
  // Where the next page begins, as its `after` or `before`; nothing when there is none.
  std::optional<std::int64_t> next;
};

class Store {
 public:
  // See schema.h for what is refused.
  static base::Result<std::unique_ptr<Store>> open(const std::filesystem::path& file);
  // For load() only, and without changing a byte: another process may have it open.
  static base::Result<std::unique_ptr<Store>> open_to_read(const std::filesystem::path& file);
  ~Store();

  // Everything that State holds. Call again after a commit that failed.
  base::Result<rules::State> load();
  // Effects not yet done, in the order they were wanted.
  base::Result<std::vector<rules::Effect>> pending_effects();

  // Writes the decision in one transaction; each PutX makes its row what `state` now has under that
  // name, and removes the row when `state` has nothing there (a session goes with its facts). Gives
  // ids to events, effects and those facts that have none (0) inside `decision`. When it fails,
  // nothing is written and `decision` is unchanged.
  base::Status commit(rules::Decision& decision, const rules::State& state);

  // Names this file's numbering of events; a client that knows another epoch starts anew, as does
  // one whose last seen number is below oldest_seq() - 1.
  const std::string& epoch() const { return epoch_; }
  // Events after `after`, oldest first; of one session unless `session` is empty.
  base::Result<std::vector<rules::Event>> events(std::int64_t after, const base::SessionId& session,
                                                 int limit);
  // One page. Looks at 20,000 events at most, so it may find none and still have a next one.
  base::Result<EventPage> find(const EventQuery& query);
  std::int64_t newest_seq() const { return newest_seq_; }  // 0: none was ever written
  // The first from which on all are kept; newest + 1 when none is. Older ones may be left.
  std::int64_t oldest_seq() const { return oldest_seq_; }

  // Sessions that were cleaned up: the newest `limit` first, or the one with this id.
  base::Result<std::vector<rules::ArchivedSession>> archived(int limit);
  base::Result<std::optional<rules::ArchivedSession>> archived(const base::SessionId& id);

  base::Result<std::optional<rules::TokenAnswer>> token(const std::string& token,
                                                        const std::string& method);
  // How long something is kept goes by the store's own time, which a wall clock that is set does
  // not move: noted here, now and then; `now` of this boot.
  base::Status note_time(const base::Now& now, const std::string& boot);
  // One step of removing what is older than that, and of giving its room back to the disk; whether
  // there is more to do. A step takes some milliseconds, whatever there is to remove.
  base::Result<bool> prune(const Retention& retention);
  // Archived sessions that are older than that: their files first, then they are forgotten.
  base::Result<std::vector<rules::ArchivedSession>> expired(const Retention& retention, int limit);
  base::Status forget_archived(const std::vector<base::SessionId>& ids);

 private:
  class Rows;
  Store(std::unique_ptr<Rows> rows, std::string epoch);
  base::Status refresh_range();
  base::Status give_back(bool& more);
  std::int64_t newest_older_than(base::Millis age);

  std::unique_ptr<Rows> rows_;
  std::string epoch_;
  std::int64_t newest_seq_ = 0;
  std::int64_t oldest_seq_ = 1;
  std::int64_t time_ = 0;  // the store's, as noted last
};

}  // namespace store
