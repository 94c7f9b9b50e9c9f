// How far a board's sync is, kept in the board's note: a sync that was interrupted goes on there.
#pragma once
#include <string>

#include "rules/draft.h"

namespace app {

struct BoardMark {
  std::string digest;       // of the settings that `since` and `page` hold for
  std::string since, page;  // as boards::PageRequest has them
  std::string at;           // when the newest sync was over: ms since 1970; empty: never
  std::string error;        // of the newest sync
  std::string sign_in;      // "yes": that is what the error wants
  std::string anew;         // when all that is wanted was last asked for: ms since 1970
  std::string retry_at;     // the board wants no more requests before: ms since 1970

  // All empty for a board that was never synced.
  static BoardMark of(const rules::State& state, const std::string& board);
  void put(rules::Draft& draft, const std::string& board) const;
};

}  // namespace app
