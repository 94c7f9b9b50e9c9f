#include "rules/properties.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace rules {
namespace {

using base::ErrorCode;

constexpr std::size_t kMaxKey = 64;
constexpr std::size_t kMaxValue = 4096;
constexpr std::size_t kMaxKeys = 64;
// What `operator show --format=properties` says of every session.
constexpr std::array<std::string_view, 14> kOwn{
    "id",       "title",     "project",    "issue",      "branch", "status",  "hostName",
    "worktree", "createdAt", "restoredAt", "hostHandle", "pr",     "summary", "agent"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_inner(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

base::Status check(const std::string& key, const std::string& value) {
  const std::string shown = base::printable(key, 80);
  const auto wrong = [&](const std::string& what) {
    return base::fail(ErrorCode::invalid_argument, what, {{"path", "properties." + shown}});
  };
  if (key.empty() || key.size() > kMaxKey || !is_letter(key.front()) ||
      !std::all_of(key.begin(), key.end(), is_inner)) {
    return wrong("no key: " + shown +
                 "; one is a letter, then letters, digits, '.', '_' and '-', at most 64");
  }
  if (std::find(kOwn.begin(), kOwn.end(), key) != kOwn.end()) {
    return wrong(shown + " is a key that every session has; take another name" +
                 (key == "title" ? ", or `operator rename`" : ""));
  }
  if (value.size() > kMaxValue || value.find('\0') != std::string::npos) {
    return wrong("the value of " + shown + " is text of at most 4096 bytes");
  }
  return {};
}

}  // namespace

base::Status set_properties(Draft& draft, const base::SessionId& id,
                            const std::map<std::string, std::string>& changes) {
  for (const auto& [key, value] : changes) TRY(check(key, value));
  Session* session = draft.edit(id);
  if (session == nullptr) return base::fail(ErrorCode::not_found, "no session " + id.value);
  auto properties = session->properties;
  std::vector<std::string> words;
  for (const auto& [key, value] : changes) {
    if (value.empty()) {
      if (properties.erase(key) > 0) words.push_back(key + " removed");
      continue;
    }
    std::string& now = properties[key];
    if (now == value) continue;
    now = value;
    words.push_back(key + "=" + base::printable(value, 100));
  }
  if (properties.size() > kMaxKeys) {
    return base::fail(ErrorCode::invalid_argument, "a session has at most 64 free keys",
                      {{"path", "properties"}});
  }
  if (words.empty()) return {};
  session->properties = std::move(properties);
  draft.event("session/updated", id, session->ticket, base::join(words, ", "));
  return {};
}

}  // namespace rules
