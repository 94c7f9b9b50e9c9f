#include "boards/linear.h"

#include <algorithm>
#include <set>

#include "base/clock.h"
#include "base/text.h"
#include "boards/json_parts.h"
#include "boards/words.h"

namespace boards {

using base::ErrorCode;
using nlohmann::json;
using rules::Stage;

namespace {

constexpr int kPageSize = 100;

// Linear counts what a query could give, 10,000 points at most: hence the small inner lists.
#define OPERATOR_LINEAR_ISSUE                                                         \
  "id identifier url title description priority updatedAt archivedAt trashed "        \
  "team { id key } state { id name type } cycle { id name number isActive } "         \
  "assignee { id isMe name displayName email } labels(first: 20) { nodes { name } } " \
  "attachments(first: 10) { nodes { title url } } comments(first: 1) { nodes { id } } "

constexpr const char* kIssues =
    "query Issues($filter: IssueFilter, $team: TeamFilter, $after: String, $first: Int) { "
    "teams(filter: $team, first: 1) { nodes { id } } "
    "issues(filter: $filter, after: $after, first: $first, includeArchived: true) { "
    "nodes { " OPERATOR_LINEAR_ISSUE " } pageInfo { hasNextPage endCursor } } }";
constexpr const char* kKnown =
    "query Known($filter: IssueFilter, $first: Int) { "
    "issues(filter: $filter, first: $first, includeArchived: true) { "
    "nodes { " OPERATOR_LINEAR_ISSUE " } } }";
constexpr const char* kOurs =
    "query Ours($filter: IssueFilter, $first: Int) { "
    "issues(filter: $filter, first: $first, includeArchived: true) { nodes { id } } }";
constexpr const char* kIssue =
    "query Issue($id: String!) { issue(id: $id) { " OPERATOR_LINEAR_ISSUE " } }";
constexpr const char* kStates =
    "query States($id: String!) { issue(id: $id) { team { states(first: 100) { "
    "nodes { id name type position } } } } }";
constexpr const char* kUpdate =
    "mutation Update($id: String!, $input: IssueUpdateInput!) { "
    "issueUpdate(id: $id, input: $input) { success issue { " OPERATOR_LINEAR_ISSUE " } } }";
constexpr const char* kComment = "query Comment($id: String!) { comment(id: $id) { id } }";
constexpr const char* kCommentCreate =
    "mutation CommentCreate($input: CommentCreateInput!) { "
    "commentCreate(input: $input) { success } }";
constexpr const char* kAttachmentCreate =
    "mutation AttachmentCreate($input: AttachmentCreateInput!) { "
    "attachmentCreate(input: $input) { success } }";
constexpr const char* kViewer =
    "query Viewer($team: TeamFilter) { viewer { id name displayName email } "
    "teams(filter: $team, first: 1) { nodes { id } } }";
#undef OPERATOR_LINEAR_ISSUE

base::Error no_team(const std::string& team) {
  if (team.empty()) {
    return {ErrorCode::invalid_argument,
            "which team? Name its key or id as the board's \"board\" in the configuration",
            {}};
  }
  return {ErrorCode::not_found,
          "no team " + base::printable(team, 80) +
              " that the token reaches: change the board's \"board\" (a team's key or id), or the "
              "key's teams",
          {}};
}

}  // namespace

struct Linear::Progress {
  bool known = false;  // the list is over
  std::string since = "-";
  std::string began = "0";
  std::string last = "-";  // of the known that were looked at
  bool walk = false;
  std::string cursor;

  static std::optional<Progress> of(const std::string& page) {
    const auto words = base::split(page, ' ');
    if (words.size() != 6) return std::nullopt;
    return Progress{words[0] == "known", words[1], words[2], words[3], words[4] == "1", words[5]};
  }
  [[nodiscard]] std::string page() const {
    return base::join({known ? "known" : "list", since, began, last, walk ? "1" : "0", cursor},
                      " ");
  }
  [[nodiscard]] bool first() const { return since == "-"; }
};

Linear::Linear(rules::BoardSettings board, Connection connection)
    : board_(std::move(board)),
      connection_(std::move(connection)),
      url_(site_address(board_.url.empty() ? "https://api.linear.app" : board_.url)) {
  if (!url_.ends_with("/graphql")) url_ += "/graphql";
}

base::Result<json> Linear::ask(const char* query, json variables, std::stop_token stop) {
  HttpRequest request;
  request.method = "POST";
  request.url = url_;
  // A person's key goes as it is, a token of OAuth as a bearer's.
  const std::string& token = connection_.token;
  request.headers = {{"Authorization", token.starts_with("lin_oauth_") ? "Bearer " + token : token},
                     {"Content-Type", "application/json"}};
  request.body = body_text({{"query", query}, {"variables", std::move(variables)}});
  const Http http = [this](const HttpRequest& one,
                           std::stop_token ending) -> base::Result<HttpReply> {
    TRY_ASSIGN(HttpReply reply, connection_.http(one, ending));
    return linear_reply(std::move(reply), connection_.patience.now_ms());
  };
  TRY_ASSIGN(const HttpReply reply, send_patiently(http, request, connection_.patience, stop));
  server_ms_ = sent_at(reply).value_or(connection_.patience.now_ms());
  const json object = parse_reply(reply.body);
  const json& errors = at(object, "errors");
  if (errors.is_array() && !errors.empty()) return base::fail(linear_error(errors));
  if (at(object, "data").is_object()) return at(object, "data");
  return base::fail(stranger(url_, "Linear"));
}

void Linear::take_node(const json& node, Page& page) const {
  auto issue = linear_issue(node, board_);
  if (!issue) {
    page.problems.push_back(issue.error().message);
  } else if (linear_gone(node, board_)) {
    page.gone.push_back(issue->id);
  } else {
    page.issues.push_back(std::move(*issue));
  }
}

base::Status Linear::judge(std::vector<rules::Issue>& issues, std::stop_token stop) {
  if (board_.query.empty() || issues.empty()) return {};
  rules::BoardSettings only_query;
  only_query.query = board_.query;
  TRY_ASSIGN(const json wanted, linear_wanted(only_query));
  json ids = json::array();
  for (const auto& one : issues) ids.push_back(one.id);
  const auto count = ids.size();
  const json filter = {{"id", {{"in", std::move(ids)}}}, {"and", at(wanted, "and")}};
  TRY_ASSIGN(const json data, ask(kOurs, {{"filter", filter}, {"first", count}}, stop));
  std::set<std::string> ours;
  for (const json& node : at(at(data, "issues"), "nodes")) ours.insert(text_at(node, "id"));
  for (auto& one : issues) one.ours = one.ours.value_or(true) && ours.contains(one.id);
  return {};
}

base::Status Linear::take_list(Progress& progress, const PageRequest& request, Page& page,
                               std::stop_token stop) {
  json filter = linear_changed(board_, progress.since);
  if (progress.first()) {
    TRY_ASSIGN(filter, linear_wanted(board_));
  }
  json variables = {
      {"filter", std::move(filter)}, {"team", linear_team(board_)}, {"first", kPageSize}};
  if (!progress.cursor.empty()) variables["after"] = progress.cursor;
  TRY_ASSIGN(const json data, ask(kIssues, std::move(variables), stop));
  if (at(at(data, "teams"), "nodes").empty()) return base::fail(no_team(board_.board));
  if (request.page.empty()) progress.began = std::to_string(server_ms_);
  const json& list = at(data, "issues");
  for (const json& node : at(list, "nodes")) take_node(node, page);
  progress.cursor.clear();
  if (yes_at(at(list, "pageInfo"), "hasNextPage")) {
    progress.cursor = text_at(at(list, "pageInfo"), "endCursor");
  }
  return {};
}

base::Result<bool> Linear::take_known(const std::vector<std::string>& known, std::string& last,
                                      Page& page, std::stop_token stop) {
  std::vector<std::string> ids(known);
  std::sort(ids.begin(), ids.end());
  auto from = std::upper_bound(ids.begin(), ids.end(), last == "-" ? "" : last);
  const auto count = std::min<std::ptrdiff_t>(ids.end() - from, kPageSize);
  ids = {from, from + count};
  last = count < kPageSize ? "-" : ids.back();
  if (ids.empty()) return false;
  TRY_ASSIGN(const json data,
             ask(kKnown, {{"filter", {{"id", {{"in", ids}}}}}, {"first", kPageSize}}, stop));
  std::set<std::string> there;
  for (const json& node : at(at(data, "issues"), "nodes")) {
    there.insert(text_at(node, "id"));
    take_node(node, page);
  }
  for (const auto& id : ids) {
    if (!there.contains(id)) page.gone.push_back(id);
  }
  return last != "-";
}

base::Result<Page> Linear::changed(const PageRequest& request, std::stop_token stop) {
  if (board_.board.empty()) return base::fail(no_team(""));
  Progress progress;
  if (!request.page.empty()) {
    const auto read = Progress::of(request.page);
    if (!read) return base::fail(ErrorCode::internal, "no such page: " + request.page);
    progress = *read;
  } else if (!request.since.empty()) {
    const auto words = base::split(request.since, ' ');
    const auto ms = std::strtoll(words.front().c_str(), nullptr, 10) - kOverlapMs;
    progress.since = base::to_rfc3339(base::WallTime{ms});
    if (words.size() > 1) progress.last = words[1];
  } else {
    progress.walk = !request.known.empty();
  }
  Page page;
  if (!progress.known) {
    TRY(take_list(progress, request, page, stop));
    const bool over = progress.cursor.empty();
    if (over && !progress.first()) {
      TRY(take_known(request.known, progress.last, page, stop));
    }
    progress.known = over && progress.walk;
    if (!over || progress.known) page.next = progress.page();
  } else {
    TRY_ASSIGN(const bool more, take_known(request.known, progress.last, page, stop));
    if (more) page.next = progress.page();
  }
  if (page.next.empty()) page.since = progress.began + " " + progress.last;
  TRY(judge(page.issues, stop));
  return page;
}

base::Result<rules::Issue> Linear::read(const json& node, std::stop_token stop) {
  if (!node.is_object() || linear_gone(node, board_)) {
    return base::fail(ErrorCode::not_found, "the issue was deleted");
  }
  TRY_ASSIGN(rules::Issue issue, linear_issue(node, board_));
  std::vector<rules::Issue> one{std::move(issue)};
  TRY(judge(one, stop));
  return std::move(one.front());
}

base::Result<rules::Issue> Linear::issue(const std::string& id, std::stop_token stop) {
  TRY_ASSIGN(const json data, ask(kIssue, {{"id", id}}, stop));
  return read(at(data, "issue"), stop);
}

base::Result<std::string> Linear::state_for(const std::string& id, Stage stage,
                                            std::stop_token stop) {
  TRY_ASSIGN(const json data, ask(kStates, {{"id", id}}, stop));
  const json& states = at(at(at(at(data, "issue"), "team"), "states"), "nodes");
  std::string found = linear_state(states, board_, stage);
  if (!found.empty()) return found;
  const auto named = board_.stages.find(stage);
  return base::fail(ErrorCode::external_failed, named == board_.stages.end()
                                                    ? std::string("its team has no state for this")
                                                    : "its team has no state " +
                                                          base::printable(named->second, 80) +
                                                          ": change the board's \"stages\"");
}

base::Result<rules::Issue> Linear::update(const std::string& id, const std::string& revision,
                                          const rules::FieldEdits& edits, std::stop_token stop) {
  TRY_ASSIGN(rules::Issue now, issue(id, stop));
  if (now.revision != revision) {
    return base::fail(ErrorCode::conflict, now.key + " was changed meanwhile");
  }
  json input = json::object();
  if (edits.title) input["title"] = *edits.title;
  if (edits.body) input["description"] = *edits.body;
  if (edits.priority) input["priority"] = *edits.priority + 1;
  if (edits.stage && now.stage != *edits.stage) {
    TRY_ASSIGN(input["stateId"], state_for(id, *edits.stage, stop));
  }
  if (input.empty()) return now;
  TRY_ASSIGN(const json data, ask(kUpdate, {{"id", id}, {"input", std::move(input)}}, stop));
  return read(at(at(data, "issueUpdate"), "issue"), stop);
}

base::Status Linear::comment(const std::string& id, const std::string& marker,
                             const std::string& markdown, bool again, std::stop_token stop) {
  const std::string comment_id = linear_comment_id(marker);
  if (again) {
    const auto found = ask(kComment, {{"id", comment_id}}, stop);
    if (found) return {};
    if (found.error().code != ErrorCode::not_found) return base::fail(found.error());
  }
  const json input = {{"id", comment_id}, {"issueId", id}, {"body", markdown}};
  const auto made = ask(kCommentCreate, {{"input", input}}, stop);
  if (made) return {};
  // Refused because its id is taken: an earlier try came through, whose reply did not.
  const bool may_be_there = made.error().code == ErrorCode::external_failed;
  if (may_be_there && ask(kComment, {{"id", comment_id}}, stop)) return {};
  return base::fail(made.error());
}

base::Status Linear::link_pull_request(const std::string& id, const std::string& url,
                                       const std::string& title, std::stop_token stop) {
  const json input = {{"issueId", id}, {"url", url}, {"title", title.empty() ? url : title}};
  TRY(ask(kAttachmentCreate, {{"input", input}}, stop));
  return {};
}

base::Result<Account> Linear::verify(std::stop_token stop) {
  TRY_ASSIGN(const json data, ask(kViewer, {{"team", linear_team(board_)}}, stop));
  const json& viewer = at(data, "viewer");
  Account account{text_at(viewer, "id"), text_at(viewer, "name"), {}};
  if (at(at(data, "teams"), "nodes").empty()) {
    account.lacks.push_back(board_.board.empty() ? "access to a team"
                                                 : "access to the team " + board_.board);
  }
  return account;
}

}  // namespace boards
