#include "tmux/server.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "base/text.h"
#include "platform/children.h"
#include "platform/files.h"
#include "platform/identity.h"
#include "platform/process.h"

namespace tmux {
namespace {

using base::ErrorCode;

constexpr base::Millis kAnswerWithin{5000};
constexpr const char* kInstall =
    "install tmux 3.2 or newer (apt-get install tmux), or set \"host\": "
    "\"builtin\" in .operator/config.json";
constexpr std::size_t kPaneFields = 9;

template <class T = int>
T number(std::string_view text) {
  T value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

base::Result<platform::ProcessResult> call(std::vector<std::string> argv,
                                           const std::string& input = "") {
  platform::ProcessRequest request;
  request.argv = std::move(argv);
  request.input = input;
  request.cwd = "/";
  request.environment = environment();
  request.deadline = kAnswerWithin;
  return platform::run_process(request);
}

// In the words of tmux 3.2 to 3.5.
bool no_server(std::string_view said) {
  return said.starts_with("no server running") || said.starts_with("error connecting to") ||
         said.starts_with("server exited") || said.starts_with("lost server");
}

}  // namespace

Server named_server(const std::string& name) {
  const char* given = std::getenv("TMUX_TMPDIR");
  std::filesystem::path folder = given != nullptr && *given != '\0' ? given : "/tmp";
  std::error_code error;
  const auto real = std::filesystem::canonical(folder, error);  // as $TMUX has it
  if (!error) folder = real;
  return {folder / ("tmux-" + std::to_string(platform::own_uid())) / name, {}};
}

base::Status judge_version(std::string_view output) {
  const std::string line(base::trim(output.substr(0, output.find('\n'))));
  int major = 0;
  int minor = 0;
  // "tmux 3.3a", "tmux next-3.6", "tmux openbsd-7.5"
  const auto dash = line.find("next-");
  const std::string digits = dash == std::string::npos ? line : "tmux " + line.substr(dash + 5);
  if (std::sscanf(digits.c_str(), "tmux %d.%d", &major, &minor) != 2) {
    return base::fail(ErrorCode::unavailable, "tmux does not say its version (" +
                                                  base::printable(line, 60) + "): " + kInstall);
  }
  if (major > kMajor || (major == kMajor && minor >= kMinor)) return {};
  return base::fail(ErrorCode::unavailable, line + " is too old: " + kInstall);
}

base::Result<std::string> version() {
  if (!platform::find_program("tmux"))
    return base::fail(ErrorCode::not_found, std::string("tmux is not installed: ") + kInstall);
  const auto said = call({"tmux", "-V"});
  if (!said) return base::fail(ErrorCode::unavailable, said.error().message + ": " + kInstall);
  TRY(judge_version(said->out));
  return std::string(base::trim(said->out));
}

std::string literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '#') out += c;
  }
  return out;
}

std::vector<std::string> command_line(const Server& server, const std::vector<Command>& commands) {
  // -u: what it prints, and what the pane's program does, is UTF-8 whatever the locale.
  std::vector<std::string> line{"tmux", "-u"};
  if (!server.config.empty()) line.insert(line.end(), {"-f", server.config.string()});
  line.insert(line.end(), {"-S", server.socket.string()});
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (i > 0) line.emplace_back(";");
    for (std::string word : commands[i]) {
      if (word.ends_with(';')) word.insert(word.size() - 1, "\\");
      line.push_back(std::move(word));
    }
  }
  return line;
}

std::vector<std::string> environment() {
  static constexpr std::array<std::string_view, 7> kDropped = {
      "TMUX=", "TMUX_PANE=", "OPERATOR_", "VSCODE_", "ELECTRON_", "NODE_OPTIONS=", "TERM_PROGRAM"};
  auto kept = platform::own_environment();
  std::erase_if(kept, [](const std::string& entry) {
    for (const auto name : kDropped) {
      if (entry.starts_with(name)) return true;
    }
    return false;
  });
  return kept;
}

base::Result<std::string> run(const Server& server, const std::vector<Command>& commands,
                              const std::string& input) {
  TRY_ASSIGN(auto result, call(command_line(server, commands), input));
  if (result.ok()) return std::move(result.out);
  const std::string said(base::trim(result.err));
  if (no_server(said)) return base::fail(ErrorCode::not_found, said);
  const std::string why = result.timed_out ? "it does not answer within 5 s"
                          : said.empty()   ? "exit code " + std::to_string(result.exit_code)
                                           : base::printable(said, 300);
  return base::fail(ErrorCode::external_failed, "tmux: " + why);
}

const std::string& pane_format() {
  static const std::string format =
      "#{pane_id}\t#{pane_pid}\t#{pane_dead}\t#{session_attached}\t#{window_activity}\t"
      "#{session_name}\t#{pane_current_command}\t#{pane_start_command}\t#{pane_current_path}";
  return format;
}

std::vector<Pane> parse_panes(std::string_view output) {
  std::vector<Pane> panes;
  for (const auto line : base::split_lines(output)) {
    std::vector<std::string> fields = base::split(std::string(line), '\t');
    if (fields.size() < kPaneFields || !fields[0].starts_with('%')) continue;
    // A folder's name may have tabs in it; it comes last.
    for (std::size_t i = kPaneFields; i < fields.size(); ++i)
      fields[kPaneFields - 1] += "\t" + fields[i];
    Pane pane;
    pane.id = fields[0];
    pane.pid = number(fields[1]);
    pane.dead = fields[2] == "1";
    pane.clients = number(fields[3]);
    pane.output = number<std::int64_t>(fields[4]);
    pane.session = fields[5];
    pane.program = fields[6];
    pane.start = fields[7];
    pane.path = fields[8];
    panes.push_back(std::move(pane));
  }
  return panes;
}

base::Result<std::vector<Pane>> list_panes(const Server& server) {
  const auto output = run(server, {{"list-panes", "-a", "-F", pane_format()}});
  if (output) return parse_panes(*output);
  if (output.error().code == ErrorCode::not_found) return std::vector<Pane>{};
  return base::fail(output.error());
}

}  // namespace tmux
