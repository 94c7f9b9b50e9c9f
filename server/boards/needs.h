// What a provider has to be told before it can be asked, for those who ask a person. Only providers
// that there are (provider_names()).
#pragma once
#include <string>
#include <vector>

namespace boards {

enum class Need { none, optional, required };

struct Needs {
  std::string provider;
  Need url = Need::none;    // the site's address, of "file" the folder; optional: the provider has
                            // one of its own
  Need board = Need::none;  // which one of the site
  Need email = Need::none;  // whose token it is
  bool token = false;
};

const std::vector<Needs>& provider_needs();
// Of one that there is not: nothing is needed.
Needs needs_of(const std::string& provider);

}  // namespace boards
