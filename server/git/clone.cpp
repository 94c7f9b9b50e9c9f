#include "git/clone.h"

#include "base/paths.h"
#include "base/text.h"
#include "git/program.h"
#include "platform/files.h"

namespace git {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::Status;
using Strings = std::vector<std::string>;

constexpr const char* kLocal = "local";  // the remote that is the repository
constexpr int kShownCommits = 5;
// What a worktree would share of the repository's own configuration: who commits, and how.
constexpr const char* kShared[] = {"user.name",  "user.email",     "user.signingkey",
                                   "gpg.format", "commit.gpgsign", "core.autocrlf",
                                   "core.eol"};

class Folder {
 public:
  Folder(fs::path path, const WorktreeRequest& request)
      : path_(std::move(path)), request_(request) {}

  Status git(Strings arguments) const {
    Command command = command_for(std::move(arguments));
    command.deadline = request_.deadline;
    TRY(run(command));
    return {};
  }
  // Its own value; empty without one.
  std::string configured(const std::string& key) const {
    Command command = command_for({"config", "--local", "--get", key});
    command.reads = true;
    const auto value = try_run(command);
    return value && value->exit_code == 0 ? std::string(base::trim(value->out)) : "";
  }

 private:
  Command command_for(Strings arguments) const {
    Command command;
    command.folder = path_;
    command.arguments = std::move(arguments);
    command.cancel = request_.cancel;
    return command;
  }
  fs::path path_;
  const WorktreeRequest& request_;
};

// A remote that is a path relative to the repository is another from elsewhere.
std::string absolute_url(const std::string& url, const fs::path& repository) {
  const bool path = url.find(':') == std::string::npos && !url.starts_with('/');
  return path ? (repository / url).lexically_normal().string() : url;
}

Status set_up(const Folder& clone, const Folder& repository, Reader& reader,
              const WorktreeRequest& request) {
  for (const char* key : kShared) {
    const std::string value = repository.configured(key);
    if (!value.empty()) TRY(clone.git({"config", key, value}));
  }
  const std::string origin = repository.configured("remote.origin.url");
  if (origin.empty()) return {};
  TRY(clone.git({"remote", "add", "origin", absolute_url(origin, request.repository)}));
  TRY(clone.git({"fetch", "--quiet", "--no-tags", kLocal,
                 "+refs/remotes/origin/*:refs/remotes/origin/*", "^refs/remotes/origin/HEAD"}));
  TRY_ASSIGN(const std::string head, reader.origin_head());
  if (head.empty()) return {};
  return clone.git({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/" + head});
}

}  // namespace

bool is_clone(const fs::path& folder) {
  std::error_code error;
  return fs::is_directory(fs::symlink_status(folder, error)) &&
         fs::is_regular_file(folder / ".git" / base::kWorkspaceNote, error);
}

fs::path half_clone(const fs::path& path) {
  return path.parent_path() / ("." + path.filename().string() + ".half");
}

Status add_clone(const WorktreeRequest& request, Reader& reader, const std::string& start,
                 bool exists) {
  const fs::path half = half_clone(request.path);
  std::error_code error;
  fs::remove_all(half, error);
  if (!error) fs::create_directories(half.parent_path(), error);
  if (error) {
    return fail(ErrorCode::external_failed,
                "cannot make the folder " + half.parent_path().string() + ": " + error.message());
  }
  const Folder repository(request.repository, request);
  const std::string branch = "refs/heads/" + request.branch;
  TRY_ASSIGN(const std::string tip,
             exists ? reader.resolve(branch) : base::Result<std::string>(start));
  if (!exists) TRY(repository.git({"update-ref", branch, start, std::string(tip.size(), '0')}));
  TRY(Folder(half.parent_path(), request)
          .git({"clone", "--quiet", "--no-checkout", "--origin", kLocal, "--",
                request.repository.string(), half.string()}));
  const Folder clone(half, request);
  TRY(set_up(clone, repository, reader, request));
  TRY(clone.git({"checkout", "--quiet", "--no-track", "-B", request.branch, tip}));
  TRY(platform::write_atomic(half / ".git" / base::kWorkspaceNote,
                             request.workspace.string() + "\n"));
  fs::rename(half, request.path, error);
  if (!error) return {};
  return fail(ErrorCode::external_failed,
              "cannot put the clone at " + request.path.string() + ": " + error.message());
}

Status bring_home(const fs::path& repository, const fs::path& clone, const std::string& branch,
                  const std::stop_token& cancel) {
  TRY_ASSIGN(const auto reader, open(repository, cancel));
  TRY_ASSIGN(const auto lock, lock_repository(reader->place().common_dir, cancel));
  const std::string ref = "refs/heads/" + branch;
  Command command;
  command.folder = repository;
  // Without a "+": commits that only the repository has stay.
  command.arguments = {
      "fetch", "--quiet",      "--no-tags",    "--no-write-fetch-head", "--no-recurse-submodules",
      "--",    clone.string(), ref + ":" + ref};
  command.deadline = base::Millis{10 * 60'000};
  command.cancel = cancel;
  const auto fetched = run(command);
  if (fetched || fetched.error().code == ErrorCode::cancelled) {
    return fetched ? Status{} : fail(fetched.error());
  }
  return fail(ErrorCode::conflict, "the repository's branch " + branch +
                                       " cannot take its commits: " + fetched.error().message);
}

base::Result<std::string> only_in_clone(const fs::path& repository, const fs::path& clone,
                                        const std::stop_token& cancel) {
  Command command;
  command.folder = clone;
  command.cancel = cancel;
  // What the repository has by now.
  command.arguments = {"fetch",
                       "--quiet",
                       "--prune",
                       "--no-tags",
                       "--no-write-fetch-head",
                       "--no-recurse-submodules",
                       "--",
                       repository.string(),
                       "+refs/heads/*:refs/remotes/" + std::string(kLocal) + "/*"};
  TRY(run(command));
  command.reads = true;
  command.arguments = {"log",
                       "--max-count=" + std::to_string(kShownCommits),
                       "--format=%h %s",
                       "--all",
                       "HEAD",
                       "--not",
                       "--remotes"};
  TRY_ASSIGN(const std::string out, run(command));
  std::vector<std::string> commits;
  for (const auto& line : base::split_lines(out)) {
    if (!base::trim(line).empty()) commits.push_back(base::printable(line, 80));
  }
  return base::join(commits, ", ");
}

Status delete_clone(const fs::path& clone) {
  const fs::path half = half_clone(clone);
  std::error_code error;
  std::error_code ignored;
  fs::remove_all(half, error);
  if (!error && fs::exists(fs::symlink_status(clone, ignored))) {
    fs::rename(clone, half, error);
    if (!error) fs::remove_all(half, error);
  }
  if (!error) return {};
  return fail(ErrorCode::external_failed,
              "cannot remove " + clone.string() + ": " + error.message());
}

}  // namespace git
