#include "rules/draft.h"

#include <algorithm>

#include "base/text.h"
#include "rules/secrets.h"

namespace rules {

namespace {
constexpr std::size_t kMostText = 16 * 1024;
constexpr std::size_t kMostRead = 4 * kMostText;  // a secret at the cut is known by all of it
}  // namespace

Session* Draft::edit(const base::SessionId& id) {
  const auto found = state.sessions.find(id);
  if (found == state.sessions.end()) return nullptr;
  sessions_.insert(id);
  touched_.insert(id);
  return &found->second;
}

Review* Draft::edit(const base::ReviewId& id) {
  const auto found = state.reviews.find(id);
  if (found == state.reviews.end()) return nullptr;
  reviews_.insert(id);
  if (!found->second.session.empty()) touched_.insert(found->second.session);
  return &found->second;
}

TicketRecord& Draft::edit_ticket(const base::TicketId& id) {
  tickets_.insert(id);
  TicketRecord& record = state.tickets[id];
  record.id = id;
  return record;
}

void Draft::put_launch(Launch launch) {
  const auto same = std::find_if(launches_.begin(), launches_.end(), [&](const Launch& other) {
    return other.ticket == launch.ticket && other.session == launch.session;
  });
  if (same != launches_.end()) {
    *same = launch;
  } else {
    launches_.push_back(launch);
  }
  state.launches[launch.ticket] = std::move(launch);
}

void Draft::put_session(Session session) {
  sessions_.insert(session.id);
  touched_.insert(session.id);
  state.sessions[session.id] = std::move(session);
}

void Draft::archive(const base::SessionId& id, Status status) {
  const auto found = state.sessions.find(id);
  if (found == state.sessions.end()) return;
  decision_.changes.emplace_back(PutArchived{{std::move(found->second), status, now().wall}});
  std::erase_if(decision_.changes, [&](const Change& change) {
    const auto* put = std::get_if<PutFact>(&change);
    return put != nullptr && put->fact.session == id;
  });
  state.sessions.erase(found);
  state.facts.erase(id);
  sessions_.insert(id);
  touched_.insert(id);
}

void Draft::set_note(const std::string& name, const std::string& value) {
  const bool is_new = notes_.insert(name).second;
  if (is_new && name.starts_with(kBoardMark)) ++marks_;
  if (value.empty()) {
    state.notes.erase(name);
  } else {
    state.notes[name] = value;
  }
}

std::string Draft::note(const std::string& name) const {
  const auto found = state.notes.find(name);
  return found == state.notes.end() ? "" : found->second;
}

void Draft::put_link(BoardLink link) {
  links_.insert(link.ref);
  BoardLink& known = state.links[link.ref];  // a new one is open
  issues_moved_ = issues_moved_ || known.remote != link.remote;
  known = std::move(link);
}

void Draft::put_outgoing(Outgoing outgoing) {
  if (outgoing.id == 0) {
    outgoing.id = state.outbox.empty() ? 1 : state.outbox.rbegin()->first + 1;
  }
  outbox_.insert(outgoing.id);
  const std::int64_t id = outgoing.id;
  state.outbox[id] = std::move(outgoing);
}

void Draft::drop_outgoing(std::int64_t id) {
  if (state.outbox.erase(id) > 0) outbox_.insert(id);
}

void Draft::fact(const base::SessionId& id, Source source, const std::string& kind,
                 const std::string& value, bool refresh) {
  auto& facts = state.facts[id];
  const auto found = facts.find({source, kind});
  const bool known = found != facts.end();
  if (!known && value.empty()) return;
  if (known && found->second.value == value && (!refresh || value.empty())) return;
  Fact fact{state.next_fact++, id, source, kind, value, now().wall, now().mono, context.world.boot};
  // A review's id comes only once: when it is over its fact is no longer needed.
  if (value.empty() && kind.starts_with("review/")) {
    facts.erase({source, kind});
  } else {
    facts[{source, kind}] = fact;
  }
  touched_.insert(id);
  // One row per fact and decision: the newest wins.
  std::erase_if(decision_.changes, [&](const Change& change) {
    const auto* put = std::get_if<PutFact>(&change);
    return put != nullptr && put->fact.session == id && put->fact.source == source &&
           put->fact.kind == kind;
  });
  decision_.changes.emplace_back(PutFact{std::move(fact)});
}

void Draft::event(const std::string& kind, const base::SessionId& session,
                  const base::TicketId& ticket, const std::string& text,
                  const std::vector<std::string>& facts) {
  Event event;
  for (const auto& fact : facts) event.facts.push_back(without_secrets(fact));
  event.at = now().wall;
  event.actor = context.actor;
  event.kind = kind;
  event.session = session;
  event.ticket = ticket;
  // Bounded, so that an agent's long words do not fill the disk; and people read it.
  event.text = without_secrets(base::cut_utf8(text, kMostRead));
  const bool is_cut = text.size() > kMostRead || event.text.size() > kMostText;
  if (event.text.size() > kMostText) event.text = base::cut_utf8(event.text, kMostText);
  if (is_cut) event.text += "…";
  decision_.events.push_back(std::move(event));
}

void Draft::effect(EffectBody body) {
  if (const auto* place = std::get_if<PlaceTicket>(&body)) ++state.placing[place->ticket].under_way;
  decision_.effects.push_back({0, std::move(body)});
}

void Draft::placed(const base::TicketId& id) {
  Placing& placing = state.placing[id];
  if (placing.under_way > 0) --placing.under_way;
  placing.placed_at = now().mono;
}

void Draft::effect_done(std::int64_t id) { decision_.changes.emplace_back(EffectDone{id}); }

void Draft::token(TokenAnswer answer) {
  decision_.changes.emplace_back(PutToken{std::move(answer)});
}

base::ReviewId Draft::open_review(Review review) {
  if (review.id.empty()) review.id.value = "R-" + context.random(6);
  review.since = now().wall;
  review.state = ReviewState::open;
  const base::ReviewId id = review.id;
  const base::SessionId session = review.session;
  reviews_.insert(id);
  dropped_.erase(id);
  static constexpr const char* kNames[] = {"plan",     "visual",  "pr",       "permission",
                                           "question", "failure", "conflict", "leftover"};
  const std::string kind = kNames[static_cast<std::size_t>(review.kind)];
  if (!session.empty()) fact(session, Source::owner, "review/" + id.value, kind);
  const Session* owner = session.empty() ? nullptr : edit(session);
  event("review/opened", session, owner != nullptr ? owner->ticket : base::TicketId{},
        kind + ": " + review.title + (review.body.empty() ? "" : "\n" + review.body));
  state.reviews[id] = std::move(review);
  return id;
}

void Draft::end_review(base::ReviewId id, ReviewState end, const std::string& because) {
  Review* review = edit(id);
  if (review == nullptr) return;
  const bool was_open = review->state == ReviewState::open;
  review->state = end;
  review->closed_because = because;
  const base::SessionId session = review->session;
  if (!session.empty()) fact(session, Source::owner, "review/" + id.value, "");
  const auto owner = state.sessions.find(session);
  const base::TicketId ticket =
      owner != state.sessions.end() ? owner->second.ticket : base::TicketId{};
  if (was_open) event("review/closed", session, ticket, review->title + ": " + because);
  const bool waits_for_agent = end == ReviewState::decided || end == ReviewState::handed_over;
  if (waits_for_agent) return;
  reviews_.erase(id);
  dropped_.insert(id);
  state.reviews.erase(id);
}

std::set<base::ReviewId> Draft::reviews_touched() const {
  std::set<base::ReviewId> all = reviews_;
  all.insert(dropped_.begin(), dropped_.end());
  return all;
}

Decision Draft::take() {
  auto& out = decision_.changes;
  for (const auto& id : sessions_) out.emplace_back(PutSession{id});
  for (auto& launch : launches_) out.emplace_back(PutLaunch{std::move(launch)});
  for (const auto& id : tickets_) out.emplace_back(PutTicket{id});
  for (const auto& id : reviews_) {
    if (state.reviews.contains(id)) out.emplace_back(PutReview{id});
  }
  for (const auto& id : dropped_) out.emplace_back(DropReview{id});
  for (const auto& name : notes_) out.emplace_back(PutNote{name});
  for (const auto& ref : links_) out.emplace_back(PutLink{ref});
  for (const auto id : outbox_) out.emplace_back(PutOutgoing{id});
  sessions_.clear();
  launches_.clear();
  tickets_.clear();
  reviews_.clear();
  dropped_.clear();
  notes_.clear();
  marks_ = 0;
  links_.clear();
  issues_moved_ = false;
  outbox_.clear();
  return std::move(decision_);
}

const Session* find_session(const State& state, const base::SessionId& id) {
  const auto found = state.sessions.find(id);
  return found == state.sessions.end() ? nullptr : &found->second;
}

bool has_ended(const State& state, const base::SessionId& id) {
  const Session* session = find_session(state, id);
  return session == nullptr || session->phase == Phase::ended;
}

const Fact* find_fact(const State& state, const base::SessionId& id, Source source,
                      const std::string& kind) {
  const auto session = state.facts.find(id);
  if (session == state.facts.end()) return nullptr;
  const auto found = session->second.find({source, kind});
  return found == session->second.end() || found->second.value.empty() ? nullptr : &found->second;
}

std::string fact_value(const State& state, const base::SessionId& id, Source source,
                       const std::string& kind) {
  const Fact* fact = find_fact(state, id, source, kind);
  return fact != nullptr ? fact->value : "";
}

std::vector<const Review*> open_reviews(const State& state, const base::SessionId& id) {
  std::vector<const Review*> found;
  for (const auto& [key, review] : state.reviews) {
    if (review.session == id && review.state == ReviewState::open) found.push_back(&review);
  }
  std::sort(found.begin(), found.end(), [](const Review* a, const Review* b) {
    return std::pair(a->since, a->id.value) < std::pair(b->since, b->id.value);
  });
  return found;
}

const Launch* open_launch(const State& state, const base::TicketId& id) {
  const auto found = state.launches.find(id);
  return found != state.launches.end() && found->second.open ? &found->second : nullptr;
}

bool holds_ticket(const State& state, const Session& session) {
  const Launch* launch = open_launch(state, session.ticket);
  return launch != nullptr && launch->session == session.id;
}

StatusInput status_input(const State& state, const Session& session, const Context& context) {
  StatusInput input;
  const auto facts = state.facts.find(session.id);
  if (facts != state.facts.end()) {
    for (const auto& [key, fact] : facts->second) {
      if (!fact.value.empty()) input.facts.push_back(fact);
    }
  }
  input.restored_fact = session.restored_fact;
  input.boot = context.world.boot;
  return input;
}

StatusView view_of(const State& state, const Session& session, const Context& context) {
  return status_of(status_input(state, session, context), context.settings.sessions, context.now);
}

}  // namespace rules
