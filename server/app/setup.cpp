#include "app/setup.h"

#include <algorithm>
#include <charconv>

#include "agents/agent.h"
#include "base/log.h"
#include "base/text.h"
#include "platform/children.h"
#include "platform/files.h"
#include "platform/identity.h"
#include "platform/process.h"

namespace app {
namespace fs = std::filesystem;

namespace {

// The owner starts meanwhile; whoever started it waits.
constexpr base::Millis kAskGitFor{3000};
constexpr const char* kHere = "here";  // "yes" or "ask": may tickets launch from this folder?

std::string trust_note(const rules::Settings& settings) {
  return "trust/" + settings.executable_digest;
}

// The highest N of folders "<prefix>-N" or, as archives are called, "<prefix>-N_<time>": numbers
// are never used again, whatever a database lost. `counts` may leave some out.
void raise_floor(std::map<std::string, int>& floor, const fs::path& folder,
                 const std::function<bool(const fs::path&)>& counts = {}) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string whole = entry.path().filename().string();
    const std::string name = whole.substr(0, whole.find('_'));
    const std::size_t dash = name.rfind('-');
    if (dash == std::string::npos) continue;
    int number = 0;
    const char* end = name.data() + name.size();
    const auto parsed = std::from_chars(name.data() + dash + 1, end, number);
    if (parsed.ec != std::errc{} || parsed.ptr != end) continue;
    int& known = floor[name.substr(0, dash)];
    if (number > known && (!counts || counts(entry.path()))) known = number;
  }
}

// What git remembers of worktrees in `root`, also when their folders are gone.
void raise_floor_by_git(std::map<std::string, int>& floor, const fs::path& repository,
                        const fs::path& root) {
  raise_floor(floor, repository / ".git" / "worktrees", [&](const fs::path& record) {
    const auto place = platform::read_file(record / "gitdir", 4096);
    return place && place->starts_with(root.string() + "/");
  });
}

}  // namespace

bool trusts_programs(const rules::Notes& notes, const rules::Settings& settings) {
  const auto said = notes.find(trust_note(settings));
  return said != notes.end() && said->second == "yes";
}

bool may_launch_here(const rules::Notes& notes) {
  const auto said = notes.find(kHere);
  return said == notes.end() || said->second == "yes";
}

Setup::Setup(Engine& engine, const fs::path& programs)
    : engine_(engine), machine_(config::this_machine()) {
  machine_.path = programs.string() + ":" + machine_.path;
  // Until a client says what its environment is, launches have this process's.
  for (const std::string& entry : platform::own_environment()) {
    const std::size_t equals = entry.find('=');
    if (equals != std::string::npos)
      environment_[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
}

void Setup::start() {
  const auto& state = engine_.state();
  if (!state.notes.contains(kHere)) {
    const bool ask = came_with_tickets();
    engine_.note("owner", [&](rules::Draft& draft) { draft.set_note(kHere, ask ? "ask" : "yes"); });
  }
  auto watch =
      platform::Watch::make(engine_.loop(), [this](const platform::WatchReport&) { reload(); });
  if (watch) {
    watch_ = std::move(*watch);
    for (const auto& folder :
         {engine_.paths().workspace / ".operator", engine_.paths().issue_types()}) {
      if (auto added = watch_->add(folder, engine_.paths().workspace); !added) {
        base::log_warn(folder.string() + " is not watched: " + added.error().message);
      }
    }
  }
  reload();
}

bool Setup::came_with_tickets() const {
  const fs::path& workspace = engine_.paths().workspace;
  std::error_code error;
  if (fs::is_regular_file(workspace / ".git", error)) return true;  // a linked worktree
  platform::ProcessRequest request;
  request.argv = {"git", "-C", workspace.string(), "ls-files", "--", ".tickets/queue"};
  request.deadline = kAskGitFor;
  const auto listed = platform::run_process(request);
  // Without git's answer nobody knows: where there is a repository, a person is asked.
  if (!listed || listed->timed_out) return fs::exists(workspace / ".git", error);
  return listed->ok() && !listed->out.empty();
}

void Setup::reload() {
  config::Loaded loaded = config::load(engine_.paths(), machine_);
  problems_.clear();
  for (const auto& problem : loaded.problems) {
    problems_.push_back({problem.file, problem.line, problem.path, problem.message});
  }
  std::set<std::string> secret;
  for (const auto& board : loaded.settings.boards) {
    if (!board.token_env.empty()) secret.insert(board.token_env);
  }
  platform::hide_variables(std::move(secret));
  engine_.set_settings(std::move(loaded.settings));
  watch_for_repository();
  look_at_world();
}

// `git init` in a folder that had no repository makes it a project at once.
void Setup::watch_for_repository() {
  if (!watch_) return;
  const fs::path repository = engine_.paths().workspace / ".git";
  if (!engine_.settings().projects.empty()) {
    watch_->remove(repository);
  } else if (auto added = watch_->add(repository, engine_.paths().workspace); !added) {
    base::log_warn(repository.string() + " is not watched: " + added.error().message);
  }
}

bool Setup::is_installed(const std::string& agent) const {
  const auto found = engine_.settings().agents.find(agent);
  return found != engine_.settings().agents.end() &&
         config::is_installed(found->second, machine_.path);
}

void Setup::look_at_world() {
  const auto& settings = engine_.settings();
  const auto& notes = engine_.state().notes;
  engine_.change_world([&](rules::World& world) {
    world.boot = platform::boot_id();
    world.trusted = trusts_programs(notes, settings);
    world.trust_reason = world.trusted ? ""
                                       : "nobody has said yes to this workspace's programs yet: "
                                         "trust it (operator trust)";
    world.can_launch_here = may_launch_here(notes);
    world.launch_here_reason =
        world.can_launch_here
            ? ""
            : "its tickets came with the repository: say once that they may launch from here "
              "(operator trust)";
    world.worktree_roots.clear();
    world.number_floor.clear();
    raise_floor(world.number_floor, engine_.paths().state / "sessions");
    raise_floor(world.number_floor, engine_.paths().state / "archive");
    for (const auto& project : settings.projects) {
      const fs::path root = settings.sessions.worktrees.empty()
                                ? engine_.paths().worktrees(project.name)
                                : fs::path(settings.sessions.worktrees) / project.name;
      world.worktree_roots[project.name] = root.string();
      raise_floor(world.number_floor, root);
      raise_floor_by_git(world.number_floor, project.path, root);
    }
    world.agents_missing.clear();
    world.agents_untrusting.clear();
    for (const auto& [name, agent] : settings.agents) {
      if (!config::is_installed(agent, machine_.path)) {
        world.agents_missing.insert(name);
        continue;
      }
      const auto& adapter = agents::agent_of(agent.kind);
      for (const auto& [project, root] : world.worktree_roots) {
        if (adapter.folder_trust(agent, environment_, root) == agents::FolderTrust::untrusted) {
          world.agents_untrusting.insert(name);
        }
      }
    }
  });
}

TrustView Setup::trust() const {
  TrustView view;
  const auto& world = engine_.world();
  view.trusted = world.trusted && world.can_launch_here;
  view.reason = !world.trusted ? world.trust_reason : world.launch_here_reason;
  for (const auto& [name, agent] : engine_.settings().agents) {
    if (world.agents_missing.contains(name) || agent.command.empty()) continue;
    std::string line = name + ":";
    for (const auto& word : agent.command) line += " " + word;
    view.executable.push_back(line);
  }
  for (const auto& project : engine_.settings().projects) {
    if (project.isolation == rules::Isolation::container) {
      view.executable.push_back("container of " + project.name + ": " + project.image);
    }
    for (const auto& argv : project.setup) {
      view.executable.push_back("setup of " + project.name + ": " + base::join(argv, " "));
    }
  }
  return view;
}

base::Status Setup::set_trust(const std::string& actor, bool trusted, bool with_consents) {
  look_at_world();  // whom the yes covers is looked up now
  const auto untrusting = engine_.world().agents_untrusting;
  const base::Status kept = engine_.decide(actor, [&](rules::Draft& draft) -> base::Status {
    const std::string note = trust_note(engine_.settings());
    if (draft.note(note) != (trusted ? "yes" : "")) {
      draft.set_note(note, trusted ? "yes" : "");
      draft.event(trusted ? "trust/given" : "trust/taken", {}, {}, "");
    }
    if (!trusted || !with_consents) return {};
    draft.set_note(kHere, "yes");
    for (const auto& agent : untrusting) {
      if (draft.note("consent/" + agent) == "yes") continue;
      draft.set_note("consent/" + agent, "yes");
      draft.effect(rules::WriteAgentTrust{agent});
      const base::ReviewId asked{"R-consent-" + agent};
      if (draft.state.reviews.contains(asked)) {
        draft.end_review(asked, rules::ReviewState::closed, "yes");
      }
    }
    return {};
  });
  look_at_world();
  return kept;
}

void Setup::look_for_agents() {
  const auto& agents = engine_.settings().agents;
  const auto& missing = engine_.world().agents_missing;
  const bool same = std::all_of(agents.begin(), agents.end(), [&](const auto& entry) {
    return config::is_installed(entry.second, machine_.path) != missing.contains(entry.first);
  });
  if (!same) reload();  // which agent is the default may follow from it, too
}

void Setup::set_environment(const std::map<std::string, std::string>& environment) {
  if (environment == environment_) return look_for_agents();
  environment_ = environment;
  const auto path = environment.find("PATH");
  const auto home = environment.find("HOME");
  config::Machine machine = machine_;
  if (home != environment.end()) machine.home = home->second;
  if (path != environment.end()) {
    const std::string own = machine_.path.substr(0, machine_.path.find(':'));
    machine.path = path->second.starts_with(own + ":") ? path->second : own + ":" + path->second;
  }
  const bool same = machine.path == machine_.path && machine.home == machine_.home;
  machine_ = machine;
  if (!same) {
    reload();
  } else {
    look_at_world();
  }
}

}  // namespace app
