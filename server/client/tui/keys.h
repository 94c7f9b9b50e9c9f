// Keys, and what they do: one table, from which the help and the hints on the screen are made too.
// Pure.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace client::tui {

struct Key {
  enum class Kind {
    character,  // `code`; a control character for Ctrl with a letter
    up,
    down,
    left,
    right,
    home,
    end,
    page_up,
    page_down,
    enter,
    escape,
    tab,
    back_tab,
    backspace,
    remove,
    paste,  // `text`, whole, line ends included: never taken for keys
  };
  Kind kind = Kind::character;
  char32_t code = 0;
  std::string text;
};
Key key_of(char32_t code);
constexpr char32_t ctrl(char letter) { return static_cast<char32_t>(letter) & 0x1F; }

enum class Action {
  none,
  up,
  down,
  page_up,
  page_down,
  first,
  last,
  next_list,
  previous_list,
  list_1,
  list_2,
  list_3,
  list_4,
  next_review,
  open,
  back,
  search,
  help,
  redraw,
  leave_to_shell,
  quit,
  // Operations.
  sync,
  pause,
  resume,
  approve,
  reject,
  answer,  // in words
  choose,  // one of the review's choices, by its number
  attach,
  send,
  interrupt,
  kill,
  restore,
  launch,
  retry,
  requeue,
};

// Where a key is pressed; a bit each.
enum Where : unsigned { kInLists = 1, kInDetails = 2, kInHelp = 4 };

struct Binding {
  Key::Kind kind;
  char32_t code;
  unsigned where;
  Action action;
  std::string_view keys;  // as the help shows them; empty: the same as the one above
  std::string_view help;
  std::string_view hint;  // one word for the last line; empty: not there
};

std::span<const Binding> bindings();
Action action_of(const Key& key, Where where);

}  // namespace client::tui
