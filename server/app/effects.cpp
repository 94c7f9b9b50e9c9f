#include "app/effects.h"

#include <algorithm>

#include "agents/agent.h"
#include "app/place_ticket.h"
#include "app/setup_command.h"
#include "app/work.h"
#include "base/log.h"
#include "base/text.h"
#include "platform/timer.h"
#include "rules/delivery.h"
#include "rules/lifecycle.h"
#include "rules/steps.h"

namespace app {

using base::SessionId;
using rules::Draft;

namespace {

// CPU time within this much between two looks is a process that only waits.
constexpr base::Millis kStill{50};
constexpr base::Millis kCpuWindow{1000};

// A person has to look: the step cannot go on by itself.
void open_failure(Draft& draft, const SessionId& id, const std::string& title,
                  const std::string& body) {
  rules::Review review;
  review.session = id;
  review.kind = rules::ReviewKind::failure;
  review.title = title;
  review.body = body;
  review.choices = {{"leave", "Leave it"}};
  draft.open_review(std::move(review));
}

}  // namespace

Effects::Effects(Engine& engine, platform::Pool& pool, platform::Pool& git, platform::Pool& setup,
                 Hosts& hosts, Panes& panes, TicketFiles& files, Boards& boards, Windows& windows)
    : engine_(engine),
      pool_(pool),
      git_(git),
      setup_(setup),
      hosts_(hosts),
      panes_(panes),
      files_(files),
      boards_(boards),
      windows_(windows) {}

// Effects of one lane run one after another. Ends and looks wait for nobody.
std::string Effects::lane_of(const rules::Effect& effect) {
  struct Lane {
    std::string operator()(const rules::PlaceTicket& e) { return "ticket/" + e.ticket.value; }
    std::string operator()(const rules::MakeWorktree& e) { return "work/" + e.session.value; }
    std::string operator()(const rules::RunSetup& e) { return "work/" + e.session.value; }
    std::string operator()(const rules::CheckWorktree& e) { return "work/" + e.session.value; }
    std::string operator()(const rules::CommitLeftovers& e) { return "work/" + e.session.value; }
    std::string operator()(const rules::DiscardLeftovers& e) { return "work/" + e.session.value; }
    std::string operator()(const rules::RemoveWorktree& e) { return "work/" + e.session.value; }
    std::string operator()(const rules::CheckArtifacts& e) { return "work/" + e.session.value; }
    std::string operator()(const rules::WriteAgentTrust& e) { return "trust/" + e.agent; }
    std::string operator()(const rules::StartHost& e) { return "host/" + e.session.value; }
    std::string operator()(const rules::TypeText& e) { return "host/" + e.session.value; }
    std::string operator()(const rules::Interrupt&) { return ""; }
    std::string operator()(const rules::Freeze&) { return ""; }
    std::string operator()(const rules::EndAgent&) { return ""; }
    std::string operator()(const rules::LookAtScreen&) { return ""; }
    std::string operator()(const rules::LookAtProcessor&) { return ""; }
    std::string operator()(const rules::SyncBoard& e) { return "board/" + e.board; }
    std::string operator()(const rules::LookAtWindow&) { return ""; }
  };
  return std::visit(Lane{}, effect.body);
}

void Effects::run(const rules::Effect& effect) {
  const std::string lane = lane_of(effect);
  if (lane.empty()) return begin(effect);
  auto& queue = lanes_[lane];
  queue.push_back(effect);
  if (queue.size() == 1) begin(effect);
}

void Effects::begin(const rules::Effect& effect) {
  std::visit([&](const auto& body) { start(effect, body); }, effect.body);
}

void Effects::over(const rules::Effect& effect, const Rule& then) {
  engine_.crash.pass();
  const bool kept = engine_.note("owner", [&](Draft& draft) {
    draft.effect_done(effect.id);
    if (then) then(draft);
  });
  if (!kept) {
    return engine_.when_store_works("effect " + std::to_string(effect.id),
                                    [this, effect, then] { over(effect, then); });
  }
  const std::string lane = lane_of(effect);
  if (lane.empty()) return;
  auto& queue = lanes_[lane];
  queue.pop_front();
  if (queue.empty()) {
    lanes_.erase(lane);
  } else {
    begin(rules::Effect(queue.front()));
  }
}

template <class Work, class Then>
void Effects::prepare(platform::Pool& pool, const SessionId& id, Work work, Then then) {
  const std::stop_source stop;
  making_.insert_or_assign(id, stop);
  pool.run(
      [work = std::move(work), stop](std::stop_token ending) mutable {
        const std::stop_callback both(ending, [&stop] { stop.request_stop(); });
        return work(stop.get_token());
      },
      [this, id, then = std::move(then)](auto result) {
        making_.erase(id);
        then(std::move(result));
      });
}

void Effects::start(const rules::Effect& effect, const rules::MakeWorktree& body) {
  const rules::Session* session = rules::find_session(engine_.state(), body.session);
  if (session == nullptr || session->phase != rules::Phase::preparing) return over(effect, {});
  WorktreeJob job{*session, {}, engine_.paths(), engine_.settings().sessions.ports};
  if (const auto* project = engine_.settings().project(session->project)) job.project = *project;
  prepare(
      git_, body.session,
      [job = std::move(job)](std::stop_token cancel) { return make_worktree(job, cancel); },
      [this, effect, id = body.session](base::Result<rules::WorktreeMade> made) {
        if (!made && made.error().code == base::ErrorCode::cancelled) return over(effect, {});
        over(effect, [id, made](Draft& draft) {
          if (made) {
            rules::worktree_made(draft, id, *made);
          } else {
            rules::launch_failed(draft, id, made.error().message);
          }
        });
      });
}

void Effects::start(const rules::Effect& effect, const rules::RunSetup& body) {
  const rules::Session* session = rules::find_session(engine_.state(), body.session);
  if (session == nullptr || session->phase != rules::Phase::preparing) return over(effect, {});
  const auto end = [this, effect, body](const base::Status& ran) {
    over(effect, [body, ran](Draft& draft) {
      if (!ran && ran.error().code == base::ErrorCode::cancelled) return;
      rules::setup_ended(draft, body, ran ? "" : ran.error().message);
    });
  };
  auto plan = hosts_.plan_for(*session);
  if (!plan) return end(base::fail(plan.error()));
  SetupCommand command{std::move(*plan), body.argv, base::Millis{0}};
  const auto* project = engine_.settings().project(session->project);
  command.deadline = (project == nullptr ? rules::ProjectSettings{} : *project).setup_timeout;
  prepare(
      setup_, body.session,
      [command = std::move(command)](std::stop_token cancel) { return run_setup(command, cancel); },
      end);
}

void Effects::settle(const std::set<SessionId>& sessions) {
  for (const auto& id : sessions) {
    const auto making = making_.find(id);
    if (making == making_.end()) continue;
    const rules::Session* session = rules::find_session(engine_.state(), id);
    const bool wanted = session != nullptr && session->phase == rules::Phase::preparing;
    if (!wanted) making->second.request_stop();
  }
}

void Effects::start(const rules::Effect& effect, const rules::PlaceTicket& body) {
  PlaceRequest request;
  request.effect = body;
  const auto record = engine_.state().tickets.find(body.ticket);
  if (record != engine_.state().tickets.end()) {
    request.text = record->second.text;
    if (!record->second.path.empty()) request.effect.from = record->second.path;
  }
  if (const auto seen = files_.find(body.ticket.value)) request.seen_at = seen->path;
  pool_.run([folders = files_.shared_folders(), workspace = engine_.paths().workspace,
             request](std::stop_token) { return place_ticket(*folders, workspace, request); },
            [this, effect, body](base::Result<std::string> placed) {
              over(effect, [body, placed](Draft& draft) {
                draft.placed(body.ticket);
                if (placed) {
                  rules::ticket_placed(draft, body, *placed);
                } else if (!body.session.empty()) {
                  rules::launch_failed(draft, body.session, placed.error().message);
                } else {
                  draft.event("ticket/notPlaced", {}, body.ticket, placed.error().message);
                }
              });
              files_.rescan([] {});
            });
}

bool Effects::is_adopted(const SessionId& id) const {
  const rules::Session* session = rules::find_session(engine_.state(), id);
  return session != nullptr && session->adopted;
}

void Effects::start(const rules::Effect& effect, const rules::StartHost& body) {
  if (is_adopted(body.session)) {
    return panes_.start(body, [this, effect](base::Status) { over(effect, {}); });
  }
  hosts_.start(body, [this, effect, body](base::Status started) {
    over(effect, [body, started](Draft& draft) {
      if (started) return;
      const rules::Session* session = draft.edit(body.session);
      if (session == nullptr || session->run != body.run) return;
      rules::AgentExit exit;
      exit.code = 127;
      exit.tail = started.error().message;
      rules::agent_gone(draft, body.session, body.run, exit);
    });
  });
}

void Effects::start(const rules::Effect& effect, const rules::TypeText& body) {
  const auto done = [this, effect, body](base::Status typed) {
    if (!typed) base::log_info(body.session.value + ": not typed: " + typed.error().message);
    over(effect, [body, typed](Draft& draft) {
      rules::text_typed(draft, body.session, body.delivery, typed);
    });
  };
  if (is_adopted(body.session)) return panes_.type(body, done);
  hosts_.type(body, done);
}

void Effects::start(const rules::Effect& effect, const rules::Interrupt& body) {
  const auto done = [this, effect](base::Status) { over(effect, {}); };
  if (is_adopted(body.session)) return panes_.interrupt(body.session, effect.id, done);
  hosts_.interrupt(body.session, done);
}

void Effects::start(const rules::Effect& effect, const rules::Freeze& body) {
  hosts_.freeze(body, [this, effect](base::Status) { over(effect, {}); });
}

void Effects::start(const rules::Effect& effect, const rules::EndAgent& body) {
  const auto done = [this, effect](base::Status) { over(effect, {}); };
  if (is_adopted(body.session)) return panes_.end(body, done);
  hosts_.end(body, done);
}

void Effects::start(const rules::Effect& effect, const rules::CheckWorktree& body) {
  const rules::Session* session = rules::find_session(engine_.state(), body.session);
  if (session == nullptr) return over(effect, {});
  git_.run([copy = *session](std::stop_token cancel) { return look_at_work(copy, cancel); },
           [this, effect, id = body.session](base::Result<rules::WorktreeSeen> seen) {
             over(effect, [id, seen](Draft& draft) {
               if (seen) {
                 rules::worktree_seen(draft, id, *seen);
               } else {
                 open_failure(draft, id, "Its worktree cannot be read", seen.error().message);
               }
             });
           });
}

void Effects::leftovers_done(const rules::Effect& effect, const SessionId& id,
                             base::Status status) {
  over(effect, [id, status](Draft& draft) {
    if (!status)
      open_failure(draft, id, "The leftovers could not be settled", status.error().message);
    draft.effect(rules::CheckWorktree{id});
  });
}

void Effects::start(const rules::Effect& effect, const rules::CommitLeftovers& body) {
  const rules::Session* session = rules::find_session(engine_.state(), body.session);
  if (session == nullptr) return over(effect, {});
  git_.run([copy = *session,
            body](std::stop_token cancel) { return commit_leftovers(copy, body.message, cancel); },
           [this, effect, id = body.session](base::Status status) {
             leftovers_done(effect, id, std::move(status));
           });
}

void Effects::start(const rules::Effect& effect, const rules::DiscardLeftovers& body) {
  const rules::Session* session = rules::find_session(engine_.state(), body.session);
  if (session == nullptr) return over(effect, {});
  git_.run([copy = *session](std::stop_token cancel) { return discard_leftovers(copy, cancel); },
           [this, effect, id = body.session](base::Status status) {
             leftovers_done(effect, id, std::move(status));
           });
}

void Effects::start(const rules::Effect& effect, const rules::RemoveWorktree& body) {
  const rules::Session* session = rules::find_session(engine_.state(), body.session);
  if (session == nullptr || session->worktree.empty()) return over(effect, {});
  git_.run([copy = *session, body, paths = engine_.paths()](
               std::stop_token cancel) { return remove_worktree(copy, body, paths, cancel); },
           [this, effect, id = body.session](base::Status status) {
             over(effect, [id, status](Draft& draft) {
               const rules::Session* same = draft.edit(id);
               if (!status && same != nullptr) {
                 draft.event("worktree/kept", id, same->ticket, status.error().message);
               } else {
                 draft.event("worktree/removed", id, {}, "");
               }
             });
           });
}

void Effects::start(const rules::Effect& effect, const rules::LookAtScreen& body) {
  hosts_.screen(body.session, 0, [this, effect, body](std::vector<std::string> rows) {
    std::string text;
    for (const auto& row : rows) {
      const std::string clean = base::printable(row, 200);
      if (!base::trim(clean).empty()) text += clean + "\n";
    }
    over(effect, [body, text](Draft& draft) {
      if (rules::Session* session = draft.edit(body.session)) session->looking = false;
      if (body.why == "start") rules::start_overdue(draft, body.session, text);
    });
  });
}

void Effects::start(const rules::Effect& effect, const rules::LookAtProcessor& body) {
  const base::Millis before = hosts_.cpu_used(body.session);
  platform::run_after(engine_.loop(), kCpuWindow, [this, effect, body, before] {
    const bool used = hosts_.cpu_used(body.session) - before > kStill;
    over(effect, [body, used](Draft& draft) {
      if (rules::Session* session = draft.edit(body.session)) session->looking = false;
      draft.fact(body.session, rules::Source::process, "cpu", used ? "used" : "still");
    });
  });
}

void Effects::start(const rules::Effect& effect, const rules::LookAtWindow& body) {
  windows_.clients_of(body.session, [this, effect, body](int clients) {
    over(effect,
         [body, clients](Draft& draft) { rules::window_seen(draft, body.session, clients); });
  });
}

void Effects::start(const rules::Effect& effect, const rules::CheckArtifacts& body) {
  const rules::Session* session = rules::find_session(engine_.state(), body.session);
  const bool current = session != nullptr && session->step == body.step;
  if (!current) return over(effect, {});
  git_.run(
      [copy = *session](std::stop_token) {
        return artifacts_there(copy, rules::current_step(copy), copy.step_began);
      },
      [this, effect, body](base::Result<bool> there) {
        over(effect,
             [body, there](Draft& draft) { rules::artifacts_seen(draft, body, there && *there); });
      });
}

void Effects::start(const rules::Effect& effect, const rules::WriteAgentTrust& body) {
  const auto agent = engine_.settings().agents.find(body.agent);
  if (agent == engine_.settings().agents.end()) return over(effect, {});
  std::string problem;
  const auto& adapter = agents::agent_of(agent->second.kind);
  for (const auto& [project, root] : engine_.world().worktree_roots) {
    const auto written = adapter.trust_folder(hosts_.environment, root);
    if (!written) problem = written.error().message;
  }
  over(effect, [body, problem](Draft& draft) {
    draft.event(problem.empty() ? "trust/agentTold" : "trust/agentNotTold", {}, {},
                problem.empty() ? body.agent : body.agent + ": " + problem);
    // Asked again: what was consented to could not be done.
    if (!problem.empty()) draft.set_note("consent/" + body.agent, "");
  });
  if (problem.empty()) {
    engine_.change_world([&](rules::World& world) { world.agents_untrusting.erase(body.agent); });
  }
}

void Effects::start(const rules::Effect& effect, const rules::SyncBoard& body) {
  // What goes wrong is kept with the board, as for every sync.
  boards_.sync({body.board}, [this, effect](const base::Result<std::vector<BoardOutcome>>&) {
    over(effect, {});
  });
}

}  // namespace app
