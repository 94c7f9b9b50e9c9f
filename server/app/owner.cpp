#include "app/owner.h"

#include "app/boards.h"
#include "app/desk.h"
#include "app/effects.h"
#include "app/hosts.h"
#include "app/panes.h"
#include "app/programs.h"
#include "app/setup.h"
#include "app/spools.h"
#include "app/sweep.h"
#include "app/ticket_files.h"
#include "base/log.h"
#include "base/text.h"
#include "platform/pool.h"
#include "rules/idle.h"
#include "rules/lifecycle.h"

namespace app {

namespace {

// Git calls of several launches side by side; more only makes the disk seek. They may hang, and
// what is quick must not wait behind them.
constexpr std::size_t kGitWorkers = 4;
constexpr std::size_t kWorkers = 2;
constexpr std::size_t kSetupWorkers = 4;  // each is another program's time

}  // namespace

struct Owner::Parts {
  Parts(asio::io_context& loop, base::WorkspacePaths paths, std::unique_ptr<store::Store> store,
        rules::State state, std::filesystem::path programs)
      : engine(loop, {std::move(paths)}, std::move(store), std::move(state)),
        pool(loop, kWorkers),
        git(loop, kGitWorkers),
        setup_runs(loop, kSetupWorkers),
        files(engine, pool),
        setup(engine, programs),
        windows(engine, pool, programs),
        hosts(engine, pool, std::move(programs)),
        panes(engine, pool),
        spools(engine),
        access(engine, setup),
        boards(engine, files, access),
        board_setup(engine, setup, access),
        effects(engine, pool, git, setup_runs, hosts, panes, files, boards, windows),
        sweep(engine, git),
        desk(engine, pool, git, files, setup, hosts, spools, boards, board_setup, sweep, windows) {}

  Engine engine;
  platform::Pool pool, git, setup_runs;
  TicketFiles files;
  Setup setup;
  Windows windows;
  Hosts hosts;
  Panes panes;
  Spools spools;
  BoardAccess access;
  Boards boards;
  BoardSetup board_setup;
  Effects effects;
  Sweep sweep;
  Desk desk;
  std::function<void(const Changes&)> listener;
};

base::Result<std::unique_ptr<Owner>> Owner::open(asio::io_context& loop,
                                                 base::WorkspacePaths paths) {
  TRY_ASSIGN(auto programs, install_programs(paths.data));
  TRY_ASSIGN(auto store, store::Store::open(paths.database()));
  TRY_ASSIGN(auto state, store->load());
  auto parts = std::make_unique<Parts>(loop, std::move(paths), std::move(store), std::move(state),
                                       std::move(programs));
  return std::unique_ptr<Owner>(new Owner(std::move(parts)));
}

Owner::Owner(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {
  Parts& p = *parts_;
  p.engine.on_changes = [&p](const Changes& changes) {
    p.effects.settle(changes.sessions);
    p.desk.settle(changes);
    p.sweep.settle();
    p.boards.settle();
    if (p.listener) p.listener(changes);
  };
  p.engine.run_effect = [&p](const rules::Effect& effect) { p.effects.run(effect); };
  p.engine.read_ticket = [&p](const std::string& path) {
    auto text = p.files.folders().read(path);
    if (!text) p.files.folders().forget(path);  // the engine drops it: a scan may bring it back
    return text;
  };
  p.engine.clean_up = [&p](const base::SessionId& id) {
    CleanupWish wish;
    wish.ids = {id};
    p.desk.clean_up("owner", wish, [&p, id](base::Result<std::vector<CleanedSession>> cleaned) {
      std::string reason = cleaned ? "" : cleaned.error().message;
      if (cleaned && cleaned->front().outcome == CleanedSession::Outcome::kept) {
        reason = base::join(cleaned->front().reasons, "; ");
      }
      if (reason.empty()) return;
      p.engine.note("owner", [&](rules::Draft& draft) { rules::cleanup_kept(draft, id, reason); });
    });
  };
  p.hosts.environment = p.setup.environment();
  p.hosts.wants_window = [&p](const base::SessionId& id) { p.windows.show(id); };
  p.hosts.before_gone = [&p](const base::SessionId& id) { p.spools.read(id); };
}

Owner::~Owner() = default;

Engine& Owner::engine() { return parts_->engine; }
Operations& Owner::operations() { return parts_->desk; }

void Owner::on_changes(std::function<void(const Changes&)> callback) {
  parts_->listener = std::move(callback);
}

base::Status Owner::start() {
  Parts& p = *parts_;
  p.setup.start();
  p.engine.recall_labels();
  p.files.start();
  TRY(p.spools.start());
  p.hosts.adopt_all();
  p.engine.start();
  p.panes.watch();
  p.sweep.start();
  p.boards.start();
  return {};
}

void Owner::runtime_changed() { parts_->spools.bind_again(); }

void Owner::stop() {
  parts_->boards.stop();
  parts_->board_setup.stop();
  parts_->git.stop();
  parts_->setup_runs.stop();
  parts_->pool.stop();
  parts_->files.stop();
}

bool Owner::may_idle_out() {
  if (parts_->boards.is_busy()) return false;
  for (const auto& [id, session] : parts_->engine.state().sessions) {
    if (session.phase != rules::Phase::ended) return false;
  }
  const auto& plan = parts_->engine.queue();
  return plan.launch.empty() && !plan.next;
}

}  // namespace app
