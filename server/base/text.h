// Small pure helpers over text. Everything that came from outside goes through `printable` before
// it reaches a terminal or a log.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace base {

std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::vector<std::string_view> split_lines(std::string_view text);  // without line ends
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string to_lower(std::string_view text);  // ASCII only
bool is_valid_utf8(std::string_view text);
// The text with every invalid byte replaced by U+FFFD.
std::string to_valid_utf8(std::string_view text);
// Valid UTF-8 without control characters (line feed and tab become spaces), C1 controls, bidi
// overrides and line separators; cut to `limit` bytes at a character boundary with "…".
std::string printable(std::string_view text, std::size_t limit = 4096);
// Lower-case ASCII letters, digits and single '-', at most `limit` characters; may be empty.
// "Fix: the Löwe" → "fix-the-l-we". Safe in a branch and a file name.
std::string slug(std::string_view text, std::size_t limit = 40);
// Cut to at most `limit` bytes at a character boundary.
std::string_view cut_utf8(std::string_view text, std::size_t limit);

}  // namespace base
