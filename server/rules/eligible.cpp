#include "rules/eligible.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "rules/draft.h"
#include "rules/order.h"

namespace rules {
namespace {

constexpr int kMaxFailures = 3;

// Slots in use, in all and per project, and the paired session that runs, if any.
struct Slots {
  int running = 0;
  std::map<std::string, int> per_project;
  base::SessionId paired;
};

Slots count_slots(const QueueInput& input) {
  Slots slots;
  for (const auto& [id, session] : input.state.sessions) {
    if (session.phase == Phase::ended || session.ticket_done) continue;
    if (session.type_copy.mode == TypeMode::paired) slots.paired = id;
    const bool waits = !input.settings.queue.waiting_counts && session.phase == Phase::live &&
                       !open_reviews(input.state, id).empty();
    if (waits) continue;
    ++slots.running;
    ++slots.per_project[session.project];
  }
  return slots;
}

int project_limit(const QueueSettings& queue) {
  return queue.per_project > 0 ? queue.per_project : queue.max_parallel;
}

std::string of(int used, int limit) {
  return "(" + std::to_string(used) + "/" + std::to_string(limit) + ")";
}

// Looked up once for all tickets.
struct Index {
  std::map<std::string, std::vector<const Ticket*>> by_id;
  explicit Index(const World& world) {
    for (const auto& ticket : world.tickets) {
      if (!ticket.id.empty()) by_id[ticket.id.value].push_back(&ticket);
    }
  }
};

bool is_completed(const QueueInput& input, const Index& index, const base::TicketId& id) {
  const auto record = input.state.tickets.find(id);
  if (record != input.state.tickets.end() && record->second.completed) return true;
  const auto files = index.by_id.find(id.value);
  return files != index.by_id.end() &&
         std::any_of(files->second.begin(), files->second.end(),
                     [](const Ticket* t) { return t->folder == Folder::completed; });
}

// "A → B → A" when `ticket` blocks itself through others.
std::string blocking_circle(const Index& index, const Ticket& ticket) {
  std::vector<std::string> path{ticket.id.value};
  std::set<std::string> seen;
  std::string found;
  const auto follow = [&](const auto& self, const Ticket& at) -> bool {
    for (const auto& next : at.blocked_by) {
      if (next == ticket.id) {
        found = base::join(path, " → ") + " → " + ticket.id.value;
        return true;
      }
      if (!seen.insert(next.value).second) continue;
      const auto files = index.by_id.find(next.value);
      if (files == index.by_id.end()) continue;
      path.push_back(next.value);
      if (self(self, *files->second.front())) return true;
      path.pop_back();
    }
    return false;
  };
  if (!ticket.id.empty()) follow(follow, ticket);
  return found;
}

std::string blocked(const QueueInput& input, const Index& index, const Ticket& ticket) {
  for (const auto& id : ticket.blocked_by) {
    if (is_completed(input, index, id)) continue;
    const bool known = index.by_id.contains(id.value) || input.state.tickets.contains(id);
    if (!known) return "blocked by " + base::printable(id.value, 64) + ", which does not exist";
    const std::string circle = blocking_circle(index, ticket);
    if (!circle.empty()) return "blocked in a circle: " + circle;
    return "blocked by " + base::printable(id.value, 64);
  }
  return "";
}

// What no launch, a person's neither, gets around.
std::string impossible(const QueueInput& input, const Index& index, const Ticket& ticket) {
  if (!ticket.problems.empty()) {
    const Problem& first = ticket.problems.front();
    return "damaged: " + (first.line > 0 ? "line " + std::to_string(first.line) + ": " : "") +
           first.message;
  }
  if (input.settings.type(ticket.type) == nullptr) {
    return "unknown type " + base::printable(ticket.type, 32) + ": there is no such issue type";
  }
  if (input.settings.projects.empty()) return "no project: this folder has no git repository";
  if (input.settings.project(ticket.project) == nullptr) {
    return ticket.project.empty() ? "it names no project, and there are several"
                                  : "unknown project " + base::printable(ticket.project, 64);
  }
  if (const Launch* launch = open_launch(input.state, ticket.id)) {
    return "has an open launch (" + launch->session.value + ")";
  }
  const auto record = input.state.tickets.find(ticket.id);
  if (!ticket.id.empty() && record != input.state.tickets.end() && record->second.completed) {
    return "completed before; requeue it to work on it again";
  }
  const auto same = index.by_id.find(ticket.id.value);
  if (!ticket.id.empty() && same != index.by_id.end() && same->second.size() > 1) {
    for (const Ticket* other : same->second) {
      if (other->path != ticket.path) return "same id as " + other->path;
    }
  }
  const std::string agent = ticket.agent.empty() ? input.settings.agent : ticket.agent;
  if (agent.empty() || !input.settings.agents.contains(agent)) {
    return agent.empty() ? "no agent is installed" : "unknown agent " + base::printable(agent, 64);
  }
  if (input.world.agents_missing.contains(agent)) return "agent " + agent + " is not installed";
  const auto consent = input.state.notes.find("consent/" + agent);
  const bool refused = consent != input.state.notes.end() && consent->second == "no";
  if (input.world.agents_untrusting.contains(agent) && !refused) {
    return agent + " would ask whether it may work here: answer the question in the inbox";
  }
  if (!input.world.trusted) return "workspace is not trusted: " + input.world.trust_reason;
  return blocked(input, index, ticket);
}

struct Wait {
  std::string reason;
  std::optional<base::WallTime> until;
};

// What a person's explicit launch passes over.
Wait not_by_itself(const QueueInput& input, const Ticket& ticket) {
  if (ticket.hold) return {"on hold", {}};
  if (!input.world.can_launch_here) return {input.world.launch_here_reason, {}};
  if (input.world.dirty_paths.contains(ticket.path)) return {"unsaved edits in the editor", {}};
  const auto record = input.state.tickets.find(ticket.id);
  if (!ticket.id.empty() && record != input.state.tickets.end() && record->second.failures > 0) {
    const TicketRecord& past = record->second;
    const bool changed = !past.failed_digest.empty() && past.failed_digest != ticket.digest;
    if (past.failures >= kMaxFailures && !changed) {
      return {"held after " + std::to_string(past.failures) + " failures: " + past.reason +
                  "; change the ticket or retry",
              {}};
    }
    if (past.failures < kMaxFailures && past.not_before > input.now.wall) {
      const auto seconds = (past.not_before.ms - input.now.wall.ms + 999) / 1000;
      return {"failed: " + past.reason + "; next try in " + std::to_string(seconds) + " s (" +
                  std::to_string(past.failures) + " of " + std::to_string(kMaxFailures) + ")",
              past.not_before};
    }
  }
  if (input.paused) return {"paused", {}};
  if (!input.settings.queue.auto_launch) return {"launch it by hand: autoLaunch is off", {}};
  const auto changed = input.world.changed_at.find(ticket.path);
  if (changed != input.world.changed_at.end()) {
    const base::WallTime settled{changed->second.ms + input.settings.queue.settle.count()};
    // A time in the future (a clock that was set back) does not hold a ticket for long.
    const bool sane = changed->second.ms <= input.now.wall.ms + 1000;
    if (sane && settled > input.now.wall) return {"settling", settled};
  }
  return {};
}

std::string no_slot(const QueueInput& input, const Slots& slots, const Ticket& ticket) {
  const auto& queue = input.settings.queue;
  if (slots.running >= queue.max_parallel) {
    return "waits for a slot " + of(slots.running, queue.max_parallel);
  }
  const ProjectSettings* project = input.settings.project(ticket.project);
  const auto used = slots.per_project.find(project->name);
  const int in_project = used == slots.per_project.end() ? 0 : used->second;
  if (in_project >= project_limit(queue)) {
    return "waits for a slot in " + project->name + " " + of(in_project, project_limit(queue));
  }
  const bool paired = input.settings.type(ticket.type)->mode == TypeMode::paired;
  if (paired && !slots.paired.empty()) {
    return "one paired session at a time (" + slots.paired.value + ")";
  }
  return "";
}

void take_slot(const QueueInput& input, Slots& slots, const Ticket& ticket) {
  ++slots.running;
  ++slots.per_project[input.settings.project(ticket.project)->name];
  if (input.settings.type(ticket.type)->mode == TypeMode::paired) slots.paired.value = "the next";
}

}  // namespace

QueuePlan plan_queue(const QueueInput& input) {
  QueuePlan plan;
  const Index index(input.world);
  Slots slots = count_slots(input);
  plan.running = slots.running;
  plan.limit = input.settings.queue.max_parallel;
  for (const auto& ticket : input.world.tickets) {
    if (ticket.folder == Folder::queue) plan.rows.push_back({&ticket, "", {}});
  }
  std::sort(plan.rows.begin(), plan.rows.end(), [&](const QueueRow& a, const QueueRow& b) {
    return launches_before(*a.ticket, *b.ticket, input.settings.queue);
  });
  for (auto& row : plan.rows) {
    row.reason = impossible(input, index, *row.ticket);
    if (row.reason.empty()) {
      Wait wait = not_by_itself(input, *row.ticket);
      row.reason = std::move(wait.reason);
      row.until = wait.until;
    }
    if (row.reason.empty()) row.reason = no_slot(input, slots, *row.ticket);
    if (row.until && (!plan.next || *row.until < *plan.next)) plan.next = row.until;
    if (!row.reason.empty()) continue;
    plan.launch.push_back(row.ticket);
    take_slot(input, slots, *row.ticket);
  }
  return plan;
}

base::Status may_launch(const QueueInput& input, const Ticket& ticket, bool force) {
  if (ticket.folder != Folder::queue) {
    return base::fail(base::ErrorCode::conflict,
                      ticket.path + " is not in the queue: requeue it first");
  }
  const Index index(input.world);
  std::string reason = impossible(input, index, ticket);
  if (reason.empty() && !force) reason = no_slot(input, count_slots(input), ticket);
  if (!reason.empty()) {
    return base::fail(base::ErrorCode::conflict,
                      (ticket.id.empty() ? ticket.path : ticket.id.value) + ": " + reason);
  }
  return {};
}

}  // namespace rules
