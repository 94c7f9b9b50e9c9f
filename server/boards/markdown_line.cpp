#include "boards/markdown_line.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace boards {
namespace {

using nlohmann::json;

constexpr int kDeepest = 8;

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
  std::size_t emphasis(std::string_view text, std::size_t at, const Marks& marks, int depth);
  std::size_t link(std::string_view text, std::size_t at, const Marks& marks, int depth);
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
      last["text"] = last["text"].get<std::string>() + node["text"].get<std::string>();
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

std::size_t Line::emphasis(std::string_view text, std::size_t at, const Marks& marks, int depth) {
  const char c = text[at];
  const bool twice = at + 1 < text.size() && text[at + 1] == c;
  if (c == '~' && !twice) return at;
  if (c == '_' && at > 0 && is_word(text[at - 1])) return at;
  for (const std::size_t size : {std::size_t{2}, std::size_t{1}}) {
    if ((size == 2 && !twice) || (size == 1 && c == '~')) continue;
    const std::size_t begin = at + size;
    if (begin >= text.size() || text[begin] == ' ' || text[begin] == '\n') continue;
    const std::size_t end = closing(text, begin, std::string(size, c));
    if (end == std::string_view::npos || end <= begin) continue;
    Marks inner = marks;
    (c == '~' ? inner.strike : size == 2 ? inner.strong : inner.em) = true;
    flush(marks);
    write(text.substr(begin, end - begin), inner, depth + 1);
    return end + size;
  }
  return at;
}

std::size_t Line::link(std::string_view text, std::size_t at, const Marks& marks, int depth) {
  int open = 0;
  std::size_t end = at;
  for (; end < text.size(); ++end) {
    if (text[end] == '\\') {
      ++end;
    } else if (text[end] == '[') {
      ++open;
    } else if (text[end] == ']' && --open == 0) {
      break;
    }
  }
  if (end + 1 >= text.size() || text[end + 1] != '(' || !marks.link.empty()) return at;
  const std::size_t begin = end + 2;
  const bool angled = begin < text.size() && text[begin] == '<';
  std::size_t close = begin;
  for (int depth_of = 1; close < text.size(); ++close) {
    if (angled && text[close] == '>' && close + 1 < text.size() && text[close + 1] == ')') break;
    if (!angled && text[close] == '(') ++depth_of;
    if (!angled && text[close] == ')' && --depth_of == 0) break;
  }
  if (close >= text.size()) return at;
  std::string target(text.substr(begin + (angled ? 1 : 0), close - begin - (angled ? 1 : 0)));
  if (!angled) target = target.substr(0, target.find(' '));  // a title is dropped
  if (target.empty() || target.find('\n') != std::string::npos) return at;
  Marks inner = marks;
  inner.link = target;
  flush(marks);
  const std::string_view label = text.substr(at + 1, end - at - 1);
  if (label.empty()) {
    put(target, inner, false);
  } else {
    write(label, inner, depth + 1);
  }
  return close + (angled ? 2 : 1);
}

// <https://x> and https://x.
std::size_t Line::address(std::string_view text, std::size_t at, const Marks& marks) {
  const bool angled = text[at] == '<';
  const std::size_t begin = at + (angled ? 1 : 0);
  const std::string_view rest = text.substr(begin);
  const bool is_one = rest.starts_with("https://") || rest.starts_with("http://") ||
                      (angled && rest.starts_with("mailto:"));
  if (!is_one || !marks.link.empty() || (!angled && at > 0 && is_word(text[at - 1]))) return at;
  std::size_t end = rest.find_first_of(angled ? ">" : " \n<>\"'`|");
  if (angled && end == std::string_view::npos) return at;
  if (end == std::string_view::npos) end = rest.size();
  // A sentence's end is not the address's.
  while (!angled && end > 0 &&
         std::string_view(".,;:!?)*_~").find(rest[end - 1]) != std::string_view::npos) {
    --end;
  }
  const std::string target(rest.substr(0, end));
  Marks inner = marks;
  inner.link = target;
  flush(marks);
  put(target, inner, false);
  return begin + end + (angled ? 1 : 0);
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
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t next = at;
    const char c = text[at];
    if (c == '\n' || c == '\\') next = line_end(text, at, marks);
    if (next == at && c == '\\') next = escape(text, at);
    if (next == at && c == '`') next = code(text, at, marks);
    const bool deep = depth >= kDeepest;
    if (next == at && !deep && (c == '*' || c == '_' || c == '~')) {
      next = emphasis(text, at, marks, depth);
    }
    if (next == at && !deep && c == '[') next = link(text, at, marks, depth);
    if (next == at && (c == '<' || c == 'h')) next = address(text, at, marks);
    if (next == at) plain_ += text[next++];
    at = next;
  }
  flush(marks);
}

}  // namespace

json inline_nodes(std::string_view text) {
  json nodes = json::array();
  Line(nodes).write(text, {}, 0);
  return nodes;
}

}  // namespace boards
