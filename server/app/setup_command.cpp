#include "app/setup_command.h"

#include <fstream>

#include "app/sandbox.h"
#include "base/text.h"
#include "platform/files.h"
#include "platform/process.h"

namespace app {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kLastLines = 4;
constexpr std::size_t kTailBytes = 4096;

// The last lines that say something, in one.
std::string last_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (const auto line : base::split_lines(text)) {
    const std::string clean = base::printable(base::trim(line), 160);
    if (!clean.empty()) lines.push_back(clean);
  }
  if (lines.size() > kLastLines) lines.erase(lines.begin(), lines.end() - kLastLines);
  return base::join(lines, " / ");
}

std::string how_it_ended(const platform::ProcessResult& result, base::Millis deadline) {
  if (result.timed_out) {
    return "did not end within " + std::to_string(deadline.count() / 1000) + " s";
  }
  if (result.signal != 0) return "was ended by signal " + std::to_string(result.signal);
  return "exit code " + std::to_string(result.exit_code);
}

}  // namespace

base::Status run_setup(const SetupCommand& command, std::stop_token cancel) {
  const std::string what = base::printable(base::join(command.argv, " "), 120);
  const auto folder = command.plan.paths.session_dir(command.plan.session.id);
  TRY(platform::make_private_dir(folder));
  std::ofstream log(folder / "setup.log", std::ios::app | std::ios::binary);
  log << "$ " << what << "\n" << std::flush;

  platform::ProcessRequest request;
  const auto environment = agent_environment(command.plan);
  TRY_ASSIGN(auto wrapped, contained(command.plan, command.argv, environment, false));
  request.argv = std::move(wrapped.argv);
  request.cwd = command.plan.session.worktree;
  request.environment = platform::environment_entries(environment);
  request.deadline = command.deadline;
  request.cancel = cancel;
  request.end_group = true;
  request.output_cap = 0;
  std::string tail;
  request.on_output = [&](std::string_view bytes) {
    log << bytes << std::flush;
    tail += bytes;
    if (tail.size() > 2 * kTailBytes) tail.erase(0, tail.size() - kTailBytes);
  };
  const auto ran = platform::run_process(request);
  if (!wrapped.container.program.empty()) TRY(ipc::end_container(wrapped.container, environment));
  if (!ran) return fail(ErrorCode::external_failed, "setup: " + ran.error().message);
  if (ran->cancelled) return fail(ErrorCode::cancelled, "setup was stopped");
  if (ran->exit_code == 0 && ran->signal == 0 && !ran->timed_out) return {};
  std::string words = last_lines(tail);
  if (!words.empty()) words = ": " + words;
  return fail(ErrorCode::external_failed,
              "setup: " + what + ": " + how_it_ended(*ran, command.deadline) + words +
                  " (all of it: " + (folder / "setup.log").string() + ")");
}

}  // namespace app
