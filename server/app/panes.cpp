#include "app/panes.h"

#include <csignal>
#include <thread>

#include "agents/agent.h"
#include "base/log.h"
#include "platform/timer.h"
#include "rules/adopt.h"
#include "rules/lifecycle.h"
#include "tmux/typing.h"

namespace app {

using base::SessionId;

namespace {

constexpr base::Millis kLookEvery{2000};
constexpr base::Millis kQuietAfter{5000};
constexpr base::Millis kEndLook{200};
constexpr base::Millis kPaneWait{10'000};
// Programs take an Enter within a paste's burst as a line end.
constexpr base::Millis kEnterAfter{100};

platform::ProcessIdentity program_of(const rules::AdoptedPane& pane) {
  return {pane.pid, pane.start_time, pane.boot};
}

tmux::Server server_of(const rules::AdoptedPane& pane) { return {pane.socket, {}}; }

base::Status type_and_enter(const rules::AdoptedPane& pane, const std::string& key,
                            const std::string& text) {
  const auto server = server_of(pane);
  TRY(tmux::type(server, {pane.pane, pane.pid, key, tmux::pasteable(text), true}));
  std::this_thread::sleep_for(kEnterAfter);
  return tmux::type(server, {pane.pane, pane.pid, key, "\n", false});
}

}  // namespace

Panes::Panes(Engine& engine, platform::Pool& pool)
    : engine_(engine), pool_(pool), timer_(engine.loop()) {}

Panes::~Panes() { *alive_ = false; }

const rules::Session* Panes::session_of(const SessionId& id) const {
  const rules::Session* found = rules::find_session(engine_.state(), id);
  return found != nullptr && found->adopted ? found : nullptr;
}

void Panes::watch() {
  timer_.start(base::Millis{0}, [this] { look(); });
}

void Panes::look() {
  std::set<std::string> sockets;
  std::vector<std::pair<SessionId, int>> ended;
  for (const auto& [id, session] : engine_.state().sessions) {
    if (!session.adopted || !rules::is_live(session)) continue;
    if (platform::is_alive(program_of(*session.adopted))) {
      sockets.insert(session.adopted->socket);
    } else if (!ends_.contains(id)) {
      ended.emplace_back(id, session.run);
    }
  }
  for (const auto& [id, run] : ended) gone(id, run);
  if (sockets.empty()) return;
  ask_servers(sockets);
  timer_.start(kLookEvery, [this] { look(); });
}

void Panes::ask_servers(const std::set<std::string>& sockets) {
  for (const auto& socket : sockets) {
    pool_.run(
        [socket](std::stop_token) {
          return tmux::list_panes({socket, {}});
        },
        [this, socket, alive = alive_](base::Result<std::vector<tmux::Pane>> panes) {
          if (*alive && panes) heard(socket, *panes);
        });
  }
}

void Panes::heard(const std::string& socket, const std::vector<tmux::Pane>& panes) {
  const std::int64_t quiet_since = (base::now().wall.ms - kQuietAfter.count()) / 1000;
  for (const auto& pane : panes) {
    const auto* session = rules::adopter_of(engine_.state(), socket, pane.id, pane.pid);
    if (session == nullptr) continue;
    engine_.note("owner", [&, id = session->id](rules::Draft& draft) {
      rules::output_seen(draft, id, pane.output < quiet_since);
    });
  }
}

void Panes::start(const rules::StartHost& effect, Done done) {
  const rules::Session* session = session_of(effect.session);
  if (session == nullptr || session->run != effect.run || !rules::is_live(*session)) {
    return done({});
  }
  if (!platform::is_alive(program_of(*session->adopted))) {
    gone(effect.session, effect.run);
    return done({});
  }
  engine_.note("owner", [&](rules::Draft& draft) {
    rules::host_started(draft, effect.session, effect.run);
  });
  watch();
  done({});
}

void Panes::type(const rules::TypeText& effect, Done done) {
  const rules::Session* session = session_of(effect.session);
  if (session == nullptr) return done(base::fail(base::ErrorCode::not_found, "it is gone"));
  pool_.run([pane = *session->adopted, key = effect.delivery,
             text = effect.text](std::stop_token) { return type_and_enter(pane, key, text); },
            [done = std::move(done)](base::Status typed) { done(std::move(typed)); });
}

void Panes::interrupt(const SessionId& id, std::int64_t number, Done done) {
  const rules::Session* session = session_of(id);
  if (session == nullptr) return done({});
  const auto known = engine_.settings().agents.find(session->agent);
  const bool is_known = known != engine_.settings().agents.end();
  std::string bytes =
      is_known ? agents::agent_of(known->second.kind).interrupt_bytes() : std::string();
  if (bytes.empty()) bytes = "\x03";
  pool_.run(
      [pane = *session->adopted, key = "interrupt-" + std::to_string(number),
       bytes = std::move(bytes)](std::stop_token) {
        return tmux::type(server_of(pane), {pane.pane, pane.pid, key, bytes, false});
      },
      [id, done = std::move(done)](base::Status pressed) {
        if (!pressed) base::log_info(id.value + ": not interrupted: " + pressed.error().message);
        done(std::move(pressed));
      });
}

void Panes::end(const rules::EndAgent& effect, Done done) {
  const rules::Session* session = session_of(effect.session);
  if (session == nullptr || session->run != effect.run || session->phase == rules::Phase::ended) {
    return done({});
  }
  const rules::AdoptedPane pane = *session->adopted;
  Ending& ending = ends_[effect.session];
  ending.done.push_back(std::move(done));
  if (platform::is_alive(program_of(pane))) {
    ending.left.push_back(program_of(pane));
    for (const int pid : platform::descendants(pane.pid)) {
      if (const auto child = platform::identity_of(pid)) ending.left.push_back(*child);
    }
  }
  ending.kill_at = base::now().mono + (effect.force ? base::Millis{0} : kPaneWait);
  if (!effect.force) {
    pool_.run([pane](std::stop_token) { return tmux::close(server_of(pane), pane.pane, pane.pid); },
              [id = effect.session](const base::Status& closed) {
                if (!closed) base::log_info(id.value + ": " + closed.error().message);
              });
  }
  if (!std::exchange(ending.watched, true)) wait_for_end(effect.session, effect.run);
}

void Panes::wait_for_end(const SessionId& id, int run) {
  Ending& ending = ends_[id];
  std::erase_if(ending.left, [](const auto& one) { return !platform::is_alive(one); });
  if (ending.left.empty()) return gone(id, run);
  if (base::now().mono >= ending.kill_at) {
    for (const auto& one : ending.left) (void)platform::signal_process(one, SIGKILL).has_value();
  }
  platform::run_after(engine_.loop(), kEndLook, [this, id, run, alive = alive_] {
    if (*alive) wait_for_end(id, run);
  });
}

void Panes::gone(const SessionId& id, int run) {
  rules::AgentExit exit;
  exit.by_record = false;  // nobody has kept how it ended
  if (!engine_.note("owner",
                    [&](rules::Draft& draft) { rules::agent_gone(draft, id, run, exit); })) {
    return engine_.when_store_works("end of " + id.value, [this, id, run] { gone(id, run); });
  }
  if (auto ending = ends_.extract(id)) {
    for (auto& done : ending.mapped().done) done({});
  }
}

}  // namespace app
