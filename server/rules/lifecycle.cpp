#include "rules/lifecycle.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "rules/delivery.h"
#include "rules/eligible.h"
#include "rules/outbox.h"
#include "rules/prompts.h"
#include "rules/rest.h"
#include "rules/reviews.h"
#include "rules/steps.h"

namespace rules {
namespace {

using base::ErrorCode;

constexpr std::array<base::Millis, 3> kBackoff = {base::Millis{10'000}, base::Millis{60'000},
                                                  base::Millis{600'000}};

}  // namespace

void end_agent(Draft& draft, Session& session, const std::string& why, bool force) {
  session.phase = Phase::ending;
  session.end_reason = why;
  draft.effect(EndAgent{session.id, session.run, force});
  draft.event("session/ending", session.id, session.ticket, why);
}

namespace {

void close_launch(Draft& draft, const base::TicketId& id, const std::string& reason) {
  const Launch* open = open_launch(draft.state, id);
  if (open == nullptr) return;
  Launch closed = *open;
  closed.open = false;
  closed.closed_reason = reason;
  draft.put_launch(std::move(closed));
}

// Questions to the agent's process: without one there is nobody to answer. Work that waits for a
// person (a plan, a diff, leftovers) waits on.
void close_questions(Draft& draft, const base::SessionId& id, const std::string& because) {
  close_reviews(draft, id, because, true);
  for (const Review* review : open_reviews(draft.state, id)) {
    if (review->kind == ReviewKind::question || review->kind == ReviewKind::failure) {
      draft.end_review(review->id, ReviewState::closed, because);
    }
  }
}

void forget_park(Draft& draft, const base::SessionId& id) {
  draft.fact(id, Source::human, "park", "");
  draft.fact(id, Source::owner, "park", "");
}

void drop_work(Draft& draft, Session& session) {
  close_reviews(draft, session.id, "discarded", false);
  draft.effect(RemoveWorktree{session.id, true, true});
  session.summary = "discarded";
  session.end_reason = "discarded";
  complete_work(draft, session.id, "discarded");
  draft.fact(session.id, Source::human, "cleanup", "yes");
}

// A session that a person has ended: what its agent or its run was asked about is moot, what its
// work is asked about (plan, pr, leftover) is not.
void note_killed(Draft& draft, Session& session, const std::string& why) {
  session.end_reason = why;
  forget_park(draft, session.id);
  for (const Review* review : open_reviews(draft.state, session.id)) {
    if (review->kind == ReviewKind::failure || review->kind == ReviewKind::question) {
      draft.end_review(review->id, ReviewState::closed, why);
    }
  }
  draft.fact(session.id, Source::human, "kill", why);
}

// What was waiting for the agent's end.
void after_end(Draft& draft, Session& session) {
  const std::string why = session.end_reason;
  if (why == "killed" || why == "terminated") {
    note_killed(draft, session, why);
  } else if (why == "parked") {
    draft.event("session/parked", session.id, session.ticket, "");
  } else if (why == "requeue") {
    draft.fact(session.id, Source::human, "kill", "killed");
    back_to_queue(draft, session.ticket, session.id);
  } else if (why == "complete") {
    complete_work(draft, session.id, "completed by hand");
  } else if (why == "discard") {
    drop_work(draft, session);
  }
}

Session* holder(Draft& draft, const base::TicketId& id) {
  const Launch* launch = open_launch(draft.state, id);
  return launch == nullptr ? nullptr : draft.edit(launch->session);
}

base::Status ask_first(const Session& session) {
  return base::fail(ErrorCode::conflict,
                    session.id.value +
                        " is still at work on it; say yes to ending it first "
                        "(--kill), or kill it",
                    {{"session", session.id.value}});
}

}  // namespace

bool can_resume(const Settings& settings, const Session& session) {
  const auto agent = settings.agents.find(session.agent);
  return agent != settings.agents.end() && !agent->second.resume.empty() &&
         !session.conversation.empty() && !session.transcript.empty();
}

bool is_live(const Session& session) {
  return session.phase == Phase::starting || session.phase == Phase::live ||
         session.phase == Phase::ending;
}

void close_reviews(Draft& draft, const base::SessionId& id, const std::string& because,
                   bool hooks_only) {
  for (const Review* review : reviews_with_hook(draft.state, id)) {
    draft.end_review(review->id, ReviewState::closed, because);
  }
  if (hooks_only) return;
  for (const Review* review : open_reviews(draft.state, id)) {
    draft.end_review(review->id, ReviewState::closed, because);
  }
}

void back_to_queue(Draft& draft, const base::TicketId& id, const base::SessionId& session,
                   bool hold) {
  close_launch(draft, id, "requeued");
  TicketRecord& record = draft.edit_ticket(id);
  record.failures = 0;
  record.not_before = {};
  record.reason.clear();
  record.failed_digest.clear();
  record.completed = false;
  std::map<std::string, std::string> set{{"id", id.value}};
  if (hold) set["hold"] = "true";
  draft.effect(PlaceTicket{id, {}, Folder::queue, record.path, std::move(set)});
  draft.event("ticket/requeued", session, id,
              hold ? "back to the queue, on hold" : "back to the queue");
  tell_stage(draft, id, Stage::todo);
}

base::SessionId claim(Draft& draft, const Ticket& ticket, const std::string& ticket_text) {
  const ProjectSettings& project = *draft.settings().project(ticket.project);
  const World& world = draft.context.world;
  const std::string counter = "number/" + project.prefix;
  const std::string kept = draft.note(counter);
  int number = kept.empty() ? 0 : std::stoi(kept);
  const auto floor = world.number_floor.find(project.prefix);
  if (floor != world.number_floor.end()) number = std::max(number, floor->second);
  ++number;
  draft.set_note(counter, std::to_string(number));

  base::TicketId id = ticket.id;
  if (id.empty()) {
    do {
      id.value = ticket.type + "-" + draft.context.random(5);
    } while (draft.state.tickets.contains(id));
  }
  Session session;
  session.id.value = project.prefix + "-" + std::to_string(number);
  session.ticket = id;
  session.name = base::printable(ticket.title, 200);
  session.type = ticket.type;
  session.type_copy = *draft.settings().type(ticket.type);
  session.project = project.name;
  session.repository = project.path;
  session.agent = ticket.agent.empty() ? draft.settings().agent : ticket.agent;
  const auto agent = draft.settings().agents.find(session.agent);
  if (agent != draft.settings().agents.end()) session.agent_kind = agent->second.kind;
  session.host = draft.settings().host;
  session.branch =
      ticket.branch.empty() ? branch_name(ticket.type, id.value, ticket.title) : ticket.branch;
  session.base_branch = ticket.base.empty() ? project.default_branch : ticket.base;
  session.workspace = project.workspace;
  session.isolation = project.isolation;
  session.image = project.image;
  session.container_program = project.container_program;
  session.network = project.network;
  const auto root = world.worktree_roots.find(project.name);
  if (root != world.worktree_roots.end()) session.worktree = root->second + "/" + session.id.value;
  session.created_at = draft.now().wall;
  session.last_activity = draft.now().wall;
  session.boot = world.boot;
  const base::SessionId session_id = session.id;

  TicketRecord& record = draft.edit_ticket(id);
  record.path = ticket.path;
  record.text = ticket_text;
  record.completed = false;
  Launch launch;
  launch.ticket = id;
  launch.session = session_id;
  launch.at = draft.now().wall;
  draft.put_launch(std::move(launch));
  draft.event("session/claimed", session_id, id, session.name);
  draft.put_session(std::move(session));
  draft.fact(session_id, Source::owner, "launch", "starting");
  draft.effect(MakeWorktree{session_id});
  return session_id;
}

namespace {

// The setup command with this number; after the last one the ticket moves on.
void set_up(Draft& draft, Session& session, std::size_t index) {
  const ProjectSettings* project = draft.settings().project(session.project);
  // A folder that a person works in is set up, and its branch is theirs.
  if (project == nullptr || index >= project->setup.size() || session.adopted) {
    TicketRecord& record = draft.edit_ticket(session.ticket);
    std::map<std::string, std::string> set{{"id", session.ticket.value},
                                           {"step", current_step(session).name}};
    if (!session.adopted) set["branch"] = session.branch;
    draft.effect(
        PlaceTicket{session.ticket, session.id, Folder::in_progress, record.path, std::move(set)});
    return;
  }
  // What is executed was agreed to at the claim; the file may have changed since.
  if (!draft.context.world.trusted) {
    return launch_failed(draft, session.id, draft.context.world.trust_reason);
  }
  const auto& argv = project->setup[index];
  const std::string what = base::printable(base::join(argv, " "), 120);
  draft.fact(session.id, Source::owner, "launch", "setup: " + what);
  draft.event("session/setup", session.id, session.ticket,
              what + " (" + std::to_string(index + 1) + " of " +
                  std::to_string(project->setup.size()) + ")");
  draft.effect(RunSetup{session.id, static_cast<int>(index), argv});
}

}  // namespace

void worktree_made(Draft& draft, const base::SessionId& id, const WorktreeMade& made) {
  Session* session = draft.edit(id);
  if (session == nullptr || session->phase != Phase::preparing) return;
  session->worktree = made.path;
  session->branch = made.branch;
  session->base_branch = made.base_branch;
  session->base_commit = made.base_commit;
  session->own_branch = made.own_branch;
  for (const auto& note : made.notes) {
    draft.event("session/noted", id, session->ticket, base::printable(note, 400));
  }
  session->ports = made.ports;
  set_up(draft, *session, 0);
}

void setup_ended(Draft& draft, const RunSetup& effect, const std::string& error) {
  Session* session = draft.edit(effect.session);
  if (session == nullptr || session->phase != Phase::preparing) return;
  if (!error.empty()) return launch_failed(draft, effect.session, error);
  set_up(draft, *session, static_cast<std::size_t>(effect.index) + 1);
}

void ticket_placed(Draft& draft, const PlaceTicket& effect, const std::string& path) {
  draft.edit_ticket(effect.ticket).path = path;
  Session* session = effect.session.empty() ? nullptr : draft.edit(effect.session);
  if (session == nullptr || session->phase != Phase::preparing) return;
  if (effect.folder != Folder::in_progress) return;
  const std::string body = body_of(draft.edit_ticket(effect.ticket).text);
  session->step_state = StepState::pending;
  session->step_began = draft.now().wall;
  begin_run(draft, *session, step_prompt(*session, session->step, body), false);
}

void begin_run(Draft& draft, Session& session, const std::string& prompt, bool resume) {
  session.run += 1;
  session.phase = Phase::starting;
  session.run_prompt = prompt;
  session.run_resumes = resume;
  session.start_seen = false;
  session.started_mono = draft.now().mono;
  session.boot = draft.context.world.boot;
  session.end_reason.clear();
  session.user_typing = false;
  if (!resume) {
    session.conversation = draft.context.uuid();
    session.transcript.clear();
    session.transcript_state.clear();
  }
  for (const char* kind : {"start", "turn", "tool", "background", "end"}) {
    draft.fact(session.id, Source::hook, kind, "");
  }
  for (const char* kind : {"host", "agent", "exit", "cpu", "stopped", "output"}) {
    draft.fact(session.id, Source::process, kind, "");
  }
  draft.fact(session.id, Source::screen, "waiting", "");
  draft.fact(session.id, Source::human, "kill", "");
  draft.fact(session.id, Source::human, "freeze", "");
  forget_park(draft, session.id);
  draft.fact(session.id, Source::owner, "runtime", "");
  draft.fact(session.id, Source::owner, "launch", "starting");
  draft.effect(StartHost{session.id, session.run});
}

void host_started(Draft& draft, const base::SessionId& id, int run) {
  const auto found = draft.state.sessions.find(id);
  if (found == draft.state.sessions.end() || found->second.run != run) return;
  // That they live is known when an owner finds them again; its end is what changes it.
  draft.fact(id, Source::process, "host", "alive", false);
  draft.fact(id, Source::process, "agent", "alive", false);
  draft.touch(id);
  if (found->second.phase != Phase::starting) return;
  Session* session = draft.edit(id);
  if (session->agent_kind == AgentKind::command) {
    session->start_seen = true;
    draft.fact(id, Source::owner, "launch", "running");
    draft.event("agent/prompt", id, session->ticket, session->run_prompt);  // no hook will tell it
  }
  came_alive(draft, *session);
}

void came_alive(Draft& draft, Session& session) {
  if (session.phase != Phase::starting) return;
  session.phase = Phase::live;
  if (session.step_state == StepState::pending) session.step_state = StepState::running;
  draft.event("session/started", session.id, session.ticket, "run " + std::to_string(session.run));
  if (!session.ticket_done) tell_stage(draft, session.ticket, Stage::doing);
}

void launch_failed(Draft& draft, const base::SessionId& id, const std::string& reason) {
  Session* session = draft.edit(id);
  if (session == nullptr || session->ticket_done) return;
  session->phase = Phase::ended;
  session->end_reason = "launch failed";
  close_reviews(draft, id, "the launch failed", false);
  close_launch(draft, session->ticket, "failed: " + reason);
  draft.fact(id, Source::owner, "launch", "failed: " + reason);
  TicketRecord& record = draft.edit_ticket(session->ticket);
  record.failures += 1;
  record.reason = reason;
  const auto pause =
      kBackoff[static_cast<std::size_t>(std::min(record.failures, kMaxFailures)) - 1];
  record.not_before = base::WallTime{draft.now().wall.ms + pause.count()};
  for (const Ticket& ticket : draft.context.world.tickets) {
    if (ticket.id == session->ticket) record.failed_digest = tried_with(draft.settings(), ticket);
  }
  // With its id: what is remembered of its failures is remembered under that.
  std::map<std::string, std::string> set{{"id", session->ticket.value}};
  if (session->adopted) set["hold"] = "true";  // nobody asked for an agent of ours
  draft.effect(PlaceTicket{session->ticket, {}, Folder::queue, record.path, std::move(set)});
  // What failed before there was a worktree has left none, and what is there is not ours. In one
  // that no agent was ever started in, nothing is anybody's work.
  if (!session->base_commit.empty()) {
    const bool unused = session->run == 0 && session->restored_at.ms == 0;
    draft.effect(RemoveWorktree{id, false, session->own_branch, unused});
  }
  draft.event("session/launchFailed", id, session->ticket, reason);
}

void agent_gone(Draft& draft, const base::SessionId& id, int run, const AgentExit& exit) {
  Session* session = draft.edit(id);
  if (session == nullptr || session->run != run || session->phase == Phase::ended) return;
  const bool was_ending = session->phase == Phase::ending;
  session->phase = Phase::ended;
  session->user_typing = false;
  session->viewers = 0;
  draft.fact(id, Source::process, "host", "gone");
  draft.fact(id, Source::process, "agent", "gone");
  draft.fact(id, Source::process, "stopped", "");
  draft.fact(id, Source::human, "freeze", "");
  draft.fact(id, Source::hook, "tool", "");
  draft.fact(id, Source::screen, "waiting", "");
  const std::string how = exit.signal != 0 ? "signal " + std::to_string(exit.signal)
                                           : "exit code " + std::to_string(exit.code);
  if (exit.by_record) draft.fact(id, Source::process, "exit", how);
  if (exit.by_record) {
    close_reviews(draft, id, "the agent is gone", true);
  } else {
    close_questions(draft, id, "its host is gone");
  }
  draft.event("session/ended", id, session->ticket, exit.by_record ? how : "its host is gone");
  for (auto& delivery : session->deliveries) {
    if (delivery.state == DeliveryState::typed) delivery.state = DeliveryState::queued;
    delivery.via = DeliveryVia::typing;
  }
  // Anew, because a restore since then has cut the old fact.
  if (session->ticket_done) draft.fact(id, Source::owner, "ticket", "completed");
  if (was_ending) {
    after_end(draft, *session);
    return;
  }
  if (session->ticket_done) {
    session->end_reason = "finished";
    return;
  }
  if (!exit.by_record) {
    session->end_reason = "lost";
    draft.fact(id, Source::owner, "runtime", "lost");
    return;
  }
  if (!session->start_seen && session->run == 1) {
    std::string reason = "the agent ended (" + how + ") before it was ready";
    if (!exit.tail.empty()) reason += ": " + base::printable(exit.tail, 400);
    launch_failed(draft, id, reason);
    return;
  }
  session->end_reason = "exited";
  const bool step_is_over = session->step_state == StepState::claimed ||
                            session->step_state == StepState::review || session->finishing;
  if (step_is_over) return;
  Review review;
  review.session = id;
  review.kind = ReviewKind::failure;
  review.title =
      "The agent ended (" + how + ") before step " + current_step(*session).name + " was finished";
  review.body = exit.tail.empty() ? session->last_message : "```\n" + exit.tail + "\n```";
  review.choices = {{"restore", "Restore the session"},
                    {"done", "Count the step as finished"},
                    {"leave", "Leave it"}};
  draft.open_review(std::move(review));
}

void start_overdue(Draft& draft, const base::SessionId& id, const std::string& screen_tail) {
  Session* session = draft.edit(id);
  if (session == nullptr || session->start_seen || !is_live(*session)) return;
  for (const Review* review : open_reviews(draft.state, id)) {
    if (review->kind == ReviewKind::failure) return;
  }
  Review review;
  review.session = id;
  review.kind = ReviewKind::failure;
  review.title = "The agent gave no sign since it was started; look at its terminal";
  review.body = "Its screen:\n\n```\n" + screen_tail + "\n```";
  review.choices = {{"wait", "Go on waiting"}, {"kill", "Kill it"}};
  draft.open_review(std::move(review));
}

base::Status kill(Draft& draft, const base::SessionId& id, bool force) {
  Session* session = draft.edit(id);
  if (session == nullptr) return base::fail(ErrorCode::not_found, "no session " + id.value);
  const std::string why = force ? "terminated" : "killed";
  if (session->phase == Phase::ended) {
    // Idempotent; one whose agent ended by itself counts as killed from now on, and a lost one is
    // not offered any more.
    const bool lost = session->end_reason == "lost" && !session->ticket_done;
    if (!lost && is_ended(view_of(draft.state, *session, draft.context).status)) return {};
    note_killed(draft, *session, why);
    draft.event("session/ended", id, session->ticket, why);
    return {};
  }
  if (session->phase == Phase::preparing) {
    session->phase = Phase::ended;
    note_killed(draft, *session, why);
    draft.event("session/ended", id, session->ticket, why + " before it started");
    // Where the tickets of killed sessions are; left in the queue it would count as moved back.
    const TicketRecord& record = draft.edit_ticket(session->ticket);
    draft.effect(PlaceTicket{
        session->ticket, {}, Folder::in_progress, record.path, {{"id", session->ticket.value}}});
    return {};
  }
  const bool parking = session->end_reason == "parked";
  if (session->phase == Phase::ending && !force && !parking) return {};
  close_questions(draft, id, why);
  end_agent(draft, *session, why, force);
  return {};
}

void set_paused(Draft& draft, bool paused) {
  if (draft.note("paused").empty() == !paused) return;
  draft.set_note("paused", paused ? "yes" : "");
  draft.event(paused ? "queue/paused" : "queue/resumed", {}, {}, "");
}

base::Status kill_all(Draft& draft, bool force) {
  for (const auto& [id, session] : draft.state.sessions) {
    if (session.phase == Phase::ended) continue;
    set_paused(draft, true);
    TRY(kill(draft, id, force));
  }
  return {};
}

base::Status restore(Draft& draft, const base::SessionId& id, bool fresh) {
  Session* session = draft.edit(id);
  if (session == nullptr) return base::fail(ErrorCode::not_found, "no session " + id.value);
  const Status status = view_of(draft.state, *session, draft.context).status;
  if (status == Status::merged) {
    return base::fail(ErrorCode::conflict, id.value + " is merged: merged work is not restored");
  }
  if (session->phase != Phase::ended) {
    return base::fail(ErrorCode::conflict, id.value + " is running");
  }
  if (session->adopted) {
    return base::fail(ErrorCode::conflict,
                      "the program of " + id.value +
                          " was started by hand: start it again and adopt that, or requeue " +
                          session->ticket.value + " for an agent of Operator's");
  }
  if (session->cleaning) {
    return base::fail(ErrorCode::conflict, id.value + " is being cleaned up");
  }
  if (session->end_reason == "discarded" || session->end_reason == "launch failed" ||
      session->worktree.empty() || !draft.fact_value(id, Source::human, "cleanup").empty()) {
    return base::fail(ErrorCode::conflict, id.value +
                                               " has no worktree any more: launch its ticket " +
                                               session->ticket.value + " again");
  }
  const Launch* other = open_launch(draft.state, session->ticket);
  if (other != nullptr && other->session != id) {
    return base::fail(ErrorCode::conflict,
                      session->ticket.value + " is being worked on by " + other->session.value);
  }
  if (other == nullptr && !session->ticket_done) {
    return base::fail(ErrorCode::conflict,
                      session->ticket.value + " went back to the queue; launch it");
  }
  const bool resumes = !fresh && can_resume(draft.settings(), *session);
  // What it was asked before it was parked is asked still; it is where it was.
  const bool goes_on =
      resumes && is_parked(*session) && draft.fact_value(id, Source::hook, "turn") != "running";
  if (!goes_on) close_questions(draft, id, "restored");
  session->restored_at = draft.now().wall;
  session->restored_fact = draft.state.next_fact;
  session->done_at = {};
  if (session->run == 0) {  // killed before there was a worktree: from the beginning
    session->phase = Phase::preparing;
    session->end_reason.clear();
    draft.fact(id, Source::human, "kill", "");
    draft.fact(id, Source::owner, "launch", "starting");
    draft.effect(MakeWorktree{id});
    draft.event("session/restored", id, session->ticket, "from the beginning");
    return {};
  }
  std::string prompt;
  if (!goes_on && !session->ticket_done && session->step_state == StepState::running) {
    prompt = resumes ? resume_prompt(*session)
                     : step_prompt(*session, session->step,
                                   body_of(draft.edit_ticket(session->ticket).text));
  } else if (!session->ticket_done && session->step_state == StepState::pending) {
    prompt = step_prompt(*session, session->step, body_of(draft.edit_ticket(session->ticket).text));
  }
  draft.event("session/restored", id, session->ticket,
              resumes ? "into its conversation" : "with a new conversation");
  begin_run(draft, *session, prompt, resumes);
  return {};
}

base::Status interrupt(Draft& draft, const base::SessionId& id) {
  Session* session = draft.edit(id);
  if (session == nullptr) return base::fail(ErrorCode::not_found, "no session " + id.value);
  if (session->phase != Phase::live) {
    return base::fail(ErrorCode::conflict, id.value + " is not running");
  }
  if (is_frozen(draft.state, *session)) {
    return base::fail(ErrorCode::conflict, id.value + " is frozen: thaw it first");
  }
  // Esc also refuses an open dialog; that is what a person pressing it in the terminal gets.
  draft.effect(Interrupt{id});
  draft.event("session/interrupted", id, session->ticket, "");
  return {};
}

base::Status rename(Draft& draft, const base::SessionId& id, const std::string& name) {
  Session* session = draft.edit(id);
  if (session == nullptr) return base::fail(ErrorCode::not_found, "no session " + id.value);
  const std::string clean = base::printable(base::trim(name), 200);
  if (clean.empty()) {
    return base::fail(ErrorCode::invalid_argument, "a name needs a letter", {{"path", "name"}});
  }
  session->name = clean;
  draft.event("session/renamed", id, session->ticket, clean);
  return {};
}

base::Status requeue(Draft& draft, const base::TicketId& id, bool yes) {
  Session* session = holder(draft, id);
  if (session == nullptr) {
    if (!draft.state.tickets.contains(id)) {
      return base::fail(ErrorCode::not_found, "no ticket " + id.value + " that was launched");
    }
    back_to_queue(draft, id, {});
    return {};
  }
  if (is_live(*session)) {
    if (!yes) return ask_first(*session);
    close_reviews(draft, session->id, "requeued", false);
    end_agent(draft, *session, "requeue", false);
    return {};
  }
  session->phase = Phase::ended;
  session->end_reason = "requeue";  // a text that comes for it now starts no new run
  close_reviews(draft, session->id, "requeued", false);
  session->deliveries.clear();
  draft.fact(session->id, Source::human, "kill", "killed");
  back_to_queue(draft, id, session->id);
  return {};
}

base::Status complete_by_hand(Draft& draft, const base::TicketId& id, bool yes) {
  Session* session = holder(draft, id);
  if (session == nullptr) {
    TicketRecord& record = draft.edit_ticket(id);
    if (record.path.empty()) {
      for (const Ticket& ticket : draft.context.world.tickets) {
        if (ticket.id == id) record.path = ticket.path;
      }
    }
    record.completed = true;
    draft.effect(PlaceTicket{id, {}, Folder::completed, record.path, {}});
    draft.event("ticket/completed", {}, id, "completed by hand");
    tell_stage(draft, id, Stage::done);
    return {};
  }
  if (is_live(*session)) {
    if (!yes) return ask_first(*session);
    close_reviews(draft, session->id, "completed by hand", false);
    end_agent(draft, *session, "complete", false);
    return {};
  }
  session->phase = Phase::ended;
  close_reviews(draft, session->id, "completed by hand", false);
  complete_work(draft, session->id, "completed by hand");
  return {};
}

base::Status discard(Draft& draft, const base::TicketId& id, bool yes) {
  Session* session = holder(draft, id);
  if (session == nullptr) {
    for (auto& [key, one] : draft.state.sessions) {
      if (one.ticket == id) session = draft.edit(key);
    }
  }
  if (session == nullptr) {
    return base::fail(ErrorCode::not_found, "no work on " + id.value + " to discard");
  }
  if (!yes) {
    return base::fail(ErrorCode::conflict,
                      "this deletes worktree and branch of " + session->id.value +
                          " with all that is not merged; say yes (--yes)",
                      {{"session", session->id.value}});
  }
  if (is_live(*session)) {
    end_agent(draft, *session, "discard", true);
    return {};
  }
  session->phase = Phase::ended;
  drop_work(draft, *session);
  return {};
}

base::Status retry(Draft& draft, const base::TicketId& id) {
  if (const Launch* launch = open_launch(draft.state, id)) {
    const Session* session = draft.edit(launch->session);
    if (session != nullptr && session->phase == Phase::ended) {
      return restore(draft, launch->session, false);
    }
    return base::fail(ErrorCode::conflict,
                      id.value + " is being worked on by " + launch->session.value);
  }
  TicketRecord& record = draft.edit_ticket(id);
  record.failures = 0;
  record.not_before = {};
  record.reason.clear();
  record.failed_digest.clear();
  draft.event("ticket/retried", {}, id, "");
  return {};
}

}  // namespace rules
