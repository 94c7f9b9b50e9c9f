// What the person does at the screen: which list and row is chosen, what is open, what is being
// written; and what a key makes of it. A key that asks for something outside gives an Ask, which
// the program carries out. Pure.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "client/tui/details.h"
#include "client/tui/input_line.h"
#include "client/tui/keys.h"
#include "client/tui/lists.h"

namespace client::tui {

// Something for the program to do: an operation on `id` (a review's for decisions, a session's or a
// ticket's otherwise) with a text where it takes one, or `open`: details of `id` are wanted.
struct Ask {
  Action action = Action::none;
  std::string id;
  std::string text;  // the reason, the answer, the choice, the text; "kill" of a requeue
};

struct Message {
  std::string text;
  bool bad = false;
};

// One thing, read in full.
struct Details {
  Row row;
  std::vector<Line> lines;
  std::vector<Line> shown;  // the same, as wide as the screen
  bool complete = false;    // nothing of it is still on its way
  std::string body;         // of a review, as it was when it was opened or last seen to change
  bool changed = false;     // since the person opened it
  bool closed = false;      // a review that was decided
  int top = 0;
};

class View {
 public:
  // Needs both as they are now; call `settle` after either has changed.
  std::optional<Ask> take(const Key& key, const Model& model, const Lists& lists);
  // Keeps the choice on the same rows, and notes what became of an open review.
  void settle(const Model& model, const Lists& lists);
  void resize(Size size);

  // The program's answers.
  void say(std::string text) { message_ = {std::move(text), false}; }
  void complain(std::string text) { message_ = {std::move(text), true}; }
  // The whole text of the open details, if they are still about `key`; `complete`: all is here.
  void fill(const std::string& key, std::vector<Line> lines, bool complete);
  // A review was decided from here: back to the lists, if its details are open.
  void decided(const std::string& review);

  [[nodiscard]] Size size() const { return size_; }
  [[nodiscard]] ListName focus() const { return focus_; }
  [[nodiscard]] int chosen(ListName list) const;
  [[nodiscard]] const std::string& filter() const { return filter_; }
  [[nodiscard]] const Details* details() const { return details_ ? &*details_ : nullptr; }
  [[nodiscard]] bool in_help() const { return in_help_; }
  [[nodiscard]] int help_top() const { return help_top_; }
  [[nodiscard]] const Message& message() const { return message_; }
  struct Prompt {
    std::string label;
    InputLine line;
    Ask ask;
  };
  [[nodiscard]] const Prompt* prompt() const { return prompt_ ? &*prompt_ : nullptr; }
  // A question that only `y` says yes to; empty: none.
  [[nodiscard]] std::string question() const { return question_ ? question_->text : ""; }

 private:
  struct Choice {
    std::string key;
    int index = 0;
  };
  struct Question {
    std::string text;
    Ask ask;
  };
  [[nodiscard]] Choice& choice(ListName list) { return chosen_[static_cast<std::size_t>(list)]; }
  [[nodiscard]] const Row* row(const Lists& lists) const;

  std::optional<Ask> answer_question(const Key& key);
  std::optional<Ask> write(const Key& key);
  void move(Action action, const Lists& lists);
  void focus_on(ListName list) { focus_ = list; }
  std::optional<Ask> navigate(Action action, const Model& model, const Lists& lists);
  std::optional<Ask> open(const Model& model, const Row& row);
  std::optional<Ask> next_review(const Model& model);
  std::optional<Ask> decide(Action action, const Key& key, const Model& model, const Row& row);
  std::optional<Ask> pick(std::size_t index, const wire::Review& review);
  std::optional<Ask> of_session(Action action, const Model& model, const Row& row);
  std::optional<Ask> of_ticket(Action action, const Model& model, const Row& row);
  // The one open review that the row means; says why when there is not exactly one.
  const wire::Review* review_of(const Model& model, const Row& row);
  // Whether the open details are this review's, and were read as they are.
  bool has_read(const wire::Review& review);
  void ask_for(std::string label, Ask ask);

  Size size_{24, 80};
  ListName focus_ = ListName::inbox;
  std::array<Choice, kLists> chosen_;
  std::string filter_;
  std::optional<Details> details_;
  bool in_help_ = false;
  int help_top_ = 0;
  std::optional<Prompt> prompt_;
  std::optional<Question> question_;
  Message message_;
};

// Rows between the header and the last two lines.
int body_rows(Size size);
std::vector<Line> help_lines();

}  // namespace client::tui
