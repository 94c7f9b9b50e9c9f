// When boards are kept in step. A sync is one at a time per board; whoever asks while one runs
// waits for one more look after it, since that one may have passed what they are about. It comes on
// command, soon after the owner's start or the board's coming, when the board says that something
// changed, and again after BoardSettings::every. What is in the outbox is told
// when it is put there, and later where that fails. What a run does: board_run.h. Runs on the
// loop's thread; boards have workers of their own, so that one that hangs keeps nobody else
// waiting. Where a board wants no more requests before a time, none but a person's sync asks it
// until then; when the time has come it is synced, whatever `every` says.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/board_run.h"
#include "platform/timer.h"

namespace app {

class Boards {
 public:
  Boards(Engine& engine, TicketFiles& files, BoardAccess& access);
  ~Boards();

  // Syncs these boards, or all; done when the last one is. not_found for a name that is none.
  void sync(const std::vector<std::string>& names, Done<std::vector<BoardOutcome>> done);
  // The owner has started: boards are synced that are synced by themselves.
  void start();
  // After every commit: something may have been put into the outbox.
  void settle();
  // It is synced, and nobody waits for it.
  void poke(const std::string& board);
  [[nodiscard]] base::Result<std::string> webhook_secret(const std::string& board) const;
  // Ends the syncs that run, and those that were to follow them; what they brought in stays.
  // Returns how many ran.
  int cancel();
  [[nodiscard]] std::vector<BoardView> list() const;
  [[nodiscard]] bool is_busy() const { return !runs_.empty(); }
  // Cancels and waits.
  void stop() { pool_.stop(); }

 private:
  struct Running;
  using Waiting = std::vector<std::function<void(const BoardOutcome&)>>;
  void start_run(const rules::BoardSettings& board, BoardRun::Kind kind, Waiting waiting);
  void start_sync(const rules::BoardSettings& board, Waiting waiting = {});
  // The next one where one runs.
  void want_sync(const rules::BoardSettings& board, Waiting waiting);
  void ended(const std::shared_ptr<Running>& running, const std::string& error);
  // What is due now begins; the timer is for what is due next.
  void look_at_clock();
  void look_at_settings(base::WallTime now);
  // Before which a board wants no more requests, also where that has passed by now.
  [[nodiscard]] static std::optional<base::WallTime> wait_of(const BoardMark& mark);
  [[nodiscard]] std::optional<base::WallTime> next_sync(const rules::BoardSettings& board) const;
  [[nodiscard]] std::optional<base::WallTime> next_tell(const rules::BoardSettings& board) const;
  void show();

  Engine& engine_;
  TicketFiles& files_;
  BoardAccess& access_;
  std::map<std::string, std::shared_ptr<Running>> runs_;  // by board
  std::set<rules::IssueRef> taken_;                       // BoardRun::Parts::taken
  // Boards that cannot be told anything between these two.
  struct Held {
    base::WallTime from, until;
  };
  std::map<std::string, Held> held_;
  std::set<std::string> synced_;                // since the owner's start
  std::map<std::string, base::WallTime> seen_;  // since when a board may be synced by itself
  bool started_ = false;
  platform::Pool pool_;
  platform::Timer timer_;
};

}  // namespace app
