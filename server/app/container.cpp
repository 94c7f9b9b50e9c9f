#include "app/container.h"

#include <algorithm>

#include "app/inside.h"
#include "app/limits.h"
#include "base/text.h"
#include "git/reader.h"
#include "platform/children.h"
#include "platform/files.h"
#include "platform/identity.h"
#include "platform/process.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using Strings = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;

constexpr const char* kUsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr const char* kPassed[] = {"HOME", "LANG", "TZ", "TERM", "COLORTERM"};

std::string value_of(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

base::Result<std::string> program_of(const LaunchPlan& plan, const Environment& environment) {
  const std::string path = value_of(environment, "PATH");
  const std::string& wanted = plan.session.container_program;
  for (const std::string name : {"podman", "docker"}) {
    if (!wanted.empty() && wanted != name) continue;
    if (const auto found = platform::find_program(name, path)) return *found;
  }
  return fail(ErrorCode::external_failed,
              "its project wants a container, and " +
                  (wanted.empty() ? std::string("neither podman nor docker") : wanted) + " is " +
                  (wanted.empty() ? "" : "not ") +
                  "installed: install it, or set the project's isolation to \"sandbox\" or "
                  "\"none\"");
}

// Whether it can run this image here, and as whom.
base::Status look_at(const ipc::ContainerClient& client, ContainerPlan& plan) {
  TRY_ASSIGN(const std::string version, client.ask({"--version"}));
  plan.podman = version.find("podman") != std::string::npos;
  plan.user = platform::own_uid();
  plan.group = platform::own_gid();
  if (plan.podman) {
    plan.rootless = plan.user != 0;
  } else {
    TRY_ASSIGN(const std::string security,
               client.ask({"info", "--format", "{{.SecurityOptions}}"}));
    plan.rootless = security.find("name=rootless") != std::string::npos;
  }
  const auto image = client.ask({"image", "inspect", "--format", "{{.Id}}", plan.image});
  if (image) return {};
  const std::string shown = base::printable(plan.image, 100);
  const std::string name = plan.podman ? "podman" : "docker";
  return fail(ErrorCode::external_failed, "the image " + shown + " is not on this machine: " +
                                              name + " pull " + shown + ", or build it");
}

// What cannot be held is left out by some of these programs without a word.
base::Status check_limits(const ipc::ContainerClient& client, const ContainerPlan& plan) {
  if (!plan.limits.any()) return {};
  const char* format = plan.podman ? "{{.Host.CgroupControllers}}"
                                   : "{{.MemoryLimit}} {{.PidsLimit}} {{.CPUCfsQuota}}";
  TRY_ASSIGN(const std::string told, client.ask({"info", "--format", format}));
  const auto has = [&](const char* word) { return told.find(word) != std::string::npos; };
  const bool all = plan.podman ? (plan.limits.memory == 0 || has("memory")) &&
                                     (plan.limits.processes == 0 || has("pids")) &&
                                     (plan.limits.cpus == 0 || has("cpu"))
                               : !has("false");
  if (all) return {};
  return fail(ErrorCode::external_failed,
              "sessions.limits cannot be held: " + plan.container.program +
                  " has not the control groups for them; delegate these, or take the limits away");
}

void add(ContainerPlan& plan, const fs::path& path, bool writable) {
  std::error_code error;
  if (fs::exists(path, error)) plan.mounts.push_back({path, path, writable});
}

void add_repository(ContainerPlan& plan, const git::Place& place) {
  add(plan, place.common_dir, false);
  for (const char* part : {"objects", "refs", "logs", "lfs"}) {
    add(plan, place.common_dir / part, true);
  }
  add(plan, place.git_dir, true);
  // What names the repository and its configuration stays as it is: git runs outside, too.
  for (const char* part : {"commondir", "gitdir", "config.worktree", base::kWorkspaceNote}) {
    add(plan, place.git_dir / part, false);
  }
  add(plan, place.worktree, true);
  add(plan, place.worktree / ".git", false);
}

base::Status add_own(ContainerPlan& plan, const LaunchPlan& launch,
                     const Environment& environment) {
  const fs::path home = value_of(environment, "HOME");
  for (const fs::path& folder : {home, launch.paths.workspace}) {
    if (folder.has_relative_path()) plan.scratch.push_back(folder);
  }
  TRY_ASSIGN(const fs::path inside, programs_inside(launch.programs));
  plan.mounts.push_back({inside, launch.programs, false});
  const auto& id = launch.session.id;
  const fs::path spool = launch.paths.spool(id);
  TRY(platform::make_private_dir(spool.parent_path()));
  TRY(platform::make_private_dir(launch.paths.session_dir(id)));
  const auto made = platform::create_exclusive(spool, "", 0600);
  if (!made && made.error().code != ErrorCode::conflict) return fail(made.error());
  add(plan, launch.paths.session_dir(id), false);
  add(plan, launch.paths.runtime, false);
  add(plan, spool, true);
  for (const auto& path : launch.agent.writable) {
    add(plan, path.starts_with("~/") ? home / path.substr(2) : fs::path(path), true);
  }
  return {};
}

void add_variables(ContainerPlan& plan, const LaunchPlan& launch, const Environment& environment) {
  for (const auto& [name, value] : environment) {
    const bool usual = std::find(std::begin(kPassed), std::end(kPassed), name) != std::end(kPassed);
    const bool ours = name.starts_with("OPERATOR_") || name.starts_with("XDG_");
    if (usual || ours || name.starts_with("LC_") || launch.session.ports.contains(name) ||
        launch.agent.env.contains(name)) {
      plan.variables.push_back(name);
    }
  }
  plan.path = launch.programs.string() + ":" + kUsualPath;
  if (!launch.session.network) return;
  for (const auto& [name, port] : launch.session.ports) plan.ports.push_back(port);
}

// Of a mount, a colon divides the parts.
base::Status check_paths(const ContainerPlan& plan) {
  for (const auto& mount : plan.mounts) {
    if (mount.to.string().find(':') == std::string::npos) continue;
    return fail(ErrorCode::invalid_argument,
                "a path with a colon cannot be in a container: " + mount.to.string());
  }
  return {};
}

}  // namespace

Strings container_argv(const ContainerPlan& plan, const Strings& argv) {
  Strings all{plan.container.program, "run", "--rm", "--init", "--interactive"};
  const auto put = [&](std::initializer_list<std::string> words) { all.insert(all.end(), words); };
  if (plan.terminal) put({"--tty"});
  put({"--name", plan.container.name, "--label", "operator.session=" + plan.session});
  // Its files are this user's: where root inside is this user, as root.
  const bool as_root = plan.rootless && !plan.podman;
  if (plan.rootless && plan.podman) put({"--userns", "keep-id"});
  put({"--user", as_root ? "0:0" : std::to_string(plan.user) + ":" + std::to_string(plan.group)});
  put({"--cap-drop", "all", "--security-opt", "no-new-privileges", "--security-opt",
       "label=disable"});
  for (const auto& word : container_limits(plan.limits)) put({word});
  if (!plan.network) put({"--network", "none"});
  for (const auto& port : plan.ports) put({"--publish", "127.0.0.1:" + port + ":" + port});
  for (const auto& folder : plan.scratch) {
    put({"--tmpfs", folder.string() + ":rw,exec,mode=1777"});
  }
  for (const auto& mount : plan.mounts) {
    put({"--volume",
         mount.from.string() + ":" + mount.to.string() + (mount.writable ? "" : ":ro")});
  }
  put({"--env", "PATH=" + plan.path});
  for (const auto& name : plan.variables) put({"--env", name});
  put({"--workdir", plan.worktree.string(), plan.image});
  all.insert(all.end(), argv.begin(), argv.end());
  return all;
}

base::Result<ContainerPlan> plan_container(const LaunchPlan& launch, const Environment& environment,
                                           bool terminal) {
  ContainerPlan plan;
  plan.image = launch.session.image;
  if (plan.image.empty()) {
    return fail(ErrorCode::external_failed,
                "its project wants a container, and names no image: set "
                "\"container\": {\"image\": …} in .operator/config.json");
  }
  TRY_ASSIGN(plan.container.program, program_of(launch, environment));
  const ipc::ContainerClient client(plan.container.program, environment);
  TRY(look_at(client, plan));
  plan.limits = launch.limits;
  TRY(check_limits(client, plan));
  plan.session = launch.paths.hash + "-" + launch.session.id.value;
  plan.container.name = plan.session + (terminal ? "" : "-setup");
  plan.terminal = terminal;
  plan.network = launch.session.network;
  TRY_ASSIGN(const auto worktree, git::open(launch.session.worktree));
  plan.worktree = worktree->place().worktree;
  TRY(add_own(plan, launch, environment));
  add_repository(plan, worktree->place());
  add_variables(plan, launch, environment);
  TRY(check_paths(plan));
  TRY(ipc::end_container(plan.container, environment));
  return plan;
}

}  // namespace app
