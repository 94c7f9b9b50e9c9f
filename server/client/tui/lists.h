// The four lists, made anew from the model whenever something changed. A ticket and the session
// that works on it are one row. Pure.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "client/tui/cells.h"
#include "client/tui/model.h"

namespace client::tui {

enum class ListName { inbox, progress, queue, done };
constexpr std::size_t kLists = 4;
// In the order of the screen.
constexpr std::array<ListName, kLists> kAllLists = {ListName::inbox, ListName::progress,
                                                    ListName::queue, ListName::done};
std::string_view title_of(ListName list);
// What an empty one says.
std::string_view empty_words(ListName list);

struct Row {
  // What it is about; empty where there is none.
  std::string review, session, ticket;
  std::string path;  // of the ticket's file

  char sign = ' ';
  std::string state;  // what the sign means
  Look look;          // of both
  std::string name;   // the session's or ticket's id
  std::string type;
  Colour colour = Colour::none;  // the type's
  std::string title;
  std::string note;  // why it waits, what it does
  std::string time;  // RFC 3339 of what its age counts from; may be empty

  // The same for the same thing, wherever it moves in its list.
  [[nodiscard]] std::string key() const;
  // What operations on its ticket take.
  [[nodiscard]] const std::string& ticket_name() const { return ticket.empty() ? path : ticket; }
};

struct Lists {
  std::array<std::vector<Row>, kLists> rows;
  std::array<std::size_t, kLists> total{};  // without the filter
  [[nodiscard]] const std::vector<Row>& of(ListName list) const {
    return rows[static_cast<std::size_t>(list)];
  }
};

// Only rows that have every word of `filter` somewhere in what they show, case aside.
Lists lists_of(const Model& model, std::string_view filter);
// The row of one review.
Row row_of(const Model& model, const wire::Review& review);

}  // namespace client::tui
