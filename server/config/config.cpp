#include "config/config.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "base/text.h"
#include "config/built_in.h"
#include "config/parts.h"
#include "platform/files.h"

namespace config {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFile = ".operator/config.json";
constexpr int kMostParallel = 200;  // as in protocol/model.json

// The user's file; nothing when there is none or it cannot be read, then with a problem.
std::optional<JsonText> read_user_file(const fs::path& file, std::vector<Problem>& problems) {
  const auto bytes = platform::read_file(file, kFileLimit);
  if (!bytes) {
    if (bytes.error().code != base::ErrorCode::not_found) {
      problems.push_back({kFile, 0, "", bytes.error().message});
    }
    return std::nullopt;
  }
  return read_document(*bytes, kFile, problems);
}

// Nothing but a name: neither a path nor an option.
bool is_file_name(const std::string& name) {
  const bool plain = name.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyz"
                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == std::string::npos;
  return plain && !name.empty() && name.size() <= 64 && name[0] != '.' && name[0] != '-';
}

void read_queue(ObjectReader& root, rules::QueueSettings& queue) {
  root.read_object("queue", [&](ObjectReader& reader) {
    reader.read("autoLaunch", queue.auto_launch);
    reader.read("maxParallel", queue.max_parallel, 1, kMostParallel);
    reader.read("perProject", queue.per_project, 1, kMostParallel);
    reader.read("typeOrder", queue.type_order);
    reader.read("settle", queue.settle);
    reader.read("waitingCounts", queue.waiting_counts);
    reader.read_size("minFreeMemory", queue.min_free_memory);
    reader.read("maxLoad", queue.max_load, 0.1);
  });
}

constexpr int kMostProcesses = 1'000'000;

// "20000-29999"
std::optional<rules::PortRange> to_range(const std::string& text) {
  const auto parts = base::split(text, '-');
  if (parts.size() != 2) return std::nullopt;
  rules::PortRange range{0, 0};
  for (const auto& [part, number] :
       {std::pair{&parts[0], &range.first}, {&parts[1], &range.last}}) {
    const char* end = part->data() + part->size();
    const auto read = std::from_chars(part->data(), end, *number);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  }
  const bool right = range.first >= 1024 && range.first <= range.last && range.last <= 65535;
  return right ? std::optional(range) : std::nullopt;
}

void read_sessions(ObjectReader& root, const fs::path& workspace,
                   rules::SessionSettings& sessions) {
  root.read_object("sessions", [&](ObjectReader& reader) {
    reader.read("stuckAfter", sessions.stuck_after);
    reader.read("toolStuckAfter", sessions.tool_stuck_after);
    reader.read("endAfter", sessions.end_after);
    reader.read("startTimeout", sessions.start_timeout);
    std::string ports;
    if (reader.read("ports", ports)) {
      const auto range = to_range(ports);
      if (range) sessions.ports = *range;
      if (!range)
        reader.report().error(reader.path_of("ports"), "must be a range like \"20000-29999\"");
    }
    int reaction = 0;
    reader.read_word("onStuck", {"notify", "nudge"}, reaction);
    sessions.on_stuck = static_cast<rules::StuckReaction>(reaction);
    int lost = 0;
    reader.read_word("restore", {"offer", "auto"}, lost);
    sessions.on_lost = static_cast<rules::LostReaction>(lost);
    reader.read_object("limits", [&](ObjectReader& limits) {
      limits.read_size("memory", sessions.limits.memory);
      limits.read("processes", sessions.limits.processes, 1, kMostProcesses);
      limits.read("cpus", sessions.limits.cpus, 0.1);
      limits.warn_unknown();
    });
    reader.read("parkAfter", sessions.park_after);
    reader.read("cleanUpAfter", sessions.clean_up_after);
    std::string worktrees;
    if (!reader.read("worktrees", worktrees)) return;
    if (worktrees.empty() || worktrees.find('\0') != std::string::npos) {
      return reader.report().error(reader.path_of("worktrees"), "must be a folder's path");
    }
    if (worktrees.starts_with("~/")) {
      const char* home = std::getenv("HOME");
      worktrees = (home == nullptr ? "" : home) + worktrees.substr(1);
    }
    sessions.worktrees = (workspace / worktrees).lexically_normal();
  });
}

void read_tmux(ObjectReader& root, std::vector<std::string>& servers) {
  root.read_object("tmux", [&](ObjectReader& reader) {
    std::vector<std::string> named;
    if (!reader.read("servers", named)) return;
    for (const auto& name : named) {
      if (is_file_name(name)) {
        servers.push_back(name);
      } else {
        reader.report().error(reader.path_of("servers"), "must be names as `tmux -L` takes them: " +
                                                             base::printable(name, 80));
      }
    }
  });
}

void read_http(ObjectReader& root, std::optional<int>& port) {
  root.read_object("http", [&](ObjectReader& reader) {
    int number = 0;
    if (reader.read("port", number, 0, 65535)) port = number;
  });
}

std::string best_agent(const rules::Settings& settings, const Machine& machine) {
  std::string last;
  for (const auto& name : agent_preference()) {
    const auto agent = settings.agents.find(name);
    if (agent == settings.agents.end()) continue;
    if (is_installed(agent->second, machine.path)) return name;
    last = name;
  }
  return last;
}

// What a file in the workspace may have run: asked about again when it changes.
std::string digest_of(const JsonText* text) {
  nlohmann::json keys = nlohmann::json::object();  // sorted, so that order does not matter
  if (text != nullptr) {
    for (const char* key : {"agents", "agent"}) {
      if (text->value.contains(key)) keys[key] = nlohmann::json::parse(text->value[key].dump());
    }
    // Where boards are: files are read there and written, and tokens sent.
    const auto boards = text->value.find("boards");
    if (boards != text->value.end() && boards->is_array()) {
      for (const auto& board : *boards) {
        for (const char* key : {"provider", "url", "token"}) {
          if (board.is_object() && board.contains(key))
            keys["boards"].push_back(nlohmann::json::parse(board[key].dump()));
        }
      }
    }
    const auto sessions = text->value.find("sessions");
    if (sessions != text->value.end() && sessions->is_object() && sessions->contains("worktrees")) {
      keys["sessions.worktrees"] = nlohmann::json::parse((*sessions)["worktrees"].dump());
    }
  }
  // Setup commands run; what contains an agent is as much a person's word as the agent is.
  if (text != nullptr && text->value.contains("projects")) {
    const auto& projects = text->value["projects"];
    for (const auto& [name, project] : projects.items()) {
      for (const char* key : {"setup", "isolation", "network", "container"}) {
        if (!project.is_object() || !project.contains(key)) continue;
        keys["projects." + name + "." + key] = nlohmann::json::parse(project[key].dump());
      }
    }
  }
  return base::sha256_hex(keys.dump());
}

// The whole file's, whatever its spaces and comments.
std::string whole_digest_of(const JsonText* text) {
  return base::sha256_hex(text == nullptr ? "" : nlohmann::json::parse(text->value.dump()).dump());
}

void read_defaults(rules::Settings& settings, std::vector<Problem>& problems) {
  const auto text = read_json(built_in_files().front().text);
  if (!text) {
    problems.push_back({"defaults.json", 0, "", text.error().message});
    return;
  }
  Report report{"defaults.json", &*text, &problems};
  ObjectReader root(text->value, "", report);
  read_agents(root, settings.agents);
}

}  // namespace

Machine this_machine() {
  const char* home = std::getenv("HOME");
  return {platform::path_variable(), home == nullptr ? "" : home, platform::total_memory_bytes()};
}

int sessions_for_memory(std::uint64_t bytes) {
  const auto gib = static_cast<int>(std::min<std::uint64_t>(bytes >> 30, 1000));
  return std::clamp((gib - 2) / 2, 1, 8);
}

void read_settings(const JsonText* text, const base::WorkspacePaths& paths, const Machine& machine,
                   Loaded& loaded) {
  rules::Settings& settings = loaded.settings;
  read_defaults(settings, loaded.problems);
  Report report{kFile, text, &loaded.problems};
  if (text != nullptr) {
    ObjectReader root(text->value, "", report);
    root.allow("$schema");
    read_projects(&root, paths, machine, report, settings.projects);
    read_queue(root, settings.queue);
    read_agents(root, settings.agents);
    read_sessions(root, paths.workspace, settings.sessions);
    const auto read_keep = [&](const char* part, base::Millis& keep) {
      root.read_object(part, [&](ObjectReader& reader) { reader.read("keep", keep); });
    };
    read_keep("history", settings.keep.history);
    read_keep("archive", settings.keep.archive);
    read_http(root, settings.http_port);
    read_boards(root, settings);
    read_tmux(root, settings.tmux_servers);
    int host = 0;
    if (root.read_word("host", {"builtin", "tmux"}, host))
      settings.host = host == 1 ? rules::HostKind::tmux : rules::HostKind::builtin;
    if (root.read("agent", settings.agent) && !settings.agents.contains(settings.agent)) {
      report.error("agent", "no agent named " + base::printable(settings.agent, 80));
      settings.agent.clear();
    }
    root.warn_unknown();
  } else {
    read_projects(nullptr, paths, machine, report, settings.projects);
  }
  if (settings.agent.empty()) settings.agent = best_agent(settings, machine);
  if (settings.queue.max_parallel == 0) {
    const auto bytes =
        machine.memory_bytes != 0 ? machine.memory_bytes : platform::total_memory_bytes();
    settings.queue.max_parallel = sessions_for_memory(bytes);
  }
  settings.executable_digest = digest_of(text);
  settings.digest = whole_digest_of(text);
}

Loaded load(const base::WorkspacePaths& paths, const Machine& machine) {
  Loaded loaded;
  const auto text = read_user_file(paths.config_file(), loaded.problems);
  read_settings(text ? &*text : nullptr, paths, machine, loaded);
  loaded.settings.types = read_issue_types(paths, loaded.settings, loaded.problems);
  return loaded;
}

}  // namespace config
