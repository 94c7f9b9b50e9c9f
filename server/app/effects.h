// The one runner of effects. Each runs once at a time per thing it works on, in the order it was
// wanted; its end and what follows from it are one decision. Runs on the loop's thread, what blocks
// runs on the pool.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <string>

#include "app/boards.h"
#include "app/engine.h"
#include "app/hosts.h"
#include "app/panes.h"
#include "app/ticket_files.h"
#include "app/windows.h"
#include "platform/pool.h"

namespace app {

class Effects {
 public:
  // `pool` for what is short, `git` for what git does, `setup` for what projects have run.
  Effects(Engine& engine, platform::Pool& pool, platform::Pool& git, platform::Pool& setup,
          Hosts& hosts, Panes& panes, TicketFiles& files, Boards& boards, Windows& windows);
  void run(const rules::Effect& effect);
  // Ends what makes a worktree for a session that is not to be started any more.
  void settle(const std::set<base::SessionId>& sessions);

 private:
  using Rule = std::function<void(rules::Draft&)>;
  // The effect is over: marks it done and decides what follows. `then` owns what it looks at: where
  // the store cannot keep it now, it is decided again when it can.
  void over(const rules::Effect& effect, const Rule& then);
  void begin(const rules::Effect& effect);
  static std::string lane_of(const rules::Effect& effect);

  void start(const rules::Effect& effect, const rules::MakeWorktree& body);
  void start(const rules::Effect& effect, const rules::RunSetup& body);
  void start(const rules::Effect& effect, const rules::PlaceTicket& body);
  void start(const rules::Effect& effect, const rules::StartHost& body);
  void start(const rules::Effect& effect, const rules::TypeText& body);
  void start(const rules::Effect& effect, const rules::Interrupt& body);
  void start(const rules::Effect& effect, const rules::Freeze& body);
  void start(const rules::Effect& effect, const rules::EndAgent& body);
  void start(const rules::Effect& effect, const rules::CheckWorktree& body);
  void start(const rules::Effect& effect, const rules::CommitLeftovers& body);
  void start(const rules::Effect& effect, const rules::DiscardLeftovers& body);
  void start(const rules::Effect& effect, const rules::RemoveWorktree& body);
  void start(const rules::Effect& effect, const rules::LookAtScreen& body);
  void start(const rules::Effect& effect, const rules::LookAtProcessor& body);
  void start(const rules::Effect& effect, const rules::LookAtWindow& body);
  void start(const rules::Effect& effect, const rules::CheckArtifacts& body);
  void start(const rules::Effect& effect, const rules::WriteAgentTrust& body);
  void start(const rules::Effect& effect, const rules::SyncBoard& body);
  void leftovers_done(const rules::Effect& effect, const base::SessionId& id, base::Status status);
  // Work for a session in preparation, on a worker: stopped as soon as that is over.
  template <class Work, class Then>
  void prepare(platform::Pool& pool, const base::SessionId& id, Work work, Then then);
  bool is_adopted(const base::SessionId& id) const;

  Engine& engine_;
  platform::Pool& pool_;
  platform::Pool& git_;
  platform::Pool& setup_;
  Hosts& hosts_;
  Panes& panes_;
  TicketFiles& files_;
  Boards& boards_;
  Windows& windows_;
  std::map<std::string, std::deque<rules::Effect>> lanes_;  // the first of each is running
  std::map<base::SessionId, std::stop_source> making_;      // worktrees, and setup
};

}  // namespace app
