// Jira: whose the token is, and what a board's settings can name.
#include <algorithm>
#include <map>

#include "boards/jira.h"
#include "boards/json_parts.h"

namespace boards {
namespace {

using base::ErrorCode;
using nlohmann::json;

constexpr int kPages = 50;
constexpr std::size_t kBoards = 20;  // agile boards of a project, whose sprints are read

std::string id_of(const json& person) {
  for (const char* name : {"accountId", "name", "key"}) {
    if (std::string id = text_at(person, name); !id.empty()) return id;
  }
  return {};
}

}  // namespace

base::Result<Account> Jira::verify(std::stop_token stop) {
  TRY_ASSIGN(const json me, get("/myself", stop));
  Account account{id_of(me), text_at(me, "displayName"), {}};
  if (account.id.empty()) {
    return base::fail(stranger(url_, "Jira"));
  }
  if (board_.board.empty()) return account;
  std::string needed = "BROWSE_PROJECTS";
  if (board_.write != rules::BoardWrite::off) needed += ",ADD_COMMENTS,LINK_ISSUES";
  if (board_.write == rules::BoardWrite::full) needed += ",EDIT_ISSUES,TRANSITION_ISSUES";
  auto all = get("/mypermissions?projectKey=" + url_escaped(board_.board) +
                     "&permissions=" + url_escaped(needed),
                 std::move(stop));
  if (!all && all.error().code == ErrorCode::not_found) {
    return base::fail(ErrorCode::not_found,
                      "no project " + board_.board + ", or it is hidden from " + account.name);
  }
  if (!all) return base::fail(all.error());
  for (const auto& [key, one] : at(*all, "permissions").items()) {
    const bool counts = ("," + needed + ",").find("," + key + ",") != std::string::npos;
    const std::string name = text_at(one, "name");
    if (counts && !yes_at(one, "havePermission"))
      account.lacks.push_back(name.empty() ? key : name);
  }
  return account;
}

base::Result<json> Jira::get_all(const std::string& path, const char* values,
                                 std::stop_token stop) {
  json all = json::array();
  const std::string more = path + (path.find('?') == std::string::npos ? "?" : "&") + "startAt=";
  for (int n = 0; n < kPages; ++n) {
    TRY_ASSIGN(const json page, get(more + std::to_string(all.size()), stop));
    const json& list = page.is_array() ? page : at(page, values);
    for (const json& one : list) all.push_back(one);
    const bool more_told = at(page, "isLast").is_boolean() && !yes_at(page, "isLast");
    if (list.empty() || (!page.is_array() && !more_told)) break;
  }
  return all;
}

base::Result<std::vector<Choice>> Jira::sprints(std::stop_token stop) {
  std::vector<Choice> choices{{"current", "the open sprint", ""}};
  const auto boards =
      get_all("/rest/agile/1.0/board?type=scrum&projectKeyOrId=" + url_escaped(board_.board),
              "values", stop);
  // A site without Jira Software has none.
  if (!boards && boards.error().code != ErrorCode::not_found) return base::fail(boards.error());
  const std::size_t most = boards ? std::min(boards->size(), kBoards) : 0;
  for (std::size_t n = 0; n < most; ++n) {
    const auto id = static_cast<std::int64_t>(number_at((*boards)[n], "id", 0));
    TRY_ASSIGN(const json all, get_all("/rest/agile/1.0/board/" + std::to_string(id) +
                                           "/sprint?state=active,future",
                                       "values", stop));
    for (const json& one : all) {
      Choice choice{text_at(one, "name"), text_at(one, "name"), text_at(one, "state")};
      const bool twice = std::any_of(choices.begin(), choices.end(), [&](const Choice& other) {
        return other.value == choice.value;
      });
      if (!twice && !choice.value.empty()) choices.push_back(std::move(choice));
    }
  }
  return choices;
}

base::Result<std::vector<Choice>> Jira::choices(ChoiceKind kind, std::stop_token stop) {
  std::vector<Choice> choices;
  const std::string project = url_escaped(board_.board);
  if (kind == ChoiceKind::sprints) return sprints(std::move(stop));
  if (kind == ChoiceKind::boards) {
    base::Result<json> all =
        is_cloud() ? get_all("/project/search?orderBy=key", "values", stop) : get("/project", stop);
    if (!all) return base::fail(all.error());
    for (const json& one : *all) {
      choices.push_back(
          {text_at(one, "key"), text_at(one, "name"), text_at(one, "projectTypeKey")});
    }
  } else if (kind == ChoiceKind::people) {
    TRY_ASSIGN(const json all,
               get_all("/user/assignable/search?maxResults=100&project=" + project, "", stop));
    for (const json& one : all) {
      const bool is_app = text_at(one, "accountType") == "app";
      if (!is_app) {
        choices.push_back({id_of(one), text_at(one, "displayName"), text_at(one, "emailAddress")});
      }
    }
  } else if (kind == ChoiceKind::labels) {
    if (!is_cloud()) return choices;  // v2 has no list of them
    TRY_ASSIGN(const json all, get_all("/label", "values", stop));
    for (const json& one : all) {
      if (one.is_string()) choices.push_back({one.get<std::string>(), one.get<std::string>(), ""});
    }
  } else {  // of each type its statuses
    TRY_ASSIGN(const json all, get("/project/" + project + "/statuses", stop));
    std::map<std::string, std::string> seen;
    for (const json& type : all) {
      const std::string name = text_at(type, "name");
      if (kind == ChoiceKind::types) {
        choices.push_back({name, name, yes_at(type, "subtask") ? "sub-task" : ""});
        continue;
      }
      for (const json& status : at(type, "statuses")) {
        const std::string word = text_at(status, "name");
        const std::string category = text_at(at(status, "statusCategory"), "name");
        if (seen.emplace(word, category).second) choices.push_back({word, word, category});
      }
    }
  }
  return choices;
}

}  // namespace boards
