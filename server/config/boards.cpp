// "boards": where issues come from.
#include <algorithm>
#include <set>

#include "base/paths.h"
#include "base/text.h"
#include "config/board_text.h"
#include "config/parts.h"

namespace config {
namespace {

using rules::BoardSettings;

// What most boards call their types.
const std::map<std::string, std::string> kTypes{{"Bug", "FIX"},      {"Story", "FEAT"},
                                                {"Feature", "FEAT"}, {"Task", "TASK"},
                                                {"Spike", "SPIKE"},  {"Incident", "INV"}};

// A reference is made of words: no blanks in it.
std::string without_blanks(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ') {
      out += "%20";
    } else {
      out += c;
    }
  }
  return out;
}

// What tells one site from another, and where ids are a repository's own, one repository from
// another: of every reference for ever, so nothing of it is a filter.
std::string instance_of(const BoardSettings& board) {
  if (board.provider == "file") {
    std::string folder = std::filesystem::path(board.url).lexically_normal().string();
    while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
    return without_blanks(folder);
  }
  const std::size_t scheme = board.url.find("://");
  std::string host = scheme == std::string::npos ? "" : board.url.substr(scheme + 3);
  if (board.provider == "jira") {  // there may be two, below two paths of one host
    while (host.ends_with('/')) host.pop_back();
  } else {
    host = host.substr(0, host.find('/'));
  }
  if (board.provider == "linear" && host.empty()) host = "linear.app";
  if (board.provider == "github") {
    // Numbers are a repository's own. A project after it is a filter of sorts.
    host =
        (host.empty() ? "github.com" : host) + "/" + board.board.substr(0, board.board.find('#'));
  }
  return without_blanks(base::to_lower(host));
}

void check_url(const BoardSettings& board, Report& report, const std::string& path) {
  const bool is_folder = board.provider == "file";
  if (is_folder && board.url.empty()) report.error(path, "is missing: the folder of issues");
  if (board.provider == "jira" && board.url.empty())
    report.error(path, "is missing: the site, as https://acme.atlassian.net");
  const bool is_site = board.url.starts_with("https://") || board.url.starts_with("http://");
  if (!is_folder && !board.url.empty() && !is_site)
    report.error(path, "must be an address: https://…");
}

std::string digest_of(const BoardSettings& board) {
  const std::string text = base::join(
      {board.provider, board.url, board.board, board.assignee, base::join(board.statuses, "\t"),
       base::join(board.labels, "\t"), board.sprint, board.query},
      "\n");
  return base::sha256_hex(text).substr(0, 16);
}

void read_one(ObjectReader& reader, const rules::Settings& settings,
              std::vector<BoardSettings>& boards) {
  BoardSettings board;
  Report& report = reader.report();
  const int errors = report.errors;
  reader.read("name", board.name);
  int provider = 0;
  static const std::vector<std::string> kProviders{"file", "github", "jira", "linear"};
  if (!reader.has("provider")) {
    report.error(reader.path_of("provider"), "is missing: one of " + base::join(kProviders, ", "));
  } else if (reader.read_word("provider", kProviders, provider)) {
    board.provider = kProviders[static_cast<std::size_t>(provider)];
  }
  reader.read("url", board.url);
  reader.read("board", board.board);
  reader.read("email", board.email);
  reader.read_object("token", [&](ObjectReader& token) {
    token.read("env", board.token_env);
    token.read("secret", board.token_secret);
    if (board.token_env.empty() == board.token_secret.empty())
      report.error(token.path(), "must have one of \"env\" and \"secret\"");
    if (base::slug(board.token_secret) != board.token_secret)
      report.error(token.path_of("secret"), "must be lower-case letters, digits and '-'");
  });
  reader.read_object("webhook", [&](ObjectReader& webhook) {
    webhook.read("env", board.webhook_env);
    webhook.read("secret", board.webhook_secret);
    if (board.webhook_env.empty() == board.webhook_secret.empty())
      report.error(webhook.path(), "must have one of \"env\" and \"secret\"");
  });
  reader.read("project", board.project);
  reader.read("assignee", board.assignee);
  reader.read("statuses", board.statuses);
  reader.read("labels", board.labels);
  reader.read("sprint", board.sprint);
  reader.read("query", board.query);
  reader.read_object("stages", [&](ObjectReader& stages) {
    const auto read = [&](const char* key, rules::Stage stage) {
      stages.read(key, board.stages[stage]);
    };
    read("todo", rules::Stage::todo);
    read("doing", rules::Stage::doing);
    read("done", rules::Stage::done);
    std::erase_if(board.stages, [](const auto& one) { return one.second.empty(); });
  });
  int write = 0;
  if (reader.read_word("write", {"off", "comments", "full"}, write))
    board.write = static_cast<rules::BoardWrite>(write);
  reader.read("every", board.every);
  board.types = kTypes;
  reader.read_map(
      "types", [&](const std::string& word, const std::string& type) { board.types[word] = type; });
  reader.read_map("mapping", [&](const std::string& label, const std::string& project) {
    board.mapping[label] = project;
    if (settings.project(project) != nullptr) return;
    report.error(reader.path_of("mapping." + label), "no project " + base::printable(project, 80));
  });
  if (base::slug(board.name) != board.name || board.name.empty()) {
    report.error(reader.path_of("name"), "must be lower-case letters, digits and '-'");
  }
  const bool twice = std::any_of(boards.begin(), boards.end(),
                                 [&](const auto& other) { return other.name == board.name; });
  if (twice) report.error(reader.path_of("name"), "is another board's name, too");
  check_url(board, report, reader.path_of("url"));
  if (!board.project.empty() && settings.project(board.project) == nullptr) {
    report.error(reader.path_of("project"), "no project " + base::printable(board.project, 80));
  }
  board.instance = instance_of(board);
  board.digest = digest_of(board);
  if (report.errors == errors) boards.push_back(std::move(board));
}

}  // namespace

void read_boards(ObjectReader& root, rules::Settings& settings) {
  std::vector<BoardSettings> boards;
  root.read_array("boards", [&](ObjectReader& reader) { read_one(reader, settings, boards); });
  settings.boards = std::move(boards);
}

base::Result<BoardSettings> read_board(std::string_view json, const rules::Settings& settings) {
  TRY_ASSIGN(const JsonText text, read_json(json));
  std::vector<Problem> problems;
  Report report{"", &text, &problems};
  std::vector<BoardSettings> boards;
  if (text.value.is_object()) {
    ObjectReader reader(text.value, "", report);
    read_one(reader, settings, boards);
  }
  if (!boards.empty()) return std::move(boards.front());
  for (const Problem& problem : problems) {
    if (problem.warning) continue;
    return base::fail(base::ErrorCode::invalid_argument, problem.path + " " + problem.message,
                      {{"path", "board." + problem.path}});
  }
  return base::fail(base::ErrorCode::invalid_argument, "a board is a JSON object");
}

}  // namespace config
