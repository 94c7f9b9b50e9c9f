// What runs, what should run, and what was left behind.
#include <algorithm>
#include <filesystem>
#include <set>

#include "app/cleanup.h"
#include "app/doctor_checks.h"
#include "base/text.h"
#include "link/host_files.h"
#include "platform/lock.h"
#include "platform/look.h"
#include "rules/lifecycle.h"
#include "tmux/window.h"

namespace app::doctor {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

std::string seen_by(const Patient& patient, const std::string& id) {
  return patient.owner_runs ? "operator restore " + id
                            : "operator status (it starts an owner), then operator restore " + id;
}

void check_session(const Patient& patient, const rules::Session& session, Findings& findings) {
  if (session.phase != rules::Phase::live && session.phase != rules::Phase::ending) return;
  if (session.adopted) return;  // it has no host; the owner looks whether it runs
  const std::string& id = session.id.value;
  const auto host = ipc::look_at_host(patient.paths.session_dir(session.id), session.run);
  if (host.state == ipc::HostState::lost && host.agent_alive) {
    const std::string pid = std::to_string(host.record ? host.record->agent.pid : 0);
    findings.warning(id + ": its host died, its agent goes on without a terminal (pid " + pid + ")",
                     "operator kill " + id + ", then operator restore " + id);
  } else if (host.state == ipc::HostState::lost || host.state == ipc::HostState::absent) {
    findings.warning(id + ": its host died, and the agent with it", seen_by(patient, id));
  } else if (host.state == ipc::HostState::exited && !patient.owner_runs) {
    findings.warning(id + ": its agent has ended, and no owner has seen it yet", "operator status");
  } else if (!session.worktree.empty() && !platform::look_at(session.worktree).folder) {
    findings.problem(id + ": its worktree " + session.worktree + " is gone",
                     "operator kill " + id + ", then operator requeue " + session.ticket.value);
  }
}

}  // namespace

void check_leftovers(const Patient& patient, Findings findings) {
  const auto& paths = patient.paths;
  if (!patient.owner_runs) {
    for (const fs::path& file : {paths.server_json(), paths.owner_socket()}) {
      if (!platform::look_at(file).exists) continue;
      findings.warning("stale: " + file.string() + " is of an owner that was killed",
                       "nothing is lost: `operator status` starts the next one");
    }
  }
  for (const fs::path& file : entries(paths.runtime)) {
    const bool of_a_host = file.extension() == ".sock" && file != paths.owner_socket() &&
                           file != paths.bell_socket() && file != tmux::own_server(paths).socket;
    if (!of_a_host) continue;
    const fs::path dir = paths.session_dir(base::SessionId{file.stem().string()});
    if (platform::is_locked(ipc::host_lock_path(dir))) continue;
    findings.warning("stale: no host is behind " + file.string(), "rm " + quoted(file.string()));
  }
}

void check_sessions(const Patient& patient, Findings findings) {
  if (!patient.state) return;
  std::size_t live = 0;
  for (const auto& [id, session] : patient.state->sessions) {
    if (rules::is_live(session)) ++live;
    check_session(patient, session, findings);
  }
  for (const fs::path& dir : entries(patient.paths.state / "sessions")) {
    const base::SessionId id{dir.filename().string()};
    if (patient.state->sessions.contains(id) || !platform::is_locked(ipc::host_lock_path(dir)))
      continue;
    const auto record = ipc::read_host_record(dir);
    findings.warning("a host runs for " + id.value + ", which no session is",
                     record ? "kill " + std::to_string(record->host.pid)
                            : "end the process that holds " + (dir / "host.lock").string());
  }
  if (findings.clean()) findings.ok(std::to_string(live) + " agents run");
}

void check_archive(const Patient& patient, Findings findings) {
  const fs::path archive = patient.paths.state / "archive";
  for (const std::string& name : archives_without_summary(patient.paths)) {
    findings.warning("the archive's " + (archive / name).string() + " has no summary",
                     "the next owner writes it (operator stop, then operator status); one that no "
                     "session had: rm -r " +
                         quoted((archive / name).string()));
  }
  for (const auto& archived : patient.archived) {
    const fs::path folder = archive_folder(patient.paths, archived);
    if (platform::look_at(folder).folder) continue;
    findings.warning(archived.session.id.value + ": its archive " + folder.string() + " is gone",
                     "nothing else is lost: its history stays until its time");
  }
  if (findings.clean()) findings.ok(std::to_string(patient.archived.size()) + " archived sessions");
}

void check_worktrees(const Patient& patient, Findings findings) {
  if (!patient.state) return;
  std::set<std::string> known;
  for (const auto& [id, session] : patient.state->sessions) {
    known.insert(id.value);
    known.insert(fs::path(session.worktree).filename().string());
  }
  const auto& settings = patient.config.settings;
  for (const auto& project : settings.projects) {
    const fs::path root = settings.sessions.worktrees.empty()
                              ? patient.paths.worktrees(project.name)
                              : fs::path(settings.sessions.worktrees) / project.name;
    for (const fs::path& folder : entries(root)) {
      if (known.contains(folder.filename().string()) || !platform::look_at(folder).folder) continue;
      findings.warning("no session knows the worktree " + folder.string(),
                       "look into it, then: git -C " + quoted(project.path) + " worktree remove " +
                           quoted(folder.string()) + " (its branch stays)");
    }
  }
}

}  // namespace app::doctor
