#include "client/owner.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "base/text.h"
#include "base/version.h"
#include "platform/children.h"
#include "platform/files.h"
#include "platform/identity.h"
#include "platform/lock.h"
#include "platform/program.h"

namespace client {
namespace {

using base::ErrorCode;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kAnswersWithin{10};
// A machine under load, as agents that build make it, takes its time with a start.
constexpr std::chrono::seconds kStartsWithin{60};
constexpr std::chrono::seconds kOtherStarts{1};
constexpr std::chrono::milliseconds kRetryEvery{5};
constexpr std::chrono::milliseconds kInsideWaits{3000};
constexpr std::size_t kLastWordsBytes = 2000;
constexpr std::string_view kOtherOwner = "another owner runs for ";  // as operatord says it

std::filesystem::path start_log(const base::WorkspacePaths& paths) {
  return paths.state / "operatord.start";
}

base::Result<int> start_owner(const base::WorkspacePaths& paths) {
  TRY(platform::make_private_dir(paths.state));
  TRY(platform::make_private_dir(paths.runtime));
  // Emptied for this start, so that its last words are its own.
  TRY(platform::write_atomic(start_log(paths), "", 0600));
  platform::DetachedProgram program;
  program.argv = {owner_program(), "--workspace", paths.workspace.string()};
  program.environment = owner_environment();
  program.log = start_log(paths);
  return platform::spawn_detached(program);
}

std::string last_words(const base::WorkspacePaths& paths) {
  const auto text = platform::read_file(start_log(paths), 1U << 20);
  if (!text) return "";
  const std::string_view trimmed = base::trim(*text);
  const std::size_t line = trimmed.rfind('\n');
  return base::printable(line == std::string_view::npos ? trimmed : trimmed.substr(line + 1),
                         kLastWordsBytes);
}

tl::unexpected<base::Error> does_not_answer(const base::Error& error) {
  return base::fail(ErrorCode::unavailable, "the owner does not answer: " + error.message);
}

bool inside_session() { return std::getenv("OPERATOR_SESSION_ID") != nullptr; }

// That of the owner that runs, as it wrote it down; ours when it did not.
std::int64_t owner_protocol(const base::WorkspacePaths& paths) {
  const auto text = platform::read_file(paths.server_json(), 64U << 10);
  const auto record =
      text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json::object();
  const auto found = record.is_object() ? record.find("protocol") : record.end();
  const bool known = found != record.end() && found->is_number_integer();
  return known ? found->get<std::int64_t>() : wire::kProtocol;
}

wire::InitializeParams hello(const base::WorkspacePaths& paths, const OwnerOptions& options) {
  if (!options.any_protocol) return owner_hello(wire::ClientKind::cli, options.subscribe);
  wire::InitializeParams params;
  params.protocol = owner_protocol(paths);
  params.version = base::kVersion;
  params.client = wire::ClientKind::cli;
  params.subscribe = options.subscribe;
  return params;
}

}  // namespace

std::string owner_program() {
  return (std::filesystem::path(platform::own_program()).parent_path() / "operatord").string();
}

std::vector<std::string> owner_environment() {
  std::vector<std::string> kept;
  for (std::string& entry : platform::own_environment()) {
    const bool marks_session = entry.starts_with("OPERATOR_SESSION_ID=") ||
                               entry.starts_with("OPERATOR_TICKET_ID=") ||
                               entry.starts_with("OPERATOR_WORKSPACE=");
    if (!marks_session) kept.push_back(std::move(entry));
  }
  return kept;
}

bool is_inside_session() {
  const char* session = std::getenv("OPERATOR_SESSION_ID");
  return session != nullptr && session[0] != '\0';
}

wire::InitializeParams owner_hello(wire::ClientKind kind, bool subscribe) {
  wire::InitializeParams params;
  params.protocol = wire::kProtocol;
  params.version = base::kVersion;
  params.client = kind;
  params.subscribe = subscribe;
  if (inside_session()) return params;
  auto& environment = params.environment.emplace();
  for (const std::string& entry : platform::own_environment()) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string::npos || equals == 0) continue;
    environment[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  return params;
}

base::Status reach_owner(const base::WorkspacePaths& paths, bool start,
                         const std::function<base::Status()>& connect) {
  const auto began = Clock::now();
  std::optional<int> child;
  bool ended = false;
  Clock::time_point ended_at{};
  // An owner started from inside a session would be a child of the session's host and end with it.
  const bool inside = is_inside_session();
  const auto patience = Clock::now() + kInsideWaits;
  bool other_seen = false;
  while (true) {
    base::Status status = connect();
    if (status || status.error().code != ErrorCode::unavailable) return status;
    if (start && inside && Clock::now() < patience) {
      std::this_thread::sleep_for(kRetryEvery);
      continue;
    }
    if (!start || inside) {
      if (platform::is_locked(paths.owner_lock())) return does_not_answer(status.error());
      return base::fail(
          ErrorCode::unavailable,
          "no owner runs for " + paths.workspace.string() +
              (inside ? ", and a session starts none: run `operator status` outside of it"
                      : ": `operator serve --detach` starts one"));
    }
    if (!child) {
      TRY_ASSIGN(child, start_owner(paths));
    }
    // One that ends at once failed, or found another owner, which may still be starting, or be
    // ending: then the next one is started.
    if (!ended && !platform::identity_of(*child)) {
      ended = true;
      ended_at = Clock::now();
    }
    if (ended && platform::is_locked(paths.owner_lock())) other_seen = true;
    // One that was ending may have let go of the lock between the child's look and ours.
    if (ended && last_words(paths).find(kOtherOwner) != std::string::npos) other_seen = true;
    if (ended && Clock::now() - ended_at > kOtherStarts &&
        !platform::is_locked(paths.owner_lock())) {
      if (!other_seen) {
        return base::fail(ErrorCode::unavailable, "the owner did not start: " + last_words(paths));
      }
      child.reset();
      ended = false;
      other_seen = false;
      continue;
    }
    const bool starts = child && !ended;  // ours, still on its way
    if (Clock::now() - began >= (starts ? kStartsWithin : kAnswersWithin)) {
      return does_not_answer(status.error());
    }
    std::this_thread::sleep_for(kRetryEvery);
  }
}

base::Result<wire::Client> connect_owner(const base::WorkspacePaths& paths,
                                         const OwnerOptions& options) {
  std::optional<wire::Client> client;
  TRY(reach_owner(paths, options.start, [&]() -> base::Status {
    TRY_ASSIGN(auto connected, wire::Client::connect(paths.owner_socket().string()));
    // Unread: another version's answer may have another shape.
    using Initialize = wire::methods::initialize;
    auto answer = connected.request(Initialize::method, wire::encode(hello(paths, options)),
                                    options.answer_within);
    if (!answer) return base::fail(std::move(answer).error());
    client.emplace(std::move(connected));
    return {};
  }));
  return std::move(*client);
}

}  // namespace client
