#include "serve/convert.h"

#include <algorithm>

namespace serve {

// The same names in the same order on both sides; tests/unit/serve compares them one by one.
wire::Status to_wire(rules::Status status) { return static_cast<wire::Status>(status); }
wire::Activity to_wire(rules::Activity activity) { return static_cast<wire::Activity>(activity); }
wire::ReviewKind to_wire(rules::ReviewKind kind) { return static_cast<wire::ReviewKind>(kind); }
wire::TicketState to_wire(rules::Folder folder) { return static_cast<wire::TicketState>(folder); }
wire::StepRunState to_wire(rules::StepState state) {
  return static_cast<wire::StepRunState>(state);
}

std::optional<std::string> time_or_null(base::WallTime time) {
  if (time.ms == 0) return std::nullopt;
  return base::to_rfc3339(time);
}

wire::Event to_wire(const rules::Event& event, const std::string& epoch) {
  wire::Event to;
  to.seq = event.seq;
  to.epoch = epoch;
  to.at = base::to_rfc3339(event.at);
  to.actor = event.actor;
  to.kind = event.kind;
  to.sessionId = event.session.value;
  to.ticketId = event.ticket.value;
  to.text = event.text;
  to.facts = event.facts;
  return to;
}

Look look_of(const rules::IssueType* type) {
  Look look{"terminal.ansiWhite", "note"};
  if (type == nullptr) return look;
  if (!type->color.empty()) look.color = type->color;
  if (!type->icon.empty()) look.icon = type->icon;
  return look;
}

wire::IssueType to_wire(const rules::IssueType& type) {
  wire::IssueType to;
  to.key = type.key;
  to.name = type.name;
  to.mode =
      type.mode == rules::TypeMode::paired ? wire::TypeMode::paired : wire::TypeMode::autonomous;
  const Look look = look_of(&type);
  to.color = look.color;
  to.icon = look.icon;
  for (const auto& step : type.steps) to.steps.push_back(step.name);
  to.source = type.source;
  return to;
}

wire::ProjectInfo to_wire(const rules::ProjectSettings& project) {
  return {project.name, project.path, project.prefix, project.default_branch};
}

wire::AgentInfo to_wire(const rules::AgentSettings& agent, bool installed) {
  return {agent.name, agent.kind == rules::AgentKind::claude ? "claude" : "command", installed};
}

wire::FileChange to_wire(const app::ChangedFile& file) {
  wire::FileChange to;
  to.path = file.path;
  to.oldPath = file.old_path.empty() ? file.path : file.old_path;
  switch (file.kind) {
    case app::ChangedFile::Kind::added: to.change = wire::ChangeKind::added; break;
    case app::ChangedFile::Kind::modified: to.change = wire::ChangeKind::modified; break;
    case app::ChangedFile::Kind::deleted: to.change = wire::ChangeKind::deleted; break;
    case app::ChangedFile::Kind::renamed: to.change = wire::ChangeKind::renamed; break;
  }
  to.additions = file.additions;
  to.deletions = file.deletions;
  return to;
}

wire::SessionChangesResult to_wire(const app::WorkChanges& changes) {
  wire::SessionChangesResult to;
  to.base = changes.base;
  to.head = changes.head;
  to.worktree = changes.worktree;
  to.uncommitted = changes.uncommitted;
  to.commits = changes.commits;
  for (const auto& file : changes.files) to.files.push_back(to_wire(file));
  return to;
}

wire::TrustResult to_wire(const app::TrustView& trust) {
  return {trust.trusted, trust.reason, trust.executable};
}

wire::ServerStatus status_of(Model& model, const app::Operations& operations,
                             const ServerFacts& server) {
  const app::TrustView trust = operations.trust();
  const rules::QueuePlan& plan = model.queue();
  wire::ServerStatus to;
  to.workspace = model.paths().workspace.string();
  to.pid = server.pid;
  to.version = server.version;
  to.epoch = model.epoch();
  to.trusted = trust.trusted;
  to.trustReason = trust.reason;
  to.paused = operations.paused();
  to.running = plan.running;
  to.limit = plan.limit;
  to.agent = model.settings().agent;
  const auto& reviews = model.state().reviews;
  to.waiting = std::count_if(reviews.begin(), reviews.end(), [](const auto& entry) {
    return entry.second.state == rules::ReviewState::open;
  });
  to.queued = static_cast<std::int64_t>(plan.rows.size());
  for (const auto& problem : operations.problems()) {
    to.problems.push_back({problem.file, problem.line, problem.path, problem.message});
  }
  if (!server.http_problem.empty()) {
    to.problems.push_back({".operator/config.json", 0, "http.port", server.http_problem});
  }
  return to;
}

}  // namespace serve
