#include "git/program.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "base/text.h"
#include "platform/process.h"

namespace git {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::size_t kOutputCap = 64U << 20;

// What a hook or an editor that started us may have set would send git to another repository.
constexpr const char* kUnwanted[] = {"GIT_DIR",
                                     "GIT_WORK_TREE",
                                     "GIT_INDEX_FILE",
                                     "GIT_OBJECT_DIRECTORY",
                                     "GIT_COMMON_DIR",
                                     "GIT_NAMESPACE",
                                     "GIT_PREFIX",
                                     "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                                     "GIT_EDITOR",
                                     "GIT_ASKPASS",
                                     "SSH_ASKPASS",
                                     "GIT_SEQUENCE_EDITOR",
                                     "GIT_CEILING_DIRECTORIES"};

std::vector<std::string> environment_for(const Command& command) {
  std::vector<std::string> changes = {"GIT_TERMINAL_PROMPT=0", "LC_ALL=C", "GIT_EDITOR=false",
                                      "GIT_PAGER=cat"};
  if (command.reads) changes.emplace_back("GIT_OPTIONAL_LOCKS=0");
  changes.insert(changes.end(), command.environment.begin(), command.environment.end());
  auto all = platform::environment_with(changes);
  std::erase_if(all, [&](const std::string& entry) {
    const std::string name = entry.substr(0, entry.find('='));
    const bool unwanted =
        std::find(std::begin(kUnwanted), std::end(kUnwanted), name) != std::end(kUnwanted);
    return unwanted && std::find(changes.begin(), changes.end(), entry) == changes.end();
  });
  return all;
}

// What git says failed: its first "fatal: " line, else the first "error: ", else the last line.
std::string last_words(const std::string& text) {
  std::string_view fatal;
  std::string_view error;
  std::string_view last;
  for (const std::string_view line : base::split_lines(text)) {
    const std::string_view words = base::trim(line);
    if (words.empty() || words.starts_with("hint:")) continue;
    if (fatal.empty() && words.starts_with("fatal: ")) fatal = words.substr(7);
    if (error.empty() && words.starts_with("error: ")) error = words.substr(7);
    last = words;
  }
  return base::printable(!fatal.empty() ? fatal : !error.empty() ? error : last, 400);
}

}  // namespace

Result<Outcome> try_run(const Command& command) {
  platform::ProcessRequest request;
  request.argv = {"git", "-C", command.folder.string()};
  // A repository's own configuration must not start programs because we look at it.
  if (command.reads) request.argv.insert(request.argv.end(), {"-c", "core.fsmonitor=false"});
  request.argv.insert(request.argv.end(), command.arguments.begin(), command.arguments.end());
  request.environment = environment_for(command);
  request.input = command.input;
  request.deadline = command.deadline;
  request.cancel = command.cancel;
  request.output_cap = kOutputCap;
  std::error_code ignored;
  if (!std::filesystem::is_directory(command.folder, ignored)) {
    return fail(ErrorCode::not_found, "no such folder: " + command.folder.string());
  }
  auto run = platform::run_process(request);
  if (!run && run.error().code == ErrorCode::not_found)
    return fail(ErrorCode::not_found, "git is not installed: install git 2.36 or newer");
  TRY_ASSIGN(auto result, std::move(run));
  const std::string name = "git " + command.arguments.front();
  if (result.cancelled) return fail(ErrorCode::cancelled, name + " was stopped");
  if (result.timed_out) {
    return fail(
        ErrorCode::external_failed,
        name + " did not end within " + std::to_string(command.deadline.count() / 1000) + " s");
  }
  if (result.signal != 0) {
    return fail(ErrorCode::external_failed,
                name + " was ended by signal " + std::to_string(result.signal));
  }
  if (result.truncated) return fail(ErrorCode::external_failed, name + " printed too much");
  return Outcome{result.exit_code, std::move(result.out), std::move(result.err)};
}

Command command_in(const std::filesystem::path& folder, std::vector<std::string> arguments,
                   const std::stop_token& cancel) {
  Command command;
  command.folder = folder;
  command.arguments = std::move(arguments);
  command.cancel = cancel;
  return command;
}

Result<std::string> run(const Command& command) {
  TRY_ASSIGN(auto outcome, try_run(command));
  if (outcome.exit_code == 0) return std::move(outcome.out);
  std::string words = last_words(outcome.err);
  if (words.empty()) words = last_words(outcome.out);
  if (words.empty()) words = "exit code " + std::to_string(outcome.exit_code);
  return fail(ErrorCode::external_failed, "git " + command.arguments.front() + ": " + words);
}

std::vector<std::string> split_zero(const std::string& text) {
  auto parts = base::split(text, '\0');
  if (!parts.empty() && parts.back().empty()) parts.pop_back();
  return parts;
}

Result<std::unique_lock<std::timed_mutex>> lock_repository(const std::filesystem::path& common_dir,
                                                           const std::stop_token& cancel) {
  static std::mutex guard;
  static std::map<std::string, std::timed_mutex> locks;  // never shrinks: one per repository
  std::timed_mutex* mutex = nullptr;
  {
    const std::lock_guard hold(guard);
    mutex = &locks[common_dir.string()];
  }
  std::unique_lock lock(*mutex, std::defer_lock);
  while (!lock.try_lock_for(std::chrono::milliseconds(50))) {
    if (cancel.stop_requested()) return fail(ErrorCode::cancelled, "stopped");
  }
  return lock;
}

}  // namespace git
