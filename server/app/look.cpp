#include "app/look.h"

#include "git/reader.h"
#include "link/host_files.h"

namespace app {
namespace {

// In clock ticks of 10 ms: fine enough to tell who is at work, and nobody waits long.
constexpr base::Millis kMeasured{200};

base::Result<SessionLook::Work> work_of(const rules::Session& session, std::stop_token cancel) {
  TRY_ASSIGN(auto worktree, git::open(session.worktree, cancel));
  TRY_ASSIGN(const auto dirty, worktree->status());
  TRY_ASSIGN(const auto work, git::work_of(*worktree, session.base_commit));
  SessionLook::Work seen;
  seen.head = work.head;
  seen.commits = work.commits;
  for (const auto& entry : dirty) {
    switch (entry.kind) {
      case git::DirtyEntry::Kind::changed: ++seen.changed; break;
      case git::DirtyEntry::Kind::untracked: ++seen.untracked; break;
      case git::DirtyEntry::Kind::conflicted: ++seen.conflicted; break;
    }
  }
  seen.files = static_cast<int>(work.changes.size());
  for (const auto& change : work.changes) {
    seen.additions += change.additions;
    seen.deletions += change.deletions;
  }
  return seen;
}

}  // namespace

base::Result<SessionLook> look_at(const rules::Session& session, const std::filesystem::path& dir,
                                  std::stop_token cancel) {
  SessionLook look;
  if (!session.base_commit.empty()) {
    auto work = work_of(session, cancel);
    look.work.emplace();
    if (work) {
      look.work = std::move(*work);
    } else {
      look.work->problem = work.error().message;
    }
  }
  if (const auto& pane = session.adopted) {
    const bool runs = platform::is_alive({pane->pid, pane->start_time, pane->boot});
    if (runs) look.processes = platform::process_uses(pane->pid, kMeasured);
    return look;
  }
  const auto record = ipc::read_host_record(dir);
  if (record && platform::is_alive(record->host)) {
    look.processes = platform::process_uses(record->host.pid, kMeasured);
  } else if (record && platform::is_alive(record->agent)) {
    look.processes = platform::process_uses(record->agent.pid, kMeasured);
  }
  return look;
}

}  // namespace app
