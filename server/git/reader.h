// Reading a repository or one of its worktrees. In process by libgit2; where that cannot open the
// repository or would read it wrong (unknown extensions, sparse checkout, filters like LFS), by the
// git program. Which of the two is not visible. Every call blocks.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"

namespace git {

// Where a working tree's parts are; absolute real paths.
struct Place {
  std::filesystem::path worktree;    // top folder of the working tree; empty: bare
  std::filesystem::path git_dir;     // this working tree's own
  std::filesystem::path common_dir;  // the repository's, shared by its worktrees
  [[nodiscard]] bool linked() const { return git_dir != common_dir; }
};

struct Head {
  std::string branch;  // "main"; empty: detached
  std::string commit;  // empty: the branch has no commit yet
};

// What a new branch starts from.
struct Base {
  std::string name;  // "main"; empty: a detached HEAD
  std::string commit;
};

struct DirtyEntry {
  enum class Kind { changed, untracked, conflicted } kind = Kind::changed;
  std::string path;  // relative to the worktree; an untracked folder ends with '/'
  bool operator==(const DirtyEntry&) const = default;
};

struct Change {
  enum class Kind { added, modified, deleted, renamed } kind = Kind::modified;
  std::string path;
  std::string old_path;  // same as path unless renamed
  int additions = 0;     // 0 for binary files
  int deletions = 0;
  bool binary = false;
  bool operator==(const Change&) const = default;
};

// What is larger counts as binary. Bytes.
constexpr std::uint64_t kFileLimit = 16U << 20;

struct BaseFile {
  bool exists = false;
  bool binary = false;  // then `content` is empty
  std::string content;
};

// One opened working tree. Not thread-safe: open one per task.
class Reader {
 public:
  virtual ~Reader() = default;

  [[nodiscard]] virtual const Place& place() const = 0;
  virtual base::Result<Head> head() = 0;
  // The commit that a name means ("main", "origin/main", "HEAD", a whole id); not_found.
  virtual base::Result<std::string> resolve(const std::string& name) = 0;
  virtual base::Result<bool> branch_exists(const std::string& branch) = 0;
  virtual base::Result<std::vector<std::string>> branches() = 0;  // local ones
  // "main" for refs/remotes/origin/HEAD → refs/remotes/origin/main; empty without it.
  virtual base::Result<std::string> origin_head() = 0;
  // Changed, conflicted and untracked paths; ignored ones are none of these.
  virtual base::Result<std::vector<DirtyEntry>> status() = 0;
  // Empty when the two have nothing in common.
  virtual base::Result<std::string> merge_base(const std::string& a, const std::string& b) = 0;
  // Number of commits in `tip` that `base` has not.
  virtual base::Result<int> commits_ahead(const std::string& tip, const std::string& base) = 0;
  // The working tree, with index and untracked files, against a commit; by path.
  virtual base::Result<std::vector<Change>> changes_since(const std::string& commit) = 0;
  virtual base::Result<BaseFile> file_at(const std::string& commit, const std::string& path) = 0;

  // ---- in terms of these ----
  // `configured` (may be empty; a branch, else any name of a commit), else origin's HEAD, else the
  // branch checked out. When the local branch and origin's differ, the one that contains the other,
  // else the local one. conflict when there is no commit yet; not_found when `configured` names
  // nothing.
  base::Result<Base> base_branch(const std::string& configured);
  base::Result<bool> is_merged(const std::string& branch, const std::string& into);
};

// not_found when `folder` is in no repository.
base::Result<std::unique_ptr<Reader>> open(const std::filesystem::path& folder,
                                           std::stop_token cancel = {});

// What a session did: its worktree against the merge base with `base_name`.
struct Work {
  std::string base;  // commit ids
  std::string head;
  int commits = 0;
  bool uncommitted = false;
  std::vector<Change> changes;
};
base::Result<Work> work_of(Reader& worktree, const std::string& base);

// The two ways of reading, for tests; everybody else calls open().
base::Result<std::unique_ptr<Reader>> open_with_library(const std::filesystem::path& folder);
base::Result<std::unique_ptr<Reader>> open_with_program(const std::filesystem::path& folder,
                                                        std::stop_token cancel = {});

}  // namespace git
