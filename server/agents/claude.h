// The pieces of the Claude Code adapter (also spoken by the demo agent). Facts, if not said
// otherwise, were seen with Claude Code 2.1.197 on Linux. Private to this folder and its tests.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/agent.h"

namespace agents {

// The settings file of one launch: hooks for every event that means something, and the permission
// to claim a step without being asked. Nothing is written into the user's own settings.
std::string claude_settings(const LaunchInput& input);

std::vector<rules::AgentRecord> claude_events(const ipc::SpoolRecord& record);
std::string claude_answer(const ipc::SpoolRecord& asked, const rules::HookAnswer& answer);
Screen claude_screen(const std::vector<std::string>& rows);

// "default", "plan", "acceptEdits".
std::string claude_mode(rules::PermissionMode mode);

// Whether `config` (the text of .claude.json) trusts `folder` or a folder above it. Nothing when
// the text is not what Claude Code writes.
std::optional<bool> claude_trusts(std::string_view config, const std::filesystem::path& folder);
// The same text with `folder` trusted; every other byte is as it was. Nothing as above.
std::optional<std::string> with_claude_trust(std::string_view config,
                                             const std::filesystem::path& folder);
// $CLAUDE_CONFIG_DIR/.claude.json, else ~/.claude.json; a .config.json in the folder goes first.
std::filesystem::path claude_config_file(const Environment& environment);

}  // namespace agents
