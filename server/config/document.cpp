#include "config/document.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/text.h"

namespace config {

using nlohmann::ordered_json;

std::optional<JsonText> read_document(std::string_view bytes, const std::string& file,
                                      std::vector<Problem>& problems) {
  auto text = read_json(bytes);
  if (!text) {
    const auto& detail = text.error().detail;
    problems.push_back({file, std::stoi(detail.at("line")), "",
                        "column " + detail.at("column") + ": " + text.error().message});
    return std::nullopt;
  }
  Report report{file, &*text, &problems};
  if (!text->value.is_object()) {
    report.error("", "must be an object");
    return std::nullopt;
  }
  for (const auto& path : text->repeated) report.warn(path, "is there twice; the last one counts");
  return std::move(*text);
}

void Report::error(const std::string& path, std::string message) {
  ++errors;
  problems->push_back({file, text == nullptr ? 0 : text->line_of(path), path, std::move(message)});
}

void Report::warn(const std::string& path, std::string message) {
  problems->push_back(
      {file, text == nullptr ? 0 : text->line_of(path), path, std::move(message), true});
}

std::string ObjectReader::path_of(const std::string& key) const {
  return path_.empty() ? key : path_ + "." + key;
}

const ordered_json* ObjectReader::find(const char* key) {
  asked_.insert(key);
  const auto found = value_.find(key);
  return found == value_.end() ? nullptr : &*found;
}

bool ObjectReader::wrong(const char* key, const std::string& expected) {
  std::string shown = value_[key].dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  if (shown.size() > 60) shown = std::string(base::cut_utf8(shown, 60)) + "…";
  report_.error(path_of(key), "must be " + expected + ", not " + shown);
  return false;
}

bool ObjectReader::read(const char* key, bool& out) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_boolean()) return wrong(key, "true or false");
  out = value->get<bool>();
  return true;
}

bool ObjectReader::read(const char* key, std::string& out) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_string()) return wrong(key, "a text");
  out = value->get<std::string>();
  return true;
}

bool ObjectReader::read(const char* key, base::Millis& out) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  const auto duration =
      value->is_string() ? base::parse_duration(value->get<std::string>()) : std::nullopt;
  if (!duration) return wrong(key, "a duration like \"500ms\", \"3s\", \"5m\" or \"2h\"");
  out = *duration;
  return true;
}

bool ObjectReader::read(const char* key, std::vector<std::string>& out) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  const bool right = value->is_array() && std::all_of(value->begin(), value->end(),
                                                      [](const auto& v) { return v.is_string(); });
  if (!right) return wrong(key, "a list of texts");
  out = value->get<std::vector<std::string>>();
  return true;
}

bool ObjectReader::read(const char* key, std::vector<std::vector<std::string>>& out) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  const auto is_list = [](const ordered_json& v) {
    return v.is_array() &&
           std::all_of(v.begin(), v.end(), [](const auto& word) { return word.is_string(); });
  };
  if (!value->is_array() || !std::all_of(value->begin(), value->end(), is_list)) {
    return wrong(key, "a list of lists of texts");
  }
  out = value->get<std::vector<std::vector<std::string>>>();
  return true;
}

bool ObjectReader::read(const char* key, int& out, int low, int high) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  const std::int64_t number = value->is_number_integer() ? value->get<std::int64_t>() : low - 1LL;
  if (number < low || number > high) {
    return wrong(key, "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  }
  out = static_cast<int>(number);
  return true;
}

bool ObjectReader::read(const char* key, double& out, double low) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_number() || value->get<double>() < low) {
    return wrong(key, "a number of at least " + nlohmann::json(low).dump());
  }
  out = value->get<double>();
  return true;
}

bool ObjectReader::read_size(const char* key, std::uint64_t& out) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  const std::string text = value->is_string() ? value->get<std::string>() : "";
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const bool right = error == std::errc{} && number <= 1U << 20 && (unit == "MB" || unit == "GB");
  if (!right) return wrong(key, "a size like \"512MB\" or \"2GB\"");
  out = number << (unit == "MB" ? 20 : 30);
  return true;
}

bool ObjectReader::read_lines(const char* key, std::string& out) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  if (value->is_string()) return read(key, out);
  std::vector<std::string> lines;
  if (!value->is_array()) return wrong(key, "a text or a list of lines");
  if (!read(key, lines)) return false;
  out = base::join(lines, "\n");
  return true;
}

bool ObjectReader::read_word(const char* key, const std::vector<std::string>& words, int& out) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  if (value->is_string()) {
    const auto found = std::find(words.begin(), words.end(), value->get<std::string>());
    if (found != words.end()) {
      out = static_cast<int>(found - words.begin());
      return true;
    }
  }
  return wrong(key, "one of " + base::join(words, ", "));
}

bool ObjectReader::read_object(const char* key, const std::function<void(ObjectReader&)>& reader) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_object()) return wrong(key, "an object");
  ObjectReader inner(*value, path_of(key), report_);
  reader(inner);
  inner.warn_unknown();
  return true;
}

bool ObjectReader::read_map(const char* key,
                            const std::function<void(const std::string&, ObjectReader&)>& reader) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_object()) return wrong(key, "an object");
  for (const auto& [name, member] : value->items()) {
    const std::string path = path_of(key) + "." + name;
    if (!member.is_object()) {
      report_.error(path, "must be an object");
      continue;
    }
    ObjectReader inner(member, path, report_);
    reader(name, inner);
    inner.warn_unknown();
  }
  return true;
}

bool ObjectReader::read_map(
    const char* key, const std::function<void(const std::string&, const std::string&)>& reader) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_object()) return wrong(key, "an object");
  for (const auto& [name, member] : value->items()) {
    if (member.is_string()) {
      reader(name, member.get<std::string>());
    } else {
      report_.error(path_of(key) + "." + name, "must be a text");
    }
  }
  return true;
}

bool ObjectReader::read_array(const char* key, const std::function<void(ObjectReader&)>& reader) {
  const ordered_json* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_array()) return wrong(key, "a list");
  for (std::size_t i = 0; i < value->size(); ++i) {
    const std::string path = path_of(key) + "[" + std::to_string(i) + "]";
    if (!(*value)[i].is_object()) {
      report_.error(path, "must be an object");
      continue;
    }
    ObjectReader inner((*value)[i], path, report_);
    reader(inner);
    inner.warn_unknown();
  }
  return true;
}

void ObjectReader::warn_unknown() {
  for (const auto& [key, member] : value_.items()) {
    if (!asked_.contains(key)) report_.warn(path_of(key), "unknown key, ignored");
  }
}

}  // namespace config
