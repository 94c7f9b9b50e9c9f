// Changing a ticket's text. Only the bytes of the value change: order, comments, quotes of other
// fields, unknown keys, line ends, byte order mark and a missing last newline stay. Pure.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace tickets {

using FieldMap = std::vector<std::pair<std::string, std::string>>;  // keys are plain words
using FieldValue = std::variant<std::string, bool, std::vector<std::string>, FieldMap>;

// The text with the top-level field `key` set. A comment behind the value stays; a value below
// its key (list, block) is replaced by one on the key's line; a missing key becomes a line before
// the closing fence; a text without front matter gets some. Values are quoted when they need it.
// invalid_argument, with the line, when the front matter's structure is damaged, when the value is
// not UTF-8 or not what the key may hold (id, type, title: names.h; priority: P0–P3).
base::Result<std::string> edit_field(std::string_view text, std::string_view key,
                                     const FieldValue& value);
// The text without the field's lines; unchanged when there is none.
base::Result<std::string> remove_field(std::string_view text, std::string_view key);

// The text with another one below the front matter.
std::string with_body(std::string_view text, std::string_view body);

struct NewTicket {
  base::TicketId id{};  // empty: written at claim, or made by the store
  std::string type{};
  std::string title{};
  std::string project{};
  int priority = 2;
  std::vector<base::TicketId> blocked_by{};
  bool hold = false;
  std::string agent{};
  FieldMap board{};  // the issue it comes from: provider, instance, id, key, url
  std::vector<std::string> board_links{};  // what else the issue has: "Login.png https://…"
  std::string branch{};
  std::string base{};
  std::string body{};  // markdown
};
// A whole file: front matter with what differs from the defaults, and the body.
base::Result<std::string> new_ticket_text(const NewTicket& ticket);

}  // namespace tickets
