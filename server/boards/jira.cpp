#include "boards/jira.h"

#include "base/paths.h"
#include "base/text.h"
#include "boards/adf.h"
#include "boards/json_parts.h"
#include "boards/words.h"

namespace boards {
namespace {

using base::ErrorCode;
using nlohmann::json;
using rules::Stage;

constexpr const char* kMarker = "operator.marker";
constexpr int kCommentPages = 10;

std::string base64(std::string_view bytes) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t n = 0; n < 3; ++n) {
      group = group << 8 | (n < count ? static_cast<unsigned char>(bytes[i + n]) : 0U);
    }
    for (std::size_t n = 0; n < 4; ++n) {
      out += n <= count ? kDigits[group >> (18 - 6 * n) & 63] : '=';
    }
  }
  return out;
}

// Some of Jira's addresses answer a token that it does not take as they answer anybody.
bool is_stranger(const HttpReply& reply) {
  return header(reply.headers, "x-seraph-loginreason").find("FAILED") != std::string::npos;
}

}  // namespace

Jira::Jira(rules::BoardSettings board, Connection connection)
    : board_(std::move(board)),
      connection_(std::move(connection)),
      kind_(board_.email.empty() ? JiraKind::data_center : JiraKind::cloud),
      url_(site_address(board_.url)) {}

base::Result<json> Jira::ask(const Question& question, std::stop_token stop) {
  const bool below = !question.path.starts_with("/rest/");
  HttpRequest request;
  request.method = question.method;
  request.url = url_ + (below ? (is_cloud() ? "/rest/api/3" : "/rest/api/2") : "") + question.path;
  request.headers = {{"Accept", "application/json"}};
  request.headers.emplace_back(
      "Authorization", is_cloud() ? "Basic " + base64(board_.email + ":" + connection_.token)
                                  : "Bearer " + connection_.token);
  if (question.body != nullptr) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = body_text(*question.body);
  }
  request.once = question.once;
  TRY_ASSIGN(const HttpReply reply,
             send_patiently(connection_.http, request, connection_.patience, stop));
  if (is_stranger(reply)) {
    return base::fail(ErrorCode::unauthorized, "the token is not taken: sign in again");
  }
  if (reply.body.empty()) return json::object();
  json value = parse_reply(reply.body);
  if (value.is_object() || value.is_array()) return value;
  return base::fail(stranger(url_, "Jira"));
}

base::Result<json> Jira::get(const std::string& path, std::stop_token stop) {
  return ask({"GET", path, nullptr, false}, std::move(stop));
}

base::Result<rules::Issue> Jira::read(const std::string& id, std::stop_token stop) {
  const std::string path =
      "/issue/" + url_escaped(id) + "?fields=" + base::join(jira_fields(), ",");
  TRY_ASSIGN(const json reply, get(path, std::move(stop)));
  return jira_issue(reply, board_, url_);
}

base::Result<rules::Issue> Jira::issue(const std::string& id, std::stop_token stop) {
  TRY_ASSIGN(rules::Issue one, read(id, stop));
  std::vector<rules::Issue> issues{std::move(one)};
  TRY(judge(issues, std::move(stop)));
  return std::move(issues.front());
}

std::string Jira::as_kept(const std::string& body) const {
  return is_cloud() ? markdown_from_adf(adf_from_markdown(body)).markdown : body;
}

// The site's own names: they can be changed.
base::Result<std::string> Jira::priority_name(int priority, std::stop_token stop) {
  TRY_ASSIGN(const json all, get("/priority", std::move(stop)));
  for (const json& one : all) {
    if (const std::string name = text_at(one, "name"); jira_priority(name) == priority) return name;
  }
  return base::fail(ErrorCode::external_failed,
                    "none of the site's priorities means P" + std::to_string(priority));
}

// `by_way`: by one step in between, where the workflow has none that leads there.
base::Status Jira::move(const std::string& id, Stage stage, bool by_way, std::stop_token stop) {
  const std::string path = "/issue/" + url_escaped(id) + "/transitions";
  TRY_ASSIGN(const json all, get(path + "?expand=transitions.fields", stop));
  const auto found = jira_move(all, board_, stage);
  if (!found && by_way && stage == Stage::done) {
    TRY(move(id, Stage::doing, false, stop));
    return move(id, stage, false, std::move(stop));
  }
  if (!found) {
    return base::fail(
        ErrorCode::external_failed,
        "its workflow has no way there from where it is: move it on the board, or say in "
        "the board's \"stages\" which status it is");
  }
  json body = {{"transition", {{"id", found->id}}}};
  if (!found->resolution.empty()) body["fields"] = {{"resolution", {{"name", found->resolution}}}};
  TRY(ask({"POST", path, &body, true}, std::move(stop)));
  return {};
}

base::Result<rules::Issue> Jira::update(const std::string& id, const std::string& revision,
                                        const rules::FieldEdits& edits, std::stop_token stop) {
  TRY_ASSIGN(const rules::Issue now, read(id, stop));
  if (now.revision != revision) {
    return base::fail(ErrorCode::conflict, now.key + " was changed meanwhile");
  }
  json fields = json::object();
  if (edits.title && *edits.title != now.title) fields["summary"] = *edits.title;
  if (edits.body && is_cloud()) fields["description"] = adf_from_markdown(*edits.body);
  if (edits.priority && *edits.priority != now.priority) {
    TRY_ASSIGN(const std::string name, priority_name(*edits.priority, stop));
    fields["priority"] = {{"name", name}};
  }
  if (!fields.empty()) {
    const json body = {{"fields", std::move(fields)}};
    TRY(ask({"PUT", "/issue/" + url_escaped(id), &body, false}, stop));
  }
  if (edits.stage && now.stage != *edits.stage) TRY(move(id, *edits.stage, true, stop));
  return issue(id, std::move(stop));
}

base::Result<bool> Jira::has_comment(const std::string& id, const std::string& marker,
                                     const std::string& text, std::stop_token stop) {
  const auto words = [&](const json& body) {
    const std::string read =
        body.is_string() ? body.get<std::string>() : markdown_from_adf(body).markdown;
    return rules::plain_body(read);
  };
  const std::string path =
      "/issue/" + url_escaped(id) + "/comment?orderBy=-created&maxResults=100&expand=properties";
  double start = 0;
  for (int n = 0; n < kCommentPages; ++n) {
    TRY_ASSIGN(const json page,
               get(path + "&startAt=" + std::to_string(static_cast<int>(start)), stop));
    for (const json& one : at(page, "comments")) {
      const json& properties = at(one, "properties");
      for (const json& property : properties) {
        const bool ours = text_at(property, "key") == kMarker &&
                          text_at(at(property, "value"), "marker") == marker;
        if (ours) return true;
      }
      // A site that does not tell properties.
      if (!properties.is_array() && words(at(one, "body")) == text) return true;
    }
    start += static_cast<double>(at(page, "comments").size());
    if (at(page, "comments").empty() || start >= number_at(page, "total", 0)) break;
  }
  return false;
}

base::Status Jira::comment(const std::string& id, const std::string& marker,
                           const std::string& markdown, bool again, std::stop_token stop) {
  const json document = adf_from_markdown(markdown);
  const std::string wiki = is_cloud() ? "" : wiki_from_adf(document);
  if (again) {
    const std::string text =
        rules::plain_body(is_cloud() ? markdown_from_adf(document).markdown : wiki);
    TRY_ASSIGN(const bool there, has_comment(id, marker, text, stop));
    if (there) return {};
  }
  json body = {{"body", is_cloud() ? document : json(wiki)}};
  body["properties"] = json::array({{{"key", kMarker}, {"value", {{"marker", marker}}}}});
  TRY(ask({"POST", "/issue/" + url_escaped(id) + "/comment", &body, true}, std::move(stop)));
  return {};
}

base::Status Jira::link_pull_request(const std::string& id, const std::string& url,
                                     const std::string& title, std::stop_token stop) {
  const json body = {{"globalId", "operator=" + base::sha256_hex(url).substr(0, 32)},
                     {"application", {{"type", "operator"}, {"name", "Operator"}}},
                     {"relationship", "pull request"},
                     {"object", {{"url", url}, {"title", title.empty() ? url : title}}}};
  TRY(ask({"POST", "/issue/" + url_escaped(id) + "/remotelink", &body, false}, std::move(stop)));
  return {};
}

}  // namespace boards
