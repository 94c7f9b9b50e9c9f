// A decision in the making: rules change the state through it, and it writes down what changed.
// Nothing here does I/O; time and randomness are handed in.
#pragma once
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "rules/change.h"
#include "rules/settings.h"
#include "rules/state.h"
#include "rules/world.h"

namespace rules {

// What every decision may look at.
struct Context {
  const Settings& settings;
  const World& world;
  base::Now now;
  std::string actor;                               // "person:cli", "owner", "agent", "host"
  std::function<std::string(std::size_t)> random;  // Crockford base32
  std::function<std::string()> uuid;
};

// The session, or null. Valid until the next change of the state.
const Session* find_session(const State& state, const base::SessionId& id);
// Over, or not there any more.
bool has_ended(const State& state, const base::SessionId& id);
// The fact as it is known now, or null: none, or cleared. Valid as long.
const Fact* find_fact(const State& state, const base::SessionId& id, Source source,
                      const std::string& kind);
// Its value, "" when there is none.
std::string fact_value(const State& state, const base::SessionId& id, Source source,
                       const std::string& kind);

class Draft {
 public:
  Draft(State& the_state, Context the_context)
      : state(the_state), context(std::move(the_context)) {}

  State& state;
  const Context context;

  const Settings& settings() const { return context.settings; }
  base::Now now() const { return context.now; }

  // The session, to be changed: it becomes a row of this decision. Null when there is none.
  Session* edit(const base::SessionId& id);
  Review* edit(const base::ReviewId& id);
  TicketRecord& edit_ticket(const base::TicketId& id);  // made when new
  void put_launch(Launch launch);
  void put_session(Session session);
  // The session leaves the state, with its facts, for the archive.
  void archive(const base::SessionId& id, Status status);
  void set_note(const std::string& name, const std::string& value);  // "" removes
  std::string note(const std::string& name) const;
  void put_link(BoardLink link);
  void put_outgoing(Outgoing outgoing);  // without an id: a new one, which gets the next
  void drop_outgoing(std::int64_t id);

  // Upserts the fact; a value that is already so is put again only when `refresh` (its time is
  // evidence), so that equal facts do not grow the history.
  void fact(const base::SessionId& id, Source source, const std::string& kind,
            const std::string& value, bool refresh = true);
  std::string fact_value(const base::SessionId& id, Source source, const std::string& kind) const {
    return rules::fact_value(state, id, source, kind);
  }

  void event(const std::string& kind, const base::SessionId& session, const base::TicketId& ticket,
             const std::string& text, const std::vector<std::string>& facts = {});
  void effect(EffectBody body);
  // A PlaceTicket of this ticket is over, whether it worked or not.
  void placed(const base::TicketId& id);
  void effect_done(std::int64_t id);
  void token(TokenAnswer answer);

  // A new open review; its fact is put. Returns its id.
  base::ReviewId open_review(Review review);
  // The review leaves the open ones: its fact is cleared. `state` says how it ended; closed and
  // overtaken ones are dropped, decided ones stay until confirmed.
  void end_review(base::ReviewId id, ReviewState state, const std::string& because);

  Decision take();
  // Something about this session may follow from time alone: look at it again.
  void touch(const base::SessionId& id) { touched_.insert(id); }
  const std::set<base::SessionId>& touched() const { return touched_; }
  std::set<base::ReviewId> reviews_touched() const;
  // Notes but for the boards' marks.
  bool notes_touched() const { return notes_.size() > marks_; }
  // The queue's rows may have changed: by launches, ticket records, notes, or an issue that is no
  // longer to be worked on, or is again.
  bool queue_touched() const {
    return !launches_.empty() || !tickets_.empty() || notes_touched() || issues_moved_;
  }
  bool boards_touched() const { return !links_.empty() || !outbox_.empty() || marks_ > 0; }

 private:
  Decision decision_;
  std::set<base::SessionId> sessions_, touched_;
  std::set<base::TicketId> tickets_;
  // In order: a decision may close a ticket's launch and open its next one.
  std::vector<Launch> launches_;
  std::set<base::ReviewId> reviews_, dropped_;
  std::set<std::string> notes_;
  std::size_t marks_ = 0;  // those of the notes that are marks of boards
  std::set<IssueRef> links_;
  bool issues_moved_ = false;
  std::set<std::int64_t> outbox_;
};

// Open reviews of one session, oldest first.
std::vector<const Review*> open_reviews(const State& state, const base::SessionId& id);
// The launch that holds this ticket, or null.
const Launch* open_launch(const State& state, const base::TicketId& id);
// Is the session the one whose launch holds its ticket?
bool holds_ticket(const State& state, const Session& session);
// What status_of looks at for a session, and its result, as the state has it.
StatusInput status_input(const State& state, const Session& session, const Context& context);
StatusView view_of(const State& state, const Session& session, const Context& context);

}  // namespace rules
