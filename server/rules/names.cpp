#include <array>

#include "rules/status.h"

namespace rules {

namespace {
constexpr std::array<std::string_view, 17> kStatusNames{
    "spawning",  "working",    "needs_input",    "stuck",   "ci_failed", "changes_requested",
    "mergeable", "approved",   "review_pending", "pr_open", "merged",    "done",
    "killed",    "terminated", "cleanup",        "errored", "parked"};
}  // namespace

std::string_view name_of(Status status) {
  return kStatusNames.at(static_cast<std::size_t>(status));
}

std::optional<Status> status_named(std::string_view name) {
  for (std::size_t i = 0; i < kStatusNames.size(); ++i) {
    if (kStatusNames.at(i) == name) return static_cast<Status>(i);
  }
  return std::nullopt;
}

std::string_view name_of(Activity activity) {
  static constexpr std::array<std::string_view, 6> kNames{"active",        "ready",   "idle",
                                                          "waiting_input", "blocked", "exited"};
  return kNames.at(static_cast<std::size_t>(activity));
}

std::string_view name_of(Source source) {
  static constexpr std::array<std::string_view, 8> kNames{"hook", "transcript", "process", "screen",
                                                          "git",  "forge",      "human",   "owner"};
  return kNames.at(static_cast<std::size_t>(source));
}

bool is_restorable(Status status) {
  switch (status) {
    case Status::killed:
    case Status::done:
    case Status::terminated:
    case Status::cleanup:
    case Status::errored:
    case Status::parked: return true;
    default: return false;
  }
}

bool is_ended(Status status) {
  return status == Status::merged || (is_restorable(status) && status != Status::parked);
}

}  // namespace rules
