#include "tickets/layout.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace tickets {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlank = " \t";

struct Line {
  std::size_t begin = 0;
  std::size_t end = 0;   // without the line end
  std::size_t next = 0;  // of the line below
};

Line line_at(std::string_view text, std::size_t begin) {
  const std::size_t feed = text.find('\n', begin);
  if (feed == std::string_view::npos) return {begin, text.size(), text.size()};
  const bool carriage = feed > begin && text[feed - 1] == '\r';
  return {begin, feed - (carriage ? 1 : 0), feed + 1};
}

bool is_fence(std::string_view line, std::string_view fence) {
  return line.starts_with(fence) &&
         line.find_first_not_of(kBlank, fence.size()) == std::string_view::npos;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}
bool is_comment(std::string_view line) {
  const std::size_t at = line.find_first_not_of(kBlank);
  return at != std::string_view::npos && line[at] == '#';
}
bool is_indented(std::string_view line) { return line.starts_with(' ') || line.starts_with('\t'); }
bool is_item(std::string_view line) { return line == "-" || line.starts_with("- "); }

// Reads the fields between `at` and `end`.
class Fields {
 public:
  Fields(std::string_view text, std::size_t at, std::size_t end, int line, Layout& layout)
      : text_(text), at_(at), end_(end), line_(line), layout_(layout) {}

  void read() {
    while (at_ < end_) {
      const Line line = line_at(text_, at_);
      const std::string_view content = view(line);
      if (is_blank(content) || is_comment(content)) {
        advance_to(line.next);
      } else if (auto field = read_key(line)) {
        read_value(*field, line);
        const std::size_t end = field->end;
        layout_.fields.push_back(std::move(*field));
        advance_to(end);
      } else {
        problem("expected `key: value`");
        advance_to(line.next);
        skip_indented();
      }
    }
  }

 private:
  [[nodiscard]] std::string_view view(const Line& line) const {
    return text_.substr(line.begin, line.end - line.begin);
  }
  void problem(std::string message) { layout_.problems.push_back({line_, std::move(message)}); }
  void advance_to(std::size_t to) {
    const auto passed = text_.substr(at_, to - at_);
    line_ += static_cast<int>(std::count(passed.begin(), passed.end(), '\n'));
    at_ = to;
  }
  void skip_indented() {
    while (at_ < end_ && is_indented(view(line_at(text_, at_)))) {
      advance_to(line_at(text_, at_).next);
    }
  }
  [[nodiscard]] std::size_t skip_blanks(std::size_t at, std::size_t end) const {
    while (at < end && kBlank.find(text_[at]) != std::string_view::npos) ++at;
    return at;
  }
  // Whether only blanks or a comment are left on the line.
  [[nodiscard]] bool is_rest_empty(std::size_t at, std::size_t end) const {
    const std::size_t next = skip_blanks(at, end);
    return next == end || (text_[next] == '#' && next > at);
  }

  std::optional<Field> read_key(const Line& line) const;
  void read_value(Field& field, const Line& line) const;
  void read_plain(Field& field, const Line& line) const;
  std::optional<std::size_t> quote_end(std::size_t at) const;
  std::optional<std::size_t> flow_end(std::size_t at) const;
  std::optional<std::size_t> step_line(std::size_t at) const;
  std::size_t skip_properties(std::size_t at, std::size_t end) const;
  Span block_below(std::size_t at, bool items, bool literal) const;

  std::string_view text_;
  std::size_t at_;
  std::size_t end_;
  int line_;
  Layout& layout_;
};

std::optional<Field> Fields::read_key(const Line& line) const {
  const std::string_view content = view(line);
  const char first = content.front();
  if (is_indented(content) || is_item(content)) return std::nullopt;
  Field field;
  std::size_t colon = 0;  // relative to the line
  if (first == '"' || first == '\'') {
    const std::size_t quote = content.find(first, 1);
    if (quote == std::string_view::npos) return std::nullopt;
    field.key = content.substr(1, quote - 1);
    colon = skip_blanks(line.begin + quote + 1, line.end) - line.begin;
    if (colon >= content.size() || content[colon] != ':') return std::nullopt;
  } else {
    if (std::string_view("[]{},&*!|>%@`?").find(first) != std::string_view::npos) {
      return std::nullopt;
    }
    while (true) {
      colon = content.find(':', colon);
      if (colon == std::string_view::npos) return std::nullopt;
      if (colon + 1 == content.size() || kBlank.find(content[colon + 1]) != std::string::npos)
        break;
      ++colon;
    }
    if (const auto hash = content.find(" #"); hash < colon) return std::nullopt;
    field.key = base::trim(content.substr(0, colon));
    if (field.key.empty()) return std::nullopt;
  }
  field.line = line_;
  field.begin = line.begin;
  field.after_colon = line.begin + colon + 1;
  return field;
}

// The next line's first byte that belongs to a value going on below, nothing when it does not.
std::optional<std::size_t> Fields::step_line(std::size_t at) const {
  if (at >= end_) return std::nullopt;
  const std::string_view line = view(line_at(text_, at));
  const bool closer = line.starts_with(']') || line.starts_with('}');
  if (is_blank(line) || is_indented(line) || closer) return at;
  return std::nullopt;
}

// After the closing quote of the scalar that begins at `at`.
std::optional<std::size_t> Fields::quote_end(std::size_t at) const {
  const char quote = text_[at];
  for (std::size_t i = at + 1; i < end_; ++i) {
    if (text_[i] == '\n' && !step_line(i + 1)) return std::nullopt;
    if (quote == '"' && text_[i] == '\\') {
      ++i;
    } else if (text_[i] == quote) {
      if (quote == '"' || i + 1 >= end_ || text_[i + 1] != '\'') return i + 1;
      ++i;  // '' is a quote inside
    }
  }
  return std::nullopt;
}

// After the bracket that closes the one at `at`.
std::optional<std::size_t> Fields::flow_end(std::size_t at) const {
  int depth = 0;
  bool fresh = true;  // a quote here would begin a scalar
  for (std::size_t i = at; i < end_; ++i) {
    const char c = text_[i];
    if (c == '\n' && !step_line(i + 1)) return std::nullopt;
    if ((c == '"' || c == '\'') && fresh) {
      const auto end = quote_end(i);
      if (!end) return std::nullopt;
      i = *end - 1;
      fresh = false;
    } else if (c == '#' && (text_[i - 1] == ' ' || text_[i - 1] == '\t' || text_[i - 1] == '\n')) {
      i = line_at(text_, i).end - 1;
    } else if (c == '[' || c == '{') {
      ++depth;
      fresh = true;
    } else if (c == ']' || c == '}') {
      if (--depth == 0) return i + 1;
      fresh = false;
    } else if (c == ',' || c == ':') {
      fresh = true;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      fresh = false;
    }
  }
  return std::nullopt;
}

// Tags and anchors stand before the value that decides its form.
std::size_t Fields::skip_properties(std::size_t at, std::size_t end) const {
  while (at < end && (text_[at] == '!' || text_[at] == '&')) {
    const std::size_t blank = text_.find_first_of(kBlank, at);
    if (blank >= end) return at;
    at = skip_blanks(blank, end);
  }
  return at;
}

// The lines from `at` on that belong to the value above: indented ones and blanks between them,
// with `items` also list items in the first column and comments between those. In a literal block
// an indented '#' is text.
Span Fields::block_below(std::size_t at, bool items, bool literal) const {
  Span block{at, at};
  while (at < end_) {
    const Line line = line_at(text_, at);
    const std::string_view content = view(line);
    const bool filler = is_blank(content) || (!literal && is_comment(content));
    const bool ours = !filler && (is_indented(content) || (items && is_item(content)));
    if (!filler && !ours) break;
    at = line.next;
    if (ours) block.end = at;
  }
  return block;
}

void Fields::read_plain(Field& field, const Line& line) const {
  std::size_t end = field.value.begin;
  while (end < line.end) {
    if (text_[end] == '#' && kBlank.find(text_[end - 1]) != std::string_view::npos) break;
    ++end;
  }
  while (end > field.value.begin && kBlank.find(text_[end - 1]) != std::string_view::npos) --end;
  field.value.end = end;
  field.block = block_below(line.next, false, false);
}

void Fields::read_value(Field& field, const Line& line) const {
  const std::size_t begin = skip_blanks(field.after_colon, line.end);
  std::size_t rest_end = line.end;
  while (rest_end > begin && kBlank.find(text_[rest_end - 1]) != std::string_view::npos) --rest_end;
  field.rest = {begin, std::max(begin, rest_end)};
  field.value = field.rest;
  field.block = {line.next, line.next};
  field.end = line.next;
  if (begin >= line.end || text_[begin] == '#') {
    field.value = {field.after_colon, field.after_colon};
    field.block = block_below(line.next, true, false);
    field.end = std::max(field.end, field.block.end);
    return;
  }
  const std::size_t at = skip_properties(begin, line.end);
  const char first = text_[at];
  if (first == '|' || first == '>') {
    const std::size_t end = std::min(line.end, text_.find_first_not_of("|>+-123456789", at));
    field.malformed = !is_rest_empty(end, line.end);
    if (!field.malformed) field.value.end = end;
    field.block = block_below(line.next, false, true);
  } else if (first == '"' || first == '\'' || first == '[' || first == '{') {
    const bool quoted = first == '"' || first == '\'';
    const auto end = quoted ? quote_end(at) : flow_end(at);
    const Line last = line_at(text_, end ? *end - 1 : at);
    field.malformed = !end || !is_rest_empty(*end, last.end);
    if (!field.malformed) {
      field.value.end = *end;
      field.end = last.next;
      field.block = {last.next, last.next};
    } else {
      field.block = block_below(line.next, false, false);
    }
  } else {
    read_plain(field, line);
  }
  field.end = std::max(field.end, field.block.end);
}

}  // namespace

const Field* Layout::find(std::string_view key) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& field) { return field.key == key; });
  return found == fields.end() ? nullptr : &*found;
}

Layout lay_out(std::string_view text) {
  Layout layout;
  if (text.starts_with(kByteOrderMark)) layout.start = kByteOrderMark.size();
  layout.body = layout.start;
  const Line first = line_at(text, layout.start);
  if (first.next - first.end == 2) layout.eol = "\r\n";
  if (!is_fence(text.substr(first.begin, first.end - first.begin), "---")) return layout;
  for (std::size_t at = first.next; at < text.size();) {
    const Line line = line_at(text, at);
    const std::string_view content = text.substr(line.begin, line.end - line.begin);
    if (is_fence(content, "---") || is_fence(content, "...")) {
      layout.present = true;
      layout.close_begin = line.begin;
      layout.body = line.next;
      Fields(text, first.next, line.begin, 2, layout).read();
      return layout;
    }
    at = line.next;
  }
  layout.problems.push_back({1, "the front matter is not closed by a line with ---"});
  return layout;
}

}  // namespace tickets
