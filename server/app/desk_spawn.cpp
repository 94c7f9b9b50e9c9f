// A session for a ticket or for a prompt, or several. What a person wants of it (agent, branch,
// base, title) is written into the ticket first: a later attempt at it is the same then.
#include <algorithm>
#include <set>

#include "app/branches.h"
#include "app/desk.h"
#include "base/text.h"
#include "rules/draft.h"
#include "rules/lifecycle.h"

namespace app {

using base::ErrorCode;
using base::SessionId;

namespace {

using Fields = std::vector<std::pair<std::string, tickets::FieldValue>>;

// The ticket that a prompt would become, for the question whether it may be launched.
rules::Ticket ticket_of_prompt(const SpawnWish& wish) {
  rules::Ticket ticket;
  ticket.path = "the new session";
  ticket.type = wish.prompt.type;
  ticket.title = wish.prompt.title;
  ticket.project = wish.prompt.project;
  return ticket;
}

void apply(const SpawnWish& wish, rules::Ticket& ticket) {
  if (!wish.agent.empty()) ticket.agent = wish.agent;
  if (!wish.branch.empty()) ticket.branch = wish.branch;
  if (!wish.base.empty()) ticket.base = wish.base;
}

Fields fields_of(const SpawnWish& wish) {
  Fields fields;
  if (!wish.agent.empty()) fields.emplace_back("agent", wish.agent);
  if (!wish.branch.empty()) fields.emplace_back("branch", wish.branch);
  if (!wish.base.empty()) fields.emplace_back("base", wish.base);
  if (!wish.title.empty()) fields.emplace_back("title", wish.title);
  return fields;
}

// The session that the ticket is with, if any.
const rules::Session* holder_of(const rules::State& state, const base::TicketId& id) {
  const rules::Launch* open = id.empty() ? nullptr : rules::open_launch(state, id);
  return open == nullptr ? nullptr : rules::find_session(state, open->session);
}

bool is_at_work(const rules::Session& session) {
  return rules::is_live(session) || session.phase == rules::Phase::preparing;
}

std::string at_work_on(const rules::Session& session) {
  return session.id.value + " is at work on " + session.ticket.value;
}

}  // namespace

// What must be so before anything is written or made.
base::Result<rules::Ticket> Desk::check_spawn(const SpawnWish& wish) {
  rules::Ticket ticket = ticket_of_prompt(wish);
  if (!wish.ticket.empty()) {
    TRY_ASSIGN(ticket, files_.find(wish.ticket));
  }
  if (const rules::Session* holder = holder_of(engine_.state(), ticket.id)) {
    if (is_at_work(*holder)) {
      return base::fail(ErrorCode::conflict,
                        at_work_on(*holder) + ": `operator attach " + holder->id.value + "`",
                        {{"session", holder->id.value}});
    }
    return base::fail(ErrorCode::conflict,
                      ticket.id.value + " belongs to " + holder->id.value +
                          ", which has ended: restore that, or requeue the ticket",
                      {{"session", holder->id.value}});
  }
  TRY(check_agent(wish.agent));
  apply(wish, ticket);
  TRY(rules::may_launch(engine_.queue_input(), ticket, wish.force));
  return ticket;
}

void Desk::begin_spawn(const std::string& actor, const SpawnWish& wish, Done<SessionId> claimed) {
  setup_.look_for_agents();
  files_.rescan([this, actor, wish, claimed = std::move(claimed)] {
    if (!wish.token.empty()) {
      const auto known = engine_.store().token(wish.token, "ticket/launch");
      if (known && *known) return claimed(SessionId{(*known)->answer});
    }
    auto ticket = check_spawn(wish);
    if (!ticket) return claimed(base::fail(ticket.error()));
    const std::string repository = engine_.settings().project(ticket->project)->path;
    git_.run(
        [repository, branch = wish.branch, base = wish.base](std::stop_token cancel) {
          return check_branches(repository, branch, base, cancel);
        },
        [this, actor, wish, ticket = *ticket, claimed](base::Status fits) {
          if (!fits) return claimed(base::fail(fits.error()));
          write_and_claim(actor, wish, ticket, claimed);
        });
  });
}

void Desk::write_and_claim(const std::string& actor, const SpawnWish& wish,
                           const rules::Ticket& ticket, Done<SessionId> claimed) {
  const auto claim = [this, actor, wish, claimed](base::Result<rules::Ticket> written) {
    if (!written) return claimed(base::fail(written.error()));
    // The queue may have been quicker; then what it launched is as it was wanted.
    if (const auto* holder = holder_of(engine_.state(), written->id)) return claimed(holder->id);
    const std::string id = written->id.empty() ? written->path : written->id.value;
    claimed(claim_ticket(actor, id, wish.force, "", wish.host, wish.token));
  };
  const Fields fields = fields_of(wish);
  if (wish.ticket.empty()) {
    tickets::NewTicket made = wish.prompt;
    made.agent = wish.agent;
    made.branch = wish.branch;
    made.base = wish.base;
    create_ticket(actor, std::move(made), wish.token, claim);
  } else if (fields.empty()) {
    claim(ticket);
  } else {
    edit_ticket(actor, ticket.id.empty() ? ticket.path : ticket.id.value, fields, claim);
  }
}

void Desk::spawn(const std::string& actor, const SpawnWish& wish, Done<SessionId> done) {
  begin_spawn(actor, wish, [this, done = std::move(done)](base::Result<SessionId> claimed) {
    if (!claimed) return done(std::move(claimed));
    wait_for_start(*claimed, 1, done);
  });
}

// Each is claimed in turn, so that numbers follow the order in which they were asked for; their
// agents start side by side.
struct Desk::Batch {
  std::string actor;
  std::vector<SpawnWish> wishes;
  std::vector<SpawnedSession> spawned;
  std::set<std::string> named;
  std::size_t open = 1;  // starts that are waited for, and the claiming
  Done<std::vector<SpawnedSession>> done;

  void arrived() {
    if (--open == 0) done(std::move(spawned));
  }
};

void Desk::spawn_all(const std::string& actor, std::vector<SpawnWish> wishes,
                     Done<std::vector<SpawnedSession>> done) {
  auto batch = std::make_shared<Batch>();
  batch->actor = actor;
  batch->spawned.resize(wishes.size());
  batch->wishes = std::move(wishes);
  batch->done = std::move(done);
  files_.rescan([this, batch] { spawn_from(batch, 0); });
}

void Desk::spawn_from(const std::shared_ptr<Batch>& batch, std::size_t index) {
  if (index == batch->wishes.size()) return batch->arrived();
  const SpawnWish& wish = batch->wishes[index];
  SpawnedSession& mine = batch->spawned[index];
  const auto skip = [&](const std::string& reason) {
    mine.outcome = SpawnedSession::Outcome::skipped;
    mine.reason = reason;
    spawn_from(batch, index + 1);
  };
  if (const auto ticket = files_.find(wish.ticket); !wish.ticket.empty() && ticket) {
    mine.ticket = ticket->id;
    if (!batch->named.insert(ticket->id.empty() ? ticket->path : ticket->id.value).second) {
      return skip("named twice");
    }
    const rules::Session* holder = holder_of(engine_.state(), ticket->id);
    if (holder != nullptr && is_at_work(*holder)) {
      mine.session = holder->id;
      return skip(at_work_on(*holder));
    }
  }
  begin_spawn(batch->actor, wish, [this, batch, index](base::Result<SessionId> claimed) {
    SpawnedSession& one = batch->spawned[index];
    if (!claimed) {
      one.reason = claimed.error().message;
    } else {
      one.session = *claimed;
      const rules::Session* session = rules::find_session(engine_.state(), *claimed);
      if (session != nullptr) one.ticket = session->ticket;
      ++batch->open;
      wait_for_start(*claimed, 1, [batch, index](base::Result<SessionId> runs) {
        SpawnedSession& started = batch->spawned[index];
        if (runs) started.outcome = SpawnedSession::Outcome::started;
        if (!runs) started.reason = runs.error().message;
        batch->arrived();
      });
    }
    spawn_from(batch, index + 1);
  });
}

}  // namespace app
