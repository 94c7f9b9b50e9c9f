#include "wire/codec.h"

#include <algorithm>

#include "base/text.h"

namespace wire {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 200;

bool wrong(const Path& path, base::Error& error, const std::string& message) {
  std::string place = path.text();
  error = base::Error{
      base::ErrorCode::invalid_argument, place + ": " + message, {{"path", std::move(place)}}};
  return false;
}

bool mismatch(const json& from, const Path& path, base::Error& error, const char* wanted) {
  static constexpr const char* kArticles[] = {"a ", "an "};
  const std::string name = from.type_name();
  const bool vowel = name == "object" || name == "array";
  const std::string got = from.is_null() ? "null" : kArticles[vowel ? 1 : 0] + name;
  return wrong(path, error, std::string("expected ") + wanted + ", got " + got);
}

// Brackets only count outside strings; whether they match is the parser's business.
bool too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxDepth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

void append_escaped(std::string& to, char c) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"': to += "\\\""; return;
    case '\\': to += "\\\\"; return;
    case '\n': to += "\\n"; return;
    case '\t': to += "\\t"; return;
    case '\r': to += "\\r"; return;
    default: break;
  }
  const auto code = static_cast<unsigned char>(c);
  to += "\\u00";
  to += kHex[code >> 4U];
  to += kHex[code & 15U];
}

}  // namespace

std::string Path::text() const {
  std::string before = parent != nullptr ? parent->text() : "";
  if (key.empty() && parent != nullptr) return before + "[" + std::to_string(index) + "]";
  if (before.empty()) return std::string(key);
  return before + "." + std::string(key);
}

bool read(const json& from, const Path& path, base::Error& error, std::string& to) {
  if (!from.is_string()) return mismatch(from, path, error, "a string");
  to = from.get_ref<const std::string&>();
  return true;
}

bool read(const json& from, const Path& path, base::Error& error, bool& to) {
  if (!from.is_boolean()) return mismatch(from, path, error, "a boolean");
  to = from.get<bool>();
  return true;
}

bool read(const json& from, const Path& path, base::Error& error, std::int64_t& to) {
  if (from.is_number_unsigned() && from.get<std::uint64_t>() > INT64_MAX) {
    return wrong(path, error, "the number is too large");
  }
  if (from.is_number_integer()) {
    to = from.get<std::int64_t>();
    return true;
  }
  if (from.is_number_float()) return wrong(path, error, "expected a whole number");
  return mismatch(from, path, error, "a number");
}

bool read(const json& from, const Path& path, base::Error& error, double& to) {
  if (!from.is_number()) return mismatch(from, path, error, "a number");
  to = from.get<double>();
  return true;
}

bool read(const json& from, const Path&, base::Error&, json& to) {
  to = from;
  return true;
}

bool read(const json& from, const Path& path, base::Error& error, Empty&) {
  return is_object(from, path, error);
}

bool read_enum(const json& from, const Path& path, base::Error& error,
               std::span<const std::string_view> values, std::size_t& to) {
  if (!from.is_string()) return mismatch(from, path, error, "a string");
  const auto& text = from.get_ref<const std::string&>();
  const auto found = std::find(values.begin(), values.end(), text);
  if (found == values.end()) {
    const std::vector<std::string> names(values.begin(), values.end());
    return wrong(path, error,
                 "\"" + base::printable(text, 60) + "\" is none of " + base::join(names, ", "));
  }
  to = static_cast<std::size_t>(found - values.begin());
  return true;
}

bool is_object(const json& from, const Path& path, base::Error& error) {
  return from.is_object() || mismatch(from, path, error, "an object");
}

bool is_array(const json& from, const Path& path, base::Error& error) {
  return from.is_array() || mismatch(from, path, error, "an array");
}

bool is_missing(const Path& path, base::Error& error) { return wrong(path, error, "is missing"); }

void write(std::string& to, std::string_view value) {
  if (!base::is_valid_utf8(value)) return write(to, base::to_valid_utf8(value));
  to += '"';
  while (!value.empty()) {
    const auto plain = std::find_if(value.begin(), value.end(), [](char c) {
      return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
    });
    to.append(value.begin(), plain);
    value.remove_prefix(static_cast<std::size_t>(plain - value.begin()));
    if (value.empty()) break;
    append_escaped(to, value.front());
    value.remove_prefix(1);
  }
  to += '"';
}
void write(std::string& to, const std::string& value) { write(to, std::string_view(value)); }
void write(std::string& to, const bool& value) { to += value ? "true" : "false"; }
void write(std::string& to, const std::int64_t& value) { to += std::to_string(value); }
void write(std::string& to, const double& value) { to += json(value).dump(); }
void write(std::string& to, const json& value) { to += to_text(value); }
void write(std::string& to, const Empty&) { to += "{}"; }

bool read_optional(const json& from, const Path&, base::Error&, std::string_view name, json& to) {
  const auto found = from.find(name);
  to = found == from.end() ? json() : *found;
  return true;
}

void write_optional(std::string& to, std::string_view name, const json& value) {
  if (!value.is_null()) write_field(to, name, value);
}

std::string to_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

base::Result<json> parse_text(std::string_view text) {
  if (too_deep(text)) {
    return base::fail(base::ErrorCode::invalid_argument, "the JSON is nested too deeply");
  }
  // nlohmann takes a zero byte for the end of the text.
  const bool whole = text.find('\0') == std::string_view::npos;
  json value = whole ? json::parse(text, nullptr, false) : json(json::value_t::discarded);
  if (value.is_discarded()) {
    return base::fail(base::ErrorCode::invalid_argument, "the text is not JSON");
  }
  return value;
}

}  // namespace wire
