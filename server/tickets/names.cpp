#include "tickets/names.h"

#include <algorithm>

#include "base/text.h"

namespace tickets {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kIdLimit = 64;
constexpr std::size_t kTypeLimit = 16;
constexpr std::size_t kTitleLimit = 1000;
constexpr std::size_t kSlugLimit = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alnum(char c) { return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z'); }

}  // namespace

base::Status check_id(std::string_view id) {
  const bool characters = std::all_of(
      id.begin(), id.end(), [](char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; });
  // git refuses ".." anywhere and ".lock" or "." at the end of a branch's name.
  const bool git_ok = id.find("..") == std::string_view::npos && !id.ends_with('.') &&
                      !base::to_lower(id).ends_with(".lock");
  if (id.empty() || id.size() > kIdLimit || !is_alnum(id.front()) || !characters || !git_ok) {
    return fail(ErrorCode::invalid_argument,
                "an id is at most 64 letters, digits, '.', '_' or '-', beginning with a letter or "
                "digit, not '" +
                    base::printable(id, 80) + "'");
  }
  return {};
}

base::Status check_type(std::string_view type) {
  const bool characters = std::all_of(
      type.begin(), type.end(), [](char c) { return is_upper(c) || is_digit(c) || c == '-'; });
  if (type.size() < 2 || type.size() > kTypeLimit || !is_upper(type.front()) || !characters) {
    return fail(ErrorCode::invalid_argument,
                "a type is 2 to 16 capital letters, digits or '-', beginning with a letter, not '" +
                    base::printable(type, 80) + "'");
  }
  return {};
}

base::Status check_title(std::string_view title) {
  if (base::trim(title).empty()) return fail(ErrorCode::invalid_argument, "a title is needed");
  if (title.size() > kTitleLimit) {
    return fail(ErrorCode::invalid_argument, "a title is at most 1000 bytes long");
  }
  if (title.find_first_of(std::string_view("\n\r\0", 3)) != std::string_view::npos) {
    return fail(ErrorCode::invalid_argument, "a title is one line");
  }
  if (!base::is_valid_utf8(title)) return fail(ErrorCode::invalid_argument, "a title is UTF-8");
  return {};
}

base::TicketId make_id(std::string_view type) {
  return {std::string(type) + "-" + base::random_crockford(5)};
}

std::string file_name(const base::TicketId& id, std::string_view title) {
  const std::string slug = base::slug(title, kSlugLimit);
  return slug.empty() ? id.value + ".md" : id.value + "-" + slug + ".md";
}

int parse_priority(std::string_view text) {
  if (!text.empty() && (text.front() == 'P' || text.front() == 'p')) text.remove_prefix(1);
  if (text.empty() || text.front() < '0' || text.front() > '3') return -1;
  if (text.size() > 1 && is_alnum(text[1])) return -1;
  return text.front() - '0';
}

}  // namespace tickets
