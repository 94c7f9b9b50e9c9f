// The container that a session's agent runs in, as the command line of docker or podman knows it.
// The program of `run` is only a client: the container outlives it, and is ended by name.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace ipc {

struct Container {
  std::string program{};  // docker or podman, absolute; empty: there is no container
  std::string name{};
};

// Asks `program`, docker or podman, in the environment that the agent gets. Blocks.
class ContainerClient {
 public:
  ContainerClient(std::string program, const std::map<std::string, std::string>& environment);
  // Its standard output; external_failed with its last words where it fails or does not answer.
  [[nodiscard]] base::Result<std::string> ask(std::vector<std::string> arguments) const;

 private:
  std::string program_;
  std::vector<std::string> environment_;
};

// Ends it with everything in it. Done when `program` says that there is none of that name, running
// or not, also when there was none; external_failed, with its last words, otherwise. Blocks.
base::Status end_container(const Container& container,
                           const std::map<std::string, std::string>& environment);

}  // namespace ipc
