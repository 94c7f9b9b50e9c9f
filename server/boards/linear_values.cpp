#include "boards/linear_values.h"

#include <algorithm>

#include "base/clock.h"
#include "base/paths.h"
#include "base/text.h"
#include "boards/json_parts.h"
#include "boards/words.h"

namespace boards {
namespace {

using base::ErrorCode;
using nlohmann::json;
using rules::BoardSettings;
using rules::Stage;

bool is_uuid(const std::string& word) {
  return word.size() == 36 && std::count(word.begin(), word.end(), '-') == 4;
}

json any_of(const std::vector<std::string>& words, const char* field) {
  json list = json::array();
  for (const auto& word : words) list.push_back({{field, {{"eqIgnoreCase", base::trim(word)}}}});
  return {{"or", std::move(list)}};
}

Stage linear_stage(const json& state, const BoardSettings& board) {
  const std::string name = text_at(state, "name");
  for (const auto& [stage, word] : board.stages) {
    if (same_word(word, name)) return stage;
  }
  const std::string type = text_at(state, "type");
  return type == "completed" || type == "canceled" || type == "duplicate" ? Stage::done
         : type == "started"                                              ? Stage::doing
                                                                          : Stage::todo;
}

bool is_of_team(const json& node, const BoardSettings& board) {
  const json& team = at(node, "team");
  return board.board.empty() || same_word(text_at(team, "key"), board.board) ||
         text_at(team, "id") == board.board;
}

bool is_in_cycle(const json& node, const BoardSettings& board) {
  if (board.sprint.empty()) return true;
  const json& cycle = at(node, "cycle");
  if (!cycle.is_object()) return false;
  if (board.sprint == "current") return yes_at(cycle, "isActive");
  return same_word(text_at(cycle, "name"), board.sprint) ||
         (is_number(board.sprint) && number_at(cycle, "number", -1) == std::stod(board.sprint));
}

// By the word that the board's filter has for this person.
std::string assignee_of(const json& person, const BoardSettings& board) {
  if (!person.is_object()) return "";
  for (const char* word : {"id", "name", "displayName", "email"}) {
    if (same_word(text_at(person, word), board.assignee)) return board.assignee;
  }
  return text_at(person, "name");
}

std::vector<rules::IssueLink> links_of(const json& node) {
  std::vector<rules::IssueLink> links;
  for (const json& one : at(at(node, "attachments"), "nodes")) {
    const std::string title = text_at(one, "title"), url = text_at(one, "url");
    if (!url.empty()) links.push_back({title.empty() ? url : title, url});
  }
  // The issue's own page: one comment's address would be another one after the next.
  const json& comments = at(at(node, "comments"), "nodes");
  if (!comments.empty()) links.push_back({"Comments", text_at(node, "url")});
  return links;
}

}  // namespace

json linear_team(const BoardSettings& board) {
  if (board.board.empty()) return json::object();
  if (is_uuid(board.board)) return {{"id", {{"eq", base::to_lower(board.board)}}}};
  return {{"key", {{"eqIgnoreCase", board.board}}}};
}

json linear_changed(const BoardSettings& board, const std::string& since) {
  json changed = json::array({json{{"updatedAt", {{"gte", since}}}},
                              // Deleting archives, whatever it does to the other time.
                              json{{"archivedAt", {{"gte", since}}}}});
  return {{"team", linear_team(board)}, {"or", std::move(changed)}};
}

base::Result<json> linear_wanted(const BoardSettings& board) {
  json filter = {{"team", linear_team(board)},
                 {"state", {{"type", {{"nin", {"completed", "canceled", "duplicate"}}}}}}};
  if (!board.statuses.empty()) filter["state"].update(any_of(board.statuses, "name"));
  if (!board.labels.empty()) filter["labels"] = {{"some", any_of(board.labels, "name")}};
  if (board.assignee == "me") {
    filter["assignee"] = {{"isMe", {{"eq", true}}}};
  } else if (board.assignee == "none") {
    filter["assignee"] = {{"null", true}};
  } else if (is_uuid(board.assignee)) {
    filter["assignee"] = {{"id", {{"eq", base::to_lower(board.assignee)}}}};
  } else if (board.assignee != "anyone") {
    json person = json::array();
    for (const char* word : {"name", "displayName", "email"}) {
      person.push_back({{word, {{"eqIgnoreCase", base::trim(board.assignee)}}}});
    }
    filter["assignee"] = {{"or", std::move(person)}};
  }
  if (board.sprint == "current") {
    filter["cycle"] = {{"isActive", {{"eq", true}}}};
  } else if (!board.sprint.empty()) {
    filter["cycle"] = any_of({board.sprint}, "name");
    if (is_number(board.sprint)) {
      filter["cycle"]["or"].push_back({{"number", {{"eq", std::stoi(board.sprint)}}}});
    }
  }
  if (board.query.empty()) return filter;
  json query = json::parse(board.query, nullptr, false);
  if (!query.is_object()) {
    return base::fail(ErrorCode::invalid_argument,
                      "the board's query must be one of Linear's issue filters as JSON, like "
                      R"({"priority": {"lte": 2}})");
  }
  filter["and"] = json::array({std::move(query)});
  return filter;
}

base::Result<rules::Issue> linear_issue(const json& node, const BoardSettings& board) {
  rules::Issue to;
  to.id = text_at(node, "id");
  to.key = text_at(node, "identifier");
  to.url = text_at(node, "url");
  to.title = text_at(node, "title");
  to.body = text_at(node, "description");
  to.cut = is_damaged(to.body);
  to.revision = text_at(node, "updatedAt");
  if (to.id.empty() || to.key.empty() || to.revision.empty()) {
    return base::fail(ErrorCode::external_failed,
                      "Linear sent an issue without its id, key or time");
  }
  // 0 none, 1 urgent, 2 high, 3 medium, 4 low.
  const int priority = static_cast<int>(number_at(node, "priority", 0));
  to.priority = priority >= 1 && priority <= 4 ? priority - 1 : -1;
  to.stage = linear_stage(at(node, "state"), board);
  to.status = text_at(at(node, "state"), "name");
  const json& person = at(node, "assignee");
  to.assignee = assignee_of(person, board);
  for (const json& label : at(at(node, "labels"), "nodes")) {
    if (std::string name = text_at(label, "name"); !name.empty()) to.labels.push_back(name);
  }
  to.links = links_of(node);
  to.ours = is_of_team(node, board) && is_in_cycle(node, board) &&
            (board.assignee != "me" || yes_at(person, "isMe"));
  return to;
}

bool linear_gone(const json& node, const BoardSettings& board) {
  if (yes_at(node, "trashed")) return true;
  return at(node, "archivedAt").is_string() &&
         linear_stage(at(node, "state"), board) != Stage::done;
}

std::string linear_state(const json& states, const BoardSettings& board, Stage stage) {
  const auto named = board.stages.find(stage);
  const char* type = stage == Stage::todo    ? "unstarted"
                     : stage == Stage::doing ? "started"
                                             : "completed";
  std::string found;
  double place = 0;
  for (const json& state : states) {
    if (named != board.stages.end()) {
      if (same_word(text_at(state, "name"), named->second)) return text_at(state, "id");
      continue;
    }
    if (text_at(state, "type") != type) continue;
    const double here = number_at(state, "position", 0);
    if (!found.empty() && here >= place) continue;
    found = text_at(state, "id");
    place = here;
  }
  return found;
}

std::string linear_comment_id(const std::string& marker) {
  std::string id = base::sha256_hex("operator comment " + marker).substr(0, 32);
  id[12] = '4';
  id[16] = "89ab"[static_cast<std::size_t>(id[16]) % 4];
  for (const std::size_t place : {8U, 13U, 18U, 23U}) id.insert(place, "-");
  return id;
}

HttpReply linear_reply(HttpReply reply, std::int64_t now_ms) {
  if (reply.status != 200 && reply.status != 400) return reply;
  const json object = parse_reply(reply.body);
  const json& errors = at(object, "errors");
  if (!errors.is_array() || errors.empty()) return reply;
  reply.status = 200;
  if (text_at(at(errors.front(), "extensions"), "code") != "RATELIMITED") return reply;
  reply.status = 429;
  if (reply.headers.contains("retry-after")) return reply;
  // Whichever of its budgets is used up; milliseconds since 1970.
  for (const char* budget : {"requests", "complexity", "endpoint-requests"}) {
    const std::string name = std::string("x-ratelimit-") + budget;
    const auto left = reply.headers.find(name + "-remaining");
    const auto reset = reply.headers.find(name + "-reset");
    if (left == reply.headers.end() || left->second != "0" || reset == reply.headers.end()) {
      continue;
    }
    const auto at_ms = std::strtoll(reset->second.c_str(), nullptr, 10);
    reply.headers["retry-after"] =
        std::to_string(std::max<std::int64_t>((at_ms - now_ms + 999) / 1000, 0));
  }
  return reply;
}

base::Error linear_error(const json& errors) {
  const json& first = errors.front();
  const json& more = at(first, "extensions");
  const std::string code = text_at(more, "code");
  std::string words = text_at(more, "userPresentableMessage");
  if (words.empty()) words = text_at(first, "message");
  words = base::printable(words, 300);
  if (code == "AUTHENTICATION_ERROR") {
    return {ErrorCode::unauthorized, "the token is not taken: sign in again", {}};
  }
  if (code == "FORBIDDEN") {
    return {ErrorCode::forbidden,
            "the key may not do that: make one with the right to it (" + words + ")",
            {}};
  }
  const std::string said = base::to_lower(text_at(first, "message") + " " + words);
  if (said.find("not found") != std::string::npos ||
      said.find("could not find") != std::string::npos) {
    return {
        ErrorCode::not_found, "it is not there, or hidden from the account (" + words + ")", {}};
  }
  if (code == "INTERNAL_SERVER_ERROR" || code == "LOCK_TIMEOUT") {
    return {ErrorCode::unavailable, "Linear fails: try later (" + words + ")", {}};
  }
  return {ErrorCode::external_failed, "Linear refuses: " + words, {}};
}

}  // namespace boards
