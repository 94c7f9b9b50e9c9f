// What people write: configuration, issue types, tickets; and what they said about trust.
#include <map>

#include "agents/agent.h"
#include "app/doctor_checks.h"
#include "app/setup.h"
#include "tickets/store.h"

namespace app::doctor {
namespace {

std::string place(const std::string& file, int line) {
  return line == 0 ? file : file + ":" + std::to_string(line);
}

}  // namespace

void check_configuration(const Patient& patient, Findings findings) {
  for (const auto& problem : patient.config.problems) {
    // Told with the folders already, with its own fix.
    if (problem.path == "projects" && patient.config.settings.projects.empty()) continue;
    const std::string where = place(problem.file, problem.line);
    const std::string what =
        where + ": " + (problem.path.empty() ? "" : problem.path + ": ") + problem.message;
    if (problem.warning) {
      findings.warning(what, "correct or remove it in " + where);
    } else {
      findings.problem(what, "correct it in " + where + "; until then its default counts");
    }
  }
  if (!findings.clean()) return;
  findings.ok(std::to_string(patient.config.settings.types.size()) + " issue types, at most " +
              std::to_string(patient.config.settings.queue.max_parallel) + " sessions at once");
}

void check_tickets(const Patient& patient, Findings findings) {
  tickets::Folders folders(patient.paths.workspace);
  std::map<std::string, std::string> known;
  const auto all = folders.scan().changed;
  for (const auto& ticket : all) {
    for (const auto& problem : ticket.problems) {
      findings.problem(place(ticket.path, problem.line) + ": " + problem.message,
                       "correct it in " + place(ticket.path, problem.line));
    }
    if (ticket.problems.empty() && patient.config.settings.type(ticket.type) == nullptr) {
      findings.problem(ticket.path + ": there is no issue type " + ticket.type,
                       "`operator types` lists them; add yours to .operator/issuetypes");
    }
    if (ticket.id.value.empty()) continue;
    const auto [before, fresh] = known.emplace(ticket.id.value, ticket.path);
    if (fresh) continue;
    findings.problem(ticket.id.value + " is the id of " + before->second + " and of " + ticket.path,
                     "remove one file, or its id: line");
  }
  if (findings.clean()) findings.ok(std::to_string(all.size()) + " tickets, none damaged");
}

void check_trust(const Patient& patient, Findings findings) {
  const auto& settings = patient.config.settings;
  const rules::Notes none;
  const rules::Notes& notes = patient.state ? patient.state->notes : none;
  if (!trusts_programs(notes, settings)) {
    return findings.warning("nobody has trusted this workspace's programs: nothing launches",
                            "operator trust");
  }
  if (!may_launch_here(notes)) {
    return findings.warning(
        "the tickets came with the repository, and nobody has said that they "
        "may launch from this folder",
        "operator trust");
  }
  const auto found = settings.agents.find(settings.agent);
  if (found != settings.agents.end() && !settings.projects.empty() &&
      config::is_installed(found->second, patient.machine.path)) {
    const auto root = patient.paths.worktrees(settings.projects.front().name);
    const auto folder = settings.sessions.worktrees.empty()
                            ? root
                            : std::filesystem::path(settings.sessions.worktrees);
    if (agents::agent_of(found->second.kind)
            .folder_trust(found->second, patient.environment, folder) ==
        agents::FolderTrust::untrusted) {
      return findings.warning(settings.agent + " will ask whether it trusts " + folder.string(),
                              "operator trust --yes (it tells the agent, too)");
    }
  }
  findings.ok("the workspace is trusted");
}

}  // namespace app::doctor
