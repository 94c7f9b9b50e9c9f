// The port between Operator and one kind of agent: how it is started, what its hooks, transcript
// and screen mean, how it is answered. app/ picks an adapter by the configured kind and knows
// nothing else about the program.
//
// Adapters have no state and do no I/O but where a comment says so; every function may be called
// from any thread.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agents/screen.h"
#include "agents/transcript.h"
#include "base/ids.h"
#include "base/result.h"
#include "link/spool.h"
#include "rules/agent_event.h"
#include "rules/settings.h"

namespace agents {

using Environment = std::map<std::string, std::string>;

// What a launch is made from.
struct LaunchInput {
  rules::AgentSettings settings;
  base::SessionId session;
  std::string conversation;  // UUID that the agent takes as its own session id
  bool resume = false;       // continue `conversation`; `prompt` may then be empty
  std::string prompt;
  rules::PermissionMode mode = rules::PermissionMode::standard;
  std::filesystem::path session_dir;  // the launch's files go there
  std::filesystem::path programs;     // the folder with `operator`
  std::filesystem::path spool;
  std::filesystem::path bell;
  std::filesystem::path owner_socket;
};

struct LaunchFile {
  std::filesystem::path path;
  std::string text;  // to be written 0600 before the start
};

struct LaunchSpec {
  std::vector<std::string> argv;  // never empty; argv[0] is looked up on the launch's PATH
  Environment env;                // on top of the launch's environment
  std::vector<LaunchFile> files;
};

// Text for the agent's input line: `text` is written first, `submit` a moment later (see
// kSubmitPause), because programs drop an Enter that arrives within a paste.
struct TypedText {
  std::string text;
  std::string submit;
};
inline constexpr base::Millis kSubmitPause{150};

// What a folder is to an agent that asks "do you trust this folder?" at its first start there.
enum class FolderTrust {
  not_needed,  // this agent asks no such thing
  trusted,
  untrusted,  // it would stop at the question: get consent, then trust_folder
  unknown,    // its configuration is missing or unreadable: start and look at the screen
};

class Agent {
 public:
  virtual ~Agent() = default;

  // True when hooks report (SessionStart, Stop, …). False: only the process and the screen speak,
  // and a step ends by `operator step done` and the exit of the program.
  [[nodiscard]] virtual bool has_hooks() const = 0;
  [[nodiscard]] virtual bool can_resume(const rules::AgentSettings& settings) const = 0;

  // The command with its placeholders filled in: {prompt} {promptFile} {sessionId} {settings}
  // {mode}. Each stays within its argv element; nothing passes a shell. With `resume` the
  // configured `resume` command is used; elements that are exactly {prompt} vanish with an empty
  // prompt, and so does a `--` right before.
  // Errors: invalid_argument (no command, NUL bytes), conflict (cannot resume).
  [[nodiscard]] virtual base::Result<LaunchSpec> make_launch(const LaunchInput& input) const = 0;

  // What one spool record means; several events when it ends one thing and begins another, none
  // when it is damaged or unknown. `waits`, id and time are those of the record.
  [[nodiscard]] virtual std::vector<rules::AgentRecord> interpret(
      const ipc::SpoolRecord& record) const = 0;

  // What the waiting hook of `asked` prints. `asked` may be a record of which only `event` and
  // `payload` are known. HookAnswer::allow with a text answers a question (AskUserQuestion).
  [[nodiscard]] virtual std::string encode_answer(const ipc::SpoolRecord& asked,
                                                  const rules::HookAnswer& answer) const = 0;

  // Reads what was appended to the transcript; empty for agents that have none.
  [[nodiscard]] virtual std::vector<rules::AgentRecord> read_transcript(
      std::string_view bytes, TranscriptState& state) const = 0;

  // What the visible rows show. Proves working or waiting, nothing else.
  [[nodiscard]] virtual Screen recognise(const std::vector<std::string>& rows) const = 0;

  [[nodiscard]] virtual TypedText type_prompt(std::string_view text) const = 0;
  // The bytes that stop the running turn.
  [[nodiscard]] virtual std::string interrupt_bytes() const = 0;
  // The agent's own exit command; both empty when there is none (then SIGTERM).
  [[nodiscard]] virtual TypedText exit_command() const = 0;

  // Reads (and with consent changes) the agent's own configuration. `environment` is the launch's.
  [[nodiscard]] virtual FolderTrust folder_trust(const rules::AgentSettings& settings,
                                                 const Environment& environment,
                                                 const std::filesystem::path& folder) const = 0;
  [[nodiscard]] virtual base::Status trust_folder(const Environment& environment,
                                                  const std::filesystem::path& folder) const = 0;
};

// The adapter of a kind; lives for ever.
const Agent& agent_of(rules::AgentKind kind);

// Reads what is new in the file (at most a few MiB; `more` says to call again) and gives it to the
// adapter. A file that was replaced or shortened is read from its beginning. Does I/O.
struct TranscriptNews {
  std::vector<rules::AgentRecord> records;
  bool more = false;
};
base::Result<TranscriptNews> follow_transcript(const Agent& agent,
                                               const std::filesystem::path& file,
                                               TranscriptState& state);

// The first of `wanted` (names of agents in `settings`) whose program is installed; empty: none.
std::string first_installed(const rules::Settings& settings, const std::vector<std::string>& wanted,
                            const std::string& path_variable);

// Variables by which an agent tells the programs it starts that they run inside it. A launch's
// environment must not have them: the new agent would think that it is nested.
const std::vector<std::string>& nesting_variables();

}  // namespace agents
