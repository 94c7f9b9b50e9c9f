#include "agents/agent.h"

#include <algorithm>

#include "agents/claude.h"
#include "agents/placeholders.h"
#include "base/text.h"
#include "platform/append_file.h"
#include "platform/files.h"

namespace agents {
namespace {

constexpr std::size_t kChunkBytes = 8U << 20;
// Linux takes at most 128 KiB as one argv element (MAX_ARG_STRLEN).
constexpr std::size_t kPromptBytes = 100'000;

// Bracketed paste: what is inside is text, whatever it looks like.
TypedText pasted(std::string_view text) {
  std::string clean;
  for (const char c : base::to_valid_utf8(text)) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (c == '\n' || c == '\t' || !control) clean += c;
  }
  return {"\x1b[200~" + clean + "\x1b[201~", "\r"};
}

// The prompt's file is always written: {promptFile} may stand anywhere in a user's command.
base::Result<LaunchSpec> launch_of(const LaunchInput& input, std::vector<LaunchFile> files) {
  const rules::AgentSettings& settings = input.settings;
  if (input.resume && settings.resume.empty()) {
    return base::fail(base::ErrorCode::conflict,
                      "agent " + settings.name + " cannot continue a conversation",
                      {{"path", "agents." + settings.name + ".resume"}});
  }
  const std::filesystem::path prompt_file = input.session_dir / "prompt.md";
  const std::string prompt =
      input.prompt.size() <= kPromptBytes
          ? input.prompt
          : "Your instructions are in the file " + prompt_file.string() + ": read all of it first.";
  LaunchSpec spec;
  TRY_ASSIGN(spec.argv,
             fill_command(input.resume ? settings.resume : settings.command,
                          {{"prompt", prompt},
                           {"promptFile", prompt_file.string()},
                           {"sessionId", input.conversation},
                           {"settings", (input.session_dir / "agent-settings.json").string()},
                           {"mode", claude_mode(input.mode)}}));
  spec.env = settings.env;
  spec.files = std::move(files);
  spec.files.push_back({prompt_file, input.prompt});
  return spec;
}

class CommandAgent final : public Agent {
 public:
  bool has_hooks() const override { return false; }
  bool can_resume(const rules::AgentSettings& settings) const override {
    return !settings.resume.empty();
  }
  base::Result<LaunchSpec> make_launch(const LaunchInput& input) const override {
    return launch_of(input, {});
  }
  std::vector<rules::AgentRecord> interpret(const ipc::SpoolRecord&) const override { return {}; }
  std::string encode_answer(const ipc::SpoolRecord&, const rules::HookAnswer&) const override {
    return "";
  }
  std::vector<rules::AgentRecord> read_transcript(std::string_view bytes,
                                                  TranscriptState& state) const override {
    state.offset += bytes.size();
    return {};
  }
  Screen recognise(const std::vector<std::string>&) const override { return {}; }
  TypedText type_prompt(std::string_view text) const override { return pasted(text); }
  std::string interrupt_bytes() const override { return "\x03"; }
  TypedText exit_command() const override { return {}; }
  FolderTrust folder_trust(const rules::AgentSettings&, const Environment&,
                           const std::filesystem::path&) const override {
    return FolderTrust::not_needed;
  }
  base::Status trust_folder(const Environment&, const std::filesystem::path&) const override {
    return {};
  }
};

class ClaudeAgent final : public Agent {
 public:
  bool has_hooks() const override { return true; }
  bool can_resume(const rules::AgentSettings& settings) const override {
    return !settings.resume.empty();
  }
  base::Result<LaunchSpec> make_launch(const LaunchInput& input) const override {
    return launch_of(input, {{input.session_dir / "agent-settings.json", claude_settings(input)}});
  }
  std::vector<rules::AgentRecord> interpret(const ipc::SpoolRecord& record) const override {
    return claude_events(record);
  }
  std::string encode_answer(const ipc::SpoolRecord& asked,
                            const rules::HookAnswer& answer) const override {
    return claude_answer(asked, answer);
  }
  std::vector<rules::AgentRecord> read_transcript(std::string_view bytes,
                                                  TranscriptState& state) const override {
    return read_transcript_lines(bytes, state);
  }
  Screen recognise(const std::vector<std::string>& rows) const override {
    return claude_screen(rows);
  }
  TypedText type_prompt(std::string_view text) const override { return pasted(text); }
  std::string interrupt_bytes() const override { return "\x1b"; }
  TypedText exit_command() const override { return {"/exit", "\r"}; }

  FolderTrust folder_trust(const rules::AgentSettings& settings, const Environment& environment,
                           const std::filesystem::path& folder) const override {
    // Only Claude Code itself asks; other programs that speak its hook format do not.
    const bool is_claude = std::any_of(
        settings.command.begin(), settings.command.end(), [](const std::string& element) {
          return std::filesystem::path(element).filename() == "claude";
        });
    if (!is_claude) return FolderTrust::not_needed;
    const auto config = platform::read_file(claude_config_file(environment));
    if (!config) return FolderTrust::unknown;
    const auto trusted = claude_trusts(*config, folder);
    if (!trusted) return FolderTrust::unknown;
    return *trusted ? FolderTrust::trusted : FolderTrust::untrusted;
  }

  base::Status trust_folder(const Environment& environment,
                            const std::filesystem::path& folder) const override {
    std::filesystem::path file = claude_config_file(environment);
    std::error_code error;
    // Dotfiles are often links: the file behind is changed, the link stays.
    if (const auto real = std::filesystem::canonical(file, error); !error) file = real;
    TRY_ASSIGN(const std::string config, platform::read_file(file));
    const auto changed = with_claude_trust(config, folder);
    if (!changed) {
      return base::fail(base::ErrorCode::conflict,
                        file.string() + " is not in the form that Claude Code writes");
    }
    if (*changed == config) return {};
    return platform::write_atomic(file, *changed);
  }
};

}  // namespace

const Agent& agent_of(rules::AgentKind kind) {
  static const ClaudeAgent claude;
  static const CommandAgent command;
  if (kind == rules::AgentKind::claude) return claude;
  return command;
}

base::Result<TranscriptNews> follow_transcript(const Agent& agent,
                                               const std::filesystem::path& file,
                                               TranscriptState& state) {
  TranscriptNews news;
  TRY_ASSIGN(platform::FileBytes read, platform::read_from(file, state.offset, kChunkBytes));
  if (read.inode == 0) return news;
  const bool replaced =
      (state.inode != 0 && state.inode != read.inode) || read.file_size < state.offset;
  if (replaced) {
    state = {};
    TRY_ASSIGN(read, platform::read_from(file, 0, kChunkBytes));
  }
  state.inode = read.inode;
  const std::uint64_t before = state.offset;
  news.records = agent.read_transcript(read.bytes, state);
  const bool chunk_was_cut = before + read.bytes.size() < read.file_size;
  // A line longer than a chunk is nothing that we need: it is passed over, the rest of it is then
  // a broken line.
  if (chunk_was_cut && state.offset == before) state.offset += read.bytes.size();
  news.more = chunk_was_cut;
  return news;
}

std::string first_installed(const rules::Settings& settings, const std::vector<std::string>& wanted,
                            const std::string& path_variable) {
  for (const std::string& name : wanted) {
    const auto agent = settings.agents.find(name);
    if (agent == settings.agents.end() || agent->second.command.empty()) continue;
    if (platform::find_program(agent->second.command.front(), path_variable)) return name;
  }
  return "";
}

const std::vector<std::string>& nesting_variables() {
  static const std::vector<std::string> kNames{"CLAUDECODE", "CLAUDE_CODE_ENTRYPOINT",
                                               "CLAUDE_CODE_SESSION_ID", "CLAUDE_CODE_SSE_PORT"};
  return kNames;
}

}  // namespace agents
