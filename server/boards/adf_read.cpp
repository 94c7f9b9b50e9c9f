// ADF → markdown.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "boards/adf.h"
#include "boards/adf_same.h"
#include "boards/json_parts.h"
#include "boards/markdown_line.h"

namespace boards {
namespace {

using nlohmann::json;

// Documents come from outside: deeper nesting than any editor makes is left out.
constexpr int kDeepestRead = 40;
// A table with more cells is not filled up to a rectangle.
constexpr std::size_t kMostFilled = 100'000;

std::string attribute(const json& node, const char* name) {
  return text_at(at(node, "attrs"), name);
}
int number(const json& node, const char* name, int otherwise) {
  const json& value = at(at(node, "attrs"), name);
  return value.is_number_integer() ? value.get<int>() : otherwise;
}

// Characters that would be markup, each behind a backslash. `addresses`: what reads as one is one.
std::string escaped(std::string_view text, bool addresses = false) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t address = addresses ? address_length(text, i) : 0;
    if (address > 0) {
      out += text.substr(i, address);
      i += address - 1;
      continue;
    }
    const char c = text[i];
    const auto is_word = [&](std::size_t at) {
      return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0);
    };
    // snake_case is no emphasis.
    const bool inner = c == '_' && i > 0 && is_word(i - 1) && is_word(i + 1);
    const bool ends = i == 0 || i + 1 == text.size();
    const bool strike = c == '~' && (ends || text[i + 1] == '~');
    if (!inner && (std::string_view("\\`*_[]<").find(c) != std::string_view::npos || strike)) {
      out += '\\';
    }
    out += c;
  }
  return out;
}

// A line that would begin a heading, a list, a quote, a rule or a table.
std::string escaped_start(const std::string& line) {
  if (line.empty()) return line;
  const std::size_t digits = line.find_first_not_of("0123456789");
  if (digits != std::string::npos && digits > 0 && digits < 10 &&
      (line[digits] == '.' || line[digits] == ')')) {
    return line.substr(0, digits) + "\\" + line.substr(digits);
  }
  const bool is_rule = line[0] == ':' && line.find_first_not_of("|-: ") == std::string::npos;
  if (is_rule || line.starts_with("~~~")) return "\\" + line;
  return std::string_view("#-+>|=").find(line[0]) != std::string_view::npos ? "\\" + line : line;
}

std::size_t longest_run(std::string_view text, char of) {
  std::size_t longest = 0, now = 0;
  for (const char c : text) {
    now = c == of ? now + 1 : 0;
    longest = std::max(longest, now);
  }
  return longest;
}

class Reader {
 public:
  AdfText read(const json& document) {
    AdfText result;
    result.whole = document.is_null();
    if (text_at(document, "type") != "doc") return result;
    result.markdown = base::join(blocks(document, 0), "\n\n");
    // What is written back must be what was there, whatever kinds of nodes and marks there will be.
    result.whole = whole_ && is_same_document(document, adf_from_markdown(result.markdown));
    return result;
  }

 private:
  std::vector<std::string> blocks(const json& parent, int depth);
  std::string block(const json& node, int depth);
  std::string list(const json& node, int depth);
  std::string item_text(const json& item, int depth);
  std::string table(const json& node, int depth);
  std::string code(const json& node);
  std::string inlines(const json& parent, bool one_line);
  std::string run(const json& node);
  std::string marked(std::string text, const json& marks);

  bool whole_ = true;
};

std::vector<std::string> Reader::blocks(const json& parent, int depth) {
  std::vector<std::string> found;
  const json& content = at(parent, "content");
  if (!content.is_array()) return found;
  if (depth > kDeepestRead) {
    whole_ = false;
    return found;
  }
  for (const json& node : content) {
    std::string text = block(node, depth);
    if (!text.empty()) found.push_back(std::move(text));
  }
  return found;
}

std::string prefixed(const std::string& text, const std::string& first, const std::string& rest) {
  std::string out;
  bool is_first = true;
  for (const auto line : base::split_lines(text)) {
    if (!is_first) out += '\n';
    const std::string& prefix = is_first ? first : rest;
    out += line.empty() ? std::string(prefix.substr(0, prefix.find_last_not_of(' ') + 1))
                        : prefix + std::string(line);
    is_first = false;
  }
  return out;
}

std::string Reader::block(const json& node, int depth) {
  const std::string type = text_at(node, "type");
  if (type == "paragraph") {
    const std::string text = inlines(node, false);
    std::vector<std::string> lines;
    for (const auto& line : base::split(text, '\n')) {
      lines.push_back(escaped_start(std::string(base::trim(line))));
    }
    return std::string(base::trim(base::join(lines, "\n")));
  }
  if (type == "heading") {
    const int level = std::clamp(number(node, "level", 1), 1, 6);
    return std::string(static_cast<std::size_t>(level), '#') + " " + inlines(node, true);
  }
  if (type == "bulletList" || type == "orderedList" || type == "taskList" ||
      type == "decisionList") {
    return list(node, depth);
  }
  if (type == "codeBlock") return code(node);
  if (type == "rule") return "---";
  if (type == "table") return table(node, depth);
  const std::string inner = base::join(blocks(node, depth + 1), "\n\n");
  if (type == "blockquote") return prefixed(inner, "> ", "> ");
  whole_ = false;
  if (type == "panel") return prefixed(inner, "> ", "> ");
  if (type == "expand" || type == "nestedExpand") {
    const std::string title = escaped(attribute(node, "title"));
    return title.empty() ? inner : "**" + title + "**\n\n" + inner;
  }
  if (type == "media") {
    const std::string name = attribute(node, "alt");
    return "\\[" + escaped(name.empty() ? "attachment" : name) + "\\]";
  }
  if (type == "blockCard" || type == "embedCard") return "<" + attribute(node, "url") + ">";
  return inner;  // mediaSingle, layouts, and what there will be
}

std::string Reader::list(const json& node, int depth) {
  const std::string type = text_at(node, "type");
  int count = type == "orderedList" ? std::clamp(number(node, "order", 1), 0, 999'999) : 0;
  if (type == "decisionList") whole_ = false;
  std::vector<std::string> items;
  const json& content = at(node, "content");
  if (!content.is_array()) return "";
  if (depth > kDeepestRead) {
    whole_ = false;
    return "";
  }
  for (const json& item : content) {
    const std::string kind = text_at(item, "type");
    std::string marker = type == "orderedList" ? std::to_string(count++) + ". " : "- ";
    const std::string indent(marker.size(), ' ');
    std::string text;
    if (kind == "taskItem" || kind == "decisionItem") {
      if (kind == "taskItem") marker += attribute(item, "state") == "DONE" ? "[x] " : "[ ] ";
      text = inlines(item, true);
    } else if (kind == "taskList") {  // a list within the item before
      items.push_back(prefixed(list(item, depth + 1), "  ", "  "));
      continue;
    } else {
      text = item_text(item, depth + 1);
    }
    items.push_back(text.empty() ? marker.substr(0, marker.size() - 1)
                                 : prefixed(text, marker, indent));
  }
  return base::join(items, "\n");
}

// Its blocks; a list within it follows without an empty line.
std::string Reader::item_text(const json& item, int depth) {
  std::string text;
  const json& content = at(item, "content");
  if (!content.is_array()) return text;
  for (const json& node : content) {
    const std::string part = block(node, depth);
    if (part.empty()) continue;
    // Such an item without text, or with another number than 1, would be a part of the line before.
    const bool is_list = text_at(node, "type").ends_with("List");
    const bool begins = part.substr(0, part.find('\n')).find(' ') != std::string::npos &&
                        number(node, "order", 1) == 1;
    if (!text.empty()) text += is_list && begins ? "\n" : "\n\n";
    text += part;
  }
  return text;
}

// A fence longer than any within.
std::string Reader::code(const json& node) {
  std::string text;
  const json& content = at(node, "content");
  if (content.is_array()) {
    for (const json& part : content) text += text_at(part, "text");
  }
  const std::string fence(std::max(longest_run(text, '`'), std::size_t{2}) + 1, '`');
  std::string language = attribute(node, "language");
  std::erase_if(language, [](char c) { return c == '`' || c == '\n' || c == ' '; });
  return fence + language + "\n" + text + (text.empty() ? "" : "\n") + fence;
}

// A table's cells are lines: their blocks are joined with a blank.
std::string Reader::table(const json& node, int depth) {
  std::vector<std::vector<std::string>> rows;
  std::size_t width = 0;
  bool has_header = false;
  const json& content = at(node, "content");
  if (!content.is_array()) return "";
  for (const json& row : content) {
    auto& cells = rows.emplace_back();
    const json& columns = at(row, "content");
    if (!columns.is_array()) continue;
    bool all_headers = !columns.empty();
    for (const json& cell : columns) {
      const auto parts = blocks(cell, depth + 1);
      std::string text = base::join(parts, " ");
      whole_ = whole_ && parts.size() < 2 && number(cell, "colspan", 1) == 1 &&
               number(cell, "rowspan", 1) == 1 && text.find('\n') == std::string::npos;
      std::replace(text.begin(), text.end(), '\n', ' ');
      std::string safe;
      for (const char c : text) safe += c == '|' ? std::string("\\|") : std::string(1, c);
      cells.push_back(std::move(safe));
      all_headers = all_headers && text_at(cell, "type") == "tableHeader";
    }
    if (rows.size() == 1) has_header = all_headers;
    width = std::max(width, cells.size());
  }
  if (width == 0) return "";
  if (!has_header) rows.insert(rows.begin(), std::vector<std::string>(width));
  const bool fills = rows.size() <= kMostFilled / width;
  std::vector<std::string> lines;
  for (auto& cells : rows) {
    if (fills) cells.resize(width);
    lines.push_back("| " + base::join(cells, " | ") + " |");
    if (lines.size() == 1) {
      lines.push_back("| " + base::join(std::vector<std::string>(width, "---"), " | ") + " |");
    }
  }
  return base::join(lines, "\n");
}

std::string Reader::inlines(const json& parent, bool one_line) {
  std::string text, pending;  // breaks count only before more text
  const json& content = at(parent, "content");
  if (!content.is_array()) return text;
  for (const json& node : content) {
    const bool is_break = text_at(node, "type") == "hardBreak";
    const std::string part = is_break ? (one_line ? " " : "\\\n") : run(node);
    pending += part;
    if (is_break || base::trim(part).empty()) continue;
    text += std::exchange(pending, {});
  }
  return text;
}

std::string Reader::run(const json& node) {
  const std::string type = text_at(node, "type");
  if (type == "text") return marked(text_at(node, "text"), at(node, "marks"));
  whole_ = false;
  if (type == "mention" || type == "status") {
    const std::string text = escaped(attribute(node, "text"));
    return type == "mention" && !text.starts_with('@') ? "@" + text : text;
  }
  if (type == "emoji") {
    const std::string text = attribute(node, "text");
    return text.empty() ? attribute(node, "shortName") : text;
  }
  if (type == "inlineCard") return "<" + attribute(node, "url") + ">";
  return escaped(attribute(node, "text"));
}

// Markup clings to words: blanks at the ends stay outside.
std::string around(const std::string& text, const std::string& mark) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return text;
  const std::size_t last = text.find_last_not_of(' ');
  return text.substr(0, first) + mark + text.substr(first, last - first + 1) + mark +
         text.substr(last + 1);
}

std::string Reader::marked(std::string text, const json& marks) {
  std::string link;
  bool is_code = false, strong = false, em = false, strike = false;
  if (marks.is_array()) {
    for (const json& mark : marks) {
      const std::string type = text_at(mark, "type");
      if (type == "code") {
        is_code = true;
      } else if (type == "strong") {
        strong = true;
      } else if (type == "em") {
        em = true;
      } else if (type == "strike") {
        strike = true;
      } else if (type == "link") {
        link = attribute(mark, "href");
      } else {
        whole_ = false;
      }
    }
  }
  std::replace(text.begin(), text.end(), '\n', ' ');
  const bool bare = !link.empty() && link == text && !is_code && !strong && !em && !strike;
  const bool known =
      link.starts_with("https://") || link.starts_with("http://") || link.starts_with("mailto:");
  if (bare && known && link.find_first_of(" <>") == std::string::npos) return "<" + link + ">";
  if (is_code) {
    const std::string tick(longest_run(text, '`') + 1, '`');
    const bool blanks = text.starts_with(' ') && text.ends_with(' ') && !base::trim(text).empty();
    const std::string pad = blanks || text.starts_with('`') || text.ends_with('`') ? " " : "";
    text = tick + pad + text + pad + tick;
  } else {
    text = escaped(text, link.empty());
  }
  if (strike) text = around(text, "~~");
  if (em) text = around(text, "*");
  if (strong) text = around(text, "**");
  if (link.empty()) return text;
  for (const auto& [sign, code] : {std::pair{'<', "%3C"}, {'>', "%3E"}, {'\n', ""}}) {
    for (auto at = link.find(sign); at != std::string::npos; at = link.find(sign, at)) {
      link.replace(at, 1, code);
    }
  }
  const bool odd = link.find_first_of(" ()") != std::string::npos;
  return "[" + text + "](" + (odd ? "<" + link + ">" : link) + ")";
}

}  // namespace

AdfText markdown_from_adf(const json& document) { return Reader().read(document); }

}  // namespace boards
