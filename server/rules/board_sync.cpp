#include "rules/board_sync.h"

#include <algorithm>

#include "base/text.h"
#include "rules/delivery.h"
#include "rules/lifecycle.h"

namespace rules {
namespace {

// Opens, renews or closes the question about what both sides changed.
void ask(Draft& draft, const BoardStep& step, BoardLink& link) {
  const bool is_asked = !link.review.empty() && draft.state.reviews.contains(link.review);
  const bool same = step.before && step.before->disputes == link.disputes;
  if (same && is_asked) return;
  if (is_asked) {
    draft.end_review(link.review, ReviewState::overtaken,
                     link.disputes.empty() ? "both are the same again" : "one of them changed");
  }
  link.review = {};
  if (link.disputes.empty()) return;
  Review review;
  review.kind = ReviewKind::conflict;
  review.title = link.ticket.value + " was changed here and on " + base::printable(link.board, 64);
  review.body = step.dispute_text;
  review.choices = {{"mine", "Keep what is here"}, {"theirs", "Take what the board has"}};
  link.review = draft.open_review(std::move(review));
}

// The one who works on it hears of it, when it is what the work is about.
void tell_agent(Draft& draft, const BoardStep& step) {
  if (!step.edited.title && !step.edited.body) return;
  const Launch* launch = open_launch(draft.state, step.after.ticket);
  if (launch == nullptr) return;
  const auto session = draft.state.sessions.find(launch->session);
  if (session == draft.state.sessions.end() || !is_live(session->second)) return;
  std::string text = "The issue that you work on was changed on its board. It now reads:\n\n";
  text += step.title;
  if (!step.body.empty()) text += "\n\n" + step.body;
  queue_text(draft, launch->session, text, "message");
}

std::string words_of(const FieldEdits& edits) {
  std::vector<std::string> words;
  if (edits.title) words.emplace_back("title");
  if (edits.body) words.emplace_back("text");
  if (edits.priority) words.push_back("priority P" + std::to_string(*edits.priority));
  if (edits.stage) {
    words.emplace_back(*edits.stage == Stage::todo    ? "to do"
                       : *edits.stage == Stage::doing ? "in progress"
                                                      : "done");
  }
  if (edits.new_key) words.emplace_back("key or address");
  if (edits.links) words.emplace_back("attachments or comments");
  return base::join(words, ", ");
}

void tell_history(Draft& draft, const BoardStep& step) {
  const BoardLink& link = step.after;
  const std::string key = base::printable(link.key, 64);
  if (step.created) draft.event("ticket/created", {}, link.ticket, "from " + key);
  if (!step.edited.empty())
    draft.event("board/changedTicket", {}, link.ticket, key + ": " + words_of(step.edited));
  if (!step.sent.empty())
    draft.event("board/changedIssue", {}, link.ticket, key + ": " + words_of(step.sent));
  const Remote before = step.before ? step.before->remote : Remote::open;
  if (link.remote == before || step.sent.stage) return;
  draft.event("board/issueMoved", {}, link.ticket,
              link.remote == Remote::open ? key + " is open again" : remote_reason(link));
}

}  // namespace

bool take_step(Draft& draft, const BoardStep& step) {
  const auto now = draft.state.links.find(step.after.ref);
  const bool is_known = now != draft.state.links.end();
  if (is_known != step.before.has_value() || (is_known && now->second != *step.before)) {
    look_again(draft, step.after.ref);
    return false;
  }
  BoardLink link = step.after;
  if (step.before) link.review = step.before->review;
  ask(draft, step, link);
  draft.put_link(link);
  tell_history(draft, step);
  tell_agent(draft, step);
  return true;
}

void look_again(Draft& draft, const IssueRef& ref) {
  const auto found = draft.state.links.find(ref);
  if (found == draft.state.links.end() || found->second.again) return;
  BoardLink link = found->second;
  link.again = true;
  draft.put_link(std::move(link));
}

bool settle_dispute(Draft& draft, const base::ReviewId& review, bool take_theirs) {
  const auto found = std::find_if(draft.state.links.begin(), draft.state.links.end(),
                                  [&](const auto& entry) { return entry.second.review == review; });
  if (review.empty() || found == draft.state.links.end()) return false;
  BoardLink link = found->second;
  // As if the other side had been there before: then only one of them changed since.
  for (const Dispute& one : link.disputes) {
    const std::string& agreed = take_theirs ? one.mine : one.theirs;
    switch (one.field) {
      case BoardField::title: link.common.title = agreed; break;
      case BoardField::body:
        // Taken: only theirs changed. Kept: only mine did.
        link.common.body_digest = one.mine;
        link.common.their_body = one.theirs;
        (take_theirs ? link.common.their_body : link.common.body_digest).clear();
        break;
      case BoardField::priority:
        link.common.priority = agreed.empty() ? -1 : agreed[0] - '0';
        break;
    }
  }
  link.common.known = true;
  link.disputes.clear();
  link.review = {};
  link.again = true;
  draft.effect(SyncBoard{link.board});
  draft.put_link(std::move(link));
  return true;
}

}  // namespace rules
