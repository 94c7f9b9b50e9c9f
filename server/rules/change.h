// What a decision changes, as rows. The store writes exactly these in one transaction, with the
// events and effects of the same decision.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "rules/effect.h"
#include "rules/state.h"

namespace rules {

struct PutSession {
  base::SessionId id;
};  // as it now is in State
struct PutFact {
  Fact fact;
};  // upsert by (session, source, kind)
struct PutLaunch {
  Launch launch;
};  // by ticket and session, in this order
struct PutTicket {
  base::TicketId id;
};
struct PutReview {
  base::ReviewId id;
};
struct DropReview {
  base::ReviewId id;
};  // over: leaves the table (its end is an event)
struct PutLink {
  IssueRef ref;
};
struct PutOutgoing {
  std::int64_t id = 0;
};  // absent in State::outbox: deleted
struct PutNote {
  std::string name;
};  // absent in State::notes: deleted
struct PutArchived {
  ArchivedSession archived;
};  // into the archive, which State does not hold
struct PutToken {
  TokenAnswer answer;
};
struct EffectDone {
  std::int64_t id = 0;
};

using Change = std::variant<PutSession, PutFact, PutLaunch, PutTicket, PutReview, DropReview,
                            PutLink, PutOutgoing, PutNote, PutArchived, PutToken, EffectDone>;

struct Decision {
  std::vector<Change> changes;
  std::vector<Event> events;
  std::vector<Effect> effects;
  bool empty() const { return changes.empty() && events.empty() && effects.empty(); }
};

}  // namespace rules
