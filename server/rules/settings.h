// The configuration's values, with defaults filled in. Pure values; config/ reads the file.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "rules/board.h"
#include "rules/issue_type.h"

namespace rules {

// What a session's agent may reach beyond its worktree.
enum class Isolation {
  none,       // all that its user may
  sandbox,    // reads as its user, writes to its worktree and little else (bubblewrap)
  container,  // has its worktree and an image's files, and nothing else (docker or podman)
};

// What a session works in.
enum class WorkspaceKind { worktree, clone };

struct ProjectSettings {
  std::string name;            // the key under "projects"
  std::string path;            // absolute, real path of the repository
  std::string prefix;          // [a-z][a-z0-9]{0,11}: sessions are "<prefix>-3"
  std::string default_branch;  // empty: origin's HEAD, else the branch checked out
  bool fetch = true;           // origin is asked for it before a launch
  std::vector<std::vector<std::string>> setup{};  // each an argv, run in a new worktree
  base::Millis setup_timeout{10 * 60'000};        // of each of these
  std::vector<std::string> ports{};               // variables, each of which gets a port of its own
  WorkspaceKind workspace = WorkspaceKind::worktree;
  Isolation isolation = Isolation::none;
  bool network = true;            // where it is isolated
  std::string image;              // of its containers
  std::string container_program;  // "docker" or "podman"; empty: the one that is installed
};

enum class AgentKind { command, claude };
// Where a session is looked at: in whatever terminal attaches, or in a window of Operator's tmux.
enum class HostKind { builtin, tmux };

struct AgentSettings {
  std::string name;
  AgentKind kind = AgentKind::command;
  std::vector<std::string>
      command;                      // argv with {prompt} {promptFile} {sessionId} {settings} {mode}
  std::vector<std::string> resume;  // argv to continue a conversation; empty: cannot
  std::map<std::string, std::string> env;
  std::vector<std::string> writable{};  // also in a sandbox; "~/…" or absolute
};

// What becomes of sessions that lost their processes.
enum class LostReaction { offer, restore };

// What a stuck turn leads to, beside its status.
enum class StuckReaction { notify, nudge };

struct QueueSettings {
  bool auto_launch = true;
  int max_parallel = 0;  // 0 in the file's absence: config/ fills it from memory, at least 1
  int per_project = 0;   // 0: same as max_parallel
  std::vector<std::string> type_order{"INV", "FIX", "TASK", "FEAT", "SPIKE"};
  base::Millis settle{3000};
  bool waiting_counts = true;
  std::uint64_t min_free_memory = 0;  // bytes; 0: not looked at
  double max_load = 0;                // of the last minute; 0: not looked at
};

// Both may be used.
struct PortRange {
  int first = 20000;  // below what the system gives to clients
  int last = 29999;
};

// What one session may take of the machine; 0: as much as there is.
struct Limits {
  std::uint64_t memory = 0;  // bytes
  int processes = 0;         // and threads
  double cpus = 0;
  bool any() const { return memory != 0 || processes != 0 || cpus != 0; }
};

struct SessionSettings {
  base::Millis stuck_after{5 * 60'000};
  base::Millis tool_stuck_after{30 * 60'000};
  base::Millis end_after{10 * 60'000};
  base::Millis start_timeout{15'000};
  StuckReaction on_stuck = StuckReaction::notify;
  LostReaction on_lost = LostReaction::offer;
  base::Millis park_after{0};      // 0: never by itself
  base::Millis clean_up_after{0};  // 0: never by itself
  Limits limits;
  std::string worktrees;  // absolute folder; empty: the default under the data folder
  PortRange ports;
};

// How long what is over is kept.
struct KeepSettings {
  base::Millis history{30LL * 24 * 3600'000};
  base::Millis archive{365LL * 24 * 3600'000};
};

struct Settings {
  std::vector<ProjectSettings> projects;  // never empty when the workspace has a repository
  QueueSettings queue;
  HostKind host = HostKind::builtin;
  std::vector<std::string> tmux_servers;  // whose panes may be listed and adopted
  std::string agent;  // default agent's name; config/ picks the best installed one
  std::map<std::string, AgentSettings> agents;
  SessionSettings sessions;
  KeepSettings keep;
  std::optional<int> http_port;  // nothing: off; 0: a free one is chosen
  std::vector<BoardSettings> boards;
  std::vector<IssueType> types;  // built-in ones first, the user's own replace by key
  // SHA-256 of the keys that decide what is executed (agents, …): what trust is remembered for.
  std::string executable_digest;
  // SHA-256 of the whole configuration: a ticket that is held after failures may be tried again
  // when it changes.
  std::string digest;

  const IssueType* type(const std::string& key) const {
    for (const auto& t : types) {
      if (t.key == key) return &t;
    }
    return nullptr;
  }
  const BoardSettings* board(const std::string& name) const {
    for (const auto& b : boards) {
      if (b.name == name) return &b;
    }
    return nullptr;
  }
  const ProjectSettings* project(const std::string& name) const {
    if (name.empty() && projects.size() == 1) return &projects.front();
    for (const auto& p : projects) {
      if (p.name == name) return &p;
    }
    return nullptr;
  }
};

}  // namespace rules
