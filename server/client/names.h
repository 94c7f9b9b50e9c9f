// The ids and names that an owner knows, for completing one and for suggesting the one that was
// meant.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "wire/client.h"

namespace client {

struct Candidate {
  std::string value;
  std::string help;
};

// Whether values of this kind (see CommandOption::value) are asked from the owner.
bool is_known_by_owner(const std::string& kind);
// The command that lists them: "operator ls".
std::string lister_of(const std::string& kind);
// One question to the owner; empty when it does not answer in time.
std::vector<Candidate> known_names(wire::Client& owner, const std::string& kind,
                                   base::Millis within);

// The candidate that a person who typed `word` probably meant: few edits away, case aside; nothing
// when none is near, or the nearest is the word itself. Pure.
std::optional<std::string> nearest(std::string_view word, const std::vector<Candidate>& candidates);

}  // namespace client
