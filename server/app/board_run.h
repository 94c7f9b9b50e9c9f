// One run over one board. A sync goes page by page, each page one decision with the place where the
// next one begins, so that a sync that was interrupted goes on from there; where issues come to be
// wanted without a change of theirs, then all that are wanted; then what changed here,
// and what is left of earlier syncs; then what waits in the outbox is told. Without pages it only
// tells. Runs on the loop's thread, what blocks runs on the pool.
#pragma once
#include <functional>
#include <memory>
#include <optional>
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
    // New issues that a run is making tickets of: where two boards take one, only one ticket comes.
    std::set<rules::IssueRef>& taken;
  };
  // `asked`: a sync that somebody waits for.
  enum class Kind { asked, sync, tell };
  // `on_end`: once, with why the run ended early, or with nothing. It may be called by begin().
  BoardRun(Parts parts, rules::BoardSettings board, Kind kind,
           std::function<void(const std::string& error)> on_end);

  void begin();
  // Ends it soon; what it brought in stays.
  void cancel() { stop_.request_stop(); }

  [[nodiscard]] const rules::BoardSettings& board() const { return board_; }
  [[nodiscard]] bool is_sync() const { return kind_ != Kind::tell; }
  [[nodiscard]] int issues() const { return issues_; }  // looked at so far
  // Until when the board wants no more requests, where it said so.
  [[nodiscard]] std::optional<base::WallTime> retry_at() const { return retry_at_; }
  // What came of it so far; whole with on_end.
  [[nodiscard]] const BoardOutcome& outcome() const { return outcome_; }

 private:
  void next_page();
  void take_page(boards::Page page);
  [[nodiscard]] bool must_ask_anew() const;
  void ask_anew();
  void rest();
  [[nodiscard]] bool is_mine(const rules::BoardLink& link) const;
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
  std::string began_at_;  // the mark's `since` when it began
  bool resumed_ = false;  // it began where another one was interrupted
  bool lost_ = false;     // a new issue has no ticket: the next sync begins where this one did
  bool whole_ = false;    // all that is wanted was asked for
  bool anew_ = false;     // and that is under way, after what changed
  bool changed_meanwhile_ = false;
  int rounds_ = 0;
  int issues_ = 0;
  std::set<std::int64_t> tried_;  // of the outbox, in vain
  int failures_ = 0;              // of them, one after another
  std::vector<BoardItem> later_;  // new issues that another board's run had taken
  std::vector<std::string> problems_;
  std::optional<base::WallTime> retry_at_;
  BoardOutcome outcome_;
};

}  // namespace app
