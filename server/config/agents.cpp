#include <algorithm>

#include "base/text.h"
#include "config/built_in.h"
#include "config/parts.h"
#include "platform/files.h"

namespace config {
namespace {

bool is_agent_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), allowed);
}

bool holds_zero(const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [](const auto& text) { return text.find('\0') != std::string::npos; });
}

void read_argv(ObjectReader& reader, const char* key, std::vector<std::string>& out) {
  std::vector<std::string> argv;
  if (!reader.read(key, argv)) return;
  if (holds_zero(argv)) {
    reader.report().error(reader.path_of(key), "holds a zero byte");
  } else if (argv.empty() ? key == std::string_view("command") : argv.front().empty()) {
    reader.report().error(reader.path_of(key), "needs a program");
  } else {
    out = std::move(argv);
  }
}

void read_agent(const std::string& name, ObjectReader& reader,
                std::map<std::string, rules::AgentSettings>& agents) {
  Report& report = reader.report();
  const auto known = agents.find(name);
  rules::AgentSettings agent = known == agents.end() ? rules::AgentSettings{} : known->second;
  agent.name = name;
  int kind = agent.kind == rules::AgentKind::claude ? 1 : 0;
  reader.read_word("kind", {"command", "claude"}, kind);
  agent.kind = kind == 1 ? rules::AgentKind::claude : rules::AgentKind::command;
  read_argv(reader, "command", agent.command);
  read_argv(reader, "resume", agent.resume);
  reader.read_map("env", [&](const std::string& key, const std::string& value) {
    const bool bad = key.empty() || key.find_first_of(std::string_view("=\0", 2)) != key.npos ||
                     value.find('\0') != value.npos;
    if (bad) return report.error(reader.path_of("env") + "." + key, "no name of a variable");
    agent.env[key] = value;
  });
  std::vector<std::string> writable;
  if (reader.read("writable", writable)) {
    const bool right = std::all_of(writable.begin(), writable.end(), [](const auto& path) {
      return (path.starts_with('/') || path.starts_with("~/")) && path.find('\0') == path.npos;
    });
    if (right) agent.writable = std::move(writable);
    if (!right)
      report.error(reader.path_of("writable"), "must be absolute paths, or begin with ~/");
  }
  if (!is_agent_name(name)) {
    return report.error(reader.path(), "an agent's name is letters, digits, '-', '_' or '.'");
  }
  if (agent.command.empty()) {
    if (!reader.has("command")) report.error(reader.path(), "needs a command");
    return;
  }
  const std::string all = base::join(agent.command, " ");
  if (all.find("{prompt}") == all.npos && all.find("{promptFile}") == all.npos) {
    report.warn(reader.path_of("command"),
                "has neither {prompt} nor {promptFile}: the agent will "
                "not be told its work");
  }
  agents[name] = std::move(agent);
}

}  // namespace

void read_agents(ObjectReader& root, std::map<std::string, rules::AgentSettings>& agents) {
  root.read_map("agents", [&](const std::string& name, ObjectReader& reader) {
    read_agent(name, reader, agents);
  });
}

std::vector<std::string> agent_preference() {
  std::vector<std::string> names;
  const auto text = read_json(built_in_files().front().text);
  if (!text) return names;
  for (const auto& [name, value] : text->value["agents"].items()) names.push_back(name);
  return names;
}

bool is_installed(const rules::AgentSettings& agent, const std::string& path) {
  return !agent.command.empty() && platform::find_program(agent.command.front(), path).has_value();
}

}  // namespace config
