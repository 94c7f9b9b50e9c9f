#include "app/boards.h"

#include <algorithm>
#include <asio/post.hpp>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "rules/outbox.h"

namespace app {
namespace {

using base::ErrorCode;

// Boards side by side.
constexpr std::size_t kBoardWorkers = 4;
// A board that was synced this short a time before the owner's start is in step.
constexpr base::Millis kFresh{60'000};
// Whoever started the owner or added a board has this long to sync it, and so sees what came in,
// and to hand over its token; then it is synced by itself.
constexpr base::Millis kYield{5'000};
// A board that cannot be told anything at all is tried again after this.
constexpr base::Millis kHeld{300'000};

}  // namespace

struct Boards::Running {
  std::shared_ptr<BoardRun> run;
  Waiting waiting;
  std::optional<Waiting> next;  // a sync is to follow, and who waits for it
};

Boards::Boards(Engine& engine, TicketFiles& files, BoardAccess& access)
    : engine_(engine),
      files_(files),
      access_(access),
      pool_(engine.loop(), kBoardWorkers),
      timer_(engine.loop()) {}
Boards::~Boards() = default;

void Boards::start() {
  started_ = true;
  look_at_clock();
}

void Boards::settle() {
  if (started_ && !engine_.settings().boards.empty()) look_at_clock();
}

std::optional<base::WallTime> Boards::wait_of(const BoardMark& mark) {
  if (mark.retry_at.empty()) return std::nullopt;
  const base::WallTime until{std::stoll(mark.retry_at)};
  // No board is believed a longer wait: the clock went back.
  const bool is_sane = until.ms - base::now().wall.ms <= boards::kLongestBelieved;
  return is_sane ? std::optional(until) : std::nullopt;
}

std::optional<base::WallTime> Boards::next_sync(const rules::BoardSettings& board) const {
  const BoardMark mark = BoardMark::of(engine_.state(), board.name);
  const std::int64_t now = base::now().wall.ms, last = mark.at.empty() ? 0 : std::stoll(mark.at);
  const auto held = wait_of(mark);
  const base::Millis every = board.every;
  const bool is_asked_only = every == base::Millis{0};
  if (is_asked_only && !held) return std::nullopt;
  const auto after = [now](std::int64_t then, base::Millis wait) {
    return base::WallTime{(then > now ? 0 : then) + wait.count()};  // clocks may jump back
  };
  base::WallTime due = after(last, every);
  if (!synced_.contains(board.name)) {
    const auto seen = seen_.find(board.name);
    const auto yield = is_asked_only ? kYield : std::min(every, kYield);
    due = std::max(after(last, std::min(every, kFresh)),
                   after(seen == seen_.end() ? now : seen->second.ms, yield));
  }
  return std::max(due, held.value_or(due));
}

// Boards that came or went with the configuration.
void Boards::look_at_settings(base::WallTime now) {
  const auto& settings = engine_.settings();
  const auto is_gone = [&](const std::string& name) { return settings.board(name) == nullptr; };
  std::erase_if(seen_, [&](const auto& seen) { return is_gone(seen.first); });
  std::erase_if(synced_, is_gone);
  for (const auto& board : settings.boards) seen_.try_emplace(board.name, now);
}

std::optional<base::WallTime> Boards::next_tell(const rules::BoardSettings& board) const {
  if (board.write == rules::BoardWrite::off) return std::nullopt;
  auto due = rules::outbox_due(engine_.state(), board);
  const auto wait = wait_of(BoardMark::of(engine_.state(), board.name));
  if (due && wait) due = std::max(*due, *wait);
  const auto held = held_.find(board.name);
  const bool holds =
      held != held_.end() && held->second.from <= base::now().wall;  // clocks may jump back
  return due && holds ? std::max(*due, held->second.until) : due;
}

void Boards::look_at_clock() {
  timer_.cancel();
  if (!engine_.world().trusted) return;
  const base::WallTime now = base::now().wall;
  look_at_settings(now);
  std::optional<base::WallTime> next;
  for (const auto& board : engine_.settings().boards) {
    if (runs_.contains(board.name)) continue;
    const auto sync_due = next_sync(board), tell_due = next_tell(board);
    if (sync_due && *sync_due <= now) {
      start_sync(board);
    } else if (tell_due && *tell_due <= now) {
      start_run(board, BoardRun::Kind::tell, {});
    } else {
      for (const auto& due : {sync_due, tell_due}) {
        if (due && (!next || *due < *next)) next = due;
      }
    }
  }
  if (next) timer_.start(base::Millis{next->ms - now.ms + 1}, [this] { look_at_clock(); });
}

void Boards::start_run(const rules::BoardSettings& board, BoardRun::Kind kind, Waiting waiting) {
  auto& running = runs_[board.name];
  running = std::make_shared<Running>();
  running->waiting = std::move(waiting);
  running->run = std::make_shared<BoardRun>(
      BoardRun::Parts{engine_, files_, access_, pool_, taken_}, board, kind,
      [this, weak = std::weak_ptr(running)](const std::string& error) {
        if (const auto ended_one = weak.lock()) ended(ended_one, error);
      });
  // Posted: it may be over at once, and its caller is not done with it.
  asio::post(engine_.loop(), [this, running] {
    if (running->run->is_sync()) {
      synced_.insert(running->run->board().name);
      show();
    }
    running->run->begin();
  });
}

void Boards::start_sync(const rules::BoardSettings& board, Waiting waiting) {
  const auto kind = waiting.empty() ? BoardRun::Kind::sync : BoardRun::Kind::asked;
  start_run(board, kind, std::move(waiting));
}

void Boards::want_sync(const rules::BoardSettings& board, Waiting waiting) {
  const auto running = runs_.find(board.name);
  if (running == runs_.end()) return start_sync(board, std::move(waiting));
  auto& next = running->second->next;
  if (!next) next.emplace();
  std::move(waiting.begin(), waiting.end(), std::back_inserter(*next));
}

void Boards::ended(const std::shared_ptr<Running>& running, const std::string& error) {
  const BoardRun& run = *running->run;
  const std::string name = run.board().name;
  runs_.erase(name);
  const base::WallTime now = base::now().wall;
  if (error.empty()) {
    held_.erase(name);
  } else {
    held_[name] = {now, {now.ms + kHeld.count()}};
  }
  if (running->next && !(run.retry_at() && running->next->empty())) {
    // As it is configured by now.
    if (const auto* settings = engine_.settings().board(name)) {
      start_sync(*settings, std::move(*running->next));
    } else {
      std::move(running->next->begin(), running->next->end(), std::back_inserter(running->waiting));
    }
  }
  if (run.is_sync() || run.retry_at()) {
    engine_.note("board:" + name, [&](rules::Draft& draft) {
      BoardMark mark = BoardMark::of(draft.state, name);
      if (run.is_sync()) {
        mark.at = std::to_string(draft.now().wall.ms);
        mark.error = run.outcome().error;
        mark.sign_in = run.outcome().sign_in ? "yes" : "";
      }
      mark.retry_at = run.retry_at() ? std::to_string(run.retry_at()->ms) : "";
      mark.put(draft, name);
    });
  } else {
    look_at_clock();
  }
  if (!run.is_sync() && running->waiting.empty()) return;
  // What is in the queue now is to be seen by whoever waited.
  files_.rescan([running] {
    for (const auto& waiting : running->waiting) waiting(running->run->outcome());
  });
}

void Boards::poke(const std::string& board) {
  const auto* settings = engine_.settings().board(board);
  if (settings == nullptr) return;
  const auto wait = wait_of(BoardMark::of(engine_.state(), board));
  if (wait && *wait > base::now().wall) return;  // the sync that follows it will see
  want_sync(*settings, {});
}

base::Result<std::string> Boards::webhook_secret(const std::string& board) const {
  const auto* settings = engine_.settings().board(board);
  return settings == nullptr ? base::Result<std::string>("") : access_.webhook_secret(*settings);
}

// Nothing was committed, and yet there is something to see.
void Boards::show() {
  Changes changes;
  changes.boards = true;
  if (engine_.on_changes) engine_.on_changes(changes);
}

void Boards::sync(const std::vector<std::string>& names, Done<std::vector<BoardOutcome>> done) {
  std::vector<rules::BoardSettings> wanted;
  for (const auto& board : engine_.settings().boards) {
    const bool named = std::find(names.begin(), names.end(), board.name) != names.end();
    if (names.empty() || named) wanted.push_back(board);
  }
  for (const auto& name : names) {
    if (engine_.settings().board(name) != nullptr) continue;
    return done(base::fail(ErrorCode::not_found,
                           "no board " + base::printable(name, 80) +
                               "; `operator board list` "
                               "shows them",
                           {{"path", "boards"}}));
  }
  struct All {
    std::vector<BoardOutcome> outcomes;
    std::size_t open = 0;
  };
  auto all = std::make_shared<All>();
  all->outcomes.resize(wanted.size());
  all->open = wanted.size();
  if (wanted.empty()) return done(all->outcomes);
  for (std::size_t n = 0; n < wanted.size(); ++n) {
    want_sync(wanted[n], {[all, n, done](const BoardOutcome& outcome) {
                all->outcomes[n] = outcome;
                if (--all->open == 0) done(all->outcomes);
              }});
  }
}

int Boards::cancel() {
  for (const auto& [name, running] : runs_) {
    running->run->cancel();
    // They see how far the one that runs has come.
    const auto next = std::exchange(running->next, std::nullopt);
    if (next) std::copy(next->begin(), next->end(), std::back_inserter(running->waiting));
  }
  return static_cast<int>(runs_.size());
}

std::vector<BoardView> Boards::list() const {
  std::map<std::string, int> tickets, waiting;
  for (const auto& [ref, link] : engine_.state().links) ++tickets[link.board];
  for (const auto& [id, outgoing] : engine_.state().outbox) ++waiting[outgoing.board];
  std::vector<BoardView> views;
  for (const auto& board : engine_.settings().boards) {
    const BoardMark mark = BoardMark::of(engine_.state(), board.name);
    BoardView view;
    view.settings = board;
    view.tickets = tickets[board.name];
    view.waiting = waiting[board.name];
    const auto running = runs_.find(board.name);
    view.running = running != runs_.end() && running->second->run->is_sync();
    view.issues = view.running ? running->second->run->issues() : 0;
    if (engine_.world().trusted) view.next_sync_at = next_sync(board);
    if (!mark.at.empty()) view.synced_at = base::WallTime{std::stoll(mark.at)};
    view.error = mark.error;
    view.sign_in = !mark.sign_in.empty();
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace app
