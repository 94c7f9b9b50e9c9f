// A ticket's text as a value. Nothing here fails: what is wrong becomes the ticket's problems,
// each with its line, and the rest is read. Pure.
#pragma once
#include <string>
#include <string_view>

#include "rules/ticket.h"

namespace tickets {

// Fills everything that the text says: id, type, title, project, priority, blocked_by, hold,
// agent, branch, step, board_key, digest and problems; not folder, path and times. Unknown
// keys are ignored, also broken ones. The title is the field's, verbatim to the end of its line
// when YAML refuses it or reads no text from it, else the first heading; a heading like
// "# Feature: x" gives the title "x" and, when the front matter has none, the type.
rules::Ticket parse_ticket(std::string_view text);
// The text below the front matter, as valid UTF-8.
std::string body_of(std::string_view text);

struct Field;
// Whether the title is taken as it stands to the end of its line: YAML refuses it (`Fix: x`,
// `[api] x`, `@x`), reads no text from it (`#12 x`, `~`), or would drop its first word as a tag
// or an anchor (`!x y`, `&x y`).
bool is_verbatim_title(std::string_view text, const Field& title);

}  // namespace tickets
