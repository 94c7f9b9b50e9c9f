#include "app/board_mark.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace app {

BoardMark BoardMark::of(const rules::State& state, const std::string& board) {
  const auto note = state.notes.find(rules::kBoardMark + board);
  BoardMark mark;
  if (note == state.notes.end()) return mark;
  const auto lines = base::split(note->second, '\n');
  std::string* parts[] = {&mark.digest, &mark.since,   &mark.page, &mark.at,
                          &mark.error,  &mark.sign_in, &mark.anew, &mark.retry_at};
  for (std::size_t n = 0; n < std::min(lines.size(), std::size(parts)); ++n) *parts[n] = lines[n];
  return mark;
}

void BoardMark::put(rules::Draft& draft, const std::string& board) const {
  draft.set_note(rules::kBoardMark + board,
                 base::join({digest, since, page, at, error, sign_in, anew, retry_at}, "\n"));
}

}  // namespace app
