#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "base/text.h"
#include "config/built_in.h"
#include "config/parts.h"
#include "platform/files.h"

namespace config {
namespace {

namespace fs = std::filesystem;
using rules::IssueType;
using rules::Step;

bool matches(const std::string& text, std::size_t limit, std::string_view extra, bool upper) {
  const auto letter = [&](char c) {
    return (c >= 'a' && c <= 'z' && !upper) || (c >= 'A' && c <= 'Z' && upper);
  };
  return !text.empty() && text.size() <= limit && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return letter(c) || (c >= '0' && c <= '9') || extra.find(c) != extra.npos;
         });
}

void read_looks(ObjectReader& root, IssueType& type) {
  Report& report = root.report();
  if (root.read("color", type.color)) {
    const bool right = !type.color.empty() && type.color.size() <= 64 &&
                       std::all_of(type.color.begin(), type.color.end(), [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                (c >= '0' && c <= '9') || c == '.';
                       });
    if (!right) report.error("color", "must be a theme color like terminal.ansiCyan");
  }
  if (root.read("icon", type.icon) && !matches(type.icon, 64, "-", false)) {
    report.error("icon", "must be the name of a codicon like wrench");
  }
}

void read_step(ObjectReader& reader, const rules::Settings& settings, IssueType& type) {
  Report& report = reader.report();
  Step step;
  const int before = report.errors;
  if (!reader.read("name", step.name) && report.errors == before) {
    report.error(reader.path(), "needs a name");
  } else if (!step.name.empty() || report.errors == before) {
    if (!matches(step.name, 40, "-", false)) {
      report.error(reader.path_of("name"),
                   "must be lower-case letters, digits and '-', beginning with a letter");
    }
  }
  for (const auto& other : type.steps) {
    if (other.name == step.name) report.error(reader.path_of("name"), "is there twice");
  }
  const bool has_prompt = reader.read_lines("prompt", step.prompt);
  if (!reader.has("prompt") || (has_prompt && base::trim(step.prompt).empty())) {
    report.error(reader.path_of("prompt"), "a prompt is needed");
  }
  if (step.prompt.find('\0') != std::string::npos) {
    report.error(reader.path_of("prompt"), "holds a zero byte");
  }
  int mode = 0;
  reader.read_word("permissionMode", {"default", "plan", "acceptEdits"}, mode);
  step.permission_mode = static_cast<rules::PermissionMode>(mode);
  int review = 0;
  reader.read_word("review", {"none", "plan", "visual", "pr"}, review);
  step.review = static_cast<rules::StepReview>(review);
  if (step.review == rules::StepReview::visual) {
    report.error(reader.path_of("review"), "visual reviews are not supported yet");
  }
  reader.read("artifacts", step.artifacts);
  for (const auto& glob : step.artifacts) {
    if (glob.empty() || glob.starts_with('/') || ("/" + glob + "/").find("/../") != glob.npos) {
      report.error(reader.path_of("artifacts"), "must be paths inside the worktree");
    }
  }
  reader.read("onReject", step.on_reject);
  if (reader.read("agent", step.agent) && !settings.agents.contains(step.agent)) {
    report.error(reader.path_of("agent"), "no agent named " + base::printable(step.agent, 80));
  }
  type.steps.push_back(std::move(step));
}

void check_rejects(IssueType& type, Report& report) {
  for (std::size_t i = 0; i < type.steps.size(); ++i) {
    const std::string& target = type.steps[i].on_reject;
    const auto end = type.steps.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    const bool known =
        std::any_of(type.steps.begin(), end, [&](const Step& step) { return step.name == target; });
    if (!target.empty() && !known) {
      report.error("steps[" + std::to_string(i) + "].onReject",
                   "must name this step or one before it");
    }
  }
}

void put(std::vector<IssueType>& types, IssueType type) {
  const auto same = std::find_if(types.begin(), types.end(),
                                 [&](const IssueType& other) { return other.key == type.key; });
  if (same != types.end()) {
    *same = std::move(type);
  } else {
    types.push_back(std::move(type));
  }
}

std::vector<fs::path> user_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    if (name.ends_with(".json") && !name.starts_with('.')) files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::optional<IssueType> read_issue_type(std::string_view bytes, const std::string& file,
                                         const rules::Settings& settings,
                                         std::vector<Problem>& problems) {
  const auto text = read_document(bytes, file, problems);
  if (!text) return std::nullopt;
  Report report{file, &*text, &problems};
  IssueType type;
  ObjectReader root(text->value, "", report);
  root.allow("$schema");
  if (!root.read("key", type.key) && !root.has("key")) {
    report.error("", "a key is needed, for example \"key\": \"PERF\"");
  } else if (root.has("key") && (!matches(type.key, 16, "-", true) || type.key.size() < 2)) {
    report.error("key", "must be 2 to 16 capital letters, digits or '-', beginning with a letter");
  }
  type.name = type.key;
  root.read("name", type.name);
  int mode = 0;
  root.read_word("mode", {"autonomous", "paired"}, mode);
  type.mode = static_cast<rules::TypeMode>(mode);
  type.color = "terminal.ansiBlue";
  type.icon = "circle";
  read_looks(root, type);
  const bool has_steps =
      root.read_array("steps", [&](ObjectReader& reader) { read_step(reader, settings, type); });
  if (!root.has("steps") || (has_steps && type.steps.empty() && report.errors == 0)) {
    report.error("steps", "at least one step is needed");
  }
  check_rejects(type, report);
  root.warn_unknown();
  if (report.errors > 0) return std::nullopt;
  return type;
}

std::vector<IssueType> read_issue_types(const base::WorkspacePaths& paths,
                                        const rules::Settings& settings,
                                        std::vector<Problem>& problems) {
  std::vector<IssueType> types;
  for (const auto& file : built_in_files()) {
    if (file.name == "defaults.json") continue;
    auto type = read_issue_type(file.text, std::string(file.name), settings, problems);
    if (!type) continue;
    type->source = "built-in";
    put(types, std::move(*type));
  }
  std::set<std::string> users;
  for (const auto& path : user_files(paths.issue_types())) {
    const std::string file = base::to_valid_utf8(path.lexically_relative(paths.workspace).string());
    const auto bytes = platform::read_file(path, kFileLimit);
    if (!bytes) {
      problems.push_back({file, 0, "", bytes.error().message});
      continue;
    }
    auto type = read_issue_type(*bytes, file, settings, problems);
    if (!type) continue;
    if (!users.insert(type->key).second) {
      problems.push_back({file, 1, "key", "another file defines " + type->key + " already"});
      continue;
    }
    type->source = file;
    put(types, std::move(*type));
  }
  return types;
}

}  // namespace config
