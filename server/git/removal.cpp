#include <algorithm>
#include <set>

#include "base/text.h"
#include "git/clone.h"
#include "git/program.h"
#include "git/reader.h"
#include "git/worktree.h"
#include "git/worktree_list.h"
#include "platform/files.h"
#include "platform/occupants.h"

namespace git {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

constexpr std::size_t kShownNames = 5;

bool is_link(const fs::path& path) {
  std::error_code error;
  return fs::is_symlink(fs::symlink_status(path, error));
}

std::string name_some(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (const auto& name : names) {
    if (shown.size() == kShownNames) {
      shown.emplace_back("…");
      break;
    }
    shown.push_back(base::printable(name, 100));
  }
  return base::join(shown, ", ");
}

class Inspection {
 public:
  Inspection(Reader& reader, std::stop_token cancel)
      : reader_(reader), cancel_(std::move(cancel)) {}

  Result<std::vector<Obstacle>> look() {
    TRY(look_at_changes());
    TRY(look_at_head());
    look_at_locks();
    look_at_processes();
    TRY(look_at_submodules());
    TRY(look_at_ignored());
    return std::move(found_);
  }
  // Of a clone, whose commits go with it.
  Result<std::vector<Obstacle>> look_in_clone(const fs::path& repository) {
    TRY_ASSIGN(auto found, look());
    TRY_ASSIGN(const auto commits, only_in_clone(repository, reader_.place().worktree, cancel_));
    if (commits.empty()) return found;
    found.push_back({"commits that only this clone has: " + commits +
                     ": push them, or fetch them into the repository"});
    return found;
  }

 private:
  void add(std::string text, bool needs_yes = false) {
    found_.push_back({std::move(text), needs_yes});
  }
  Result<std::string> read(const fs::path& folder, std::vector<std::string> arguments) {
    Command command;
    command.folder = folder;
    command.arguments = std::move(arguments);
    command.reads = true;
    command.cancel = cancel_;
    return run(command);
  }

  Status look_at_changes();
  Status look_at_head();
  void look_at_locks();
  void look_at_processes();
  Status look_at_submodules();
  Status look_at_ignored();

  Reader& reader_;
  std::stop_token cancel_;
  std::vector<Obstacle> found_;
};

Status Inspection::look_at_changes() {
  TRY_ASSIGN(const auto dirty, reader_.status());
  std::vector<std::string> names;
  for (const auto& entry : dirty) names.push_back(entry.path);
  if (!names.empty()) {
    add(std::to_string(names.size()) + " uncommitted: " + name_some(names));
  }
  return {};
}

Status Inspection::look_at_head() {
  TRY_ASSIGN(const Head head, reader_.head());
  if (head.branch.empty()) add("HEAD is on no branch: its commits would be lost");
  return {};
}

void Inspection::look_at_locks() {
  const Place& place = reader_.place();
  std::error_code ignored;
  if (fs::exists(place.git_dir / "locked", ignored)) add("the worktree is locked");
  for (const char* name : {"index.lock", "HEAD.lock"}) {
    if (fs::exists(place.git_dir / name, ignored))
      add("git is at work in it (" + std::string(name) + ")");
  }
  for (const char* name : {"MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge",
                           "rebase-apply", "BISECT_LOG"}) {
    if (fs::exists(place.git_dir / name, ignored)) {
      add("an operation is not finished (" + std::string(name) + ")");
    }
  }
}

void Inspection::look_at_processes() {
  std::vector<std::string> names;
  for (const auto& occupant : platform::occupants(reader_.place().worktree)) {
    names.push_back(occupant.name + " (" + std::to_string(occupant.pid) + ")");
  }
  if (!names.empty()) {
    add("processes work in it: " + name_some(names));
    found_.back().processes = true;
  }
}

// A submodule's commits live in this worktree's own git folder and go with it.
Status Inspection::look_at_submodules() {
  const fs::path top = reader_.place().worktree;
  TRY_ASSIGN(const std::string listed, read(top, {"ls-files", "--stage", "-z"}));
  for (const auto& entry : split_zero(listed)) {
    if (!entry.starts_with("160000 ")) continue;
    const std::string path = entry.substr(entry.find('\t') + 1);
    std::error_code ignored;
    if (!fs::exists(top / path / ".git", ignored)) continue;  // not checked out
    TRY_ASSIGN(const std::string own, read(top / path, {"rev-list", "-n", "1", "HEAD", "--branches",
                                                        "--not", "--remotes"}));
    if (!base::trim(own).empty()) add("the submodule " + path + " has commits of its own");
  }
  return {};
}

Status Inspection::look_at_ignored() {
  const Place& place = reader_.place();
  TRY_ASSIGN(const std::string out,
             read(place.worktree, {"ls-files", "--others", "--ignored", "--exclude-standard",
                                   "--directory", "-z"}));
  std::set<std::string> copied;
  if (const auto record = platform::read_file(place.git_dir / "operator-copied")) {
    for (const auto& path : split_zero(*record)) copied.insert(path);
  }
  std::vector<std::string> names;
  for (const auto& path : split_zero(out)) {
    const bool has_copied =
        path.ends_with('/') && std::any_of(copied.begin(), copied.end(),
                                           [&](const auto& c) { return c.starts_with(path); });
    if (has_copied) {
      // A folder is ours when nothing in it but copied files is.
      TRY_ASSIGN(const std::string inside,
                 read(place.worktree, {"ls-files", "--others", "--ignored", "--exclude-standard",
                                       "-z", "--", ":(literal)" + path}));
      for (const auto& file : split_zero(inside)) {
        if (!copied.contains(file)) names.push_back(file);
      }
    } else if (!copied.contains(path)) {
      names.push_back(path);
    }
  }
  if (!names.empty()) {
    add(std::to_string(names.size()) + " ignored: " + name_some(names), true);
  }
  return {};
}

}  // namespace

Result<std::vector<Obstacle>> removal_obstacles(const fs::path& repository,
                                                const fs::path& worktree, std::stop_token cancel) {
  TRY_ASSIGN(const auto list, list_worktrees(repository, cancel));
  const auto item = std::find_if(list.begin(), list.end(), [&](const ListedWorktree& listed) {
    return same_path(listed.path, worktree);
  });
  std::error_code error;
  if (!fs::exists(fs::symlink_status(worktree, error))) return std::vector<Obstacle>{};
  if (is_link(worktree)) {
    return std::vector<Obstacle>{{"a symlink is in the worktree's place", false}};
  }
  const bool clone = item == list.end() && is_clone(worktree);
  if (item == list.end() && !clone) {
    if (fs::is_directory(worktree, error) && fs::is_empty(worktree, error)) {
      return std::vector<Obstacle>{};
    }
    return std::vector<Obstacle>{{"the folder is no worktree of the repository", false}};
  }
  if (!clone && item == list.begin()) {
    return std::vector<Obstacle>{{"it is the repository's main working tree", false}};
  }
  auto reader = open(worktree, cancel);
  if (!reader) return std::vector<Obstacle>{{reader.error().message, false}};
  if (!same_path((*reader)->place().worktree, worktree)) {
    return std::vector<Obstacle>{{"the folder is no worktree any more", false}};
  }
  Inspection inspection(**reader, cancel);
  auto found = clone ? inspection.look_in_clone(repository) : inspection.look();
  if (!found && found.error().code != ErrorCode::cancelled) {
    return std::vector<Obstacle>{{found.error().message, false}};  // unreadable: keep it
  }
  return found;
}

Status remove_worktree(const fs::path& repository, const fs::path& worktree, RemoveConsent consent,
                       std::stop_token cancel) {
  TRY_ASSIGN(const auto reader, open(repository, cancel));
  TRY_ASSIGN(const auto lock, lock_repository(reader->place().common_dir, cancel));
  TRY_ASSIGN(const auto list, list_worktrees(repository, cancel));
  const bool known = std::any_of(list.begin() + (list.empty() ? 0 : 1), list.end(),
                                 [&](const auto& item) { return same_path(item.path, worktree); });
  const bool clone = !known && is_clone(worktree);
  std::error_code error;
  const bool there = fs::exists(fs::symlink_status(worktree, error));
  if (there) {
    TRY_ASSIGN(const auto obstacles, removal_obstacles(repository, worktree, cancel));
    std::vector<std::string> texts;
    for (const auto& obstacle : obstacles) {
      if (consent == RemoveConsent::everything && (known || clone) && !is_link(worktree)) break;
      if (consent == RemoveConsent::none || !obstacle.needs_yes) texts.push_back(obstacle.text);
    }
    if (consent == RemoveConsent::everything && !platform::occupants(worktree).empty()) {
      texts.emplace_back("processes work in it");
    }
    if (!texts.empty()) {
      return fail(ErrorCode::conflict, "the worktree stays: " + base::join(texts, "; "));
    }
  }
  if (clone) return delete_clone(worktree);
  if (!known) {
    if (there) fs::remove(worktree, error);  // an empty folder, as was just seen
    return {};
  }
  Command command;
  command.folder = repository;
  // Forced, because git refuses worktrees with submodules even when nothing is in them; what it
  // would have asked about was asked above.
  command.arguments = {"worktree", "remove", "--force", worktree.string()};
  if (consent == RemoveConsent::everything)
    command.arguments.insert(command.arguments.begin() + 3, "--force");
  command.deadline = base::Millis{10 * 60'000};
  command.cancel = cancel;
  TRY(run(command));
  return {};
}

}  // namespace git
