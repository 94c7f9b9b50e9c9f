#include "git/fetch.h"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>

#include "base/text.h"
#include "git/branches.h"
#include "git/program.h"
#include "git/reader.h"

namespace git {
namespace {

using base::ErrorCode;
using base::fail;
using base::Status;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kFailureCounts{60};

// What was answered last, by repository and branch. Ten launches at once ask once.
struct Answer {
  Clock::time_point began;
  std::optional<base::Error> error;
};
std::mutex answers_guard;
std::map<std::string, Answer> answers;  // never shrinks: one per base branch

std::optional<Status> known_answer(const std::string& key, Clock::time_point asked_at) {
  const std::lock_guard hold(answers_guard);
  const auto found = answers.find(key);
  if (found == answers.end()) return std::nullopt;
  const Answer& answer = found->second;
  if (answer.error && Clock::now() - answer.began < kFailureCounts) return fail(*answer.error);
  if (!answer.error && answer.began >= asked_at) return Status{};
  return std::nullopt;
}

Command command_for(const FetchRequest& request, std::vector<std::string> arguments) {
  Command command;
  command.folder = request.repository;
  command.arguments = std::move(arguments);
  command.cancel = request.cancel;
  command.deadline = request.deadline;
  return command;
}

Status ask(const FetchRequest& request) {
  const std::string refs =
      "+refs/heads/" + request.branch + ":refs/remotes/origin/" + request.branch;
  const auto fetched = run(command_for(
      request, {"fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "origin", refs}));
  if (fetched || fetched.error().message.find("find remote ref") != std::string::npos) return {};
  return fail(fetched.error());
}

}  // namespace

Status fetch_branch(const FetchRequest& request) {
  if (!is_branch_name(request.branch)) return {};
  const auto asked_at = Clock::now();
  TRY_ASSIGN(const auto reader, open(request.repository, request.cancel));
  const auto& common = reader->place().common_dir;
  TRY_ASSIGN(const Outcome url,
             try_run(command_for(request, {"config", "--get", "remote.origin.url"})));
  if (base::trim(url.out).empty()) return {};
  // One at a time, beside whatever else changes the repository: it may take its time.
  TRY_ASSIGN(const auto lock, lock_repository(common / "fetch", request.cancel));
  const std::string key =
      common.string() + "\n" + std::string(base::trim(url.out)) + "\n" + request.branch;
  if (const auto known = known_answer(key, asked_at)) return *known;
  const auto began = Clock::now();
  const Status asked = ask(request);
  if (!asked && asked.error().code == ErrorCode::cancelled) return asked;
  const std::lock_guard hold(answers_guard);
  answers[key] = {began, asked ? std::nullopt : std::optional(asked.error())};
  return asked;
}

}  // namespace git
