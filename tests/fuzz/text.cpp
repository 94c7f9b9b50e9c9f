// The small helpers that everything from outside goes through.
#include "base/text.h"

#include <algorithm>

#include "base/clock.h"
#include "fuzz.h"

FUZZ_TARGET(input) {
  const std::size_t limit = input.choice();
  const std::string_view text = input.text();

  const std::string valid = base::to_valid_utf8(text);
  HOLDS(base::is_valid_utf8(valid));
  HOLDS(base::is_valid_utf8(text) == (valid == text));

  const std::string shown = base::printable(text, limit);
  HOLDS(base::is_valid_utf8(shown) && shown.size() <= limit + 3);
  HOLDS(std::none_of(shown.begin(), shown.end(),
                     [](char c) { return (c >= 0 && c < ' ') || c == 127; }));
  HOLDS(base::printable(shown, shown.size()) == shown);

  const std::string_view cut = base::cut_utf8(valid, limit);
  HOLDS(cut.size() <= limit && base::is_valid_utf8(cut) && valid.starts_with(cut));
  HOLDS(cut.size() + 3 >= std::min(limit, valid.size()));

  const std::string slug = base::slug(text, limit);
  HOLDS(slug.size() <= limit || limit == 0);
  HOLDS(base::slug(slug, slug.size()) == slug || slug.empty());
  HOLDS(slug.find("--") == std::string::npos);

  HOLDS(base::join(base::split(text, ','), ",") == text);
  std::size_t lines = 0;
  for (const std::string_view line : base::split_lines(text)) {
    HOLDS(line.find('\n') == std::string_view::npos);
    ++lines;
  }
  HOLDS(lines <= static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);

  if (const auto time = base::from_rfc3339(text)) {
    const auto again = base::from_rfc3339(base::to_rfc3339(*time));
    HOLDS(!again || *again == *time);
  }
  if (const auto duration = base::parse_duration(text)) HOLDS(duration->count() >= 0);
}
