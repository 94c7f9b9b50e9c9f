// JSON ↔ structs: the hand-written half. protocol/generate.mjs emits `read` and `write` of every
// type of the model (wire/generated/types.h); here are those of base types, arrays and maps, and
// `decode`, `text_of` and `encode`, which everyone calls. Writing goes straight to text: a list may
// have ten thousand rows, and a tree of it takes five times the memory and the time. An error is
// invalid_argument, names the place as in `params.session.steps[2].name: expected a string, got a
// number`, and has it in detail["path"]. Unknown fields are ignored, so that an older program
// understands a newer one. Pure.
#pragma once
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wire {

// Where a value is, as a chain on the stack: nothing is allocated unless there is an error.
struct Path {
  const Path* parent = nullptr;
  std::string_view key;   // of the field; empty for an element
  std::size_t index = 0;  // of the element
  [[nodiscard]] std::string text() const;
};

// The message of an operation without parameters or result.
struct Empty {
  bool operator==(const Empty&) const = default;
};

// Each sets `error` and returns false when `from` does not fit.
bool read(const nlohmann::json& from, const Path& path, base::Error& error, std::string& to);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, bool& to);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, std::int64_t& to);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, double& to);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, nlohmann::json& to);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, Empty& to);
bool read_enum(const nlohmann::json& from, const Path& path, base::Error& error,
               std::span<const std::string_view> values, std::size_t& to);
bool is_object(const nlohmann::json& from, const Path& path, base::Error& error);
bool is_array(const nlohmann::json& from, const Path& path, base::Error& error);
bool is_missing(const Path& path, base::Error& error);  // sets the error; always false

// Each appends the value's JSON: one line, invalid UTF-8 replaced.
void write(std::string& to, std::string_view value);
void write(std::string& to, const std::string& value);
void write(std::string& to, const bool& value);
void write(std::string& to, const std::int64_t& value);
void write(std::string& to, const double& value);  // null when it is not finite
void write(std::string& to, const nlohmann::json& value);
void write(std::string& to, const Empty& value);

template <class T>
bool read(const nlohmann::json& from, const Path& path, base::Error& error, std::vector<T>& to);
template <class T>
bool read(const nlohmann::json& from, const Path& path, base::Error& error,
          std::map<std::string, T>& to);
template <class T>
void write(std::string& to, const std::vector<T>& values);
template <class T>
void write(std::string& to, const std::map<std::string, T>& values);

template <class T>
bool read(const nlohmann::json& from, const Path& path, base::Error& error, std::vector<T>& to) {
  if (!is_array(from, path, error)) return false;
  to.clear();
  to.reserve(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    T item{};
    if (!read(from[i], Path{&path, {}, i}, error, item)) return false;
    to.push_back(std::move(item));
  }
  return true;
}

template <class T>
bool read(const nlohmann::json& from, const Path& path, base::Error& error,
          std::map<std::string, T>& to) {
  if (!is_object(from, path, error)) return false;
  to.clear();
  for (const auto& [key, value] : from.items()) {
    if (!read(value, Path{&path, key}, error, to[key])) return false;
  }
  return true;
}

template <class T>
bool read_field(const nlohmann::json& from, const Path& path, base::Error& error,
                std::string_view name, T& to) {
  const Path place{&path, name};
  const auto found = from.find(name);
  if (found == from.end()) return is_missing(place, error);
  return read(*found, place, error, to);
}

// Absent and null are the same.
template <class T>
bool read_optional(const nlohmann::json& from, const Path& path, base::Error& error,
                   std::string_view name, std::optional<T>& to) {
  to.reset();
  const auto found = from.find(name);
  if (found == from.end() || found->is_null()) return true;
  return read(*found, Path{&path, name}, error, to.emplace());
}
bool read_optional(const nlohmann::json& from, const Path& path, base::Error& error,
                   std::string_view name, nlohmann::json& to);

// Fields are written with a comma behind each; the end takes the last one back.
inline void begin_object(std::string& to) { to += '{'; }
inline void end_object(std::string& to) {
  if (to.back() == ',') to.pop_back();
  to += '}';
}

template <class T>
void write(std::string& to, const std::vector<T>& values) {
  to += '[';
  for (const T& value : values) {
    write(to, value);
    to += ',';
  }
  if (to.back() == ',') to.pop_back();
  to += ']';
}

template <class T>
void write(std::string& to, const std::map<std::string, T>& values) {
  begin_object(to);
  for (const auto& [key, value] : values) {
    write(to, key);
    to += ':';
    write(to, value);
    to += ',';
  }
  end_object(to);
}

// Names of fields need no escapes.
template <class T>
void write_field(std::string& to, std::string_view name, const T& value) {
  to += '"';
  to += name;
  to += "\":";
  write(to, value);
  to += ',';
}
template <class T>
void write_field(std::string& to, std::string_view name, const std::optional<T>& value) {
  if (value) return write_field(to, name, *value);
  write_field(to, name, nlohmann::json());
}
template <class T>
void write_optional(std::string& to, std::string_view name, const std::optional<T>& value) {
  if (value) write_field(to, name, *value);
}
void write_optional(std::string& to, std::string_view name, const nlohmann::json& value);

// The JSON of any value that has a `write`.
template <class T>
std::string text_of(const T& value) {
  std::string text;
  write(text, value);
  return text;
}
// The same as a tree, for those who look into it or change it.
template <class T>
nlohmann::json encode(const T& value) {
  return nlohmann::json::parse(text_of(value), nullptr, false);
}

// `root` begins the path in errors: "params", "result".
template <class T>
base::Result<T> decode(const nlohmann::json& from, std::string_view root = "params") {
  T to{};
  base::Error error;
  if (!read(from, Path{nullptr, root}, error, to)) return base::fail(std::move(error));
  return to;
}

// The text of a value on the wire: one line, invalid UTF-8 replaced, never throws on content.
std::string to_text(const nlohmann::json& value);
// Fails with invalid_argument on anything but one JSON value nested at most 200 deep: nlohmann
// copies and writes by recursion, and a peer must not be able to overflow our stack.
base::Result<nlohmann::json> parse_text(std::string_view text);

}  // namespace wire
