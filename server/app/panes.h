// The programs in tmux that persons have started and given to Operator: no host holds them, so they
// are watched, typed to and ended from here. That one runs is the kernel's word (pid, start time,
// boot); tmux is asked when its terminal last showed something new, by one query of each server for
// all of them. Control mode would tell at once, but it has brought whole servers down (tmux
// ≤ 3.6a), and these are not ours to lose. Runs on the loop's thread; tmux on the pool.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/engine.h"
#include "platform/identity.h"
#include "platform/pool.h"
#include "tmux/server.h"

namespace app {

class Panes {
 public:
  Panes(Engine& engine, platform::Pool& pool);
  ~Panes();

  // Looks at those that run, now and then every other second for as long as there are any.
  void watch();

  // Effects. Each calls `done` once, with what happened.
  using Done = std::function<void(base::Status)>;
  // It runs already, or is gone.
  void start(const rules::StartHost& effect, Done done);
  void type(const rules::TypeText& effect, Done done);
  // `number` is the effect's, so that it is one key however often it is run.
  void interrupt(const base::SessionId& id, std::int64_t number, Done done);
  // Closes the pane, and ends what is left of its program 10 s later, or at once. `done` when all
  // of it is gone.
  void end(const rules::EndAgent& effect, Done done);

 private:
  struct Ending {
    std::vector<platform::ProcessIdentity> left;
    base::MonoTime kill_at;
    std::vector<Done> done;
    bool watched = false;
  };
  const rules::Session* session_of(const base::SessionId& id) const;
  void look();
  void ask_servers(const std::set<std::string>& sockets);
  void heard(const std::string& socket, const std::vector<tmux::Pane>& panes);
  void wait_for_end(const base::SessionId& id, int run);
  void gone(const base::SessionId& id, int run);

  Engine& engine_;
  platform::Pool& pool_;
  platform::Timer timer_;
  std::map<base::SessionId, Ending> ends_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace app
