#include <git2.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "git/reader.h"
#include "platform/files.h"

namespace git {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

template <class T, void (*free_it)(T*)>
struct Freer {
  void operator()(T* thing) const { free_it(thing); }
};
template <class T, void (*free_it)(T*)>
using Owned = std::unique_ptr<T, Freer<T, free_it>>;

using Repository = Owned<git_repository, git_repository_free>;
using Reference = Owned<git_reference, git_reference_free>;
using Object = Owned<git_object, git_object_free>;
using Tree = Owned<git_tree, git_tree_free>;
using TreeEntry = Owned<git_tree_entry, git_tree_entry_free>;
using Blob = Owned<git_blob, git_blob_free>;
using StatusList = Owned<git_status_list, git_status_list_free>;
using Diff = Owned<git_diff, git_diff_free>;
using Patch = Owned<git_patch, git_patch_free>;
using BranchIterator = Owned<git_branch_iterator, git_branch_iterator_free>;

// The error of a libgit2 call; to be made at once, because the library keeps only the last one.
tl::unexpected<base::Error> fail_git(int code, const std::string& what) {
  const git_error* last = git_error_last();
  const std::string words = last != nullptr ? last->message : "error " + std::to_string(code);
  const bool missing =
      code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC || code == GIT_EUNBORNBRANCH;
  return fail(missing ? ErrorCode::not_found : ErrorCode::external_failed,
              what + ": " + base::printable(words, 300));
}

std::string hex(const git_oid& id) {
  char text[GIT_OID_HEXSZ + 1] = {};
  git_oid_tostr(text, sizeof text, &id);
  return text;
}

fs::path real(const char* path) {
  if (path == nullptr) return {};
  std::error_code error;
  fs::path canonical = fs::canonical(path, error);
  return error ? fs::path(path) : canonical;
}

class LibraryReader final : public Reader {
 public:
  LibraryReader(Repository repository, Place place)
      : repository_(std::move(repository)), place_(std::move(place)) {}

  [[nodiscard]] const Place& place() const override { return place_; }
  Result<Head> head() override;
  Result<std::string> resolve(const std::string& name) override;
  Result<bool> branch_exists(const std::string& branch) override;
  Result<std::vector<std::string>> branches() override;
  Result<std::string> origin_head() override;
  Result<std::vector<DirtyEntry>> status() override;
  Result<std::string> merge_base(const std::string& a, const std::string& b) override;
  Result<int> commits_ahead(const std::string& tip, const std::string& base) override;
  Result<std::vector<Change>> changes_since(const std::string& commit) override;
  Result<BaseFile> file_at(const std::string& commit, const std::string& path) override;

 private:
  Result<Object> find(const std::string& name, git_object_t kind);

  Repository repository_;
  Place place_;
};

Result<Head> LibraryReader::head() {
  Head head;
  git_reference* raw = nullptr;
  if (const int code = git_reference_lookup(&raw, repository_.get(), "HEAD"); code != 0) {
    return fail_git(code, "cannot read HEAD");
  }
  const Reference reference(raw);
  if (git_reference_type(raw) == GIT_REFERENCE_SYMBOLIC) {
    const std::string target = git_reference_symbolic_target(raw);
    if (target.starts_with("refs/heads/")) head.branch = target.substr(11);
  }
  if (auto commit = resolve("HEAD")) head.commit = std::move(*commit);
  return head;
}

// Not by git_revparse_single: in libgit2 1.5 that leaks 20 kB for every name it does not find.
Result<Object> LibraryReader::find(const std::string& name, git_object_t kind) {
  const std::string what = "no commit " + base::printable(name, 100);
  git_object* raw = nullptr;
  git_oid id{};
  int code = 0;
  if (name.size() == GIT_OID_HEXSZ && git_oid_fromstr(&id, name.c_str()) == 0) {
    code = git_object_lookup(&raw, repository_.get(), &id, GIT_OBJECT_ANY);
    if (code != 0) return fail_git(code, what);
    const Object found(raw);
    code = git_object_peel(&raw, found.get(), kind);
  } else {
    git_reference* raw_reference = nullptr;
    code = git_reference_dwim(&raw_reference, repository_.get(), name.c_str());
    if (code != 0) return fail_git(code, what);
    const Reference reference(raw_reference);
    code = git_reference_peel(&raw, raw_reference, kind);
  }
  if (code != 0) return fail_git(code, what);
  return Object(raw);
}

Result<std::string> LibraryReader::resolve(const std::string& name) {
  TRY_ASSIGN(const Object commit, find(name, GIT_OBJECT_COMMIT));
  return hex(*git_object_id(commit.get()));
}

Result<bool> LibraryReader::branch_exists(const std::string& branch) {
  git_reference* raw = nullptr;
  const int code = git_branch_lookup(&raw, repository_.get(), branch.c_str(), GIT_BRANCH_LOCAL);
  const Reference reference(raw);
  if (code == 0) return true;
  if (code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC) return false;
  return fail_git(code, "cannot read the branch " + branch);
}

Result<std::vector<std::string>> LibraryReader::branches() {
  git_branch_iterator* raw = nullptr;
  if (const int code = git_branch_iterator_new(&raw, repository_.get(), GIT_BRANCH_LOCAL);
      code != 0) {
    return fail_git(code, "cannot list the branches");
  }
  const BranchIterator iterator(raw);
  std::vector<std::string> names;
  git_reference* next = nullptr;
  git_branch_t kind = GIT_BRANCH_LOCAL;
  while (git_branch_next(&next, &kind, raw) == 0) {
    const Reference reference(next);
    const char* name = nullptr;
    if (git_branch_name(&name, next) == 0) names.emplace_back(name);
  }
  return names;
}

Result<std::string> LibraryReader::origin_head() {
  git_reference* raw = nullptr;
  const int code = git_reference_lookup(&raw, repository_.get(), "refs/remotes/origin/HEAD");
  const Reference reference(raw);
  if (code == GIT_ENOTFOUND) return std::string();
  if (code != 0) return fail_git(code, "cannot read origin/HEAD");
  if (git_reference_type(raw) != GIT_REFERENCE_SYMBOLIC) return std::string();
  const std::string target = git_reference_symbolic_target(raw);
  constexpr std::string_view kPrefix = "refs/remotes/origin/";
  return target.starts_with(kPrefix) ? target.substr(kPrefix.size()) : std::string();
}

Result<std::vector<DirtyEntry>> LibraryReader::status() {
  git_status_options options = GIT_STATUS_OPTIONS_INIT;
  options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
  options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED;
  git_status_list* raw = nullptr;
  if (const int code = git_status_list_new(&raw, repository_.get(), &options); code != 0) {
    return fail_git(code, "cannot read the status");
  }
  const StatusList list(raw);
  std::vector<DirtyEntry> entries;
  for (std::size_t i = 0; i < git_status_list_entrycount(raw); ++i) {
    const git_status_entry* entry = git_status_byindex(raw, i);
    if (entry->status == GIT_STATUS_CURRENT || (entry->status & GIT_STATUS_IGNORED) != 0) continue;
    const git_diff_delta* delta =
        entry->index_to_workdir != nullptr ? entry->index_to_workdir : entry->head_to_index;
    const char* path =
        delta->new_file.path != nullptr ? delta->new_file.path : delta->old_file.path;
    auto kind = DirtyEntry::Kind::changed;
    if ((entry->status & GIT_STATUS_CONFLICTED) != 0) kind = DirtyEntry::Kind::conflicted;
    if (entry->status == GIT_STATUS_WT_NEW) kind = DirtyEntry::Kind::untracked;
    entries.push_back({kind, path});
  }
  return entries;
}

Result<std::string> LibraryReader::merge_base(const std::string& a, const std::string& b) {
  TRY_ASSIGN(const Object one, find(a, GIT_OBJECT_COMMIT));
  TRY_ASSIGN(const Object two, find(b, GIT_OBJECT_COMMIT));
  git_oid id{};
  const int code =
      git_merge_base(&id, repository_.get(), git_object_id(one.get()), git_object_id(two.get()));
  if (code == GIT_ENOTFOUND) return std::string();
  if (code != 0) return fail_git(code, "cannot find the merge base");
  return hex(id);
}

Result<int> LibraryReader::commits_ahead(const std::string& tip, const std::string& base) {
  TRY_ASSIGN(const Object one, find(tip, GIT_OBJECT_COMMIT));
  TRY_ASSIGN(const Object two, find(base, GIT_OBJECT_COMMIT));
  std::size_t ahead = 0;
  std::size_t behind = 0;
  const int code = git_graph_ahead_behind(&ahead, &behind, repository_.get(),
                                          git_object_id(one.get()), git_object_id(two.get()));
  if (code != 0) return fail_git(code, "cannot count commits");
  return static_cast<int>(ahead);
}

Change::Kind kind_of(git_delta_t status) {
  switch (status) {
    case GIT_DELTA_ADDED:
    case GIT_DELTA_UNTRACKED:
    case GIT_DELTA_COPIED: return Change::Kind::added;
    case GIT_DELTA_DELETED: return Change::Kind::deleted;
    case GIT_DELTA_RENAMED: return Change::Kind::renamed;
    default: return Change::Kind::modified;
  }
}

Result<std::vector<Change>> LibraryReader::changes_since(const std::string& commit) {
  TRY_ASSIGN(const Object tree, find(commit, GIT_OBJECT_TREE));
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS |
                  GIT_DIFF_SHOW_UNTRACKED_CONTENT | GIT_DIFF_INCLUDE_TYPECHANGE;
  options.max_size = kFileLimit;  // what is larger counts as binary and is not loaded
  git_diff* raw = nullptr;
  int code = git_diff_tree_to_workdir_with_index(&raw, repository_.get(),
                                                 reinterpret_cast<git_tree*>(tree.get()), &options);
  if (code != 0) return fail_git(code, "cannot compare with " + commit);
  const Diff diff(raw);
  git_diff_find_options find_options = GIT_DIFF_FIND_OPTIONS_INIT;
  find_options.flags = GIT_DIFF_FIND_RENAMES;
  code = git_diff_find_similar(raw, &find_options);
  if (code != 0) return fail_git(code, "cannot look for renames");
  std::vector<Change> changes;
  for (std::size_t i = 0; i < git_diff_num_deltas(raw); ++i) {
    git_patch* raw_patch = nullptr;
    code = git_patch_from_diff(&raw_patch, raw, i);
    if (code != 0) return fail_git(code, "cannot compare a file");
    const Patch patch(raw_patch);
    // After the patch was made the delta knows whether the file is binary.
    const git_diff_delta* delta =
        raw_patch != nullptr ? git_patch_get_delta(raw_patch) : git_diff_get_delta(raw, i);
    Change change;
    change.kind = kind_of(delta->status);
    change.path = delta->new_file.path;
    change.old_path = delta->status == GIT_DELTA_RENAMED ? delta->old_file.path : change.path;
    change.binary = (delta->flags & GIT_DIFF_FLAG_BINARY) != 0;
    std::size_t added = 0;
    std::size_t deleted = 0;
    if (raw_patch != nullptr && !change.binary) {
      git_patch_line_stats(nullptr, &added, &deleted, raw_patch);
    }
    change.additions = static_cast<int>(added);
    change.deletions = static_cast<int>(deleted);
    changes.push_back(std::move(change));
  }
  return changes;
}

Result<BaseFile> LibraryReader::file_at(const std::string& commit, const std::string& path) {
  TRY_ASSIGN(const Object tree, find(commit, GIT_OBJECT_TREE));
  git_tree_entry* raw_entry = nullptr;
  int code =
      git_tree_entry_bypath(&raw_entry, reinterpret_cast<git_tree*>(tree.get()), path.c_str());
  const TreeEntry entry(raw_entry);
  if (code == GIT_ENOTFOUND) return BaseFile{};
  if (code != 0) return fail_git(code, "cannot read " + base::printable(path, 200));
  if (git_tree_entry_type(raw_entry) != GIT_OBJECT_BLOB) return BaseFile{};
  git_blob* raw_blob = nullptr;
  code = git_blob_lookup(&raw_blob, repository_.get(), git_tree_entry_id(raw_entry));
  if (code != 0) return fail_git(code, "cannot read " + base::printable(path, 200));
  const Blob blob(raw_blob);
  BaseFile file;
  file.exists = true;
  file.binary = git_blob_is_binary(raw_blob) != 0 || git_blob_rawsize(raw_blob) > kFileLimit;
  if (!file.binary) {
    file.content.assign(static_cast<const char*>(git_blob_rawcontent(raw_blob)),
                        static_cast<std::size_t>(git_blob_rawsize(raw_blob)));
  }
  return file;
}

fs::path common_dir_of(const fs::path& git_dir) {
  const auto link = platform::read_file(git_dir / "commondir", 4096);
  return link ? git_dir / fs::path(base::trim(*link)) : git_dir;
}

// Extensions are only looked at in repositories of this format, by a search through all of the
// configuration in which libgit2 1.5 leaks 20 kB for each entry that does not match [measured with
// LeakSanitizer]; and it cannot open most of them anyway.
bool may_have_extensions(const fs::path& git_dir) {
  const auto config = platform::read_file(common_dir_of(git_dir) / "config", 1U << 20);
  if (!config) return true;
  constexpr std::string_view kKey = "repositoryformatversion";
  const std::string lower = base::to_lower(*config);
  for (std::size_t at = lower.find(kKey); at != std::string::npos; at = lower.find(kKey, at + 1)) {
    const std::size_t value = lower.find_first_not_of(" \t=", at + kKey.size());
    if (value != std::string::npos && lower[value] != '0') return true;
  }
  return false;
}

// What the program reads better: sparse checkouts, which libgit2 1.5 takes for deleted files (the
// setting is in a file that it does not know, so the patterns' file decides; one that is left over
// costs a little time, nothing else), and submodules, for the leak above.
bool is_for_the_program(const Place& place) {
  std::error_code ignored;
  return fs::exists(place.git_dir / "info" / "sparse-checkout", ignored) ||
         fs::exists(place.worktree / ".gitmodules", ignored);
}

}  // namespace

Result<std::unique_ptr<Reader>> open_with_library(const fs::path& folder) {
  static const int started = git_libgit2_init();
  if (started < 0) return fail(ErrorCode::internal, "libgit2 does not start");
  git_buf found = GIT_BUF_INIT;
  int code = git_repository_discover(&found, folder.c_str(), 0, nullptr);
  const std::string git_dir = found.ptr == nullptr ? "" : found.ptr;
  git_buf_dispose(&found);
  const std::string what = "cannot open the repository at " + folder.string();
  if (code != 0) return fail_git(code, what);
  if (may_have_extensions(git_dir)) {
    return fail(ErrorCode::unavailable, "repositories with extensions are read by the git program");
  }
  git_repository* raw = nullptr;
  code = git_repository_open(&raw, git_dir.c_str());
  if (code != 0) return fail_git(code, what);
  Repository repository(raw);
  Place place{real(git_repository_workdir(raw)), real(git_repository_path(raw)),
              real(git_repository_commondir(raw))};
  if (is_for_the_program(place)) {
    return fail(ErrorCode::unavailable, "this working tree is read by the git program");
  }
  return std::unique_ptr<Reader>(
      std::make_unique<LibraryReader>(std::move(repository), std::move(place)));
}

}  // namespace git
