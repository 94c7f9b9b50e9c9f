#include "link/container.h"

#include <chrono>
#include <thread>
#include <utility>

#include "base/text.h"
#include "platform/process.h"

namespace ipc {
namespace {

constexpr base::Millis kAnswerWithin{20'000};
constexpr std::chrono::milliseconds kPause{300};
constexpr int kTries = 10;

// Why it may still be there; empty: it is not.
std::string left(const ContainerClient& client, const std::string& name) {
  const auto listed = client.ask({"ps", "--all", "--quiet", "--filter", "name=^" + name + "$"});
  if (!listed) return listed.error().message;
  return base::trim(*listed).empty() ? "" : "it is still there";
}

}  // namespace

ContainerClient::ContainerClient(std::string program,
                                 const std::map<std::string, std::string>& environment)
    : program_(std::move(program)), environment_(platform::environment_entries(environment)) {}

base::Result<std::string> ContainerClient::ask(std::vector<std::string> arguments) const {
  platform::ProcessRequest request;
  request.argv = std::move(arguments);
  request.argv.insert(request.argv.begin(), program_);
  request.cwd = "/";
  request.environment = environment_;
  request.deadline = kAnswerWithin;
  TRY_ASSIGN(const auto result, platform::run_process(request));
  if (result.ok()) return result.out;
  const auto lines = base::split_lines(result.err);
  const std::string why = result.timed_out ? "it does not answer"
                          : lines.empty()  ? "it failed"
                                           : base::printable(lines.back(), 300);
  return base::fail(base::ErrorCode::external_failed, program_ + ": " + why);
}

base::Status end_container(const Container& container,
                           const std::map<std::string, std::string>& environment) {
  const ContainerClient client(container.program, environment);
  std::string why = left(client, container.name);
  for (int i = 0; i < kTries && !why.empty(); ++i) {
    if (i > 0) std::this_thread::sleep_for(kPause);
    // At once: podman's rm asks politely first, and waits.
    static_cast<void>(client.ask({"kill", container.name}).has_value());
    static_cast<void>(client.ask({"rm", "--force", container.name}).has_value());
    why = left(client, container.name);
  }
  if (why.empty()) return {};
  return base::fail(base::ErrorCode::external_failed,
                    "the container " + container.name + " cannot be shown to be gone: " + why);
}

}  // namespace ipc
