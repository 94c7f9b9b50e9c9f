#include "boards/jira_values.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "boards/adf.h"
#include "boards/json_parts.h"
#include "boards/words.h"

namespace boards {
namespace {

using base::ErrorCode;
using nlohmann::json;
using rules::BoardSettings;
using rules::Stage;

// A value within JQL's double quotes.
std::string quoted(const std::string& value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out + "\"";
}

// People paste what Jira's own search shows, with its order.
std::string without_order(const std::string& query) {
  const std::size_t at = base::to_lower(query).rfind("order by");
  const bool ends = at != std::string::npos && query.find_first_of("\"')", at) == std::string::npos;
  return std::string(base::trim(ends ? query.substr(0, at) : query));
}

// An order that no edit changes while pages are read.
constexpr const char* kOrder = " ORDER BY created ASC, key ASC";

Stage jira_stage(const json& status, const BoardSettings& board) {
  const std::string name = text_at(status, "name");
  for (const auto& [stage, word] : board.stages) {
    if (same_word(word, name)) return stage;
  }
  const std::string category = text_at(at(status, "statusCategory"), "key");
  return category == "done"            ? Stage::done
         : category == "indeterminate" ? Stage::doing
                                       : Stage::todo;
}

// The person as the settings say it, where it is that one; else as Jira does.
std::string person(const json& one, const BoardSettings& board) {
  std::string first;
  for (const char* name : {"accountId", "name", "key", "emailAddress", "displayName"}) {
    const std::string word = text_at(one, name);
    if (!word.empty() && same_word(word, board.assignee)) return board.assignee;
    if (first.empty()) first = word;
  }
  return first;
}

void take_text(const json& description, rules::Issue& issue) {
  if (description.is_string()) {  // Data Center's wiki text
    issue.body = description.get<std::string>();
    issue.cut = true;
  } else {
    AdfText read = markdown_from_adf(description);
    issue.body = std::move(read.markdown);
    issue.cut = !read.whole || is_damaged(issue.body);
  }
}

}  // namespace

std::string jira_project(const BoardSettings& board) { return "project = " + quoted(board.board); }

bool jira_must_judge(const BoardSettings& board) {
  return (board.assignee != "anyone" && board.assignee != "none") || !board.sprint.empty() ||
         !without_order(board.query).empty();
}

std::string jira_ours(const BoardSettings& board) {
  std::string words = jira_project(board);
  if (board.assignee == "me") {
    words += " AND assignee = currentUser()";
  } else if (board.assignee == "none") {
    words += " AND assignee IS EMPTY";
  } else if (board.assignee != "anyone") {
    words += " AND assignee = " + quoted(board.assignee);
  }
  if (board.sprint == "current") {
    words += " AND sprint in openSprints()";
  } else if (!board.sprint.empty()) {
    words += " AND sprint = " + quoted(board.sprint);
  }
  const std::string query = without_order(board.query);
  return query.empty() ? words : words + " AND (" + query + ")";
}

std::string jira_wanted(const BoardSettings& board) {
  std::string words = jira_ours(board) + " AND statusCategory != Done";
  if (!board.statuses.empty()) {
    std::vector<std::string> names;
    for (const auto& status : board.statuses) names.push_back(quoted(status));
    words += " AND status in (" + base::join(names, ", ") + ")";
  }
  return words + kOrder;
}

std::string jira_changed(const BoardSettings& board, std::int64_t minutes) {
  return jira_project(board) + " AND updated >= " + quoted("-" + std::to_string(minutes) + "m") +
         kOrder;
}

const std::vector<std::string>& jira_fields() {
  static const std::vector<std::string> kFields{
      "summary",  "description", "issuetype",  "priority",   "status", "project",
      "assignee", "labels",      "components", "attachment", "updated"};
  return kFields;
}

// The default scheme's names and the ones before it, best first.
int jira_priority(const std::string& name) {
  static constexpr std::array<std::array<std::string_view, 5>, 4> kWords = {
      {{"highest", "critical", "blocker", "urgent", "p0"},
       {"high", "major", "important", "p1", ""},
       {"medium", "normal", "moderate", "p2", ""},
       {"low", "lowest", "minor", "trivial", "p3"}}};
  const std::string word = base::to_lower(base::trim(name));
  if (word.empty()) return -1;
  if (word == "p4") return 3;
  for (std::size_t n = 0; n < kWords.size(); ++n) {
    if (std::find(kWords[n].begin(), kWords[n].end(), word) != kWords[n].end()) {
      return static_cast<int>(n);
    }
  }
  return -1;
}

base::Result<rules::Issue> jira_issue(const json& issue, const BoardSettings& board,
                                      const std::string& url) {
  rules::Issue to;
  to.id = text_at(issue, "id");
  to.key = text_at(issue, "key");
  const json& fields = at(issue, "fields");
  if (to.id.empty() || to.key.empty() || !fields.is_object()) {
    return base::fail(ErrorCode::external_failed, "Jira sent an issue without its id or fields");
  }
  to.url = url + "/browse/" + to.key;
  to.title = text_at(fields, "summary");
  take_text(at(fields, "description"), to);
  to.type = text_at(at(fields, "issuetype"), "name");
  to.priority = jira_priority(text_at(at(fields, "priority"), "name"));
  to.stage = jira_stage(at(fields, "status"), board);
  to.status = text_at(at(fields, "status"), "name");
  to.assignee = person(at(fields, "assignee"), board);
  for (const json& label : at(fields, "labels")) {
    if (label.is_string()) to.labels.push_back(label.get<std::string>());
  }
  for (const json& component : at(fields, "components")) {
    if (std::string name = text_at(component, "name"); !name.empty()) to.labels.push_back(name);
  }
  for (const json& file : at(fields, "attachment")) {
    const std::string content = text_at(file, "content");
    if (!content.empty()) to.links.push_back({text_at(file, "filename"), content});
  }
  // Whether there are any would cost the text of twenty per issue.
  to.links.push_back({"Comments", to.url});
  const json& project = at(fields, "project");
  if (project.is_object()) {
    const bool same = same_word(text_at(project, "key"), board.board) ||
                      same_word(text_at(project, "name"), board.board) ||
                      text_at(project, "id") == board.board;
    if (!same) to.ours = false;
  }
  to.revision = text_at(fields, "updated");
  return to;
}

namespace {

// Statuses and resolutions of the category "done" by what people call them.
bool means_done(const std::string& name) {
  static constexpr std::array kWords = {"done",     "fixed",     "resolved", "closed",
                                        "complete", "completed", "finished", "released"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](const char* word) { return same_word(name, word); });
}
// Work that is finished is never told as that.
bool is_given_up(const std::string& name) {
  static constexpr std::array kParts = {"cancel",   "reject",  "declin",          "won't",
                                        "wont",     "won’t",   "duplicate",       "invalid",
                                        "obsolete", "abandon", "cannot reproduce"};
  const std::string lower = base::to_lower(name);
  return std::any_of(kParts.begin(), kParts.end(),
                     [&](const char* part) { return lower.find(part) != std::string::npos; });
}

}  // namespace

std::optional<JiraMove> jira_move(const json& transitions, const BoardSettings& board,
                                  Stage stage) {
  static constexpr std::array kNames = {"to do", "in progress", "done"};
  const auto named = board.stages.find(stage);
  const std::string wanted =
      named == board.stages.end() ? kNames[static_cast<std::size_t>(stage)] : named->second;
  const json* found = nullptr;
  int found_rank = 0;
  for (const json& one : at(transitions, "transitions")) {
    if (text_at(one, "id").empty() || jira_stage(at(one, "to"), board) != stage) continue;
    const std::string name = text_at(at(one, "to"), "name");
    const bool by_name = same_word(name, wanted);
    if (!by_name && (named != board.stages.end() || is_given_up(name))) continue;
    const int rank = by_name ? 3 : means_done(name) ? 2 : 1;
    if (rank <= found_rank) continue;
    found = &one;
    found_rank = rank;
  }
  if (found == nullptr) return std::nullopt;
  JiraMove move{text_at(*found, "id"), ""};
  const json& resolution = at(at(*found, "fields"), "resolution");
  if (!yes_at(resolution, "required")) return move;
  for (const json& one : at(resolution, "allowedValues")) {
    const std::string name = text_at(one, "name");
    const bool usual = means_done(name);
    if (usual || (move.resolution.empty() && !is_given_up(name))) move.resolution = name;
    if (usual) break;
  }
  return move;
}

namespace {

std::string wiki_inlines(const json& node) {
  std::string out;
  for (const json& one : at(node, "content")) {
    if (text_at(one, "type") == "hardBreak") out += "\n";
    std::string text;
    for (const char c : text_at(one, "text")) {  // what would be a macro or markup there
      if (std::string_view("{}[]*_|").find(c) != std::string_view::npos) text += '\\';
      text += c;
    }
    for (const json& mark : at(one, "marks")) {
      const std::string type = text_at(mark, "type");
      if (type == "code") text = "{{" + text + "}}";
      if (type == "strong") text = "*" + text + "*";
      if (type == "em") text = "_" + text + "_";
      if (type == "strike") text = "-" + text + "-";
      if (type == "link") text = "[" + text + "|" + text_at(at(mark, "attrs"), "href") + "]";
    }
    out += text;
  }
  return out;
}

std::string plain_text(const json& node) {
  std::string out;
  for (const json& one : at(node, "content")) out += text_at(one, "text");
  return out;
}

// `bullets`: those of the list that it is in: "*#".
void add_wiki(const json& node, const std::string& bullets, std::string& out) {
  const std::string type = text_at(node, "type");
  const json& content = at(node, "content");
  if (type == "paragraph") {
    out += wiki_inlines(node) + (bullets.empty() ? "\n\n" : "\n");
  } else if (type == "heading") {
    const int level = static_cast<int>(number_at(at(node, "attrs"), "level", 1));
    out += "h" + std::to_string(level) + ". " + wiki_inlines(node) + "\n\n";
  } else if (type == "codeBlock") {
    out += "{noformat}\n" + plain_text(node) + "\n{noformat}\n\n";
  } else if (type == "rule") {
    out += "----\n\n";
  } else if (type == "taskItem") {
    const bool done = text_at(at(node, "attrs"), "state") == "DONE";
    out += bullets + (done ? " \\[x\\] " : " \\[ \\] ") + wiki_inlines(node) + "\n";
  } else if (type == "bulletList" || type == "orderedList" || type == "taskList") {
    for (const json& item : content) add_wiki(item, bullets + (type[0] == 'o' ? "#" : "*"), out);
    if (bullets.empty()) out += "\n";
  } else if (type == "listItem") {
    out += bullets + " ";
    for (const json& one : content) add_wiki(one, bullets, out);
  } else if (type == "tableRow") {
    for (const json& cell : content) {
      const std::string bar = text_at(cell, "type") == "tableHeader" ? "||" : "|";
      std::string text;
      for (const json& one : at(cell, "content")) add_wiki(one, "", text);
      out += bar + std::string(base::trim(text)) + " ";
    }
    out += "|\n";
  } else {
    if (type == "blockquote") out += "{quote}\n";
    for (const json& one : content) add_wiki(one, bullets, out);
    if (type == "blockquote") out += "{quote}\n\n";
    if (type == "table") out += "\n";
  }
}

}  // namespace

std::string wiki_from_adf(const json& document) {
  std::string out;
  add_wiki(document, "", out);
  return std::string(base::trim(out));
}

}  // namespace boards
