#include "rules/board.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/paths.h"
#include "base/text.h"

namespace rules {
namespace {

constexpr std::size_t kTitleLimit = 500;
constexpr std::size_t kBodyLimit = 900U << 10;  // a ticket's file holds 1 MiB
constexpr std::size_t kLinkLimit = 50, kLinkTitleLimit = 200, kAddressLimit = 1000;

bool same_word(std::string_view a, std::string_view b) {
  return base::to_lower(base::trim(a)) == base::to_lower(base::trim(b));
}

bool has_word(const std::vector<std::string>& words, std::string_view word) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& one) { return same_word(one, word); });
}

// One that a terminal or an editor may open, and that ends where the line does.
bool is_web_address(const std::string& url) {
  const std::string start = base::to_lower(url.substr(0, 8));
  const bool web = start.starts_with("https://") || start.starts_with("http://");
  return web && url.size() <= kAddressLimit &&
         url.find_first_of(" \t\n\r\"<>\\`") == std::string::npos &&
         base::printable(url, kAddressLimit) == url;
}

}  // namespace

std::string_view name_of(BoardWrite write) {
  static constexpr std::string_view kNames[] = {"off", "comments", "full"};
  return kNames[static_cast<std::size_t>(write)];
}

IssueRef issue_ref(std::string_view provider, std::string_view instance, std::string_view id) {
  return {std::string(provider) + " " + std::string(instance) + " " + std::string(id)};
}

std::optional<base::Millis> asked_anew_every(const BoardSettings& board) {
  constexpr base::Millis kHour{3'600'000};
  const bool has_cards = board.provider == "github" && board.board.find('#') != std::string::npos;
  if (has_cards && !board.statuses.empty()) return base::Millis{0};
  if (board.sprint == "current" || !board.query.empty()) return kHour;
  return std::nullopt;
}

bool is_of(const BoardSettings& board, const IssueRef& ref) {
  const IssueRefParts parts = parts_of(ref);
  return parts.provider == board.provider && parts.instance == board.instance;
}

IssueRefParts parts_of(const IssueRef& ref) {
  const std::size_t first = ref.value.find(' ');
  const std::size_t second = first == std::string::npos ? first : ref.value.find(' ', first + 1);
  if (second == std::string::npos) return {};
  return {ref.value.substr(0, first), ref.value.substr(first + 1, second - first - 1),
          ref.value.substr(second + 1)};
}

bool is_ours(const BoardSettings& board, const Issue& issue) {
  if (issue.ours && !*issue.ours) return false;
  if (board.assignee == "none" && !issue.assignee.empty()) return false;
  const bool named = board.assignee != "none" && board.assignee != "anyone" &&
                     (board.assignee != "me" || !issue.ours);
  if (named && !same_word(board.assignee, issue.assignee)) return false;
  return board.labels.empty() ||
         std::any_of(issue.labels.begin(), issue.labels.end(),
                     [&](const std::string& label) { return has_word(board.labels, label); });
}

bool is_wanted(const BoardSettings& board, const Issue& issue) {
  if (issue.stage == Stage::done || !is_ours(board, issue)) return false;
  return board.statuses.empty() || has_word(board.statuses, issue.status);
}

std::string remote_reason(const BoardLink& link) {
  const std::string name = base::printable(link.key, 64);
  switch (link.remote) {
    case Remote::open: return "";
    case Remote::done: return name + " is done on its board";
    case Remote::elsewhere:
      return name + " is no longer among the issues that its board is to give";
    case Remote::deleted: return name + " was deleted on its board";
  }
  return "";
}

std::vector<std::string> link_lines(const Issue& issue) {
  std::set<std::string> lines;
  for (const IssueLink& link : issue.links) {
    if (!is_web_address(link.url)) continue;
    const std::string title(base::trim(base::printable(link.title, kLinkTitleLimit)));
    lines.insert(title.empty() || title == link.url ? link.url : title + " " + link.url);
    if (lines.size() > kLinkLimit) lines.erase(std::prev(lines.end()));
  }
  return {lines.begin(), lines.end()};
}

std::string body_digest(std::string_view body) { return base::sha256_hex(body).substr(0, 32); }

std::string plain_body(std::string_view body) {
  std::string text = base::to_valid_utf8(body);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\0') continue;
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  const std::size_t first = out.find_first_not_of("\n");
  if (first == std::string::npos) return "";
  const std::size_t last = out.find_last_not_of(" \t\n");
  return last == std::string::npos || last < first ? "" : out.substr(first, last - first + 1);
}

Issue tidy(Issue issue) {
  // Line breaks, tabs and what terminals obey become blanks, several of them one.
  std::string title;
  for (const char c : base::printable(issue.title, kTitleLimit)) {
    if (c != ' ' || (!title.empty() && title.back() != ' ')) title += c;
  }
  issue.title = base::trim(title);
  if (issue.title.empty()) issue.title = "(no title)";
  issue.key = base::printable(issue.key, 100);
  issue.url = base::printable(issue.url, 2000);
  issue.body = plain_body(issue.body);
  if (issue.body.size() > kBodyLimit) {
    issue.body = plain_body(base::cut_utf8(issue.body, kBodyLimit));
    issue.cut = true;
  }
  return issue;
}

}  // namespace rules
