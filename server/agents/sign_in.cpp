#include "agents/sign_in.h"

#include <filesystem>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "platform/files.h"

namespace agents {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t kMaxFile = 16U << 20;

std::string value_of(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

std::string first_set(const Environment& environment, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (!value_of(environment, name).empty()) return name;
  }
  return "";
}

// $NAME, else a folder in the home.
fs::path folder_of(const Environment& environment, const char* name, const char* in_home) {
  const std::string given = value_of(environment, name);
  return given.empty() ? fs::path(value_of(environment, "HOME")) / in_home : fs::path(given);
}

Json read_object(const fs::path& file) {
  const auto text = platform::read_file(file, kMaxFile);
  if (!text) return Json::object();
  Json value = Json::parse(*text, nullptr, false);
  return value.is_object() ? value : Json::object();
}

bool has(const fs::path& file) { return !read_object(file).empty(); }

SignIn signed_in(std::string by) { return {SignedIn::yes, std::move(by), ""}; }

SignIn of_claude(const Environment& environment) {
  const std::string variable = first_set(
      environment, {"ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN",
                    "CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX"});
  if (!variable.empty()) return signed_in(variable);
  const fs::path folder = folder_of(environment, "CLAUDE_CONFIG_DIR", ".claude");
  if (has(folder / ".credentials.json")) return signed_in((folder / ".credentials.json").string());
  const Json settings = read_object(folder / "settings.json");
  if (settings.contains("apiKeyHelper")) return signed_in("apiKeyHelper");
  const bool own_folder = !value_of(environment, "CLAUDE_CONFIG_DIR").empty();
  const fs::path state = own_folder ? folder / ".claude.json"
                                    : fs::path(value_of(environment, "HOME")) / ".claude.json";
  if (read_object(state).contains("primaryApiKey")) return signed_in(state.string());
  // Its settings may bring variables of any provider.
  if (settings.contains("env")) return {};
  return {SignedIn::no, "", "run `claude` once and sign in with /login, or set ANTHROPIC_API_KEY"};
}

SignIn of_codex(const Environment& environment) {
  const std::string variable = first_set(environment, {"OPENAI_API_KEY", "CODEX_API_KEY"});
  if (!variable.empty()) return signed_in(variable);
  const fs::path folder = folder_of(environment, "CODEX_HOME", ".codex");
  if (has(folder / "auth.json")) return signed_in((folder / "auth.json").string());
  const auto config = platform::read_file(folder / "config.toml", kMaxFile);
  // A provider of one's own has its own key.
  if (config && config->find("model_provider") != std::string::npos) return {};
  return {SignedIn::no, "", "run `codex login`"};
}

SignIn of_gemini(const Environment& environment) {
  const std::string variable = first_set(environment, {"GEMINI_API_KEY", "GOOGLE_API_KEY"});
  if (!variable.empty()) return signed_in(variable);
  const fs::path file = fs::path(value_of(environment, "HOME")) / ".gemini" / "oauth_creds.json";
  return has(file) ? signed_in(file.string()) : SignIn{};
}

SignIn of_opencode(const Environment& environment) {
  const fs::path file =
      folder_of(environment, "XDG_DATA_HOME", ".local/share") / "opencode" / "auth.json";
  return has(file) ? signed_in(file.string()) : SignIn{};
}

}  // namespace

SignIn sign_in_of(const rules::AgentSettings& settings, const Environment& environment) {
  if (settings.command.empty()) return {};
  Environment launch = environment;
  for (const auto& [name, value] : settings.env) launch[name] = value;
  const std::string program = fs::path(settings.command.front()).filename().string();
  if (program == "claude") return of_claude(launch);
  if (program == "codex") return of_codex(launch);
  if (program == "gemini") return of_gemini(launch);
  if (program == "opencode") return of_opencode(launch);
  return {};
}

}  // namespace agents
