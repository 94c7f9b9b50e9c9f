// Keeping house, at the owner's start and then with the first change of each hour, so that an owner
// at rest is not woken for it: what is older than its time leaves the store
// and the archive, in small steps between which everybody else has a turn; and what an owner before
// left half filed away is filed. Thread: the loop's; files are the workers'.
#pragma once
#include <optional>

#include "app/engine.h"
#include "base/ids.h"
#include "platform/pool.h"
#include "platform/timer.h"

namespace app {

class Sweep {
 public:
  // `workers` may block for long.
  Sweep(Engine& engine, platform::Pool& workers);
  void start() { round(); }
  // Something has changed: a new round, when the last one is an hour old.
  void settle();

  // An archived session's files go to the archive, with its summary. Repeated by the next round
  // when it fails.
  void file_away(const base::SessionId& id);

 private:
  void round();
  void step();
  void drop_expired();
  void file_what_was_left();
  [[nodiscard]] store::Retention retention() const;

  Engine& engine_;
  platform::Pool& workers_;
  platform::Timer timer_;
  std::optional<base::MonoTime> last_;  // round
};

}  // namespace app
