// Claude Code's hooks, seen from the agent's side: which commands an event has in the settings,
// running them, and what their output decides.
#pragma once
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace demo {

struct HookCommand {
  std::string matcher;  // a tool's name, several with '|'; empty or "*": every one
  std::string command;  // for /bin/sh -c
  base::Millis timeout{60'000};
};

using HookTable = std::map<std::string, std::vector<HookCommand>>;

// The "hooks" of a settings file's text. What is not understood is left out; text that is no JSON
// object is invalid_argument.
base::Result<HookTable> read_hooks(const std::string& settings);
bool matches(const HookCommand& command, const std::string& tool);

// Runs one command with `input` on its standard input and returns what it printed; empty when it
// failed or was stopped. Blocks until then.
std::string run_hook(const HookCommand& command, const std::string& input, std::stop_token stop);

struct HookOutput {
  enum class Decision { none, allow, deny };
  Decision decision = Decision::none;
  std::string message;              // of a denial
  std::optional<std::string> mode;  // the permission mode to go on in
  std::string context;              // additionalContext
};
HookOutput read_output(const std::string& text);

}  // namespace demo
