// What a ticket's id, type and title may be, and the name its file gets. The one place for these
// rules: parsing, editing and creating ask here.
#pragma once
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"

namespace tickets {

// Each fails with invalid_argument and says what is allowed.
// A letter or digit, then letters, digits, '.', '_' or '-', at most 64, no ".." and no ".lock" end:
// ids become parts of branch, folder and file names. Ids made by hand are kept as they are.
base::Status check_id(std::string_view id);
// [A-Z][A-Z0-9-]{1,15}
base::Status check_type(std::string_view type);
// One non-empty line of UTF-8, at most 1000 bytes, without zero bytes.
base::Status check_title(std::string_view title);

// "FEAT-7K2QD": the type and five random Crockford base32 characters.
base::TicketId make_id(std::string_view type);
// "FEAT-7K2QD-add-a-login.md"; without the slug when the title has no ASCII letter or digit.
std::string file_name(const base::TicketId& id, std::string_view title);
// "P1" and what people append to it ("P1-high"), "p1" and "1": 1. Nothing for anything else.
// Returns -1 when `text` is no priority.
int parse_priority(std::string_view text);

}  // namespace tickets
