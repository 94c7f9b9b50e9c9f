// What is kept for people to read and search keeps no secrets: passwords and tokens that an agent's
// command or a pasted text held are cut out before they are written. Known by their shape, so this
// is a net with holes, not a promise. Pure.
#pragma once
#include <string>
#include <string_view>

namespace rules {

// The text with "…" in place of: tokens that begin as their makers' do (ghp_, sk-, AKIA, …), the
// value behind names such as password, token or secret, the word behind Bearer and Basic, a
// password within an address, private keys. References to variables ($TOKEN) stay.
std::string without_secrets(std::string_view text);
// The same for the text of a field: all of it goes when the field's name is such a name.
std::string without_secrets(std::string_view name, std::string_view text);

}  // namespace rules
