#include "git/half_made.h"

#include <chrono>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/text.h"
#include "git/worktree_list.h"
#include "platform/files.h"

namespace git {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostText = 8192;
constexpr std::chrono::minutes kLongAgo{1};

std::string text_of(const fs::path& file) {
  const auto text = platform::read_file(file, kMostText);
  return text ? std::string(base::trim(*text)) : "";
}

// A whole one names the repository that it belongs to.
bool is_half_made(const fs::path& entry) {
  std::error_code error;
  return fs::is_directory(entry, error) && text_of(entry / "commondir").empty();
}

bool is_of(const fs::path& entry, const fs::path& folder) {
  const fs::path dot_git = text_of(entry / "gitdir");
  if (!dot_git.empty()) return same_path(dot_git.parent_path().parent_path(), folder);
  std::error_code error;
  const auto written = fs::last_write_time(entry, error);
  return !error && fs::file_time_type::clock::now() - written > kLongAgo;
}

// The worktree's folder holds no more than the file that names the entry.
void clear_place(const fs::path& entry) {
  const fs::path dot_git = text_of(entry / "gitdir");
  if (dot_git.empty() || text_of(dot_git) != "gitdir: " + entry.string()) return;
  std::error_code ignored;
  fs::remove(dot_git, ignored);
  fs::remove(dot_git.parent_path(), ignored);  // only when it is empty
}

}  // namespace

void forget_half_made(const fs::path& common_dir, const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> half;
  for (fs::directory_iterator at(common_dir / "worktrees", error), end; !error && at != end;
       at.increment(error)) {
    if (is_half_made(at->path()) && is_of(at->path(), folder)) half.push_back(at->path());
  }
  for (const auto& entry : half) {
    clear_place(entry);
    std::error_code failed;
    fs::remove_all(entry, failed);
    base::log_warn(entry.string() + ": half made, " +
                   (failed ? "and stays: " + failed.message() : "removed"));
  }
}

}  // namespace git
