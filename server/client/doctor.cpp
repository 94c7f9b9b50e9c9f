// `operator doctor`: what a person would look at first when something does not work, each with what
// to do about it. Fails when something needed is missing.
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/ids.h"
#include "base/text.h"
#include "base/version.h"
#include "client/owner.h"
#include "client/verbs.h"
#include "platform/files.h"
#include "platform/process.h"

namespace client {
namespace {

namespace fs = std::filesystem;
namespace methods = wire::methods;
using base::printable;

enum class Finding { good, note, bad };

struct Check {
  Finding finding = Finding::good;
  std::string what;
  std::string fix;  // empty when good
};

// `git worktree add --orphan` and friends are not needed; -z listings of worktrees are (2.36).
Check check_git() {
  const auto result = platform::run_process({.argv = {"git", "--version"},
                                             .cwd = {},
                                             .environment = {},
                                             .input = {},
                                             .deadline = base::Millis{5000},
                                             .cancel = {}});
  if (!result || !result->ok())
    return {Finding::bad, "git does not run", "install git 2.36 or newer"};
  const std::string text = printable(base::trim(result->out));
  int major = 0;
  int minor = 0;
  std::sscanf(result->out.c_str(), "git version %d.%d", &major, &minor);
  if (major < 2 || (major == 2 && minor < 36)) {
    return {Finding::bad, text + " is too old", "install git 2.36 or newer"};
  }
  return {Finding::good, text, ""};
}

Check check_folder(const std::string& name, const fs::path& folder, bool must_be_private) {
  const auto made = must_be_private ? platform::make_private_dir(folder) : base::Status{};
  if (!made)
    return {Finding::bad, name + ": " + made.error().message, "make it yours alone: chmod 700"};
  const fs::path probe = folder / (".doctor-" + base::random_crockford(8));
  const auto written = platform::create_exclusive(probe, "", 0600);
  std::error_code ignored;
  fs::remove(probe, ignored);
  if (!written) {
    return {Finding::bad, name + " is not writable: " + folder.string(), written.error().message};
  }
  return {Finding::good, name + ": " + folder.string(), ""};
}

Check check_program(const std::string& program, const std::string& what) {
  if (const auto found = platform::find_program(program))
    return {Finding::good, what + ": " + *found, ""};
  return {Finding::note, what + " is not installed",
          "optional; put `" + program + "` on your PATH to use it"};
}

void check_agents(wire::Client& owner, std::vector<Check>& checks) {
  const auto types = owner.call<methods::type_list>({});
  if (!types)
    return checks.push_back({Finding::bad, "agents: " + types.error().message, "see the log"});
  bool any = false;
  for (const auto& agent : types->agents) {
    any = any || agent.installed;
    checks.push_back(agent.installed
                         ? Check{Finding::good, "agent " + agent.name, ""}
                         : Check{Finding::note, "agent " + agent.name + " is not installed",
                                 "optional; its program has to be on your PATH"});
  }
  if (!any)
    checks.push_back({Finding::bad, "no agent is installed", "install one, e.g. Claude Code"});
}

void check_state(wire::Client& owner, std::vector<Check>& checks) {
  if (const auto status = owner.call<methods::status_get>({})) {
    if (!status->status.trusted) {
      checks.push_back(
          {Finding::note, "not trusted: " + status->status.trustReason, "`operator trust`"});
    }
    for (const auto& problem : status->status.problems) {
      checks.push_back({Finding::bad,
                        problem.file + ":" + std::to_string(problem.line) + " " + problem.path +
                            " " + problem.message,
                        "edit the file"});
    }
  }
  const auto queue = owner.call<methods::queue_get>({});
  if (!queue) return;
  for (const auto& ticket : queue->tickets) {
    for (const auto& problem : ticket.problems) {
      checks.push_back({Finding::bad,
                        ticket.path + ":" + std::to_string(problem.line) + " " + problem.message,
                        "edit the ticket"});
    }
  }
}

void check_owner(Face& face, const base::WorkspacePaths& paths, std::vector<Check>& checks) {
  if (const auto status = face.connect(); !status) {
    checks.push_back(
        {face.common().no_start ? Finding::note : Finding::bad, "owner: " + status.error().message,
         "look at " + paths.log_file().string() + ", or run `operator serve` to see it start"});
    checks.push_back(check_program("claude", "Claude Code"));
    return;
  }
  checks.push_back({Finding::good, "owner: reachable", ""});
  check_agents(face.owner(), checks);
  check_state(face.owner(), checks);
}

void show_checks(const Style& style, const std::vector<Check>& checks) {
  for (const Check& check : checks) {
    const char* mark = check.finding == Finding::good   ? "ok"
                       : check.finding == Finding::note ? "--"
                                                        : "!!";
    const std::string painted = check.finding == Finding::good   ? style.green(mark)
                                : check.finding == Finding::note ? style.dim(mark)
                                                                 : style.red(mark);
    print(painted + "  " + printable(check.what) + "\n");
    if (!check.fix.empty()) print("    → " + printable(check.fix) + "\n");
  }
}

nlohmann::json checks_json(const std::vector<Check>& checks) {
  auto list = nlohmann::json::array();
  for (const Check& check : checks) {
    const char* finding = check.finding == Finding::good   ? "good"
                          : check.finding == Finding::note ? "note"
                                                           : "bad";
    list.push_back({{"finding", finding}, {"what", check.what}, {"fix", check.fix}});
  }
  return {{"version", base::kVersion}, {"checks", list}};
}

}  // namespace

int doctor(Face& face) {
  const auto paths = face.paths();
  if (!paths) return face.fail(paths.error());
  std::vector<Check> checks;
  checks.push_back(check_git());
  checks.push_back(check_folder("workspace", paths->workspace, false));
  checks.push_back(check_folder("state", paths->state, true));
  checks.push_back(check_folder("runtime", paths->runtime, true));
  if (paths->owner_socket().string().size() > 90) {
    checks.push_back({Finding::bad, "the sockets' names are too long: " + paths->runtime.string(),
                      "set XDG_RUNTIME_DIR to a shorter folder"});
  }
  check_owner(face, *paths, checks);
  checks.push_back(check_program("tmux", "tmux"));
  bool bad = false;
  for (const Check& check : checks) bad = bad || check.finding == Finding::bad;
  if (face.json()) {
    face.show_json(checks_json(checks));
  } else {
    show_checks(face.style(), checks);
  }
  return bad ? kFailed : kDone;
}

}  // namespace client
