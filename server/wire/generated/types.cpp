// Made by protocol/generate.mjs from protocol/model.json. Do not edit.
#include "wire/generated/types.h"

#include <array>

#include "wire/generated/methods.h"

namespace wire {

using nlohmann::json;

std::string_view name_of(Status value) {
  switch (value) {
    case Status::spawning: return "spawning";
    case Status::working: return "working";
    case Status::needs_input: return "needs_input";
    case Status::stuck: return "stuck";
    case Status::ci_failed: return "ci_failed";
    case Status::changes_requested: return "changes_requested";
    case Status::mergeable: return "mergeable";
    case Status::approved: return "approved";
    case Status::review_pending: return "review_pending";
    case Status::pr_open: return "pr_open";
    case Status::merged: return "merged";
    case Status::done: return "done";
    case Status::killed: return "killed";
    case Status::terminated: return "terminated";
    case Status::cleanup: return "cleanup";
    case Status::errored: return "errored";
    case Status::parked: return "parked";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, Status& to) {
  static constexpr std::array<std::string_view, 17> kValues = {"spawning", "working", "needs_input", "stuck", "ci_failed", "changes_requested", "mergeable", "approved", "review_pending", "pr_open", "merged", "done", "killed", "terminated", "cleanup", "errored", "parked"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<Status>(index);
  return true;
}
void write(std::string& to, const Status& value) { write(to, name_of(value)); }

std::string_view name_of(Activity value) {
  switch (value) {
    case Activity::active: return "active";
    case Activity::ready: return "ready";
    case Activity::idle: return "idle";
    case Activity::waiting_input: return "waiting_input";
    case Activity::blocked: return "blocked";
    case Activity::exited: return "exited";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, Activity& to) {
  static constexpr std::array<std::string_view, 6> kValues = {"active", "ready", "idle", "waiting_input", "blocked", "exited"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<Activity>(index);
  return true;
}
void write(std::string& to, const Activity& value) { write(to, name_of(value)); }

std::string_view name_of(Rest value) {
  switch (value) {
    case Rest::frozen: return "frozen";
    case Rest::parked: return "parked";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, Rest& to) {
  static constexpr std::array<std::string_view, 2> kValues = {"frozen", "parked"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<Rest>(index);
  return true;
}
void write(std::string& to, const Rest& value) { write(to, name_of(value)); }

std::string_view name_of(ReviewKind value) {
  switch (value) {
    case ReviewKind::plan: return "plan";
    case ReviewKind::visual: return "visual";
    case ReviewKind::pr: return "pr";
    case ReviewKind::permission: return "permission";
    case ReviewKind::question: return "question";
    case ReviewKind::failure: return "failure";
    case ReviewKind::conflict: return "conflict";
    case ReviewKind::leftover: return "leftover";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, ReviewKind& to) {
  static constexpr std::array<std::string_view, 8> kValues = {"plan", "visual", "pr", "permission", "question", "failure", "conflict", "leftover"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<ReviewKind>(index);
  return true;
}
void write(std::string& to, const ReviewKind& value) { write(to, name_of(value)); }

std::string_view name_of(TicketState value) {
  switch (value) {
    case TicketState::queue: return "queue";
    case TicketState::in_progress: return "in-progress";
    case TicketState::completed: return "completed";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, TicketState& to) {
  static constexpr std::array<std::string_view, 3> kValues = {"queue", "in-progress", "completed"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<TicketState>(index);
  return true;
}
void write(std::string& to, const TicketState& value) { write(to, name_of(value)); }

std::string_view name_of(StepRunState value) {
  switch (value) {
    case StepRunState::pending: return "pending";
    case StepRunState::running: return "running";
    case StepRunState::claimed: return "claimed";
    case StepRunState::review: return "review";
    case StepRunState::done: return "done";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, StepRunState& to) {
  static constexpr std::array<std::string_view, 5> kValues = {"pending", "running", "claimed", "review", "done"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<StepRunState>(index);
  return true;
}
void write(std::string& to, const StepRunState& value) { write(to, name_of(value)); }

std::string_view name_of(TypeMode value) {
  switch (value) {
    case TypeMode::autonomous: return "autonomous";
    case TypeMode::paired: return "paired";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, TypeMode& to) {
  static constexpr std::array<std::string_view, 2> kValues = {"autonomous", "paired"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<TypeMode>(index);
  return true;
}
void write(std::string& to, const TypeMode& value) { write(to, name_of(value)); }

std::string_view name_of(ChangeKind value) {
  switch (value) {
    case ChangeKind::added: return "added";
    case ChangeKind::modified: return "modified";
    case ChangeKind::deleted: return "deleted";
    case ChangeKind::renamed: return "renamed";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, ChangeKind& to) {
  static constexpr std::array<std::string_view, 4> kValues = {"added", "modified", "deleted", "renamed"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<ChangeKind>(index);
  return true;
}
void write(std::string& to, const ChangeKind& value) { write(to, name_of(value)); }

std::string_view name_of(DeliveryState value) {
  switch (value) {
    case DeliveryState::delivered: return "delivered";
    case DeliveryState::queued: return "queued";
    case DeliveryState::failed: return "failed";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, DeliveryState& to) {
  static constexpr std::array<std::string_view, 3> kValues = {"delivered", "queued", "failed"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<DeliveryState>(index);
  return true;
}
void write(std::string& to, const DeliveryState& value) { write(to, name_of(value)); }

std::string_view name_of(CleanupOutcome value) {
  switch (value) {
    case CleanupOutcome::removed: return "removed";
    case CleanupOutcome::would_remove: return "would_remove";
    case CleanupOutcome::kept: return "kept";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, CleanupOutcome& to) {
  static constexpr std::array<std::string_view, 3> kValues = {"removed", "would_remove", "kept"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<CleanupOutcome>(index);
  return true;
}
void write(std::string& to, const CleanupOutcome& value) { write(to, name_of(value)); }

std::string_view name_of(SpawnOutcome value) {
  switch (value) {
    case SpawnOutcome::started: return "started";
    case SpawnOutcome::skipped: return "skipped";
    case SpawnOutcome::failed: return "failed";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, SpawnOutcome& to) {
  static constexpr std::array<std::string_view, 3> kValues = {"started", "skipped", "failed"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<SpawnOutcome>(index);
  return true;
}
void write(std::string& to, const SpawnOutcome& value) { write(to, name_of(value)); }

std::string_view name_of(HostKind value) {
  switch (value) {
    case HostKind::builtin: return "builtin";
    case HostKind::tmux: return "tmux";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, HostKind& to) {
  static constexpr std::array<std::string_view, 2> kValues = {"builtin", "tmux"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<HostKind>(index);
  return true;
}
void write(std::string& to, const HostKind& value) { write(to, name_of(value)); }

std::string_view name_of(ClientKind value) {
  switch (value) {
    case ClientKind::vscode: return "vscode";
    case ClientKind::cli: return "cli";
    case ClientKind::tui: return "tui";
    case ClientKind::script: return "script";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, ClientKind& to) {
  static constexpr std::array<std::string_view, 4> kValues = {"vscode", "cli", "tui", "script"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<ClientKind>(index);
  return true;
}
void write(std::string& to, const ClientKind& value) { write(to, name_of(value)); }

bool read(const json& from, const Path& path, base::Error& error, Evidence& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "source", to.source) &&
         read_field(from, path, error, "what", to.what) &&
         read_field(from, path, error, "at", to.at);
}
void write(std::string& to, const Evidence& value) {
  begin_object(to);
  write_field(to, "source", value.source);
  write_field(to, "what", value.what);
  write_field(to, "at", value.at);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, HostInfo& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "kind", to.kind) &&
         read_field(from, path, error, "alive", to.alive) &&
         read_field(from, path, error, "socket", to.socket) &&
         read_optional(from, path, error, "pane", to.pane) &&
         read_field(from, path, error, "name", to.name);
}
void write(std::string& to, const HostInfo& value) {
  begin_object(to);
  write_field(to, "kind", value.kind);
  write_field(to, "alive", value.alive);
  write_field(to, "socket", value.socket);
  write_optional(to, "pane", value.pane);
  write_field(to, "name", value.name);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, StepInfo& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "index", to.index) &&
         read_field(from, path, error, "count", to.count) &&
         read_field(from, path, error, "round", to.round) &&
         read_field(from, path, error, "state", to.state);
}
void write(std::string& to, const StepInfo& value) {
  begin_object(to);
  write_field(to, "name", value.name);
  write_field(to, "index", value.index);
  write_field(to, "count", value.count);
  write_field(to, "round", value.round);
  write_field(to, "state", value.state);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, PullRequest& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "number", to.number) &&
         read_field(from, path, error, "url", to.url) &&
         read_field(from, path, error, "state", to.state);
}
void write(std::string& to, const PullRequest& value) {
  begin_object(to);
  write_field(to, "number", value.number);
  write_field(to, "url", value.url);
  write_field(to, "state", value.state);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, Usage& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "inputTokens", to.inputTokens) &&
         read_field(from, path, error, "outputTokens", to.outputTokens) &&
         read_field(from, path, error, "costUsd", to.costUsd);
}
void write(std::string& to, const Usage& value) {
  begin_object(to);
  write_field(to, "inputTokens", value.inputTokens);
  write_field(to, "outputTokens", value.outputTokens);
  write_field(to, "costUsd", value.costUsd);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, Session& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "ticketId", to.ticketId) &&
         read_field(from, path, error, "type", to.type) &&
         read_field(from, path, error, "project", to.project) &&
         read_field(from, path, error, "agent", to.agent) &&
         read_field(from, path, error, "status", to.status) &&
         read_field(from, path, error, "activity", to.activity) &&
         read_field(from, path, error, "evidence", to.evidence) &&
         read_field(from, path, error, "detail", to.detail) &&
         read_field(from, path, error, "branch", to.branch) &&
         read_field(from, path, error, "baseBranch", to.baseBranch) &&
         read_field(from, path, error, "worktree", to.worktree) &&
         read_field(from, path, error, "host", to.host) &&
         read_optional(from, path, error, "step", to.step) &&
         read_optional(from, path, error, "pr", to.pr) &&
         read_optional(from, path, error, "summary", to.summary) &&
         read_optional(from, path, error, "usage", to.usage) &&
         read_field(from, path, error, "createdAt", to.createdAt) &&
         read_optional(from, path, error, "restoredAt", to.restoredAt) &&
         read_field(from, path, error, "lastActivityAt", to.lastActivityAt) &&
         read_field(from, path, error, "color", to.color) &&
         read_field(from, path, error, "icon", to.icon) &&
         read_field(from, path, error, "paired", to.paired) &&
         read_field(from, path, error, "restorable", to.restorable) &&
         read_optional(from, path, error, "rest", to.rest) &&
         read_field(from, path, error, "queuedTexts", to.queuedTexts) &&
         read_field(from, path, error, "properties", to.properties) &&
         read_optional(from, path, error, "archivedAt", to.archivedAt);
}
void write(std::string& to, const Session& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "name", value.name);
  write_field(to, "ticketId", value.ticketId);
  write_field(to, "type", value.type);
  write_field(to, "project", value.project);
  write_field(to, "agent", value.agent);
  write_field(to, "status", value.status);
  write_field(to, "activity", value.activity);
  write_field(to, "evidence", value.evidence);
  write_field(to, "detail", value.detail);
  write_field(to, "branch", value.branch);
  write_field(to, "baseBranch", value.baseBranch);
  write_field(to, "worktree", value.worktree);
  write_field(to, "host", value.host);
  write_field(to, "step", value.step);
  write_field(to, "pr", value.pr);
  write_field(to, "summary", value.summary);
  write_field(to, "usage", value.usage);
  write_field(to, "createdAt", value.createdAt);
  write_field(to, "restoredAt", value.restoredAt);
  write_field(to, "lastActivityAt", value.lastActivityAt);
  write_field(to, "color", value.color);
  write_field(to, "icon", value.icon);
  write_field(to, "paired", value.paired);
  write_field(to, "restorable", value.restorable);
  write_field(to, "rest", value.rest);
  write_field(to, "queuedTexts", value.queuedTexts);
  write_field(to, "properties", value.properties);
  write_optional(to, "archivedAt", value.archivedAt);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, Problem& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "file", to.file) &&
         read_field(from, path, error, "line", to.line) &&
         read_field(from, path, error, "path", to.path) &&
         read_field(from, path, error, "message", to.message);
}
void write(std::string& to, const Problem& value) {
  begin_object(to);
  write_field(to, "file", value.file);
  write_field(to, "line", value.line);
  write_field(to, "path", value.path);
  write_field(to, "message", value.message);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TicketProblem& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "line", to.line) &&
         read_field(from, path, error, "message", to.message);
}
void write(std::string& to, const TicketProblem& value) {
  begin_object(to);
  write_field(to, "line", value.line);
  write_field(to, "message", value.message);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, Ticket& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "type", to.type) &&
         read_field(from, path, error, "title", to.title) &&
         read_field(from, path, error, "project", to.project) &&
         read_field(from, path, error, "priority", to.priority) &&
         read_field(from, path, error, "state", to.state) &&
         read_field(from, path, error, "step", to.step) &&
         read_optional(from, path, error, "sessionId", to.sessionId) &&
         read_field(from, path, error, "blockedBy", to.blockedBy) &&
         read_field(from, path, error, "hold", to.hold) &&
         read_field(from, path, error, "reason", to.reason) &&
         read_field(from, path, error, "problems", to.problems) &&
         read_optional(from, path, error, "boardKey", to.boardKey) &&
         read_field(from, path, error, "path", to.path) &&
         read_field(from, path, error, "color", to.color) &&
         read_field(from, path, error, "icon", to.icon);
}
void write(std::string& to, const Ticket& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "type", value.type);
  write_field(to, "title", value.title);
  write_field(to, "project", value.project);
  write_field(to, "priority", value.priority);
  write_field(to, "state", value.state);
  write_field(to, "step", value.step);
  write_field(to, "sessionId", value.sessionId);
  write_field(to, "blockedBy", value.blockedBy);
  write_field(to, "hold", value.hold);
  write_field(to, "reason", value.reason);
  write_field(to, "problems", value.problems);
  write_field(to, "boardKey", value.boardKey);
  write_field(to, "path", value.path);
  write_field(to, "color", value.color);
  write_field(to, "icon", value.icon);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, Choice& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "label", to.label);
}
void write(std::string& to, const Choice& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "label", value.label);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, Review& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "sessionId", to.sessionId) &&
         read_field(from, path, error, "ticketId", to.ticketId) &&
         read_field(from, path, error, "kind", to.kind) &&
         read_field(from, path, error, "title", to.title) &&
         read_field(from, path, error, "since", to.since) &&
         read_field(from, path, error, "body", to.body) &&
         read_field(from, path, error, "round", to.round) &&
         read_field(from, path, error, "choices", to.choices) &&
         read_field(from, path, error, "inTerminalOnly", to.inTerminalOnly) &&
         read_field(from, path, error, "project", to.project) &&
         read_field(from, path, error, "notDelivered", to.notDelivered);
}
void write(std::string& to, const Review& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "sessionId", value.sessionId);
  write_field(to, "ticketId", value.ticketId);
  write_field(to, "kind", value.kind);
  write_field(to, "title", value.title);
  write_field(to, "since", value.since);
  write_field(to, "body", value.body);
  write_field(to, "round", value.round);
  write_field(to, "choices", value.choices);
  write_field(to, "inTerminalOnly", value.inTerminalOnly);
  write_field(to, "project", value.project);
  write_field(to, "notDelivered", value.notDelivered);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, IssueType& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "key", to.key) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "mode", to.mode) &&
         read_field(from, path, error, "color", to.color) &&
         read_field(from, path, error, "icon", to.icon) &&
         read_field(from, path, error, "steps", to.steps) &&
         read_field(from, path, error, "source", to.source);
}
void write(std::string& to, const IssueType& value) {
  begin_object(to);
  write_field(to, "key", value.key);
  write_field(to, "name", value.name);
  write_field(to, "mode", value.mode);
  write_field(to, "color", value.color);
  write_field(to, "icon", value.icon);
  write_field(to, "steps", value.steps);
  write_field(to, "source", value.source);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ProjectInfo& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "path", to.path) &&
         read_field(from, path, error, "prefix", to.prefix) &&
         read_field(from, path, error, "defaultBranch", to.defaultBranch);
}
void write(std::string& to, const ProjectInfo& value) {
  begin_object(to);
  write_field(to, "name", value.name);
  write_field(to, "path", value.path);
  write_field(to, "prefix", value.prefix);
  write_field(to, "defaultBranch", value.defaultBranch);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, AgentInfo& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "kind", to.kind) &&
         read_field(from, path, error, "installed", to.installed);
}
void write(std::string& to, const AgentInfo& value) {
  begin_object(to);
  write_field(to, "name", value.name);
  write_field(to, "kind", value.kind);
  write_field(to, "installed", value.installed);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ServerStatus& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "workspace", to.workspace) &&
         read_field(from, path, error, "pid", to.pid) &&
         read_field(from, path, error, "version", to.version) &&
         read_field(from, path, error, "epoch", to.epoch) &&
         read_field(from, path, error, "trusted", to.trusted) &&
         read_field(from, path, error, "trustReason", to.trustReason) &&
         read_field(from, path, error, "paused", to.paused) &&
         read_field(from, path, error, "running", to.running) &&
         read_field(from, path, error, "limit", to.limit) &&
         read_field(from, path, error, "waiting", to.waiting) &&
         read_field(from, path, error, "queued", to.queued) &&
         read_field(from, path, error, "agent", to.agent) &&
         read_field(from, path, error, "problems", to.problems);
}
void write(std::string& to, const ServerStatus& value) {
  begin_object(to);
  write_field(to, "workspace", value.workspace);
  write_field(to, "pid", value.pid);
  write_field(to, "version", value.version);
  write_field(to, "epoch", value.epoch);
  write_field(to, "trusted", value.trusted);
  write_field(to, "trustReason", value.trustReason);
  write_field(to, "paused", value.paused);
  write_field(to, "running", value.running);
  write_field(to, "limit", value.limit);
  write_field(to, "waiting", value.waiting);
  write_field(to, "queued", value.queued);
  write_field(to, "agent", value.agent);
  write_field(to, "problems", value.problems);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, Event& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "seq", to.seq) &&
         read_field(from, path, error, "epoch", to.epoch) &&
         read_field(from, path, error, "at", to.at) &&
         read_field(from, path, error, "actor", to.actor) &&
         read_field(from, path, error, "kind", to.kind) &&
         read_field(from, path, error, "sessionId", to.sessionId) &&
         read_field(from, path, error, "ticketId", to.ticketId) &&
         read_field(from, path, error, "text", to.text) &&
         read_field(from, path, error, "facts", to.facts);
}
void write(std::string& to, const Event& value) {
  begin_object(to);
  write_field(to, "seq", value.seq);
  write_field(to, "epoch", value.epoch);
  write_field(to, "at", value.at);
  write_field(to, "actor", value.actor);
  write_field(to, "kind", value.kind);
  write_field(to, "sessionId", value.sessionId);
  write_field(to, "ticketId", value.ticketId);
  write_field(to, "text", value.text);
  write_field(to, "facts", value.facts);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, FileChange& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "path", to.path) &&
         read_field(from, path, error, "oldPath", to.oldPath) &&
         read_field(from, path, error, "change", to.change) &&
         read_field(from, path, error, "additions", to.additions) &&
         read_field(from, path, error, "deletions", to.deletions);
}
void write(std::string& to, const FileChange& value) {
  begin_object(to);
  write_field(to, "path", value.path);
  write_field(to, "oldPath", value.oldPath);
  write_field(to, "change", value.change);
  write_field(to, "additions", value.additions);
  write_field(to, "deletions", value.deletions);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, InitializeParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "protocol", to.protocol) &&
         read_field(from, path, error, "version", to.version) &&
         read_field(from, path, error, "client", to.client) &&
         read_optional(from, path, error, "name", to.name) &&
         read_optional(from, path, error, "subscribe", to.subscribe) &&
         read_optional(from, path, error, "environment", to.environment) &&
         read_optional(from, path, error, "trusted", to.trusted);
}
void write(std::string& to, const InitializeParams& value) {
  begin_object(to);
  write_field(to, "protocol", value.protocol);
  write_field(to, "version", value.version);
  write_field(to, "client", value.client);
  write_optional(to, "name", value.name);
  write_optional(to, "subscribe", value.subscribe);
  write_optional(to, "environment", value.environment);
  write_optional(to, "trusted", value.trusted);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, InitializeResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "protocol", to.protocol) &&
         read_field(from, path, error, "version", to.version) &&
         read_field(from, path, error, "epoch", to.epoch) &&
         read_field(from, path, error, "seq", to.seq) &&
         read_field(from, path, error, "pid", to.pid) &&
         read_field(from, path, error, "workspace", to.workspace);
}
void write(std::string& to, const InitializeResult& value) {
  begin_object(to);
  write_field(to, "protocol", value.protocol);
  write_field(to, "version", value.version);
  write_field(to, "epoch", value.epoch);
  write_field(to, "seq", value.seq);
  write_field(to, "pid", value.pid);
  write_field(to, "workspace", value.workspace);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, StatusResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "status", to.status);
}
void write(std::string& to, const StatusResult& value) {
  begin_object(to);
  write_field(to, "status", value.status);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, QueueResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "paused", to.paused) &&
         read_field(from, path, error, "limit", to.limit) &&
         read_field(from, path, error, "running", to.running) &&
         read_field(from, path, error, "tickets", to.tickets);
}
void write(std::string& to, const QueueResult& value) {
  begin_object(to);
  write_field(to, "paused", value.paused);
  write_field(to, "limit", value.limit);
  write_field(to, "running", value.running);
  write_field(to, "tickets", value.tickets);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, QueueControlResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "paused", to.paused);
}
void write(std::string& to, const QueueControlResult& value) {
  begin_object(to);
  write_field(to, "paused", value.paused);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardSync& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "created", to.created) &&
         read_field(from, path, error, "updated", to.updated) &&
         read_field(from, path, error, "sent", to.sent) &&
         read_field(from, path, error, "told", to.told) &&
         read_field(from, path, error, "asked", to.asked) &&
         read_field(from, path, error, "error", to.error) &&
         read_field(from, path, error, "signIn", to.signIn);
}
void write(std::string& to, const BoardSync& value) {
  begin_object(to);
  write_field(to, "name", value.name);
  write_field(to, "created", value.created);
  write_field(to, "updated", value.updated);
  write_field(to, "sent", value.sent);
  write_field(to, "told", value.told);
  write_field(to, "asked", value.asked);
  write_field(to, "error", value.error);
  write_field(to, "signIn", value.signIn);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, QueueSyncResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "boards", to.boards);
}
void write(std::string& to, const QueueSyncResult& value) {
  begin_object(to);
  write_field(to, "boards", value.boards);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, QueueSyncParams& to) {
  return is_object(from, path, error) &&
         read_optional(from, path, error, "boards", to.boards);
}
void write(std::string& to, const QueueSyncParams& value) {
  begin_object(to);
  write_optional(to, "boards", value.boards);
  end_object(to);
}

std::string_view name_of(BoardWrite value) {
  switch (value) {
    case BoardWrite::off: return "off";
    case BoardWrite::comments: return "comments";
    case BoardWrite::full: return "full";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, BoardWrite& to) {
  static constexpr std::array<std::string_view, 3> kValues = {"off", "comments", "full"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<BoardWrite>(index);
  return true;
}
void write(std::string& to, const BoardWrite& value) { write(to, name_of(value)); }

bool read(const json& from, const Path& path, base::Error& error, Board& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "provider", to.provider) &&
         read_field(from, path, error, "url", to.url) &&
         read_field(from, path, error, "write", to.write) &&
         read_field(from, path, error, "tickets", to.tickets) &&
         read_field(from, path, error, "syncing", to.syncing) &&
         read_optional(from, path, error, "syncedAt", to.syncedAt) &&
         read_field(from, path, error, "error", to.error) &&
         read_field(from, path, error, "signIn", to.signIn) &&
         read_field(from, path, error, "secret", to.secret) &&
         read_field(from, path, error, "signedIn", to.signedIn) &&
         read_field(from, path, error, "issues", to.issues) &&
         read_optional(from, path, error, "nextSyncAt", to.nextSyncAt) &&
         read_field(from, path, error, "waiting", to.waiting);
}
void write(std::string& to, const Board& value) {
  begin_object(to);
  write_field(to, "name", value.name);
  write_field(to, "provider", value.provider);
  write_field(to, "url", value.url);
  write_field(to, "write", value.write);
  write_field(to, "tickets", value.tickets);
  write_field(to, "syncing", value.syncing);
  write_field(to, "syncedAt", value.syncedAt);
  write_field(to, "error", value.error);
  write_field(to, "signIn", value.signIn);
  write_field(to, "secret", value.secret);
  write_field(to, "signedIn", value.signedIn);
  write_field(to, "issues", value.issues);
  write_field(to, "nextSyncAt", value.nextSyncAt);
  write_field(to, "waiting", value.waiting);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardUpdate& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "board", to.board) &&
         read_field(from, path, error, "issue", to.issue) &&
         read_field(from, path, error, "ticketId", to.ticketId) &&
         read_field(from, path, error, "what", to.what) &&
         read_field(from, path, error, "text", to.text) &&
         read_field(from, path, error, "since", to.since) &&
         read_field(from, path, error, "tries", to.tries) &&
         read_optional(from, path, error, "nextTryAt", to.nextTryAt) &&
         read_field(from, path, error, "error", to.error);
}
void write(std::string& to, const BoardUpdate& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "board", value.board);
  write_field(to, "issue", value.issue);
  write_field(to, "ticketId", value.ticketId);
  write_field(to, "what", value.what);
  write_field(to, "text", value.text);
  write_field(to, "since", value.since);
  write_field(to, "tries", value.tries);
  write_field(to, "nextTryAt", value.nextTryAt);
  write_field(to, "error", value.error);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardOutboxResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "updates", to.updates);
}
void write(std::string& to, const BoardOutboxResult& value) {
  begin_object(to);
  write_field(to, "updates", value.updates);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardDropParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id);
}
void write(std::string& to, const BoardDropParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardsDidChange& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "boards", to.boards) &&
         read_field(from, path, error, "seq", to.seq);
}
void write(std::string& to, const BoardsDidChange& value) {
  begin_object(to);
  write_field(to, "boards", value.boards);
  write_field(to, "seq", value.seq);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardListResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "boards", to.boards);
}
void write(std::string& to, const BoardListResult& value) {
  begin_object(to);
  write_field(to, "boards", value.boards);
  end_object(to);
}

std::string_view name_of(BoardNeed value) {
  switch (value) {
    case BoardNeed::none: return "none";
    case BoardNeed::optional: return "optional";
    case BoardNeed::required: return "required";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, BoardNeed& to) {
  static constexpr std::array<std::string_view, 3> kValues = {"none", "optional", "required"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<BoardNeed>(index);
  return true;
}
void write(std::string& to, const BoardNeed& value) { write(to, name_of(value)); }

bool read(const json& from, const Path& path, base::Error& error, BoardProvider& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "url", to.url) &&
         read_field(from, path, error, "board", to.board) &&
         read_field(from, path, error, "email", to.email) &&
         read_field(from, path, error, "token", to.token);
}
void write(std::string& to, const BoardProvider& value) {
  begin_object(to);
  write_field(to, "name", value.name);
  write_field(to, "url", value.url);
  write_field(to, "board", value.board);
  write_field(to, "email", value.email);
  write_field(to, "token", value.token);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardProvidersResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "providers", to.providers);
}
void write(std::string& to, const BoardProvidersResult& value) {
  begin_object(to);
  write_field(to, "providers", value.providers);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardTokenPlace& to) {
  return is_object(from, path, error) &&
         read_optional(from, path, error, "env", to.env) &&
         read_optional(from, path, error, "secret", to.secret);
}
void write(std::string& to, const BoardTokenPlace& value) {
  begin_object(to);
  write_optional(to, "env", value.env);
  write_optional(to, "secret", value.secret);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardStages& to) {
  return is_object(from, path, error) &&
         read_optional(from, path, error, "todo", to.todo) &&
         read_optional(from, path, error, "doing", to.doing) &&
         read_optional(from, path, error, "done", to.done);
}
void write(std::string& to, const BoardStages& value) {
  begin_object(to);
  write_optional(to, "todo", value.todo);
  write_optional(to, "doing", value.doing);
  write_optional(to, "done", value.done);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardConfig& to) {
  return is_object(from, path, error) &&
         read_optional(from, path, error, "name", to.name) &&
         read_optional(from, path, error, "provider", to.provider) &&
         read_optional(from, path, error, "url", to.url) &&
         read_optional(from, path, error, "board", to.board) &&
         read_optional(from, path, error, "email", to.email) &&
         read_optional(from, path, error, "token", to.token) &&
         read_optional(from, path, error, "project", to.project) &&
         read_optional(from, path, error, "mapping", to.mapping) &&
         read_optional(from, path, error, "assignee", to.assignee) &&
         read_optional(from, path, error, "statuses", to.statuses) &&
         read_optional(from, path, error, "labels", to.labels) &&
         read_optional(from, path, error, "sprint", to.sprint) &&
         read_optional(from, path, error, "query", to.query) &&
         read_optional(from, path, error, "types", to.types) &&
         read_optional(from, path, error, "stages", to.stages) &&
         read_optional(from, path, error, "write", to.write) &&
         read_optional(from, path, error, "every", to.every);
}
void write(std::string& to, const BoardConfig& value) {
  begin_object(to);
  write_optional(to, "name", value.name);
  write_optional(to, "provider", value.provider);
  write_optional(to, "url", value.url);
  write_optional(to, "board", value.board);
  write_optional(to, "email", value.email);
  write_optional(to, "token", value.token);
  write_optional(to, "project", value.project);
  write_optional(to, "mapping", value.mapping);
  write_optional(to, "assignee", value.assignee);
  write_optional(to, "statuses", value.statuses);
  write_optional(to, "labels", value.labels);
  write_optional(to, "sprint", value.sprint);
  write_optional(to, "query", value.query);
  write_optional(to, "types", value.types);
  write_optional(to, "stages", value.stages);
  write_optional(to, "write", value.write);
  write_optional(to, "every", value.every);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardCheckParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "board", to.board) &&
         read_optional(from, path, error, "secret", to.secret);
}
void write(std::string& to, const BoardCheckParams& value) {
  begin_object(to);
  write_field(to, "board", value.board);
  write_optional(to, "secret", value.secret);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardAccount& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "lacks", to.lacks);
}
void write(std::string& to, const BoardAccount& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "name", value.name);
  write_field(to, "lacks", value.lacks);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardAccountResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "account", to.account);
}
void write(std::string& to, const BoardAccountResult& value) {
  begin_object(to);
  write_field(to, "account", value.account);
  end_object(to);
}

std::string_view name_of(BoardChoiceKind value) {
  switch (value) {
    case BoardChoiceKind::boards: return "boards";
    case BoardChoiceKind::people: return "people";
    case BoardChoiceKind::statuses: return "statuses";
    case BoardChoiceKind::types: return "types";
    case BoardChoiceKind::labels: return "labels";
    case BoardChoiceKind::sprints: return "sprints";
  }
  return "";
}
bool read(const json& from, const Path& path, base::Error& error, BoardChoiceKind& to) {
  static constexpr std::array<std::string_view, 6> kValues = {"boards", "people", "statuses", "types", "labels", "sprints"};
  std::size_t index = 0;
  if (!read_enum(from, path, error, kValues, index)) return false;
  to = static_cast<BoardChoiceKind>(index);
  return true;
}
void write(std::string& to, const BoardChoiceKind& value) { write(to, name_of(value)); }

bool read(const json& from, const Path& path, base::Error& error, BoardChoicesParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "board", to.board) &&
         read_optional(from, path, error, "secret", to.secret) &&
         read_field(from, path, error, "kind", to.kind);
}
void write(std::string& to, const BoardChoicesParams& value) {
  begin_object(to);
  write_field(to, "board", value.board);
  write_optional(to, "secret", value.secret);
  write_field(to, "kind", value.kind);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardChoice& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "value", to.value) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "detail", to.detail);
}
void write(std::string& to, const BoardChoice& value) {
  begin_object(to);
  write_field(to, "value", value.value);
  write_field(to, "name", value.name);
  write_field(to, "detail", value.detail);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardChoicesResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "choices", to.choices);
}
void write(std::string& to, const BoardChoicesResult& value) {
  begin_object(to);
  write_field(to, "choices", value.choices);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardPreviewIssue& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "key", to.key) &&
         read_field(from, path, error, "title", to.title) &&
         read_field(from, path, error, "url", to.url) &&
         read_field(from, path, error, "issueType", to.issueType) &&
         read_field(from, path, error, "status", to.status) &&
         read_field(from, path, error, "assignee", to.assignee) &&
         read_field(from, path, error, "type", to.type) &&
         read_field(from, path, error, "project", to.project) &&
         read_field(from, path, error, "priority", to.priority) &&
         read_optional(from, path, error, "ticketId", to.ticketId);
}
void write(std::string& to, const BoardPreviewIssue& value) {
  begin_object(to);
  write_field(to, "key", value.key);
  write_field(to, "title", value.title);
  write_field(to, "url", value.url);
  write_field(to, "issueType", value.issueType);
  write_field(to, "status", value.status);
  write_field(to, "assignee", value.assignee);
  write_field(to, "type", value.type);
  write_field(to, "project", value.project);
  write_field(to, "priority", value.priority);
  write_field(to, "ticketId", value.ticketId);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardPreviewResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "issues", to.issues) &&
         read_field(from, path, error, "others", to.others) &&
         read_field(from, path, error, "more", to.more) &&
         read_field(from, path, error, "problems", to.problems);
}
void write(std::string& to, const BoardPreviewResult& value) {
  begin_object(to);
  write_field(to, "issues", value.issues);
  write_field(to, "others", value.others);
  write_field(to, "more", value.more);
  write_field(to, "problems", value.problems);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardAddParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "board", to.board) &&
         read_optional(from, path, error, "secret", to.secret) &&
         read_optional(from, path, error, "keep", to.keep) &&
         read_optional(from, path, error, "check", to.check);
}
void write(std::string& to, const BoardAddParams& value) {
  begin_object(to);
  write_field(to, "board", value.board);
  write_optional(to, "secret", value.secret);
  write_optional(to, "keep", value.keep);
  write_optional(to, "check", value.check);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardRemoveParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "name", to.name);
}
void write(std::string& to, const BoardRemoveParams& value) {
  begin_object(to);
  write_field(to, "name", value.name);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardSignInParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "secret", to.secret) &&
         read_optional(from, path, error, "keep", to.keep) &&
         read_optional(from, path, error, "check", to.check) &&
         read_optional(from, path, error, "webhook", to.webhook);
}
void write(std::string& to, const BoardSignInParams& value) {
  begin_object(to);
  write_field(to, "name", value.name);
  write_field(to, "secret", value.secret);
  write_optional(to, "keep", value.keep);
  write_optional(to, "check", value.check);
  write_optional(to, "webhook", value.webhook);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardSignOutResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "signedOut", to.signedOut);
}
void write(std::string& to, const BoardSignOutResult& value) {
  begin_object(to);
  write_field(to, "signedOut", value.signedOut);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, BoardCancelResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "cancelled", to.cancelled);
}
void write(std::string& to, const BoardCancelResult& value) {
  begin_object(to);
  write_field(to, "cancelled", value.cancelled);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TicketIdParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id);
}
void write(std::string& to, const TicketIdParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TicketResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "ticket", to.ticket) &&
         read_field(from, path, error, "body", to.body);
}
void write(std::string& to, const TicketResult& value) {
  begin_object(to);
  write_field(to, "ticket", value.ticket);
  write_field(to, "body", value.body);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TicketCreateParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "type", to.type) &&
         read_field(from, path, error, "title", to.title) &&
         read_optional(from, path, error, "project", to.project) &&
         read_optional(from, path, error, "priority", to.priority) &&
         read_optional(from, path, error, "body", to.body) &&
         read_optional(from, path, error, "hold", to.hold) &&
         read_optional(from, path, error, "blockedBy", to.blockedBy) &&
         read_optional(from, path, error, "agent", to.agent) &&
         read_optional(from, path, error, "clientToken", to.clientToken);
}
void write(std::string& to, const TicketCreateParams& value) {
  begin_object(to);
  write_field(to, "type", value.type);
  write_field(to, "title", value.title);
  write_optional(to, "project", value.project);
  write_optional(to, "priority", value.priority);
  write_optional(to, "body", value.body);
  write_optional(to, "hold", value.hold);
  write_optional(to, "blockedBy", value.blockedBy);
  write_optional(to, "agent", value.agent);
  write_optional(to, "clientToken", value.clientToken);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TicketUpdateParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_optional(from, path, error, "hold", to.hold) &&
         read_optional(from, path, error, "priority", to.priority) &&
         read_optional(from, path, error, "title", to.title);
}
void write(std::string& to, const TicketUpdateParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_optional(to, "hold", value.hold);
  write_optional(to, "priority", value.priority);
  write_optional(to, "title", value.title);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TicketLaunchParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_optional(from, path, error, "force", to.force) &&
         read_optional(from, path, error, "agent", to.agent) &&
         read_optional(from, path, error, "host", to.host) &&
         read_optional(from, path, error, "clientToken", to.clientToken);
}
void write(std::string& to, const TicketLaunchParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_optional(to, "force", value.force);
  write_optional(to, "agent", value.agent);
  write_optional(to, "host", value.host);
  write_optional(to, "clientToken", value.clientToken);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TicketRequeueParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_optional(from, path, error, "kill", to.kill);
}
void write(std::string& to, const TicketRequeueParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_optional(to, "kill", value.kill);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TicketDiscardParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_optional(from, path, error, "yes", to.yes);
}
void write(std::string& to, const TicketDiscardParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_optional(to, "yes", value.yes);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "session", to.session);
}
void write(std::string& to, const SessionResult& value) {
  begin_object(to);
  write_field(to, "session", value.session);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionListParams& to) {
  return is_object(from, path, error) &&
         read_optional(from, path, error, "project", to.project) &&
         read_optional(from, path, error, "status", to.status) &&
         read_optional(from, path, error, "agent", to.agent) &&
         read_optional(from, path, error, "ticketId", to.ticketId) &&
         read_optional(from, path, error, "archived", to.archived);
}
void write(std::string& to, const SessionListParams& value) {
  begin_object(to);
  write_optional(to, "project", value.project);
  write_optional(to, "status", value.status);
  write_optional(to, "agent", value.agent);
  write_optional(to, "ticketId", value.ticketId);
  write_optional(to, "archived", value.archived);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionListResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "agents", to.agents);
}
void write(std::string& to, const SessionListResult& value) {
  begin_object(to);
  write_field(to, "agents", value.agents);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionIdParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id);
}
void write(std::string& to, const SessionIdParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionShowParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_optional(from, path, error, "brief", to.brief);
}
void write(std::string& to, const SessionShowParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_optional(to, "brief", value.brief);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionSummaryResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "text", to.text);
}
void write(std::string& to, const SessionSummaryResult& value) {
  begin_object(to);
  write_field(to, "text", value.text);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionWork& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "head", to.head) &&
         read_field(from, path, error, "commits", to.commits) &&
         read_field(from, path, error, "changed", to.changed) &&
         read_field(from, path, error, "untracked", to.untracked) &&
         read_field(from, path, error, "conflicted", to.conflicted) &&
         read_field(from, path, error, "files", to.files) &&
         read_field(from, path, error, "additions", to.additions) &&
         read_field(from, path, error, "deletions", to.deletions) &&
         read_field(from, path, error, "problem", to.problem);
}
void write(std::string& to, const SessionWork& value) {
  begin_object(to);
  write_field(to, "head", value.head);
  write_field(to, "commits", value.commits);
  write_field(to, "changed", value.changed);
  write_field(to, "untracked", value.untracked);
  write_field(to, "conflicted", value.conflicted);
  write_field(to, "files", value.files);
  write_field(to, "additions", value.additions);
  write_field(to, "deletions", value.deletions);
  write_field(to, "problem", value.problem);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ProcessInfo& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "pid", to.pid) &&
         read_field(from, path, error, "parent", to.parent) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "cpuPercent", to.cpuPercent) &&
         read_field(from, path, error, "cpuTimeMs", to.cpuTimeMs) &&
         read_field(from, path, error, "memoryBytes", to.memoryBytes);
}
void write(std::string& to, const ProcessInfo& value) {
  begin_object(to);
  write_field(to, "pid", value.pid);
  write_field(to, "parent", value.parent);
  write_field(to, "name", value.name);
  write_field(to, "cpuPercent", value.cpuPercent);
  write_field(to, "cpuTimeMs", value.cpuTimeMs);
  write_field(to, "memoryBytes", value.memoryBytes);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionShowResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "session", to.session) &&
         read_field(from, path, error, "events", to.events) &&
         read_field(from, path, error, "reviews", to.reviews) &&
         read_optional(from, path, error, "work", to.work) &&
         read_field(from, path, error, "processes", to.processes) &&
         read_optional(from, path, error, "archive", to.archive);
}
void write(std::string& to, const SessionShowResult& value) {
  begin_object(to);
  write_field(to, "session", value.session);
  write_field(to, "events", value.events);
  write_field(to, "reviews", value.reviews);
  write_field(to, "work", value.work);
  write_field(to, "processes", value.processes);
  write_optional(to, "archive", value.archive);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionSendParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "text", to.text) &&
         read_optional(from, path, error, "clientToken", to.clientToken) &&
         read_optional(from, path, error, "wait", to.wait);
}
void write(std::string& to, const SessionSendParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "text", value.text);
  write_optional(to, "clientToken", value.clientToken);
  write_optional(to, "wait", value.wait);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionSendResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "delivery", to.delivery) &&
         read_field(from, path, error, "reason", to.reason);
}
void write(std::string& to, const SessionSendResult& value) {
  begin_object(to);
  write_field(to, "delivery", value.delivery);
  write_field(to, "reason", value.reason);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionRedirectParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "text", to.text) &&
         read_optional(from, path, error, "clientToken", to.clientToken);
}
void write(std::string& to, const SessionRedirectParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "text", value.text);
  write_optional(to, "clientToken", value.clientToken);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionKillParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_optional(from, path, error, "force", to.force);
}
void write(std::string& to, const SessionKillParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_optional(to, "force", value.force);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionParkParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_optional(from, path, error, "force", to.force);
}
void write(std::string& to, const SessionParkParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_optional(to, "force", value.force);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionRestoreParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_optional(from, path, error, "fresh", to.fresh);
}
void write(std::string& to, const SessionRestoreParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_optional(to, "fresh", value.fresh);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionRenameParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "name", to.name);
}
void write(std::string& to, const SessionRenameParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "name", value.name);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionUpdateParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "properties", to.properties);
}
void write(std::string& to, const SessionUpdateParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "properties", value.properties);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionSpawnParams& to) {
  return is_object(from, path, error) &&
         read_optional(from, path, error, "ticketId", to.ticketId) &&
         read_optional(from, path, error, "prompt", to.prompt) &&
         read_optional(from, path, error, "type", to.type) &&
         read_optional(from, path, error, "title", to.title) &&
         read_optional(from, path, error, "project", to.project) &&
         read_optional(from, path, error, "host", to.host) &&
         read_optional(from, path, error, "agent", to.agent) &&
         read_optional(from, path, error, "branch", to.branch) &&
         read_optional(from, path, error, "base", to.base) &&
         read_optional(from, path, error, "force", to.force) &&
         read_optional(from, path, error, "clientToken", to.clientToken);
}
void write(std::string& to, const SessionSpawnParams& value) {
  begin_object(to);
  write_optional(to, "ticketId", value.ticketId);
  write_optional(to, "prompt", value.prompt);
  write_optional(to, "type", value.type);
  write_optional(to, "title", value.title);
  write_optional(to, "project", value.project);
  write_optional(to, "host", value.host);
  write_optional(to, "agent", value.agent);
  write_optional(to, "branch", value.branch);
  write_optional(to, "base", value.base);
  write_optional(to, "force", value.force);
  write_optional(to, "clientToken", value.clientToken);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionSpawnAllParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "agents", to.agents);
}
void write(std::string& to, const SessionSpawnAllParams& value) {
  begin_object(to);
  write_field(to, "agents", value.agents);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ForeignPane& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "server", to.server) &&
         read_field(from, path, error, "session", to.session) &&
         read_field(from, path, error, "pane", to.pane) &&
         read_field(from, path, error, "program", to.program) &&
         read_field(from, path, error, "folder", to.folder) &&
         read_optional(from, path, error, "project", to.project) &&
         read_field(from, path, error, "viewers", to.viewers) &&
         read_field(from, path, error, "lastOutputAt", to.lastOutputAt) &&
         read_optional(from, path, error, "agentId", to.agentId);
}
void write(std::string& to, const ForeignPane& value) {
  begin_object(to);
  write_field(to, "server", value.server);
  write_field(to, "session", value.session);
  write_field(to, "pane", value.pane);
  write_field(to, "program", value.program);
  write_field(to, "folder", value.folder);
  write_field(to, "project", value.project);
  write_field(to, "viewers", value.viewers);
  write_field(to, "lastOutputAt", value.lastOutputAt);
  write_field(to, "agentId", value.agentId);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionForeignResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "servers", to.servers) &&
         read_field(from, path, error, "panes", to.panes) &&
         read_field(from, path, error, "problems", to.problems);
}
void write(std::string& to, const SessionForeignResult& value) {
  begin_object(to);
  write_field(to, "servers", value.servers);
  write_field(to, "panes", value.panes);
  write_field(to, "problems", value.problems);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionAdoptParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "server", to.server) &&
         read_field(from, path, error, "target", to.target) &&
         read_optional(from, path, error, "title", to.title) &&
         read_optional(from, path, error, "type", to.type) &&
         read_optional(from, path, error, "clientToken", to.clientToken);
}
void write(std::string& to, const SessionAdoptParams& value) {
  begin_object(to);
  write_field(to, "server", value.server);
  write_field(to, "target", value.target);
  write_optional(to, "title", value.title);
  write_optional(to, "type", value.type);
  write_optional(to, "clientToken", value.clientToken);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SpawnedSession& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "outcome", to.outcome) &&
         read_field(from, path, error, "ticketId", to.ticketId) &&
         read_optional(from, path, error, "session", to.session) &&
         read_field(from, path, error, "reason", to.reason);
}
void write(std::string& to, const SpawnedSession& value) {
  begin_object(to);
  write_field(to, "outcome", value.outcome);
  write_field(to, "ticketId", value.ticketId);
  write_field(to, "session", value.session);
  write_field(to, "reason", value.reason);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionSpawnAllResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "agents", to.agents);
}
void write(std::string& to, const SessionSpawnAllResult& value) {
  begin_object(to);
  write_field(to, "agents", value.agents);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionCleanupParams& to) {
  return is_object(from, path, error) &&
         read_optional(from, path, error, "ids", to.ids) &&
         read_optional(from, path, error, "dryRun", to.dryRun) &&
         read_optional(from, path, error, "yes", to.yes) &&
         read_optional(from, path, error, "deleteBranch", to.deleteBranch);
}
void write(std::string& to, const SessionCleanupParams& value) {
  begin_object(to);
  write_optional(to, "ids", value.ids);
  write_optional(to, "dryRun", value.dryRun);
  write_optional(to, "yes", value.yes);
  write_optional(to, "deleteBranch", value.deleteBranch);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, CleanedSession& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "outcome", to.outcome) &&
         read_field(from, path, error, "reasons", to.reasons) &&
         read_field(from, path, error, "needsYes", to.needsYes) &&
         read_field(from, path, error, "worktree", to.worktree) &&
         read_field(from, path, error, "branch", to.branch) &&
         read_field(from, path, error, "branchDeleted", to.branchDeleted);
}
void write(std::string& to, const CleanedSession& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "name", value.name);
  write_field(to, "outcome", value.outcome);
  write_field(to, "reasons", value.reasons);
  write_field(to, "needsYes", value.needsYes);
  write_field(to, "worktree", value.worktree);
  write_field(to, "branch", value.branch);
  write_field(to, "branchDeleted", value.branchDeleted);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionCleanupResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "sessions", to.sessions);
}
void write(std::string& to, const SessionCleanupResult& value) {
  begin_object(to);
  write_field(to, "sessions", value.sessions);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionChangesResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "base", to.base) &&
         read_field(from, path, error, "head", to.head) &&
         read_field(from, path, error, "worktree", to.worktree) &&
         read_field(from, path, error, "uncommitted", to.uncommitted) &&
         read_field(from, path, error, "commits", to.commits) &&
         read_field(from, path, error, "files", to.files);
}
void write(std::string& to, const SessionChangesResult& value) {
  begin_object(to);
  write_field(to, "base", value.base);
  write_field(to, "head", value.head);
  write_field(to, "worktree", value.worktree);
  write_field(to, "uncommitted", value.uncommitted);
  write_field(to, "commits", value.commits);
  write_field(to, "files", value.files);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionFileParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "path", to.path);
}
void write(std::string& to, const SessionFileParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "path", value.path);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionFileResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "exists", to.exists) &&
         read_field(from, path, error, "binary", to.binary) &&
         read_field(from, path, error, "content", to.content);
}
void write(std::string& to, const SessionFileResult& value) {
  begin_object(to);
  write_field(to, "exists", value.exists);
  write_field(to, "binary", value.binary);
  write_field(to, "content", value.content);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, StopAllParams& to) {
  return is_object(from, path, error) &&
         read_optional(from, path, error, "force", to.force);
}
void write(std::string& to, const StopAllParams& value) {
  begin_object(to);
  write_optional(to, "force", value.force);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, StopAllResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "ids", to.ids);
}
void write(std::string& to, const StopAllResult& value) {
  begin_object(to);
  write_field(to, "ids", value.ids);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, RestoreLostResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "ids", to.ids) &&
         read_field(from, path, error, "left", to.left) &&
         read_field(from, path, error, "reason", to.reason);
}
void write(std::string& to, const RestoreLostResult& value) {
  begin_object(to);
  write_field(to, "ids", value.ids);
  write_field(to, "left", value.left);
  write_field(to, "reason", value.reason);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ReviewListResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "reviews", to.reviews);
}
void write(std::string& to, const ReviewListResult& value) {
  begin_object(to);
  write_field(to, "reviews", value.reviews);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ReviewIdParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id);
}
void write(std::string& to, const ReviewIdParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ReviewResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "review", to.review);
}
void write(std::string& to, const ReviewResult& value) {
  begin_object(to);
  write_field(to, "review", value.review);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ReviewApproveParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id);
}
void write(std::string& to, const ReviewApproveParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ReviewRejectParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "reason", to.reason);
}
void write(std::string& to, const ReviewRejectParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "reason", value.reason);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ReviewAnswerParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "id", to.id) &&
         read_optional(from, path, error, "choice", to.choice) &&
         read_optional(from, path, error, "text", to.text);
}
void write(std::string& to, const ReviewAnswerParams& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_optional(to, "choice", value.choice);
  write_optional(to, "text", value.text);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ReviewDecisionResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "review", to.review) &&
         read_field(from, path, error, "decision", to.decision) &&
         read_field(from, path, error, "state", to.state);
}
void write(std::string& to, const ReviewDecisionResult& value) {
  begin_object(to);
  write_field(to, "review", value.review);
  write_field(to, "decision", value.decision);
  write_field(to, "state", value.state);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, StepDoneParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "sessionId", to.sessionId) &&
         read_optional(from, path, error, "step", to.step) &&
         read_optional(from, path, error, "summary", to.summary) &&
         read_optional(from, path, error, "plan", to.plan) &&
         read_optional(from, path, error, "pullRequest", to.pullRequest);
}
void write(std::string& to, const StepDoneParams& value) {
  begin_object(to);
  write_field(to, "sessionId", value.sessionId);
  write_optional(to, "step", value.step);
  write_optional(to, "summary", value.summary);
  write_optional(to, "plan", value.plan);
  write_optional(to, "pullRequest", value.pullRequest);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, StepDoneResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "step", to.step) &&
         read_field(from, path, error, "round", to.round) &&
         read_field(from, path, error, "already", to.already);
}
void write(std::string& to, const StepDoneResult& value) {
  begin_object(to);
  write_field(to, "step", value.step);
  write_field(to, "round", value.round);
  write_field(to, "already", value.already);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, EventListParams& to) {
  return is_object(from, path, error) &&
         read_optional(from, path, error, "epoch", to.epoch) &&
         read_optional(from, path, error, "after", to.after) &&
         read_optional(from, path, error, "sessionId", to.sessionId) &&
         read_optional(from, path, error, "limit", to.limit) &&
         read_optional(from, path, error, "before", to.before) &&
         read_optional(from, path, error, "kind", to.kind) &&
         read_optional(from, path, error, "search", to.search) &&
         read_optional(from, path, error, "since", to.since);
}
void write(std::string& to, const EventListParams& value) {
  begin_object(to);
  write_optional(to, "epoch", value.epoch);
  write_optional(to, "after", value.after);
  write_optional(to, "sessionId", value.sessionId);
  write_optional(to, "limit", value.limit);
  write_optional(to, "before", value.before);
  write_optional(to, "kind", value.kind);
  write_optional(to, "search", value.search);
  write_optional(to, "since", value.since);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, EventListResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "epoch", to.epoch) &&
         read_field(from, path, error, "reset", to.reset) &&
         read_field(from, path, error, "events", to.events) &&
         read_optional(from, path, error, "next", to.next);
}
void write(std::string& to, const EventListResult& value) {
  begin_object(to);
  write_field(to, "epoch", value.epoch);
  write_field(to, "reset", value.reset);
  write_field(to, "events", value.events);
  write_optional(to, "next", value.next);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TrustResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "trusted", to.trusted) &&
         read_field(from, path, error, "reason", to.reason) &&
         read_field(from, path, error, "executable", to.executable);
}
void write(std::string& to, const TrustResult& value) {
  begin_object(to);
  write_field(to, "trusted", value.trusted);
  write_field(to, "reason", value.reason);
  write_field(to, "executable", value.executable);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TrustSetParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "trusted", to.trusted);
}
void write(std::string& to, const TrustSetParams& value) {
  begin_object(to);
  write_field(to, "trusted", value.trusted);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TypeListResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "types", to.types) &&
         read_field(from, path, error, "projects", to.projects) &&
         read_field(from, path, error, "agents", to.agents);
}
void write(std::string& to, const TypeListResult& value) {
  begin_object(to);
  write_field(to, "types", value.types);
  write_field(to, "projects", value.projects);
  write_field(to, "agents", value.agents);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ClientUpdateParams& to) {
  return is_object(from, path, error) &&
         read_optional(from, path, error, "dirtyPaths", to.dirtyPaths) &&
         read_optional(from, path, error, "trusted", to.trusted);
}
void write(std::string& to, const ClientUpdateParams& value) {
  begin_object(to);
  write_optional(to, "dirtyPaths", value.dirtyPaths);
  write_optional(to, "trusted", value.trusted);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, HookWaitParams& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "sessionId", to.sessionId) &&
         read_field(from, path, error, "eventId", to.eventId);
}
void write(std::string& to, const HookWaitParams& value) {
  begin_object(to);
  write_field(to, "sessionId", value.sessionId);
  write_field(to, "eventId", value.eventId);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, HookWaitResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "gone", to.gone) &&
         read_field(from, path, error, "output", to.output) &&
         read_field(from, path, error, "exitCode", to.exitCode);
}
void write(std::string& to, const HookWaitResult& value) {
  begin_object(to);
  write_field(to, "gone", value.gone);
  write_field(to, "output", value.output);
  write_field(to, "exitCode", value.exitCode);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, HookTookResult& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "ok", to.ok);
}
void write(std::string& to, const HookTookResult& value) {
  begin_object(to);
  write_field(to, "ok", value.ok);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ServerStopParams& to) {
  return is_object(from, path, error) &&
         read_optional(from, path, error, "agents", to.agents);
}
void write(std::string& to, const ServerStopParams& value) {
  begin_object(to);
  write_optional(to, "agents", value.agents);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionDidChange& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "session", to.session) &&
         read_field(from, path, error, "seq", to.seq);
}
void write(std::string& to, const SessionDidChange& value) {
  begin_object(to);
  write_field(to, "session", value.session);
  write_field(to, "seq", value.seq);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, SessionDidRemove& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "sessionId", to.sessionId) &&
         read_field(from, path, error, "seq", to.seq);
}
void write(std::string& to, const SessionDidRemove& value) {
  begin_object(to);
  write_field(to, "sessionId", value.sessionId);
  write_field(to, "seq", value.seq);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TicketDidChange& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "ticket", to.ticket) &&
         read_field(from, path, error, "seq", to.seq);
}
void write(std::string& to, const TicketDidChange& value) {
  begin_object(to);
  write_field(to, "ticket", value.ticket);
  write_field(to, "seq", value.seq);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TicketDidRemove& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "path", to.path) &&
         read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "seq", to.seq);
}
void write(std::string& to, const TicketDidRemove& value) {
  begin_object(to);
  write_field(to, "path", value.path);
  write_field(to, "id", value.id);
  write_field(to, "seq", value.seq);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, QueueDidChange& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "paused", to.paused) &&
         read_field(from, path, error, "running", to.running) &&
         read_field(from, path, error, "limit", to.limit) &&
         read_field(from, path, error, "seq", to.seq);
}
void write(std::string& to, const QueueDidChange& value) {
  begin_object(to);
  write_field(to, "paused", value.paused);
  write_field(to, "running", value.running);
  write_field(to, "limit", value.limit);
  write_field(to, "seq", value.seq);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ReviewDidChange& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "review", to.review) &&
         read_field(from, path, error, "seq", to.seq);
}
void write(std::string& to, const ReviewDidChange& value) {
  begin_object(to);
  write_field(to, "review", value.review);
  write_field(to, "seq", value.seq);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ReviewDidClose& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "reviewId", to.reviewId) &&
         read_field(from, path, error, "sessionId", to.sessionId) &&
         read_field(from, path, error, "seq", to.seq);
}
void write(std::string& to, const ReviewDidClose& value) {
  begin_object(to);
  write_field(to, "reviewId", value.reviewId);
  write_field(to, "sessionId", value.sessionId);
  write_field(to, "seq", value.seq);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, EventDidAppend& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "event", to.event) &&
         read_field(from, path, error, "seq", to.seq);
}
void write(std::string& to, const EventDidAppend& value) {
  begin_object(to);
  write_field(to, "event", value.event);
  write_field(to, "seq", value.seq);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, StatusDidChange& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "status", to.status) &&
         read_field(from, path, error, "seq", to.seq);
}
void write(std::string& to, const StatusDidChange& value) {
  begin_object(to);
  write_field(to, "status", value.status);
  write_field(to, "seq", value.seq);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, TerminalDidRequest& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "sessionId", to.sessionId) &&
         read_field(from, path, error, "show", to.show) &&
         read_field(from, path, error, "seq", to.seq);
}
void write(std::string& to, const TerminalDidRequest& value) {
  begin_object(to);
  write_field(to, "sessionId", value.sessionId);
  write_field(to, "show", value.show);
  write_field(to, "seq", value.seq);
  end_object(to);
}

bool read(const json& from, const Path& path, base::Error& error, ServerDidRestart& to) {
  return is_object(from, path, error) &&
         read_field(from, path, error, "epoch", to.epoch) &&
         read_field(from, path, error, "seq", to.seq);
}
void write(std::string& to, const ServerDidRestart& value) {
  begin_object(to);
  write_field(to, "epoch", value.epoch);
  write_field(to, "seq", value.seq);
  end_object(to);
}

const std::array<Operation, 62> kOperationTable = {{
    {"initialize", Actor::anyone, "", "", ""},
    {"status/get", Actor::anyone, "status", "", "GET /api/v1/status"},
    {"queue/get", Actor::anyone, "queue", "", "GET /api/v1/queue"},
    {"queue/pause", Actor::person, "pause", "operator.pauseQueue", "POST /api/v1/queue/pause"},
    {"queue/resume", Actor::person, "resume", "operator.resumeQueue", "POST /api/v1/queue/resume"},
    {"queue/sync", Actor::person, "sync", "operator.syncBoards", "POST /api/v1/queue/sync"},
    {"board/list", Actor::anyone, "board list", "", "GET /api/v1/boards"},
    {"board/outbox", Actor::anyone, "board outbox", "operator.showBoardOutbox", "GET /api/v1/boards/outbox"},
    {"board/drop", Actor::person, "board drop", "", "POST /api/v1/boards/outbox/{id}/drop"},
    {"board/cancel", Actor::person, "board cancel", "", "POST /api/v1/boards/cancel"},
    {"board/providers", Actor::anyone, "", "", "GET /api/v1/boards/providers"},
    {"board/check", Actor::person, "board check", "", "POST /api/v1/boards/check"},
    {"board/choices", Actor::person, "board choices", "", "POST /api/v1/boards/choices"},
    {"board/preview", Actor::person, "board preview", "", "POST /api/v1/boards/preview"},
    {"board/add", Actor::person, "board add", "operator.addBoard", "POST /api/v1/boards/add"},
    {"board/remove", Actor::person, "board remove", "operator.removeBoard", "POST /api/v1/boards/{name}/remove"},
    {"board/signIn", Actor::person, "board signin", "operator.signInToBoard", "POST /api/v1/boards/{name}/signin"},
    {"board/signOut", Actor::person, "board signout", "operator.signOutOfBoard", "POST /api/v1/boards/{name}/signout"},
    {"ticket/get", Actor::anyone, "ticket show", "", "GET /api/v1/tickets/{id}"},
    {"ticket/create", Actor::person, "ticket new", "operator.createTicket", "POST /api/v1/tickets"},
    {"ticket/update", Actor::person, "ticket set", "", "PATCH /api/v1/tickets/{id}"},
    {"ticket/launch", Actor::person, "launch", "operator.launchTicket", "POST /api/v1/tickets/{id}/launch"},
    {"ticket/retry", Actor::person, "retry", "operator.retryTicket", "POST /api/v1/tickets/{id}/retry"},
    {"ticket/requeue", Actor::person, "requeue", "operator.requeueTicket", "POST /api/v1/tickets/{id}/requeue"},
    {"ticket/complete", Actor::person, "complete", "operator.completeTicket", "POST /api/v1/tickets/{id}/complete"},
    {"ticket/discard", Actor::person, "discard", "operator.discardTicket", "POST /api/v1/tickets/{id}/discard"},
    {"session/list", Actor::anyone, "ls", "", "GET /api/v1/agents"},
    {"session/foreign", Actor::person, "ls --foreign", "", "GET /api/v1/agents/foreign"},
    {"session/get", Actor::anyone, "show", "", "GET /api/v1/agents/{id}"},
    {"session/summary", Actor::anyone, "summary", "operator.showSummary", "GET /api/v1/agents/{id}/summary"},
    {"session/adopt", Actor::person, "adopt", "operator.adoptSession", "POST /api/v1/agents/adopt"},
    {"session/spawn", Actor::person, "spawn", "operator.newSession", "POST /api/v1/agents"},
    {"session/spawnAll", Actor::person, "spawn", "", "POST /api/v1/agents/spawn"},
    {"session/send", Actor::person, "send", "operator.sendText", "POST /api/v1/agents/{id}/send"},
    {"session/interrupt", Actor::person, "interrupt", "operator.interruptSession", "POST /api/v1/agents/{id}/interrupt"},
    {"session/redirect", Actor::person, "redirect", "operator.redirectSession", "POST /api/v1/agents/{id}/redirect"},
    {"session/freeze", Actor::person, "freeze", "operator.freezeSession", "POST /api/v1/agents/{id}/freeze"},
    {"session/thaw", Actor::person, "thaw", "operator.thawSession", "POST /api/v1/agents/{id}/thaw"},
    {"session/park", Actor::person, "park", "operator.parkSession", "POST /api/v1/agents/{id}/park"},
    {"session/kill", Actor::person, "kill", "operator.killSession", "POST /api/v1/agents/{id}/kill"},
    {"session/restore", Actor::person, "restore", "operator.restoreSession", "POST /api/v1/agents/{id}/restore"},
    {"session/restoreLost", Actor::person, "restore --lost", "operator.restoreLostSessions", "POST /api/v1/agents/restore"},
    {"session/rename", Actor::person, "rename", "operator.renameSession", "POST /api/v1/agents/{id}/rename"},
    {"session/update", Actor::person, "set", "", "PATCH /api/v1/agents/{id}"},
    {"session/cleanup", Actor::person, "cleanup", "operator.cleanUpSessions", "POST /api/v1/agents/cleanup"},
    {"session/changes", Actor::anyone, "changes", "operator.showChanges", "GET /api/v1/agents/{id}/changes"},
    {"session/file", Actor::anyone, "", "", "GET /api/v1/agents/{id}/file"},
    {"session/stopAll", Actor::person, "stop --agents", "operator.stopAll", "POST /api/v1/agents/stop"},
    {"review/list", Actor::anyone, "inbox", "", "GET /api/v1/reviews"},
    {"review/get", Actor::anyone, "", "", "GET /api/v1/reviews/{id}"},
    {"review/approve", Actor::person, "approve", "operator.approveReview", "POST /api/v1/agents/{id}/approve"},
    {"review/reject", Actor::person, "reject", "operator.rejectReview", "POST /api/v1/agents/{id}/reject"},
    {"review/answer", Actor::person, "answer", "operator.answerReview", "POST /api/v1/agents/{id}/answer"},
    {"step/done", Actor::session, "step done", "", "POST /api/v1/agents/{sessionId}/step"},
    {"event/list", Actor::anyone, "events", "operator.searchHistory", "GET /api/v1/events"},
    {"trust/get", Actor::anyone, "trust", "", "GET /api/v1/trust"},
    {"trust/set", Actor::person, "trust --yes", "operator.trustWorkspace", "POST /api/v1/trust"},
    {"type/list", Actor::anyone, "types", "", "GET /api/v1/types"},
    {"client/update", Actor::person, "", "", ""},
    {"hook/wait", Actor::session, "", "", ""},
    {"hook/took", Actor::session, "", "", ""},
    {"server/stop", Actor::person, "stop", "", "POST /api/v1/stop"},
}};
std::span<const Operation> operations() { return kOperationTable; }

}  // namespace wire
