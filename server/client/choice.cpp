#include "client/choice.h"

#include <charconv>

#include "base/text.h"

namespace client {

std::optional<std::string> chosen_session(std::string_view typed,
                                          const std::vector<wire::Session>& listed) {
  const std::string wanted = base::to_lower(base::trim(typed));
  std::size_t place = 0;
  const char* end = wanted.data() + wanted.size();
  const auto parsed = std::from_chars(wanted.data(), end, place);
  if (parsed.ec == std::errc{} && parsed.ptr == end) {
    if (place < 1 || place > listed.size()) return std::nullopt;
    return listed[place - 1].id;
  }
  std::optional<std::string> found;
  for (const auto& session : listed) {
    if (session.id == wanted) return session.id;
    if (base::to_lower(session.name) != wanted) continue;
    if (found) return std::nullopt;
    found = session.id;
  }
  return found;
}

}  // namespace client
