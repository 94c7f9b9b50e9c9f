#include "git/fill.h"

#include "base/text.h"
#include "git/program.h"
#include "platform/files.h"

namespace git {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

constexpr std::size_t kPointerLimit = 1024;  // of its specification
constexpr const char* kPointerBegin = "version https://git-lfs.github.com/spec/";

// Paths of submodules that the index names and that are not checked out.
Strings missing_submodules(const fs::path& worktree, const std::stop_token& cancel) {
  Command command = command_in(worktree, {"ls-files", "--stage", "-z"}, cancel);
  command.reads = true;
  const auto listed = run(command);
  Strings paths;
  if (!listed) return paths;
  for (const auto& entry : split_zero(*listed)) {
    if (!entry.starts_with("160000 ")) continue;
    const std::string path = entry.substr(entry.find('\t') + 1);
    std::error_code ignored;
    if (!fs::exists(worktree / path / ".git", ignored)) paths.push_back(path);
  }
  return paths;
}

bool is_pointer(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(file, error))) return false;
  if (fs::file_size(file, error) > kPointerLimit || error) return false;
  const auto text = platform::read_file(file, kPointerLimit);
  return text && text->starts_with(kPointerBegin);
}

bool has_lfs(const fs::path& folder, const std::stop_token& cancel) {
  const auto version = try_run(command_in(folder, {"lfs", "version"}, cancel));
  return version && version->exit_code == 0;
}

}  // namespace

Strings fill_submodules(const fs::path& worktree, base::Millis deadline,
                        const std::stop_token& cancel) {
  Strings notes;
  std::error_code ignored;
  if (!fs::exists(worktree / ".gitmodules", ignored)) return notes;
  for (const auto& path : missing_submodules(worktree, cancel)) {
    Command command = command_in(
        worktree, {"submodule", "--quiet", "update", "--init", "--recursive", "--", path}, cancel);
    command.deadline = deadline;
    const auto filled = run(command);
    if (cancel.stop_requested()) return notes;
    if (filled) continue;
    notes.push_back("the submodule " + base::printable(path, 100) +
                    " is not there: " + filled.error().message);
  }
  return notes;
}

Strings look_for_pointers(const fs::path& worktree, const std::stop_token& cancel) {
  std::error_code ignored;
  if (!fs::exists(worktree / ".gitattributes", ignored)) return {};
  Command command = command_in(worktree, {"ls-files", "-z", "--", ":(attr:filter=lfs)"}, cancel);
  command.reads = true;
  const auto listed = run(command);
  if (!listed) return {};
  Strings pointers;
  for (const auto& path : split_zero(*listed)) {
    if (is_pointer(worktree / path)) pointers.push_back(path);
  }
  if (pointers.empty()) return {};
  const std::string first = base::printable(pointers.front(), 100);
  std::string note = pointers.size() == 1
                         ? first + " is a Git LFS pointer without its contents: "
                         : std::to_string(pointers.size()) + " files, " + first +
                               " among them, are Git LFS pointers without their contents: ";
  note += has_lfs(worktree, cancel) ? "run git lfs install once, then git lfs pull in the worktree"
                                    : "install git-lfs, then run git lfs pull in the worktree";
  return {note};
}

std::string lfs_is_missing(const fs::path& repository) {
  Command command = command_in(repository, {"config", "--get-regexp", "^filter\\.lfs\\."}, {});
  command.reads = true;
  const auto set_up = try_run(command);
  if (!set_up || set_up->out.empty() || has_lfs(repository, {})) return "";
  return " (Git LFS is set up, but git-lfs is not installed)";
}

}  // namespace git
