#include "app/work.h"

#include <filesystem>

#include "app/ports.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"
#include "git/branches.h"
#include "git/clone.h"
#include "git/fetch.h"
#include "git/reader.h"
#include "git/worktree.h"
#include "platform/files.h"
#include "platform/glob.h"
#include "rules/prompts.h"

namespace app {
namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr std::size_t kFilesInReview = 50;

// The branch of the worktree that an attempt before this one has made, if any.
std::string branch_of_earlier_attempt(const rules::Session& session,
                                      const std::stop_token& cancel) {
  std::error_code error;
  if (!fs::exists(fs::path(session.worktree) / ".git", error)) return "";
  auto there = git::open(session.worktree, cancel);
  if (!there) return "";
  const auto head = (*there)->head();
  const bool ours = head && head->branch.starts_with(session.branch);
  return ours ? head->branch : "";
}

// What the session starts from, as origin has it now. A machine that is offline goes on with what
// is here, and says so.
base::Status ask_origin(const rules::Session& session, bool named, std::vector<std::string>& notes,
                        const std::stop_token& cancel) {
  TRY_ASSIGN(auto repository, git::open(session.repository, cancel));
  std::string base = session.base_branch;
  if (base.empty()) {
    TRY_ASSIGN(base, repository->origin_head());
  }
  if (base.empty()) {
    TRY_ASSIGN(const git::Head head, repository->head());
    base = head.branch;
  }
  std::vector<std::string> wanted{base};
  if (named) wanted.push_back(session.branch);
  for (const auto& branch : wanted) {
    git::FetchRequest request;
    request.repository = session.repository;
    request.branch = branch;
    request.cancel = cancel;
    const auto fetched = git::fetch_branch(request);
    if (fetched) continue;
    if (fetched.error().code == ErrorCode::cancelled) return fetched;
    notes.push_back("origin could not be asked, so it starts at what is here: " +
                    fetched.error().message);
    break;
  }
  return {};
}

std::string file_list(const std::vector<git::Change>& changes) {
  std::string list;
  std::size_t shown = 0;
  for (const auto& change : changes) {
    if (++shown > kFilesInReview) {
      list += "- … and " + std::to_string(changes.size() - kFilesInReview) + " more\n";
      break;
    }
    list += "- `" + base::printable(change.path, 200) + "` +" + std::to_string(change.additions) +
            " −" + std::to_string(change.deletions) + "\n";
  }
  return list;
}

// Nothing is made where a person works already.
base::Result<rules::WorktreeMade> as_it_is(const rules::Session& session,
                                           const std::stop_token& cancel) {
  TRY_ASSIGN(auto worktree, git::open(session.worktree, cancel));
  TRY_ASSIGN(const git::Head head, worktree->head());
  TRY_ASSIGN(const git::Base base, worktree->base_branch(session.base_branch));
  TRY_ASSIGN(const std::string fork, worktree->merge_base(head.commit, base.commit));
  rules::WorktreeMade result;
  result.path = session.worktree;
  result.branch = head.branch;
  result.base_branch = base.name.empty() ? base.commit : base.name;
  result.base_commit = fork.empty() ? base.commit : fork;
  return result;
}

base::Result<rules::WorktreeMade> check_out(const WorktreeJob& job, const std::stop_token& cancel) {
  const rules::Session& session = job.session;
  rules::WorktreeMade result;
  result.path = session.worktree;
  const std::string earlier = branch_of_earlier_attempt(session, cancel);
  // A branch that a person named in the ticket is theirs to have worked on; one that we gave to an
  // attempt before is left alone.
  const std::string given = rules::branch_name(session.type, session.ticket.value, session.name);
  const bool named = !rules::is_attempt_at(session.branch, given);
  if (earlier.empty() && job.project.fetch) {
    TRY(ask_origin(session, named, result.notes, cancel));
  }
  TRY_ASSIGN(auto repository, git::open(session.repository, cancel));
  TRY_ASSIGN(const git::Base base, repository->base_branch(session.base_branch));
  git::WorktreeRequest request;
  request.repository = session.repository;
  request.path = session.worktree;
  request.branch = session.branch;
  request.base = base.commit;
  request.workspace = job.paths.workspace;
  request.clone = session.workspace == rules::WorkspaceKind::clone;
  request.cancel = cancel;
  if (!earlier.empty()) {
    request.branch = earlier;
  } else if (named) {
    TRY_ASSIGN(request.reuse_branch, repository->branch_exists(session.branch));
    const auto remote = repository->resolve("refs/remotes/origin/" + session.branch);
    if (!request.reuse_branch && remote) request.start = *remote;
  } else {
    TRY_ASSIGN(request.branch, git::free_branch(*repository, given));
  }
  auto made = git::make_worktree(request);
  if (!made && made.error().code == ErrorCode::conflict && request.reuse_branch) {
    const std::string why = made.error().message;
    request.reuse_branch = false;
    TRY_ASSIGN(request.branch, git::free_branch(*repository, session.branch));
    made = git::make_worktree(request);
    if (made) result.notes.push_back(why + ": it works on " + request.branch);
  }
  if (!made) return base::fail(made.error());
  for (auto& note : made->notes) result.notes.push_back(std::move(note));
  result.branch = request.branch;
  result.base_branch = base.name.empty() ? base.commit : base.name;
  result.base_commit = made->base_commit;
  result.own_branch = made->made_branch || !named;
  return result;
}

}  // namespace

base::Result<rules::WorktreeMade> make_worktree(const WorktreeJob& job, std::stop_token cancel) {
  if (job.session.adopted) return as_it_is(job.session, cancel);
  const auto& id = job.session.id;
  auto ports = lease_ports(job.paths, id, job.project.ports, job.ports);
  if (!ports) return base::fail(ports.error());
  auto made = check_out(job, cancel);
  if (!made) {
    if (const auto back = return_ports(job.paths, id); !back) base::log_warn(back.error().message);
    return made;
  }
  std::string listed;
  for (const auto& [name, port] : *ports) listed += " " + name + "=" + port;
  if (!listed.empty()) made->notes.push_back("its ports:" + listed);
  made->ports = std::move(*ports);
  return made;
}

std::string keep_in_repository(const rules::Session& session, const std::stop_token& cancel) {
  if (session.workspace != rules::WorkspaceKind::clone || !git::is_clone(session.worktree))
    return "";
  const auto kept = git::bring_home(session.repository, session.worktree, session.branch, cancel);
  return kept ? "" : kept.error().message;
}

base::Result<rules::WorktreeSeen> look_at_work(const rules::Session& session,
                                               std::stop_token cancel) {
  if (const auto why = keep_in_repository(session, cancel); !why.empty()) {
    base::log_warn(session.id.value + ": " + why);
  }
  TRY_ASSIGN(auto worktree, git::open(session.worktree, cancel));
  TRY_ASSIGN(const auto dirty, worktree->status());
  TRY_ASSIGN(const auto work, git::work_of(*worktree, session.base_commit));
  rules::WorktreeSeen seen;
  for (const auto& entry : dirty) {
    if (seen.uncommitted.size() == kFilesInReview) {
      seen.uncommitted.push_back("… and more");
      break;
    }
    seen.uncommitted.push_back(base::printable(entry.path, 200));
  }
  seen.commits = work.commits;
  seen.changes = file_list(work.changes);
  return seen;
}

base::Status commit_leftovers(const rules::Session& session, const std::string& message,
                              std::stop_token cancel) {
  TRY(git::commit_all(session.worktree, message, cancel));
  return {};
}

base::Status discard_leftovers(const rules::Session& session, std::stop_token cancel) {
  return git::discard_all(session.worktree, cancel);
}

// A folder without the note that we leave in a worktree's private git folder is somebody else's.
base::Status check_ours(const fs::path& worktree) {
  TRY_ASSIGN(const auto reader, git::open(worktree));
  std::error_code error;
  if (fs::exists(reader->place().git_dir / base::kWorkspaceNote, error)) return {};
  return base::fail(ErrorCode::conflict, "Operator did not make this worktree");
}

base::Status remove_worktree(const rules::Session& session, const rules::RemoveWorktree& wish,
                             const base::WorkspacePaths& paths, std::stop_token cancel) {
  if (session.adopted) return base::fail(ErrorCode::conflict, "it is a person's own folder");
  TRY(return_ports(paths, session.id));
  std::error_code error;
  if (fs::exists(fs::symlink_status(session.worktree, error))) TRY(check_ours(session.worktree));
  if (!wish.force) keep_in_repository(session, cancel);
  // The agent of a launch that failed had no time to make what git ignores; setup and hooks had.
  const auto consent = wish.force || wish.unused ? git::RemoveConsent::everything
                                                 : git::RemoveConsent::ignored_files;
  TRY(git::remove_worktree(session.repository, session.worktree, consent, cancel));
  if (!wish.delete_branch) return {};
  // Without a yes, a branch that has commits of its own simply stays.
  const auto deleted = git::delete_branch(
      session.repository, session.branch, session.base_branch,
      wish.force ? git::BranchConsent::everything : git::BranchConsent::merged_or_pushed, cancel);
  if (!deleted && deleted.error().code != ErrorCode::conflict) return deleted;
  return {};
}

base::Result<bool> artifacts_there(const rules::Session& session, const rules::Step& step,
                                   base::WallTime since) {
  for (const auto& glob : step.artifacts) {
    const auto newest = platform::newest_match(session.worktree, glob);
    if (!newest || *newest < since) return false;
  }
  return !step.artifacts.empty();
}

base::Result<WorkChanges> work_changes(const rules::Session& session, std::stop_token cancel) {
  if (session.worktree.empty()) {
    return base::fail(ErrorCode::conflict, session.id.value + " has no worktree");
  }
  TRY_ASSIGN(auto worktree, git::open(session.worktree, cancel));
  TRY_ASSIGN(const auto work, git::work_of(*worktree, session.base_commit));
  WorkChanges changes;
  changes.base = work.base;
  changes.head = work.head;
  changes.worktree = session.worktree;
  changes.uncommitted = work.uncommitted;
  changes.commits = work.commits;
  for (const auto& change : work.changes) {
    ChangedFile file;
    file.path = change.path;
    file.old_path = change.old_path;
    file.additions = change.additions;
    file.deletions = change.deletions;
    switch (change.kind) {
      case git::Change::Kind::added: file.kind = ChangedFile::Kind::added; break;
      case git::Change::Kind::modified: file.kind = ChangedFile::Kind::modified; break;
      case git::Change::Kind::deleted: file.kind = ChangedFile::Kind::deleted; break;
      case git::Change::Kind::renamed: file.kind = ChangedFile::Kind::renamed; break;
    }
    changes.files.push_back(std::move(file));
  }
  return changes;
}

base::Result<BaseFile> base_file(const rules::Session& session, const std::string& path,
                                 std::stop_token cancel) {
  TRY_ASSIGN(auto worktree, git::open(session.worktree, cancel));
  TRY_ASSIGN(const auto work, git::work_of(*worktree, session.base_commit));
  TRY_ASSIGN(const auto file, worktree->file_at(work.base, path));
  return BaseFile{file.exists, file.binary, file.content};
}

}  // namespace app
