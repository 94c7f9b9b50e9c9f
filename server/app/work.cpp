#include "app/work.h"

#include <filesystem>

#include "base/text.h"
#include "platform/process.h"

namespace app {
namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

base::Result<std::string> git(const std::string& folder, std::vector<std::string> words) {
  platform::ProcessRequest request;
  request.argv = {"git", "-C", folder};
  request.argv.insert(request.argv.end(), words.begin(), words.end());
  request.deadline = base::Millis{120'000};
  request.environment = platform::environment_with({"GIT_TERMINAL_PROMPT=0", "LC_ALL=C"});
  TRY_ASSIGN(const auto done, platform::run_process(request));
  if (!done.ok()) {
    return base::fail(ErrorCode::external_failed,
                      "git " + words.front() + ": " + base::printable(done.err, 400));
  }
  return std::string(base::trim(done.out));
}

}  // namespace

base::Result<rules::WorktreeMade> make_worktree(const rules::Session& s) {
  rules::WorktreeMade made;
  made.path = s.worktree;
  made.branch = s.branch;
  made.base_branch = s.base_branch;
  if (made.base_branch.empty()) {
    TRY_ASSIGN(made.base_branch, git(s.repository, {"rev-parse", "--abbrev-ref", "HEAD"}));
  }
  std::error_code error;
  if (!fs::exists(fs::path(s.worktree) / ".git", error)) {
    fs::create_directories(fs::path(s.worktree).parent_path(), error);
    TRY(git(s.repository, {"worktree", "add", "-b", s.branch, "--", s.worktree, made.base_branch}));
  }
  TRY_ASSIGN(made.base_commit, git(s.worktree, {"merge-base", "HEAD", made.base_branch}));
  return made;
}

base::Result<rules::WorktreeSeen> look_at_work(const rules::Session& s) {
  rules::WorktreeSeen seen;
  TRY_ASSIGN(const auto status, git(s.worktree, {"status", "--porcelain"}));
  for (const auto line : base::split_lines(status)) {
    if (line.size() > 2) seen.uncommitted.emplace_back(base::trim(line.substr(2)));
  }
  TRY_ASSIGN(const auto count, git(s.worktree, {"rev-list", "--count", s.base_commit + "..HEAD"}));
  seen.commits = std::stoi(count);
  TRY_ASSIGN(const auto stat, git(s.worktree, {"diff", "--stat", s.base_commit}));
  seen.changes = "```\n" + stat + "\n```";
  return seen;
}

base::Status commit_leftovers(const rules::Session& s, const std::string& message) {
  TRY(git(s.worktree, {"add", "-A"}));
  TRY(git(s.worktree, {"commit", "-q", "-m", message}));
  return {};
}

base::Status discard_leftovers(const rules::Session& s) {
  TRY(git(s.worktree, {"reset", "-q", "--hard"}));
  TRY(git(s.worktree, {"clean", "-fdq"}));
  return {};
}

base::Status remove_worktree(const rules::Session& s, bool force, bool delete_branch) {
  std::vector<std::string> words{"worktree", "remove"};
  if (force) words.push_back("--force");
  words.insert(words.end(), {"--", s.worktree});
  TRY(git(s.repository, words));
  if (delete_branch) TRY(git(s.repository, {"branch", force ? "-D" : "-d", "--", s.branch}));
  return {};
}

base::Result<bool> artifacts_there(const rules::Session&, const rules::Step&, base::WallTime) {
  return false;
}

base::Result<WorkChanges> work_changes(const rules::Session& s) {
  WorkChanges changes;
  changes.worktree = s.worktree;
  changes.base = s.base_commit;
  TRY_ASSIGN(changes.head, git(s.worktree, {"rev-parse", "HEAD"}));
  return changes;
}

base::Result<BaseFile> base_file(const rules::Session&, const std::string&) { return BaseFile{}; }

}  // namespace app
