// The configuration of a workspace: what .operator says over the built-in defaults. Nothing in a
// file can make it fail: a wrong value is a problem with its place, its default is used, and the
// rest works.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/paths.h"
#include "rules/settings.h"

namespace config {

struct Problem {
  std::string file;  // relative to the workspace: ".operator/config.json"
  int line = 0;      // 1-based; 0 when the file as a whole is meant
  std::string path;  // in the JSON: "queue.settle", "steps[1].review"
  std::string message;
  bool warning = false;  // an unknown key and the like: nothing was left out
  bool operator==(const Problem&) const = default;
};

// What the defaults depend on, handed in so that tests can choose it.
struct Machine {
  std::string path;                // as $PATH, Operator's own programs' folder included
  std::string home;                // a repository at or above it is not taken for the workspace's
  std::uint64_t memory_bytes = 0;  // 0: asked from the system
};
// The process's own.
Machine this_machine();

struct Loaded {
  rules::Settings settings;
  std::vector<Problem> problems;
};

// Reads .operator/config.json and .operator/issuetypes/*.json. Blocks on the disk; thread-safe.
// Without a repository `projects` is empty and a problem says so.
Loaded load(const base::WorkspacePaths& paths, const Machine& machine);

// Whether the program of an agent is there to be started.
bool is_installed(const rules::AgentSettings& agent, const std::string& path);

// How many sessions at once a machine has memory for: two GiB each, two left for the rest.
int sessions_for_memory(std::uint64_t bytes);

}  // namespace config
