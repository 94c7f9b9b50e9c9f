// What all providers do with the words that people and sites write. Inline, for the folder's own
// sources.
#pragma once
#include <string>
#include <string_view>

#include "base/text.h"

namespace boards {

// As people write it: in whatever case, with blanks around it.
inline bool same_word(std::string_view a, std::string_view b) {
  return base::to_lower(base::trim(a)) == base::to_lower(base::trim(b));
}
// Digits only, few enough for an int.
inline bool is_number(std::string_view word) {
  return !word.empty() && word.size() < 10 &&
         word.find_first_not_of("0123456789") == std::string_view::npos;
}
// A site's address as people write it ("acme.atlassian.net/"), for paths to be put behind; empty
// when it is.
inline std::string site_address(std::string url) {
  if (!url.empty() && url.find("://") == std::string::npos) url.insert(0, "https://");
  while (url.ends_with('/')) url.pop_back();
  return url;
}

}  // namespace boards
