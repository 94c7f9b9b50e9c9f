#include "client/workspace.h"

#include <cstdlib>
#include <functional>
#include <optional>

#include "base/text.h"
#include "platform/files.h"

namespace client {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxPathFile = 64U << 10;

std::optional<fs::path> nearest(const fs::path& from,
                                const std::function<bool(const fs::path&)>& fits) {
  for (fs::path folder = from;; folder = folder.parent_path()) {
    if (fits(folder)) return folder;
    if (folder == folder.parent_path()) return std::nullopt;
  }
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool is_workspace(const fs::path& folder) {
  return is_there(folder / ".operator") || is_there(folder / ".tickets");
}

std::optional<std::string> first_line(const fs::path& file) {
  const auto text = platform::read_file(file, kMaxPathFile);
  if (!text) return std::nullopt;
  return std::string(base::trim(text->substr(0, text->find('\n'))));
}

// A linked worktree's `.git` is a file: "gitdir: <repository>/.git/worktrees/<name>". A clone that
// Operator made has its note in its own.
std::optional<fs::path> private_git_folder(const fs::path& checkout) {
  std::error_code ignored;
  if (is_there(checkout / ".git" / base::kWorkspaceNote)) return checkout / ".git";
  if (!fs::is_regular_file(checkout / ".git", ignored)) return std::nullopt;
  const auto line = first_line(checkout / ".git");
  if (!line || !line->starts_with("gitdir: ")) return std::nullopt;
  const fs::path folder = checkout / line->substr(8);
  if (folder.parent_path().filename() != "worktrees") return std::nullopt;
  return folder;
}

// Operator's worktrees are checkouts of the same files, so their own `.operator` says nothing. What
// says it is a note in the worktree's private git folder; without one, the workspace's hash in the
// default path, compared with the folders above the repository.
std::optional<fs::path> owning_workspace(const fs::path& checkout) {
  const auto git = private_git_folder(checkout);
  if (!git) return std::nullopt;
  if (const auto noted = first_line(*git / base::kWorkspaceNote); noted && is_there(*noted)) {
    return *noted;
  }
  const std::string name = checkout.parent_path().parent_path().filename().string();
  const fs::path repository = git->parent_path().parent_path().parent_path();
  return nearest(repository, [&name](const fs::path& folder) {
    const auto paths = base::workspace_paths(folder);
    return paths && name.starts_with(paths->hash + "-");
  });
}

fs::path workspace_of(const fs::path& cwd) {
  const auto checkout =
      nearest(cwd, [](const fs::path& folder) { return is_there(folder / ".git"); });
  if (checkout) {
    if (const auto owner = owning_workspace(*checkout)) return *owner;
  }
  return nearest(cwd, is_workspace).value_or(checkout.value_or(cwd));
}

// An error names where the folder was given.
base::Result<base::WorkspacePaths> paths_of(const fs::path& folder, const std::string& source) {
  auto paths = base::workspace_paths(folder);
  if (!paths) return base::fail(paths.error().code, source + ": " + paths.error().message);
  return paths;
}

}  // namespace

base::Result<base::WorkspacePaths> find_workspace(const std::string& chosen, const fs::path& cwd) {
  if (!chosen.empty()) return paths_of(owning_workspace(chosen).value_or(chosen), "--workspace");
  const char* variable = std::getenv("OPERATOR_WORKSPACE");
  if (variable != nullptr && variable[0] == '/') return paths_of(variable, "OPERATOR_WORKSPACE");
  std::error_code error;
  const fs::path real = fs::canonical(cwd, error);
  return base::workspace_paths(workspace_of(error ? cwd : real));
}

}  // namespace client
