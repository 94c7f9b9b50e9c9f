#include "git/reader.h"

#include "platform/files.h"

namespace git {

using base::ErrorCode;
using base::fail;
using base::Result;

Result<Base> Reader::base_branch(const std::string& configured) {
  TRY_ASSIGN(const Head now, head());
  std::string name = configured;
  if (name.empty()) {
    TRY_ASSIGN(name, origin_head());
  }
  if (name.empty()) name = now.branch;
  if (name.empty()) {
    if (!now.commit.empty()) return Base{"", now.commit};
  } else {
    const auto local = resolve("refs/heads/" + name);
    const auto remote = resolve("refs/remotes/origin/" + name);
    if (local && remote && *local != *remote) {
      TRY_ASSIGN(const std::string common, merge_base(*local, *remote));
      return Base{name, common == *local ? *remote : *local};
    }
    if (local) return Base{name, *local};
    if (remote) return Base{name, *remote};
    if (const auto commit = resolve(name)) return Base{name, *commit};
  }
  if (now.commit.empty()) {
    return fail(ErrorCode::conflict, "the repository has no commit yet: make the first one");
  }
  return fail(ErrorCode::not_found, "the repository has no branch " + name);
}

Result<bool> Reader::is_merged(const std::string& branch, const std::string& into) {
  TRY_ASSIGN(const std::string tip, resolve(branch));
  TRY_ASSIGN(const std::string target, resolve(into));
  TRY_ASSIGN(const std::string common, merge_base(tip, target));
  return common == tip;
}

Result<Work> work_of(Reader& worktree, const std::string& base) {
  Work work;
  TRY_ASSIGN(const Head head, worktree.head());
  if (head.commit.empty()) return fail(ErrorCode::conflict, "the branch has no commit");
  work.head = head.commit;
  TRY_ASSIGN(const std::string target, worktree.resolve(base));
  TRY_ASSIGN(work.base, worktree.merge_base(head.commit, target));
  if (work.base.empty()) {
    return fail(ErrorCode::conflict, "the branch and its base have no commit in common");
  }
  TRY_ASSIGN(work.commits, worktree.commits_ahead(head.commit, work.base));
  TRY_ASSIGN(const auto dirty, worktree.status());
  work.uncommitted = !dirty.empty();
  TRY_ASSIGN(work.changes, worktree.changes_since(work.base));
  return work;
}

namespace {

bool mentions_filter(const std::filesystem::path& file) {
  const auto text = platform::read_file(file, 1U << 20);
  return text && text->find("filter=") != std::string::npos;
}

// libgit2 1.5 takes files that a filter (LFS) changed on their way out for modified ones.
bool uses_filters(const Place& place) {
  return mentions_filter(place.worktree / ".gitattributes") ||
         mentions_filter(place.common_dir / "info" / "attributes");
}

}  // namespace

Result<std::unique_ptr<Reader>> open(const std::filesystem::path& folder, std::stop_token cancel) {
  auto reader = open_with_library(folder);
  if (reader && !uses_filters((*reader)->place())) return reader;
  return open_with_program(folder, std::move(cancel));
}

}  // namespace git
