#include "client/tui/view.h"

#include <algorithm>

#include "base/text.h"
#include "client/tui/words.h"

namespace client::tui {
namespace {

constexpr std::size_t kHelpKeys = 14;

std::string title_of(const wire::Review& review) {
  std::string text(kind_words(review.kind));
  return text + (review.sessionId.empty() ? "" : " of " + review.sessionId);
}

int count(const std::vector<Row>& rows) { return static_cast<int>(rows.size()); }

int moved(int at, Action action, int page, int last) {
  switch (action) {
    case Action::up: return std::clamp(at - 1, 0, last);
    case Action::down: return std::clamp(at + 1, 0, last);
    case Action::page_up: return std::clamp(at - page, 0, last);
    case Action::page_down: return std::clamp(at + page, 0, last);
    case Action::first: return 0;
    case Action::last: return last;
    default: return at;
  }
}

// What can not be taken back is asked about.
bool loses_something(const std::string& choice) { return choice == "discard" || choice == "kill"; }

}  // namespace

int body_rows(Size size) { return std::max(size.rows - 3, 1); }

std::vector<Line> help_lines() {
  std::vector<Line> lines;
  for (const Binding& one : bindings()) {
    if (one.help.empty()) continue;
    std::string keys(one.keys);
    keys.resize(kHelpKeys, ' ');
    lines.push_back({keys + std::string(one.help), {}});
  }
  lines.push_back({});
  lines.push_back({"Signs: ! needs you   * works   . waits   > next or PR open   = on hold", {}});
  lines.push_back({"       ? stuck   + done   x failed   - ended", {}});
  return lines;
}

int View::chosen(ListName list) const { return chosen_[static_cast<std::size_t>(list)].index; }

const Row* View::row(const Lists& lists) const {
  if (details_) return &details_->row;
  const auto& rows = lists.of(focus_);
  const int at = chosen(focus_);
  return at < count(rows) ? &rows[static_cast<std::size_t>(at)] : nullptr;
}

void View::resize(Size size) {
  size_ = size;
  if (!details_) return;
  details_->shown = wrapped(details_->lines, size_.cols);
  const int last = static_cast<int>(details_->shown.size()) - body_rows(size_);
  details_->top = std::clamp(details_->top, 0, std::max(last, 0));
}

void View::fill(const std::string& key, std::vector<Line> lines, bool complete) {
  if (!details_ || details_->row.key() != key) return;
  details_->lines = std::move(lines);
  details_->complete = complete;
  resize(size_);
}

void View::decided(const std::string& review) {
  if (details_ && details_->row.review == review) details_.reset();
}

void View::settle(const Model& model, const Lists& lists) {
  for (const ListName list : kAllLists) {
    const auto& rows = lists.of(list);
    Choice& chosen = choice(list);
    const auto same = [&](const Row& row) { return row.key() == chosen.key; };
    const auto found = std::find_if(rows.begin(), rows.end(), same);
    if (found != rows.end()) chosen.index = static_cast<int>(found - rows.begin());
    chosen.index = std::clamp(chosen.index, 0, std::max(count(rows) - 1, 0));
    chosen.key = rows.empty() ? "" : rows[static_cast<std::size_t>(chosen.index)].key();
  }
  if (!details_ || details_->row.review.empty() || details_->closed) return;
  const wire::Review* review = model.review(details_->row.review);
  if (review == nullptr) {
    details_->closed = true;
    say("This has been decided. Esc goes back.");
  } else if (review->body != details_->body) {
    details_->body = review->body;
    details_->changed = true;
    complain("The text has changed.");
  }
}

std::optional<Ask> View::take(const Key& key, const Model& model, const Lists& lists) {
  if (prompt_) return write(key);
  message_ = {};
  if (question_) return answer_question(key);
  if (key.kind == Key::Kind::paste) {
    complain("Pasted text is no key: it goes where text is asked for.");
    return std::nullopt;
  }
  const Where where = in_help_ ? kInHelp : details_ ? kInDetails : kInLists;
  const Action action = action_of(key, where);
  if (action == Action::none || action < Action::sync) return navigate(action, model, lists);
  if (action == Action::sync || action == Action::pause || action == Action::resume)
    return Ask{action, "", ""};
  const Row* chosen = row(lists);
  if (chosen == nullptr) {
    complain("Nothing is chosen here: Tab goes to another list.");
    return std::nullopt;
  }
  const Row about = *chosen;
  switch (action) {
    case Action::approve:
    case Action::reject:
    case Action::answer:
    case Action::choose: return decide(action, key, model, about);
    case Action::launch:
    case Action::retry:
    case Action::requeue: return of_ticket(action, model, about);
    default: return of_session(action, model, about);
  }
}

std::optional<Ask> View::answer_question(const Key& key) {
  const Question asked = std::move(*question_);
  question_.reset();
  if (key.kind == Key::Kind::character && (key.code == 'y' || key.code == 'Y')) return asked.ask;
  say("Nothing was done.");
  return std::nullopt;
}

std::optional<Ask> View::write(const Key& key) {
  const bool searches = prompt_->ask.action == Action::search;
  const InputLine::Outcome outcome = prompt_->line.take(key);
  if (searches) filter_ = prompt_->line.text();
  if (outcome == InputLine::Outcome::editing) return std::nullopt;
  if (outcome == InputLine::Outcome::cancelled) {
    if (searches) filter_.clear();
    prompt_.reset();
    message_ = {searches ? "" : "Nothing was sent.", false};
    return std::nullopt;
  }
  if (searches) {
    prompt_.reset();
    return std::nullopt;
  }
  Ask ask = prompt_->ask;
  ask.text = prompt_->line.text();
  if (base::trim(ask.text).empty()) {
    complain("It needs a text. Esc leaves it.");
    return std::nullopt;
  }
  prompt_.reset();
  message_ = {};
  return ask;
}

void View::ask_for(std::string label, Ask ask) {
  message_ = {};
  prompt_ = Prompt{std::move(label), InputLine(), std::move(ask)};
}

void View::move(Action action, const Lists& lists) {
  const int page = std::max(body_rows(size_) - 1, 1);
  if (in_help_) {
    const int last = static_cast<int>(help_lines().size()) - body_rows(size_);
    help_top_ = moved(help_top_, action, page, std::max(last, 0));
  } else if (details_) {
    const int last = static_cast<int>(details_->shown.size()) - body_rows(size_);
    details_->top = moved(details_->top, action, page, std::max(last, 0));
  } else {
    const auto& rows = lists.of(focus_);
    if (rows.empty()) return;
    Choice& chosen = choice(focus_);
    chosen.index = moved(chosen.index, action, std::max(page / 4, 1), count(rows) - 1);
    chosen.key = rows[static_cast<std::size_t>(chosen.index)].key();
  }
}

std::optional<Ask> View::navigate(Action action, const Model& model, const Lists& lists) {
  const auto at = static_cast<std::size_t>(focus_);
  switch (action) {
    case Action::next_list: focus_on(kAllLists[(at + 1) % kLists]); break;
    case Action::previous_list: focus_on(kAllLists[(at + kLists - 1) % kLists]); break;
    case Action::list_1: focus_on(kAllLists[0]); break;
    case Action::list_2: focus_on(kAllLists[1]); break;
    case Action::list_3: focus_on(kAllLists[2]); break;
    case Action::list_4: focus_on(kAllLists[3]); break;
    case Action::next_review: return next_review(model);
    case Action::open:
      if (const Row* chosen = row(lists)) return open(model, *chosen);
      break;
    case Action::back:
      if (in_help_) {
        in_help_ = false;
      } else if (details_) {
        details_.reset();
      } else {
        filter_.clear();
      }
      break;
    case Action::search:
      prompt_ = Prompt{"Search: ", InputLine(filter_), {Action::search, "", ""}};
      break;
    case Action::help:
      in_help_ = true;
      help_top_ = 0;
      break;
    case Action::redraw:
    case Action::leave_to_shell:
    case Action::quit: return Ask{action, "", ""};
    case Action::none: say("? shows the keys."); break;
    default: move(action, lists);
  }
  return std::nullopt;
}

std::optional<Ask> View::open(const Model& model, const Row& row) {
  const Row about = row;  // it may be the open details' own
  details_ = Details{};
  details_->row = about;
  // A review is here already; what else belongs to it, and everything else, is asked for.
  const wire::Review* review = model.review(about.review);
  details_->complete = review != nullptr && !is_about_changes(*review);
  if (review != nullptr) details_->body = review->body;
  return Ask{Action::open, about.key(), ""};
}

std::optional<Ask> View::next_review(const Model& model) {
  const auto& reviews = model.reviews();
  if (reviews.empty()) {
    say("Nothing needs you.");
    return std::nullopt;
  }
  const std::string now = details_ ? details_->row.review : choice(ListName::inbox).key;
  std::size_t next = 0;
  for (std::size_t i = 0; i < reviews.size(); ++i) {
    const bool here = details_ ? reviews[i].id == now : row_of(model, reviews[i]).key() == now;
    if (here && (details_ || focus_ == ListName::inbox)) next = (i + 1) % reviews.size();
  }
  const Row row = row_of(model, reviews[next]);
  focus_on(ListName::inbox);
  filter_.clear();
  choice(ListName::inbox) = {row.key(), static_cast<int>(next)};
  return details_ ? open(model, row) : std::nullopt;
}

const wire::Review* View::review_of(const Model& model, const Row& row) {
  if (!row.review.empty()) {
    const wire::Review* review = model.review(row.review);
    if (review == nullptr) complain("This has been decided already.");
    return review;
  }
  const auto open = model.reviews_of(row.session);
  if (open.size() == 1) return open.front();
  const std::string name = row.session.empty() ? row.name : row.session;
  complain(open.empty() ? "Nothing about " + name + " waits for a decision."
                        : std::to_string(open.size()) + " decisions about " + name +
                              " are open: choose one in the Inbox (1).");
  return nullptr;
}

bool View::has_read(const wire::Review& review) {
  if (!details_->complete) {
    complain("Its changes are still being read: a moment.");
    return false;
  }
  if (details_->changed) {
    details_->changed = false;
    complain("The text of " + title_of(review) + " has changed: read it again first.");
    return false;
  }
  return true;
}

std::optional<Ask> View::decide(Action action, const Key& key, const Model& model, const Row& row) {
  const wire::Review* review = review_of(model, row);
  if (review == nullptr) return std::nullopt;
  if (review->inTerminalOnly) {
    complain("This can only be answered in the session's terminal: a attaches.");
    return std::nullopt;
  }
  if (action == Action::reject) {
    ask_for("Reject " + title_of(*review) + ", because: ", {action, review->id, ""});
    return std::nullopt;
  }
  if (action == Action::answer) {
    ask_for("Answer " + title_of(*review) + ": ", {action, review->id, ""});
    return std::nullopt;
  }
  if (!details_ || details_->row.review != review->id) {
    const auto ask = open(model, row_of(model, *review));
    say(review->choices.empty() ? "It needs an answer in words: A."
                                : "Read it; Y again: " + review->choices.front().label + ".");
    return ask;
  }
  if (!has_read(*review)) return std::nullopt;
  if (action == Action::approve) return Ask{action, review->id, ""};
  return pick(key.code - '1', *review);
}

std::optional<Ask> View::pick(std::size_t index, const wire::Review& review) {
  if (index >= review.choices.size()) {
    complain("There is no answer " + std::to_string(index + 1) + ".");
    return std::nullopt;
  }
  const wire::Choice& choice = review.choices[index];
  if (choice.id == "reject") {
    ask_for("Reject " + title_of(review) + ", because: ", {Action::reject, review.id, ""});
    return std::nullopt;
  }
  Ask ask{Action::choose, review.id, choice.id};
  if (!loses_something(choice.id)) return ask;
  question_ = Question{choice.label + ": sure?", std::move(ask)};
  return std::nullopt;
}

std::optional<Ask> View::of_session(Action action, const Model& model, const Row& row) {
  const wire::Session* session = model.session(row.session);
  if (session == nullptr) {
    complain("No session works on this.");
    return std::nullopt;
  }
  const std::string& id = session->id;
  if (action == Action::attach && !session->host.alive) {
    complain(id + " has no running agent" +
             (session->restorable ? ": r brings it back into its conversation." : "."));
    return std::nullopt;
  }
  if (action == Action::attach && session->host.pane) {
    complain("It runs in your own tmux: `operator attach " + id + "` in a terminal shows it.");
    return std::nullopt;
  }
  if (action == Action::send) {
    ask_for("To " + id + ": ", {action, id, ""});
    return std::nullopt;
  }
  if (action == Action::kill) {
    question_ = Question{"End the agent of " + id + "? Its work is kept.", {action, id, ""}};
    return std::nullopt;
  }
  return Ask{action, id, ""};
}

std::optional<Ask> View::of_ticket(Action action, const Model& model, const Row& row) {
  const std::string& id = row.ticket_name();
  if (id.empty()) {
    complain(row.session + " has no ticket.");
    return std::nullopt;
  }
  const wire::Session* session = model.session(row.session);
  if (action == Action::requeue && session != nullptr && session->host.alive) {
    question_ = Question{session->id + " runs: end it, and put " + id + " back into the queue?",
                         {action, id, "kill"}};
    return std::nullopt;
  }
  return Ask{action, id, ""};
}

}  // namespace client::tui
