#include <algorithm>
#include <set>

#include "base/text.h"
#include "config/parts.h"

namespace config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPrefixLimit = 12;

bool is_prefix(const std::string& text) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && text.size() <= kPrefixLimit && lower(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return lower(c) || (c >= '0' && c <= '9'); });
}

// A prefix from a name: its lower-case letters and digits, beginning with a letter.
std::string prefix_from(const std::string& name) {
  std::string prefix;
  for (const char c : base::to_lower(name)) {
    const bool letter = c >= 'a' && c <= 'z';
    const bool digit = c >= '0' && c <= '9';
    if (letter || (digit && !prefix.empty())) prefix += c;
    if (prefix.size() == kPrefixLimit) break;
  }
  return prefix.empty() ? "p" : prefix;
}

std::string free_prefix(const std::string& wanted, const std::set<std::string>& taken) {
  if (!taken.contains(wanted)) return wanted;
  for (int n = 2;; ++n) {
    // A letter between, so that sessions "api2-1" and "api-21" are told apart at a glance.
    const std::string tail = "x" + std::to_string(n);
    const std::string prefix = wanted.substr(0, kPrefixLimit - tail.size()) + tail;
    if (!taken.contains(prefix)) return prefix;
  }
}

bool is_project_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !name.empty() && name.size() <= 64 && name != "." && name != ".." &&
         std::all_of(name.begin(), name.end(), allowed);
}

// Letters, digits, '-', '_' and '.' of a folder's name; names become parts of paths.
std::string name_from(const fs::path& folder) {
  std::string name;
  for (const char c : folder.filename().string()) {
    name += is_project_name(std::string(1, c)) || c == '.' ? c : '-';
  }
  if (name.size() > 64) name.resize(64);
  return is_project_name(name) ? name : "project";
}

bool is_repository(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / ".git", ignored) ||
         (fs::exists(folder / "HEAD", ignored) && fs::exists(folder / "objects", ignored));
}

// The repository that the workspace is, or lies in. One at the home folder or above holds
// people's dot files, not the workspace's work.
std::optional<fs::path> own_repository(const fs::path& workspace, const std::string& home) {
  if (is_repository(workspace)) return workspace;
  for (fs::path at = workspace.parent_path(); at.has_relative_path(); at = at.parent_path()) {
    if (at == fs::path(home)) return std::nullopt;
    if (is_repository(at)) return at;
  }
  return std::nullopt;
}

struct Wanted {
  rules::ProjectSettings project;
  std::string path;  // in the JSON
  bool own_prefix = false;
};

bool is_variable(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  const bool digit = !name.empty() && name.front() >= '0' && name.front() <= '9';
  return !name.empty() && !digit && std::all_of(name.begin(), name.end(), allowed);
}

// What a session of the project gets to work in.
void read_workspace(ObjectReader& reader, rules::ProjectSettings& project) {
  Report& report = reader.report();
  reader.read("fetch", project.fetch);
  std::vector<std::vector<std::string>> setup;
  if (reader.read("setup", setup)) {
    const bool wrong = std::any_of(setup.begin(), setup.end(), [](const auto& argv) {
      return argv.empty() || argv.front().empty() ||
             std::any_of(argv.begin(), argv.end(),
                         [](const auto& word) { return word.find('\0') != word.npos; });
    });
    if (wrong) {
      report.error(reader.path_of("setup"), "each command needs a program, and no zero byte");
    } else {
      project.setup = std::move(setup);
    }
  }
  reader.read("setupTimeout", project.setup_timeout);
  std::vector<std::string> ports;
  if (reader.read("ports", ports)) {
    const std::set<std::string> unique(ports.begin(), ports.end());
    if (unique.size() != ports.size() || !std::all_of(ports.begin(), ports.end(), is_variable)) {
      report.error(reader.path_of("ports"), "must be different names of variables");
    } else {
      project.ports = std::move(ports);
    }
  }
  int kind = 0;
  reader.read_word("workspace", {"worktree", "clone"}, kind);
  project.workspace = static_cast<rules::WorkspaceKind>(kind);
  // A word that nobody knows contains an agent rather than lets it out.
  int isolation = reader.has("isolation") ? 1 : 0;
  reader.read_word("isolation", {"none", "sandbox", "container"}, isolation);
  project.isolation = static_cast<rules::Isolation>(isolation);
  reader.read_object("container", [&](ObjectReader& container) {
    std::string image;
    if (container.read("image", image)) {
      const bool odd = image.empty() || image.front() == '-' || image.find('\0') != image.npos;
      if (odd) report.error(container.path_of("image"), "must be an image's name");
      if (!odd) project.image = image;
    }
    int program = 0;
    if (container.read_word("program", {"docker", "podman"}, program)) {
      project.container_program = program == 0 ? "docker" : "podman";
    }
    container.warn_unknown();
  });
  if (project.isolation == rules::Isolation::container && project.image.empty()) {
    report.error(reader.path_of("isolation"),
                 "a container needs an image: \"container\": {\"image\": \"…\"}");
  }
  // What is contained must not write what git outside is told by.
  const bool both = project.isolation != rules::Isolation::none;
  if (project.workspace == rules::WorkspaceKind::clone && both) {
    report.error(reader.path_of("workspace"),
                 "a clone's configuration is its agent's, so a clone is not isolated: take a "
                 "worktree, as is done now, or no isolation");
    project.workspace = rules::WorkspaceKind::worktree;
  }
  project.network = !reader.has("network");
  reader.read("network", project.network);
}

std::optional<Wanted> read_project(const std::string& name, ObjectReader& reader,
                                   const base::WorkspacePaths& paths) {
  Report& report = reader.report();
  Wanted wanted;
  wanted.path = reader.path();
  wanted.project.name = name;
  std::string path = ".";
  const bool has_path = reader.read("path", path);
  const bool path_ok = has_path || !reader.has("path");
  reader.read("defaultBranch", wanted.project.default_branch);
  read_workspace(reader, wanted.project);
  std::string prefix;
  if (reader.read("prefix", prefix)) {
    if (is_prefix(prefix)) {
      wanted.own_prefix = true;
    } else {
      report.error(reader.path_of("prefix"),
                   "must be 1 to 12 lower-case letters or digits, beginning with a letter");
    }
  }
  wanted.project.prefix = wanted.own_prefix ? prefix : prefix_from(name);
  if (!is_project_name(name)) {
    report.error(reader.path(), "a project's name is letters, digits, '-', '_' or '.'");
    return std::nullopt;
  }
  std::error_code error;
  const fs::path real = fs::canonical(paths.workspace / path, error);
  if (!path_ok) return std::nullopt;
  if (error || !fs::is_directory(real, error)) {
    report.error(reader.path_of("path"), "no such folder: " + base::printable(path, 200));
    return std::nullopt;
  }
  if (!is_repository(real)) {
    report.error(reader.path_of("path"), "is no git repository: " + base::printable(path, 200));
    return std::nullopt;
  }
  wanted.project.path = real;
  return wanted;
}

}  // namespace

void read_projects(ObjectReader* root, const base::WorkspacePaths& paths, const Machine& machine,
                   Report& report, std::vector<rules::ProjectSettings>& projects) {
  std::vector<Wanted> all;
  const bool configured =
      root != nullptr && root->read_map("projects", [&](const std::string& name, ObjectReader& r) {
        if (auto wanted = read_project(name, r, paths)) all.push_back(std::move(*wanted));
      });
  if (!configured) {
    const auto own = own_repository(paths.workspace, machine.home);
    if (!own) {
      return report.error("projects",
                          "the workspace is no git repository, and no project is configured");
    }
    const std::string name = name_from(*own);
    rules::ProjectSettings project;
    project.name = name;
    project.path = own->string();
    project.prefix = prefix_from(name);
    projects.push_back(std::move(project));
    return;
  }
  std::set<std::string> taken;
  for (const bool own : {true, false}) {  // chosen prefixes before made ones
    for (auto& wanted : all) {
      if (wanted.own_prefix != own) continue;
      std::string& prefix = wanted.project.prefix;
      const std::string free = free_prefix(prefix, taken);
      if (own && free != prefix) {
        report.error(wanted.path + ".prefix", "is another project's prefix already");
      }
      prefix = free;
      taken.insert(prefix);
    }
  }
  for (auto& wanted : all) projects.push_back(std::move(wanted.project));
}

}  // namespace config
