#include "app/desk.h"

#include <algorithm>
#include <asio/post.hpp>
#include <memory>

#include "base/text.h"
#include "rules/delivery.h"
#include "rules/lifecycle.h"
#include "rules/outbox.h"
#include "tickets/front_matter.h"

namespace app {

using base::ErrorCode;
using base::SessionId;

Desk::Desk(Engine& engine, platform::Pool& pool, platform::Pool& git, TicketFiles& files,
           Setup& setup, Hosts& hosts, Spools& spools, Boards& boards, BoardSetup& board_setup,
           Sweep& sweep, Windows& windows)
    : engine_(engine),
      pool_(pool),
      git_(git),
      files_(files),
      setup_(setup),
      hosts_(hosts),
      spools_(spools),
      boards_(boards),
      board_setup_(board_setup),
      sweep_(sweep),
      windows_(windows) {}

// `over` answers its caller and returns true when it is.
void Desk::until(std::function<bool()> over) {
  if (!over()) waiting_.push_back(std::move(over));
}

void Desk::settle(const Changes& changes) {
  spools_.follow_transcripts(changes.sessions);
  spools_.answer(changes.sessions);
  // Posted: a caller that is answered may ask for the next decision at once.
  asio::post(engine_.loop(), [this] { look_at_waiting(); });
}

void Desk::look_at_waiting() {
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    it = (*it)() ? waiting_.erase(it) : std::next(it);
  }
}

// ---- queue ----

bool Desk::paused() const { return engine_.state().notes.contains("paused"); }

base::Status Desk::set_paused(const std::string& actor, bool paused) {
  return engine_.decide(actor, [&](rules::Draft& draft) -> base::Status {
    rules::set_paused(draft, paused);
    return {};
  });
}

// ---- tickets ----

base::Result<rules::Ticket> Desk::find_ticket(const std::string& id) const {
  return files_.find(id);
}

std::string Desk::body_of(const rules::Ticket& ticket) const {
  const auto text = files_.folders().read(ticket.path);
  return text ? tickets::body_of(*text) : "";
}

base::Result<base::TicketId> Desk::ticket_id(const std::string& id) const {
  const base::TicketId wanted{id};
  if (engine_.state().tickets.contains(wanted)) return wanted;
  TRY_ASSIGN(const rules::Ticket ticket, files_.find(id));
  if (!ticket.id.empty()) return ticket.id;
  return base::fail(ErrorCode::conflict, ticket.path + " has no id yet: it was never launched");
}

void Desk::create_ticket(const std::string& actor, tickets::NewTicket ticket,
                         const std::string& token, Done<rules::Ticket> done) {
  if (engine_.settings().type(ticket.type) == nullptr) {
    std::vector<std::string> names;
    for (const auto& type : engine_.settings().types) names.push_back(type.key);
    return done(base::fail(ErrorCode::invalid_argument,
                           "no issue type " + base::printable(ticket.type, 40) + "; there is " +
                               base::join(names, ", "),
                           {{"path", "type"}}));
  }
  if (!ticket.project.empty() && engine_.settings().project(ticket.project) == nullptr) {
    return done(base::fail(ErrorCode::invalid_argument,
                           "no project " + base::printable(ticket.project, 80),
                           {{"path", "project"}}));
  }
  if (!token.empty()) {
    auto known = engine_.store().token(token, "ticket/create");
    if (known && *known) return done(files_.find((*known)->answer));
    // The same call may come again before the first one is over: both get the first one's answer.
    auto& same = creating_[token];
    same.push_back(std::move(done));
    if (same.size() > 1) return;
    done = [this, token](base::Result<rules::Ticket> made) {
      const auto waiting = creating_.extract(token);
      for (const auto& one : waiting.mapped()) one(made);
    };
  }
  pool_.run([folders = files_.shared_folders(),
             ticket](std::stop_token) { return folders->create(ticket); },
            [this, actor, token, done = std::move(done)](base::Result<rules::Ticket> made) {
              if (!made) return done(std::move(made));
              const rules::Ticket created = *made;
              engine_.note(actor, [&](rules::Draft& draft) {
                draft.event("ticket/created", {}, created.id, base::printable(created.title, 200));
                if (!token.empty()) draft.token({token, "ticket/create", created.id.value});
              });
              files_.rescan([this, created, done] {
                auto seen = files_.find(created.path);
                done(seen ? std::move(seen) : base::Result<rules::Ticket>(created));
              });
            });
}

void Desk::edit_ticket(const std::string&, const std::string& id,
                       std::vector<std::pair<std::string, tickets::FieldValue>> fields,
                       Done<rules::Ticket> done) {
  auto ticket = files_.find(id);
  if (!ticket) return done(std::move(ticket));
  pool_.run([folders = files_.shared_folders(), path = ticket->path,
             fields](std::stop_token) { return folders->edit(path, "", fields); },
            [this, done = std::move(done)](base::Result<rules::Ticket> edited) {
              if (!edited) return done(std::move(edited));
              files_.rescan([done, ticket = *edited] { done(ticket); });
            });
}

void Desk::wait_for_start(const SessionId& id, int run, Done<SessionId> done) {
  until([this, id, run, done = std::move(done)] {
    const rules::Session* found = rules::find_session(engine_.state(), id);
    if (found == nullptr) {
      done(base::fail(ErrorCode::not_found, "no session " + id.value));
      return true;
    }
    const rules::Session& session = *found;
    // The agent's hook may be read before its host's hello.
    const bool is_here = session.phase == rules::Phase::live && session.run >= run &&
                         (session.adopted || hosts_.is_connected(id));
    // An agent that needs a person before it can start (a sign-in screen) has been started.
    const bool has_begun = session.start_seen || !rules::open_reviews(engine_.state(), id).empty();
    if (is_here && has_begun) {
      done(id);
      return true;
    }
    if (session.phase != rules::Phase::ended) return false;
    std::string reason = session.end_reason;
    const std::string launch =
        rules::fact_value(engine_.state(), id, rules::Source::owner, "launch");
    if (launch.starts_with("failed: ")) reason = launch.substr(8);
    for (const rules::Review* review : rules::open_reviews(engine_.state(), id)) {
      if (review->kind != rules::ReviewKind::failure) continue;
      reason = base::printable(review->title + ": " + review->body, 600);
    }
    if (session.start_seen) {
      done(id);  // it started, and was quick
    } else {
      done(base::fail(ErrorCode::external_failed, id.value + " did not start: " + reason));
    }
    return true;
  });
}

base::Status Desk::check_agent(const std::string& agent) const {
  if (agent.empty() || engine_.settings().agents.contains(agent)) return {};
  return base::fail(ErrorCode::invalid_argument,
                    "no agent " + base::printable(agent, 80) + " is configured",
                    {{"path", "params.agent"}});
}

base::Result<SessionId> Desk::claim_ticket(const std::string& actor, const std::string& id,
                                           bool force, const std::string& agent,
                                           std::optional<rules::HostKind> host,
                                           const std::string& token) {
  TRY_ASSIGN(rules::Ticket ticket, files_.find(id));
  TRY(check_agent(agent));
  if (!agent.empty()) ticket.agent = agent;
  TRY(rules::may_launch(engine_.queue_input(), ticket, force));
  TRY_ASSIGN(const std::string text, files_.folders().read(ticket.path));
  return engine_.decide(actor, [&](rules::Draft& draft) -> base::Result<SessionId> {
    const SessionId session = rules::claim(draft, ticket, text);
    if (host) draft.edit(session)->host = *host;
    if (!token.empty()) draft.token({token, "ticket/launch", session.value});
    return session;
  });
}

void Desk::launch(const std::string& actor, const std::string& id, bool force,
                  const std::string& agent, std::optional<rules::HostKind> host,
                  const std::string& token, Done<SessionId> done) {
  if (!token.empty()) {
    auto known = engine_.store().token(token, "ticket/launch");
    if (known && *known) return done(SessionId{(*known)->answer});
  }
  setup_.look_for_agents();
  files_.rescan([this, actor, id, force, agent, host, token, done] {
    // The same call may have come twice at once.
    const auto known = token.empty() ? base::Result<std::optional<rules::TokenAnswer>>{}
                                     : engine_.store().token(token, "ticket/launch");
    if (known && *known) return done(SessionId{(*known)->answer});
    auto claimed = claim_ticket(actor, id, force, agent, host, token);
    if (!claimed) return done(std::move(claimed));
    wait_for_start(*claimed, 1, done);
  });
}

base::Status Desk::retry(const std::string& actor, const std::string& id) {
  TRY_ASSIGN(const base::TicketId ticket, ticket_id(id));
  return engine_.decide(actor, [&](rules::Draft& draft) { return rules::retry(draft, ticket); });
}

void Desk::ticket_command(const std::string& actor, const std::string& id, const TicketRule& rule,
                          rules::Folder ends_in, Done<rules::Ticket> done) {
  auto ticket = ticket_id(id);
  if (!ticket) return done(base::fail(ticket.error()));
  if (auto begun = engine_.decide(actor, [&](rules::Draft& draft) { return rule(draft, *ticket); });
      !begun) {
    return done(base::fail(begun.error()));
  }
  until([this, ticket = *ticket, ends_in, began = base::now().mono, done = std::move(done)] {
    bool again = false;
    if (const auto* launch = rules::open_launch(engine_.state(), ticket)) {
      const rules::Session* session = rules::find_session(engine_.state(), launch->session);
      // A requeued ticket may be launched again at once: then it has been in the queue.
      again = session != nullptr && session->phase != rules::Phase::ending &&
              ends_in == rules::Folder::queue;
      if (!again) return false;
    }
    auto seen = files_.find(ticket.value);
    if (seen && (seen->folder == ends_in || again)) {
      done(std::move(seen));
      return true;
    }
    const auto placing = engine_.state().placing.find(ticket);
    const bool over = placing != engine_.state().placing.end() && placing->second.under_way == 0 &&
                      placing->second.placed_at >= began;
    // It could not be moved, or somebody (git stash) has moved it since.
    if (over) files_.rescan([=, this] { answer_as_found(ticket, ends_in, done); });
    return over;
  });
}

void Desk::answer_as_found(const base::TicketId& ticket, rules::Folder wanted,
                           const Done<rules::Ticket>& done) {
  auto seen = files_.find(ticket.value);
  if (seen && seen->folder == wanted) return done(std::move(seen));
  done(base::fail(ErrorCode::external_failed,
                  "done, but its file is not in " + tickets::Folders::name_of(wanted) + ": " +
                      (seen ? "it is " + seen->path : "it is gone") + " (operator events)",
                  {{"ticket", ticket.value}}));
}

void Desk::requeue(const std::string& actor, const std::string& id, bool kill,
                   Done<rules::Ticket> done) {
  ticket_command(
      actor, id,
      [kill](rules::Draft& draft, const base::TicketId& ticket) {
        return rules::requeue(draft, ticket, kill);
      },
      rules::Folder::queue, std::move(done));
}

void Desk::complete(const std::string& actor, const std::string& id, bool kill,
                    Done<rules::Ticket> done) {
  ticket_command(
      actor, id,
      [kill](rules::Draft& draft, const base::TicketId& ticket) {
        return rules::complete_by_hand(draft, ticket, kill);
      },
      rules::Folder::completed, std::move(done));
}

void Desk::discard(const std::string& actor, const std::string& id, bool yes,
                   Done<rules::Ticket> done) {
  ticket_command(
      actor, id,
      [yes](rules::Draft& draft, const base::TicketId& ticket) {
        return rules::discard(draft, ticket, yes);
      },
      rules::Folder::completed, std::move(done));
}

// ---- reviews, steps, hooks ----

base::Result<rules::Review> Desk::decide_review(const std::string& actor, const std::string& id,
                                                const rules::Verdict& verdict) {
  return engine_.decide(actor, [&](rules::Draft& draft) -> base::Result<rules::Review> {
    TRY_ASSIGN(const base::ReviewId review, rules::find_review(draft.state, id));
    return rules::decide_review(draft, review, verdict);
  });
}

base::Result<rules::ClaimOutcome> Desk::claim_step(const rules::ClaimInput& input) {
  spools_.read(input.session);
  return engine_.decide("agent:" + input.session.value,
                        [&](rules::Draft& draft) { return rules::claim_step(draft, input); });
}

base::Status Desk::drop_outgoing(const std::string& actor, std::int64_t id) {
  return engine_.decide(actor,
                        [&](rules::Draft& draft) { return rules::drop_outgoing(draft, id); });
}

void Desk::hook_wait(const SessionId& id, const std::string& event_id, Done<HookReply> done) {
  spools_.wait(id, event_id, [done = std::move(done)](base::Result<Spools::Reply> reply) {
    if (!reply) return done(base::fail(reply.error()));
    done(HookReply{reply->gone, reply->output, 0});
  });
}

void Desk::hook_left(const SessionId& id, const std::string& event_id) {
  if (spools_.forget(id, event_id)) hosts_.look_after_hook(id, event_id);
}

bool Desk::hook_took(const SessionId& id, const std::string& event_id) {
  auto took = engine_.decide("agent:" + id.value, [&](rules::Draft& draft) -> base::Result<bool> {
    return rules::hook_took(draft, id, event_id);
  });
  return took && *took;
}

// ---- trust, clients ----

base::Status Desk::set_trust(const std::string& actor, bool trusted) {
  // VS Code's own trust is about the folder; only a person's explicit yes covers the rest.
  const bool explicit_word = actor != "person:vscode-trust";
  return setup_.set_trust(actor, trusted, explicit_word);
}

void Desk::set_dirty_paths(const std::string& client, std::vector<std::string> absolute) {
  files_.set_dirty(client, absolute);
}

void Desk::client_gone(const std::string& client) { files_.set_dirty(client, {}); }

void Desk::set_client_environment(std::map<std::string, std::string> environment) {
  setup_.set_environment(environment);
  hosts_.environment = std::move(environment);
}

}  // namespace app
