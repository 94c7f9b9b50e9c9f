#include "boards/github.h"

#include <algorithm>
#include <set>

#include "base/clock.h"
#include "base/paths.h"
#include "base/text.h"
#include "boards/json_parts.h"
#include "boards/words.h"

namespace boards {

using base::ErrorCode;
using nlohmann::json;
using rules::Stage;

namespace {

// A list of what changed since a time that is longer begins at a later one: its ETag is of no more
// use then, but the list is short again.
constexpr std::size_t kShortList = 50;
constexpr std::size_t kMostFound = 1000;  // what GitHub's search gives of all it finds
constexpr int kMostPages = 300;
constexpr int kMostRedirects = 3;

bool is_etag(const std::string& text) {
  return !text.empty() && text.size() < 200 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

// What the board's query adds to others.
std::string grouped(const std::string& query) {
  return query.find(" OR ") == std::string::npos ? query : "(" + query + ")";
}

}  // namespace

struct Github::Progress {
  std::string since = "-";
  std::string began = "0";
  std::string last = "-";
  std::string path;
  std::string etag = "-";  // of the first page, when it is the only one, short and wanted again

  static std::optional<Progress> of(const std::string& page) {
    const auto words = base::split(page, ' ');
    if (words.size() != 4 || !words[3].starts_with('/')) return std::nullopt;
    return Progress{words[0], words[1], words[2], words[3], "-"};
  }
  [[nodiscard]] std::string page() const { return base::join({since, began, last, path}, " "); }
  [[nodiscard]] bool first() const { return since == "-"; }
};

Github::Github(rules::BoardSettings board, Connection connection)
    : board_(std::move(board)),
      connection_(std::move(connection)),
      url_(site_address(board_.url.empty() ? "https://api.github.com" : board_.url)) {
  if (const auto parts = github_board(board_.board)) {
    owner_ = parts->owner;
    name_ = parts->name;
    project_ = parts->project;
  }
}

std::string Github::repository() const {
  return "/repos/" + url_escaped(owner_) + "/" + url_escaped(name_);
}

base::Result<std::string> Github::issue_path(const std::string& id) const {
  if (is_number(id)) return repository() + "/issues/" + id;
  return base::fail(ErrorCode::not_found, "no issue " + base::printable(id, 40));
}

base::Result<HttpReply> Github::send(const char* method, const std::string& path, const json* body,
                                     std::stop_token stop, const std::string& etag) {
  HttpRequest request;
  request.method = method;
  request.url = path == "graphql" ? github_graph_url(url_) : url_ + path;
  request.headers = {{"Accept", "application/vnd.github+json"},
                     {"Authorization", "Bearer " + connection_.token},
                     {"User-Agent", "operator"},
                     {"X-GitHub-Api-Version", "2022-11-28"}};
  if (!etag.empty()) request.headers.emplace_back("If-None-Match", etag);
  if (body != nullptr) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = body_text(*body);
  }
  // A comment sent twice is there twice; a later try looks for it.
  request.once = request.method == "POST" && path != "graphql";
  // A repository that was renamed is somewhere else on the same site.
  const Http http = [this](HttpRequest one, std::stop_token ending) -> base::Result<HttpReply> {
    for (int n = 0;; ++n) {
      TRY_ASSIGN(HttpReply reply, connection_.http(one, ending));
      headers_ = reply.headers;
      const std::string& place = header(reply.headers, "location");
      const bool moved =
          reply.status == 301 || reply.status == 302 || reply.status == 307 || reply.status == 308;
      if (!moved || n == kMostRedirects || !place.starts_with(url_ + "/")) {
        return github_reply(std::move(reply));
      }
      one.url = place;
    }
  };
  auto reply = send_patiently(http, request, connection_.patience, stop);
  if (reply) return reply;
  const bool refused =
      reply.error().code == ErrorCode::forbidden || reply.error().code == ErrorCode::not_found;
  // An issue that is not there is no matter of the token.
  const bool is_one = path.starts_with(repository() + "/issues/");
  const bool absent = reply.error().code == ErrorCode::not_found && is_one;
  const std::string lacks = refused && !absent ? github_lacks(headers_) : "";
  if (lacks.empty()) return reply;
  return base::fail(ErrorCode::forbidden, lacks + ": make one that has it, and sign in again");
}

base::Result<json> Github::ask(const char* method, const std::string& path, const json* body,
                               std::stop_token stop) {
  TRY_ASSIGN(const HttpReply reply, send(method, path, body, stop));
  json answer = parse_reply(reply.body);
  if (answer.is_object() || answer.is_array()) return answer;
  return base::fail(stranger(url_, "GitHub"));
}

base::Result<json> Github::ask_graph(const std::string& query, json variables,
                                     std::stop_token stop) {
  const json body = {{"query", query}, {"variables", std::move(variables)}};
  TRY_ASSIGN(const json answer, ask("POST", "graphql", &body, stop));
  for (const json& error : at(answer, "errors")) {
    const std::string type = text_at(error, "type");
    // A part that is not there is null in the answer.
    if (type == "NOT_FOUND" && at(answer, "data").is_object()) continue;
    const std::string words = base::printable(text_at(error, "message"), 300);
    if (type == "INSUFFICIENT_SCOPES" || type == "FORBIDDEN") {
      return base::fail(ErrorCode::forbidden,
                        "the token may not do that: make one that may (" + words + ")");
    }
    return base::fail(ErrorCode::external_failed, "GitHub refuses: " + words);
  }
  return at(answer, "data");
}

std::string Github::next_of(const HttpReply& reply) const {
  // Nowhere else: the token goes along.
  const std::string next = github_next(header(reply.headers, "link"));
  const bool fits = next.starts_with(url_ + "/") && next.find_first_of(" \n") == std::string::npos;
  return fits ? next.substr(url_.size()) : "";
}

base::Result<json> Github::ask_all(std::string path, std::stop_token stop) {
  json all = json::array();
  for (int page = 0; page < kMostPages && !path.empty(); ++page) {
    TRY_ASSIGN(const HttpReply reply, send("GET", path, nullptr, stop));
    const json list = parse_reply(reply.body);
    // Taken for an empty one, a comment would be there twice.
    if (!list.is_array()) return base::fail(stranger(url_, "GitHub"));
    for (const json& one : list) all.push_back(one);
    path = next_of(reply);
  }
  return all;
}

std::string Github::list_path(const Progress& progress, bool narrow) const {
  // By creation: pages do not shift when an issue is edited meanwhile.
  std::string path = repository() + "/issues?sort=created&direction=asc&per_page=100";
  if (!progress.first()) return path + "&state=all&since=" + url_escaped(progress.since);
  if (!narrow) return path + "&state=all";
  path += "&state=open";
  const std::string& who = board_.assignee;
  if (who != "anyone") path += "&assignee=" + url_escaped(who == "me" ? context_->me : who);
  if (board_.labels.size() == 1) path += "&labels=" + url_escaped(board_.labels.front());
  return path;
}

std::string Github::search_path(const std::string& words, const char* order) const {
  const std::string query =
      "repo:" + owner_ + "/" + name_ + " is:issue " + words + " " + grouped(board_.query);
  return "/search/issues?q=" + url_escaped(query) + "&sort=created&order=" + order +
         "&per_page=100";
}

base::Status Github::take_list(Progress& progress, const std::string& etag, Page& page,
                               std::stop_token stop) {
  const bool begins = progress.began == "0";
  TRY_ASSIGN(const HttpReply reply, send("GET", progress.path, nullptr, stop, etag));
  if (begins) {
    progress.began = std::to_string(sent_at(reply).value_or(connection_.patience.now_ms()));
  }
  const std::string asked = std::exchange(progress.path, next_of(reply));
  if (reply.status == 304) {
    progress.etag = etag;
    return {};
  }
  const json answer = parse_reply(reply.body);
  const json& list = answer.is_array() ? answer : at(answer, "items");
  if (!list.is_array()) {
    return base::fail(stranger(url_, "GitHub"));
  }
  if (yes_at(answer, "incomplete_results")) return base::fail(search_cut());
  std::vector<Fresh> fresh;
  for (const json& one : list) {
    if (at(one, "pull_request").is_object()) continue;
    auto issue = github_issue(one, board_, *context_);
    if (issue) {
      fresh.push_back({std::move(*issue), text_at(one, "node_id"), text_at(one, "created_at")});
    } else {
      page.problems.push_back(issue.error().message);
    }
  }
  TRY(complete(fresh, answer.is_array() ? progress.since : "found", stop));
  for (Fresh& one : fresh) page.issues.push_back(std::move(one.issue));
  const bool is_short = begins && progress.path.empty() && list.size() < kShortList;
  const std::string& tag = header(reply.headers, "etag");
  if (is_short && !progress.first() && is_etag(tag) && board_.query.empty()) progress.etag = tag;
  // A search ends before its thousandth: the next one begins where this one ended.
  const bool more = !answer.is_array() && progress.path.empty() && !list.empty() &&
                    number_at(answer, "total_count", 0) > static_cast<double>(kMostFound);
  if (more) {
    const std::string from = text_at(list.back(), "created_at");
    std::string next = search_path("state:open created:>=" + from, "asc");
    if (!asked.starts_with(next)) progress.path = std::move(next);
  }
  return {};
}

base::Result<Page> Github::changed(const PageRequest& request, std::stop_token stop) {
  if (owner_.empty()) {
    return base::fail(ErrorCode::invalid_argument,
                      "which repository? Name it as the board's \"board\" in the configuration: "
                      "owner/name, or owner/name#3 with a project");
  }
  Progress progress;
  std::string etag;
  if (!request.page.empty()) {
    const auto read = Progress::of(request.page);
    if (!read) return base::fail(ErrorCode::internal, "no such page: " + request.page);
    progress = *read;
  } else if (!request.since.empty()) {
    const auto words = base::split(request.since, ' ');
    const auto ms = std::strtoll(words.front().c_str(), nullptr, 10) - kOverlapMs;
    progress.since = base::to_rfc3339(base::WallTime{ms});
    if (words.size() > 1) progress.last = words[1];
    if (words.size() > 2 && is_etag(words[2]) && words[2] != "-") etag = words[2];
  }
  Page page;
  if (!context_) {
    context_.emplace();
    if (must_look(request)) TRY(look(request.known, progress.last, page, stop));
  }
  if (request.page.empty()) {
    // Another filter begins anew: then all are asked for, since those that have a ticket are to be
    // seen as well.
    const bool narrow = request.known.empty();
    const bool search = progress.first() && narrow && !board_.query.empty();
    progress.path = search ? search_path("state:open", "asc") : list_path(progress, narrow);
  }
  TRY(take_list(progress, etag, page, stop));
  if (!progress.path.empty()) {
    page.next = progress.page();
  } else if (progress.etag != "-") {
    const std::string ms = base::split(request.since, ' ').front();
    page.since = ms + " " + progress.last + " " + progress.etag;
  } else {
    page.since = progress.began + " " + progress.last + " -";
  }
  return page;
}

base::Result<bool> Github::is_own(const json& issue, std::stop_token stop) {
  const std::string place = base::to_lower(text_at(issue, "repository_url"));
  const auto is_of = [&](const std::string& name) {
    return place.empty() || place.ends_with("/repos/" + base::to_lower(name));
  };
  if (is_of(owner_ + "/" + name_)) return true;
  // The repository may have another name by now, which it says where the old one leads.
  TRY_ASSIGN(const json now, ask("GET", repository(), nullptr, std::move(stop)));
  return is_of(text_at(now, "full_name"));
}

base::Result<rules::Issue> Github::read(const json& issue, std::stop_token stop) {
  TRY_ASSIGN(rules::Issue read, github_issue(issue, board_, *context_));
  TRY_ASSIGN(const bool own, is_own(issue, stop));
  if (!own || at(issue, "pull_request").is_object()) {
    return base::fail(ErrorCode::not_found, "the issue is not there any more");
  }
  std::vector<Fresh> one{
      {std::move(read), text_at(issue, "node_id"), text_at(issue, "created_at")}};
  TRY(complete(one, "-", stop));
  return std::move(one.front().issue);
}

base::Result<rules::Issue> Github::issue(const std::string& id, std::stop_token stop) {
  TRY_ASSIGN(const std::string path, issue_path(id));
  if (!context_) {
    context_.emplace();
    Page none;
    std::string last = "-";
    if (must_look({})) TRY(look({}, last, none, stop));
  }
  TRY_ASSIGN(const json answer, ask("GET", path, nullptr, stop));
  return read(answer, stop);
}

base::Result<rules::Issue> Github::update(const std::string& id, const std::string& revision,
                                          const rules::FieldEdits& edits, std::stop_token stop) {
  TRY_ASSIGN(const std::string path, issue_path(id));
  TRY_ASSIGN(rules::Issue now, issue(id, stop));
  if (now.revision != revision) {
    return base::fail(ErrorCode::conflict, now.key + " was changed meanwhile");
  }
  const json body = github_update(edits, now.labels);
  json answer;
  if (!body.empty()) {
    TRY_ASSIGN(answer, ask("PATCH", path, &body, stop));
  }
  if (project_ != 0 && edits.stage && now.stage != *edits.stage) {
    if (answer.is_null()) {
      TRY_ASSIGN(answer, ask("GET", path, nullptr, stop));
    }
    TRY(move_card(text_at(answer, "node_id"), *edits.stage, stop));
  }
  if (answer.is_null()) return now;
  return read(answer, stop);
}

base::Status Github::comment(const std::string& id, const std::string& marker,
                             const std::string& markdown, bool again, std::stop_token stop) {
  TRY_ASSIGN(const std::string issue, issue_path(id));
  const std::string sign = "<!-- operator:" + marker + " -->";
  if (again) {
    TRY_ASSIGN(const json all, ask_all(issue + "/comments?per_page=100", stop));
    for (const json& one : all) {
      if (text_at(one, "body").find(sign) != std::string::npos) return {};
    }
  }
  const json body = {{"body", markdown + "\n\n" + sign}};
  TRY(ask("POST", issue + "/comments", &body, stop));
  return {};
}

base::Status Github::link_pull_request(const std::string& id, const std::string& url,
                                       const std::string& title, std::stop_token stop) {
  // Its address alone: GitHub shows the title itself, and what a title says mentions nobody.
  (void)title;
  const std::string marker = "pr-" + base::sha256_hex(url).substr(0, 16);
  return comment(id, marker, "Pull request: " + base::printable(url, 2000), true, stop);
}

}  // namespace boards
