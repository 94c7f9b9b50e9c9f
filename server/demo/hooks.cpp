#include "demo/hooks.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "platform/process.h"

namespace demo {
namespace {

using Json = nlohmann::json;

const Json& at(const Json& object, const char* key) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(key);
  return found == object.end() ? kNothing : *found;
}

std::string text_at(const Json& object, const char* key) {
  const Json& value = at(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

}  // namespace

base::Result<HookTable> read_hooks(const std::string& settings) {
  const Json json = Json::parse(settings, nullptr, false);
  if (!json.is_object()) {
    return base::fail(base::ErrorCode::invalid_argument, "the settings are no JSON object");
  }
  HookTable table;
  const Json& events = at(json, "hooks");
  if (!events.is_object()) return table;
  for (const auto& [event, groups] : events.items()) {
    if (!groups.is_array()) continue;
    for (const Json& group : groups) {
      const Json& hooks = at(group, "hooks");
      if (!hooks.is_array()) continue;
      for (const Json& hook : hooks) {
        HookCommand command{text_at(group, "matcher"), text_at(hook, "command"), {}};
        const Json& timeout = at(hook, "timeout");
        const std::int64_t seconds = timeout.is_number_integer() ? timeout.get<std::int64_t>() : 60;
        command.timeout = std::chrono::seconds(std::clamp<std::int64_t>(seconds, 1, 2147483));
        if (!command.command.empty()) table[event].push_back(std::move(command));
      }
    }
  }
  return table;
}

bool matches(const HookCommand& command, const std::string& tool) {
  if (command.matcher.empty() || command.matcher == "*") return true;
  const auto names = base::split(command.matcher, '|');
  return std::find(names.begin(), names.end(), tool) != names.end();
}

std::string run_hook(const HookCommand& command, const std::string& input, std::stop_token stop) {
  platform::ProcessRequest request;
  request.argv = {"/bin/sh", "-c", command.command};
  request.input = input;
  request.deadline = command.timeout;
  request.cancel = std::move(stop);
  const auto result = platform::run_process(request);
  return result && result->ok() ? result->out : "";
}

HookOutput read_output(const std::string& text) {
  HookOutput output;
  const Json json = Json::parse(text, nullptr, false);
  const Json& specific = at(json, "hookSpecificOutput");
  output.context = text_at(specific, "additionalContext");
  const Json& decision = at(specific, "decision");
  const std::string behavior = text_at(decision, "behavior");
  if (behavior == "allow") output.decision = HookOutput::Decision::allow;
  if (behavior == "deny") output.decision = HookOutput::Decision::deny;
  output.message = text_at(decision, "message");
  const Json& updates = at(decision, "updatedPermissions");
  if (updates.is_array()) {
    for (const Json& update : updates) {
      if (text_at(update, "type") == "setMode") output.mode = text_at(update, "mode");
    }
  }
  return output;
}

}  // namespace demo
