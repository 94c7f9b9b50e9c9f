// What there is to pick from at Linear.
#include <algorithm>

#include "base/text.h"
#include "boards/json_parts.h"
#include "boards/linear.h"

namespace boards {
namespace {

using nlohmann::json;

constexpr int kMostChoicePages = 200;

constexpr const char* kTeams =
    "query Teams($after: String) { teams(first: 100, after: $after) { "
    "nodes { id key name } pageInfo { hasNextPage endCursor } } }";
constexpr const char* kUsers =
    "query Users($after: String) { users(first: 100, after: $after) { "
    "nodes { name displayName email } pageInfo { hasNextPage endCursor } } }";
constexpr const char* kTeamStates =
    "query TeamStates($filter: WorkflowStateFilter, $after: String) { "
    "workflowStates(filter: $filter, first: 100, after: $after) { "
    "nodes { name type position } pageInfo { hasNextPage endCursor } } }";
constexpr const char* kLabels =
    "query Labels($filter: IssueLabelFilter, $after: String) { "
    "issueLabels(filter: $filter, first: 100, after: $after) { "
    "nodes { name description isGroup } pageInfo { hasNextPage endCursor } } }";
constexpr const char* kCycles =
    "query Cycles($filter: CycleFilter, $after: String) { "
    "cycles(filter: $filter, first: 100, after: $after) { "
    "nodes { name number startsAt endsAt } pageInfo { hasNextPage endCursor } } }";

std::string day(const json& node, const char* name) { return text_at(node, name).substr(0, 10); }

Choice cycle_choice(const json& node) {
  const std::string number = std::to_string(static_cast<int>(number_at(node, "number", 0)));
  const std::string name = text_at(node, "name");
  return {name.empty() ? number : name, name.empty() ? "Cycle " + number : name,
          day(node, "startsAt") + " – " + day(node, "endsAt")};
}

}  // namespace

base::Result<json> Linear::ask_all(const char* query, const char* connection, json variables,
                                   std::stop_token stop) {
  json all = json::array();
  for (int page = 0; page < kMostChoicePages; ++page) {
    TRY_ASSIGN(const json data, ask(query, variables, stop));
    const json& found = at(data, connection);
    for (const json& node : at(found, "nodes")) all.push_back(node);
    const std::string cursor = text_at(at(found, "pageInfo"), "endCursor");
    if (!yes_at(at(found, "pageInfo"), "hasNextPage") || cursor.empty()) break;
    variables["after"] = cursor;
  }
  return all;
}

base::Result<std::vector<Choice>> Linear::choices(ChoiceKind kind, std::stop_token stop) {
  std::vector<Choice> choices;
  const json team = {{"filter", {{"team", linear_team(board_)}}}};
  const auto add_all = [&](base::Result<json> nodes, auto made) -> base::Status {
    if (!nodes) return base::fail(std::move(nodes).error());
    for (const json& node : *nodes) choices.push_back(made(node));
    return {};
  };
  switch (kind) {
    case ChoiceKind::boards:
      TRY(add_all(ask_all(kTeams, "teams", json::object(), stop), [](const json& node) {
        return Choice{text_at(node, "key"), text_at(node, "name"), ""};
      }));
      break;
    case ChoiceKind::people:
      TRY(add_all(ask_all(kUsers, "users", json::object(), stop), [](const json& node) {
        return Choice{text_at(node, "displayName"), text_at(node, "name"), text_at(node, "email")};
      }));
      break;
    case ChoiceKind::statuses: {
      TRY_ASSIGN(json states, ask_all(kTeamStates, "workflowStates", team, stop));
      std::stable_sort(states.begin(), states.end(), [](const json& a, const json& b) {
        return number_at(a, "position", 0) < number_at(b, "position", 0);
      });
      TRY(add_all(std::move(states), [](const json& node) {
        return Choice{text_at(node, "name"), text_at(node, "name"), text_at(node, "type")};
      }));
      break;
    }
    case ChoiceKind::types:
    case ChoiceKind::labels: {
      // The team's own and the workspace's. A group is none that an issue can have.
      json filter = json::object();
      if (!board_.board.empty()) {
        json of_none = {{"team", {{"null", true}}}}, of_team = {{"team", linear_team(board_)}};
        filter["or"] = json::array({std::move(of_none), std::move(of_team)});
      }
      TRY_ASSIGN(json labels, ask_all(kLabels, "issueLabels", {{"filter", filter}}, stop));
      TRY(add_all(std::move(labels), [](const json& node) {
        const std::string name = yes_at(node, "isGroup") ? "" : text_at(node, "name");
        return Choice{name, name, text_at(node, "description")};
      }));
      std::erase_if(choices, [](const Choice& one) { return one.value.empty(); });
      break;
    }
    case ChoiceKind::sprints:
      choices.push_back({"current", "The active cycle", ""});
      TRY(add_all(ask_all(kCycles, "cycles", team, stop), cycle_choice));
      break;
  }
  return choices;
}

}  // namespace boards
