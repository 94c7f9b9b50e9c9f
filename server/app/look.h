// How a session stands this moment: its worktree against its base, and what its processes use.
#pragma once
#include <filesystem>
#include <stop_token>

#include "app/operations.h"
#include "base/result.h"
#include "rules/state.h"

namespace app {

// `dir`: the session's folder, with its host's record. Blocks on git and for a moment in which the
// processors' use is measured; for worker threads. A worktree that cannot be read is no error but
// says so in the answer.
base::Result<SessionLook> look_at(const rules::Session& session, const std::filesystem::path& dir,
                                  std::stop_token cancel);

}  // namespace app
