// The one owner of state. Every change goes the same way: a decision is made on the state (pure, in
// rules/), committed in one transaction with its effects, told to the observer, and then the
// effects run; their results are decisions again. Everything here runs on the loop's thread.
#pragma once
#include <asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/crash_point.h"
#include "base/paths.h"
#include "base/result.h"
#include "platform/timer.h"
#include "rules/draft.h"
#include "rules/eligible.h"
#include "rules/lifecycle.h"
#include "rules/progress.h"
#include "store/store.h"

namespace app {

// What a committed decision changed, for those who show it.
struct Changes {
  std::set<base::SessionId> sessions;
  std::set<base::ReviewId> reviews;  // changed or over: look it up in the state
  std::vector<rules::Event> events;
  bool queue = false;   // rows, slots or the pause: ask queue() again
  bool status = false;  // trust, problems, settings
  bool boards = false;  // syncs, or what waits for boards
};

class Engine {
 public:
  struct Options {
    base::WorkspacePaths paths;
  };
  Engine(asio::io_context& loop, Options options, std::unique_ptr<store::Store> store,
         rules::State state);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Runs `rule` on a draft and commits what it changed. `rule` takes a Draft& and returns a
  // base::Result or a base::Status; when it fails, nothing is changed. `unavailable` when the
  // commit fails (disk full): then nothing happened either.
  template <class Rule>
  auto decide(const std::string& actor, Rule&& rule)
      -> decltype(rule(std::declval<rules::Draft&>())) {
    rules::Draft draft(state_, context(actor));
    auto outcome = rule(draft);
    if (!outcome) {
      roll_back(draft);
      return outcome;
    }
    if (auto done = finish(draft); !done) return base::fail(done.error());
    return outcome;
  }
  // For rules that cannot fail. False when the commit failed, which is logged; whoever must not
  // lose what it noted says when_store_works().
  template <class Rule>
  bool note(const std::string& actor, Rule&& rule) {
    const base::Status done = decide(actor, [&](rules::Draft& draft) -> base::Status {
      rule(draft);
      return {};
    });
    return done.has_value();
  }

  // After a commit that failed: runs `again` once the store takes commits again (a full disk was
  // emptied, a lock is gone). One per name: a later one replaces it.
  void when_store_works(const std::string& name, std::function<void()> again);

  const rules::State& state() const { return state_; }
  const rules::Settings& settings() const { return settings_; }
  const rules::World& world() const { return world_; }
  const base::WorkspacePaths& paths() const { return options_.paths; }
  store::Store& store() { return *store_; }
  asio::io_context& loop() { return loop_; }

  // Status as derived now.
  rules::StatusView view(const base::SessionId& id) const;
  // The queue's rows in launch order with reasons, and its slots. Recomputed when something that
  // matters changed.
  const rules::QueuePlan& queue();
  // What plan_queue and may_launch look at.
  rules::QueueInput queue_input() const;

  // New settings or a new look at the world; then what follows from them.
  void set_settings(rules::Settings settings);
  void change_world(const std::function<void(rules::World&)>& change);

  // Set once, before start().
  std::function<void(const Changes&)> on_changes;        // after the commit
  std::function<void(const rules::Effect&)> run_effect;  // after on_changes
  std::function<base::Result<std::string>(const std::string& path)> read_ticket;  // for claims
  // Finished sessions whose time has come: cleans them up, and says so by cleanup_kept where one
  // stays.
  std::function<void(const base::SessionId&)> clean_up;
  CrashPoint crash;

  // The labels as the newest decision left them, from which their changes are told: to be called
  // before anything that happened meanwhile is read.
  void recall_labels();
  // Runs the effects that an owner before left undone, then what follows from the state.
  void start();

  rules::Context context(const std::string& actor) const;

 private:
  base::Status finish(rules::Draft& draft);
  void roll_back(rules::Draft& draft);
  void reload();
  void launch_what_may(rules::Draft& draft);
  void note_status_changes(rules::Draft& draft, const std::set<base::SessionId>& touched);
  void note_due(const std::set<base::SessionId>& touched);
  void arm_timer();
  void on_timer();
  void clean_up_due();
  void try_store_later();
  bool slots_changed(const std::set<base::SessionId>& touched);

  asio::io_context& loop_;
  Options options_;
  std::unique_ptr<store::Store> store_;
  rules::State state_;
  rules::Settings settings_;
  rules::World world_;
  rules::QueuePlan plan_;
  bool plan_stale_ = true;
  bool started_ = false;
  std::map<base::SessionId, std::pair<rules::Status, rules::Activity>> seen_;
  std::map<base::SessionId, int> slot_marks_;
  // When time alone may change a session, as the newest decision about it left it.
  struct Due {
    std::optional<base::MonoTime> at;
    std::optional<base::WallTime> clean_up_at;
  };
  std::map<base::SessionId, Due> due_;
  bool all_due_stale_ = true;  // something that concerns all of them changed
  std::map<std::string, std::function<void()>> again_;  // by name, when the store works again
  platform::Timer timer_;                               // for the earliest deadline
  platform::Timer store_timer_;                         // looks whether the store works again
};

}  // namespace app
