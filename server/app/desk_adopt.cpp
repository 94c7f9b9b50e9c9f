// Programs that persons have started in tmux: which there are, and making a session of one.
#include <algorithm>

#include "app/desk.h"
#include "app/foreign.h"
#include "base/text.h"
#include "platform/identity.h"
#include "rules/adopt.h"

namespace app {

using base::ErrorCode;
using base::SessionId;

namespace {

std::string name_of(const ForeignPane& pane) { return pane.server + ":" + pane.session; }

// A worktree of Operator's has one session, which answers for what is done in it.
const rules::Session* owner_of_folder(const rules::State& state, const std::string& worktree) {
  for (const auto& [id, session] : state.sessions) {
    if (!session.adopted && session.worktree == worktree) return &session;
  }
  return nullptr;
}

base::Status may_adopt(const rules::State& state, const ForeignPane& pane) {
  if (pane.project.empty()) {
    return base::fail(ErrorCode::conflict,
                      name_of(pane) + " works in " + base::printable(pane.folder, 300) +
                          ", which is in no repository of this workspace's projects");
  }
  if (const auto* session = rules::adopter_of(state, pane.socket, pane.pane, pane.pid)) {
    return base::fail(ErrorCode::conflict, name_of(pane) + " is " + session->id.value + " already",
                      {{"session", session->id.value}});
  }
  if (const auto* session = owner_of_folder(state, pane.worktree)) {
    return base::fail(ErrorCode::conflict,
                      name_of(pane) + " works in the worktree of " + session->id.value,
                      {{"session", session->id.value}});
  }
  return {};
}

tickets::NewTicket ticket_for(const AdoptWish& wish, const ForeignPane& pane) {
  const std::string program = base::printable(pane.program, 60);
  tickets::NewTicket ticket;
  ticket.type = wish.type.empty() ? "TASK" : wish.type;
  ticket.title = wish.title.empty() ? program + " in tmux, " + base::printable(name_of(pane), 120)
                                    : wish.title;
  ticket.project = pane.project;
  ticket.hold = true;  // nothing is launched for it
  ticket.body = "Adopted as it ran: " + program + " in " + base::printable(pane.folder, 300) + ".";
  return ticket;
}

}  // namespace

void Desk::list_foreign(Done<ForeignList> done) {
  git_.run(
      [servers = engine_.settings().tmux_servers,
       projects = engine_.settings().projects](std::stop_token cancel) {
        return look_for_foreign(servers, projects, std::move(cancel));
      },
      [this, done = std::move(done)](base::Result<ForeignList> list) {
        if (!list) return done(std::move(list));
        for (auto& pane : list->panes) {
          const auto* session =
              rules::adopter_of(engine_.state(), pane.socket, pane.pane, pane.pid);
          if (session != nullptr) pane.adopted_by = session->id;
        }
        done(std::move(list));
      });
}

void Desk::adopt(const std::string& actor, const AdoptWish& wish, Done<SessionId> done) {
  if (!wish.token.empty()) {
    auto known = engine_.store().token(wish.token, "session/adopt");
    if (known && *known) return done(SessionId{(*known)->answer});
  }
  const auto& servers = engine_.settings().tmux_servers;
  if (std::find(servers.begin(), servers.end(), wish.server) == servers.end()) {
    return done(base::fail(ErrorCode::forbidden,
                           "tmux server " + base::printable(wish.server, 80) +
                               " is not among \"tmux\": { \"servers\": […] } of "
                               ".operator/config.json: add it there first",
                           {{"path", "params.server"}}));
  }
  git_.run(
      [wish, projects =
                 engine_.settings().projects](std::stop_token cancel) -> base::Result<ForeignPane> {
        TRY_ASSIGN(const auto list, look_for_foreign({wish.server}, projects, std::move(cancel)));
        return pick_foreign(list, wish.server, wish.target);
      },
      [this, actor, wish, done = std::move(done)](base::Result<ForeignPane> pane) {
        if (!pane) return done(base::fail(pane.error()));
        if (const auto may = may_adopt(engine_.state(), *pane); !may)
          return done(base::fail(may.error()));
        create_ticket(actor, ticket_for(wish, *pane), wish.token,
                      [this, actor, wish, pane = *pane, done](base::Result<rules::Ticket> made) {
                        if (!made) return done(base::fail(made.error()));
                        auto adopted = adopt_pane(actor, wish, pane, *made);
                        if (!adopted) return done(std::move(adopted));
                        wait_for_start(*adopted, 1, done);
                      });
      });
}

base::Result<SessionId> Desk::adopt_pane(const std::string& actor, const AdoptWish& wish,
                                         const ForeignPane& pane, const rules::Ticket& ticket) {
  // The same call may have come twice at once.
  TRY(may_adopt(engine_.state(), pane));
  const auto program = platform::identity_of(pane.pid);
  if (!program) return base::fail(ErrorCode::not_found, name_of(pane) + " has just ended");
  TRY_ASSIGN(const std::string text, files_.folders().read(ticket.path));
  return engine_.decide(actor, [&](rules::Draft& draft) -> base::Result<SessionId> {
    rules::Adoption adoption;
    adoption.pane = {pane.server,  pane.socket,         pane.pane,
                     program->pid, program->start_time, program->boot_id};
    adoption.program = base::printable(pane.program, 60);
    adoption.worktree = pane.worktree;
    const SessionId id = rules::adopt(draft, ticket, text, adoption);
    if (!wish.token.empty()) draft.token({wish.token, "session/adopt", id.value});
    return id;
  });
}

}  // namespace app
