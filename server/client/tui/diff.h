// What a session's work changes, as text to read before it is approved.
#pragma once
#include <string>

namespace client::tui {

struct Diff {
  std::string text;  // as `git diff` prints it; or why there is none
  bool cut = false;  // there is more
};

// The worktree against `base`, committed or not, files that git does not know yet included. Runs
// git, but nothing that the repository's configuration or the environment names. Blocks for up to
// 20 s; thread-safe.
Diff diff_of(const std::string& worktree, const std::string& base);

}  // namespace client::tui
