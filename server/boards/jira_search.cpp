// Jira: what changed, and what is gone.
#include <algorithm>

#include "base/text.h"
#include "boards/jira.h"
#include "boards/json_parts.h"

namespace boards {
namespace {

using base::ErrorCode;
using nlohmann::json;

constexpr int kSearchPage = 100;
// Where this machine's clock went back since.
constexpr std::int64_t kWeek = 7 * 24 * 60;
// Known issues that one sync asks for, and of those that it misses, the ones that it looks at.
constexpr std::size_t kChecked = 1000, kCheckedWithoutMatch = 500, kLookedAt = 100;

// Ids are numbers: in their order.
bool before(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::vector<std::string> after(std::vector<std::string> known, const std::string& last) {
  std::sort(known.begin(), known.end(), before);
  known.erase(known.begin(), std::upper_bound(known.begin(), known.end(), last, before));
  return known;
}

// Jira's word on it. It found the person, however the settings name that one.
void set_ours(rules::Issue& issue, bool ours, const rules::BoardSettings& board) {
  const bool is_person =
      board.assignee != "me" && board.assignee != "anyone" && board.assignee != "none";
  issue.ours = ours;
  if (ours && is_person) issue.assignee = board.assignee;
}

}  // namespace

// Written as JSON: `since` has the first two members, `page` all.
struct Jira::Progress {
  std::int64_t began = 0;    // of this sync, in ms
  std::string checked;       // the last known id that was asked for
  std::string asked;         // JQL; empty: the list is read, what is left are known ones
  std::string token;         // Cloud's next page
  int start = 0, total = 0;  // Data Center's
  bool every = false;        // all known ones are asked for, and those that are not wanted read

  static Progress of(const std::string& text) {
    const json from = json::parse(text, nullptr, false);
    Progress progress;
    progress.began = static_cast<std::int64_t>(number_at(from, "began", 0));
    progress.checked = text_at(from, "checked");
    progress.asked = text_at(from, "asked");
    progress.token = text_at(from, "token");
    progress.start = static_cast<int>(number_at(from, "start", 0));
    progress.total = static_cast<int>(number_at(from, "total", 0));
    progress.every = yes_at(from, "every");
    return progress;
  }
  [[nodiscard]] std::string since() const {
    return body_text({{"began", began}, {"checked", checked}});
  }
  [[nodiscard]] std::string page() const {
    return body_text({{"began", began},
                      {"checked", checked},
                      {"asked", asked},
                      {"token", token},
                      {"start", start},
                      {"total", total},
                      {"every", every}});
  }
};

base::Result<json> Jira::search(Progress& progress, std::stop_token stop) {
  json body = {{"jql", progress.asked}, {"fields", jira_fields()}, {"maxResults", kSearchPage}};
  if (is_cloud()) {
    if (!progress.token.empty()) body["nextPageToken"] = progress.token;
    TRY_ASSIGN(json reply, ask({"POST", "/search/jql", &body, false}, std::move(stop)));
    progress.token = text_at(reply, "nextPageToken");
    if (progress.token.empty() || yes_at(reply, "isLast")) progress.asked.clear();
    return reply;
  }
  body["startAt"] = progress.start;
  TRY_ASSIGN(json reply, ask({"POST", "/search", &body, false}, std::move(stop)));
  const int count = static_cast<int>(at(reply, "issues").size());
  const int total = static_cast<int>(number_at(reply, "total", 0));
  // So many left the list, and the rest moved up: they may have been before this page.
  const int moved = progress.start > 0 ? std::max(progress.total - total, 0) : 0;
  progress.start = moved > 0 ? std::max(progress.start - moved, 0) : progress.start + count;
  progress.total = total;
  if (count == 0 || (moved == 0 && progress.start >= total)) progress.asked.clear();
  return reply;
}

base::Status Jira::take_list(Progress& progress, const PageRequest& request, Page& page,
                             std::stop_token stop) {
  const bool wanted_only = request.since.empty();
  TRY_ASSIGN(const json reply, search(progress, stop));
  for (const json& one : at(reply, "issues")) {
    auto issue = jira_issue(one, board_, url_);
    if (!issue) {
      page.problems.push_back(issue.error().message);
      continue;
    }
    if (wanted_only && jira_must_judge(board_))
      set_ours(*issue, issue->ours.value_or(true), board_);
    page.issues.push_back(std::move(*issue));
  }
  return wanted_only ? base::Status() : judge(page.issues, std::move(stop));
}

// Data Center's: all of a list of issues, some of which may be gone.
base::Result<json> Jira::find(const std::string& words, const std::vector<std::string>& fields,
                              std::stop_token stop) {
  json all = json::array();
  for (;;) {
    const json body = {{"jql", words},
                       {"fields", fields},
                       {"startAt", all.size()},
                       {"maxResults", kCheckedWithoutMatch},
                       {"validateQuery", false}};  // else one that is gone makes it an error
    TRY_ASSIGN(const json reply, ask({"POST", "/search", &body, false}, stop));
    for (const json& one : at(reply, "issues")) all.push_back(one);
    const bool last = at(reply, "issues").empty();
    if (last || static_cast<double>(all.size()) >= number_at(reply, "total", 0)) return all;
  }
}

base::Result<std::vector<std::set<std::string>>> Jira::match(const std::vector<std::string>& ids,
                                                             const std::vector<std::string>& jqls,
                                                             std::stop_token stop) {
  std::vector<std::set<std::string>> found(jqls.size());
  const auto take = [](const json& id, std::set<std::string>& to) {
    if (id.is_number_integer()) to.insert(std::to_string(id.get<std::int64_t>()));
  };
  if (is_cloud()) {
    json numbers = json::array();
    for (const auto& id : ids) numbers.push_back(std::strtoll(id.c_str(), nullptr, 10));
    const json body = {{"issueIds", std::move(numbers)}, {"jqls", jqls}};
    TRY_ASSIGN(const json reply, ask({"POST", "/jql/match", &body, false}, std::move(stop)));
    const json& matches = at(reply, "matches");
    if (!matches.is_array() || matches.size() != jqls.size()) {
      return base::fail(ErrorCode::external_failed, "Jira does not say which issues match");
    }
    for (std::size_t n = 0; n < jqls.size(); ++n) {
      for (const json& error : at(matches[n], "errors")) {
        return base::fail(
            ErrorCode::external_failed,
            "Jira refuses the board's filter: " +
                base::printable(error.is_string() ? error.get<std::string>() : "", 300));
      }
      for (const json& id : at(matches[n], "matchedIssues")) take(id, found[n]);
    }
    return found;
  }
  for (std::size_t n = 0; n < jqls.size(); ++n) {
    const std::string words = "(" + jqls[n] + ") AND id in (" + base::join(ids, ", ") + ")";
    TRY_ASSIGN(const json issues, find(words, {"updated"}, stop));
    for (const json& one : issues) found[n].insert(text_at(one, "id"));
  }
  return found;
}

base::Status Jira::judge(std::vector<rules::Issue>& issues, std::stop_token stop) {
  if (issues.empty() || !jira_must_judge(board_)) return {};
  std::set<std::string> ids;
  for (const auto& issue : issues) ids.insert(issue.id);
  TRY_ASSIGN(const auto found, match({ids.begin(), ids.end()}, {jira_ours(board_)}, stop));
  for (auto& issue : issues) set_ours(issue, found.front().contains(issue.id), board_);
  return {};
}

// Known issues that the project does not have (or the filter, where that is asked): moved, deleted.
base::Status Jira::take_missing(const std::vector<std::string>& ids,
                                const std::set<std::string>& ours, Page& page,
                                std::stop_token stop) {
  if (ids.empty()) return {};
  // An account that may no longer see the project would make all of it look deleted.
  TRY(get("/project/" + url_escaped(board_.board), stop));
  std::set<std::string> there;
  json issues;
  if (is_cloud()) {
    const json body = {{"issueIdsOrKeys", ids}, {"fields", jira_fields()}};
    TRY_ASSIGN(const json reply, ask({"POST", "/issue/bulkfetch", &body, false}, std::move(stop)));
    issues = at(reply, "issues");
    // There, and not to be had now.
    for (const json& one : at(reply, "issueErrors")) there.insert(text_at(one, "id"));
  } else {
    TRY_ASSIGN(issues, find("id in (" + base::join(ids, ", ") + ")", jira_fields(), stop));
  }
  for (const json& one : issues) {
    auto issue = jira_issue(one, board_, url_);
    there.insert(text_at(one, "id"));
    if (!issue) continue;
    if (jira_must_judge(board_)) set_ours(*issue, ours.contains(issue->id), board_);
    page.issues.push_back(std::move(*issue));
  }
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(page.gone),
               [&](const std::string& id) { return !there.contains(id); });
  return {};
}

base::Status Jira::check_known(Progress& progress, const PageRequest& request, Page& page,
                               std::stop_token stop) {
  std::vector<std::string> ids = after(request.known, progress.checked);
  const bool round = !progress.every && ids.empty();  // from the first one again
  if (round) ids = after(request.known, "");
  const std::size_t most = is_cloud() ? kChecked : kCheckedWithoutMatch;
  bool all = ids.size() <= most;
  if (!all) ids.resize(most);
  if (ids.empty()) {
    progress.checked.clear();
    progress.every = false;
    return {};
  }
  std::vector<std::string> jqls{jira_project(board_)};
  if (progress.every) jqls = {jira_ours(board_) + " AND statusCategory != Done", jira_ours(board_)};
  TRY_ASSIGN(const auto found, match(ids, jqls, stop));
  std::vector<std::string> missing;
  for (const std::string& id : ids) {
    progress.checked = id;
    if (!found.front().contains(id)) missing.push_back(id);
    if (missing.size() < kLookedAt) continue;
    all = all && id == ids.back();
    break;
  }
  const std::set<std::string> ours = progress.every ? found.back() : std::set<std::string>();
  TRY(take_missing(missing, ours, page, std::move(stop)));
  if (all) {
    progress.checked.clear();
    progress.every = false;
  }
  return {};
}

base::Result<Page> Jira::changed(const PageRequest& request, std::stop_token stop) {
  if (board_.board.empty()) {
    return base::fail(ErrorCode::invalid_argument, "its settings lack \"board\": a project's key");
  }
  Progress progress = Progress::of(request.page.empty() ? request.since : request.page);
  if (request.page.empty()) {
    const std::int64_t since = progress.began;
    progress.began = connection_.patience.now_ms();
    if (request.since.empty()) {
      progress.asked = jira_wanted(board_);
      // Another filter than before: what it no longer takes is to be seen.
      progress.every = !request.known.empty();
    } else {
      const std::int64_t minutes = (progress.began - since) / 60'000 + kOverlapMs / 60'000;
      progress.asked = jira_changed(board_, since > progress.began ? kWeek : minutes);
    }
  }
  Page page;
  if (!progress.asked.empty()) {
    const auto taken = take_list(progress, request, page, stop);
    const bool stale = !taken && taken.error().code == ErrorCode::external_failed &&
                       !request.page.empty() && !progress.token.empty();
    if (stale) {  // a page's token lives for days only
      PageRequest anew = request;
      anew.page.clear();
      return changed(anew, std::move(stop));
    }
    if (!taken) return base::fail(taken.error());
  }
  if (progress.asked.empty()) TRY(check_known(progress, request, page, std::move(stop)));
  if (progress.asked.empty() && !progress.every) {
    page.since = progress.since();
  } else {
    page.next = progress.page();
  }
  return page;
}

}  // namespace boards
