#include "boards/needs.h"

#include <algorithm>

#include "boards/provider.h"

namespace boards {

const std::vector<Needs>& provider_needs() {
  static const std::vector<Needs> kAll = [] {
    std::vector<Needs> all{
        {"jira", Need::required, Need::required, Need::optional, true},
        {"linear", Need::optional, Need::required, Need::none, true},
        {"github", Need::optional, Need::required, Need::none, true},
        {"file", Need::required, Need::none, Need::none, false},
    };
    std::erase_if(all, [](const Needs& needs) {
      const auto& names = provider_names();
      return std::find(names.begin(), names.end(), needs.provider) == names.end();
    });
    return all;
  }();
  return kAll;
}

Needs needs_of(const std::string& provider) {
  for (const Needs& needs : provider_needs()) {
    if (needs.provider == provider) return needs;
  }
  return {};
}

}  // namespace boards
