#include "rules/prompts.h"

#include <map>

#include "base/text.h"

namespace rules {
namespace {

std::string fill(const std::string& text, const std::map<std::string, std::string>& values) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find('{', at);
    if (open == std::string::npos) break;
    out += text.substr(at, open - at);
    const std::size_t close = text.find('}', open);
    const auto value = close == std::string::npos
                           ? values.end()
                           : values.find(text.substr(open + 1, close - open - 1));
    if (value == values.end()) {
      out += '{';
      at = open + 1;
    } else {
      out += value->second;
      at = close + 1;
    }
  }
  return out + text.substr(at);
}

// Safe in a branch name: git refuses "..", "~^:?*[\", spaces, "@{", ".lock" and a leading dash.
std::string branch_part(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool keep = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (keep) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
    if (out.size() >= 60) break;
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

}  // namespace

std::string step_prompt(const Session& session, int step, const std::string& ticket_body) {
  const Step& what = session.type_copy.steps.at(static_cast<std::size_t>(step));
  return fill(what.prompt, {{"title", session.name},
                            {"body", ticket_body},
                            {"id", session.ticket.value},
                            {"step", what.name},
                            {"branch", session.branch},
                            {"project", session.project},
                            {"type", session.type}});
}

std::string feedback_prompt(const Session& session, const std::string& reason) {
  const Step& step = session.type_copy.steps.at(static_cast<std::size_t>(session.step));
  const std::string claim =
      step.review == StepReview::plan ? " --plan FILE" : " --summary \"<one line>\"";
  return "The result of step " + step.name + " was sent back with this feedback:\n\n" + reason +
         "\n\nDo the step again with it in mind, then run: operator step done --step " + step.name +
         claim;
}

std::string resume_prompt(const Session& session) {
  const Step& step = session.type_copy.steps.at(static_cast<std::size_t>(session.step));
  return "This session was interrupted and has been restored. Go on with step " + step.name +
         " where you left off; when it is finished, run: operator step done --step " + step.name;
}

std::string nudge_prompt(const Session& session) {
  const Step& step = session.type_copy.steps.at(static_cast<std::size_t>(session.step));
  return "Nothing was heard of you for a long time, so your turn was interrupted. If you waited "
         "for something, do not wait for it again in the same way. Go on with step " +
         step.name + "; when it is finished, run: operator step done --step " + step.name;
}

std::string wire_name(PermissionMode mode) {
  switch (mode) {
    case PermissionMode::standard: return "default";
    case PermissionMode::plan: return "plan";
    case PermissionMode::accept_edits: return "acceptEdits";
  }
  return "default";
}

std::string branch_name(const std::string& type, const std::string& id, const std::string& title) {
  std::string kind = base::slug(type, 16);
  std::string name = branch_part(id);
  if (kind.empty()) kind = "task";
  if (name.empty()) name = "ticket";
  const std::string words = base::slug(title, 40);
  return kind + "/" + name + (words.empty() ? "" : "-" + words);
}

bool is_attempt_at(const std::string& branch, const std::string& given) {
  if (!branch.starts_with(given)) return false;
  const std::string rest = branch.substr(given.size());
  return rest.empty() || (rest.size() > 1 && rest.front() == '-' &&
                          rest.find_first_not_of("0123456789", 1) == std::string::npos);
}

std::string body_of(const std::string& text) {
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  if (!rest.starts_with("---\n") && !rest.starts_with("---\r\n"))
    return std::string(base::trim(rest));
  std::size_t at = rest.find('\n') + 1;
  while (at < rest.size()) {
    const std::size_t end = rest.find('\n', at);
    std::string_view line = rest.substr(at, end == std::string_view::npos ? end : end - at);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (end == std::string_view::npos) return "";
    at = end + 1;
    if (line == "---" || line == "...") return std::string(base::trim(rest.substr(at)));
  }
  return "";
}

}  // namespace rules
