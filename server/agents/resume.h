// Whether an agent's conversation can be gone on with where a session works. Resumed in another
// folder, or without its record, it would start anew or go on with somebody else's work. Does I/O.
#pragma once
#include <filesystem>
#include <string>

#include "base/result.h"
#include "rules/settings.h"

namespace agents {

// conflict, with the reason in words for a person: the record is gone, or of another conversation
// or folder. Claude Code's transcripts name both on (nearly) every line; the first that does
// counts, because the agent may change its folder later. Agents without a record prove nothing.
base::Status may_resume(rules::AgentKind kind, const std::filesystem::path& transcript,
                        const std::string& conversation, const std::filesystem::path& worktree);

}  // namespace agents
