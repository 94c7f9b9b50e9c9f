#include "boards/folder.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/paths.h"
#include "base/text.h"
#include "platform/files.h"

namespace boards {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using nlohmann::ordered_json;
using rules::Stage;

constexpr std::size_t kFileLimit = 8U << 20;
constexpr std::size_t kFolderPage = 200;
constexpr std::string_view kSuffix = ".json";

bool is_issue_file(std::string_view name) {
  return name.ends_with(kSuffix) && name.size() > kSuffix.size() && !name.starts_with('.') &&
         base::is_valid_utf8(name);
}

Stage folder_stage(const std::string& status) {
  const std::string word = base::to_lower(base::trim(status));
  for (const char* done : {"done", "closed", "resolved", "completed", "cancelled", "canceled"}) {
    if (word == done) return Stage::done;
  }
  for (const char* doing : {"doing", "in progress", "in-progress", "started", "in review"}) {
    if (word == doing) return Stage::doing;
  }
  return Stage::todo;
}

const char* word_of(Stage stage) {
  return stage == Stage::todo ? "todo" : stage == Stage::doing ? "doing" : "done";
}

int priority_of(const std::string& text) {
  const std::string word = base::to_lower(base::trim(text));
  static const std::map<std::string, int> kWords{
      {"p0", 0}, {"highest", 0}, {"critical", 0}, {"urgent", 0}, {"p1", 1},  {"high", 1},
      {"p2", 2}, {"medium", 2},  {"normal", 2},   {"p3", 3},     {"low", 3}, {"lowest", 3}};
  const auto found = kWords.find(word);
  return found == kWords.end() ? -1 : found->second;
}

base::Result<ordered_json> parse(const std::string& text) {
  ordered_json object = ordered_json::parse(text, nullptr, false);
  if (object.is_object()) return object;
  return fail(ErrorCode::external_failed, "is no JSON object");
}

base::Result<std::string> text_of(const ordered_json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return std::string();
  if (found->is_string()) return found->get<std::string>();
  return fail(ErrorCode::external_failed, "has a \"" + std::string(key) + "\" that is no text");
}

std::vector<rules::IssueLink> links_of(const ordered_json& object) {
  std::vector<rules::IssueLink> links;
  for (const auto& one : object.value("attachments", ordered_json::array())) {
    auto url = text_of(one, "url"), title = text_of(one, "title");
    if (url && title && !url->empty()) links.push_back({std::move(*title), std::move(*url)});
  }
  // What somebody said there; ours have a marker.
  const auto comments = object.value("comments", ordered_json::array());
  const bool said = std::any_of(comments.begin(), comments.end(), [](const ordered_json& one) {
    return one.is_object() && !one.contains("marker");
  });
  if (auto url = text_of(object, "url"); said && url) links.push_back({"Comments", *url});
  return links;
}

// Ids become file names again: none leads out of the folder.
bool is_id(const std::string& id) {
  return is_issue_file(id + std::string(kSuffix)) && id.find('/') == std::string::npos &&
         id.find('\0') == std::string::npos;
}

}  // namespace

base::Result<rules::Issue> issue_from_json(const std::string& id, const std::string& text) {
  TRY_ASSIGN(const ordered_json object, parse(text));
  rules::Issue issue;
  issue.id = id;
  TRY_ASSIGN(issue.key, text_of(object, "key"));
  if (issue.key.empty()) issue.key = id;
  TRY_ASSIGN(issue.url, text_of(object, "url"));
  TRY_ASSIGN(issue.title, text_of(object, "title"));
  TRY_ASSIGN(issue.body, text_of(object, "body"));
  TRY_ASSIGN(issue.type, text_of(object, "type"));
  TRY_ASSIGN(issue.status, text_of(object, "status"));
  TRY_ASSIGN(issue.assignee, text_of(object, "assignee"));
  TRY_ASSIGN(const std::string priority, text_of(object, "priority"));
  if (base::trim(issue.title).empty()) return fail(ErrorCode::external_failed, "has no \"title\"");
  issue.priority = priority_of(priority);
  issue.stage = folder_stage(issue.status);
  issue.revision = base::sha256_hex(text).substr(0, 32);
  const auto labels = object.find("labels");
  if (labels != object.end() && labels->is_array()) {
    for (const auto& label : *labels) {
      if (label.is_string()) issue.labels.push_back(label.get<std::string>());
    }
  }
  issue.links = links_of(object);
  return issue;
}

base::Result<std::string> json_with(const std::string& text, const rules::FieldEdits& edits) {
  TRY_ASSIGN(ordered_json object, parse(text));
  if (edits.title) object["title"] = *edits.title;
  if (edits.body) object["body"] = *edits.body;
  if (edits.priority) object["priority"] = "P" + std::to_string(*edits.priority);
  if (edits.stage) object["status"] = word_of(*edits.stage);
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

base::Result<std::string> json_with_member(const std::string& text, const char* list,
                                           const char* key, const ordered_json& member) {
  TRY_ASSIGN(ordered_json object, parse(text));
  ordered_json& members = object[list];
  if (members.is_null()) members = ordered_json::array();
  if (!members.is_array()) {
    return fail(ErrorCode::external_failed, "has \"" + std::string(list) + "\" that is no list");
  }
  for (const auto& one : members) {
    if (one.is_object() && one.value(key, ordered_json()) == member.at(key)) return text;
  }
  members.push_back(member);
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

// A folder that is away does not mean that its issues were deleted.
base::Status Folder::check_folder() const {
  std::error_code error;
  if (fs::is_directory(folder_, error)) return {};
  return fail(ErrorCode::unavailable,
              "there is no folder " + folder_.string() + ": make it, or change the board's url");
}

base::Result<std::vector<std::string>> Folder::ids() const {
  TRY(check_folder());
  std::vector<std::string> found;
  for (const auto& entry : platform::list_folder(folder_, is_issue_file)) {
    if (entry.stamp && entry.stamp->regular) {
      found.push_back(entry.name.substr(0, entry.name.size() - kSuffix.size()));
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

base::Result<Page> Folder::changed(const PageRequest& request, std::stop_token stop) {
  TRY_ASSIGN(const std::vector<std::string> all, ids());
  Page page;
  if (request.page.empty()) {
    for (const auto& id : request.known) {
      if (!std::binary_search(all.begin(), all.end(), id)) page.gone.push_back(id);
    }
  }
  auto at =
      request.page.empty() ? all.begin() : std::upper_bound(all.begin(), all.end(), request.page);
  for (; at != all.end() && page.issues.size() < kFolderPage; ++at) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "cancelled");
    auto read = issue(*at, stop);
    if (read) {
      page.issues.push_back(std::move(*read));
    } else if (read.error().code != ErrorCode::not_found) {
      page.problems.push_back(read.error().message);
    }
  }
  if (at != all.end()) page.next = *std::prev(at);
  return page;
}

base::Result<fs::path> Folder::file_of(const std::string& id) const {
  TRY(check_folder());
  if (!is_id(id)) return fail(ErrorCode::not_found, "no issue " + base::printable(id, 80));
  return folder_ / (id + std::string(kSuffix));
}

base::Result<rules::Issue> Folder::issue(const std::string& id, std::stop_token) {
  TRY_ASSIGN(const fs::path file, file_of(id));
  TRY_ASSIGN(const std::string text, platform::read_file(file, kFileLimit));
  auto issue = issue_from_json(id, text);
  if (!issue) return fail(issue.error().code, file.string() + " " + issue.error().message);
  return issue;
}

base::Result<rules::Issue> Folder::update(const std::string& id, const std::string& revision,
                                          const rules::FieldEdits& edits, std::stop_token) {
  TRY_ASSIGN(const fs::path file, file_of(id));
  TRY_ASSIGN(const std::string text, platform::read_file(file, kFileLimit));
  if (base::sha256_hex(text).substr(0, 32) != revision) {
    return fail(ErrorCode::conflict, id + " was changed meanwhile");
  }
  TRY_ASSIGN(const std::string changed, json_with(text, edits));
  TRY(platform::write_atomic(file, changed));
  return issue_from_json(id, changed);
}

base::Result<Account> Folder::verify(std::stop_token) {
  TRY(ids());
  return Account{folder_.string(), folder_.string(), {}};
}

base::Result<std::vector<Choice>> Folder::choices(ChoiceKind kind, std::stop_token stop) {
  TRY_ASSIGN(const std::vector<std::string> all, ids());
  std::set<std::string> words;
  for (const auto& id : all) {
    const auto read = issue(id, stop);
    if (!read) continue;
    switch (kind) {
      case ChoiceKind::people: words.insert(read->assignee); break;
      case ChoiceKind::statuses: words.insert(read->status); break;
      case ChoiceKind::types: words.insert(read->type); break;
      case ChoiceKind::labels: words.insert(read->labels.begin(), read->labels.end()); break;
      case ChoiceKind::boards:
      case ChoiceKind::sprints: break;
    }
  }
  words.erase("");
  std::vector<Choice> choices;
  for (const auto& word : words) choices.push_back({word, word, ""});
  return choices;
}

base::Status Folder::comment(const std::string& id, const std::string& marker,
                             const std::string& markdown, bool, std::stop_token) {
  TRY_ASSIGN(const fs::path file, file_of(id));
  TRY_ASSIGN(const std::string text, platform::read_file(file, kFileLimit));
  TRY_ASSIGN(const std::string changed, json_with_member(text, "comments", "marker",
                                                         {{"marker", marker}, {"body", markdown}}));
  if (changed == text) return {};
  return platform::write_atomic(file, changed);
}

base::Status Folder::link_pull_request(const std::string& id, const std::string& url,
                                       const std::string& title, std::stop_token) {
  TRY_ASSIGN(const fs::path file, file_of(id));
  TRY_ASSIGN(const std::string text, platform::read_file(file, kFileLimit));
  TRY_ASSIGN(const std::string changed,
             json_with_member(text, "pullRequests", "url", {{"url", url}, {"title", title}}));
  if (changed == text) return {};
  return platform::write_atomic(file, changed);
}

}  // namespace boards
