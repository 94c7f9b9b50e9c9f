// An issue type's file: it is taken only when everything in it is right, and then means the same
// however it is laid out.
#include <algorithm>

#include "base/text.h"
#include "config/parts.h"
#include "fuzz.h"

namespace {

void check_type(const rules::IssueType& type) {
  HOLDS(type.key.size() >= 2 && type.key.size() <= 16 && !type.steps.empty());
  for (std::size_t i = 0; i < type.steps.size(); ++i) {
    const rules::Step& step = type.steps[i];
    HOLDS(!step.name.empty() && !base::trim(step.prompt).empty());
    HOLDS(step.prompt.find('\0') == std::string::npos);
    const auto named = [&](const rules::Step& other) { return other.name == step.name; };
    HOLDS(std::count_if(type.steps.begin(), type.steps.end(), named) == 1);
    const auto end = type.steps.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    HOLDS(step.on_reject.empty() || std::any_of(type.steps.begin(), end, [&](const auto& other) {
            return other.name == step.on_reject;
          }));
    for (const std::string& glob : step.artifacts) HOLDS(!glob.empty() && glob.front() != '/');
  }
}

}  // namespace

FUZZ_TARGET(input) {
  static const rules::Settings kSettings;
  std::vector<config::Problem> problems;
  const auto type = config::read_issue_type(input.text(), "T.json", kSettings, problems);
  const auto lines = std::count(input.text().begin(), input.text().end(), '\n') + 1;
  bool wrong = false;
  for (const auto& problem : problems) {
    wrong = wrong || !problem.warning;
    HOLDS(problem.line >= 0 && problem.line <= lines && base::is_valid_utf8(problem.message));
  }
  HOLDS(wrong == !type.has_value());
  if (!type) return;
  check_type(*type);
  const auto document = config::read_json(input.text());
  HOLDS(document.has_value());
  const auto again =
      config::read_issue_type(document->value.dump(2), "T.json", kSettings, problems);
  HOLDS(again && again->key == type->key && again->name == type->name);
  HOLDS(again->steps.size() == type->steps.size());
  for (std::size_t i = 0; i < type->steps.size(); ++i) {
    HOLDS(again->steps[i].prompt == type->steps[i].prompt);
    HOLDS(again->steps[i].review == type->steps[i].review);
    HOLDS(again->steps[i].artifacts == type->steps[i].artifacts);
  }
}
