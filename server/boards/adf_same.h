// Whether two of Atlassian's documents say the same to whoever reads them. Pure.
#pragma once
#include <nlohmann/json_fwd.hpp>

namespace boards {

// Apart from ids, widths, empty paragraphs, blanks at the ends of lines, marks on blanks, and
// whether an address that is its own text is a link. Documents nested deeper than any editor makes
// are never the same.
bool is_same_document(const nlohmann::json& one, const nlohmann::json& other);

}  // namespace boards
