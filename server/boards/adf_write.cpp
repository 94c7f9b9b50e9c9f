// Markdown → ADF. The subset that people and agents write: headings, paragraphs, lists (nested,
// with boxes), quotes, fences, rules, tables; strong, emphasis, strike, code, links, line breaks.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "boards/adf.h"
#include "boards/markdown_line.h"

namespace boards {
namespace {

using nlohmann::json;
using Lines = std::vector<std::string>;

constexpr int kDeepestWritten = 20;
// What is wider or longer than any editor makes is text.
constexpr std::size_t kMostColumns = 200, kMostCells = 20'000;

json node(const char* type, json content) {
  return {{"type", type}, {"content", std::move(content)}};
}

std::size_t indent_of(const std::string& line) {
  const std::size_t at = line.find_first_not_of(' ');
  return at == std::string::npos ? line.size() : at;
}
bool is_blank(const std::string& line) { return indent_of(line) == line.size(); }

struct Marker {
  std::size_t indent = 0, width = 0;  // to where the item's text begins
  bool ordered = false;
  int number = 1;
};
std::optional<Marker> marker_of(const std::string& line) {
  Marker marker;
  marker.indent = indent_of(line);
  std::size_t at = marker.indent;
  if (at >= line.size()) return std::nullopt;
  if (std::string_view("-*+").find(line[at]) != std::string_view::npos) {
    ++at;
  } else {
    const std::size_t begin = at;
    while (at < line.size() && line[at] >= '0' && line[at] <= '9' && at - begin < 9) ++at;
    if (at == begin || at >= line.size() || (line[at] != '.' && line[at] != ')')) {
      return std::nullopt;
    }
    marker.ordered = true;
    marker.number = std::stoi(line.substr(begin, at - begin));
    ++at;
  }
  if (at < line.size() && line[at] != ' ') return std::nullopt;
  marker.width = std::min(at + 1, line.size() + 1);
  return marker;
}

bool is_rule(const std::string& line) {
  std::string marks;
  for (const char c : line) {
    if (c != ' ') marks += c;
  }
  return marks.size() >= 3 && std::string_view("-*_").find(marks[0]) != std::string_view::npos &&
         marks.find_first_not_of(marks[0]) == std::string::npos && indent_of(line) < 4;
}

std::size_t fence_of(const std::string& line) {
  const std::size_t at = indent_of(line);
  if (at >= line.size() || (line[at] != '`' && line[at] != '~')) return 0;
  const std::size_t end = std::min(line.find_first_not_of(line[at], at), line.size());
  // "```x``` is code" is a line of text.
  if (line[at] == '`' && line.find('`', end) != std::string::npos) return 0;
  return end - at >= 3 ? end - at : 0;
}
bool ends_fence(const std::string& line, char kind, std::size_t length) {
  return fence_of(line) >= length && line[indent_of(line)] == kind &&
         base::trim(line).find_first_not_of(kind) == std::string_view::npos;
}

int heading_of(const std::string& line) {
  const std::size_t end = std::min(line.find_first_not_of('#'), line.size());
  if (end == 0 || end > 6 || (end < line.size() && line[end] != ' ')) return 0;
  return static_cast<int>(end);
}

Lines cells_of(const std::string& line) {
  std::string_view row = base::trim(line);
  if (row.starts_with('|')) row.remove_prefix(1);
  Lines cells(1);
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] == '\\' && i + 1 < row.size() && row[i + 1] == '|') {
      cells.back() += '|';
      ++i;
    } else if (row[i] == '|') {
      if (i + 1 < row.size()) cells.emplace_back();
    } else {
      cells.back() += row[i];
    }
  }
  for (auto& cell : cells) cell = base::trim(cell);
  return cells;
}
bool begins_table(const std::string& head, const std::string& rule) {
  if (head.find('|') == std::string::npos || rule.find('-') == std::string::npos ||
      rule.find('|') == std::string::npos || rule.find_first_not_of("|-: ") != std::string::npos) {
    return false;
  }
  const std::size_t columns = cells_of(head).size();
  return columns <= kMostColumns && columns == cells_of(rule).size();
}

// "[ ] " or "[x] " before an item's one paragraph.
const std::string* box_of(const json& item) {
  const json& blocks = item["content"];
  if (blocks.size() != 1 || blocks[0]["content"].empty()) return nullptr;
  const json& first = blocks[0]["content"][0];
  if (first["type"] != "text" || first.contains("marks")) return nullptr;
  const auto& text = first["text"].get_ref<const std::string&>();
  const std::string_view box = std::string_view(text).substr(0, 3);
  const bool has_box =
      (box == "[ ]" || box == "[x]" || box == "[X]") && (text.size() == 3 || text[3] == ' ');
  return has_box ? &text : nullptr;
}
bool are_tasks(const json& items) {
  return std::all_of(items.begin(), items.end(),
                     [](const json& item) { return box_of(item) != nullptr; });
}
json task_list(const json& items) {
  json tasks = json::array();
  for (const json& item : items) {
    const std::string text = *box_of(item);
    json inlines = item["content"][0]["content"];
    if (text.size() > 4) {
      inlines[0]["text"] = text.substr(4);
    } else {
      inlines.erase(0);
    }
    json task = node("taskItem", std::move(inlines));
    task["attrs"] = {{"localId", std::to_string(tasks.size() + 1)},
                     {"state", text[1] == ' ' ? "TODO" : "DONE"}};
    tasks.push_back(std::move(task));
  }
  json list = node("taskList", std::move(tasks));
  list["attrs"] = {{"localId", "list"}};
  return list;
}

json text_block(const std::string& text) {
  return node("paragraph", json::array({{{"type", "text"}, {"text", text}}}));
}
// Jira refuses a document in which an item or a quote holds other blocks than these; what it cannot
// hold is said by what it can.
void put_allowed(json& into, json block, bool in_quote) {
  const std::string type = block["type"];
  if (type == "heading") {
    for (json& part : block["content"]) {
      const bool is_code = part.contains("marks") && part["marks"][0]["type"] == "code";
      const bool is_strong = part.contains("marks") && part["marks"][0]["type"] == "strong";
      if (part["type"] == "text" && !is_code && !is_strong) {
        if (!part.contains("marks")) part["marks"] = json::array();
        part["marks"].insert(part["marks"].begin(), {{"type", "strong"}});
      }
    }
    into.push_back(node("paragraph", std::move(block["content"])));
  } else if (type == "blockquote") {
    for (json& inner : block["content"]) into.push_back(std::move(inner));
  } else if (type == "rule") {
    into.push_back(text_block("---"));
  } else if (type == "table") {
    const json document = {{"type", "doc"}, {"content", json::array({std::move(block)})}};
    json code = {{"type", "codeBlock"}, {"content", json::array()}};
    code["content"].push_back({{"type", "text"}, {"text", markdown_from_adf(document).markdown}});
    into.push_back(std::move(code));
  } else if (type == "taskList" && in_quote) {
    json items = json::array();
    for (json& task : block["content"]) {
      json text = text_block(task["attrs"]["state"] == "DONE" ? "[x] " : "[ ] ");
      for (json& part : task["content"]) text["content"].push_back(std::move(part));
      items.push_back(node("listItem", json::array({std::move(text)})));
    }
    into.push_back(node("bulletList", std::move(items)));
  } else {
    into.push_back(std::move(block));
  }
}

class Writer {
 public:
  json blocks(const Lines& lines, int depth);

 private:
  void fence(json& content);
  void quote(json& content);
  void list(json& content);
  void table(json& content);
  void paragraph(json& content);
  [[nodiscard]] const std::string& line() const { return (*lines_)[at_]; }
  [[nodiscard]] bool more() const { return at_ < lines_->size(); }
  [[nodiscard]] bool begins_block() const;
  [[nodiscard]] bool at_table() const {
    return at_ + 1 < lines_->size() && begins_table(line(), (*lines_)[at_ + 1]);
  }

  const Lines* lines_ = nullptr;
  std::size_t at_ = 0;
  int depth_ = 0;
};

// What ends a paragraph without an empty line.
bool Writer::begins_block() const {
  if (const auto marker = marker_of(line())) {
    // "… in\n2024. Then …" is a sentence.
    const bool fits = !marker->ordered || marker->number == 1;
    if (fits && line().size() > indent_of(line()) + 1) return true;
  }
  return heading_of(line()) > 0 || fence_of(line()) > 0 || is_rule(line()) ||
         line().starts_with('>') || at_table();
}

json Writer::blocks(const Lines& lines, int depth) {
  lines_ = &lines;
  depth_ = depth;
  json content = json::array();
  while (more()) {
    if (is_blank(line())) {
      ++at_;
    } else if (depth > kDeepestWritten) {
      paragraph(content);
    } else if (const int level = heading_of(line()); level > 0) {
      json heading = node("heading", inline_nodes(base::trim(line().substr(level))));
      heading["attrs"] = {{"level", level}};
      content.push_back(std::move(heading));
      ++at_;
    } else if (fence_of(line()) > 0) {
      fence(content);
    } else if (is_rule(line())) {
      content.push_back({{"type", "rule"}});
      ++at_;
    } else if (line().starts_with('>')) {
      quote(content);
    } else if (marker_of(line())) {
      list(content);
    } else if (at_table()) {
      table(content);
    } else {
      paragraph(content);
    }
  }
  return content;
}

void Writer::fence(json& content) {
  const std::size_t length = fence_of(line()), indent = indent_of(line());
  const std::string language(base::trim(line().substr(indent + length)));
  const char kind = line()[indent];
  std::string text;
  bool first = true;
  for (++at_; more(); ++at_) {
    if (ends_fence(line(), kind, length)) {
      ++at_;
      break;
    }
    if (!std::exchange(first, false)) text += '\n';
    text += line().substr(std::min(indent, indent_of(line())));
  }
  json block = {{"type", "codeBlock"}, {"content", json::array()}};
  if (!language.empty()) block["attrs"] = {{"language", language}};
  if (!text.empty()) block["content"].push_back({{"type", "text"}, {"text", text}});
  content.push_back(std::move(block));
}

void Writer::quote(json& content) {
  Lines inner;
  for (; more() && line().starts_with('>'); ++at_) {
    inner.push_back(line().substr(line().starts_with("> ") ? 2 : 1));
  }
  json blocks = json::array();
  for (json& block : Writer().blocks(inner, depth_ + 1)) put_allowed(blocks, block, true);
  if (blocks.empty()) blocks.push_back(node("paragraph", json::array()));
  content.push_back(node("blockquote", std::move(blocks)));
}

void Writer::list(json& content) {
  const Marker first = *marker_of(line());
  json items = json::array();
  while (more()) {
    const auto marker = marker_of(line());
    if (!marker || marker->indent != first.indent || marker->ordered != first.ordered ||
        is_rule(line())) {
      break;
    }
    Lines inner{line().size() >= marker->width ? line().substr(marker->width) : ""};
    for (++at_; more(); ++at_) {
      if (is_blank(line())) {
        inner.emplace_back();
        continue;
      }
      if (indent_of(line()) < std::max(marker->indent + 2, std::size_t{2})) break;
      inner.push_back(line().substr(std::min(marker->width, indent_of(line()))));
    }
    json blocks = json::array();
    for (json& block : Writer().blocks(inner, depth_ + 1)) put_allowed(blocks, block, false);
    if (blocks.empty() || blocks.front()["type"] != "paragraph") {
      blocks.insert(blocks.begin(), node("paragraph", json::array()));
    }
    items.push_back(node("listItem", std::move(blocks)));
  }
  if (!first.ordered && are_tasks(items)) return content.push_back(task_list(items));
  json made = node(first.ordered ? "orderedList" : "bulletList", std::move(items));
  if (first.ordered) made["attrs"] = {{"order", first.number}};
  content.push_back(std::move(made));
}

void Writer::table(json& content) {
  const Lines head = cells_of(line());
  const auto row = [&](const Lines& cells, const char* type) {
    json made = json::array();
    for (std::size_t n = 0; n < head.size(); ++n) {
      const std::string text = n < cells.size() ? cells[n] : "";
      made.push_back(node(type, json::array({node("paragraph", inline_nodes(text))})));
    }
    return node("tableRow", std::move(made));
  };
  json rows = json::array();
  const bool has_head =
      std::any_of(head.begin(), head.end(), [](const auto& c) { return !c.empty(); });
  if (has_head) rows.push_back(row(head, "tableHeader"));
  std::size_t room = kMostCells / head.size();
  for (at_ += 2; more() && room > 0 && line().find('|') != std::string::npos; ++at_, --room) {
    rows.push_back(row(cells_of(line()), "tableCell"));
  }
  if (!rows.empty()) content.push_back(node("table", std::move(rows)));
}

void Writer::paragraph(json& content) {
  std::string text;
  for (bool first = true; more() && !is_blank(line()); ++at_, first = false) {
    if (!first && depth_ <= kDeepestWritten && begins_block()) break;
    if (!first) text += '\n';
    text += line().substr(indent_of(line()));
  }
  content.push_back(node("paragraph", inline_nodes(text)));
}

}  // namespace

json adf_from_markdown(std::string_view markdown) {
  Lines lines;
  std::size_t fence = 0;  // the length of the one that is open
  char kind = '`';
  for (const auto line : base::split_lines(markdown)) {
    const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
    // Indentation by tabs; within code they are text.
    std::string clean;
    for (const char c : line.substr(0, begin))
      clean += c == '\t' && fence == 0 ? "    " : std::string(1, c);
    clean += line.substr(begin);
    // One may begin in an item or a quote.
    const std::string inner =
        clean.substr(std::min(clean.find_first_not_of(" >-*+.)0123456789"), clean.size()));
    if (fence == 0) {
      fence = fence_of(inner);
      if (fence > 0) kind = inner[0];
    } else if (ends_fence(inner, kind, fence)) {
      fence = 0;
    }
    lines.push_back(std::move(clean));
  }
  return {{"type", "doc"}, {"version", 1}, {"content", Writer().blocks(lines, 0)}};
}

}  // namespace boards
