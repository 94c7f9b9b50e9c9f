#include "serve/take_over.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/version.h"
#include "platform/files.h"
#include "wire/client.h"
#include "wire/generated/methods.h"

namespace serve {
namespace {

namespace methods = wire::methods;
using base::ErrorCode;

constexpr base::Millis kLookEvery{20};
constexpr base::Millis kAnswerWithin{3000};

base::Status check_detached(const base::WorkspacePaths& paths) {
  const auto text = platform::read_file(paths.server_json(), 64U << 10);
  if (!text) return {};
  const auto record = nlohmann::json::parse(*text, nullptr, false);
  const bool foreground = record.is_object() && record.contains("foreground") &&
                          record["foreground"] == nlohmann::json(true);
  if (!foreground) return {};
  return base::fail(ErrorCode::conflict, "an owner runs in the foreground already, pid " +
                                             wire::to_text(record.value("pid", nlohmann::json())));
}

// Not being able to ask is no error here: it may just be ending, or starting.
base::Status ask_to_end(const base::WorkspacePaths& paths) {
  auto client = wire::Client::connect(paths.owner_socket().string());
  if (!client) return {};
  wire::InitializeParams hello;
  hello.protocol = wire::kProtocol;
  hello.version = base::kVersion;
  hello.client = wire::ClientKind::cli;
  hello.name = "operatord, taking over";
  auto welcomed = client->call<methods::initialize>(hello, kAnswerWithin);
  if (!welcomed && welcomed.error().code == ErrorCode::unavailable) return {};
  if (!welcomed) return base::fail(std::move(welcomed).error());
  auto stopped = client->call<methods::server_stop>({}, kAnswerWithin);
  if (!stopped && stopped.error().code != ErrorCode::unavailable) {
    return base::fail(std::move(stopped).error());
  }
  client->wait_until([&] { return !client->is_open(); }, kAnswerWithin);
  return {};
}

}  // namespace

base::Result<std::optional<platform::FileLock>> lock_owner(const base::WorkspacePaths& paths) {
  return platform::FileLock::try_acquire(paths.owner_lock());
}

base::Result<platform::FileLock> take_over(const base::WorkspacePaths& paths, base::Millis within) {
  const base::MonoTime deadline = base::now().mono + within;
  while (true) {
    TRY_ASSIGN(auto lock, lock_owner(paths));
    if (lock) return std::move(*lock);
    if (base::now().mono >= deadline) {
      return base::fail(ErrorCode::unavailable, "the owner that runs did not end in time");
    }
    TRY(check_detached(paths));
    TRY(ask_to_end(paths));
    std::this_thread::sleep_for(kLookEvery);
  }
}

}  // namespace serve
