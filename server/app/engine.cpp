#include "app/engine.h"

#include <algorithm>
#include <asio/post.hpp>

#include "base/log.h"
#include "base/text.h"
#include "platform/machine.h"
#include "rules/idle.h"

namespace app {

namespace {
constexpr base::Millis kTryStoreEvery{1000};

std::optional<rules::MachineLoad> look_at_machine() {
  const auto seen = platform::machine_load();
  if (!seen) return std::nullopt;
  return rules::MachineLoad{seen->available_memory, seen->load};
}
}  // namespace

Engine::Engine(asio::io_context& loop, Options options, std::unique_ptr<store::Store> store,
               rules::State state)
    : loop_(loop),
      options_(std::move(options)),
      store_(std::move(store)),
      state_(std::move(state)),
      timer_(loop),
      store_timer_(loop) {}

Engine::~Engine() = default;

rules::Context Engine::context(const std::string& actor) const {
  return {settings_,
          world_,
          base::now(),
          actor,
          [](std::size_t length) { return base::random_crockford(length); },
          [] { return base::random_uuid(); }};
}

rules::StatusView Engine::view(const base::SessionId& id) const {
  const auto found = state_.sessions.find(id);
  if (found == state_.sessions.end()) return {};
  return rules::view_of(state_, found->second, context("owner"));
}

rules::QueueInput Engine::queue_input() const {
  return {state_, settings_, world_, state_.notes.contains("paused"), base::now(), look_at_machine};
}

const rules::QueuePlan& Engine::queue() {
  if (plan_stale_) {
    plan_ = rules::plan_queue(queue_input());
    plan_stale_ = false;
  }
  return plan_;
}

void Engine::roll_back(rules::Draft& draft) {
  if (!draft.take().empty()) reload();
}

void Engine::reload() {
  auto loaded = store_->load();
  if (!loaded) {
    base::log_error("the store cannot be read again: " + loaded.error().message);
    return;
  }
  // What is not stored survives: who looks at a terminal, who types, what is being looked at.
  for (auto& [id, session] : loaded->sessions) {
    const auto old = state_.sessions.find(id);
    if (old == state_.sessions.end()) continue;
    session.viewers = old->second.viewers;
    session.user_typing = old->second.user_typing;
    session.looking = old->second.looking;
    session.cleaning = old->second.cleaning;
  }
  loaded->placing = std::move(state_.placing);
  state_ = std::move(*loaded);
  plan_stale_ = true;
  all_due_stale_ = true;
}

void Engine::launch_what_may(rules::Draft& draft) {
  if (!plan_stale_) return;
  // Each claim takes a slot, so the plan is made anew until it launches nothing more.
  for (int guard = 0; guard < 256; ++guard) {
    plan_ = rules::plan_queue(queue_input());
    plan_stale_ = false;
    if (plan_.launch.empty() || !settings_.queue.auto_launch || !read_ticket) return;
    const rules::Ticket ticket = *plan_.launch.front();
    auto text = read_ticket(ticket.path);
    if (!text) {
      // It vanished or became unreadable between scan and claim: the next scan says what it is.
      std::erase_if(world_.tickets, [&](const rules::Ticket& t) { return t.path == ticket.path; });
      plan_stale_ = true;
      continue;
    }
    rules::claim(draft, ticket, *text);
    plan_stale_ = true;
  }
}

namespace {

// By what they say, not by their ids: newer ones take their places.
std::vector<std::string> named(const rules::State& state, const base::SessionId& id,
                               const std::vector<std::int64_t>& ids) {
  std::vector<std::string> names;
  const auto facts = state.facts.find(id);
  if (facts == state.facts.end()) return names;
  for (const auto& [key, fact] : facts->second) {
    if (std::find(ids.begin(), ids.end(), fact.id) == ids.end()) continue;
    names.push_back(std::string(rules::name_of(fact.source)) + " " + fact.kind + "=" +
                    base::printable(fact.value, 200));
  }
  return names;
}

}  // namespace

void Engine::note_status_changes(rules::Draft& draft, const std::set<base::SessionId>& touched) {
  for (const auto& id : touched) {
    const auto found = state_.sessions.find(id);
    if (found == state_.sessions.end()) continue;
    const rules::StatusView now = rules::view_of(state_, found->second, draft.context);
    auto [seen, is_new] = seen_.try_emplace(id, now.status, now.activity);
    if (!is_new && seen->second == std::pair(now.status, now.activity)) continue;
    const bool label_changed = is_new || seen->second.first != now.status;
    seen->second = {now.status, now.activity};
    if (!label_changed) continue;
    draft.event("session/statusChanged", id, found->second.ticket,
                std::string(rules::name_of(now.status)) + " · " + now.evidence.what,
                named(state_, id, now.facts));
  }
}

bool Engine::slots_changed(const std::set<base::SessionId>& touched) {
  bool changed = false;
  for (const auto& id : touched) {
    const auto found = state_.sessions.find(id);
    if (found == state_.sessions.end()) {
      changed |= slot_marks_.erase(id) > 0;
      continue;
    }
    const auto& session = found->second;
    int mark = static_cast<int>(session.phase) * 4 + (session.ticket_done ? 1 : 0);
    if (!settings_.queue.waiting_counts && !rules::open_reviews(state_, id).empty()) mark += 2;
    const auto [known, is_new] = slot_marks_.try_emplace(id, mark);
    if (!is_new && known->second == mark) continue;
    known->second = mark;
    changed = true;
  }
  return changed;
}

base::Status Engine::finish(rules::Draft& draft) {
  std::set<base::SessionId> progressed;
  for (int round = 0; round < 8; ++round) {
    const auto touched = draft.touched();
    bool more = false;
    for (const auto& id : touched) {
      if (round == 0 || !progressed.contains(id)) {
        progressed.insert(id);
        rules::progress(draft, id);
        more = true;
      }
    }
    if (!more) break;
  }
  if (slots_changed(draft.touched()) || draft.queue_touched()) plan_stale_ = true;
  const bool queue_was_stale = plan_stale_;
  if (started_) launch_what_may(draft);
  slots_changed(draft.touched());
  note_status_changes(draft, draft.touched());

  Changes changes;
  changes.sessions = draft.touched();
  changes.reviews = draft.reviews_touched();
  changes.queue = queue_was_stale;
  changes.status = draft.notes_touched();
  changes.boards = draft.boards_touched();
  rules::Decision decision = draft.take();
  if (!decision.empty()) {
    crash.pass();
    if (auto done = store_->commit(decision, state_); !done) {
      base::log_error("a decision could not be kept: " + done.error().message);
      reload();
      recall_labels();
      // Whoever asked is told. What nobody asked for, a launch that was due, comes again.
      if (started_) {
        when_store_works("decisions", [this] {
          on_timer();
          change_world([](rules::World&) {});
        });
      }
      return done;
    }
    crash.pass();
  }
  changes.events = std::move(decision.events);
  const bool shown = !changes.sessions.empty() || !changes.reviews.empty() || changes.queue ||
                     changes.status || changes.boards || !changes.events.empty();
  if (shown && on_changes) on_changes(changes);
  for (const auto& effect : decision.effects) {
    if (!started_) break;  // start() runs all that is pending, these included
    // Posted: an effect's result is a decision of its own, never one within another.
    asio::post(loop_, [this, effect] {
      crash.pass();
      if (run_effect) run_effect(effect);
    });
  }
  note_due(changes.sessions);
  arm_timer();
  return {};
}

void Engine::set_settings(rules::Settings settings) {
  settings_ = std::move(settings);
  plan_stale_ = true;
  all_due_stale_ = true;
  note("owner", [](rules::Draft& draft) { rules::ask_consents(draft); });
  if (on_changes) {
    Changes changes;
    changes.queue = changes.status = true;
    on_changes(changes);
  }
}

void Engine::change_world(const std::function<void(rules::World&)>& change) {
  change(world_);
  plan_stale_ = true;
  all_due_stale_ = true;
  note("owner", [this](rules::Draft& draft) {
    if (!started_) return;
    rules::files_moved(draft);
    rules::ask_consents(draft);
  });
}

void Engine::recall_labels() {
  for (const auto& [id, session] : state_.sessions) {
    const rules::StatusView last = view(id);
    seen_.insert_or_assign(id, std::pair(last.status, last.activity));
  }
}

void Engine::start() {
  auto pending = store_->pending_effects();
  if (!pending) {
    base::log_error("effects that were under way cannot be read: " + pending.error().message);
  } else {
    for (const auto& effect : *pending) {
      asio::post(loop_, [this, effect] {
        if (run_effect) run_effect(effect);
      });
    }
  }
  started_ = true;
  plan_stale_ = true;
  std::set<base::SessionId> all;
  for (const auto& [id, session] : state_.sessions) all.insert(all.end(), id);
  slots_changed(all);
  note("owner", [this](rules::Draft& draft) {
    for (const auto& [id, session] : state_.sessions) {
      rules::progress(draft, id);
    }
    rules::files_moved(draft);
    rules::ask_consents(draft);
  });
}

// For those that were touched only: a decision comes with every tool call, and what is derived for
// one session costs microseconds, for a thousand milliseconds.
void Engine::note_due(const std::set<base::SessionId>& touched) {
  const rules::Context now_context = context("owner");
  const auto look = [&](const base::SessionId& id, const rules::Session& session) {
    Due due;
    if (session.phase != rules::Phase::ended) {
      due.at = rules::next_deadline(state_, session, now_context);
    } else if (clean_up) {
      due.clean_up_at = rules::cleanup_deadline(state_, session, now_context);
    }
    if (due.at || due.clean_up_at) {
      due_[id] = due;
    } else {
      due_.erase(id);
    }
  };
  if (!started_) return;
  if (std::exchange(all_due_stale_, false)) {
    due_.clear();
    for (const auto& [id, session] : state_.sessions) look(id, session);
    return;
  }
  for (const auto& id : touched) {
    const auto found = state_.sessions.find(id);
    if (found == state_.sessions.end()) {
      due_.erase(id);
    } else {
      look(id, found->second);
    }
  }
}

void Engine::arm_timer() {
  const base::Now now = base::now();
  std::optional<base::MonoTime> earliest;
  const auto consider = [&](base::MonoTime at) {
    if (!earliest || at < *earliest) earliest = at;
  };
  const auto consider_wall = [&](base::WallTime at) {
    const auto wait = at.ms - now.wall.ms;
    consider(now.mono + base::Millis{std::max<std::int64_t>(wait, 0)});
  };
  for (const auto& [id, due] : due_) {
    if (due.at) consider(*due.at);
    if (due.clean_up_at) consider_wall(*due.clean_up_at);
  }
  if (plan_.next && settings_.queue.auto_launch) consider_wall(*plan_.next);
  if (!earliest) {
    timer_.cancel();
    return;
  }
  // A millisecond late, so that what is due is due; never in a tight circle when a rule disagrees.
  const auto wait = std::max(*earliest - now.mono + base::Millis{1}, base::Millis{20});
  timer_.start(wait, [this] { on_timer(); });
}

void Engine::when_store_works(const std::string& name, std::function<void()> again) {
  const bool waits = !again_.empty();
  again_[name] = std::move(again);
  if (!waits) try_store_later();
}

void Engine::try_store_later() {
  store_timer_.start(kTryStoreEvery, [this] {
    const bool works = note("owner", [](rules::Draft& draft) {
      draft.event("store/works", {}, {}, "what could not be kept before is kept now");
    });
    if (!works) return try_store_later();
    for (const auto& [name, again] : std::exchange(again_, {})) again();
  });
}

void Engine::on_timer() {
  plan_stale_ = true;
  note("owner", [this](rules::Draft& draft) {
    for (const auto& [id, due] : due_) {
      if (due.at && *due.at <= draft.now().mono) draft.touch(id);
    }
  });
  clean_up_due();
}

void Engine::clean_up_due() {
  std::vector<base::SessionId> finished;
  const std::int64_t now = base::now().wall.ms;
  for (const auto& [id, due] : due_) {
    if (due.clean_up_at && due.clean_up_at->ms <= now) finished.push_back(id);
  }
  for (const auto& id : finished) clean_up(id);
}

}  // namespace app
