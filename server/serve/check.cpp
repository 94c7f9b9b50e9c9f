#include "serve/check.h"

#include <algorithm>

#include "base/text.h"

namespace serve::check {
namespace {

using base::ErrorCode;

tl::unexpected<base::Error> wrong(std::string_view path, const std::string& what) {
  const std::string place = "params." + std::string(path);
  return base::fail(ErrorCode::invalid_argument, place + ": " + what, {{"path", place}});
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool looks_like_session(std::string_view value) {
  const std::size_t dash = value.find('-');
  if (dash == std::string_view::npos || dash == 0 || dash > 12) return false;
  const std::string_view prefix = value.substr(0, dash);
  const std::string_view number = value.substr(dash + 1);
  if (number.empty() || number.size() > 9 || number.front() == '0') return false;
  return is_lower(prefix.front()) &&
         std::all_of(prefix.begin(), prefix.end(),
                     [](char c) { return is_lower(c) || is_digit(c); }) &&
         std::all_of(number.begin(), number.end(), is_digit);
}

}  // namespace

base::Status text(std::string_view path, std::string_view value, std::size_t limit) {
  if (value.size() > limit) {
    return wrong(
        path, "at most " + std::to_string(limit) + " bytes, got " + std::to_string(value.size()));
  }
  if (value.find('\0') != std::string_view::npos) return wrong(path, "has a zero byte");
  return {};
}

base::Status some_text(std::string_view path, std::string_view value, std::size_t limit) {
  TRY(text(path, value, limit));
  if (base::trim(value).empty()) return wrong(path, "must not be empty");
  return {};
}

base::Status line(std::string_view path, std::string_view value, std::size_t limit) {
  TRY(some_text(path, value, limit));
  if (value.find_first_of("\r\n") != std::string_view::npos) return wrong(path, "must be one line");
  return {};
}

base::Status range(std::string_view path, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value >= low && value <= high) return {};
  return wrong(path, "must be " + std::to_string(low) + " to " + std::to_string(high) + ", got " +
                         std::to_string(value));
}

base::Result<int> priority(std::string_view path, std::string_view value) {
  if (value.size() == 2 && value[0] == 'P' && value[1] >= '0' && value[1] <= '3') {
    return value[1] - '0';
  }
  return wrong(path, "expected P0, P1, P2 or P3, got " + base::printable(value, 40));
}

base::Result<base::SessionId> session_id(std::string_view value) {
  if (looks_like_session(value)) return base::SessionId{std::string(value)};
  return base::fail(ErrorCode::not_found,
                    "no session " + base::printable(value, 64) +
                        ": a session's id looks like app-3; `operator ls` shows them",
                    {{"path", "params.id"}});
}

base::Status inner_path(std::string_view path, std::string_view value) {
  TRY(some_text(path, value, kMaxPath));
  for (const auto& part : base::split(value, '/')) {
    if (part.empty() || part == "." || part == "..") {
      return wrong(path, "must be a path inside the worktree");
    }
  }
  return {};
}

}  // namespace serve::check
