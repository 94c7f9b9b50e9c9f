// The owner's values in words, signs and colours for people; the wire's own spelling never shows.
// Pure.
#pragma once
#include <string>
#include <string_view>

#include "base/clock.h"
#include "client/tui/cells.h"
#include "wire/generated/types.h"

namespace client::tui {

// A working session whose agent is ready or idle is "waiting".
std::string_view status_words(const wire::Session& session);
// One ASCII character beside the words: '!' needs a person, '*' works, '.' waits, '+' done, …
char sign_of(const wire::Session& session);
// By what the status asks of a person.
Look look_of(const wire::Session& session);
// Needs input first, ended last: the order of a list.
int rank_of(const wire::Session& session);
// No agent runs in it, nor will one by itself.
bool has_ended(const wire::Session& session);

std::string_view kind_words(wire::ReviewKind kind);
// The owner's order of the inbox; same kinds by age.
int rank_of(wire::ReviewKind kind);
// Whether the work itself, not the review's text, is what has to be read.
bool is_about_changes(const wire::Review& review);

// Of a type's ThemeColor id: "terminal.ansiCyan".
Colour colour_of(std::string_view theme_color);
// "3 min ago"; empty for what is no time.
std::string age_of(std::string_view time, base::WallTime now);
// "build 2/3", with its round from the second on.
std::string step_words(const wire::Session& session);

}  // namespace client::tui
