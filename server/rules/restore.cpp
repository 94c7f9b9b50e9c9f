#include "rules/restore.h"

#include <algorithm>

#include "base/text.h"
#include "rules/lifecycle.h"
#include "rules/prompts.h"

namespace rules {
namespace {

using Ids = std::vector<base::SessionId>;

constexpr const char* kWave = "restore/wave";        // who is to be restored, in this order
constexpr const char* kBegun = "restore/begun";      // whose agent was started and is waited for
constexpr const char* kStopped = "restore/stopped";  // why the last wave went no further
constexpr const char* kLeft = "restore/left";        // whom a person wants to leave as they are
constexpr const char* kAlone = "restore/alone";      // who is restored without a person's word
constexpr std::size_t kMostNamed = 20;
// Whatever took a session's process away twice within this time would again.
constexpr std::int64_t kTooSoonMs = 10 * 60'000;

Ids ids_in(const State& state, const char* note) {
  Ids ids;
  const auto found = state.notes.find(note);
  if (found == state.notes.end()) return ids;
  for (const auto& word : base::split(found->second, ' ')) {
    if (!word.empty()) ids.push_back({std::string(word)});
  }
  return ids;
}

void set_ids(Draft& draft, const char* note, const Ids& ids) {
  std::vector<std::string> words;
  words.reserve(ids.size());
  for (const auto& id : ids) words.push_back(id.value);
  const std::string text = base::join(words, " ");
  if (draft.note(note) != text) draft.set_note(note, text);
}

void clear(Draft& draft, const char* note) {
  if (!draft.note(note).empty()) draft.set_note(note, "");
}

bool has(const Ids& ids, const base::SessionId& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

Ids without(Ids ids, const Ids& others) {
  std::erase_if(ids, [&](const auto& id) { return has(others, id); });
  return ids;
}

bool is_lost(const State& state, const Session& session) {
  return session.phase == Phase::ended && session.end_reason == "lost" && !session.ticket_done &&
         !session.adopted && holds_ticket(state, session);
}

void stop(Draft& draft, const base::SessionId& id, const std::string& why) {
  clear(draft, kBegun);
  clear(draft, kWave);
  draft.set_note(kStopped, id.value + " " + why);
  draft.event("restore/stopped", id, {}, id.value + " " + why);
}

enum class Begun { nobody, waits, back, failed };

Begun look_at_begun(const State& state, const base::SessionId& id) {
  const auto found = state.sessions.find(id);
  if (found == state.sessions.end()) return Begun::nobody;
  const Session& session = found->second;
  if (session.phase == Phase::live && session.start_seen) return Begun::back;
  if (is_live(session) || session.phase == Phase::preparing) {
    const auto open = open_reviews(state, id);
    const bool overdue = std::any_of(open.begin(), open.end(), [](const Review* review) {
      return review->kind == ReviewKind::failure;
    });
    if (session.phase == Phase::ending) return Begun::nobody;  // somebody else's will
    return overdue ? Begun::failed : Begun::waits;
  }
  const std::string& why = session.end_reason;
  return why == "lost" || why == "exited" || why == "launch failed" ? Begun::failed : Begun::nobody;
}

void go_on(Draft& draft) {
  if (const std::string begun = draft.note(kBegun); !begun.empty()) {
    const Begun is = look_at_begun(draft.state, {begun});
    if (is == Begun::waits) return;
    if (is == Begun::failed) return stop(draft, {begun}, "did not come back");
    clear(draft, kBegun);
  }
  Ids wave = ids_in(draft.state, kWave);
  while (!wave.empty()) {
    const base::SessionId id = wave.front();
    wave.erase(wave.begin());
    set_ids(draft, kWave, wave);
    const auto found = draft.state.sessions.find(id);
    if (found == draft.state.sessions.end() || !is_lost(draft.state, found->second)) continue;
    draft.set_note(kBegun, id.value);
    if (const auto restored = restore(draft, id, false); !restored) {
      stop(draft, id, "cannot be restored: " + restored.error().message);
    }
    return;
  }
}

// Nothing starts by itself that a person did not allow, nor after a time that went wrong.
bool may_restore_alone(const Draft& draft) {
  const World& world = draft.context.world;
  return draft.settings().sessions.on_lost == LostReaction::restore && world.trusted &&
         world.can_launch_here && draft.note("paused").empty() && draft.note(kStopped).empty();
}

bool lost_again(const State& state, const base::SessionId& id) {
  const base::WallTime restored = state.sessions.at(id).restored_at;
  const auto facts = state.facts.find(id);
  if (restored.ms == 0 || facts == state.facts.end()) return false;
  const auto lost = facts->second.find({Source::owner, "runtime"});
  return lost != facts->second.end() && lost->second.at.ms - restored.ms < kTooSoonMs;
}

// Takes those up that are to be restored without a question; true when there are some.
bool take_up(Draft& draft, const Ids& wanted) {
  if (wanted.empty() || !may_restore_alone(draft)) return false;
  Ids wave = ids_in(draft.state, kWave);
  Ids alone = ids_in(draft.state, kAlone);
  const std::size_t before = wave.size();
  for (const auto& id : wanted) {
    if (lost_again(draft.state, id)) continue;
    wave.push_back(id);
    alone.push_back(id);
  }
  set_ids(draft, kWave, wave);
  set_ids(draft, kAlone, alone);
  return wave.size() > before;
}

// Once all are back, or it went no further: who came back without anybody's word.
void tell_who_is_back(Draft& draft) {
  if (is_restoring(draft.state)) return;
  std::vector<std::string> back;
  for (const auto& id : ids_in(draft.state, kAlone)) {
    const auto session = draft.state.sessions.find(id);
    if (session != draft.state.sessions.end() && is_live(session->second)) back.push_back(id.value);
  }
  clear(draft, kAlone);
  if (!back.empty()) draft.event("restore/done", {}, {}, base::join(back, ", "));
}

void offer(Draft& draft, const Ids& ids) {
  const bool one = ids.size() == 1;
  Review review;
  review.id = {kLostReview};
  review.kind = ReviewKind::failure;
  review.title = one ? ids.front().value + " lost its process"
                     : std::to_string(ids.size()) + " sessions lost their processes";
  if (const std::string stopped = draft.note(kStopped); !stopped.empty()) {
    review.body = "Restoring went no further: " + stopped + ".\n\n";
  }
  for (std::size_t i = 0; i < std::min(ids.size(), kMostNamed); ++i) {
    review.body += "- " + ids[i].value + ": " + draft.state.sessions.at(ids[i]).name + "\n";
  }
  if (ids.size() > kMostNamed) {
    review.body += "- and " + std::to_string(ids.size() - kMostNamed) + " more\n";
  }
  review.choices = {{"restore", one ? "Restore it" : "Restore them, one after another"},
                    {"leave", one ? "Leave it as it is" : "Leave them as they are"}};
  const auto known = draft.state.reviews.find(review.id);
  if (known == draft.state.reviews.end()) {
    draft.open_review(std::move(review));
  } else if (known->second.title != review.title || known->second.body != review.body) {
    Review* open = draft.edit(review.id);
    open->title = review.title;
    open->body = review.body;
    open->choices = review.choices;
  }
}

}  // namespace

Ids lost_sessions(const State& state) {
  std::vector<const Session*> lost;
  for (const auto& [id, session] : state.sessions) {
    if (is_lost(state, session)) lost.push_back(&session);
  }
  std::stable_sort(lost.begin(), lost.end(), [](const Session* a, const Session* b) {
    return a->created_at < b->created_at;
  });
  Ids ids;
  ids.reserve(lost.size());
  for (const Session* session : lost) ids.push_back(session->id);
  return ids;
}

bool waits_for_restore(const State& state, const base::SessionId& id) {
  return state.notes.contains(kWave) && has(ids_in(state, kWave), id);
}

bool concerns_restores(const State& state, const Session& session) {
  return session.end_reason == "lost" || state.notes.contains(kBegun) ||
         state.notes.contains(kWave) || state.notes.contains(kLeft) ||
         state.reviews.contains({kLostReview});
}

bool is_restoring(const State& state) {
  return state.notes.contains(kWave) || state.notes.contains(kBegun);
}

std::string why_stopped(const State& state) {
  const auto found = state.notes.find(kStopped);
  return found == state.notes.end() ? "" : found->second;
}

void look_after_lost(Draft& draft) {
  go_on(draft);
  const Ids lost = lost_sessions(draft.state);
  Ids left = ids_in(draft.state, kLeft);
  std::erase_if(left, [&](const auto& id) { return !has(lost, id); });
  set_ids(draft, kLeft, left);
  const auto wanted_now = [&] {
    return without(without(lost_sessions(draft.state), ids_in(draft.state, kWave)), left);
  };
  if (take_up(draft, wanted_now())) go_on(draft);
  tell_who_is_back(draft);
  const Ids wanted = wanted_now();
  if (!wanted.empty()) return offer(draft, wanted);
  clear(draft, kStopped);
  const base::ReviewId offered{kLostReview};
  if (draft.state.reviews.contains(offered)) {
    draft.end_review(offered, ReviewState::closed, "none is lost any more");
  }
}

void decide_lost(Draft& draft, bool yes) {
  const Ids lost = lost_sessions(draft.state);
  draft.end_review({kLostReview}, ReviewState::closed, yes ? "restored" : "left as they are");
  clear(draft, kStopped);
  set_ids(draft, yes ? kWave : kLeft, lost);
  if (yes) clear(draft, kLeft);
  look_after_lost(draft);
}

void start_afresh(Draft& draft, const base::SessionId& id, int run, const std::string& why) {
  Session* session = draft.edit(id);
  if (session == nullptr || session->run != run || session->phase != Phase::starting) return;
  const std::string text = session->run_prompt;
  std::string prompt;
  if (!session->ticket_done) {
    prompt = step_prompt(*session, session->step, body_of(draft.edit_ticket(session->ticket).text));
    // What it was to be told in its conversation, a reviewer's words, it is told as well.
    if (!text.empty() && text != resume_prompt(*session)) prompt += "\n\n" + text;
  }
  draft.event("session/restored", id, session->ticket, "with a new conversation: " + why);
  begin_run(draft, *session, prompt, false);
}

}  // namespace rules
