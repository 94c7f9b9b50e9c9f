// What GitHub's lists do not say: who "me" is, deleted issues, a project's cards, what a query
// finds.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "boards/github.h"
#include "boards/json_parts.h"

namespace boards {

using base::ErrorCode;
using nlohmann::json;
using rules::Stage;

namespace {

constexpr std::ptrdiff_t kLookedAtOnce = 100;
constexpr int kMostLookPages = 10;

#define OPERATOR_GITHUB_CARDS                                                    \
  "projectItems(first: 10, includeArchived: false) { nodes { id project { id } " \
  "fieldValueByName(name: \"Status\") { ... on ProjectV2ItemFieldSingleSelectValue { name } } } }"

constexpr const char* kContextHead =
    "query Look($owner: String!, $name: String!, $number: Int!, $withProject: Boolean!) { "
    "viewer { login } "
    "repositoryOwner(login: $owner) { ... on ProjectV2Owner { "
    "projectV2(number: $number) @include(if: $withProject) { id "
    "field(name: \"Status\") { ... on ProjectV2SingleSelectField { id options { id name } } } } } "
    "} "
    "repository(owner: $owner, name: $name) { id "
    "milestones(first: 1, states: [OPEN], orderBy: {field: DUE_DATE, direction: ASC}) { "
    "nodes { title } } ";
// A known issue: of a board with a project all of it, since a card that moves changes no issue.
constexpr const char* kBrief = "{ number }";
constexpr const char* kWhole =
    "{ id number title body url state createdAt updatedAt milestone { title } "
    "labels(first: 30) { nodes { name } } assignees(first: 10) { nodes { login } } "
    "comments { totalCount } " OPERATOR_GITHUB_CARDS " }";
constexpr const char* kCards =
    "query Cards($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { id " OPERATOR_GITHUB_CARDS
    " } } }";
constexpr const char* kMove =
    "mutation Move($input: UpdateProjectV2ItemFieldValueInput!) { "
    "updateProjectV2ItemFieldValue(input: $input) { projectV2Item { id } } }";

#undef OPERATOR_GITHUB_CARDS

// The issue's card in the project: null when it has none.
const json& card_of(const json& node, const std::string& project) {
  static const json kNone;
  for (const json& item : at(at(node, "projectItems"), "nodes")) {
    if (text_at(at(item, "project"), "id") == project) return item;
  }
  return kNone;
}

void take_card(rules::Issue& issue, const json& card, const rules::BoardSettings& board) {
  const std::string word = text_at(at(card, "fieldValueByName"), "name");
  if (word.empty() || issue.stage == Stage::done) return;
  issue.status = word;
  issue.stage = github_stage(word, board);
}

}  // namespace

bool Github::must_look(const PageRequest& request) const {
  const bool later = !request.since.empty() && request.page.empty();
  return (later && !request.known.empty()) || board_.assignee == "me" ||
         board_.sprint == "current" || project_ != 0;
}

base::Status Github::look(const std::vector<std::string>& known, std::string& last, Page& page,
                          std::stop_token stop) {
  std::vector<std::string> ids(known);
  std::sort(ids.begin(), ids.end());
  const auto from = std::upper_bound(ids.begin(), ids.end(), last == "-" ? "" : last);
  const auto count = std::min(ids.end() - from, kLookedAtOnce);
  ids = {from, from + count};
  last = count < kLookedAtOnce ? "-" : ids.back();
  std::string query = kContextHead;
  for (const auto& id : ids) {
    if (id.find_first_not_of("0123456789") != std::string::npos) continue;
    query += "i" + id + ": issue(number: " + id + ") " + (project_ == 0 ? kBrief : kWhole) + " ";
  }
  query += "} }";
  TRY_ASSIGN(const json data, ask_graph(query,
                                        {{"owner", owner_},
                                         {"name", name_},
                                         {"number", project_},
                                         {"withProject", project_ != 0}},
                                        stop));
  const json& repository = at(data, "repository");
  if (!repository.is_object()) {
    return base::fail(ErrorCode::not_found,
                      "no repository " + base::printable(owner_ + "/" + name_, 100) +
                          " that the token reaches: change the board's \"board\", or the token");
  }
  context_->me = text_at(at(data, "viewer"), "login");
  for (const json& one : at(at(repository, "milestones"), "nodes")) {
    context_->milestone = text_at(one, "title");
  }
  if (project_ != 0) {
    const json& project = at(at(data, "repositoryOwner"), "projectV2");
    context_->project = text_at(project, "id");
    if (context_->project.empty()) {
      return base::fail(ErrorCode::not_found,
                        base::printable(owner_, 80) + " has no project " +
                            std::to_string(project_) +
                            " that the token reaches: change the board's \"board\", or give the "
                            "token the scope \"project\"");
    }
    context_->field = text_at(at(project, "field"), "id");
    for (const json& one : at(at(project, "field"), "options")) {
      context_->options.emplace_back(text_at(one, "name"), text_at(one, "id"));
    }
  }
  std::vector<Fresh> fresh;
  for (const auto& id : ids) {
    const json& node = at(repository, ("i" + id).c_str());
    if (!node.is_object()) {
      page.gone.push_back(id);
    } else if (project_ != 0) {
      auto issue = github_issue(github_rest_of(node), board_, *context_);
      if (!issue) continue;
      take_card(*issue, card_of(node, context_->project), board_);
      fresh.push_back({std::move(*issue), text_at(node, "id"), text_at(node, "createdAt")});
    }
  }
  TRY(judge(fresh, "-", stop));
  for (Fresh& one : fresh) page.issues.push_back(std::move(one.issue));
  return {};
}

base::Status Github::complete(std::vector<Fresh>& fresh, const std::string& since,
                              std::stop_token stop) {
  if (project_ != 0 && !fresh.empty()) {
    json ids = json::array();
    for (const Fresh& one : fresh) ids.push_back(one.node);
    TRY_ASSIGN(const json data, ask_graph(kCards, {{"ids", std::move(ids)}}, stop));
    std::map<std::string, const json*> by_id;
    for (const json& node : at(data, "nodes")) by_id[text_at(node, "id")] = &node;
    for (Fresh& one : fresh) {
      const auto found = by_id.find(one.node);
      if (found == by_id.end()) continue;
      take_card(one.issue, card_of(*found->second, context_->project), board_);
    }
  }
  // What a search found is what the query wants.
  return since == "found" ? base::Status() : judge(fresh, since, stop);
}

base::Error Github::search_cut() {
  return {ErrorCode::unavailable, "GitHub's search did not end: try later", {}};
}

base::Status Github::judge(std::vector<Fresh>& fresh, const std::string& since,
                           std::stop_token stop) {
  if (board_.query.empty() || fresh.empty()) return {};
  const auto [first, last] =
      std::minmax_element(fresh.begin(), fresh.end(),
                          [](const Fresh& a, const Fresh& b) { return a.created < b.created; });
  std::string words = "created:" + first->created + ".." + last->created;
  if (since != "-") words += " updated:>=" + since;
  std::set<std::string> ours;
  std::string path = search_path(words, "asc");
  for (int page = 0; page < kMostLookPages && !path.empty(); ++page) {
    TRY_ASSIGN(const HttpReply reply, send("GET", path, nullptr, stop));
    const json found = parse_reply(reply.body);
    if (yes_at(found, "incomplete_results") || !at(found, "items").is_array()) {
      return base::fail(search_cut());
    }
    for (const json& one : at(found, "items")) {
      ours.insert(std::to_string(static_cast<std::int64_t>(number_at(one, "number", 0))));
    }
    path = next_of(reply);
  }
  for (Fresh& one : fresh) {
    one.issue.ours = one.issue.ours.value_or(true) && ours.contains(one.issue.id);
  }
  return {};
}

base::Status Github::move_card(const std::string& node, Stage stage, std::stop_token stop) {
  TRY_ASSIGN(const json data, ask_graph(kCards, {{"ids", json::array({node})}}, stop));
  const json& nodes = at(data, "nodes");
  const std::string item =
      nodes.empty() ? "" : text_at(card_of(nodes.front(), context_->project), "id");
  if (item.empty()) return {};  // it has no card there
  const std::string option = github_option(*context_, board_, stage);
  if (option.empty()) {
    return base::fail(ErrorCode::external_failed,
                      "the project's Status has no word for this: change the board's \"stages\"");
  }
  const json input = {{"projectId", context_->project},
                      {"fieldId", context_->field},
                      {"itemId", item},
                      {"value", {{"singleSelectOptionId", option}}}};
  TRY(ask_graph(kMove, {{"input", input}}, stop));
  return {};
}

}  // namespace boards
