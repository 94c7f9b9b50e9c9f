#include <algorithm>
#include <set>

#include "base/text.h"
#include "git/program.h"
#include "git/reader.h"
#include "git/worktree.h"
#include "platform/files.h"

namespace git {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::Result;
using Strings = std::vector<std::string>;

constexpr const char* kListFile = ".worktreeinclude";
constexpr const char* kCopiedFile = "operator-copied";  // in the worktree's own git folder
constexpr std::size_t kMostFiles = 10'000;

// Untracked files that the patterns name and that git ignores anyway.
Result<Strings> wanted_files(const fs::path& from, const std::stop_token& cancel) {
  Command command;
  command.folder = from;
  command.reads = true;
  command.cancel = cancel;
  command.arguments = {"ls-files", "--others", "--ignored",
                       "--exclude-from=" + (from / kListFile).string(), "-z"};
  TRY_ASSIGN(const std::string named, run(command));
  if (named.empty()) return Strings{};
  command.arguments = {"check-ignore", "-z", "--stdin"};
  command.input = named;
  TRY_ASSIGN(const Outcome ignored, try_run(command));  // exit 1: none of them
  Strings files = split_zero(ignored.out);
  if (files.size() > kMostFiles) {
    return fail(ErrorCode::invalid_argument,
                ".worktreeinclude names " + std::to_string(files.size()) + " files");
  }
  return files;
}

// Whether `path` below `root` passes through no symlink that leads out of it.
bool stays_inside(const fs::path& root, const fs::path& path) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(path, error);
  const auto [end, ignored] = std::mismatch(root.begin(), root.end(), real.begin(), real.end());
  return !error && end == root.end();
}

base::Status copy_one(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  if (!error && fs::is_symlink(from)) {
    fs::copy_symlink(from, to, error);
  } else if (!error) {
    fs::copy_file(from, to, fs::copy_options::skip_existing, error);
  }
  if (!error) return {};
  return fail(ErrorCode::external_failed, "cannot copy " + from.string() + ": " + error.message());
}

}  // namespace

Result<Strings> copy_includes(const fs::path& from, const fs::path& worktree,
                              std::stop_token cancel) {
  TRY_ASSIGN(const auto reader, open(worktree, cancel));
  const fs::path record = reader->place().git_dir / kCopiedFile;
  std::set<std::string> copied;
  if (const auto before = platform::read_file(record)) {
    for (const auto& path : split_zero(*before)) copied.insert(path);
  }
  std::error_code ignored;
  if (from.empty() || !fs::is_regular_file(from / kListFile, ignored))
    return Strings(copied.begin(), copied.end());
  TRY_ASSIGN(const Strings files, wanted_files(from, cancel));
  const fs::path root = reader->place().worktree;
  for (const auto& path : files) {
    const fs::path to = root / path;
    if (fs::exists(fs::symlink_status(to, ignored)) || !stays_inside(root, to.parent_path()))
      continue;
    TRY(copy_one(from / path, to));
    copied.insert(path);
    if (cancel.stop_requested()) return fail(ErrorCode::cancelled, "stopped");
  }
  std::string list;
  for (const auto& path : copied) list += path + '\0';
  if (!copied.empty()) TRY(platform::write_atomic(record, list));
  return Strings(copied.begin(), copied.end());
}

}  // namespace git
