#include "rules/agent_events.h"

#include <algorithm>
#include <array>

#include "rules/delivery.h"
#include "rules/lifecycle.h"
#include "rules/reviews.h"
#include "rules/steps.h"

namespace rules {
namespace {

constexpr std::size_t kKeptAnswers = 8;

void give(Session& session, const std::string& event_id, HookAnswer answer) {
  session.answers.push_back({event_id, std::move(answer)});
  if (session.answers.size() > kKeptAnswers) session.answers.erase(session.answers.begin());
}

// One record at a time, as a visitor: each overload is what one kind of event means.
class Seen {
 public:
  Seen(Draft& draft, Session& session, const AgentRecord& record)
      : draft_(draft), session_(session), record_(record) {}

  void operator()(const AgentStarted& e) {
    if (!e.conversation.empty()) session_.conversation = e.conversation;
    if (!e.transcript.empty() && e.transcript != session_.transcript) {
      session_.transcript = e.transcript;
      session_.transcript_state.clear();
    }
    hook("start", e.conversation.empty() ? "yes" : e.conversation);
    hook("end", "");
    first_sign();
    session_.turn_began = record_.at;
    note("agent/started", "");
  }

  // The start is finished at the first hook, should the one that says so be lost.
  void first_sign() {
    session_.start_seen = true;
    came_alive(draft_, session_);
    draft_.fact(session_.id, Source::owner, "launch", "running", false);
    close_failures("the agent started");
  }

  void operator()(const PromptSubmitted& e) {
    session_.turn_began = record_.at;
    hook("turn", "running");
    hook("tool", "");
    draft_.fact(session_.id, Source::transcript, "interrupted", "");
    if (session_.step_state == StepState::pending) session_.step_state = StepState::running;
    prompt_taken(draft_, session_.id, e.text);
    close_hook_reviews(draft_, session_.id, "", "the agent went on with a new prompt");
    close_asides("answered with a prompt");
    note("agent/prompt", e.text);
  }

  void operator()(const ToolStarted& e) {
    if (e.subagent.empty()) hook("turn", "running");
    hook("tool", e.summary.empty() ? e.tool : e.summary);
    note("agent/tool", e.summary.empty() ? e.tool : e.summary);
  }

  void operator()(const ToolEnded& e) {
    hook("tool", "");
    if (e.was_plan) {
      plan_left(e);
      return;
    }
    close_matching(draft_, session_.id, e);
    note(kind_of(e), e.target.empty() ? e.tool : target_of(e));
  }

  void operator()(const PermissionAsked& e) {
    if (session_.phase == Phase::ended) return;  // nobody is there any more to be told
    if (e.subagent.empty()) hook("turn", "running");
    open_asked(draft_, session_, record_, e);
  }

  void operator()(const TurnEnded& e) {
    hook("turn", "ended");
    hook("tool", "");
    hook("background", e.background_work ? "yes" : "");
    session_.last_message = e.last_message;
    close_hook_reviews(draft_, session_.id, "", "the turn ended");
    // A prompt that was to travel with the plan's reply, but the reply never came.
    for (auto& delivery : session_.deliveries) delivery.via = DeliveryVia::typing;
    note("agent/turnEnded", e.last_message);
  }

  void operator()(const TurnFailed& e) {
    hook("turn", "failed: " + e.reason);
    hook("tool", "");
    note("agent/turnFailed", e.reason);
    close_hook_reviews(draft_, session_.id, "", "the turn failed");
    Review review;
    review.session = session_.id;
    review.kind = ReviewKind::failure;
    review.title = "The agent could not go on: " + e.reason;
    review.choices = {{"continue", "Tell it to go on"}};
    draft_.open_review(std::move(review));
  }

  void operator()(const SubagentEnded& e) {
    close_hook_reviews(draft_, session_.id, e.subagent, "the subagent ended");
    note("agent/subagentEnded", e.subagent);
  }

  void operator()(const AgentEnded& e) {
    hook("end", e.reason.empty() ? "ended" : e.reason);
    hook("tool", "");
    note("agent/ended", e.reason);
  }

  void operator()(const Notified& e) {
    note("agent/notified", e.message.empty() ? e.kind : e.message);
  }
  void operator()(const Alive&) {}

  void operator()(const StepClaimed& e) {
    const auto claimed =
        claim_step(draft_, {session_.id, e.step, e.summary, e.plan, e.pull_request});
    if (!claimed) note("step/claimRefused", claimed.error().message);
  }

  void operator()(const Interrupted&) {
    // Hooks are read before transcripts, and a resumed one tells its old lines again.
    if (record_.at < session_.turn_began) return;
    draft_.fact(session_.id, Source::transcript, "interrupted", "yes");
    hook("turn", "ended");
    hook("tool", "");
    hook("background", "");
    session_.last_message = "The turn was interrupted.";
    for (auto& delivery : session_.deliveries) delivery.via = DeliveryVia::typing;
    close_hook_reviews(draft_, session_.id, "", "refused in the terminal");
    note("agent/interrupted", "");
  }

  void operator()(const ToolResultSeen& e) {
    for (const Review* review : reviews_with_hook(draft_.state, session_.id)) {
      if (e.tool_use_id.empty() || review->tool_use_id != e.tool_use_id) continue;
      overtake(draft_, review->id,
               e.refused ? "refused in the terminal" : "answered in the terminal");
      return;
    }
  }

  void operator()(const UsageSeen& e) { session_.usage = e; }

 private:
  void hook(const std::string& kind, const std::string& value) {
    draft_.fact(session_.id, Source::hook, kind, value);
  }
  void note(const std::string& kind, const std::string& text) {
    draft_.event(kind, session_.id, session_.ticket, text);
  }

  static const char* kind_of(const ToolEnded& e) {
    if (!e.ok) return "agent/toolFailed";
    switch (e.deed) {
      case ToolDeed::ran: return "agent/ranCommand";
      case ToolDeed::read: return "agent/readFile";
      case ToolDeed::changed: return "agent/changedFile";
      case ToolDeed::other: break;
    }
    return "agent/toolEnded";
  }
  // A path as it is within the worktree; what failed with its tool.
  [[nodiscard]] std::string target_of(const ToolEnded& e) const {
    std::string target = e.target;
    const std::string inside = session_.worktree + "/";
    const bool is_path = e.deed == ToolDeed::read || e.deed == ToolDeed::changed;
    if (is_path && !session_.worktree.empty() && target.starts_with(inside)) {
      target.erase(0, inside.size());
    }
    const bool plain = e.ok && e.deed != ToolDeed::other;
    return plain ? target : e.tool + ": " + target;
  }

  // "It ended its turn too early" and the like: a new prompt answers them.
  void close_asides(const std::string& because) {
    for (const Review* review : open_reviews(draft_.state, session_.id)) {
      const bool aside =
          review->kind == ReviewKind::question || review->kind == ReviewKind::failure;
      if (aside && review->event_id.empty() && review->not_delivered.empty()) {
        draft_.end_review(review->id, ReviewState::closed, because);
      }
    }
  }
  void close_failures(const std::string& because) {
    for (const Review* review : open_reviews(draft_.state, session_.id)) {
      if (review->kind == ReviewKind::failure && review->event_id.empty()) {
        draft_.end_review(review->id, ReviewState::closed, because);
      }
    }
  }

  // The plan was accepted, by us or in the terminal; the same turn goes straight on to the work, so
  // the next step's prompt goes along with this hook's reply.
  void plan_left(const ToolEnded& e) {
    close_matching(draft_, session_.id, e);
    const Step& step = current_step(session_);
    const bool still_planning = step.permission_mode == PermissionMode::plan &&
                                step.review == StepReview::plan &&
                                session_.step_state == StepState::running && e.ok;
    if (still_planning) {
      note("plan/approved", "in the terminal");
      advance(draft_, session_.id, DeliveryVia::context);
    }
    if (!record_.waits) return;
    HookAnswer answer;
    for (auto& delivery : session_.deliveries) {
      if (delivery.via != DeliveryVia::context) continue;
      answer.kind = HookAnswer::Kind::context;
      answer.text = delivery.text;
      note("text/delivered", delivery.id + " " + delivery.purpose + ": with the plan's approval");
      const std::string id = delivery.id;
      std::erase_if(session_.deliveries, [&](const Delivery& d) { return d.id == id; });
      break;
    }
    give(session_, record_.id, answer);
  }

  Draft& draft_;
  Session& session_;
  const AgentRecord& record_;
};

}  // namespace

void agent_seen(Draft& draft, const base::SessionId& id, const std::vector<AgentRecord>& records,
                const ReadMark& mark) {
  Session* session = draft.edit(id);
  if (session == nullptr) return;
  for (const auto& record : records) {
    const Source source = record.source == AgentSource::hook ? Source::hook : Source::transcript;
    if (!std::holds_alternative<UsageSeen>(record.event)) {
      draft.fact(id, source, "life", source == Source::hook ? "hook" : "transcript");
      session->last_activity = std::max(session->last_activity, draft.now().wall);
      draft.fact(id, Source::process, "cpu", "");
      // Whatever the agent does next, the dialog that was seen before is answered: hooks are the
      // better source.
      const bool asks = std::holds_alternative<PermissionAsked>(record.event) ||
                        std::holds_alternative<Notified>(record.event);
      if (!asks && source == Source::hook) draft.fact(id, Source::screen, "waiting", "");
    }
    Seen seen(draft, *session, record);
    const bool lives = session->phase == Phase::starting || session->phase == Phase::live;
    if (source == Source::hook && lives && !session->start_seen &&
        !std::holds_alternative<AgentStarted>(record.event) &&
        !std::holds_alternative<AgentEnded>(record.event)) {
      seen.first_sign();
    }
    std::visit(seen, record.event);
    const bool answered =
        answer_for(draft.state, id, record.id).has_value() ||
        std::any_of(draft.state.reviews.begin(), draft.state.reviews.end(), [&](const auto& entry) {
          return entry.second.session == id && entry.second.event_id == record.id;
        });
    if (record.waits && !answered) give(*session, record.id, {});
  }
  if (mark.spool_offset) session->spool_offset = *mark.spool_offset;
  if (mark.transcript_state) session->transcript_state = *mark.transcript_state;
}

bool only_tells(std::string_view kind) {
  static constexpr std::array<std::string_view, 8> kKinds{
      "agent/tool",     "agent/toolEnded",   "agent/toolFailed", "agent/ranCommand",
      "agent/readFile", "agent/changedFile", "agent/notified",   "agent/subagentEnded"};
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

std::optional<WaitAnswer> answer_for(const State& state, const base::SessionId& id,
                                     const std::string& event_id) {
  for (const auto& [key, review] : state.reviews) {
    if (review.session != id || review.event_id != event_id) continue;
    if (review.state == ReviewState::open) return std::nullopt;
    return WaitAnswer{false, review.answer};
  }
  const auto session = state.sessions.find(id);
  if (session == state.sessions.end()) return WaitAnswer{true, {}};
  for (const auto& given : session->second.answers) {
    if (given.event_id != event_id) continue;
    return WaitAnswer{given.answer.kind == HookAnswer::Kind::nothing, given.answer};
  }
  return std::nullopt;
}

}  // namespace rules
