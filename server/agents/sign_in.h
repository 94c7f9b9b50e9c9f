// Whether an agent's program is signed in, as far as its files and the environment tell: nothing is
// run, no network is used. Places: the agents' own documentation, and seen with Claude Code 2.1,
// Codex 0.169, Gemini CLI 0.61 and opencode 1.18 on Linux.
#pragma once
#include <string>

#include "agents/agent.h"

namespace agents {

enum class SignedIn { yes, no, unknown };

struct SignIn {
  SignedIn state = SignedIn::unknown;
  std::string by;   // yes: the variable or file that says so
  std::string fix;  // no: what to do
};

// By the program's name; `environment` is the launch's, the agent's own `env` comes on top.
SignIn sign_in_of(const rules::AgentSettings& settings, const Environment& environment);

}  // namespace agents
