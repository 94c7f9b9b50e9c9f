// Issue types: how work of a kind is done, step by step. The built-in ones are files of the same
// kind as the user's own. Pure values.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rules {

enum class StepReview { none, plan, visual, pr };
enum class PermissionMode { standard, plan, accept_edits };  // "default", "plan", "acceptEdits"
enum class TypeMode { autonomous, paired };

struct Step {
  std::string name;    // [a-z0-9-]+, unique in its type
  std::string prompt;  // with {title} {body} {id} {step} {branch} {project}; a prompts file's text
  PermissionMode permission_mode = PermissionMode::standard;
  StepReview review = StepReview::none;
  std::vector<std::string> artifacts;  // globs relative to the worktree
  std::string on_reject;               // name of the step to go back to; empty: this one again
  std::string agent;                   // overrides the ticket's; empty: same
};

struct IssueType {
  std::string key;  // [A-Z][A-Z0-9-]{1,15}
  std::string name;
  TypeMode mode = TypeMode::autonomous;
  std::string color;        // a VS Code ThemeColor: "terminal.ansiCyan"
  std::string icon;         // a codicon: "sparkle"
  std::vector<Step> steps;  // never empty
  std::string source;       // "built-in" or the file's path, for people
};

}  // namespace rules
