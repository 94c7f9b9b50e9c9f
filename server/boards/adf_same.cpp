#include "boards/adf_same.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "boards/json_parts.h"

namespace boards {
namespace {

using nlohmann::json;

constexpr int kDeepestCompared = 60;
// Between the parts of the text that is compared; no document has them.
constexpr char kBegin = 1, kEnd = 2, kMarks = 3, kBreak = 4;

// What an editor writes and nobody sees, or sees as a width.
constexpr std::string_view kUnseen[] = {"localId",  "uniqueId",    "layout",    "width",
                                        "colwidth", "displayMode", "__autoSize"};

bool is_default(const std::string& name, const json& value) {
  const bool one = name == "colspan" || name == "rowspan" || name == "order";
  return value.is_null() || value == json(false) || value == json("") || (one && value == json(1));
}

std::string seen_attributes(const json& node) {
  const json& all = at(node, "attrs");
  std::string out;
  if (!all.is_object()) return out;
  for (const auto& [name, value] : all.items()) {
    const bool unseen =
        std::find(std::begin(kUnseen), std::end(kUnseen), name) != std::end(kUnseen);
    if (!unseen && !is_default(name, value)) out += name + "=" + body_text(value) + ";";
  }
  return out;
}

// Of a text with these words, or of a block.
std::string seen_marks(const json& node, const std::string& text) {
  std::vector<std::string> marks;
  const json& all = at(node, "marks");
  if (!all.is_array()) return "";
  for (const json& mark : all) {
    const std::string type = text_at(mark, "type");
    const json& attributes = at(mark, "attrs");
    if (type == "breakout") continue;  // a width
    if (type != "link") {
      marks.push_back(type + seen_attributes(mark));
    } else if (text_at(attributes, "href") != text || !text_at(attributes, "title").empty()) {
      marks.push_back(type + text_at(attributes, "href") + " " + text_at(attributes, "title"));
    }
  }
  std::sort(marks.begin(), marks.end());
  std::string out;
  for (const auto& mark : marks) out += mark + ",";
  return out;
}

// What is within one block of text.
class Inline {
 public:
  explicit Inline(std::string& out) : out_(out) {}
  void add(const json& node) {
    const std::string type = text_at(node, "type");
    if (type == "hardBreak") {
      pending_.erase(pending_.find_last_not_of(' ') + 1);
      pending_ += kBreak;
      return;
    }
    if (type != "text") {
      put(seen_marks(node, ""), body_text(node));
      return;
    }
    const std::string text = text_at(node, "text");
    put(seen_marks(node, text), text);
  }

 private:
  void put(const std::string& marks, const std::string& text) {
    for (const char c : text) {
      if (c == ' ' || c == '\n') {
        if (begun_ && !pending_.ends_with(kBreak)) pending_ += ' ';
        continue;
      }
      out_ += pending_;
      pending_.clear();
      if (marks != marks_) out_ += kMarks + marks + kMarks;
      marks_ = marks;
      out_ += c;
      begun_ = true;
    }
  }
  std::string& out_;
  std::string pending_;  // blanks and breaks, which count only before more text
  std::string marks_;
  bool begun_ = false;
};

// False where it is too deep.
bool add_block(const json& node, int depth, std::string& out) {
  if (depth > kDeepestCompared) return false;
  const std::string type = text_at(node, "type");
  const json& content = at(node, "content");
  std::string inner;
  if (type == "paragraph" || type == "heading" || type == "taskItem") {
    Inline text(inner);
    if (content.is_array()) {
      for (const json& one : content) text.add(one);
    }
  } else if (type == "codeBlock") {
    if (content.is_array()) {
      for (const json& one : content) inner += text_at(one, "text");
    }
  } else if (content.is_array()) {
    for (const json& one : content) {
      if (!add_block(one, depth + 1, inner)) return false;
    }
  }
  const std::string attributes = seen_attributes(node) + seen_marks(node, "");
  if (type == "paragraph" && inner.empty() && attributes.empty()) return true;
  out += kBegin + type + kMarks + attributes + kMarks + inner + kEnd;
  return true;
}

}  // namespace

bool is_same_document(const json& one, const json& other) {
  std::string a, b;
  for (const auto& [document, out] : {std::pair{&one, &a}, std::pair{&other, &b}}) {
    const json& content = at(*document, "content");
    if (!content.is_array()) continue;
    for (const json& node : content) {
      if (!add_block(node, 0, *out)) return false;
    }
  }
  return a == b;
}

}  // namespace boards
