// Reading what a provider sent, where any part may be missing or of another kind: nothing here
// throws. Inline, for the folder's own sources.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "base/text.h"

namespace boards {

// Bytes that are no UTF-8 become U+FFFD. What is no JSON at all is_discarded(), and has no member.
inline nlohmann::json parse_reply(const std::string& body) {
  nlohmann::json value = nlohmann::json::parse(body, nullptr, false);
  if (!value.is_discarded() || base::is_valid_utf8(body)) return value;
  return nlohmann::json::parse(base::to_valid_utf8(body), nullptr, false);
}
// Whether some of it was lost on the way, so that it is not to be written back.
inline bool is_damaged(const std::string& text) {
  return text.find("\xEF\xBF\xBD") != std::string::npos;
}
// The member, or null.
inline const nlohmann::json& at(const nlohmann::json& object, const char* name) {
  static const nlohmann::json kNone;
  if (!object.is_object()) return kNone;
  const auto found = object.find(name);
  return found == object.end() ? kNone : *found;
}
// The member's text; empty when it is none.
inline std::string text_at(const nlohmann::json& object, const char* name) {
  const nlohmann::json& value = at(object, name);
  return value.is_string() ? value.get<std::string>() : "";
}
inline bool yes_at(const nlohmann::json& object, const char* name) {
  const nlohmann::json& value = at(object, name);
  return value.is_boolean() && value.get<bool>();
}
inline double number_at(const nlohmann::json& object, const char* name, double otherwise) {
  const nlohmann::json& value = at(object, name);
  return value.is_number() ? value.get<double>() : otherwise;
}
// For a request's body: bytes that are no UTF-8 become U+FFFD.
inline std::string body_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace boards
