// The parts of the configuration, each read by its own unit. Internal to config/.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/document.h"

namespace config {

// Of one file; a larger one is not read.
constexpr std::size_t kFileLimit = 1U << 20;

// Everything but the issue types, from config.json (null: there is none) over the defaults. Looks
// at no file, but at the projects' folders and for the agents' programs.
void read_settings(const JsonText* text, const base::WorkspacePaths& paths, const Machine& machine,
                   Loaded& loaded);

// Over what `agents` holds: a given field replaces, the others stay. An agent that ends without a
// command is left out with a problem.
void read_agents(ObjectReader& root, std::map<std::string, rules::AgentSettings>& agents);
// The names in the order of defaults.json, best first.
std::vector<std::string> agent_preference();

// "projects", or without it the repository that the workspace's folder lies in.
void read_projects(ObjectReader* root, const base::WorkspacePaths& paths, const Machine& machine,
                   Report& report, std::vector<rules::ProjectSettings>& projects);

// "boards"; a wrong one is left out with its problems. After the projects.
void read_boards(ObjectReader& root, rules::Settings& settings);

// One type; nothing, with the reasons, when anything in its file is wrong. Pure.
std::optional<rules::IssueType> read_issue_type(std::string_view bytes, const std::string& file,
                                                const rules::Settings& settings,
                                                std::vector<Problem>& problems);
// The built-in types, then the user's by file name, replacing by key.
std::vector<rules::IssueType> read_issue_types(const base::WorkspacePaths& paths,
                                               const rules::Settings& settings,
                                               std::vector<Problem>& problems);

}  // namespace config
