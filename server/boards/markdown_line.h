// The text of one markdown block as ADF's inline nodes. Pure.
#pragma once
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace boards {

// An array of text nodes with marks, and hard breaks where a line ends in '\' or two blanks; other
// line ends are blanks.
nlohmann::json inline_nodes(std::string_view text);

// How long the address is that begins at `at` and is a link without any markup; 0: none does.
std::size_t address_length(std::string_view text, std::size_t at);

}  // namespace boards
