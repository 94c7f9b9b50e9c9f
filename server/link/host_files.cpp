#include "link/host_files.h"

#include <nlohmann/json.hpp>

#include "platform/files.h"
#include "platform/lock.h"

namespace ipc {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

base::Status write_json(const fs::path& file, const Json& body) {
  return platform::write_atomic(
      file, body.dump(1, ' ', false, Json::error_handler_t::replace) + "\n", 0600U);
}

// `read` may throw nlohmann's exceptions: a missing key, another type.
template <class T, class Read>
base::Result<T> read_json(const fs::path& file, Read read) {
  TRY_ASSIGN(const std::string text, platform::read_file(file, 16U << 20));
  const auto damaged = [&](const std::string& why) {
    return base::fail(base::ErrorCode::invalid_argument, file.string() + " is damaged: " + why,
                      {{"file", file.string()}});
  };
  const Json body = Json::parse(text, nullptr, false);
  if (!body.is_object()) return damaged("no JSON object");
  try {
    return read(body);
  } catch (const Json::exception& error) {
    return damaged(error.what());
  }
}

Json to_json(const Container& container) {
  return {{"program", container.program}, {"name", container.name}};
}

Container container_from(const Json& body) {
  const auto found = body.find("container");
  if (found == body.end()) return {};
  return {found->at("program").get<std::string>(), found->at("name").get<std::string>()};
}

platform::ProcessIdentity identity_from(const Json& body, const char* pid, const char* start) {
  return {body.at(pid).get<int>(), body.at(start).get<std::uint64_t>(),
          body.at("bootId").get<std::string>()};
}

}  // namespace

fs::path launch_path(const fs::path& dir, int run) {
  return dir / ("launch-" + std::to_string(run) + ".json");
}
fs::path terminal_text_path(const fs::path& dir, int run) {
  return dir / ("terminal-" + std::to_string(run) + ".txt");
}
fs::path host_lock_path(const fs::path& dir) { return dir / "host.lock"; }

base::Status write_launch(const fs::path& dir, const LaunchFile& launch) {
  return write_json(launch_path(dir, launch.run), {{"session", launch.session},
                                                   {"run", launch.run},
                                                   {"argv", launch.argv},
                                                   {"env", launch.env},
                                                   {"cwd", launch.cwd},
                                                   {"cols", launch.cols},
                                                   {"rows", launch.rows},
                                                   {"scrollback", launch.scrollback},
                                                   {"container", to_json(launch.container)}});
}

base::Result<LaunchFile> read_launch(const fs::path& dir, int run) {
  return read_json<LaunchFile>(launch_path(dir, run), [](const Json& body) {
    LaunchFile launch;
    body.at("session").get_to(launch.session);
    body.at("run").get_to(launch.run);
    body.at("argv").get_to(launch.argv);
    body.at("env").get_to(launch.env);
    body.at("cwd").get_to(launch.cwd);
    launch.cols = body.value("cols", launch.cols);
    launch.rows = body.value("rows", launch.rows);
    launch.scrollback = body.value("scrollback", launch.scrollback);
    launch.container = container_from(body);
    return launch;
  });
}

base::Result<LaunchFile> take_launch(const fs::path& dir, int run) {
  auto launch = read_launch(dir, run);
  std::error_code ignored;
  fs::remove(launch_path(dir, run), ignored);
  return launch;
}

base::Status write_host_record(const fs::path& dir, const HostRecord& record) {
  return write_json(dir / "host.json", {{"session", record.session},
                                        {"run", record.run},
                                        {"pid", record.host.pid},
                                        {"startTime", record.host.start_time},
                                        {"bootId", record.host.boot_id},
                                        {"agentPid", record.agent.pid},
                                        {"agentStartTime", record.agent.start_time},
                                        {"protocol", record.protocol},
                                        {"version", record.version},
                                        {"socket", record.socket},
                                        {"startedAt", record.started_at},
                                        {"container", to_json(record.container)}});
}

base::Result<HostRecord> read_host_record(const fs::path& dir) {
  return read_json<HostRecord>(dir / "host.json", [](const Json& body) {
    HostRecord record;
    body.at("session").get_to(record.session);
    body.at("run").get_to(record.run);
    record.host = identity_from(body, "pid", "startTime");
    record.agent = identity_from(body, "agentPid", "agentStartTime");
    body.at("protocol").get_to(record.protocol);
    body.at("version").get_to(record.version);
    body.at("socket").get_to(record.socket);
    body.at("startedAt").get_to(record.started_at);
    record.container = container_from(body);
    return record;
  });
}

base::Status write_exit_record(const fs::path& dir, const ExitRecord& record) {
  return write_json(dir / "exit.json", {{"run", record.run},
                                        {"code", record.code},
                                        {"signal", record.signal},
                                        {"at", record.at},
                                        {"error", record.error}});
}

base::Result<ExitRecord> read_exit_record(const fs::path& dir) {
  return read_json<ExitRecord>(dir / "exit.json", [](const Json& body) {
    ExitRecord record;
    body.at("run").get_to(record.run);
    body.at("code").get_to(record.code);
    body.at("signal").get_to(record.signal);
    body.at("at").get_to(record.at);
    record.error = body.value("error", std::string());
    return record;
  });
}

HostSighting look_at_host(const fs::path& dir, int run) {
  HostSighting seen;
  // The lock first: a host that ends while we look has then written its exit record already.
  const bool locked = platform::is_locked(host_lock_path(dir));
  if (const auto exit = read_exit_record(dir); exit && exit->run == run) seen.exit = *exit;
  if (const auto record = read_host_record(dir); record && record->run == run) {
    seen.record = *record;
    seen.agent_alive = platform::is_alive(record->agent);
  }
  if (seen.exit) {
    seen.state = HostState::exited;
  } else if (locked) {
    seen.state = seen.record ? HostState::alive : HostState::starting;
  } else {
    seen.state = seen.record ? HostState::lost : HostState::absent;
  }
  return seen;
}

std::vector<std::string> host_argv(const fs::path& program, const fs::path& dir,
                                   const fs::path& socket, int run) {
  return {program.string(), "host",          "--dir", dir.string(),
          "--socket",       socket.string(), "--run", std::to_string(run)};
}

}  // namespace ipc
