// A container for what runs in a session, by the command line of docker or podman: the project's
// image with the worktree at its own path, what commits need of the repository, the agent's own
// files, and Operator's program for hooks. Nothing else of the machine is in it.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/launch.h"
#include "base/result.h"
#include "link/container.h"

namespace app {

struct ContainerPlan {
  ipc::Container container;
  bool podman = false;
  bool rootless = false;  // its root is this user
  unsigned user = 0;
  unsigned group = 0;
  std::string image;
  std::string session;  // machine name, as a label
  bool terminal = true;
  bool network = true;
  std::filesystem::path worktree;
  struct Mount {
    std::filesystem::path from;
    std::filesystem::path to;
    bool writable = false;
  };
  std::vector<Mount> mounts;                   // later ones within earlier ones
  std::vector<std::filesystem::path> scratch;  // empty folders of its own
  std::vector<std::string> variables;          // names: values are never in an argv
  std::string path;                            // its PATH
  rules::Limits limits;
  std::vector<std::string> ports;  // from this machine's loopback, the same inside
};

// Pure.
std::vector<std::string> container_argv(const ContainerPlan& plan,
                                        const std::vector<std::string>& argv);

// Where and under what name it runs, after a look whether it can: the program answers and has the
// image. external_failed says what to do. A container of that name that an earlier run left is
// ended. `environment` is what the agent gets. Blocks.
base::Result<ContainerPlan> plan_container(const LaunchPlan& plan,
                                           const std::map<std::string, std::string>& environment,
                                           bool terminal);

}  // namespace app
