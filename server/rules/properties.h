// The free keys of a session: what people and scripts note about it. They stand beside the keys
// that it has anyway, so none of them may have such a name. Pure.
#pragma once
#include <map>
#include <string>

#include "base/result.h"
#include "rules/draft.h"

namespace rules {

// Sets those keys; an empty value takes one away. All or none. invalid_argument, with the key in
// detail["path"]: a key is a letter, then letters, digits, '.', '_' and '-', at most 64, and none
// that every session has; a value is text of at most 4096 bytes; a session has at most 64 of them.
base::Status set_properties(Draft& draft, const base::SessionId& id,
                            const std::map<std::string, std::string>& changes);

}  // namespace rules
