#include <thread>

#include "base/text.h"
#include "client/owner.h"
#include "client/verbs.h"
#include "platform/files.h"
#include "platform/lock.h"
#include "platform/program.h"

namespace client {
namespace {

namespace methods = wire::methods;
using base::printable;

void show_trust(const Style& style, const wire::TrustResult& result) {
  if (result.trusted) return print(style.green("trusted") + "\n");
  print(style.yellow("not trusted") + ": " + printable(result.reason) + "\n");
  if (result.executable.empty()) return;
  print("Trusting lets Operator start these by itself:\n");
  for (const auto& program : result.executable) print("  " + printable(program) + "\n");
}

}  // namespace

int trust(Face& face, const Trust& options) {
  const auto say = [&](bool trusted) {
    return face.ask<methods::trust_set>(
        {trusted}, [&](const wire::TrustResult& result) { show_trust(face.style(), result); });
  };
  if (options.yes || options.no) return say(options.yes);
  auto now = face.get<methods::trust_get>({});
  if (!now) return face.fail(now.error());
  if (face.json()) return face.show_json(encode(*now));
  show_trust(face.style(), *now);
  if (now->trusted) return kDone;
  if (face.confirm("Trust this workspace?")) return say(true);
  complain("say yes with `operator trust --yes`");
  return kFailed;
}

int serve(Face& face, const Serve& options) {
  auto paths = face.paths();
  if (!paths) return face.fail(paths.error());
  if (!options.detach) {
    if (const auto made = platform::make_private_dir(paths->runtime); !made)
      return face.fail(made.error());
    return face.unreachable(platform::become(
        {owner_program(), "--workspace", paths->workspace.string(), "--foreground"}));
  }
  if (const auto status = face.connect(); !status) return face.fail(status.error());
  return face.ask<methods::status_get>({}, [](const wire::StatusResult& result) {
    print("The owner runs: pid " + std::to_string(result.status.pid) + "\n");
  });
}

int stop(Face& face) {
  auto paths = face.paths();
  if (!paths) return face.fail(paths.error());
  auto owner = connect_owner(*paths, {.start = false, .any_protocol = true});
  if (!owner && owner.error().code == base::ErrorCode::unavailable) {
    if (face.json()) return face.show_json(nlohmann::json::object());
    print("No owner was running.\n");
    return kDone;
  }
  if (!owner) return face.fail(owner.error());
  const auto answer = owner->call<methods::server_stop>({});
  // An owner that ends quickly may take its answer along.
  if (!answer && answer.error().code != base::ErrorCode::unavailable)
    return face.fail(answer.error());
  // Over when its lock is free: the next owner may start, its files may be moved.
  const auto over = [&] { return !owner->is_open() && !platform::is_locked(paths->owner_lock()); };
  owner->wait_until([&] { return !owner->is_open(); }, base::Millis{10'000});
  for (int look = 0; look < 500 && !over(); ++look) std::this_thread::sleep_for(base::Millis{20});
  if (!over()) {
    return face.fail({base::ErrorCode::unavailable, "the owner did not end within 10 s", {}});
  }
  if (face.json()) return face.show_json(nlohmann::json::object());
  print("The owner has ended; agents go on.\n");
  return kDone;
}

}  // namespace client
