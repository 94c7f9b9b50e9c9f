// The text of what a person reads before deciding: a review, a session with its history, a ticket.
// Pure: the owner's answers in, lines out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "client/tui/cells.h"
#include "wire/generated/types.h"

namespace client::tui {

struct Line {
  std::string text;  // as it came; whoever shows it makes it safe
  Look look;
};

// `session` may be null.
std::vector<Line> review_lines(const wire::Review& review, const wire::Session* session,
                               base::WallTime now);
std::vector<Line> session_lines(const wire::SessionShowResult& shown, base::WallTime now);
std::vector<Line> ticket_lines(const wire::TicketResult& shown);
// The files that changed, one a line.
std::vector<Line> change_lines(const wire::SessionChangesResult& changes);
// What `git diff` printed; `cut` when there is more than that.
std::vector<Line> diff_lines(std::string_view diff, bool cut, const std::string& worktree);

std::vector<Line> wrapped(const std::vector<Line>& lines, int width);

}  // namespace client::tui
