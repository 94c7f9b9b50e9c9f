// One run over one board. A sync goes page by page, each page one decision with the place where the
// next one begins, so that a sync that was interrupted goes on from there; then what changed here,
// and what is left of earlier syncs; then what waits in the outbox is told. Without pages it only
// tells. Runs on the loop's thread, what blocks runs on the pool.
#pragma once
#include <functional>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "app/board_access.h"
#include "app/board_mark.h"
#include "app/board_pass.h"
#include "app/engine.h"
#include "app/operations.h"
#include "app/ticket_files.h"
#include "platform/pool.h"

namespace app {

class BoardRun : public std::enable_shared_from_this<BoardRun> {
 public:
  struct Parts {
    Engine& engine;
    TicketFiles& files;
    BoardAccess& access;
    platform::Pool& pool;
  };
  enum class Kind { sync, tell };
  // `on_end`: once, with why the run ended early, or with nothing. It may be called by begin().
  BoardRun(Parts parts, rules::BoardSettings board, Kind kind,
           std::function<void(const std::string& error)> on_end);

  void begin();
  // Ends it soon; what it brought in stays.
  void cancel() { stop_.request_stop(); }

  [[nodiscard]] const rules::BoardSettings& board() const { return board_; }
  [[nodiscard]] bool is_sync() const { return kind_ == Kind::sync; }
  [[nodiscard]] int issues() const { return issues_; }  // looked at so far
  // What came of it so far; whole with on_end.
  [[nodiscard]] const BoardOutcome& outcome() const { return outcome_; }

 private:
  void next_page();
  void take_page(boards::Page page);
  void rest();
  void add_item(BoardItem item, std::vector<BoardItem>& items) const;
  void work(std::vector<BoardItem> items, std::function<void()> then);
  bool keep(BoardDone done);
  void tell();
  void tell_one(const rules::Outgoing& outgoing);
  void tell_stage(const rules::Outgoing& what);
  void told(const rules::Outgoing& what, const base::Status& done);
  void end(const std::string& error);
  // The same, where asking the board failed.
  void give_up(const base::Error& error, const std::string& where = {});

  Parts parts_;
  rules::BoardSettings board_;
  Kind kind_;
  std::function<void(const std::string&)> on_end_;
  std::stop_source stop_;
  std::shared_ptr<boards::Provider> provider_;
  boards::PageRequest request_;
  BoardMark mark_;
  bool resumed_ = false;  // it began where another one was interrupted
  bool changed_meanwhile_ = false;
  int rounds_ = 0;
  int issues_ = 0;
  std::set<std::int64_t> tried_;  // of the outbox, in vain
  int failures_ = 0;              // of them, one after another
  std::vector<std::string> problems_;
  BoardOutcome outcome_;
};

}  // namespace app
