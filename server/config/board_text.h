// The boards of a configuration's text, changed as a person would: one is put at the end of
// "boards", or taken out of it. Everything else keeps every byte: comments, order, spaces, line
// ends. Pure.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "rules/settings.h"

namespace config {

// One board, given as the JSON object that the configuration would hold, with what it defaults to.
// invalid_argument naming the place, as in the configuration. Whether its name is taken is not
// looked at.
base::Result<rules::BoardSettings> read_board(std::string_view json,
                                              const rules::Settings& settings);

// The file's text with the board added; an empty text becomes a file with nothing else.
// `conflict` when the name is taken, or when the text is no JSON: it is to be mended first.
base::Result<std::string> with_board(std::string_view text, std::string_view json);
// Without the board of this name. not_found when it has none.
base::Result<std::string> without_board(std::string_view text, const std::string& name);

}  // namespace config
