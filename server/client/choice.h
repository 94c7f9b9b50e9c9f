// What a person typed below a numbered list of sessions. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/generated/types.h"

namespace client {

// The id of the session that is meant: by its place in the list, from 1, its id, or its name, in
// any case. Nothing when it is none or could be several.
std::optional<std::string> chosen_session(std::string_view typed,
                                          const std::vector<wire::Session>& listed);

}  // namespace client
