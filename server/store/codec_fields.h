// Which fields of which value are kept under which key: written once, used for both directions.
// Private to codec.cpp. A key, once released, keeps its meaning.
#pragma once
#include <array>
#include <concepts>
#include <string_view>
#include <type_traits>

#include "rules/effect.h"
#include "rules/state.h"

namespace store {

template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

// Enumerators by name, in the order of their declaration.
template <class E>
struct Names;
template <>
struct Names<rules::Phase> {
  static constexpr std::array<std::string_view, 5> kList{"preparing", "starting", "live", "ending",
                                                         "ended"};
};
template <>
struct Names<rules::StepState> {
  static constexpr std::array<std::string_view, 5> kList{"pending", "running", "claimed", "review",
                                                         "done"};
};
template <>
struct Names<rules::AgentKind> {
  static constexpr std::array<std::string_view, 2> kList{"command", "claude"};
};
template <>
struct Names<rules::HostKind> {
  static constexpr std::array<std::string_view, 2> kList{"builtin", "tmux"};
};
template <>
struct Names<rules::DeliveryVia> {
  static constexpr std::array<std::string_view, 2> kList{"typing", "context"};
};
template <>
struct Names<rules::DeliveryState> {
  static constexpr std::array<std::string_view, 4> kList{"queued", "typed", "delivered", "failed"};
};
template <>
struct Names<rules::ReviewKind> {
  static constexpr std::array<std::string_view, 8> kList{
      "plan", "visual", "pr", "permission", "question", "failure", "conflict", "leftover"};
};
template <>
struct Names<rules::ReviewState> {
  static constexpr std::array<std::string_view, 6> kList{"open",      "decided",   "handed_over",
                                                         "confirmed", "overtaken", "closed"};
};
template <>
struct Names<rules::StepReview> {
  static constexpr std::array<std::string_view, 4> kList{"none", "plan", "visual", "pr"};
};
template <>
struct Names<rules::PermissionMode> {
  static constexpr std::array<std::string_view, 3> kList{"default", "plan", "acceptEdits"};
};
template <>
struct Names<rules::TypeMode> {
  static constexpr std::array<std::string_view, 2> kList{"autonomous", "paired"};
};
template <>
struct Names<rules::Folder> {
  static constexpr std::array<std::string_view, 3> kList{"queue", "in-progress", "completed"};
};
template <>
struct Names<rules::Source> {
  static constexpr std::array<std::string_view, 8> kList{"hook", "transcript", "process", "screen",
                                                         "git",  "forge",      "human",   "owner"};
};
template <>
struct Names<rules::HookAnswer::Kind> {
  static constexpr std::array<std::string_view, 4> kList{"allow", "deny", "context", "nothing"};
};
template <>
struct Names<rules::Stage> {
  static constexpr std::array<std::string_view, 3> kList{"todo", "doing", "done"};
};
template <>
struct Names<rules::Remote> {
  static constexpr std::array<std::string_view, 4> kList{"open", "done", "elsewhere", "deleted"};
};
template <>
struct Names<rules::BoardField> {
  static constexpr std::array<std::string_view, 3> kList{"title", "body", "priority"};
};
template <>
struct Names<rules::Outgoing::Kind> {
  static constexpr std::array<std::string_view, 3> kList{"stage", "comment", "pullRequest"};
};
template <>
struct Names<rules::WorkspaceKind> {
  static constexpr std::array<std::string_view, 2> kList{"worktree", "clone"};
};
template <>
struct Names<rules::Isolation> {
  static constexpr std::array<std::string_view, 3> kList{"none", "sandbox", "container"};
};
template <class E>
concept NamedEnum = requires {
  Names<E>::kList;
};

void fields(auto& f, Is<rules::Step> auto& v) {
  f("name", v.name);
  f("prompt", v.prompt);
  f("permissionMode", v.permission_mode);
  f("review", v.review);
  f("artifacts", v.artifacts);
  f("onReject", v.on_reject);
  f("agent", v.agent);
}
void fields(auto& f, Is<rules::IssueType> auto& v) {
  f("key", v.key);
  f("name", v.name);
  f("mode", v.mode);
  f("color", v.color);
  f("icon", v.icon);
  f("steps", v.steps);
  f("source", v.source);
}
void fields(auto& f, Is<rules::UsageSeen> auto& v) {
  f("inputTokens", v.input_tokens);
  f("outputTokens", v.output_tokens);
  f("costUsd", v.cost_usd);
}
void fields(auto& f, Is<rules::Delivery> auto& v) {
  f("id", v.id);
  f("text", v.text);
  f("purpose", v.purpose);
  f("via", v.via);
  f("state", v.state);
  f("reason", v.reason);
  f("at", v.at);
  f("typedAt", v.typed_at);
}
void fields(auto& f, Is<rules::AdoptedPane> auto& v) {
  f("server", v.server);
  f("socket", v.socket);
  f("pane", v.pane);
  f("pid", v.pid);
  f("startTime", v.start_time);
  f("boot", v.boot);
}
void fields(auto& f, Is<rules::Session> auto& v) {
  f("id", v.id);
  f("ticket", v.ticket);
  f("name", v.name);
  f("type", v.type);
  f("typeCopy", v.type_copy);
  f("project", v.project);
  f("repository", v.repository);
  f("agent", v.agent);
  f("agentKind", v.agent_kind);
  f("host", v.host);
  f("adopted", v.adopted);
  f("branch", v.branch);
  f("baseBranch", v.base_branch);
  f("baseCommit", v.base_commit);
  f("ownBranch", v.own_branch);
  f("worktree", v.worktree);
  f("workspace", v.workspace);
  f("isolation", v.isolation);
  f("image", v.image);
  f("containerProgram", v.container_program);
  f("network", v.network);
  f("ports", v.ports);
  f("phase", v.phase);
  f("run", v.run);
  f("runPrompt", v.run_prompt);
  f("runResumes", v.run_resumes);
  f("conversation", v.conversation);
  f("transcript", v.transcript);
  f("transcriptState", v.transcript_state);
  f("spoolOffset", v.spool_offset);
  f("step", v.step);
  f("round", v.round);
  f("stepState", v.step_state);
  f("stepBegan", v.step_began);
  f("claimSummary", v.claim_summary);
  f("claimPlan", v.claim_plan);
  f("summary", v.summary);
  f("pullRequest", v.pull_request);
  f("properties", v.properties);
  f("finishing", v.finishing);
  f("ticketDone", v.ticket_done);
  f("endReason", v.end_reason);
  f("usage", v.usage);
  f("answers", v.answers);
  f("lastMessage", v.last_message);
  f("deliveries", v.deliveries);
  f("createdAt", v.created_at);
  f("restoredAt", v.restored_at);
  f("restoredFact", v.restored_fact);
  f("lastActivity", v.last_activity);
  f("doneAt", v.done_at);
  f("startedMono", v.started_mono);
  f("turnBegan", v.turn_began);
  f("startSeen", v.start_seen);
  f("boot", v.boot);
}
void fields(auto& f, Is<rules::TicketRecord> auto& v) {
  f("id", v.id);
  f("path", v.path);
  f("text", v.text);
  f("completed", v.completed);
  f("failures", v.failures);
  f("notBefore", v.not_before);
  f("reason", v.reason);
  f("failedDigest", v.failed_digest);
}
void fields(auto& f, Is<rules::ReviewChoice> auto& v) {
  f("id", v.id);
  f("label", v.label);
}
void fields(auto& f, Is<rules::HookAnswer> auto& v) {
  f("kind", v.kind);
  f("text", v.text);
  f("setMode", v.set_mode);
}
void fields(auto& f, Is<rules::GivenAnswer> auto& v) {
  f("eventId", v.event_id);
  f("answer", v.answer);
}
void fields(auto& f, Is<rules::Review> auto& v) {
  f("id", v.id);
  f("session", v.session);
  f("kind", v.kind);
  f("title", v.title);
  f("body", v.body);
  f("round", v.round);
  f("since", v.since);
  f("choices", v.choices);
  f("eventId", v.event_id);
  f("hookGone", v.hook_gone);
  f("tool", v.tool);
  f("inputDigest", v.input_digest);
  f("subagent", v.subagent);
  f("toolUseId", v.tool_use_id);
  f("keyAfter", v.key_after);
  f("state", v.state);
  f("choice", v.choice);
  f("text", v.text);
  f("by", v.by);
  f("decidedAt", v.decided_at);
  f("answer", v.answer);
  f("closedBecause", v.closed_because);
  f("notDelivered", v.not_delivered);
}
void fields(auto& f, Is<rules::CommonVersion> auto& v) {
  f("known", v.known);
  f("title", v.title);
  f("bodyDigest", v.body_digest);
  f("theirBody", v.their_body);
  f("priority", v.priority);
}
void fields(auto& f, Is<rules::Dispute> auto& v) {
  f("field", v.field);
  f("mine", v.mine);
  f("theirs", v.theirs);
}
void fields(auto& f, Is<rules::BoardLink> auto& v) {
  f("ref", v.ref);
  f("board", v.board);
  f("ticket", v.ticket);
  f("key", v.key);
  f("url", v.url);
  f("common", v.common);
  f("remote", v.remote);
  f("here", v.here);
  f("there", v.there);
  f("cut", v.cut);
  f("links", v.links);
  f("revision", v.revision);
  f("digest", v.digest);
  f("again", v.again);
  f("review", v.review);
  f("disputes", v.disputes);
}
void fields(auto& f, Is<rules::Outgoing> auto& v) {
  f("id", v.id);
  f("ref", v.ref);
  f("board", v.board);
  f("ticket", v.ticket);
  f("kind", v.kind);
  f("marker", v.marker);
  f("title", v.title);
  f("text", v.text);
  f("tries", v.tries);
  f("at", v.at);
  f("due", v.due);
  f("error", v.error);
}

void fields(auto& f, Is<rules::MakeWorktree> auto& v) { f("session", v.session); }
void fields(auto& f, Is<rules::RunSetup> auto& v) {
  f("session", v.session);
  f("index", v.index);
  f("argv", v.argv);
}
void fields(auto& f, Is<rules::PlaceTicket> auto& v) {
  f("ticket", v.ticket);
  f("session", v.session);
  f("folder", v.folder);
  f("from", v.from);
  f("set", v.set);
}
void fields(auto& f, Is<rules::StartHost> auto& v) {
  f("session", v.session);
  f("run", v.run);
}
void fields(auto& f, Is<rules::TypeText> auto& v) {
  f("session", v.session);
  f("delivery", v.delivery);
  f("text", v.text);
}
void fields(auto& f, Is<rules::Interrupt> auto& v) { f("session", v.session); }
void fields(auto& f, Is<rules::EndAgent> auto& v) {
  f("session", v.session);
  f("run", v.run);
  f("force", v.force);
}
void fields(auto& f, Is<rules::CheckWorktree> auto& v) { f("session", v.session); }
void fields(auto& f, Is<rules::CommitLeftovers> auto& v) {
  f("session", v.session);
  f("message", v.message);
}
void fields(auto& f, Is<rules::DiscardLeftovers> auto& v) { f("session", v.session); }
void fields(auto& f, Is<rules::RemoveWorktree> auto& v) {
  f("session", v.session);
  f("force", v.force);
  f("deleteBranch", v.delete_branch);
  f("unused", v.unused);
}
void fields(auto& f, Is<rules::LookAtScreen> auto& v) {
  f("session", v.session);
  f("why", v.why);
}
void fields(auto& f, Is<rules::LookAtProcessor> auto& v) { f("session", v.session); }
void fields(auto& f, Is<rules::Freeze> auto& v) {
  f("session", v.session);
  f("on", v.on);
}
void fields(auto& f, Is<rules::LookAtWindow> auto& v) { f("session", v.session); }
void fields(auto& f, Is<rules::CheckArtifacts> auto& v) {
  f("session", v.session);
  f("step", v.step);
  f("round", v.round);
}
void fields(auto& f, Is<rules::WriteAgentTrust> auto& v) { f("agent", v.agent); }
void fields(auto& f, Is<rules::SyncBoard> auto& v) { f("board", v.board); }

// The stored name of each effect. Never reused for another.
template <class Effect>
inline constexpr std::string_view kEffectName = "";
template <>
inline constexpr std::string_view kEffectName<rules::MakeWorktree> = "MakeWorktree";
template <>
inline constexpr std::string_view kEffectName<rules::RunSetup> = "RunSetup";
template <>
inline constexpr std::string_view kEffectName<rules::PlaceTicket> = "PlaceTicket";
template <>
inline constexpr std::string_view kEffectName<rules::StartHost> = "StartHost";
template <>
inline constexpr std::string_view kEffectName<rules::TypeText> = "TypeText";
template <>
inline constexpr std::string_view kEffectName<rules::Interrupt> = "Interrupt";
template <>
inline constexpr std::string_view kEffectName<rules::EndAgent> = "EndAgent";
template <>
inline constexpr std::string_view kEffectName<rules::CheckWorktree> = "CheckWorktree";
template <>
inline constexpr std::string_view kEffectName<rules::CommitLeftovers> = "CommitLeftovers";
template <>
inline constexpr std::string_view kEffectName<rules::DiscardLeftovers> = "DiscardLeftovers";
template <>
inline constexpr std::string_view kEffectName<rules::RemoveWorktree> = "RemoveWorktree";
template <>
inline constexpr std::string_view kEffectName<rules::LookAtScreen> = "LookAtScreen";
template <>
inline constexpr std::string_view kEffectName<rules::LookAtProcessor> = "LookAtProcessor";
template <>
inline constexpr std::string_view kEffectName<rules::LookAtWindow> = "LookAtWindow";
template <>
inline constexpr std::string_view kEffectName<rules::CheckArtifacts> = "CheckArtifacts";
template <>
inline constexpr std::string_view kEffectName<rules::Freeze> = "Freeze";
template <>
inline constexpr std::string_view kEffectName<rules::WriteAgentTrust> = "WriteAgentTrust";
template <>
inline constexpr std::string_view kEffectName<rules::SyncBoard> = "SyncBoard";

}  // namespace store
