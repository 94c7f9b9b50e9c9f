// operatord: parses, takes the owner's lock, runs the loop until it is told to end.
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/doctor.h"
#include "app/owner.h"
#include "base/log.h"
#include "base/text.h"
#include "base/version.h"
#include "platform/children.h"
#include "platform/files.h"
#include "platform/limits.h"
#include "serve/arguments.h"
#include "serve/server.h"
#include "serve/take_over.h"
#include "wire/message.h"

namespace {

constexpr int kDone = 0;
constexpr int kUsage = 2;
constexpr int kNotStarted = 3;
constexpr base::Millis kTakeOverWithin{10'000};

void say(std::FILE* where, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), where);
  std::fflush(where);
}

int not_started(const base::Error& error) {
  say(stderr, "operatord: " + base::printable(error.message) + "\n");
  return kNotStarted;
}

// The same once the log is there: whoever starts us in the background reads standard error.
int not_started_logged(const serve::Arguments& arguments, const base::Error& error) {
  base::log_error("could not start: " + error.message);
  return arguments.foreground ? kNotStarted : not_started(error);
}

// For `operator doctor`, which shows it: {workspace, checks: [{verdict, area, what, fix}]}.
int doctor(const serve::Arguments& arguments) {
  const auto paths = base::workspace_paths(arguments.workspace);
  if (!paths) return not_started(paths.error());
  std::map<std::string, std::string> environment;
  for (const std::string& entry : platform::own_environment()) {
    const std::size_t equals = entry.find('=');
    if (equals != std::string::npos)
      environment[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  auto checks = nlohmann::json::array();
  for (const app::Check& check : app::examine(*paths, environment)) {
    checks.push_back({{"verdict", app::name_of(check.verdict)},
                      {"area", check.area},
                      {"what", check.what},
                      {"fix", check.fix}});
  }
  const nlohmann::json report{{"workspace", paths->workspace.string()}, {"checks", checks}};
  say(stdout, wire::to_text(report) + "\n");
  return kDone;
}

base::Status make_folders(const base::WorkspacePaths& paths) {
  TRY(platform::make_private_dir(paths.data));
  TRY(platform::make_private_dir(paths.state));
  TRY(platform::make_private_dir(paths.runtime));
  return {};
}

// The loop, until a signal, server/stop or idleness ends it.
int run(const base::WorkspacePaths& paths, const serve::Arguments& arguments) {
  asio::io_context loop;
  auto owner = app::Owner::open(loop, paths);
  if (!owner) return not_started_logged(arguments, owner.error());
  serve::ServerOptions options;
  options.foreground = arguments.foreground;
  options.idle_after = arguments.idle_after;
  options.may_idle_out = [&] { return (*owner)->may_idle_out(); };
  options.on_runtime = [&] { (*owner)->runtime_changed(); };
  options.on_ended = [&] {
    (*owner)->stop();
    loop.stop();
  };
  serve::Server server(loop, (*owner)->engine(), (*owner)->operations(), std::move(options));
  (*owner)->on_changes([&server](const app::Changes& changes) { server.changed(changes); });
  if (auto listening = server.listen(); !listening)
    return not_started_logged(arguments, listening.error());
  if (auto started = (*owner)->start(); !started)
    return not_started_logged(arguments, started.error());
  asio::signal_set signals(loop, SIGTERM, SIGINT, SIGHUP);
  signals.async_wait([&](asio::error_code error, int signal) {
    if (!error) server.stop("signal " + std::to_string(signal));
  });
  loop.run();
  base::log_info("ended");
  return kDone;
}

int start(const serve::Arguments& arguments) {
  auto paths = base::workspace_paths(arguments.workspace);
  if (!paths) return not_started(paths.error());
  if (auto made = make_folders(*paths); !made) return not_started(made.error());
  auto lock = serve::lock_owner(*paths);
  if (!lock) return not_started(lock.error());
  if (!*lock && !arguments.foreground) {
    say(stderr, "operatord: another owner runs for " + paths->workspace.string() + "\n");
    return kDone;
  }
  if (!*lock) {
    auto taken = serve::take_over(*paths, kTakeOverWithin);
    if (!taken) return not_started(taken.error());
    lock->emplace(std::move(*taken));
  }
  // Only whoever holds the lock writes the log file.
  base::start_log(
      {"operatord", paths->log_file().string(), arguments.foreground, arguments.log_level});
  return run(*paths, arguments);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on files is an error like a full disk
  const auto arguments = serve::parse_arguments(std::vector<std::string>(argv + 1, argv + argc));
  if (!arguments) {
    say(stderr, "operatord: " + base::printable(arguments.error().message) + "\n");
    return kUsage;
  }
  switch (arguments->action) {
    case serve::Arguments::Do::version:
      say(stdout, std::string("operatord ") + base::kVersion + "\n");
      return kDone;
    case serve::Arguments::Do::help: say(stdout, serve::help_text()); return kDone;
    case serve::Arguments::Do::doctor: return doctor(*arguments);
    case serve::Arguments::Do::run: break;
  }
  // Secrets are the owner's alone: no host, git or hook of a repository inherits them.
  for (const char* secret : {"OPERATOR_SECRET", "OPERATOR_TOKEN"})
    static_cast<void>(platform::take_environment(secret));
  platform::raise_file_limit();
  platform::keep_memory_small();
  return start(*arguments);
}
