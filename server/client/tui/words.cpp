#include "client/tui/words.h"

#include <algorithm>

namespace client::tui {
namespace {

bool waits(const wire::Session& session) {
  return session.status == wire::Status::working &&
         (session.activity == wire::Activity::ready || session.activity == wire::Activity::idle);
}

}  // namespace

std::string_view status_words(const wire::Session& session) {
  if (session.status == wire::Status::working && session.rest == wire::Rest::frozen)
    return "frozen";
  if (waits(session)) return "waiting";
  switch (session.status) {
    case wire::Status::spawning: return "starting";
    case wire::Status::working: return "working";
    case wire::Status::needs_input: return "needs input";
    case wire::Status::stuck: return "stuck";
    case wire::Status::ci_failed: return "CI failed";
    case wire::Status::changes_requested: return "changes requested";
    case wire::Status::mergeable: return "mergeable";
    case wire::Status::approved: return "approved";
    case wire::Status::review_pending: return "review pending";
    case wire::Status::pr_open: return "PR open";
    case wire::Status::merged: return "merged";
    case wire::Status::done: return "done";
    case wire::Status::killed: return "killed";
    case wire::Status::terminated: return "terminated";
    case wire::Status::cleanup: return "cleaned up";
    case wire::Status::errored: return "failed";
    case wire::Status::parked: return "parked";
  }
  return "";
}

int rank_of(const wire::Session& session) {
  if (waits(session)) return 3;
  switch (session.status) {
    case wire::Status::needs_input: return 0;
    case wire::Status::stuck: return 1;
    case wire::Status::spawning:
    case wire::Status::working: return 2;
    case wire::Status::parked: return 3;
    case wire::Status::ci_failed:
    case wire::Status::changes_requested:
    case wire::Status::mergeable:
    case wire::Status::approved:
    case wire::Status::review_pending:
    case wire::Status::pr_open: return 4;
    case wire::Status::errored: return 5;
    case wire::Status::merged:
    case wire::Status::done: return 6;
    case wire::Status::killed:
    case wire::Status::terminated:
    case wire::Status::cleanup: return 7;
  }
  return 8;
}

char sign_of(const wire::Session& session) {
  constexpr std::string_view kSigns = "!?*.>x+- ";  // by rank
  return kSigns[static_cast<std::size_t>(rank_of(session))];
}

Look look_of(const wire::Session& session) {
  switch (rank_of(session)) {
    case 0: return {.colour = Colour::yellow, .bold = true};
    case 1:
    case 5: return {.colour = Colour::red, .bold = true};
    case 6: return {.colour = Colour::green};
    case 7: return {.dim = true};
    default: return {};
  }
}

bool has_ended(const wire::Session& session) { return rank_of(session) >= 5; }

std::string_view kind_words(wire::ReviewKind kind) {
  switch (kind) {
    case wire::ReviewKind::plan: return "Plan";
    case wire::ReviewKind::visual: return "Look";
    case wire::ReviewKind::pr: return "Work";
    case wire::ReviewKind::permission: return "Permission";
    case wire::ReviewKind::question: return "Question";
    case wire::ReviewKind::failure: return "Failure";
    case wire::ReviewKind::conflict: return "Conflict";
    case wire::ReviewKind::leftover: return "Uncommitted";
  }
  return "";
}

int rank_of(wire::ReviewKind kind) {
  switch (kind) {
    case wire::ReviewKind::permission: return 0;
    case wire::ReviewKind::question: return 1;
    case wire::ReviewKind::plan: return 2;
    case wire::ReviewKind::failure: return 3;
    case wire::ReviewKind::conflict: return 4;
    case wire::ReviewKind::pr: return 5;
    case wire::ReviewKind::visual: return 6;
    case wire::ReviewKind::leftover: return 7;
  }
  return 8;
}

bool is_about_changes(const wire::Review& review) {
  return !review.sessionId.empty() &&
         (review.kind == wire::ReviewKind::pr || review.kind == wire::ReviewKind::visual ||
          review.kind == wire::ReviewKind::leftover);
}

Colour colour_of(std::string_view theme_color) {
  constexpr std::string_view kPrefix = "terminal.ansi";
  if (!theme_color.starts_with(kPrefix)) return Colour::none;
  std::string_view name = theme_color.substr(kPrefix.size());
  if (name.starts_with("Bright")) name.remove_prefix(6);
  if (name == "Cyan") return Colour::cyan;
  if (name == "Red") return Colour::red;
  if (name == "Green") return Colour::green;
  if (name == "Magenta") return Colour::magenta;
  if (name == "Yellow") return Colour::yellow;
  if (name == "Blue") return Colour::blue;
  return Colour::none;
}

std::string age_of(std::string_view time, base::WallTime now) {
  const auto at = base::from_rfc3339(time);
  return at ? base::ago(base::Millis{std::max<std::int64_t>(0, now.ms - at->ms)}) : "";
}

std::string step_words(const wire::Session& session) {
  if (!session.step) return "";
  std::string text = session.step->name + " " + std::to_string(session.step->index + 1) + "/" +
                     std::to_string(session.step->count);
  if (session.step->round > 1) text += ", round " + std::to_string(session.step->round);
  return text;
}

}  // namespace client::tui
