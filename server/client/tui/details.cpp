#include "client/tui/details.h"

#include "base/text.h"
#include "client/tui/words.h"

namespace client::tui {
namespace {

constexpr std::size_t kLabel = 10;
constexpr Look kHeading{.bold = true};
constexpr Look kWarning{.colour = Colour::yellow, .bold = true};

void field(std::vector<Line>& lines, std::string label, const std::string& value) {
  if (value.empty()) return;
  label.resize(kLabel, ' ');
  lines.push_back({label + value, {}});
}

void add_text(std::vector<Line>& lines, std::string_view text) {
  for (const std::string_view line : base::split_lines(text)) {
    const bool heading = line.starts_with('#');
    lines.push_back({std::string(line), heading ? kHeading : Look{}});
  }
}

void heading(std::vector<Line>& lines, const std::string& text) {
  lines.push_back({});
  lines.push_back({text, kHeading});
}

std::string kind_and_round(const wire::Review& review) {
  std::string text(kind_words(review.kind));
  if (review.round > 1) text += ", round " + std::to_string(review.round);
  return text;
}

std::string what_happened(const wire::Event& event) {
  return event.text.empty() ? event.kind : event.kind + " · " + event.text;
}

}  // namespace

std::vector<Line> review_lines(const wire::Review& review, const wire::Session* session,
                               base::WallTime now) {
  std::vector<Line> lines;
  lines.push_back({review.title, kHeading});
  field(lines, "asks for", kind_and_round(review) + ", " + age_of(review.since, now));
  field(lines, "session", review.sessionId);
  field(lines, "ticket", review.ticketId);
  if (session != nullptr) {
    field(lines, "step", step_words(*session));
    field(lines, "branch", session->branch);
  }
  if (review.inTerminalOnly) {
    lines.push_back(
        {"This can only be answered in the session's terminal: `a` attaches.", kWarning});
  } else {
    int number = 0;
    for (const auto& choice : review.choices) {
      const std::string key = std::to_string(++number);
      field(lines, number == 1 ? "Y or 1" : key, choice.label);
    }
    field(lines, "A", review.choices.empty() ? "answers in words" : "");
  }
  if (!review.notDelivered.empty()) {
    heading(lines, "Feedback that did not reach the agent");
    add_text(lines, review.notDelivered);
  }
  lines.push_back({});
  if (base::trim(review.body).empty()) {
    lines.push_back({"No text.", {.dim = true}});
  } else {
    add_text(lines, review.body);
  }
  return lines;
}

std::vector<Line> session_lines(const wire::SessionShowResult& shown, base::WallTime now) {
  const wire::Session& session = shown.session;
  std::vector<Line> lines;
  lines.push_back({session.name, kHeading});
  const std::string age = age_of(session.evidence.at, now);
  field(lines, "status",
        std::string(1, sign_of(session)) + " " + std::string(status_words(session)) + " · " +
            session.evidence.what + (age.empty() ? "" : " · " + age));
  field(lines, "now", session.detail);
  field(lines, "ticket", session.ticketId);
  field(lines, "step", step_words(session));
  field(lines, "agent",
        session.agent + (session.host.alive ? "" : ", ended") +
            (session.restorable ? ": `r` restores it" : ""));
  field(lines, "branch", session.branch);
  field(lines, "worktree", session.worktree);
  if (session.pr) {
    field(
        lines, "PR",
        "#" + std::to_string(session.pr->number) + " " + session.pr->state + " " + session.pr->url);
  }
  if (session.usage) {
    field(lines, "tokens",
          std::to_string(session.usage->inputTokens) + " in, " +
              std::to_string(session.usage->outputTokens) + " out");
  }
  if (session.queuedTexts > 0)
    field(lines, "texts", std::to_string(session.queuedTexts) + " wait to be delivered");
  field(lines, "started", age_of(session.createdAt, now));
  if (session.summary && !session.summary->empty()) {
    heading(lines, "What it says it did");
    add_text(lines, *session.summary);
  }
  for (const auto& review : shown.reviews) {
    heading(lines, kind_and_round(review) + ": " + review.title + " (Y reads it)");
    add_text(lines, review.body);
  }
  if (!shown.events.empty()) heading(lines, "History");
  for (const auto& event : shown.events) {
    lines.push_back(
        {age_of(event.at, now) + " · " + event.actor + " · " + what_happened(event), {}});
  }
  return lines;
}

std::vector<Line> ticket_lines(const wire::TicketResult& shown) {
  const wire::Ticket& ticket = shown.ticket;
  std::vector<Line> lines;
  lines.push_back({ticket.title, kHeading});
  field(lines, "ticket", ticket.id.empty() ? "no id yet" : ticket.id);
  field(lines, "type", ticket.type + ", " + ticket.priority);
  field(lines, "state", std::string(name_of(ticket.state)) + (ticket.hold ? ", on hold" : ""));
  field(lines, "project", ticket.project);
  if (ticket.sessionId) field(lines, "session", *ticket.sessionId);
  field(lines, "waits for", base::join(ticket.blockedBy, ", "));
  field(lines, "why", ticket.reason);
  field(lines, "file", ticket.path);
  for (const auto& problem : ticket.problems) {
    lines.push_back(
        {"problem in line " + std::to_string(problem.line) + ": " + problem.message, kWarning});
  }
  lines.push_back({});
  add_text(lines, shown.body);
  return lines;
}

std::vector<Line> change_lines(const wire::SessionChangesResult& changes) {
  std::vector<Line> lines;
  heading(lines, "Changes: " + std::to_string(changes.commits) + " commits, " +
                     std::to_string(changes.files.size()) + " files");
  if (changes.uncommitted) lines.push_back({"Some of it is not committed.", kWarning});
  for (const auto& file : changes.files) {
    const bool renamed = !file.oldPath.empty() && file.oldPath != file.path;
    std::string change(name_of(file.change));
    change.resize(kLabel, ' ');
    lines.push_back({change + "+" + std::to_string(file.additions) + " -" +
                         std::to_string(file.deletions) + "  " +
                         (renamed ? file.oldPath + " → " : "") + file.path,
                     {}});
  }
  return lines;
}

std::vector<Line> diff_lines(std::string_view diff, bool cut, const std::string& worktree) {
  std::vector<Line> lines;
  lines.push_back({});
  for (const std::string_view line : base::split_lines(diff)) {
    Look look;
    if (line.starts_with("diff ")) {
      look.bold = true;
    } else if (line.starts_with("@@")) {
      look.colour = Colour::cyan;
    } else if (line.starts_with("+")) {
      look.colour = Colour::green;
    } else if (line.starts_with("-")) {
      look.colour = Colour::red;
    }
    lines.push_back({std::string(line), look});
  }
  if (cut) lines.push_back({"There is more than fits here: look in " + worktree, kWarning});
  return lines;
}

std::vector<Line> wrapped(const std::vector<Line>& lines, int width) {
  std::vector<Line> all;
  for (const Line& line : lines) {
    for (std::string& piece : wrap(line.text, width)) all.push_back({std::move(piece), line.look});
  }
  return all;
}

}  // namespace client::tui
