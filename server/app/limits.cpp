#include "app/limits.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/text.h"
#include "platform/process.h"

namespace app {
namespace {

using Strings = std::vector<std::string>;

constexpr base::Millis kLimitsTryFor{15'000};

std::string tenths(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", number);
  return text;
}

}  // namespace

Strings container_limits(const rules::Limits& limits) {
  Strings words;
  const auto add = [&](const char* option, const std::string& value) {
    words.emplace_back(option);
    words.push_back(value);
  };
  if (limits.memory != 0) add("--memory", std::to_string(limits.memory));
  if (limits.processes != 0) add("--pids-limit", std::to_string(limits.processes));
  if (limits.cpus != 0) add("--cpus", tenths(limits.cpus));
  return words;
}

Strings scope_argv(const rules::Limits& limits) {
  Strings words{"systemd-run", "--user", "--scope", "--quiet", "--collect"};
  const auto add = [&](const std::string& property) {
    words.emplace_back("--property");
    words.push_back(property);
  };
  if (limits.memory != 0) {
    add("MemoryMax=" + std::to_string(limits.memory));
    add("MemorySwapMax=0");
  }
  if (limits.processes != 0) add("TasksMax=" + std::to_string(limits.processes));
  if (limits.cpus != 0) {
    add("CPUQuota=" + std::to_string(std::lround(limits.cpus * 100)) + "%");
  }
  words.emplace_back("--");
  return words;
}

std::string scope_check(const rules::Limits& limits) {
  // systemd takes a property whose controller it was not given, and does nothing.
  std::string script = "group=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)";
  const auto add = [&](const char* file) {
    script += " && grep -q '^[0-9]' \"$group/" + std::string(file) + "\"";
  };
  if (limits.memory != 0) add("memory.max");
  if (limits.processes != 0) add("pids.max");
  if (limits.cpus != 0) add("cpu.max");
  return script;
}

base::Result<Strings> scope_for(const rules::Limits& limits,
                                const std::map<std::string, std::string>& environment) {
  Strings scope = scope_argv(limits);
  platform::ProcessRequest request;
  request.argv = scope;
  request.argv.insert(request.argv.end(), {"sh", "-c", scope_check(limits)});
  request.cwd = "/";
  request.environment = platform::environment_entries(environment);
  request.deadline = kLimitsTryFor;
  const auto tried = platform::run_process(request);
  if (tried && tried->ok()) return scope;
  std::string why = "the control groups for them are not delegated to you";
  if (!tried) {
    why = tried.error().message;
  } else if (const auto lines = base::split_lines(tried->err); !lines.empty()) {
    why = base::printable(lines.back(), 200);
  }
  return base::fail(base::ErrorCode::external_failed,
                    "sessions.limits cannot be held here: " + why +
                        "; sign in with systemd (loginctl enable-linger), use isolation "
                        "\"container\", or take the limits away");
}

}  // namespace app
