// What an agent was seen to do, in one vocabulary for all agents. agents/ turns hooks, transcript
// lines and screens into these; rules/ decides on nothing else.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"

namespace rules {

// The conversation has begun (or was resumed): the agent is ready to take a prompt.
struct AgentStarted {
  std::string conversation;  // the agent's own session id, for resume
  std::string transcript;    // path; empty when unknown
};
struct PromptSubmitted {
  std::string text;
};
// A tool call. `input_digest` is a SHA-256 over tool and canonical input: PermissionRequest has no
// tool_use_id, so it is matched by tool + input + agent (facts: agents.md).
struct ToolStarted {
  std::string tool;
  std::string input_digest;
  std::string tool_use_id;
  std::string subagent;  // empty: the main agent
  std::string summary;   // one printable line: "Bash: make check"
};
enum class ToolDeed { other, ran, read, changed };
struct ToolEnded {
  std::string tool;
  std::string input_digest;
  std::string tool_use_id;
  std::string subagent;
  bool ok = true;
  bool was_plan = false;  // ExitPlanMode ended: the plan was accepted, the turn goes on
  ToolDeed deed = ToolDeed::other;
  std::string target = {};  // what was run, read or changed: a command, a path; printable
};
struct PermissionAsked {
  std::string tool;
  std::string input_digest;
  std::string subagent;
  std::string title;     // one printable line: "Bash: make check"
  std::string body;      // markdown for people: the command, the edit, the question, or the plan
  bool is_plan = false;  // leaving plan mode: `body` is the plan
  bool is_question = false;          // the agent asks the person something (AskUserQuestion)
  std::vector<std::string> choices;  // is_question: the labels to pick from; a text is fine too
};
struct TurnEnded {
  std::string last_message;
  bool background_work = false;  // subagents or background tasks are still running
};
// The turn ended by an error of the service (rate limit, billing, sign-in).
struct TurnFailed {
  std::string reason;
};
struct SubagentEnded {
  std::string subagent;
};
struct AgentEnded {
  std::string reason;
};
struct Notified {
  std::string kind;  // the agent's own word: "idle_prompt", "permission_prompt"
  std::string message;
};
// Transcript: the person pressed Esc or chose No in the terminal.
struct Interrupted {};
// Transcript: a tool's result line (accepted or refused).
struct ToolResultSeen {
  std::string tool_use_id;
  bool refused = false;
};
// Totals of the whole conversation so far.
struct UsageSeen {
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  double cost_usd = 0;
};
// The agent claimed its step while no owner ran to be told (link/claim.h).
struct StepClaimed {
  std::string step;
  std::string summary;
  std::string plan;
  std::string pull_request{};
};
// Any other sign of life, e.g. an assistant's text in the transcript.
struct Alive {};

using AgentEvent =
    std::variant<AgentStarted, PromptSubmitted, ToolStarted, ToolEnded, PermissionAsked, TurnEnded,
                 TurnFailed, SubagentEnded, AgentEnded, Notified, Interrupted, ToolResultSeen,
                 UsageSeen, StepClaimed, Alive>;

enum class AgentSource { hook, transcript };

struct AgentRecord {
  AgentSource source = AgentSource::hook;
  std::string id;  // the spool record's id; empty for transcript lines
  base::WallTime at;
  bool waits = false;  // a hook process waits for an answer to this record
  AgentEvent event;
};

// What a waiting hook is told.
struct HookAnswer {
  enum class Kind { allow, deny, context, nothing };
  Kind kind = Kind::nothing;
  std::string text;                     // deny: the reason; context: additionalContext
  std::optional<std::string> set_mode;  // allow: "default", "plan" or "acceptEdits"
};

}  // namespace rules
