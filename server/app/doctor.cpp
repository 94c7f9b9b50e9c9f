#include "app/doctor.h"

#include "app/doctor_checks.h"
#include "platform/files.h"
#include "platform/lock.h"
#include "platform/look.h"
#include "platform/program.h"
#include "store/store.h"

namespace app {
namespace {

namespace fs = std::filesystem;

constexpr int kMostArchived = 10'000;

// The state as it is on the disk. Without a database there is nothing to say.
void read_state(doctor::Patient& patient, doctor::Findings findings) {
  const fs::path file = patient.paths.database();
  std::error_code error;
  if (!platform::look_at(file).exists || (fs::file_size(file, error) == 0 && !error)) {
    return findings.ok("no state yet: nothing has run here");
  }
  auto store = store::Store::open_to_read(file);
  auto state = store ? (*store)->load() : base::Result<rules::State>(base::fail(store.error()));
  if (state) {
    patient.state = std::move(*state);
    if (auto archived = (*store)->archived(kMostArchived)) patient.archived = std::move(*archived);
    return findings.ok(std::to_string(patient.state->sessions.size()) + " sessions are known");
  }
  const std::string fix =
      "update Operator if it is older than its data; else `operator stop` and mv " +
      doctor::quoted(file.string()) + " " + doctor::quoted(file.string() + ".damaged") +
      " (worktrees, branches and tickets stay)";
  findings.problem(state.error().message, fix);
}

config::Machine machine_of(const std::map<std::string, std::string>&) {
  config::Machine machine = config::this_machine();
  // As launches have it: Operator's own programs come first.
  const fs::path programs = fs::path(platform::own_program()).parent_path();
  machine.path = programs.string() + ":" + machine.path;
  return machine;
}

}  // namespace

std::string_view name_of(Check::Verdict verdict) {
  switch (verdict) {
    case Check::Verdict::ok: return "ok";
    case Check::Verdict::warning: return "warning";
    case Check::Verdict::problem: break;
  }
  return "problem";
}

std::vector<Check> examine(const base::WorkspacePaths& paths,
                           const std::map<std::string, std::string>& environment) {
  std::vector<Check> checks;
  const auto area = [&checks](const char* name) { return doctor::Findings(name, checks); };
  doctor::Patient patient;
  patient.paths = paths;
  patient.environment = environment;
  patient.machine = machine_of(environment);
  patient.config = config::load(paths, patient.machine);
  patient.owner_runs = platform::is_locked(paths.owner_lock());
  doctor::check_git(area("git"));
  doctor::check_tmux(patient, area("tmux"));
  doctor::check_folders(patient, area("folders"));
  doctor::check_space(patient, area("folders"));
  read_state(patient, area("state"));
  doctor::check_leftovers(patient, area("state"));
  doctor::check_agents(patient, area("agents"));
  doctor::check_isolation(patient, area("isolation"));
  doctor::check_trust(patient, area("trust"));
  doctor::check_configuration(patient, area("configuration"));
  doctor::check_tickets(patient, area("tickets"));
  doctor::check_sessions(patient, area("sessions"));
  doctor::check_archive(patient, area("archive"));
  doctor::check_worktrees(patient, area("worktrees"));
  doctor::check_editor(patient, area("editor"));
  return checks;
}

}  // namespace app
