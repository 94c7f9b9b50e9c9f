#include "demo/script.h"

#include <string_view>

#include "base/text.h"

namespace demo {
namespace {

constexpr std::size_t kTitleBytes = 120;

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

std::string file_name(const std::string& text) {
  std::string name;
  for (const char c : text) name += is_name(c) ? c : '-';
  return name.substr(0, 60);
}

// The last "--step NAME" counts: a ticket's own text comes before Operator's instructions.
void find_step(const std::string& prompt, Task& task) {
  static constexpr std::string_view kClaim = "operator step done --step ";
  const std::size_t at = prompt.rfind(kClaim);
  if (at == std::string::npos) return;
  std::size_t end = at + kClaim.size();
  while (end < prompt.size() && is_name(prompt[end])) task.step += prompt[end++];
  task.wants_plan_file = std::string_view(prompt).substr(end).starts_with(" --plan");
}

// "Ticket FEAT-1: the title", or "… FEAT-1 (the title) …".
std::string find_title(const std::string& prompt, const std::string& ticket) {
  for (const std::string_view line : base::split_lines(prompt)) {
    const std::size_t at = line.find("Ticket ");
    const std::size_t colon = at == std::string_view::npos ? at : line.find(": ", at);
    if (colon != std::string_view::npos && colon - at < 80) {
      return base::printable(line.substr(colon + 2), kTitleBytes);
    }
    const std::size_t id = ticket.empty() ? std::string_view::npos : line.find(ticket + " (");
    const std::size_t close =
        id == std::string_view::npos ? id : line.find(')', id + ticket.size());
    if (close != std::string_view::npos) {
      const std::size_t begin = id + ticket.size() + 2;
      return base::printable(line.substr(begin, close - begin), kTitleBytes);
    }
  }
  return "";
}

std::string find_feedback(const std::string& prompt) {
  static constexpr std::string_view kBefore = "this feedback:\n";
  const std::size_t at = prompt.find(kBefore);
  if (at == std::string::npos) return "";
  // Feedback has paragraphs of its own; what follows it is Operator's.
  const std::string rest(base::trim(std::string_view(prompt).substr(at + kBefore.size())));
  return rest.substr(0, rest.rfind("\n\n"));
}

std::string quoted(const std::string& text) {
  std::string out;
  for (const std::string_view line : base::split_lines(text)) {
    out += "> " + base::printable(line, 500) + "\n";
  }
  return out;
}

}  // namespace

Task read_task(const std::string& prompt, const std::string& ticket) {
  Task task;
  task.ticket = ticket.empty() ? "ticket" : file_name(ticket);
  find_step(prompt, task);
  task.title = find_title(prompt, ticket);
  if (task.title.empty()) {
    for (const std::string_view line : base::split_lines(prompt)) {
      task.title = base::printable(base::trim(line), kTitleBytes);
      if (!task.title.empty()) break;
    }
  }
  if (task.title.empty()) task.title = task.ticket;
  task.feedback = find_feedback(prompt);
  return task;
}

std::string plan_for(const Task& task, int round, const std::string& feedback) {
  std::string plan = "# Plan: " + task.title + "\n\n";
  if (!feedback.empty()) {
    plan += "Version " + std::to_string(round) + ", with your feedback in it:\n\n" +
            quoted(feedback) + "\n";
  }
  plan += "What you will have: the file `" + notes_path(task) + "`, committed on this branch.\n\n";
  plan += "1. Look at the repository and its history\n";
  plan += "2. Write `" + notes_path(task) + "`, the only file that changes\n";
  plan += "3. Commit it\n";
  if (!feedback.empty()) {
    plan += "4. Check the result against: " + base::printable(feedback, 200) + "\n";
  }
  plan += "\nThis is the demo agent: a script that shows how a session goes. Approve the plan, or ";
  plan += "reject it with a word of feedback and see the next version.\n";
  return plan;
}

std::string notes_path(const Task& task) { return "notes/" + task.ticket + ".md"; }

std::string notes_text(const Task& task, const std::string& old) {
  std::string text = old;
  if (text.empty()) {
    text = "# " + task.title + "\n\nWritten by Operator's demo agent, which is a script: it shows ";
    text += "how a session goes.\n";
  }
  if (text.back() != '\n') text += '\n';
  text += "\n## " + (task.step.empty() ? std::string("note") : task.step) + "\n\n";
  if (!task.feedback.empty()) text += "Done again, because:\n\n" + quoted(task.feedback) + "\n";
  text += "- looked at the repository and its history\n- wrote this section\n- committed it\n";
  return text;
}

}  // namespace demo
