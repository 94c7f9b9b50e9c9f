#include "git/branches.h"

#include <algorithm>

#include "base/text.h"
#include "git/program.h"
#include "git/worktree_list.h"

namespace git {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::size_t kNameLimit = 200;  // a loose ref is a file: 255 with ".lock" and room

bool is_part(std::string_view part) {
  return !part.empty() && part.front() != '.' && !part.ends_with(".lock");
}

// Whether git could make refs/heads/<name> next to the branches there are.
bool is_free(const std::vector<std::string>& branches, const std::string& name) {
  // A case-blind file system would take "feat/A" and "feat/a" for one.
  const std::string wanted = base::to_lower(name);
  return std::none_of(branches.begin(), branches.end(), [&](const std::string& branch) {
    const std::string other = base::to_lower(branch);
    return other == wanted || other.starts_with(wanted + "/") || wanted.starts_with(other + "/");
  });
}

bool is_blocked_above(const std::vector<std::string>& branches, const std::string& name) {
  return std::any_of(branches.begin(), branches.end(), [&](const std::string& branch) {
    return base::to_lower(name).starts_with(base::to_lower(branch) + "/");
  });
}

}  // namespace

bool is_branch_name(std::string_view name) {
  if (name.empty() || name.size() > kNameLimit || name.front() == '-' || name == "HEAD" ||
      name == "@" || name.back() == '/' || name.back() == '.') {
    return false;
  }
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7F) return false;
    if (std::string_view("~^:?*[\\").find(c) != std::string_view::npos) return false;
  }
  if (name.find("..") != name.npos || name.find("@{") != name.npos) return false;
  const auto parts = base::split(name, '/');
  return std::all_of(parts.begin(), parts.end(), is_part);
}

Result<std::string> free_branch(Reader& reader, const std::string& wanted) {
  if (!is_branch_name(wanted)) {
    return fail(ErrorCode::invalid_argument, "no branch name: " + base::printable(wanted, 200));
  }
  TRY_ASSIGN(const auto branches, reader.branches());
  std::string stem = wanted;
  if (is_blocked_above(branches, stem)) std::replace(stem.begin(), stem.end(), '/', '-');
  std::string name = stem;
  for (int n = 2; !is_free(branches, name); ++n) name = stem + "-" + std::to_string(n);
  return name;
}

base::Result<std::optional<std::filesystem::path>> checked_out_at(
    const std::filesystem::path& repository, const std::string& branch,
    const std::stop_token& cancel) {
  TRY_ASSIGN(const auto list, list_worktrees(repository, cancel));
  for (const auto& item : list) {
    if (item.branch == branch) return item.path;
  }
  return std::nullopt;
}

base::Status delete_branch(const std::filesystem::path& repository, const std::string& branch,
                           const std::string& into, BranchConsent consent, std::stop_token cancel) {
  if (!is_branch_name(branch)) {
    return fail(ErrorCode::invalid_argument, "no branch name: " + base::printable(branch, 200));
  }
  TRY_ASSIGN(const auto reader, open(repository, cancel));
  TRY_ASSIGN(const bool exists, reader->branch_exists(branch));
  if (!exists) return {};
  TRY_ASSIGN(const auto lock, lock_repository(reader->place().common_dir, cancel));
  TRY_ASSIGN(const bool merged, reader->is_merged("refs/heads/" + branch, into));
  if (!merged && consent != BranchConsent::everything) {
    Command look;
    look.folder = repository;
    look.reads = true;
    look.arguments = {"rev-list", "-n", "1", "refs/heads/" + branch, "--not", "--remotes"};
    look.cancel = cancel;
    TRY_ASSIGN(const std::string kept_nowhere, run(look));
    if (!base::trim(kept_nowhere).empty()) {
      return fail(ErrorCode::conflict, "the branch " + branch + " is neither merged nor pushed");
    }
  }
  Command remove;
  remove.folder = repository;
  remove.arguments = {"branch", "--delete", "--force", "--", branch};
  remove.cancel = cancel;
  TRY(run(remove));
  return {};
}

}  // namespace git
