#include "app/hosts.h"

#include <algorithm>
#include <asio/post.hpp>
#include <csignal>

#include "agents/agent.h"
#include "base/log.h"
#include "base/text.h"
#include "base/version.h"
#include "platform/children.h"
#include "platform/occupants.h"
#include "platform/timer.h"
#include "rules/delivery.h"
#include "rules/draft.h"
#include "rules/idle.h"
#include "rules/rest.h"
#include "rules/restore.h"
#include "rules/reviews.h"
#include "tmux/server.h"

namespace app {

using base::SessionId;

namespace {

constexpr base::Millis kStartPatience{15'000};
constexpr base::Millis kLookAgain{200};
constexpr base::Millis kPoliteWait{10'000};
constexpr int kTailLines = 12;
constexpr base::Millis kEnterAgainAfter{1'500};
constexpr int kEnterTries = 5;  // all before the text counts as not taken

bool has_open_question(const rules::State& state, const SessionId& id) {
  for (const rules::Review* review : rules::reviews_with_hook(state, id)) {
    if (review->state == rules::ReviewState::open) return true;
  }
  return false;
}

std::string tail_of(const std::vector<std::string>& rows) {
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    const std::string clean = base::printable(row, 200);
    if (!base::trim(clean).empty()) lines.push_back(clean);
  }
  if (lines.size() > kTailLines) lines.erase(lines.begin(), lines.end() - kTailLines);
  return base::join(lines, "\n");
}

}  // namespace

struct Hosts::Link {
  Link(asio::io_context& loop, int the_run) : run(the_run), polite(loop), look(loop) {}
  int run;
  bool greeted = false;
  int protocol = 0;           // its host's
  bool no_text_left = false;  // of the newest keys: a dialog took them, or they were erased
  std::unique_ptr<ipc::HostClient> client;
  std::map<std::uint64_t, Done> typing;
  std::map<std::uint64_t, std::function<void(std::vector<std::string>)>> screens;
  std::vector<std::string> last_rows;  // asked for when the agent ended
  platform::Timer polite;              // SIGKILL after the polite wait
  platform::Timer look;                // at the screen, a moment after a key
};

Hosts::Hosts(Engine& engine, platform::Pool& pool, std::filesystem::path programs)
    : engine_(engine), pool_(pool), programs_(std::move(programs)) {}

Hosts::~Hosts() { *alive_ = false; }

Hosts::Link* Hosts::link_of(const SessionId& id, int run) {
  const auto found = links_.find(id);
  return found != links_.end() && found->second->run == run ? found->second.get() : nullptr;
}

void Hosts::adopt_all() {
  std::set<SessionId> to_start;  // by a StartHost that is still to run
  if (const auto pending = engine_.store().pending_effects()) {
    for (const auto& effect : *pending) {
      const auto* start = std::get_if<rules::StartHost>(&effect.body);
      if (start != nullptr) to_start.insert(start->session);
    }
  }
  struct Run {
    SessionId id;
    int run;
    ipc::HostSighting seen;
  };
  std::vector<Run> runs;
  for (const auto& [id, session] : engine_.state().sessions) {
    if (!rules::is_live(session) || session.adopted) continue;
    const auto folder = engine_.paths().session_dir(id);
    runs.push_back({id, session.run, ipc::look_at_host(folder, session.run)});
  }
  // What runs is seen once for all those whose hosts were gone before that.
  const auto rest = std::stable_partition(runs.begin(), runs.end(), [](const Run& one) {
    return one.seen.state == ipc::HostState::lost;
  });
  const Running running = rest == runs.begin() ? Running() : processes_of_sessions();
  for (auto it = runs.begin(); it != runs.end(); ++it) {
    const bool was_started = it < rest || !to_start.contains(it->id);
    follow(it->id, it->run, was_started, it->seen, running);
  }
}

void Hosts::check(const SessionId& id, int run, bool was_started) {
  if (!may_be_followed(id, run)) return;
  const auto seen = ipc::look_at_host(engine_.paths().session_dir(id), run);
  const bool lost = seen.state == ipc::HostState::lost;
  follow(id, run, was_started, seen, lost ? processes_of_sessions() : Running());
}

bool Hosts::may_be_followed(const SessionId& id, int run) {
  const auto session = engine_.state().sessions.find(id);
  return session != engine_.state().sessions.end() && session->second.run == run &&
         rules::is_live(session->second) && link_of(id, run) == nullptr;
}

void Hosts::follow(const SessionId& id, int run, bool was_started, const ipc::HostSighting& seen,
                   const Running& running) {
  if (!may_be_followed(id, run)) return;  // the end of one may be another's
  switch (seen.state) {
    case ipc::HostState::alive: {
      // A socket file that vanished (a cleaned runtime folder) is bound again on this signal.
      std::error_code error;
      if (!std::filesystem::exists(engine_.paths().host_socket(id), error) && seen.record) {
        (void)platform::signal_process(seen.record->host, SIGUSR1).has_value();
      }
      connect(id, run, base::Millis{3000});
      break;
    }
    case ipc::HostState::starting:
      if (is_other_run(id, run) && may_yet_start(id, run)) {
        check_later(id, run, kLookAgain);
      } else {
        connect(id, run, kStartPatience);
      }
      break;
    case ipc::HostState::exited: {
      rules::AgentExit exit;
      exit.code = seen.exit->code;
      exit.signal = seen.exit->signal;
      exit.tail = seen.exit->error;
      gone(id, run, exit);
      break;
    }
    case ipc::HostState::lost: {
      if (end_remains(id, seen, running)) return check_later(id, run, kLookAgain);
      if (seen.record && !seen.record->container.program.empty()) {
        return end_container(id, run, seen.record->container);
      }
      rules::AgentExit exit;
      exit.by_record = false;
      gone(id, run, exit);
      break;
    }
    case ipc::HostState::absent: {
      // Wanted but never started: its StartHost is still to run, or runs.
      if (engine_.state().sessions.at(id).phase == rules::Phase::starting) {
        if (was_started) connect(id, run, kStartPatience);
        return;
      }
      rules::AgentExit exit;
      exit.by_record = false;  // its records are gone
      gone(id, run, exit);
      break;
    }
  }
}

void Hosts::check_later(const SessionId& id, int run, base::Millis wait) {
  platform::run_after(engine_.loop(), wait, [this, id, run, alive = alive_] {
    if (*alive) check(id, run, true);
  });
}

Hosts::Running Hosts::processes_of_sessions() const {
  return platform::processes_by_variable("OPERATOR_SESSION_ID", "OPERATOR_WORKSPACE",
                                         engine_.paths().workspace.string());
}

// The host is gone. What it would have ended with the agent, children that left the agent's tree
// as well, is ended in its place; true until nothing of it is left. Nothing outlives a boot.
bool Hosts::end_remains(const SessionId& id, const ipc::HostSighting& seen,
                        const Running& running) {
  if (!seen.record || seen.record->host.boot_id != platform::boot_id()) return false;
  std::set<int> left;
  const auto [first, last] = running.equal_range(id.value);
  for (auto it = first; it != last; ++it) left.insert(it->second);
  if (seen.agent_alive) {
    left.insert(seen.record->agent.pid);
    for (const int pid : platform::descendants(seen.record->agent.pid)) left.insert(pid);
  }
  for (const int pid : left) {
    if (const auto identity = platform::identity_of(pid)) {
      (void)platform::signal_process(*identity, SIGKILL).has_value();
    }
  }
  return !left.empty();
}

// What the host would have ended with the client. Where that cannot be, the next run will not start
// beside it.
void Hosts::end_container(const SessionId& id, int run, const ipc::Container& container) {
  pool_.run([container,
             env = environment](std::stop_token) { return ipc::end_container(container, env); },
            [this, id, run](const base::Status& over) {
              if (!over) base::log_warn(id.value + ": " + over.error().message);
              rules::AgentExit exit;
              exit.by_record = false;
              gone(id, run, exit);
            });
}

void Hosts::gone(const SessionId& id, int run, const rules::AgentExit& exit) {
  if (before_gone) before_gone(id);
  if (!engine_.note("host",
                    [&](rules::Draft& draft) { rules::agent_gone(draft, id, run, exit); })) {
    return engine_.when_store_works("end of " + id.value,
                                    [this, id, run, exit] { gone(id, run, exit); });
  }
  wanted_ends_.erase(id);
  if (auto ends = ends_.extract(id)) {
    for (auto& done : ends.mapped()) done({});
  }
}

void Hosts::connect(const SessionId& id, int run, base::Millis patience) {
  auto link = std::make_unique<Link>(engine_.loop(), run);
  ipc::HostClient::Callbacks callbacks;
  callbacks.on_message = [this, id, run](ipc::HostMessage&& message) {
    on_message(id, run, std::move(message));
  };
  callbacks.on_closed = [this, id, run](const base::Error& error) { on_closed(id, run, error); };
  link->client = std::make_unique<ipc::HostClient>(engine_.loop(), std::move(callbacks));
  ipc::ClientHello hello;
  hello.role = ipc::ClientRole::control;
  hello.version = base::kVersion;
  hello.label = "owner";
  link->client->connect(engine_.paths().host_socket(id), hello, patience);
  links_[id] = std::move(link);
}

void Hosts::on_message(const SessionId& id, int run, ipc::HostMessage&& message) {
  Link* link = link_of(id, run);
  if (link == nullptr) return;
  if (const auto* hello = std::get_if<ipc::HostHello>(&message)) {
    // The host of the run before, showing its last output for some seconds more.
    if (hello->run != run) {
      drop_link(id);
      return check_later(id, run, kLookAgain);
    }
    link->greeted = true;
    link->protocol = hello->protocol;
    greeted(id, *hello);
    const auto end = wanted_ends_.find(id);
    link = link_of(id, run);
    if (link != nullptr && end != wanted_ends_.end() && end->second.run == run) {
      send_end(*link, end->second);
    }
    if (has_open_question(engine_.state(), id)) look_for_dialog(id);
  } else if (const auto* keys = std::get_if<ipc::Keys>(&message)) {
    on_keys(*link, *keys);
  } else if (const auto* viewers = std::get_if<ipc::Viewers>(&message)) {
    engine_.note("host",
                 [&](rules::Draft& draft) { rules::viewers_seen(draft, id, viewers->count); });
  } else if (const auto* frozen = std::get_if<ipc::Frozen>(&message)) {
    engine_.note("host", [&](rules::Draft& draft) { rules::frozen_seen(draft, id, frozen->on); });
  } else if (std::holds_alternative<ipc::ScreenChanged>(message)) {
    look_for_dialog(id);
  } else if (const auto* typed = std::get_if<ipc::TypeResult>(&message)) {
    const auto waiting = link->typing.find(typed->id);
    if (waiting == link->typing.end()) return;
    const Done done = std::move(waiting->second);
    link->typing.erase(waiting);
    if (typed->ok) {
      done({});
    } else {
      done(base::fail(base::ErrorCode::conflict, typed->reason, {{"code", typed->code}}));
    }
  } else if (auto* screen = std::get_if<ipc::Screen>(&message)) {
    const auto waiting = link->screens.find(screen->id);
    if (waiting == link->screens.end()) return;
    const auto done = std::move(waiting->second);
    link->screens.erase(waiting);
    done(std::move(screen->rows));
  } else if (std::holds_alternative<ipc::Exit>(message)) {
    const auto request = link->client->get_screen(kTailLines * 2);
    link->screens[request] = [this, id, run](std::vector<std::string> rows) {
      if (Link* same = link_of(id, run)) {
        same->last_rows = std::move(rows);
        same->client->close();
      }
      on_closed(id, run, {base::ErrorCode::unavailable, "the agent ended", {}});
    };
  }
}

void Hosts::greeted(const SessionId& id, const ipc::HostHello& hello) {
  if (!hello.error.empty()) return;  // no agent was started: the host's Exit says so
  const auto known = engine_.state().sessions.find(id);
  const bool in_tmux =
      known != engine_.state().sessions.end() && known->second.host == rules::HostKind::tmux;
  if (in_tmux && hello.panes == 0 && wants_window) wants_window(id);
  const bool kept = engine_.note("host", [&](rules::Draft& draft) {
    rules::host_started(draft, id, hello.run);
    rules::terminal_found(draft, id, hello.viewers, hello.typed_unsent);
    rules::frozen_found(draft, id, hello.frozen);
  });
  if (kept) return;
  engine_.when_store_works("hello of " + id.value, [this, id, hello] {
    if (link_of(id, hello.run) != nullptr) greeted(id, hello);
  });
}

// The lock is that of the run before: its host shows the last output, and ends sooner when nobody
// connects.
bool Hosts::is_other_run(const SessionId& id, int run) const {
  const auto record = ipc::read_host_record(engine_.paths().session_dir(id));
  return record && record->run != run;
}

// Between the end of the host of the run before and the lock of this one's there is nothing to see.
bool Hosts::may_yet_start(const SessionId& id, int run) const {
  const auto session = engine_.state().sessions.find(id);
  if (session == engine_.state().sessions.end() || session->second.run != run) return false;
  return session->second.phase == rules::Phase::starting &&
         session->second.boot == engine_.world().boot &&
         base::now().mono - session->second.started_mono < kStartPatience;
}

// Destroyed later: this may be one of its own callbacks.
void Hosts::drop_link(const SessionId& id) {
  auto old = std::shared_ptr<Link>(std::move(links_[id]));
  links_.erase(id);
  asio::post(engine_.loop(), [old] {});
}

void Hosts::on_closed(const SessionId& id, int run, const base::Error& error) {
  Link* link = link_of(id, run);
  if (link == nullptr) return;
  base::log_info("host of " + id.value + ": " + error.message);
  const bool was_greeted = link->greeted;
  const std::string tail = tail_of(link->last_rows);
  auto typing = std::move(link->typing);
  auto screens = std::move(link->screens);
  drop_link(id);
  for (auto& [key, done] : typing) done(base::fail(error));
  for (auto& [key, done] : screens) done({});

  const ipc::HostSighting seen = ipc::look_at_host(engine_.paths().session_dir(id), run);
  if (seen.state == ipc::HostState::exited) {
    rules::AgentExit exit;
    exit.code = seen.exit->code;
    exit.signal = seen.exit->signal;
    exit.tail = seen.exit->error.empty() ? tail : seen.exit->error;
    gone(id, run, exit);
  } else if (seen.state == ipc::HostState::absent && !was_greeted && !may_yet_start(id, run)) {
    rules::AgentExit exit;
    exit.code = 127;
    exit.tail = "its host did not start: " + error.message;
    gone(id, run, exit);
  } else {
    check_later(id, run, kLookAgain);
  }
}

void Hosts::on_keys(Link& link, const ipc::Keys& keys) {
  SessionId id;
  for (const auto& [key, one] : links_) {
    if (one.get() == &link) id = key;
  }
  // A dialog takes single keys ("3" for No), which no Enter follows: they leave no text behind.
  const bool in_dialog = has_open_question(engine_.state(), id);
  if (in_dialog || keys.text || keys.submitted) link.no_text_left = in_dialog;
  link.look.cancel();
  engine_.note("person:terminal", [&](rules::Draft& draft) {
    const rules::Session* session = draft.edit(id);
    const bool text = keys.text && !in_dialog;
    const bool typing = keys.submitted ? false : (text || session->user_typing);
    rules::keys_typed(draft, id, !typing);
  });
  if (!in_dialog) {
    link.look.start(base::Millis{600}, [this, id] { look_for_text(id); });
    return;
  }
  link.client->send(ipc::WatchScreen{true});
  link.look.start(base::Millis{120}, [this, id] { look_for_dialog(id); });
}

// Keys may have gone into a dialog that was just answered elsewhere, or their text was erased.
void Hosts::look_for_text(const SessionId& id) {
  const auto typing = engine_.state().sessions.find(id);
  if (typing == engine_.state().sessions.end() || !typing->second.user_typing) return;
  screen(id, 0, [this, id](const std::vector<std::string>& rows) {
    const auto session = engine_.state().sessions.find(id);
    const auto link = links_.find(id);
    if (session == engine_.state().sessions.end() || link == links_.end()) return;
    if (!agents::agent_of(session->second.agent_kind).recognise(rows).input_is_empty) return;
    link->second->no_text_left = true;
    engine_.note("host", [&](rules::Draft& draft) { rules::keys_typed(draft, id, true); });
  });
}

void Hosts::look_for_dialog(const SessionId& id) {
  screen(id, 0, [this, id](const std::vector<std::string>& rows) {
    const auto session = engine_.state().sessions.find(id);
    if (session == engine_.state().sessions.end() || rows.empty()) return;
    const auto& adapter = agents::agent_of(session->second.agent_kind);
    const agents::Screen seen = adapter.recognise(rows);
    const bool dialog = agents::is_dialog(seen.shows);
    // A half-painted screen proves nothing: only one that shows work or the input line does.
    if (!dialog && seen.shows == agents::ScreenShows::nothing_known) return;
    engine_.note("host", [&](rules::Draft& draft) { rules::dialog_seen(draft, id, dialog); });
    const auto link = links_.find(id);
    if (link != links_.end() && !has_open_question(engine_.state(), id)) {
      link->second->client->send(ipc::WatchScreen{false});
    }
  });
}

void Hosts::look_after_hook(const SessionId& id, const std::string& event_id) {
  platform::run_after(engine_.loop(), base::Millis{150}, [this, id, event_id, alive = alive_] {
    if (!*alive) return;
    screen(id, 0, [this, id, event_id](const std::vector<std::string>& rows) {
      const auto session = engine_.state().sessions.find(id);
      if (session == engine_.state().sessions.end()) return;
      const auto& adapter = agents::agent_of(session->second.agent_kind);
      const bool dialog = !rows.empty() && agents::is_dialog(adapter.recognise(rows).shows);
      engine_.note("agent",
                   [&](rules::Draft& draft) { rules::hook_left(draft, id, event_id, dialog); });
    });
  });
}

void Hosts::start(const rules::StartHost& effect, Done done) {
  const auto session = engine_.state().sessions.find(effect.session);
  if (session == engine_.state().sessions.end() || session->second.run != effect.run ||
      !rules::is_live(session->second)) {
    return done({});
  }
  const auto seen = ipc::look_at_host(engine_.paths().session_dir(effect.session), effect.run);
  // A lock without a record of this run is that of the run before, or of a host that was started
  // just now: the new one waits for it, and starts nothing that was started.
  if (seen.state == ipc::HostState::absent || seen.state == ipc::HostState::starting) {
    // Killed before it was started: nothing is started any more.
    if (session->second.phase == rules::Phase::ending) return done({});
    return spawn(effect, std::move(done));
  }
  check(effect.session, effect.run, true);
  done({});
}

base::Result<LaunchPlan> Hosts::plan_for(const rules::Session& session) const {
  LaunchPlan plan;
  plan.paths = engine_.paths();
  plan.programs = programs_;
  plan.session = session;
  plan.environment = environment;
  // What opens a board is none of the agent's business.
  for (const auto& board : engine_.settings().boards) plan.environment.erase(board.token_env);
  const auto agent = engine_.settings().agents.find(session.agent);
  if (agent == engine_.settings().agents.end()) {
    return base::fail(base::ErrorCode::invalid_argument,
                      "no agent named " + session.agent + " is configured");
  }
  plan.agent = agent->second;
  plan.agent.kind = session.agent_kind;
  plan.limits = engine_.settings().sessions.limits;
  return plan;
}

void Hosts::spawn(const rules::StartHost& effect, Done done) {
  auto planned = plan_for(engine_.state().sessions.at(effect.session));
  if (!planned) return done(base::fail(planned.error()));
  spawning_[effect.session];
  pool_.run(
      [plan = std::move(*planned)](std::stop_token) -> base::Status {
        if (plan.session.host == rules::HostKind::tmux) TRY(tmux::version());
        TRY_ASSIGN(const auto argv, prepare_launch(plan));
        platform::DetachedProgram program;
        program.argv = argv;
        program.environment = platform::own_environment();
        program.log = plan.paths.session_dir(plan.session.id) / "host.log";
        TRY(platform::spawn_detached(program));
        return {};
      },
      [this, effect, done = std::move(done)](base::Status status) {
        if (status) just_spawned(effect.session, effect.run);
        if (!status && status.error().detail.contains("resume")) {
          const std::string why = status.error().message;
          const bool kept = engine_.note("owner", [&](rules::Draft& draft) {
            rules::start_afresh(draft, effect.session, effect.run, why);
          });
          if (kept) status = {};
        }
        const auto ends = std::move(spawning_[effect.session]);
        spawning_.erase(effect.session);
        done(std::move(status));
        for (const auto& end_now : ends) end_now();
      });
}

// The host may not have its lock yet. One that is to be ended already is waited for all the same.
void Hosts::just_spawned(const SessionId& id, int run) {
  const auto session = engine_.state().sessions.find(id);
  const bool ending = session != engine_.state().sessions.end() && session->second.run == run &&
                      session->second.phase == rules::Phase::ending;
  if (!ending) return check(id, run, true);
  if (link_of(id, run) == nullptr) connect(id, run, kStartPatience);
}

void Hosts::type(const rules::TypeText& effect, Done done) {
  const auto found = links_.find(effect.session);
  if (found == links_.end()) {
    return done(base::fail(base::ErrorCode::unavailable, "its host is not connected"));
  }
  ipc::TypeText message;
  message.text = effect.text;
  message.key = effect.delivery;
  message.ignore_typed = found->second->no_text_left;
  found->second->typing[found->second->client->type_text(std::move(message))] =
      [this, effect, done = std::move(done)](base::Status typed) {
        const bool there = typed.has_value();
        done(std::move(typed));
        if (there) see_taken(effect.session, effect.delivery, kEnterTries);
      };
}

bool Hosts::is_typed(const SessionId& id, const std::string& delivery) const {
  const rules::Session* session = rules::find_session(engine_.state(), id);
  return session != nullptr && !session->user_typing &&
         std::any_of(session->deliveries.begin(), session->deliveries.end(),
                     [&](const rules::Delivery& one) {
                       return one.id == delivery && one.state == rules::DeliveryState::typed;
                     });
}

void Hosts::see_taken(const SessionId& id, const std::string& delivery, int tries) {
  platform::run_after(engine_.loop(), kEnterAgainAfter, [=, this, alive = alive_] {
    if (!*alive || !is_typed(id, delivery)) return;
    screen(id, 0, [=, this](const std::vector<std::string>& rows) {
      const auto link = links_.find(id);
      if (link == links_.end() || !is_typed(id, delivery)) return;
      const rules::Session* session = rules::find_session(engine_.state(), id);
      const agents::Screen seen = agents::agent_of(session->agent_kind).recognise(rows);
      if (seen.shows == agents::ScreenShows::input_line && !seen.input_is_empty) {
        base::log_info(id.value + ": a text stands in its input line: Enter once more");
        link->second->client->type_text({});
      }
      if (tries > 1) see_taken(id, delivery, tries - 1);
    });
  });
}

void Hosts::interrupt(const SessionId& id, Done done) {
  const auto found = links_.find(id);
  const auto session = engine_.state().sessions.find(id);
  if (found == links_.end() || session == engine_.state().sessions.end()) {
    return done(base::fail(base::ErrorCode::unavailable, "its host is not connected"));
  }
  const auto& adapter = agents::agent_of(session->second.agent_kind);
  const std::string bytes = adapter.interrupt_bytes();
  if (bytes.empty()) {
    found->second->client->send(ipc::SignalAgent{ipc::SignalKind::interrupt});
  } else {
    found->second->client->send(ipc::Input{bytes});
  }
  done({});
}

base::Status Hosts::may_freeze(const SessionId& id) const {
  const auto found = links_.find(id);
  if (found == links_.end() || !found->second->greeted) {
    return base::fail(base::ErrorCode::unavailable, "its host is not connected: try again");
  }
  if (found->second->protocol >= ipc::kFreezeSince) return {};
  return base::fail(base::ErrorCode::conflict,
                    id.value + " was started by an older version of Operator, whose hosts cannot " +
                        "freeze: kill and restore it to get one that can");
}

void Hosts::freeze(const rules::Freeze& effect, Done done) {
  if (may_freeze(effect.session)) {
    links_.at(effect.session)->client->send(ipc::Freeze{effect.on});
  }
  done({});
}

void Hosts::end(const rules::EndAgent& effect, Done done) {
  const auto session = engine_.state().sessions.find(effect.session);
  if (session == engine_.state().sessions.end() || session->second.run != effect.run ||
      session->second.phase == rules::Phase::ended) {
    return done({});
  }
  // A host that is just being started is not to be seen yet; ended now, it would come up later.
  if (const auto spawning = spawning_.find(effect.session); spawning != spawning_.end()) {
    spawning->second.push_back([this, effect, done] { end(effect, done); });
    return;
  }
  ends_[effect.session].push_back(std::move(done));
  wanted_ends_[effect.session] = effect;
  Link* link = link_of(effect.session, effect.run);
  if (link == nullptr) {
    check(effect.session, effect.run, false);
    link = link_of(effect.session, effect.run);
    if (link == nullptr) return;
  }
  // Who is there may still be the host of the run before: nothing is said before the greeting.
  if (link->greeted) send_end(*link, effect);
}

void Hosts::send_end(Link& link, const rules::EndAgent& effect) {
  if (effect.force) {
    link.client->send(ipc::SignalAgent{ipc::SignalKind::kill});
    return;
  }
  link.client->send(ipc::SignalAgent{ipc::SignalKind::terminate});
  link.polite.start(kPoliteWait, [this, effect] {
    if (Link* same = link_of(effect.session, effect.run)) {
      same->client->send(ipc::SignalAgent{ipc::SignalKind::kill});
    }
  });
}

void Hosts::screen(const SessionId& id, int lines,
                   std::function<void(std::vector<std::string>)> done) {
  const auto found = links_.find(id);
  if (found == links_.end() || !found->second->greeted) return done({});
  found->second->screens[found->second->client->get_screen(lines)] = std::move(done);
}

bool Hosts::is_connected(const SessionId& id) const {
  const auto found = links_.find(id);
  return found != links_.end() && found->second->greeted;
}

base::Millis Hosts::cpu_used(const SessionId& id) const {
  const auto session = engine_.state().sessions.find(id);
  if (session == engine_.state().sessions.end()) return base::Millis{0};
  const auto seen = ipc::look_at_host(engine_.paths().session_dir(id), session->second.run);
  return seen.record ? platform::cpu_time(seen.record->agent.pid) : base::Millis{0};
}

}  // namespace app
