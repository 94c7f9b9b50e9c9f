#include "client/tui/diff.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/text.h"
#include "platform/files.h"
#include "platform/process.h"

namespace client::tui {
namespace {

constexpr std::size_t kMaxDiff = 1U << 20;
constexpr base::Millis kWithin{10'000};  // for each run of git

base::Result<platform::ProcessResult> git(const std::string& worktree,
                                          std::vector<std::string> arguments) {
  constexpr std::array<std::string_view, 7> kElsewhere = {
      "GIT_DIR=",        "GIT_WORK_TREE=", "GIT_INDEX_FILE=", "GIT_OBJECT_DIRECTORY=",
      "GIT_COMMON_DIR=", "GIT_NAMESPACE=", "GIT_DIFF_OPTS="};
  platform::ProcessRequest request;
  request.argv = {"git", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"};
  request.argv.insert(request.argv.end(), arguments.begin(), arguments.end());
  request.cwd = worktree;
  request.environment = platform::environment_with({"GIT_OPTIONAL_LOCKS=0", "LC_ALL=C.UTF-8"});
  std::erase_if(*request.environment, [&](const std::string& entry) {
    return std::any_of(kElsewhere.begin(), kElsewhere.end(),
                       [&](std::string_view name) { return entry.starts_with(name); });
  });
  request.deadline = kWithin;
  request.output_cap = kMaxDiff;
  TRY_ASSIGN(auto done, platform::run_process(request));
  if (done.timed_out) return base::fail(base::ErrorCode::external_failed, "git took too long");
  if (!done.ok() && !done.truncated) {
    return base::fail(base::ErrorCode::external_failed, std::string(base::trim(done.err)));
  }
  return done;
}

// A file that git does not know, as `git diff` would show a new one.
std::string new_file(const std::filesystem::path& worktree, const std::string& name) {
  const std::string shown = base::printable(name);
  std::string text = "diff --git a/" + shown + " b/" + shown + "\nnew file, not added yet\n";
  std::error_code error;
  const auto path = worktree / name;
  if (std::filesystem::is_symlink(path, error))
    return text + "+-> " + std::filesystem::read_symlink(path, error).string() + "\n";
  const auto content = platform::read_file(path, kMaxDiff);
  if (!content) return text + "not shown: " + content.error().message + "\n";
  if (content->find('\0') != std::string::npos) return text + "Binary file\n";
  for (const std::string_view line : base::split_lines(*content)) {
    text += '+';
    text += line;
    text += '\n';
  }
  return text;
}

Diff failed(const base::Error& error) {
  return {"The diff could not be made: " + error.message, false};
}

}  // namespace

Diff diff_of(const std::string& worktree, const std::string& base) {
  const auto known = git(worktree, {"diff", "--no-ext-diff", "--no-textconv", "--no-color",
                                    "--find-renames", "--ignore-submodules=dirty", base, "--"});
  if (!known) return failed(known.error());
  const auto others =
      git(worktree, {"ls-files", "--others", "--exclude-standard", "-z", "--full-name", ":/"});
  if (!others) return failed(others.error());
  Diff diff{known->out, known->truncated || others->truncated};
  for (const std::string& name : base::split(others->out, '\0')) {
    if (name.empty()) continue;
    if (diff.text.size() > kMaxDiff) {
      diff.cut = true;
      break;
    }
    diff.text += new_file(worktree, name);
  }
  return diff;
}

}  // namespace client::tui
