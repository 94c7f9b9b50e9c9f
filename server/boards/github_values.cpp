#include "boards/github_values.h"

#include <algorithm>

#include "base/text.h"
#include "boards/json_parts.h"
#include "boards/words.h"

namespace boards {
namespace {

using base::ErrorCode;
using nlohmann::json;
using rules::BoardSettings;
using rules::Stage;

constexpr const char* kLevels[] = {"critical", "high", "medium", "low"};

// "P1", "priority: high": what repositories call their labels. Words need the prefix: "low" alone
// may be anything.
struct PriorityLabel {
  int priority = -1;
  std::string before;  // the prefix, as it is written
  bool number = false;
  bool upper = false;

  static PriorityLabel of(const std::string& label) {
    PriorityLabel to;
    const std::string lower = base::to_lower(label);
    for (const char* prefix : {"priority: ", "priority/", "priority:", "priority-", "prio: "}) {
      const std::string_view text = prefix;
      if (!lower.starts_with(text)) continue;
      to.before = label.substr(0, text.size());
      break;
    }
    const std::string word = lower.substr(to.before.size());
    if (word.empty()) return {};
    const char first = label[to.before.size()];
    to.upper = first >= 'A' && first <= 'Z';
    if (word.size() == 2 && word[0] == 'p' && word[1] >= '0' && word[1] <= '3') {
      to.number = true;
      to.priority = word[1] - '0';
    } else if (!to.before.empty()) {
      for (int n = 0; n < 4; ++n) {
        if (word == kLevels[n]) to.priority = n;
      }
      if (word == "urgent") to.priority = 0;
    }
    return to;
  }
  [[nodiscard]] std::string with(int level) const {
    std::string word = number ? "p" + std::to_string(level) : kLevels[level];
    if (upper) word[0] = static_cast<char>(word[0] - 'a' + 'A');
    return before + word;
  }
};

std::vector<std::string> logins_of(const json& issue) {
  std::vector<std::string> logins;
  for (const json& one : at(issue, "assignees")) logins.push_back(text_at(one, "login"));
  const std::string first = text_at(at(issue, "assignee"), "login");
  if (logins.empty() && !first.empty()) logins.push_back(first);
  return logins;
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& one) { return same_word(one, word); });
}

bool is_in_sprint(const json& issue, const BoardSettings& board, const GithubContext& context) {
  if (board.sprint.empty()) return true;
  const std::string title = text_at(at(issue, "milestone"), "title");
  if (title.empty()) return false;
  return same_word(title, board.sprint == "current" ? context.milestone : board.sprint);
}

}  // namespace

std::optional<GithubBoard> github_board(const std::string& board) {
  GithubBoard to;
  std::string rest = board;
  if (const std::size_t hash = rest.find('#'); hash != std::string::npos) {
    const std::string number = rest.substr(hash + 1);
    if (!is_number(number)) return std::nullopt;
    to.project = std::stoi(number);
    rest = rest.substr(0, hash);
  }
  const auto parts = base::split(rest, '/');
  if (parts.size() != 2 || parts[0].empty() || parts[1].empty()) return std::nullopt;
  to.owner = parts[0];
  to.name = parts[1];
  return to;
}

std::string github_graph_url(const std::string& url) {
  constexpr std::string_view kEnterprise = "/api/v3";
  if (!url.ends_with(kEnterprise)) return url + "/graphql";
  return url.substr(0, url.size() - kEnterprise.size()) + "/api/graphql";
}

base::Result<rules::Issue> github_issue(const json& issue, const BoardSettings& board,
                                        const GithubContext& context) {
  rules::Issue to;
  const json& number = at(issue, "number");
  to.revision = text_at(issue, "updated_at");
  if (!number.is_number_integer() || to.revision.empty()) {
    return base::fail(ErrorCode::external_failed,
                      "GitHub sent an issue without its number or time");
  }
  to.id = std::to_string(number.get<std::int64_t>());
  to.url = text_at(issue, "html_url");
  // "https://github.com/owner/name/issues/12": the name people know it by.
  const auto parts = base::split(to.url, '/');
  to.key = (parts.size() >= 3 ? parts[parts.size() - 3] : "") + "#" + to.id;
  to.title = text_at(issue, "title");
  to.body = text_at(issue, "body");
  to.cut = is_damaged(to.body);
  to.type = text_at(at(issue, "type"), "name");
  to.status = text_at(issue, "state");
  to.stage = to.status == "closed" ? Stage::done : Stage::todo;
  const std::vector<std::string> logins = logins_of(issue);
  if (!logins.empty()) to.assignee = logins.front();
  const bool mine = !context.me.empty() && has(logins, context.me);
  if (has(logins, board.assignee)) to.assignee = board.assignee;
  to.ours = is_in_sprint(issue, board, context) && (board.assignee != "me" || mine);
  for (const json& label : at(issue, "labels")) {
    const std::string name = label.is_string() ? label.get<std::string>() : text_at(label, "name");
    if (name.empty()) continue;
    to.labels.push_back(name);
    if (to.priority < 0) to.priority = PriorityLabel::of(name).priority;
  }
  if (number_at(issue, "comments", 0) > 0) to.links.push_back({"Comments", to.url});
  return to;
}

json github_rest_of(const json& node) {
  json to = {
      {"number", at(node, "number")},        {"node_id", at(node, "id")},
      {"title", at(node, "title")},          {"body", at(node, "body")},
      {"html_url", at(node, "url")},         {"created_at", at(node, "createdAt")},
      {"updated_at", at(node, "updatedAt")}, {"state", base::to_lower(text_at(node, "state"))},
      {"milestone", at(node, "milestone")},  {"comments", at(at(node, "comments"), "totalCount")}};
  for (const char* list : {"labels", "assignees"}) {
    to[list] = json::array();
    for (const json& one : at(at(node, list), "nodes")) to[list].push_back(one);
  }
  return to;
}

Stage github_stage(const std::string& word, const BoardSettings& board) {
  for (const auto& [stage, name] : board.stages) {
    if (same_word(name, word)) return stage;
  }
  const std::string lower = base::to_lower(base::trim(word));
  for (const char* done : {"done", "closed", "completed", "shipped", "released"}) {
    if (lower == done) return Stage::done;
  }
  for (const char* doing : {"in progress", "doing", "started", "in review", "review"}) {
    if (lower == doing) return Stage::doing;
  }
  return Stage::todo;
}

std::string github_option(const GithubContext& context, const BoardSettings& board, Stage stage) {
  const auto named = board.stages.find(stage);
  for (const auto& [word, id] : context.options) {
    const bool fits = named == board.stages.end() ? github_stage(word, board) == stage
                                                  : same_word(word, named->second);
    if (fits) return id;
  }
  return "";
}

json github_update(const rules::FieldEdits& edits, const std::vector<std::string>& labels) {
  json body = json::object();
  if (edits.title) body["title"] = *edits.title;
  if (edits.body) body["body"] = *edits.body;
  if (edits.stage == Stage::done) {
    body["state"] = "closed";
    body["state_reason"] = "completed";
  }
  if (!edits.priority || *edits.priority < 0 || *edits.priority > 3) return body;
  json changed = json::array();
  bool written = false;
  for (const auto& label : labels) {
    const PriorityLabel found = PriorityLabel::of(label);
    if (found.priority < 0) {
      changed.push_back(label);
    } else if (!std::exchange(written, true)) {
      changed.push_back(found.with(*edits.priority));
    }
  }
  if (written) body["labels"] = std::move(changed);
  return body;
}

std::string github_next(const std::string& link) {
  for (const auto& part : base::split(link, ',')) {
    const std::size_t from = part.find('<'), to = part.find('>');
    if (from == std::string::npos || to == std::string::npos || to < from) continue;
    if (part.find("rel=\"next\"", to) == std::string::npos) continue;
    return part.substr(from + 1, to - from - 1);
  }
  return "";
}

HttpReply github_reply(HttpReply reply) {
  if (reply.status == 200 && reply.body.find("\"RATE_LIMITED\"") != std::string::npos) {
    // GraphQL's way to say so; the text may be an issue's as well.
    const json errors = at(parse_reply(reply.body), "errors");
    const bool limited =
        errors.is_array() && !errors.empty() && text_at(errors.front(), "type") == "RATE_LIMITED";
    if (limited) reply.status = 429;
  }
  if (reply.status != 403) return reply;
  const std::string said = base::to_lower(reply.body);
  const bool secondary = said.find("secondary rate limit") != std::string::npos ||
                         said.find("abuse detection") != std::string::npos;
  const bool spent = header(reply.headers, "x-ratelimit-remaining") == "0";
  if (!secondary && !spent && header(reply.headers, "retry-after").empty()) return reply;
  reply.status = 429;
  // docs.github.com/rest/using-the-rest-api/rate-limits: at least a minute.
  if (secondary && !spent) reply.headers.emplace("retry-after", "60");
  return reply;
}

std::string github_lacks(const HttpHeaders& headers) {
  const std::string& rights = header(headers, "x-accepted-github-permissions");
  if (!rights.empty()) return "the token lacks the right " + base::printable(rights, 100);
  const auto words = [&](const char* name) {
    std::vector<std::string> list;
    for (const auto& part : base::split(header(headers, name), ',')) {
      const std::string word(base::trim(part));
      if (!word.empty()) list.push_back(word);
    }
    return list;
  };
  const auto wanted = words("x-accepted-oauth-scopes");
  if (!headers.contains("x-oauth-scopes") || wanted.empty()) return "";
  const auto given = words("x-oauth-scopes");
  if (std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) { return has(given, one); })) {
    return "";
  }
  return "the token lacks the scope " + base::printable(base::join(wanted, " or "), 100);
}

}  // namespace boards
