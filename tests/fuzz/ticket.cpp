// Tickets as people write them: reading never fails and blames lines that exist; setting a field
// changes that field, which then reads back, and no other byte; so does removing one.
// The input is `key=value`, a line feed, and the file.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "fuzz.h"
#include "tickets/edit.h"
#include "tickets/front_matter.h"
#include "tickets/layout.h"
#include "tickets/names.h"

namespace {

using tickets::Layout;

void check_layout(std::string_view text, const Layout& layout) {
  const int lines = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
  HOLDS(layout.start <= layout.body && layout.body <= text.size());
  std::size_t last = layout.start;
  for (const auto& field : layout.fields) {
    HOLDS(field.begin >= last && field.begin < field.end && field.end <= text.size());
    HOLDS(field.value.begin <= field.value.end && field.value.end <= field.end);
    HOLDS(field.rest.begin <= field.rest.end && field.rest.end <= field.end);
    HOLDS(field.block.begin <= field.block.end && field.block.end <= field.end);
    HOLDS(field.line >= 1 && field.line <= lines);
    last = field.end;
  }
  if (layout.present) HOLDS(last <= layout.close_begin && layout.close_begin < layout.body);
}

void check_ticket(std::string_view text, const rules::Ticket& ticket) {
  const int lines = static_cast<int>(std::count(text.begin(), text.end(), '\n') +
                                     std::count(text.begin(), text.end(), '\r')) +
                    1;
  for (const auto& problem : ticket.problems) {
    HOLDS(problem.line >= 0 && problem.line <= lines && !problem.message.empty());
  }
  HOLDS(ticket.priority >= 0 && ticket.priority <= 3);
  HOLDS(base::is_valid_utf8(ticket.title) && base::is_valid_utf8(tickets::body_of(text)));
  HOLDS(ticket.title.find_first_of("\r\n") == std::string::npos);
  if (!ticket.problems.empty()) return;
  HOLDS(tickets::check_type(ticket.type).has_value());
  HOLDS(tickets::check_title(ticket.title).has_value());
  HOLDS(ticket.id.empty() || tickets::check_id(ticket.id.value).has_value());
  for (const auto& blocker : ticket.blocked_by) HOLDS(tickets::check_id(blocker.value).has_value());
}

// Every field but the first one named `key` is there with the same bytes, in order, and so are the
// text above and below the front matter.
void check_others(std::string_view before, std::string_view after, std::string_view key) {
  const auto others = [&](std::string_view text, const Layout& layout) {
    std::string bytes(text.substr(0, layout.start));
    const tickets::Field* changed = layout.find(key);
    std::size_t at = layout.start;
    for (const auto& field : layout.fields) {
      if (&field != changed) continue;
      bytes += text.substr(at, field.begin - at);
      at = field.end;
    }
    return bytes + std::string(text.substr(at));
  };
  const Layout old = tickets::lay_out(before);
  const Layout now = tickets::lay_out(after);
  HOLDS(now.problems.empty());
  if (old.present) {
    HOLDS(others(before, old) == others(after, now));
  } else {
    HOLDS(before.substr(old.start) == after.substr(now.body));
  }
  HOLDS(before.substr(old.body) == after.substr(now.body));
}

std::vector<std::string> texts_of(const std::vector<base::TicketId>& ids) {
  std::vector<std::string> all;
  for (const auto& id : ids) all.push_back(id.value);
  return all;
}

bool reads_back(const rules::Ticket& ticket, std::string_view key,
                const tickets::FieldValue& value) {
  if (key == "hold") return ticket.hold == std::get<bool>(value);
  if (key == "blocked_by") {
    return texts_of(ticket.blocked_by) == std::get<std::vector<std::string>>(value);
  }
  const auto& text = std::get<std::string>(value);
  if (key == "title") return ticket.title == text;
  if (key == "id") return ticket.id.value == text;
  if (key == "type") return ticket.type == text;
  if (key == "priority") return ticket.priority == tickets::parse_priority(text);
  // These are words: what is no word is read as the nearest one.
  const bool word = base::trim(text) == text && base::printable(text) == text;
  if (key == "branch") return !word || ticket.branch == text;
  if (key == "agent") return !word || ticket.agent == text;
  if (key == "step") return !word || ticket.step == text;
  return true;
}

tickets::FieldValue value_of(std::string_view key, std::string_view text) {
  if (key == "hold") return text == "true";
  if (key != "blocked_by") return std::string(text);
  return text.empty() ? std::vector<std::string>() : base::split(text, ',');
}

void check_edit(std::string_view text, std::string_view key, std::string_view written) {
  const tickets::FieldValue value = value_of(key, written);
  const auto edited = tickets::edit_field(text, key, value);
  if (!edited) {
    HOLDS(edited.error().code == base::ErrorCode::invalid_argument);
    return;
  }
  check_layout(*edited, tickets::lay_out(*edited));
  check_others(text, *edited, key);
  HOLDS(reads_back(tickets::parse_ticket(*edited), key, value));
  const auto again = tickets::edit_field(*edited, key, value);
  HOLDS(again && *again == *edited);
}

void check_removal(std::string_view text, std::string_view key) {
  const auto removed = tickets::remove_field(text, key);
  if (!removed) return;
  const Layout old = tickets::lay_out(text);
  if (old.find(key) == nullptr) {
    HOLDS(*removed == text);
    return;
  }
  const Layout now = tickets::lay_out(*removed);
  HOLDS(now.present && now.fields.size() + 1 == old.fields.size());
  HOLDS(text.substr(old.body) == std::string_view(*removed).substr(now.body));
}

void check_new(std::string_view title, std::string_view body) {
  tickets::NewTicket wanted;
  wanted.id = {"FEAT-7K2QD"};
  wanted.type = "FEAT";
  wanted.title = title;
  wanted.hold = true;
  wanted.body = body;
  const auto text = tickets::new_ticket_text(wanted);
  if (!text) return;
  const rules::Ticket ticket = tickets::parse_ticket(*text);
  HOLDS(ticket.title == title && ticket.type == "FEAT" && ticket.hold);
  HOLDS(ticket.problems.empty() || body.find('\0') != std::string_view::npos);
}

}  // namespace

FUZZ_TARGET(input) {
  const std::string_view key = input.until('=');
  const std::string_view value = input.until('\n');
  const std::string_view text = input.text();
  check_layout(text, tickets::lay_out(text));
  check_ticket(text, tickets::parse_ticket(text));
  check_edit(text, key, value);
  check_removal(text, key);
  check_new(value, text);
}
