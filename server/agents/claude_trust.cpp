#include <nlohmann/json.hpp>

#include "agents/claude.h"

namespace agents {
namespace {

using Json = nlohmann::json;

// Where a member's value stands in the text, and where a new first member would go.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// A walk over JSON text that is known to be valid: it finds places, nlohmann knows the meaning.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  // The value of `key` in the object whose '{' is at `at`. The last one counts when a key is
  // there twice, as in every parser of JavaScript.
  std::optional<Span> member(std::size_t at, const std::string& key) const {
    std::optional<Span> found;
    at = skip_space(at + 1);
    while (text_[at] != '}') {
      const std::size_t key_end = skip_value(at);
      const bool same = Json::parse(text_.substr(at, key_end - at)) == key;
      const std::size_t begin = skip_space(skip_space(key_end) + 1);
      const std::size_t end = skip_value(begin);
      if (same) found = Span{begin, end};
      at = skip_space(end);
      if (text_[at] == ',') at = skip_space(at + 1);
    }
    return found;
  }

  [[nodiscard]] std::size_t skip_space(std::size_t at) const {
    return std::min(text_.find_first_not_of(" \t\r\n", at), text_.size());
  }

 private:
  [[nodiscard]] std::size_t skip_value(std::size_t at) const {
    int depth = 0;
    do {
      const char c = text_[at];
      if (c == '"') {
        for (++at; text_[at] != '"'; ++at) at += text_[at] == '\\' ? 1 : 0;
        ++at;
      } else if (c == '{' || c == '[') {
        ++depth;
        ++at;
      } else if (c == '}' || c == ']') {
        --depth;
        ++at;
      } else if (depth > 0) {
        ++at;
      } else {
        at = std::min(text_.find_first_of(",}] \t\r\n", at), text_.size());
      }
    } while (depth > 0);
    return at;
  }

  std::string_view text_;
};

bool is_trusted(const Json& projects, const std::filesystem::path& folder) {
  const auto project = projects.find(folder.string());
  if (project == projects.end() || !project->is_object()) return false;
  const auto accepted = project->find("hasTrustDialogAccepted");
  return accepted != project->end() && accepted->is_boolean() && accepted->get<bool>();
}

std::filesystem::path normal(const std::filesystem::path& folder) {
  std::filesystem::path path = folder.lexically_normal();
  return path.has_filename() || !path.has_relative_path() ? path : path.parent_path();
}

// Puts `"key": value` first into the object whose '{' is at `at`, laid out like its neighbours.
void insert_member(std::string& text, std::size_t at, const std::string& key,
                   const std::string& value) {
  const Scanner scanner(text);
  const std::size_t next = scanner.skip_space(at + 1);
  const bool is_empty = text[next] == '}';
  const std::string gap = is_empty ? "" : text.substr(at + 1, next - at - 1);
  text.insert(at + 1, gap + Json(key).dump() + ": " + value + (is_empty ? "" : ","));
}

}  // namespace

std::optional<bool> claude_trusts(std::string_view config, const std::filesystem::path& folder) {
  const Json json = Json::parse(config.begin(), config.end(), nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto projects = json.find("projects");
  if (projects == json.end()) return false;
  if (!projects->is_object()) return std::nullopt;
  for (std::filesystem::path path = normal(folder);; path = path.parent_path()) {
    if (is_trusted(*projects, path)) return true;
    if (path == path.parent_path()) return false;
  }
}

std::optional<std::string> with_claude_trust(std::string_view config,
                                             const std::filesystem::path& folder) {
  Json wanted = Json::parse(config.begin(), config.end(), nullptr, false);
  if (!wanted.is_object()) return std::nullopt;
  const std::string key = normal(folder).string();
  if (wanted.contains("projects") && !wanted["projects"].is_object()) return std::nullopt;
  if (Json& project = wanted["projects"][key]; !project.is_null() && !project.is_object()) {
    return std::nullopt;
  }
  wanted["projects"][key]["hasTrustDialogAccepted"] = true;

  std::string text(config);
  static const std::string kKey = "hasTrustDialogAccepted";
  const std::size_t root = Scanner(text).skip_space(0);
  if (root >= text.size() || text[root] != '{') return std::nullopt;  // a byte order mark
  const auto projects = Scanner(text).member(root, "projects");
  if (!projects) {
    insert_member(text, root, "projects", Json{{key, {{kKey, true}}}}.dump());
  } else if (const auto project = Scanner(text).member(projects->begin, key); !project) {
    insert_member(text, projects->begin, key, Json{{kKey, true}}.dump());
  } else if (text[project->begin] != '{') {
    text.replace(project->begin, project->end - project->begin, Json{{kKey, true}}.dump());
  } else if (const auto old = Scanner(text).member(project->begin, kKey); old) {
    text.replace(old->begin, old->end - old->begin, "true");
  } else {
    insert_member(text, project->begin, kKey, "true");
  }
  // The proof: the edited text means the old configuration with this one value set.
  const Json made = Json::parse(text, nullptr, false);
  if (made != wanted) return std::nullopt;
  return text;
}

std::filesystem::path claude_config_file(const Environment& environment) {
  const auto value = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
  const std::filesystem::path home = value("HOME");
  const std::filesystem::path own = value("CLAUDE_CONFIG_DIR");
  if (home.empty() && own.empty()) return {};
  const std::filesystem::path older = (own.empty() ? home / ".claude" : own) / ".config.json";
  std::error_code error;
  if (std::filesystem::exists(older, error)) return older;
  return (own.empty() ? home : own) / ".claude.json";
}

}  // namespace agents
