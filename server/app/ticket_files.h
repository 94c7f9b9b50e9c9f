// The ticket folders as the engine's world sees them: scanned on a worker when something changed
// there, one scan at a time. Runs on the loop's thread.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/engine.h"
#include "platform/pool.h"
#include "platform/timer.h"
#include "platform/watch.h"
#include "tickets/store.h"

namespace app {

class TicketFiles {
 public:
  TicketFiles(Engine& engine, platform::Pool& pool);
  // Looks at everything once, then watches.
  void start();
  // Leaves what it knows to the next owner.
  void stop();

  tickets::Folders& folders() { return *folders_; }
  std::shared_ptr<tickets::Folders> shared_folders() { return folders_; }
  // Looks again; `done` after the world has what a scan begun from now on saw.
  void rescan(std::function<void()> done);
  // By id, or by path while it has none. The copy in the open launch's folder wins.
  base::Result<rules::Ticket> find(const std::string& id) const;

  // Unsaved edits of one client's editors, absolute paths; an empty list forgets it.
  void set_dirty(const std::string& client, const std::vector<std::string>& absolute);

 private:
  void look_soon();
  void scan_now();
  void take(tickets::Scan scan, base::MonoTime began);
  [[nodiscard]] std::filesystem::path index() const;

  Engine& engine_;
  platform::Pool& pool_;
  std::shared_ptr<tickets::Folders> folders_;
  std::unique_ptr<platform::Watch> watch_;
  bool scanning_ = false;
  bool again_ = false;
  base::Millis took_{0};  // the newest scan
  base::MonoTime ended_;  // and when it was over
  platform::Timer pause_;
  bool first_ = true;
  std::vector<std::function<void()>> after_this_, after_next_;
  std::map<std::string, std::set<std::string>> dirty_;
};

}  // namespace app
