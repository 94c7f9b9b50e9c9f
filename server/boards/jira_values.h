// What Jira is asked and what its answers are taken for, as values. Facts:
// developer.atlassian.com/cloud/jira/platform/rest/v3 and its OpenAPI description, which the tests
// check every request against; docs.atlassian.com/software/jira/docs/api/REST for Data Center (v2).
// Pure.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "rules/board_plan.h"

namespace boards {

// Cloud keeps texts as ADF and knows people by account ids; Data Center keeps wiki text, and names.
enum class JiraKind { cloud, data_center };

// Which issues the board is to give, however far they are: project, assignee, sprint, query.
std::string jira_ours(const rules::BoardSettings& board);
// Whether more than an issue's fields tell that.
bool jira_must_judge(const rules::BoardSettings& board);
std::string jira_project(const rules::BoardSettings& board);
// What the first sync asks for: ours, and not done.
std::string jira_wanted(const rules::BoardSettings& board);
// What changed in the project within the last `minutes`, whoever has it now. Minutes, since JQL
// reads times in the account's own time zone.
std::string jira_changed(const rules::BoardSettings& board, std::int64_t minutes);

// The fields that an issue is made from.
const std::vector<std::string>& jira_fields();
// external_failed for one without id, key or fields, as a search without `fields` gives it. `ours`
// is false for one of another project and else left open. `url`: the site's.
base::Result<rules::Issue> jira_issue(const nlohmann::json& issue,
                                      const rules::BoardSettings& board, const std::string& url);
// 0..3 by the usual names and by P0..P4; -1: none of these.
int jira_priority(const std::string& name);

// The id of the transition that leads to that stage: to the status that the settings name for it;
// without one, of several the one that is called like it.
struct JiraMove {
  std::string id;
  std::string resolution;  // where its screen wants one: a name that it takes
};
std::optional<JiraMove> jira_move(const nlohmann::json& transitions,
                                  const rules::BoardSettings& board, rules::Stage stage);

// A document of Atlassian's (adf.h) as the wiki text of Data Center.
std::string wiki_from_adf(const nlohmann::json& document);

}  // namespace boards
