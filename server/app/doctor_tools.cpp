// git, tmux, agents, and the editor's extension: what is installed, and in which version.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <future>
#include <optional>

#include "agents/agent.h"
#include "agents/sign_in.h"
#include "app/doctor_checks.h"
#include "app/setup.h"
#include "base/text.h"
#include "base/version.h"
#include "platform/files.h"
#include "platform/process.h"
#include "rules/lifecycle.h"
#include "tmux/window.h"

namespace app::doctor {
namespace {

namespace fs = std::filesystem;

constexpr base::Millis kAnswerWithin{5000};
constexpr const char* kGetTmux =
    "apt-get install tmux, or take \"host\": \"tmux\" and \"tmux\" out of .operator/config.json";
constexpr const char* kGetGit = "install git 2.36 or newer (apt-get install git)";

struct Words {
  std::string text;  // the first line
  std::string why;   // there is none
};

Words version_of(const std::string& program) {
  platform::ProcessRequest request;
  request.argv = {program, "--version"};
  request.cwd = "/";
  request.deadline = kAnswerWithin;
  request.output_cap = 64U << 10;
  const auto result = platform::run_process(request);
  if (!result) return {"", result.error().message};
  if (result->timed_out) return {"", "does not answer within 5 s"};
  const std::string text = result->out.empty() ? result->err : result->out;
  const std::string line = base::printable(base::trim(text.substr(0, text.find('\n'))), 100);
  if (!result->ok()) return {"", "fails: " + line};
  return {line.empty() ? "version unknown" : line, ""};
}

std::string sign_in_text(const agents::SignIn& sign_in) {
  switch (sign_in.state) {
    case agents::SignedIn::yes: return "signed in (" + sign_in.by + ")";
    case agents::SignedIn::no: return "not signed in";
    case agents::SignedIn::unknown: break;
  }
  return "sign-in unknown";
}

bool is_trusted(const Patient& patient) {
  return patient.state && trusts_programs(patient.state->notes, patient.config.settings);
}

// A program that the workspace brings along is not run before somebody trusts it.
bool may_run(const Patient& patient, const rules::AgentSettings& agent) {
  return agent.command.front().find('/') == std::string::npos || is_trusted(patient);
}

void judge_agent(const Patient& patient, const rules::AgentSettings& agent, const Words& words,
                 Findings& findings) {
  const auto sign_in = agents::sign_in_of(agent, patient.environment);
  if (!words.why.empty()) {
    return findings.problem(
        agent.name + ": `" + agent.command.front() + " --version` " + words.why,
        "reinstall it, or set agents." + agent.name + ".command in .operator/config.json");
  }
  const std::string what = agent.name + ": " + words.text + ", " + sign_in_text(sign_in);
  if (sign_in.state != agents::SignedIn::no) return findings.ok(what);
  findings.warning(what, sign_in.fix);
}

}  // namespace

void judge_git(const std::string& output, const std::string& why, Findings& findings) {
  if (output.empty()) return findings.problem("git " + why, kGetGit);
  int major = 0;
  int minor = 0;
  if (std::sscanf(output.c_str(), "git version %d.%d", &major, &minor) != 2) {
    return findings.warning("git says " + output, kGetGit);
  }
  // Listings of worktrees with -z came with 2.36.
  if (major < 2 || (major == 2 && minor < 36)) {
    return findings.problem(output + " is too old", kGetGit);
  }
  findings.ok(output);
}

void check_git(Findings findings) {
  if (!platform::find_program("git")) return judge_git("", "is not installed", findings);
  const Words words = version_of("git");
  judge_git(words.text, words.why, findings);
}

namespace {

void judge_own_server(const Patient& patient, const std::string& version, Findings& findings) {
  const auto server = tmux::own_server(patient.paths);
  const auto panes = tmux::list_panes(server);
  const std::string where = version + " at " + server.socket.string();
  if (!panes) {
    return findings.warning(where + ": " + panes.error().message,
                            "tmux -S " + quoted(server.socket.string()) +
                                " kill-server (agents go on; `operator attach ID` shows them)");
  }
  const auto ours = std::count_if(panes->begin(), panes->end(), [](const tmux::Pane& pane) {
    return !tmux::session_of(pane).empty();
  });
  findings.ok(where + (panes->empty() ? ", not running" : ", windows: " + std::to_string(ours)));
}

// A person's own server is no business of ours but for what it answers.
void judge_named_server(const std::string& name, Findings& findings) {
  const auto server = tmux::named_server(name);
  const auto panes = tmux::list_panes(server);
  const std::string which = "your tmux server " + name + " at " + server.socket.string();
  if (panes) {
    const std::string count = ", panes: " + std::to_string(panes->size());
    return findings.ok(which + (panes->empty() ? ", not running" : count));
  }
  findings.warning(which + ": " + panes.error().message,
                   "tmux -L " + quoted(name) + " list-sessions says more");
}

}  // namespace

void check_tmux(const Patient& patient, Findings findings) {
  const auto& settings = patient.config.settings;
  const bool is_tmux = settings.host == rules::HostKind::tmux;
  const auto in_tmux = [](const auto& entry) {
    return entry.second.host == rules::HostKind::tmux && rules::is_live(entry.second);
  };
  const bool hosts =
      is_tmux || (patient.state && std::any_of(patient.state->sessions.begin(),
                                               patient.state->sessions.end(), in_tmux));
  const bool used = hosts || !settings.tmux_servers.empty();
  const auto version = tmux::version();
  if (!version && used) return findings.problem(version.error().message, kGetTmux);
  if (!version) return findings.ok("tmux: not found, not needed");
  if (!used) return findings.ok(*version + ", not used (\"host\": \"tmux\" would)");
  if (hosts) judge_own_server(patient, *version, findings);
  if (!hosts) findings.ok(*version);
  for (const auto& name : settings.tmux_servers) judge_named_server(name, findings);
}

void check_agents(const Patient& patient, Findings findings) {
  const auto& settings = patient.config.settings;
  std::vector<const rules::AgentSettings*> found;
  std::vector<std::string> missing;
  for (const auto& [name, agent] : settings.agents) {
    if (config::is_installed(agent, patient.machine.path)) {
      found.push_back(&agent);
    } else if (name != settings.agent) {
      missing.push_back(name);
    }
  }
  std::vector<std::future<Words>> versions;
  versions.reserve(found.size());
  for (const auto* agent : found) {
    const auto program = platform::find_program(agent->command.front(), patient.machine.path);
    const bool may = program && may_run(patient, *agent);
    versions.push_back(std::async(std::launch::async, [program, may] {
      return may ? version_of(*program) : Words{"not asked for its version before trust", ""};
    }));
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    judge_agent(patient, *found[i], versions[i].get(), findings);
  }
  const auto wanted = settings.agents.find(settings.agent);
  if (wanted == settings.agents.end() ||
      !config::is_installed(wanted->second, patient.machine.path)) {
    findings.problem("the default agent " + (settings.agent.empty() ? "" : settings.agent + " ") +
                         "is not installed",
                     "install Claude Code (npm install -g @anthropic-ai/claude-code), or set "
                     "\"agent\" in .operator/config.json to one that is");
  } else {
    findings.ok("default agent: " + settings.agent);
  }
  if (!missing.empty()) findings.ok("not installed, not needed: " + base::join(missing, ", "));
}

void check_isolation(const Patient& patient, Findings findings) {
  for (const auto& project : patient.config.settings.projects) {
    if (project.isolation == rules::Isolation::none) continue;
    const bool sandbox = project.isolation == rules::Isolation::sandbox;
    const std::string what = project.name + (sandbox ? ": sandbox" : ": container");
    std::optional<std::string> program;
    for (const std::string name : {"bwrap", "podman", "docker"}) {
      const bool fits =
          (name == "bwrap") == sandbox &&
          (project.container_program.empty() || sandbox || project.container_program == name);
      if (fits && !program) program = platform::find_program(name, patient.machine.path);
    }
    if (!program) {
      const std::string wanted = sandbox                             ? "bubblewrap (bwrap)"
                                 : project.container_program.empty() ? "podman or docker"
                                                                     : project.container_program;
      findings.problem(what + ": " + wanted + " is not installed",
                       "install it, or set the project's isolation to \"none\"");
      continue;
    }
    const Words words = version_of(*program);
    if (!words.why.empty()) {
      findings.problem(what + ": " + *program + " " + words.why, "install it again");
    } else if (!sandbox && project.image.empty()) {
      findings.problem(
          what + ": it names no image",
          "set projects." + project.name + ".container.image in .operator/config.json");
    } else {
      findings.ok(what + ": " + words.text + (sandbox ? "" : ", image " + project.image));
    }
  }
}

namespace {

// "operator.operator-0.1.0-linux-x64" → "0.1.0"; empty for another extension.
std::string extension_version(const std::string& folder) {
  constexpr std::string_view kName = "operator.operator-";
  if (!folder.starts_with(kName)) return "";
  const std::string rest = folder.substr(kName.size());
  return rest.substr(0, rest.find('-'));
}

void judge_extension(const fs::path& folder, const std::string& version, Findings& findings) {
  const fs::path program = folder / "bin" / "operatord";
  if (!platform::find_program(program.string())) {
    return findings.problem("extension " + version + " has no programs: " + folder.string(),
                            "install the extension's package for this platform again");
  }
  if (version != base::kVersion) {
    return findings.warning(
        "extension " + version + " beside operator " + base::kVersion + ": " + folder.string(),
        "update the older one, then reload the window");
  }
  const Words words = version_of(program.string());
  const std::string expected = std::string("operatord ") + base::kVersion;
  if (words.text == expected) return findings.ok("extension " + version + ": " + folder.string());
  findings.problem(
      "the extension's operatord " + (words.why.empty() ? "is " + words.text : words.why),
      "install the extension again");
}

}  // namespace

void check_editor(const Patient& patient, Findings findings) {
  const auto home = patient.environment.find("HOME");
  if (home == patient.environment.end() || home->second.empty()) return;
  for (const char* place : {".vscode/extensions", ".vscode-insiders/extensions",
                            ".vscode-server/extensions", ".local/share/code-server/extensions"}) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(fs::path(home->second) / place, error)) {
      const std::string version = extension_version(entry.path().filename().string());
      if (!version.empty()) judge_extension(entry.path(), version, findings);
    }
  }
}

}  // namespace app::doctor
