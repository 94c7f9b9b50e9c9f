// A workspace as the owner would tell it, for the tests of `operator tui`.
#pragma once
#include <clocale>
#include <string>

#include "client/tui/lists.h"
#include "client/tui/model.h"
#include "client/tui/view.h"

namespace tui_test {

namespace tui = client::tui;

inline const base::WallTime kNow = *base::from_rfc3339("2026-11-21T12:00:00.000Z");

inline wire::Session session(const std::string& id, wire::Status status,
                             const std::string& ticket = "") {
  wire::Session made;
  made.id = id;
  made.name = "Work of " + id;
  made.ticketId = ticket;
  made.type = "FEAT";
  made.color = "terminal.ansiCyan";
  made.status = status;
  made.activity = wire::Activity::active;
  made.evidence = {"hook", "permission hook", "2026-11-21T11:59:57.000Z"};
  made.createdAt = "2026-11-21T11:00:00.000Z";
  made.host.alive = true;
  return made;
}

inline wire::Ticket ticket(const std::string& id, wire::TicketState state,
                           const std::string& title = "A title") {
  wire::Ticket made;
  made.id = id;
  made.type = "TASK";
  made.title = title;
  made.priority = "P2";
  made.state = state;
  made.path = ".tickets/" + std::string(name_of(state)) + "/" + id + ".md";
  made.color = "terminal.ansiGreen";
  return made;
}

inline wire::Review review(const std::string& id, const std::string& session,
                           wire::ReviewKind kind = wire::ReviewKind::plan) {
  wire::Review made;
  made.id = id;
  made.sessionId = session;
  made.kind = kind;
  made.title = "Plan for hello";
  made.body = "# Plan\n\n1. Say hello";
  made.since = "2026-11-21T11:57:00.000Z";
  made.round = 1;
  made.choices = {{"approve", "Approve"}, {"reject", "Reject with feedback"}};
  return made;
}

// A model with its view and lists; `press` is what a person types.
struct Desk {
  Desk() { std::setlocale(LC_CTYPE, "C.UTF-8"); }

  tui::Model model;
  tui::View view;
  tui::Lists lists;

  void settle() {
    lists = tui::lists_of(model, view.filter());
    view.settle(model, lists);
  }
  std::optional<tui::Ask> press(const tui::Key& key) {
    auto ask = view.take(key, model, lists);
    settle();
    return ask;
  }
  // Gives what the last key asked for.
  std::optional<tui::Ask> type(std::string_view text) {
    std::optional<tui::Ask> ask;
    while (!text.empty()) ask = press(tui::key_of(tui::next_code(text)));
    return ask;
  }
};

}  // namespace tui_test
