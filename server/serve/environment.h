// The environment that launches get: that of the newest client outside any session, without what
// belongs to the client alone. Pure.
#pragma once
#include <map>
#include <string>

namespace serve {

// Without VS Code's and Electron's own variables, agents' markers of being nested in an agent,
// Operator's own variables and what only makes sense in the client's process (its terminal, its
// shell level, its current folder).
std::map<std::string, std::string> launch_environment(
    const std::map<std::string, std::string>& client);

}  // namespace serve
