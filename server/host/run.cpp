#include "host/run.h"

#include <charconv>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/version.h"
#include "host/session_host.h"
#include "platform/children.h"
#include "platform/lock.h"

namespace host {
namespace {

base::Result<HostOptions> parse(int argc, char** argv) {
  HostOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (i == 1 && name == "host") continue;
    const auto unknown = [&] {
      return base::fail(base::ErrorCode::invalid_argument,
                        "usage: operator host --dir FOLDER --socket PATH --run N");
    };
    if (i + 1 >= argc) return unknown();
    const std::string_view value = argv[++i];
    if (name == "--dir") {
      options.dir = value;
    } else if (name == "--socket") {
      options.socket = value;
    } else if (name == "--run") {
      std::from_chars(value.data(), value.data() + value.size(), options.run);
    } else {
      return unknown();
    }
  }
  if (options.dir.empty() || options.socket.empty() || options.run <= 0)
    return base::fail(base::ErrorCode::invalid_argument,
                      "usage: operator host --dir FOLDER --socket PATH --run N");
  return options;
}

// Whether this run was started before, by whoever. Unreadable records are no permission.
base::Status check_not_started(const HostOptions& options) {
  const auto refuse = [&](int run) {
    return base::fail(base::ErrorCode::conflict, "run " + std::to_string(options.run) +
                                                     " was started already (the record says " +
                                                     std::to_string(run) + ")");
  };
  const auto record = ipc::read_host_record(options.dir);
  if (record && record->run >= options.run) return refuse(record->run);
  if (!record && record.error().code != base::ErrorCode::not_found)
    return base::fail(record.error());
  const auto exit = ipc::read_exit_record(options.dir);
  if (exit && exit->run >= options.run) return refuse(exit->run);
  if (!exit && exit.error().code != base::ErrorCode::not_found) return base::fail(exit.error());
  return {};
}

// The session's lock, with the run still to be started. The host of the run before may be showing
// its last output for some seconds.
base::Result<platform::FileLock> claim(const HostOptions& options) {
  for (int tries = 0; tries < 50; ++tries) {
    TRY(check_not_started(options));
    TRY_ASSIGN(auto lock,
               platform::FileLock::try_acquire(ipc::host_lock_path(options.dir),
                                               platform::Inherit::no, base::Millis{100}));
    if (!lock) continue;
    TRY(check_not_started(options));
    return std::move(*lock);
  }
  return base::fail(base::ErrorCode::conflict, "another host has " + options.dir.string());
}

base::Status run(const HostOptions& options) {
  TRY_ASSIGN(const auto lock, claim(options));
  base::Status started;
  auto launch = ipc::take_launch(options.dir, options.run);
  asio::io_context io;
  std::optional<SessionHost> session;
  if (launch) {
    session.emplace(io, options, std::move(*launch));
    started = session->start();
  } else {
    started = base::fail(launch.error());
  }
  if (started) {
    io.run();
    return {};
  }
  // Nothing runs and nothing will: that, too, is this run's end.
  session.reset();
  (void)ipc::write_exit_record(
      options.dir,
      {options.run, 127, 0, base::to_rfc3339(base::now().wall), started.error().message});
  return started;
}

}  // namespace

int run_host(int argc, char** argv) {
  base::start_log({.name = "operator host", .file = {}});
  const auto options = parse(argc, argv);
  if (!options) {
    base::log_error(options.error().message);
    return 2;
  }
  platform::ignore_hangup_and_pipe();
  platform::keep_memory_small();
  if (const auto ran = run(*options); !ran) {
    base::log_error(ran.error().message);
    return 1;
  }
  return 0;
}

}  // namespace host
