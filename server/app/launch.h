// What a run of an agent starts with: settings and prompt files, the launch record for its host,
// and its environment. Blocks on the disk; for worker threads.
#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "base/paths.h"
#include "base/result.h"
#include "rules/settings.h"
#include "rules/state.h"

namespace app {

struct LaunchPlan {
  base::WorkspacePaths paths;
  std::filesystem::path programs;
  rules::Session session;
  rules::AgentSettings agent;
  rules::Limits limits;
  std::map<std::string, std::string> environment;  // of the newest client
};

// Writes the run's files into the session's folder (0600) and returns the argv of its host.
base::Result<std::vector<std::string>> prepare_launch(const LaunchPlan& plan);

// The environment of what runs in a session: the client's, with our programs first on PATH, our
// variables and the session's ports.
std::map<std::string, std::string> agent_environment(const LaunchPlan& plan);

}  // namespace app
