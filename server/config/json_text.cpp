#include "config/json_text.h"

#include <algorithm>

#include "base/text.h"

namespace config {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kDepthLimit = 100;

// After the string that begins at `at`; the text's end when it does not end.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

// After the comment at `at`, or `at` when there is none.
std::size_t comment_end(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("//")) return std::min(text.size(), text.find('\n', at));
  if (!rest.starts_with("/*")) return at;
  const std::size_t end = text.find("*/", at + 2);
  // Left open, it stays: the reader then says so at its beginning.
  return end == std::string_view::npos ? at : end + 2;
}

// Walks JSON that is known to be right and notes where each value begins.
class Lines {
 public:
  Lines(std::string_view text, JsonText& result) : text_(text), result_(result) {}

  void walk() {
    while (at_ < text_.size()) step();
  }

 private:
  struct Level {
    std::string path;
    bool array = false;
    std::size_t index = 0;
    std::string key;  // of the value to come
    bool wants_key = true;
    std::vector<std::string> keys;
  };

  void step() {
    const char c = text_[at_];
    if (c == '\n') ++line_;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      ++at_;
    } else if (c == '}' || c == ']') {
      levels_.pop_back();
      ++at_;
    } else if (c == ',') {
      Level& level = levels_.back();
      ++level.index;
      level.wants_key = true;
      ++at_;
    } else if (c == ':') {
      ++at_;
    } else if (c == '"' && !levels_.empty() && !levels_.back().array && levels_.back().wants_key) {
      take_key();
    } else {
      take_value();
    }
  }

  void take_key() {
    const std::size_t end = string_end(text_, at_);
    Level& level = levels_.back();
    level.key = nlohmann::json::parse(text_.substr(at_, end - at_)).get<std::string>();
    level.wants_key = false;
    if (std::find(level.keys.begin(), level.keys.end(), level.key) != level.keys.end()) {
      result_.repeated.push_back(path());
    }
    level.keys.push_back(level.key);
    result_.lines[path()] = line_;
    at_ = end;
  }

  void take_value() {
    const std::string here = path();
    if (levels_.empty() || levels_.back().array) result_.lines[here] = line_;
    const char c = text_[at_];
    if (c == '{' || c == '[') {
      Level level;
      level.path = here;
      level.array = c == '[';
      levels_.push_back(std::move(level));
      ++at_;
    } else if (c == '"') {
      at_ = string_end(text_, at_);
    } else {
      at_ = std::min(text_.size(), text_.find_first_of(" \t\r\n,]}", at_));
    }
  }

  [[nodiscard]] std::string path() const {
    if (levels_.empty()) return {};
    const Level& level = levels_.back();
    if (level.array) return level.path + "[" + std::to_string(level.index) + "]";
    return level.path.empty() ? level.key : level.path + "." + level.key;
  }

  std::string_view text_;
  JsonText& result_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::vector<Level> levels_;
};

std::size_t depth_of(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') i = string_end(text, i) - 1;
    if (i < text.size() && (text[i] == '{' || text[i] == '[')) deepest = std::max(deepest, ++depth);
    if (i < text.size() && (text[i] == '}' || text[i] == ']') && depth > 0) --depth;
  }
  return deepest;
}

// "[json.exception…] parse error at line 3, column 5: syntax error while parsing value - unexpected
// '}'; expected …" without what the place already says.
std::string plain_message(std::string_view what) {
  for (const std::string_view before : {"syntax error ", "parse error"}) {
    const std::size_t at = what.find(before);
    if (at == std::string_view::npos) continue;
    const std::size_t colon = before == "parse error" ? what.find(": ", at) : at - 2;
    if (colon != std::string_view::npos) what = what.substr(colon + 2);
    break;
  }
  return base::printable(what, 300);
}

}  // namespace

int JsonText::line_of(const std::string& path) const {
  std::string at = path;
  while (true) {
    if (const auto found = lines.find(at); found != lines.end()) return found->second;
    const std::size_t cut = at.find_last_of(".[");
    if (cut == std::string::npos) break;
    at.resize(cut);
  }
  const auto whole = lines.find("");
  return whole == lines.end() ? 1 : whole->second;
}

std::string strip_extras(std::string_view text) {
  std::string out(text);
  const auto blank = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (out[i] != '\n' && out[i] != '\r') out[i] = ' ';
    }
  };
  if (text.starts_with(kByteOrderMark)) blank(0, kByteOrderMark.size());
  std::size_t comma = std::string::npos;  // the last one, when only blanks followed it
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t after = comment_end(text, i);
    if (after > i) {
      blank(i, after);
      i = after;
      continue;
    }
    const char c = out[i];
    if (c == '"') {
      comma = std::string::npos;
      i = string_end(text, i);
      continue;
    }
    if ((c == '}' || c == ']') && comma != std::string::npos) out[comma] = ' ';
    if (c == ',') {
      // `[,]` and `,,` stay wrong: a comma trails only after a value.
      const std::size_t before = out.find_last_not_of(" \t\r\n", i == 0 ? 0 : i - 1);
      const bool after_value = i > 0 && before != std::string::npos && out[before] != ',' &&
                               out[before] != '[' && out[before] != '{';
      comma = after_value ? i : std::string::npos;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      comma = std::string::npos;
    }
    ++i;
  }
  return out;
}

base::Result<JsonText> read_json(std::string_view text) {
  const std::string clean = strip_extras(text);
  const auto at = [&](std::size_t byte) {
    const std::string_view before = std::string_view(clean).substr(0, byte);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t feed = before.rfind('\n');
    const std::size_t column = feed == std::string_view::npos ? byte : byte - feed - 1;
    return std::map<std::string, std::string>{{"line", std::to_string(line)},
                                              {"column", std::to_string(column)}};
  };
  // nlohmann takes a zero byte for the end of the text.
  if (const std::size_t zero = clean.find('\0'); zero != std::string::npos) {
    return fail(ErrorCode::invalid_argument, "holds a zero byte", at(zero));
  }
  if (depth_of(clean) > kDepthLimit) {
    return fail(ErrorCode::invalid_argument, "nested too deeply", at(1));
  }
  JsonText result;
  try {
    result.value = nlohmann::ordered_json::parse(clean);
  } catch (const nlohmann::json::parse_error& error) {
    return fail(ErrorCode::invalid_argument, plain_message(error.what()),
                at(std::min(error.byte, clean.size())));
  } catch (const nlohmann::json::exception& error) {
    return fail(ErrorCode::invalid_argument, plain_message(error.what()), at(1));
  }
  Lines(clean, result).walk();
  return result;
}

}  // namespace config
