#include "config/board_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/text.h"
#include "config/json_text.h"

namespace config {
namespace {

using base::ErrorCode;
using base::fail;
using nlohmann::ordered_json;

// A value's place in the text: from its first byte to behind its last one.
struct Span {
  std::size_t begin = 0, end = 0;
};
struct Member {
  std::string key;  // empty in an array
  std::size_t key_begin = 0;
  Span value;
};

constexpr std::string_view kBlanks = " \t\r\n";

// The members of the object or array at `at`, in JSON that is known to be right and has neither
// comments nor trailing commas.
class Members {
 public:
  explicit Members(std::string_view json) : json_(json) {}

  std::vector<Member> of(Span outer) {
    std::vector<Member> members;
    const bool is_object = json_[outer.begin] == '{';
    at_ = outer.begin + 1;
    while (skip_blanks(), json_[at_] != '}' && json_[at_] != ']') {
      Member member;
      member.key_begin = at_;
      if (is_object) {
        const Span key = value();
        member.key = ordered_json::parse(text_of(key)).get<std::string>();
        skip_blanks();
        ++at_;  // the colon
        skip_blanks();
      }
      member.value = value();
      members.push_back(std::move(member));
      skip_blanks();
      if (json_[at_] == ',') ++at_;
    }
    return members;
  }
  Span whole() {
    at_ = 0;
    skip_blanks();
    return value();
  }

 private:
  [[nodiscard]] std::string_view text_of(Span span) const {
    return json_.substr(span.begin, span.end - span.begin);
  }
  void skip_blanks() { at_ = std::min(json_.find_first_not_of(kBlanks, at_), json_.size()); }

  void skip_string() {
    for (++at_; json_[at_] != '"'; ++at_) {
      if (json_[at_] == '\\') ++at_;
    }
    ++at_;
  }
  Span value() {
    const std::size_t begin = at_;
    if (json_[at_] == '"') {
      skip_string();
    } else if (json_[at_] == '{' || json_[at_] == '[') {
      std::size_t depth = 0;
      do {
        const char c = json_[at_];
        if (c == '"') {
          skip_string();
          continue;
        }
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        ++at_;
      } while (depth > 0);
    } else {
      at_ = std::min(json_.find_first_of(" \t\r\n,]}", at_), json_.size());
    }
    return {begin, at_};
  }

  std::string_view json_;
  std::size_t at_ = 0;
};

// The text, what of it is JSON alone, and where its boards are.
struct File {
  std::string text, plain;
  ordered_json value;
  Span root;
  std::vector<Member> members;
  std::optional<Span> boards;
  std::vector<Member> entries;  // of "boards"
};

base::Result<File> take_apart(std::string_view text) {
  const auto read = read_json(text);
  if (!read || !read->value.is_object()) {
    const std::string why = read ? "is no JSON object" : read.error().message;
    return fail(ErrorCode::conflict, "mend .operator/config.json first: " + why);
  }
  File file;
  file.text = text;
  file.plain = strip_extras(text);
  if (file.plain.starts_with("\xEF\xBB\xBF")) file.plain.replace(0, 3, "   ");
  file.value = read->value;
  Members members(file.plain);
  file.root = members.whole();
  file.members = members.of(file.root);
  for (const Member& member : file.members) {
    if (member.key == "boards") file.boards = member.value;
  }
  if (!file.boards) return file;
  if (file.plain[file.boards->begin] != '[') {
    return fail(ErrorCode::conflict, "mend .operator/config.json first: \"boards\" must be a list");
  }
  file.entries = members.of(*file.boards);
  return file;
}

std::string name_in(const ordered_json& board) {
  const auto name = board.is_object() ? board.find("name") : board.end();
  return board.is_object() && name != board.end() && name->is_string() ? name->get<std::string>()
                                                                       : "";
}

// What stands before `at` on its line, when that is nothing but blanks.
std::optional<std::string> indent_at(const std::string& text, std::size_t at) {
  const std::size_t line = text.rfind('\n', at);
  if (line == std::string::npos) return std::nullopt;
  const std::string before = text.substr(line + 1, at - line - 1);
  return before.find_first_not_of(" \t") == std::string::npos ? std::optional(before)
                                                              : std::nullopt;
}

// The value in lines, all but the first with `indent` before them.
std::string in_lines(const ordered_json& value, const std::string& unit, const std::string& indent,
                     const std::string& line_end) {
  const bool tabs = unit.starts_with('\t');
  std::string out;
  for (const char c : value.dump(static_cast<int>(unit.size()), tabs ? '\t' : ' ')) {
    if (c == '\n') {
      out += line_end + indent;
    } else {
      out += c;
    }
  }
  return out;
}

// How the file is written.
struct Style {
  bool lines = true;  // members have lines of their own
  std::string unit = "  ", line_end = "\n";
};
Style style_of(const File& file) {
  Style style;
  if (file.text.find("\r\n") != std::string::npos) style.line_end = "\r\n";
  if (file.members.empty()) return style;
  const auto indent = indent_at(file.text, file.members.front().key_begin);
  style.lines = indent.has_value();
  if (indent && !indent->empty()) style.unit = *indent;
  return style;
}

// Whether a comma, and no comment, stands between the last value's end and the closing bracket.
bool has_trailing_comma(const File& file, std::size_t from, std::size_t close) {
  for (std::size_t at = from; at < close; ++at) {
    if (file.text.compare(at, 2, "//") == 0) {
      at = std::min(file.text.find('\n', at), close);
    } else if (file.text.compare(at, 2, "/*") == 0) {
      at = std::min(file.text.find("*/", at + 2), close) + 1;
    } else if (file.text[at] == ',') {
      return true;
    }
  }
  return false;
}

// The text with `member` behind the last of `members`, before the bracket that closes `outer`.
std::string with_member(const File& file, Span outer, const std::vector<Member>& members,
                        const std::string& member, bool lines, const std::string& indent,
                        const std::string& close_indent, const std::string& line_end) {
  const std::size_t close = outer.end - 1;
  const std::size_t last = members.empty() ? outer.begin + 1 : members.back().value.end;
  // Behind the comments there, too.
  std::size_t tail = file.text.find_last_not_of(kBlanks, close - 1) + 1;
  tail = std::max(tail, last);
  const bool after_comment = file.text.substr(last, tail - last).find("//") != std::string::npos;
  if (!lines && after_comment) tail = file.text.find('\n', tail) + 1;
  const bool comma = !members.empty() && !has_trailing_comma(file, last, close);
  std::string out = file.text.substr(0, last);
  if (comma) out += ',';
  out += file.text.substr(last, tail - last);
  const bool closes_line = lines || file.text.find('\n', tail) < close;
  out += lines ? line_end + indent : members.empty() ? "" : " ";
  out += member;
  if (closes_line && file.text.find('\n', tail) >= close) {
    out += line_end + close_indent;
  } else {
    out += file.text.substr(tail, close - tail);
  }
  return out + file.text.substr(close);
}

// In the order of the schema, however they came.
ordered_json in_order(const ordered_json& board) {
  static constexpr std::array kKeys{"name",   "provider", "url",     "board",    "email",
                                    "token",  "project",  "mapping", "assignee", "statuses",
                                    "labels", "sprint",   "query",   "types",    "stages",
                                    "write",  "every"};
  ordered_json ordered = ordered_json::object();
  for (const char* key : kKeys) {
    if (board.contains(key)) ordered[key] = board[key];
  }
  for (const auto& [key, value] : board.items()) ordered[key] = value;
  return ordered;
}

// The change is what was meant and nothing else.
base::Result<std::string> checked(std::string text, const ordered_json& wanted) {
  const auto read = read_json(text);
  if (read && read->value == wanted) return text;
  return fail(ErrorCode::conflict,
              ".operator/config.json is written in a way that cannot be changed safely: do it by "
              "hand, under \"boards\"");
}

}  // namespace

base::Result<std::string> with_board(std::string_view text, std::string_view json) {
  const ordered_json given = ordered_json::parse(json, nullptr, false);
  if (!given.is_object()) return fail(ErrorCode::invalid_argument, "a board is a JSON object");
  const ordered_json board = in_order(given);
  if (base::trim(text).empty()) {
    return ordered_json{{"boards", ordered_json::array({board})}}.dump(2) + "\n";
  }
  TRY_ASSIGN(const File file, take_apart(text));
  ordered_json wanted = file.value;
  for (const auto& other : wanted.value("boards", ordered_json::array())) {
    if (name_in(other) == name_in(board)) {
      return fail(ErrorCode::conflict,
                  "a board is named " + base::printable(name_in(board), 80) + " already",
                  {{"path", "board.name"}});
    }
  }
  wanted["boards"].push_back(board);
  const Style style = style_of(file);
  if (!file.boards) {
    const std::string value =
        style.lines ? in_lines(ordered_json::array({board}), style.unit, style.unit, style.line_end)
                    : ordered_json::array({board}).dump();
    return checked(with_member(file, file.root, file.members, "\"boards\": " + value, style.lines,
                               style.unit, "", style.line_end),
                   wanted);
  }
  const auto first =
      file.entries.empty() ? std::nullopt : indent_at(file.text, file.entries.front().key_begin);
  const bool lines = style.lines && (first || file.entries.empty());
  const std::string indent = first.value_or(style.unit + style.unit);
  const std::string value =
      lines ? in_lines(board, style.unit, indent, style.line_end) : board.dump();
  return checked(with_member(file, *file.boards, file.entries, value, lines, indent, style.unit,
                             style.line_end),
                 wanted);
}

base::Result<std::string> without_board(std::string_view text, const std::string& name) {
  const auto missing = fail(ErrorCode::not_found, "no board " + base::printable(name, 80) +
                                                      "; `operator board list` shows them");
  if (base::trim(text).empty()) return missing;
  TRY_ASSIGN(const File file, take_apart(text));
  ordered_json wanted = file.value;
  std::optional<std::size_t> found;
  for (std::size_t n = 0; n < file.entries.size(); ++n) {
    if (name_in(file.value["boards"][n]) == name) found = n;
  }
  if (!found) return missing;
  wanted["boards"].erase(*found);
  // With the comma behind it; of the last one, with the comma before it.
  Span gone = file.entries[*found].value;
  const std::size_t comma = file.text.find_first_not_of(kBlanks, gone.end);
  const bool is_last = *found + 1 == file.entries.size();
  if (file.text[comma] == ',') {
    gone.end = comma + 1;
  } else if (!is_last) {
    gone.end = file.plain.find(',', gone.end) + 1;
  }
  const bool ends_list = is_last && *found > 0 && file.text[comma] != ',';
  std::size_t before =
      ends_list ? file.plain.find(',', file.entries[*found - 1].value.end) : std::string::npos;
  // Its line goes along, with the comment on it.
  const std::size_t rest = file.text.find_first_not_of(" \t\r", gone.end);
  const bool has_comment = rest != std::string::npos && file.text.compare(rest, 2, "//") == 0;
  const bool ends_line = rest == std::string::npos || file.text[rest] == '\n' || has_comment;
  if (const auto indent = indent_at(file.text, gone.begin); indent && ends_line) {
    gone.begin -= indent->size() + 1;
    if (gone.begin > 0 && file.text[gone.begin - 1] == '\r') --gone.begin;
    if (has_comment) gone.end = file.text.find_first_of("\r\n", rest);
  } else if (!is_last) {
    gone.end = std::min(file.text.find_first_not_of(" \t", gone.end), file.text.size());
  } else if (ends_list && file.text.find_first_not_of(kBlanks, before + 1) == gone.begin) {
    gone.begin = before;
    before = std::string::npos;
  }
  std::string out = file.text;
  out.erase(gone.begin, gone.end - gone.begin);
  if (before < gone.begin) out.erase(before, 1);
  return checked(std::move(out), wanted);
}

}  // namespace config
