// Asking a repository's `origin` for what it has now, by the git program. A machine that is offline
// goes on with what is there: whether that is said, and to whom, is the caller's choice.
#pragma once
#include <filesystem>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace git {

struct FetchRequest {
  std::filesystem::path repository;
  std::string branch;  // "main": refs/remotes/origin/main is what it becomes
  base::Millis deadline{20'000};
  std::stop_token cancel;
};

// Done too when there is no origin, or it has no such branch. external_failed with git's last words
// when it cannot be asked; an answer that was asked for while this one waited serves both, and one
// that failed is not asked for again for a minute. Blocks; thread-safe.
base::Status fetch_branch(const FetchRequest& request);

}  // namespace git
