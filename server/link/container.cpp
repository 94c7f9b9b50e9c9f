#include "link/container.h"

#include <chrono>
#include <thread>
#include <vector>

#include "base/text.h"
#include "platform/process.h"

namespace ipc {
namespace {

constexpr base::Millis kAnswerWithin{20'000};
constexpr std::chrono::milliseconds kPause{300};
constexpr int kTries = 10;

class Client {
 public:
  Client(const Container& container, const std::map<std::string, std::string>& environment)
      : container_(container) {
    for (const auto& [name, value] : environment) environment_.push_back(name + "=" + value);
  }

  base::Result<platform::ProcessResult> run(std::vector<std::string> arguments) const {
    platform::ProcessRequest request;
    request.argv = std::move(arguments);
    request.argv.insert(request.argv.begin(), container_.program);
    request.cwd = "/";
    request.environment = environment_;
    request.deadline = kAnswerWithin;
    return platform::run_process(request);
  }

  // Why it may still be there; empty: it is not.
  std::string left() const {
    const auto listed =
        run({"ps", "--all", "--quiet", "--filter", "name=^" + container_.name + "$"});
    if (!listed) return listed.error().message;
    if (listed->ok() && base::trim(listed->out).empty()) return "";
    if (listed->ok()) return "it is still there";
    return listed->timed_out ? "it does not answer" : base::printable(base::trim(listed->err), 300);
  }

 private:
  const Container& container_;
  std::vector<std::string> environment_;
};

}  // namespace

base::Status end_container(const Container& container,
                           const std::map<std::string, std::string>& environment) {
  const Client client(container, environment);
  std::string why = client.left();
  for (int i = 0; i < kTries && !why.empty(); ++i) {
    if (i > 0) std::this_thread::sleep_for(kPause);
    // At once: podman's rm asks politely first, and waits.
    static_cast<void>(client.run({"kill", container.name}).has_value());
    static_cast<void>(client.run({"rm", "--force", container.name}).has_value());
    why = client.left();
  }
  if (why.empty()) return {};
  return base::fail(base::ErrorCode::external_failed,
                    "the container " + container.name +
                        " cannot be shown to be gone: " + container.program + ": " + why);
}

}  // namespace ipc
