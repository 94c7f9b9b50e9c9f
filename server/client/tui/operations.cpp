#include "client/tui/operations.h"

#include <asio/post.hpp>
#include <thread>

#include "base/ids.h"
#include "base/text.h"
#include "client/tui/diff.h"
#include "client/tui/words.h"

namespace client::tui {
namespace {

namespace methods = wire::methods;

std::string session_words(const wire::SessionResult& result) {
  std::string words = result.session.id + ": " + std::string(status_words(result.session));
  return result.session.detail.empty() ? words : words + " · " + result.session.detail;
}

std::string ticket_words(const wire::TicketResult& result) {
  const wire::Ticket& ticket = result.ticket;
  const std::string words = (ticket.id.empty() ? ticket.path : ticket.id) + " is in " +
                            std::string(name_of(ticket.state));
  return ticket.reason.empty() ? words : words + ": " + ticket.reason;
}

std::string decision_words(const wire::ReviewDecisionResult& result) {
  const std::string& decision = result.decision;
  std::string words = decision == "approve"  ? "approved"
                      : decision == "reject" ? "rejected"
                                             : decision;
  for (const auto& choice : result.review.choices) {
    if (choice.id == decision && words == decision) words = choice.label;
  }
  return std::string(kind_words(result.review.kind)) +
         (result.review.sessionId.empty() ? "" : " of " + result.review.sessionId) + ": " + words +
         ".";
}

std::string sync_words(const wire::QueueSyncResult& result) {
  if (result.boards.empty()) return "No boards are configured.";
  std::vector<std::string> boards;
  for (const auto& board : result.boards) {
    boards.push_back(board.name + ": " +
                     (board.error.empty() ? std::to_string(board.created) + " new, " +
                                                std::to_string(board.updated) + " changed"
                                          : board.error));
  }
  return base::join(boards, "; ");
}

std::string delivery_words(const wire::SessionSendResult& result) {
  const std::string words = "Text " + std::string(name_of(result.delivery));
  return result.reason.empty() ? words + "." : words + ": " + result.reason;
}

}  // namespace

Operations::Operations(std::shared_ptr<asio::io_context> io, OwnerLink& link, const Model& model,
                       View& view, std::function<void()> changed)
    : io_(std::move(io)), link_(link), model_(model), view_(view), changed_(std::move(changed)) {}

template <class M>
void Operations::call(const typename M::Params& params, std::string doing,
                      std::function<std::string(const typename M::Result&)> words) {
  view_.say(std::move(doing));
  link_.call<M>(params, [this, words = std::move(words)](const auto& answer) {
    if (answer) {
      view_.say(words(*answer));
    } else {
      failed(answer.error());
    }
    changed_();
  });
}

void Operations::failed(const base::Error& error) {
  if (error.code == base::ErrorCode::unavailable && !link_.is_open()) {
    view_.complain("The owner ended before it answered: look whether it was done.");
  } else {
    constexpr std::string_view kPlace = "params.";
    const std::string_view words = error.message;
    view_.complain(std::string(words.starts_with(kPlace) ? words.substr(kPlace.size()) : words));
  }
}

void Operations::carry_out(const Ask& ask) {
  const auto paused = [](const wire::QueueControlResult&) {
    return std::string("Paused: nothing starts by itself. R goes on.");
  };
  const auto resumed = [](const wire::QueueControlResult&) {
    return std::string("Tickets launch by themselves again.");
  };
  switch (ask.action) {
    case Action::open: return read();
    case Action::sync: return call<methods::queue_sync>({}, "Asking the boards…", sync_words);
    case Action::pause: return call<methods::queue_pause>({}, "Pausing…", paused);
    case Action::resume: return call<methods::queue_resume>({}, "Resuming…", resumed);
    case Action::approve:
    case Action::reject:
    case Action::answer:
    case Action::choose: return decide(ask);
    case Action::send: {
      wire::SessionSendParams params;
      params.id = ask.id;
      params.text = ask.text;
      params.clientToken = base::random_uuid();
      return call<methods::session_send>(params, "Sending to " + ask.id + "…", delivery_words);
    }
    case Action::interrupt:
      return call<methods::session_interrupt>({ask.id}, "Interrupting " + ask.id + "…",
                                              session_words);
    case Action::kill:
      return call<methods::session_kill>({ask.id, {}}, "Ending " + ask.id + "…", session_words);
    case Action::restore:
      return call<methods::session_restore>({ask.id, {}}, "Restoring " + ask.id + "…",
                                            session_words);
    case Action::launch: {
      wire::TicketLaunchParams params;
      params.id = ask.id;
      params.clientToken = base::random_uuid();
      return call<methods::ticket_launch>(params, "Launching " + ask.id + "…", session_words);
    }
    case Action::retry:
      return call<methods::ticket_retry>({ask.id}, "Retrying " + ask.id + "…", ticket_words);
    case Action::requeue: {
      wire::TicketRequeueParams params;
      params.id = ask.id;
      if (ask.text == "kill") params.kill = true;
      return call<methods::ticket_requeue>(params, "Requeueing " + ask.id + "…", ticket_words);
    }
    default: return;
  }
}

void Operations::decide(const Ask& ask) {
  const auto done = [this, id = ask.id](const wire::ReviewDecisionResult& result) {
    view_.decided(id);
    return decision_words(result);
  };
  switch (ask.action) {
    case Action::approve: return call<methods::review_approve>({ask.id}, "Approving…", done);
    case Action::reject:
      return call<methods::review_reject>({ask.id, ask.text}, "Rejecting…", done);
    case Action::answer:
      return call<methods::review_answer>({ask.id, {}, ask.text}, "Answering…", done);
    default: return call<methods::review_answer>({ask.id, ask.text, {}}, "Answering…", done);
  }
}

void Operations::session_changed(const std::string& session) {
  const Details* details = view_.details();
  if (details != nullptr && details->row.review.empty() && details->row.session == session) read();
}

void Operations::review_changed(const wire::Review& review) {
  const Details* details = view_.details();
  if (details != nullptr && details->row.review == review.id) read_review(review);
}

void Operations::read_again() {
  if (view_.details() != nullptr) read();
}

void Operations::read() {
  const Details* details = view_.details();
  if (details == nullptr) return;
  const Row& row = details->row;
  const std::string key = row.key();
  if (!row.review.empty()) {
    if (const wire::Review* review = model_.review(row.review)) read_review(*review);
    return;
  }
  if (!row.session.empty()) {
    link_.call<methods::session_get>({row.session, true}, [this, key](const auto& answer) {
      if (!answer) return failed(answer.error());
      view_.fill(key, session_lines(*answer, base::now().wall), true);
      changed_();
    });
    return;
  }
  link_.call<methods::ticket_get>({row.ticket_name()}, [this, key](const auto& answer) {
    if (!answer) return failed(answer.error());
    view_.fill(key, ticket_lines(*answer), true);
    changed_();
  });
}

void Operations::read_review(const wire::Review& review) {
  const std::string key = row_of(model_, review).key();
  auto lines = review_lines(review, model_.session(review.sessionId), base::now().wall);
  if (!is_about_changes(review)) return view_.fill(key, std::move(lines), true);
  view_.fill(key, lines, false);
  read_changes(key, std::move(lines), review.sessionId);
}

void Operations::read_changes(const std::string& key, std::vector<Line> lines,
                              const std::string& session) {
  link_.call<methods::session_changes>(
      {session}, [this, key, lines = std::move(lines)](const auto& answer) mutable {
        if (answer) {
          const auto more = change_lines(*answer);
          lines.insert(lines.end(), more.begin(), more.end());
          return read_diff(key, std::move(lines), *answer);
        }
        lines.push_back({});
        lines.push_back({"Its changes could not be read: " + answer.error().message,
                         {.colour = Colour::red, .bold = true}});
        view_.fill(key, std::move(lines), true);
        changed_();
      });
}

void Operations::read_diff(const std::string& key, std::vector<Line> lines,
                           const wire::SessionChangesResult& changes) {
  view_.fill(key, lines, false);
  changed_();
  // We live as long as the loop runs, and no longer does it run what is posted.
  std::thread([this, io = io_, key, lines = std::move(lines), worktree = changes.worktree,
               base = changes.base] {
    const Diff diff = diff_of(worktree, base);
    auto all = lines;
    const auto more = diff_lines(diff.text, diff.cut, worktree);
    all.insert(all.end(), more.begin(), more.end());
    asio::post(*io, [this, key, all = std::move(all)]() mutable {
      view_.fill(key, std::move(all), true);
      changed_();
    });
  }).detach();
}

}  // namespace client::tui
