#include "git/worktree_list.h"

#include "git/program.h"

namespace git {

base::Result<std::vector<ListedWorktree>> list_worktrees(const std::filesystem::path& repository,
                                                         const std::stop_token& cancel) {
  Command command;
  command.folder = repository;
  command.reads = true;
  command.cancel = cancel;
  command.arguments = {"worktree", "list", "--porcelain", "-z"};
  TRY_ASSIGN(const std::string out, run(command));
  std::vector<ListedWorktree> list;
  for (const auto& line : split_zero(out)) {
    if (line.starts_with("worktree ")) {
      list.push_back({line.substr(9), {}, false, false, {}});
    } else if (list.empty()) {
      continue;
    } else if (line.starts_with("branch refs/heads/")) {
      list.back().branch = line.substr(18);
    } else if (line == "bare") {
      list.back().bare = true;
    } else if (line == "locked" || line.starts_with("locked ")) {
      list.back().locked = true;
      if (line.size() > 7) list.back().lock_reason = line.substr(7);
    }
  }
  return list;
}

bool same_path(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code error;
  const auto one = std::filesystem::weakly_canonical(a, error);
  const auto two = std::filesystem::weakly_canonical(b, error);
  return !one.empty() && one == two;
}

}  // namespace git
