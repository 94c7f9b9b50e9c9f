#include "boards/markdown_line.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace boards {
namespace {

using nlohmann::json;

constexpr int kDeepestMarks = 8;
// A longer target is text.
constexpr std::size_t kLongestTarget = 4096;

struct Marks {
  bool strong = false, em = false, strike = false;
  std::string link;
};

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || byte >= 0x80;
}

class Line {
 public:
  explicit Line(json& nodes) : nodes_(nodes) {}

  void write(std::string_view text, const Marks& marks, int depth);

 private:
  std::size_t escape(std::string_view text, std::size_t at);
  std::size_t code(std::string_view text, std::size_t at, const Marks& marks);
  // Of one text: what each of its parts would otherwise look for again, up to its end.
  struct Seen {
    std::set<std::string> unclosed;                    // marks that nothing closes from here on
    std::optional<std::vector<std::size_t>> brackets;  // of each '[' its ']', or npos
  };
  std::size_t emphasis(std::string_view text, std::size_t at, const Marks& marks, int depth,
                       Seen& seen);
  std::size_t link(std::string_view text, std::size_t at, const Marks& marks, int depth,
                   Seen& seen);
  std::size_t address(std::string_view text, std::size_t at, const Marks& marks);
  std::size_t line_end(std::string_view text, std::size_t at, const Marks& marks);
  void flush(const Marks& marks);
  void put(std::string text, const Marks& marks, bool is_code);

  json& nodes_;
  std::string plain_;
};

void Line::put(std::string text, const Marks& marks, bool is_code) {
  if (text.empty()) return;
  json list = json::array();
  // Code goes with no other mark but a link.
  if (is_code) list.push_back({{"type", "code"}});
  if (!is_code && marks.strong) list.push_back({{"type", "strong"}});
  if (!is_code && marks.em) list.push_back({{"type", "em"}});
  if (!is_code && marks.strike) list.push_back({{"type", "strike"}});
  if (!marks.link.empty()) {
    list.push_back({{"type", "link"}, {"attrs", {{"href", marks.link}}}});
  }
  json node = {{"type", "text"}, {"text", std::move(text)}};
  if (!list.empty()) node["marks"] = std::move(list);
  // What has the same marks is one text.
  if (!nodes_.empty() && nodes_.back()["type"] == "text" && !is_code) {
    json& last = nodes_.back();
    const json none = json::array();
    const json& a = last.contains("marks") ? last["marks"] : none;
    const json& b = node.contains("marks") ? node["marks"] : none;
    if (a == b) {
      last["text"].get_ref<std::string&>() += node["text"].get_ref<const std::string&>();
      return;
    }
  }
  nodes_.push_back(std::move(node));
}

void Line::flush(const Marks& marks) {
  put(std::move(plain_), marks, false);
  plain_.clear();
}

// Each of these gives where the text goes on, or `at` when this is not what stands there.
std::size_t Line::escape(std::string_view text, std::size_t at) {
  const bool escapes = at + 1 < text.size() &&
                       std::string_view("\\`*_{}[]()#+-.!|<>~=\"'&:;,/?@$%^").find(text[at + 1]) !=
                           std::string_view::npos;
  if (!escapes) return at;
  plain_ += text[at + 1];
  return at + 2;
}

std::size_t Line::code(std::string_view text, std::size_t at, const Marks& marks) {
  std::size_t ticks = at;
  while (ticks < text.size() && text[ticks] == '`') ++ticks;
  const std::string fence(ticks - at, '`');
  for (std::size_t end = text.find(fence, ticks); end != std::string_view::npos;
       end = text.find(fence, end)) {
    std::size_t after = end;
    while (after < text.size() && text[after] == '`') ++after;
    if (after - end != fence.size()) {
      end = after;
      continue;
    }
    std::string inner(text.substr(ticks, end - ticks));
    for (char& c : inner) c = c == '\n' ? ' ' : c;
    const bool padded = inner.size() > 2 && inner.front() == ' ' && inner.back() == ' ' &&
                        inner.find_first_not_of(' ') != std::string::npos;
    if (padded) inner = inner.substr(1, inner.size() - 2);
    flush(marks);
    put(std::move(inner), marks, true);
    return after;
  }
  plain_ += fence;
  return ticks;
}

// Where the run of `mark` that closes stands: behind a word, not escaped, not within code.
std::size_t closing(std::string_view text, std::size_t from, const std::string& mark) {
  for (std::size_t i = from; i + mark.size() <= text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
      continue;
    }
    if (text[i] == '`') {
      const std::size_t end = text.find('`', i + 1);
      if (end != std::string_view::npos) i = end;
      continue;
    }
    if (text.substr(i, mark.size()) != mark || i == from || text[i - 1] == ' ') continue;
    std::size_t end = i;
    while (end < text.size() && text[end] == mark[0]) ++end;
    const bool fits = mark.size() == 2 ? end - i >= 2 : end - i != 2;
    const bool within = mark[0] == '_' && end < text.size() && is_word(text[end]);
    if (fits && !within) return mark.size() == 2 ? end - 2 : i;
    i = end - 1;
  }
  return std::string_view::npos;
}

std::size_t Line::emphasis(std::string_view text, std::size_t at, const Marks& marks, int depth,
                           Seen& seen) {
  const char c = text[at];
  const bool twice = at + 1 < text.size() && text[at + 1] == c;
  if (c == '~' && !twice) return at;
  if (c == '_' && at > 0 && is_word(text[at - 1])) return at;
  for (const std::size_t size : {std::size_t{2}, std::size_t{1}}) {
    if ((size == 2 && !twice) || (size == 1 && c == '~')) continue;
    const std::size_t begin = at + size;
    if (begin >= text.size() || text[begin] == ' ' || text[begin] == '\n') continue;
    const std::string mark(size, c);
    if (seen.unclosed.contains(mark)) continue;
    const std::size_t end = closing(text, begin, mark);
    if (end == std::string_view::npos) seen.unclosed.insert(mark);
    if (end == std::string_view::npos || end <= begin) continue;
    Marks inner = marks;
    (c == '~' ? inner.strike : size == 2 ? inner.strong : inner.em) = true;
    flush(marks);
    write(text.substr(begin, end - begin), inner, depth + 1);
    return end + size;
  }
  return at;
}

// Of each '[' where its ']' is.
std::vector<std::size_t> matching_brackets(std::string_view text) {
  std::vector<std::size_t> matches(text.size(), std::string_view::npos), open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '[') {
      open.push_back(i);
    } else if (text[i] == ']' && !open.empty()) {
      matches[open.back()] = i;
      open.pop_back();
    }
  }
  return matches;
}

struct Target {
  std::string address;
  std::size_t end = 0;  // behind its ')'
};
// "https://x "a title")" or "<https://x y>)", which begin behind a '('. A title is dropped.
std::optional<Target> target_at(std::string_view text, std::size_t begin) {
  const std::string_view rest = text.substr(begin, kLongestTarget);
  const bool angled = rest.starts_with('<');
  std::size_t close = 0;
  if (angled) {
    close = rest.find('>');
    if (close == std::string_view::npos) return std::nullopt;
  }
  const std::string_view inside = angled ? rest.substr(1, close - 1) : std::string_view{};
  for (int depth = 1; close < rest.size(); ++close) {
    if (rest[close] == '\n') return std::nullopt;
    if (!angled && rest[close] == '(') ++depth;
    if (rest[close] == ')' && --depth == 0) break;
  }
  if (close >= rest.size()) return std::nullopt;
  std::string address(angled ? inside : rest.substr(0, std::min(close, rest.find(' '))));
  if (address.empty() || address.find('\n') != std::string::npos) return std::nullopt;
  return Target{std::move(address), begin + close + 1};
}

std::size_t Line::link(std::string_view text, std::size_t at, const Marks& marks, int depth,
                       Seen& seen) {
  if (!seen.brackets) seen.brackets = matching_brackets(text);
  const std::size_t end = (*seen.brackets)[at];
  const bool has_target = end < text.size() - 1 && text[end + 1] == '(';
  if (!has_target || !marks.link.empty()) return at;
  const auto target = target_at(text, end + 2);
  if (!target) return at;
  Marks inner = marks;
  inner.link = target->address;
  flush(marks);
  const std::string_view label = text.substr(at + 1, end - at - 1);
  if (label.empty()) {
    put(target->address, inner, false);
  } else {
    write(label, inner, depth + 1);
  }
  return target->end;
}

// <https://x> and https://x.
std::size_t Line::address(std::string_view text, std::size_t at, const Marks& marks) {
  if (!marks.link.empty()) return at;
  const bool angled = text[at] == '<';
  const std::string_view rest = text.substr(at + 1, kLongestTarget);
  const bool is_one =
      rest.starts_with("https://") || rest.starts_with("http://") || rest.starts_with("mailto:");
  std::size_t length = angled && is_one ? rest.find_first_of(">\n") : std::string_view::npos;
  if (angled && (length >= rest.size() || rest[length] != '>')) return at;
  if (!angled) length = address_length(text, at);
  if (length == 0) return at;
  const std::string target(text.substr(at + (angled ? 1 : 0), length));
  Marks inner = marks;
  inner.link = target;
  flush(marks);
  put(target, inner, false);
  return at + length + (angled ? 2 : 0);
}

std::size_t Line::line_end(std::string_view text, std::size_t at, const Marks& marks) {
  const bool slash = text[at] == '\\';
  if (slash && (at + 1 >= text.size() || text[at + 1] != '\n')) return at;
  const bool hard = slash || plain_.ends_with("  ");
  while (plain_.ends_with(' ')) plain_.pop_back();
  if (!hard) {
    plain_ += ' ';
    return at + 1;
  }
  flush(marks);
  nodes_.push_back({{"type", "hardBreak"}});
  return at + (slash ? 2 : 1);
}

void Line::write(std::string_view text, const Marks& marks, int depth) {
  Seen seen;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t next = at;
    const char c = text[at];
    if (c == '\n' || c == '\\') next = line_end(text, at, marks);
    if (next == at && c == '\\') next = escape(text, at);
    if (next == at && c == '`') next = code(text, at, marks);
    const bool deep = depth >= kDeepestMarks;
    if (next == at && !deep && (c == '*' || c == '_' || c == '~')) {
      next = emphasis(text, at, marks, depth, seen);
    }
    if (next == at && !deep && c == '[') next = link(text, at, marks, depth, seen);
    if (next == at && (c == '<' || c == 'h')) next = address(text, at, marks);
    if (next == at) plain_ += text[next++];
    at = next;
  }
  flush(marks);
}

}  // namespace

std::size_t address_length(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, kLongestTarget);
  const bool is_one = rest.starts_with("https://") || rest.starts_with("http://");
  if (!is_one || (at > 0 && is_word(text[at - 1]))) return 0;
  std::size_t end = std::min(rest.find_first_of(" \n<>\"'`|\\"), rest.size());
  // A sentence's end is not the address's; neither is a bracket that was opened before it.
  const auto count = [&](char c) { return std::count(rest.begin(), rest.begin() + end, c); };
  auto surplus = count(')') - count('(');
  for (; end > 0; --end) {
    const char last = rest[end - 1];
    const bool closes = last == ')' && surplus > 0;
    if (!closes && std::string_view(".,;:!?*_~").find(last) == std::string_view::npos) break;
    if (closes) --surplus;
  }
  return end;
}

json inline_nodes(std::string_view text) {
  json nodes = json::array();
  Line(nodes).write(text, {}, 0);
  return nodes;
}

}  // namespace boards
