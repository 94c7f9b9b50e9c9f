#include "rules/eligible.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

#include "base/text.h"
#include "rules/draft.h"
#include "rules/order.h"
#include "rules/restore.h"

namespace rules {
namespace {

constexpr base::Millis kLongestPause{600'000};

// Names from files, as a terminal may show them.
std::string shown(const std::string& name) { return base::printable(name, 64); }

struct Why {
  std::string text;  // empty: no obstacle
  std::optional<base::WallTime> until;
};

// The tickets by id and the state behind them, looked up once per plan.
class Queue {
 public:
  explicit Queue(const QueueInput& input) : in_(input) {
    by_id_.reserve(input.world.tickets.size());
    for (const Ticket& ticket : input.world.tickets) {
      if (!ticket.id.empty()) by_id_[ticket.id.value].push_back(&ticket);
    }
    for (const auto& [id, launch] : input.state.launches) {
      const auto record = input.state.tickets.find(id);
      if (launch.open && record != input.state.tickets.end()) {
        launched_paths_[record->second.path] = &launch;
      }
    }
  }

  // What is wrong with the ticket as it is: stops a person too.
  Why obstacle(const Ticket& t) const {
    for (const auto check :
         {&Queue::damage, &Queue::double_of, &Queue::unknown_name, &Queue::consent}) {
      if (std::string text = (this->*check)(t); !text.empty()) return {std::move(text), {}};
    }
    return {blocker(t), {}};
  }

  // What keeps the queue, but not a person, from launching it.
  Why patience(const Ticket& t) const {
    if (t.hold) return {"on hold", {}};
    if (std::string text = board(t); !text.empty()) return {std::move(text), {}};
    if (!in_.world.trusted) return {"workspace is not trusted: " + in_.world.trust_reason, {}};
    if (!in_.world.can_launch_here) return {in_.world.launch_here_reason, {}};
    if (in_.paused) return {"paused", {}};
    if (!in_.settings.queue.auto_launch) return {"automatic launch is off", {}};
    if (is_dirty(t)) return {"unsaved edits in the editor", {}};
    if (Why why = settling(t); !why.text.empty()) return why;
    return failure(t);
  }

  bool is_dirty(const Ticket& t) const { return in_.world.dirty_paths.contains(t.path); }

  // Blockers of `t` that are in the queue themselves.
  std::vector<const Ticket*> queued_blockers(const Ticket& t) const {
    std::vector<const Ticket*> found;
    for (const auto& id : t.blocked_by) {
      const auto tickets = by_id_.find(id.value);
      if (tickets == by_id_.end() || is_completed(id)) continue;
      for (const Ticket* other : tickets->second) {
        if (other->folder == Folder::queue) found.push_back(other);
      }
    }
    return found;
  }

 private:
  std::string damage(const Ticket& t) const {
    if (t.problems.empty()) return "";
    const Problem& first = t.problems.front();
    const std::string line = first.line > 0 ? "line " + std::to_string(first.line) + ": " : "";
    return "damaged: " + line + first.message;
  }

  std::string double_of(const Ticket& t) const {
    const Launch* open = t.id.empty() ? nullptr : open_launch(in_.state, t.id);
    // Claimed a moment ago, before it had an id: its file is known by its path.
    if (open == nullptr && t.id.empty()) {
      const auto launched = launched_paths_.find(t.path);
      if (launched != launched_paths_.end()) open = launched->second;
    }
    if (open != nullptr) return "has an open launch (" + open->session.value + ")";
    if (t.id.empty()) return "";
    const auto record = in_.state.tickets.find(t.id);
    if (record != in_.state.tickets.end() && record->second.completed) {
      return "completed before; requeue it to work on it again";
    }
    const auto same = by_id_.find(t.id.value);
    if (same == by_id_.end()) return "";
    for (const Ticket* other : same->second) {
      if (other->path != t.path) return "same id as " + other->path;
    }
    return "";
  }

  std::string unknown_name(const Ticket& t) const {
    const Settings& s = in_.settings;
    if (s.type(t.type) == nullptr) return "unknown type " + shown(t.type);
    if (s.projects.empty()) return "no project: add a git repository";
    if (s.project(t.project) == nullptr) {
      std::vector<std::string> names;
      for (const auto& project : s.projects) names.push_back(project.name);
      return (t.project.empty() ? "names no project: "
                                : "unknown project " + shown(t.project) + ": ") +
             "there is " + base::join(names, ", ");
    }
    const std::string& agent = agent_of(t);
    if (agent.empty()) return "no agent is configured or installed";
    if (!s.agents.contains(agent)) return "unknown agent " + shown(agent);
    // What a container's image has is not to be seen from here.
    const bool inside = s.project(t.project)->isolation == Isolation::container;
    if (!inside && in_.world.agents_missing.contains(agent)) {
      return "agent " + agent + " is not installed";
    }
    return "";
  }

  std::string blocker(const Ticket& t) const {
    for (const auto& id : t.blocked_by) {
      if (is_completed(id)) continue;
      if (!t.id.empty()) {
        std::vector<base::TicketId> trail{t.id};
        std::set<base::TicketId> seen;
        if (leads_back(id, trail, seen)) return "blocked in a circle: " + arrows(trail);
      }
      const bool known = by_id_.contains(id.value) || in_.state.tickets.contains(id);
      return "blocked by " + shown(id.value) + (known ? "" : ", which does not exist");
    }
    return "";
  }

  // Depth first from `id` back to the trail's first; the trail then is the circle.
  bool leads_back(const base::TicketId& id, std::vector<base::TicketId>& trail,
                  std::set<base::TicketId>& seen) const {
    trail.push_back(id);
    if (id == trail.front()) return true;
    const auto tickets = by_id_.find(id.value);
    if (tickets != by_id_.end() && seen.insert(id).second && !is_completed(id)) {
      for (const Ticket* ticket : tickets->second) {
        for (const auto& next : ticket->blocked_by) {
          if (leads_back(next, trail, seen)) return true;
        }
      }
    }
    trail.pop_back();
    return false;
  }

  static std::string arrows(const std::vector<base::TicketId>& trail) {
    std::string text;
    for (const auto& id : trail) text += (text.empty() ? "" : " → ") + shown(id.value);
    return text;
  }

  // As the store knows it, or as the folders show it: in completed/ and nowhere else.
  bool is_completed(const base::TicketId& id) const {
    const auto record = in_.state.tickets.find(id);
    if (record != in_.state.tickets.end() && record->second.completed) return true;
    const auto tickets = by_id_.find(id.value);
    return tickets != by_id_.end() && open_launch(in_.state, id) == nullptr &&
           std::all_of(tickets->second.begin(), tickets->second.end(),
                       [](const Ticket* t) { return t->folder == Folder::completed; });
  }

  const std::string& agent_of(const Ticket& t) const {
    return t.agent.empty() ? in_.settings.agent : t.agent;
  }

  // The agent would stop at its own trust question; a person's "no" means to answer it there.
  std::string consent(const Ticket& t) const {
    const std::string& agent = agent_of(t);
    if (!in_.world.agents_untrusting.contains(agent)) return "";
    const auto said = in_.state.notes.find("consent/" + agent);
    if (said != in_.state.notes.end() && said->second == "no") return "";
    return agent + " would ask whether it may work here: answer the question in the inbox";
  }

  // Work that its board no longer asks for begins only when a person wants it.
  std::string board(const Ticket& t) const {
    const auto link =
        t.board_ref.empty() ? in_.state.links.end() : in_.state.links.find(t.board_ref);
    return link == in_.state.links.end() ? "" : remote_reason(link->second);
  }

  // A time far in the future is a clock that was set back: not waited for.
  Why settling(const Ticket& t) const {
    const auto changed = in_.world.changed_at.find(t.path);
    if (changed == in_.world.changed_at.end()) return {};
    const auto settle = in_.settings.queue.settle.count();
    const base::WallTime until{changed->second.ms + settle};
    const auto wait = until.ms - in_.now.wall.ms;
    if (wait <= 0 || wait > 2 * settle) return {};
    return {"settling", until};
  }

  Why failure(const Ticket& t) const {
    const auto record = in_.state.tickets.find(t.id);
    if (record == in_.state.tickets.end() || record->second.failures == 0) return {};
    const TicketRecord& r = record->second;
    if (r.failures >= kMaxFailures) {
      const bool changed =
          !r.failed_digest.empty() && r.failed_digest != tried_with(in_.settings, t);
      if (changed) return {};
      return {"held after " + std::to_string(r.failures) + " failures: " + r.reason +
                  "; change the ticket or the configuration, or retry",
              {}};
    }
    const auto wait = r.not_before.ms - in_.now.wall.ms;
    if (wait <= 0 || wait > kLongestPause.count()) return {};
    const auto seconds = (wait + 999) / 1000;
    const std::string in_time = seconds < 120 ? std::to_string(seconds) + " s"
                                              : std::to_string((seconds + 59) / 60) + " min";
    return {"failed: " + r.reason + "; next try in " + in_time + " (" +
                std::to_string(r.failures + 1) + " of " + std::to_string(kMaxFailures) + ")",
            r.not_before};
  }

  const QueueInput& in_;
  std::unordered_map<std::string_view, std::vector<const Ticket*>> by_id_;
  std::map<std::string, const Launch*> launched_paths_;
};

// How many sessions run, in all, per project and followed by a person.
class Slots {
 public:
  explicit Slots(const QueueInput& input) : settings_(input.settings) {
    limit_ = std::max(1, settings_.queue.max_parallel);
    per_project_ = settings_.queue.per_project > 0 ? settings_.queue.per_project : limit_;
    for (const auto& [id, session] : input.state.sessions) {
      // A followed session is followed while it waits for that person, too.
      QueueSettings all = settings_.queue;
      all.waiting_counts = true;
      if (!takes_slot(input.state, session, all)) continue;
      if (session.type_copy.mode == TypeMode::paired) paired_ = id.value;
      if (takes_slot(input.state, session, settings_.queue)) add(session.project);
    }
  }

  // Why there is no slot for this ticket; empty: there is one.
  std::string full_for(const Ticket& t) const {
    const auto count = [](int used, int of) {
      return " (" + std::to_string(used) + "/" + std::to_string(of) + ")";
    };
    const bool is_paired = settings_.type(t.type)->mode == TypeMode::paired;
    if (is_paired && !paired_.empty()) return "one paired session at a time (" + paired_ + ")";
    if (running_ >= limit_) return "waits for a slot" + count(running_, limit_);
    const std::string& project = settings_.project(t.project)->name;
    const auto used = by_project_.find(project);
    if (used != by_project_.end() && used->second >= per_project_) {
      return "waits for a slot in " + project + count(used->second, per_project_);
    }
    return "";
  }
  void take(const Ticket& t) {
    add(settings_.project(t.project)->name);
    const bool is_paired = settings_.type(t.type)->mode == TypeMode::paired;
    if (is_paired) paired_ = t.id.empty() ? t.title : t.id.value;
  }
  int running() const { return running_; }
  int limit() const { return limit_; }

 private:
  void add(const std::string& project) {
    ++running_;
    ++by_project_[project];
  }
  const Settings& settings_;
  int limit_ = 1, per_project_ = 1, running_ = 0;
  std::map<std::string, int> by_project_;
  std::string paired_;  // who holds the one paired place
};

// Free memory and load, where the configuration sets limits to them. One session after another, as
// what a started one takes is not seen at once.
class Admission {
 public:
  explicit Admission(const QueueInput& input) : in_(input) {}

  // The machine itself, which a person's explicit launch heeds too.
  Why full() {
    const QueueSettings& limits = in_.settings.queue;
    if (!is_limited()) return {};
    if (!looked_) machine_ = in_.machine();
    looked_ = true;
    if (!machine_) return {};
    const base::WallTime again{in_.now.wall.ms + kLookAgain.count()};
    if (machine_->free_memory < limits.min_free_memory) {
      return {"waits for free memory (" + gigabytes(machine_->free_memory) + " free, " +
                  gigabytes(limits.min_free_memory) + " wanted)",
              again};
    }
    if (limits.max_load > 0 && machine_->load > limits.max_load) {
      return {"waits for the load to fall (" + tenths(machine_->load) + ", at most " +
                  tenths(limits.max_load) + ")",
              again};
    }
    return {};
  }
  Why obstacle() {
    if (!is_limited()) return {};
    if (!taken_.empty()) return {"waits until " + taken_ + " has started", {}};
    for (const auto& [id, session] : in_.state.sessions) {
      const bool begins = session.phase == Phase::preparing || session.phase == Phase::starting;
      if (begins) return {"waits until " + id.value + " has started", {}};
      if (session.phase != Phase::live || session.boot != in_.world.boot) continue;
      const auto rest = session.started_mono + kSettlesIn - in_.now.mono;
      if (rest.count() <= 0) continue;
      return {"waits until it shows what " + id.value + " takes",
              base::WallTime{in_.now.wall.ms + rest.count()}};
    }
    return full();
  }
  void take(const Ticket& t) { taken_ = shown(t.id.empty() ? t.title : t.id.value); }

 private:
  static constexpr base::Millis kLookAgain{15'000};
  static constexpr base::Millis kSettlesIn{10'000};

  bool is_limited() const {
    const QueueSettings& limits = in_.settings.queue;
    return in_.machine && (limits.min_free_memory > 0 || limits.max_load > 0);
  }
  static std::string tenths(double value) {
    const auto whole = static_cast<std::int64_t>(value * 10 + 0.5);
    return std::to_string(whole / 10) + "." + std::to_string(whole % 10);
  }
  static std::string gigabytes(std::uint64_t bytes) {
    return tenths(static_cast<double>(bytes) / (1024.0 * 1024 * 1024)) + " GB";
  }

  const QueueInput& in_;
  std::optional<MachineLoad> machine_;
  bool looked_ = false;
  std::string taken_;
};

// order.h, but no ticket before one in the queue that blocks it. Circles keep their order.
std::vector<const Ticket*> in_launch_order(const QueueInput& input, const Queue& queue) {
  std::vector<const Ticket*> sorted;
  for (const Ticket& ticket : input.world.tickets) {
    if (ticket.folder == Folder::queue) sorted.push_back(&ticket);
  }
  std::sort(sorted.begin(), sorted.end(), [&](const Ticket* a, const Ticket* b) {
    return launches_before(*a, *b, input.settings.queue);
  });
  std::vector<const Ticket*> placed;
  std::set<const Ticket*> begun;
  const auto place = [&](const auto& self, const Ticket* ticket) -> void {
    if (!begun.insert(ticket).second) return;
    auto blockers = queue.queued_blockers(*ticket);
    std::sort(blockers.begin(), blockers.end(), [&](const Ticket* a, const Ticket* b) {
      return launches_before(*a, *b, input.settings.queue);
    });
    for (const Ticket* blocker : blockers) self(self, blocker);
    placed.push_back(ticket);
  };
  for (const Ticket* ticket : sorted) place(place, ticket);
  return placed;
}

}  // namespace

std::string tried_with(const Settings& settings, const Ticket& ticket) {
  return ticket.digest + "/" + settings.digest;
}

bool takes_slot(const State& state, const Session& session, const QueueSettings& settings) {
  if (session.ticket_done) return false;
  if (session.phase == Phase::ended) return waits_for_restore(state, session.id);
  return settings.waiting_counts || open_reviews(state, session.id).empty();
}

QueuePlan plan_queue(const QueueInput& input) {
  const Queue queue(input);
  Slots slots(input);
  Admission admission(input);
  QueuePlan plan;
  plan.running = slots.running();
  plan.limit = slots.limit();
  for (const Ticket* ticket : in_launch_order(input, queue)) {
    Why why = queue.obstacle(*ticket);
    if (why.text.empty()) why = queue.patience(*ticket);
    if (why.text.empty()) why.text = slots.full_for(*ticket);
    if (why.text.empty()) why = admission.obstacle();
    if (why.text.empty()) {
      slots.take(*ticket);
      admission.take(*ticket);
      plan.launch.push_back(ticket);
    }
    if (why.until && (!plan.next || *why.until < *plan.next)) plan.next = why.until;
    plan.rows.push_back({ticket, std::move(why.text), why.until});
  }
  return plan;
}

base::Status may_launch(const QueueInput& input, const Ticket& ticket, bool force) {
  using base::ErrorCode;
  if (!input.world.trusted) {
    return base::fail(ErrorCode::forbidden,
                      "the workspace is not trusted: " + input.world.trust_reason);
  }
  const std::string name = ticket.id.empty() ? ticket.path : ticket.id.value;
  const auto refuse = [&](const std::string& reason) {
    return base::fail(ErrorCode::conflict, name + " is not launched: " + reason,
                      {{"ticket", ticket.id.value}, {"reason", reason}});
  };
  const Queue queue(input);
  if (Why why = queue.obstacle(ticket); !why.text.empty()) return refuse(why.text);
  if (ticket.folder != Folder::queue) return refuse("it is not in the queue; requeue it first");
  if (queue.is_dirty(ticket)) return refuse("unsaved edits in the editor");
  if (force) return {};
  const Slots slots(input);
  if (std::string full = slots.full_for(ticket); !full.empty()) return refuse(full);
  if (Why why = Admission(input).full(); !why.text.empty()) return refuse(why.text);
  return {};
}

}  // namespace rules
