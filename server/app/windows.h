// The windows of sessions whose host is tmux, on Operator's own tmux server. The host has the
// terminal; a window only shows it, so nothing of a session waits for this, and what fails here is
// said in the log and made good by `operator attach`. Runs on the loop's thread, tmux on the pool;
// one call of tmux for all that is wanted at the time.
#pragma once
#include <functional>
#include <set>
#include <vector>

#include "app/engine.h"
#include "platform/pool.h"

namespace app {

class Windows {
 public:
  Windows(Engine& engine, platform::Pool& pool, std::filesystem::path programs);

  // The session is to have a window that shows its present run.
  void show(const base::SessionId& id);
  // The session is archived: its pane goes.
  void close(const base::SessionId& id);
  // How many clients of tmux show the session's window now; 0 when tmux cannot say.
  void clients_of(const base::SessionId& id, std::function<void(int)> done);

 private:
  void run();

  Engine& engine_;
  platform::Pool& pool_;
  std::filesystem::path programs_;
  std::set<base::SessionId> wanted_, unwanted_;
  bool running_ = false;
};

}  // namespace app
