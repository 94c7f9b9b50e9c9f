#include "client/tui/keys.h"

#include <array>

namespace client::tui {
namespace {

using Kind = Key::Kind;

constexpr unsigned kEverywhere = kInLists | kInDetails | kInHelp;
constexpr unsigned kWork = kInLists | kInDetails;
constexpr unsigned kPagers = kInDetails | kInHelp;

constexpr auto kTable = std::to_array<Binding>({
    {Kind::character, 'Y', kWork, Action::approve, "Y",
     "approve: once shows what it is about, again says yes", "approve"},
    {Kind::character, 'X', kWork, Action::reject, "X", "reject, with a reason for the agent",
     "reject"},
    {Kind::character, 'A', kWork, Action::answer, "A", "answer in words", ""},
    {Kind::character, '#', kInDetails, Action::choose, "1-9", "one of the answers listed", ""},
    {Kind::character, 'n', kWork, Action::next_review, "n", "the next that needs you", "next"},

    {Kind::character, 'P', kWork, Action::pause, "P", "pause the queue: nothing starts by itself",
     "pause"},
    {Kind::character, 'R', kWork, Action::resume, "R", "resume the queue", "resume"},
    {Kind::character, 'S', kWork, Action::sync, "S", "bring in what the boards have", ""},

    {Kind::character, 'a', kWork, Action::attach, "a",
     "attach: the session's terminal, here; Ctrl-] comes back", "attach"},
    {Kind::character, 's', kWork, Action::send, "s", "send the agent a text", "send"},
    {Kind::character, 'i', kWork, Action::interrupt, "i", "interrupt the running turn", ""},
    {Kind::character, 'K', kWork, Action::kill, "K", "kill: end the agent (asks); work is kept",
     "kill"},
    {Kind::character, 'r', kWork, Action::restore, "r", "restore an ended session", "restore"},
    {Kind::character, 'l', kWork, Action::launch, "l", "launch a ticket of the queue now", ""},
    {Kind::character, 't', kWork, Action::retry, "t", "retry: forget a ticket's failures", ""},
    {Kind::character, 'u', kWork, Action::requeue, "u", "put a ticket back into the queue", ""},

    {Kind::up, 0, kEverywhere, Action::up, "Up Down j k", "move, line by line", ""},
    {Kind::down, 0, kEverywhere, Action::down, "", "", ""},
    {Kind::character, 'k', kEverywhere, Action::up, "", "", ""},
    {Kind::character, 'j', kEverywhere, Action::down, "", "", ""},
    {Kind::page_up, 0, kEverywhere, Action::page_up, "PgUp PgDn", "by pages; Space too", ""},
    {Kind::page_down, 0, kEverywhere, Action::page_down, "", "", ""},
    {Kind::character, ' ', kPagers, Action::page_down, "", "", ""},
    {Kind::home, 0, kEverywhere, Action::first, "Home End g G", "to the first, to the last", ""},
    {Kind::end, 0, kEverywhere, Action::last, "", "", ""},
    {Kind::character, 'g', kEverywhere, Action::first, "", "", ""},
    {Kind::character, 'G', kEverywhere, Action::last, "", "", ""},
    {Kind::tab, 0, kInLists, Action::next_list, "Tab 1-4", "another list", ""},
    {Kind::back_tab, 0, kInLists, Action::previous_list, "", "", ""},
    {Kind::right, 0, kInLists, Action::next_list, "", "", ""},
    {Kind::left, 0, kInLists, Action::previous_list, "", "", ""},
    {Kind::character, '1', kInLists, Action::list_1, "", "", ""},
    {Kind::character, '2', kInLists, Action::list_2, "", "", ""},
    {Kind::character, '3', kInLists, Action::list_3, "", "", ""},
    {Kind::character, '4', kInLists, Action::list_4, "", "", ""},
    {Kind::enter, 0, kInLists, Action::open, "Enter", "all about the chosen row", "read"},
    {Kind::escape, 0, kEverywhere, Action::back, "Esc", "back; in the lists: end the search", ""},
    {Kind::character, '/', kInLists, Action::search, "/", "search in all lists", "search"},
    {Kind::character, '?', kWork, Action::help, "?", "these keys", "help"},
    {Kind::character, '?', kInHelp, Action::back, "", "", ""},
    {Kind::character, 'q', kPagers, Action::back, "", "", ""},
    {Kind::character, 'q', kInLists, Action::quit, "q", "quit; everything goes on", "quit"},
    {Kind::character, ctrl('c'), kEverywhere, Action::quit, "", "", ""},
    {Kind::character, ctrl('l'), kEverywhere, Action::redraw, "Ctrl-L", "draw everything anew", ""},
    {Kind::character, ctrl('z'), kEverywhere, Action::leave_to_shell, "Ctrl-Z",
     "to the shell; `fg` comes back", ""},
});

}  // namespace

Key key_of(char32_t code) {
  switch (code) {
    case '\r':
    case '\n': return {.kind = Key::Kind::enter, .code = 0, .text = {}};
    case '\t': return {.kind = Key::Kind::tab, .code = 0, .text = {}};
    case 0x1B: return {.kind = Key::Kind::escape, .code = 0, .text = {}};
    case 0x08:
    case 0x7F: return {.kind = Key::Kind::backspace, .code = 0, .text = {}};
    default: return {.kind = Key::Kind::character, .code = code, .text = {}};
  }
}

std::span<const Binding> bindings() { return kTable; }

Action action_of(const Key& key, Where where) {
  const bool digit = key.kind == Kind::character && key.code >= '1' && key.code <= '9';
  if (digit && where == kInDetails) return Action::choose;
  for (const Binding& one : kTable) {
    const bool same = one.kind == key.kind && (key.kind != Kind::character || one.code == key.code);
    if (same && (one.where & where) != 0 && one.action != Action::choose) return one.action;
  }
  return Action::none;
}

}  // namespace client::tui
