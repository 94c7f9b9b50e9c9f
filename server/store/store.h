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
  base::WallTime events_before;       // events older than this go
  std::int64_t max_events = 100'000;  // and the oldest beyond this many
  base::WallTime tokens_before;       // answers kept for client tokens
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
  std::int64_t newest_seq() const { return newest_seq_; }  // 0: none was ever written
  std::int64_t oldest_seq() const { return oldest_seq_; }  // newest + 1 when none is kept

  // Sessions that were cleaned up: the newest `limit` first, or the one with this id.
  base::Result<std::vector<rules::ArchivedSession>> archived(int limit);
  base::Result<std::optional<rules::ArchivedSession>> archived(const base::SessionId& id);

  base::Result<std::optional<rules::TokenAnswer>> token(const std::string& token,
                                                        const std::string& method);
  // Removes old events, tokens and done effects. Call seldom.
  base::Status prune(const Retention& retention);

 private:
  class Rows;
  Store(std::unique_ptr<Rows> rows, std::string epoch);
  base::Status refresh_range();

  std::unique_ptr<Rows> rows_;
  std::string epoch_;
  std::int64_t newest_seq_ = 0;
  std::int64_t oldest_seq_ = 1;
};

}  // namespace store
