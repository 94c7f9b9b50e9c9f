// What a session was about, to be read when it is long gone: a page of markdown.
#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "rules/state.h"

namespace app {

class Engine;

struct SessionStory {
  rules::ArchivedSession session;    // its `at` is 0 while it is not cleaned up
  std::string ticket_text;           // the file as it was at the claim; empty: not known
  std::vector<rules::Event> events;  // the session's, oldest first
  std::vector<std::string> commits;  // "1a2b3c4 Say hello", oldest first
  std::vector<std::string> files;    // that these changed, as paths in the repository
};

// Without what git knows. not_found when there never was such a session. Thread: the loop's.
base::Result<SessionStory> story_of(Engine& engine, const base::SessionId& id);
// What its branch has beyond its base; nothing where git cannot say. Blocks.
void ask_git(SessionStory& story, const std::stop_token& cancel);
// Without secrets, as far as they are known by their shape. Pure.
std::string summary_of(const SessionStory& story);

}  // namespace app
