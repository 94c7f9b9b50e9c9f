// The owner's side of every live session's host: one control connection each, found again after a
// restart of the owner. What hosts report becomes decisions; what decisions want of terminals goes
// through here. Runs on the loop's thread.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/engine.h"
#include "app/launch.h"
#include "link/host_client.h"
#include "link/host_files.h"
#include "platform/pool.h"
#include "rules/lifecycle.h"

namespace app {

class Hosts {
 public:
  Hosts(Engine& engine, platform::Pool& pool, std::filesystem::path programs);
  ~Hosts();

  // The environment for launches; see Operations::set_client_environment.
  std::map<std::string, std::string> environment;

  // Called before a run counts as over: what its hooks said last is to be read first.
  std::function<void(const base::SessionId&)> before_gone;

  // A session whose host is tmux runs, and no window shows it.
  std::function<void(const base::SessionId&)> wants_window;

  // Finds the hosts of all sessions that should have one: adopts, or takes note of their end.
  void adopt_all();

  // What the session's agent would be started with now; invalid_argument without its agent.
  base::Result<LaunchPlan> plan_for(const rules::Session& session) const;

  // Effects. Each calls `done` once, with what happened.
  using Done = std::function<void(base::Status)>;
  void start(const rules::StartHost& effect, Done done);
  void type(const rules::TypeText& effect, Done done);
  void interrupt(const base::SessionId& id, Done done);
  // A host that is not connected is told when it is found.
  void freeze(const rules::Freeze& effect, Done done);
  // Why its host cannot, now or at all.
  base::Status may_freeze(const base::SessionId& id) const;
  // `done` when the run is over, proved by its exit record or the absence of its processes.
  void end(const rules::EndAgent& effect, Done done);
  // The last `lines` rows, empty when there is no host to ask.
  void screen(const base::SessionId& id, int lines,
              std::function<void(std::vector<std::string>)> done);
  // Whether its host has said hello.
  bool is_connected(const base::SessionId& id) const;
  // CPU time used so far by the agent and what it started; 0 when unknown.
  base::Millis cpu_used(const base::SessionId& id) const;

  // A question's hook is gone: looks whether its dialog still stands, and says so.
  void look_after_hook(const base::SessionId& id, const std::string& event_id);

 private:
  struct Link;
  void connect(const base::SessionId& id, int run, base::Millis patience);
  void on_message(const base::SessionId& id, int run, ipc::HostMessage&& message);
  void greeted(const base::SessionId& id, const ipc::HostHello& hello);
  void on_closed(const base::SessionId& id, int run, const base::Error& error);
  void just_spawned(const base::SessionId& id, int run);
  bool is_other_run(const base::SessionId& id, int run) const;
  bool may_yet_start(const base::SessionId& id, int run) const;
  void drop_link(const base::SessionId& id);
  void on_keys(Link& link, const ipc::Keys& keys);
  void look_for_text(const base::SessionId& id);
  void look_for_dialog(const base::SessionId& id);
  // A program that is behind may take the Enter for a part of the text: where that still stands in
  // the input line a moment later, Enter comes again.
  void see_taken(const base::SessionId& id, const std::string& delivery, int tries);
  bool is_typed(const base::SessionId& id, const std::string& delivery) const;
  // Processes of this workspace's sessions, by session.
  using Running = std::multimap<std::string, int>;
  Running processes_of_sessions() const;
  // `was_started`: no StartHost of this run is still to run.
  void check(const base::SessionId& id, int run, bool was_started);
  bool may_be_followed(const base::SessionId& id, int run);
  // `running`: looked at when `seen` is a lost host.
  void follow(const base::SessionId& id, int run, bool was_started, const ipc::HostSighting& seen,
              const Running& running);
  void check_later(const base::SessionId& id, int run, base::Millis wait);
  void send_end(Link& link, const rules::EndAgent& effect);
  void gone(const base::SessionId& id, int run, const rules::AgentExit& exit);
  void end_container(const base::SessionId& id, int run, const ipc::Container& container);
  bool end_remains(const base::SessionId& id, const ipc::HostSighting& seen,
                   const Running& running);
  void spawn(const rules::StartHost& effect, Done done);
  Link* link_of(const base::SessionId& id, int run);

  Engine& engine_;
  platform::Pool& pool_;
  std::filesystem::path programs_;
  std::map<base::SessionId, std::unique_ptr<Link>> links_;
  std::map<base::SessionId, std::vector<Done>> ends_;
  std::map<base::SessionId, rules::EndAgent> wanted_ends_;  // what they are to be told
  std::map<base::SessionId, std::vector<std::function<void()>>> spawning_;  // ends that wait for it
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace app
