#include "app/sandbox.h"

#include <filesystem>
#include <optional>
#include <set>

#include "app/container.h"
#include "app/limits.h"
#include "base/text.h"
#include "git/reader.h"
#include "platform/children.h"
#include "platform/files.h"
#include "platform/process.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using Strings = std::vector<std::string>;

constexpr base::Millis kTryFor{15'000};
constexpr const char* kOwnFolders[] = {"/tmp", "/var/tmp"};  // everybody's, else

std::string variable(const LaunchPlan& plan, const std::string& name) {
  const auto found = plan.environment.find(name);
  return found == plan.environment.end() ? "" : found->second;
}

// Binds are made on real paths: bubblewrap mounts on no symlink.
std::optional<std::string> real(const fs::path& path) {
  std::error_code error;
  const fs::path canonical = fs::canonical(path, error);
  return error ? std::nullopt : std::optional(canonical.string());
}

bool is_hidden(const std::string& path) {
  for (const std::string folder : kOwnFolders) {
    if (path.starts_with(folder + "/")) return true;
  }
  return false;
}

class Binds {
 public:
  void write(const fs::path& path) { add("--bind", path); }
  void read(const fs::path& path) { add("--ro-bind", path); }
  // To be seen in spite of a /tmp of its own.
  void show(const fs::path& path) {
    const auto there = real(path);
    if (there && is_hidden(*there)) add("--ro-bind", path);
  }
  Strings take() { return std::move(arguments_); }

 private:
  void add(const char* how, const fs::path& path) {
    if (const auto there = real(path)) {
      arguments_.insert(arguments_.end(), {how, *there, *there});
    }
  }
  Strings arguments_;
};

void show_what_is_needed(Binds& binds, const LaunchPlan& plan, const git::Place& place) {
  binds.show(variable(plan, "HOME"));
  for (const auto& folder : base::split(variable(plan, "PATH"), ':')) binds.show(folder);
  for (const auto& folder :
       {plan.paths.workspace, fs::path(plan.session.repository), place.common_dir, plan.paths.data,
        plan.paths.state, plan.paths.runtime, plan.programs}) {
    binds.show(folder);
  }
}

void open_repository(Binds& binds, const git::Place& place) {
  binds.write(place.worktree);
  for (const char* part : {"objects", "refs", "logs", "lfs"}) binds.write(place.common_dir / part);
  if (!place.linked()) return;
  binds.write(place.git_dir);
  // What names the repository and its configuration stays as it is: git runs outside, too.
  binds.read(place.worktree / ".git");
  for (const char* part : {"commondir", "gitdir", "config.worktree", base::kWorkspaceNote}) {
    binds.read(place.git_dir / part);
  }
}

base::Result<Strings> sandbox_of(const LaunchPlan& plan) {
  TRY_ASSIGN(const auto worktree, git::open(plan.session.worktree));
  const git::Place& place = worktree->place();
  const fs::path spool = plan.paths.spool(plan.session.id);
  TRY(platform::make_private_dir(spool.parent_path()));
  const auto made = platform::create_exclusive(spool, "", 0600);
  if (!made && made.error().code != ErrorCode::conflict) return fail(made.error());

  Binds binds;
  show_what_is_needed(binds, plan, place);
  open_repository(binds, place);
  binds.write(spool);
  for (const auto& path : plan.agent.writable) {
    binds.write(path.starts_with("~/") ? variable(plan, "HOME") + path.substr(1) : path);
  }
  Strings argv{"bwrap", "--unshare-pid", "--unshare-ipc", "--cap-drop", "ALL",  "--ro-bind", "/",
               "/",     "--dev",         "/dev",          "--proc",     "/proc"};
  for (const char* folder : kOwnFolders) argv.insert(argv.end(), {"--tmpfs", folder});
  const Strings bound = binds.take();
  argv.insert(argv.end(), bound.begin(), bound.end());
  if (!plan.session.network) argv.emplace_back("--unshare-net");
  argv.insert(argv.end(), {"--setenv", "TMPDIR", "/tmp", "--chdir", place.worktree.string(), "--"});
  return argv;
}

// Whether a sandbox like this one comes to be on this machine.
base::Status try_out(const LaunchPlan& plan, Strings argv) {
  const auto program = platform::find_program("bwrap", variable(plan, "PATH"));
  if (!program) {
    return fail(ErrorCode::external_failed,
                "its project wants a sandbox, and bubblewrap (bwrap) is not installed: install it, "
                "or set the project's isolation to \"none\"");
  }
  argv.front() = *program;
  argv.emplace_back("true");
  platform::ProcessRequest request;
  request.argv = std::move(argv);
  request.deadline = kTryFor;
  TRY_ASSIGN(const auto tried, platform::run_process(request));
  if (tried.ok()) return {};
  const auto lines = base::split_lines(tried.err);
  std::string why = lines.empty() ? "bwrap did not end well" : std::string(lines.back());
  return fail(ErrorCode::external_failed,
              "no sandbox can be made here: " + base::printable(why, 300));
}

}  // namespace

base::Result<Contained> contained(const LaunchPlan& plan, Strings argv,
                                  const std::map<std::string, std::string>& environment,
                                  bool terminal) {
  if (plan.session.isolation == rules::Isolation::container) {
    TRY_ASSIGN(const ContainerPlan container, plan_container(plan, environment, terminal));
    return Contained{container_argv(container, argv), container.container};
  }
  Strings all;
  if (plan.limits.any()) {
    TRY_ASSIGN(all, scope_for(plan.limits, environment));
  }
  if (plan.session.isolation == rules::Isolation::sandbox) {
    TRY_ASSIGN(const Strings sandbox, sandbox_of(plan));
    TRY(try_out(plan, sandbox));
    all.insert(all.end(), sandbox.begin(), sandbox.end());
  }
  all.insert(all.end(), argv.begin(), argv.end());
  return Contained{std::move(all)};
}

}  // namespace app
