// Made by protocol/generate.mjs from protocol/model.json. Do not edit.
#include "wire/route.h"

namespace wire {
namespace {

constexpr RouteField queue_sync[] = {
    {"boards", FieldKind::other},
};
constexpr RouteField board_drop[] = {
    {"id", FieldKind::text},
};
constexpr RouteField board_check[] = {
    {"board", FieldKind::other},
    {"secret", FieldKind::text},
};
constexpr RouteField board_choices[] = {
    {"board", FieldKind::other},
    {"secret", FieldKind::text},
    {"kind", FieldKind::other},
};
constexpr RouteField board_preview[] = {
    {"board", FieldKind::other},
    {"secret", FieldKind::text},
};
constexpr RouteField board_add[] = {
    {"board", FieldKind::other},
    {"secret", FieldKind::text},
    {"keep", FieldKind::flag},
    {"check", FieldKind::flag},
};
constexpr RouteField board_remove[] = {
    {"name", FieldKind::text},
};
constexpr RouteField board_signIn[] = {
    {"name", FieldKind::text},
    {"secret", FieldKind::text},
    {"keep", FieldKind::flag},
    {"check", FieldKind::flag},
    {"webhook", FieldKind::flag},
};
constexpr RouteField board_signOut[] = {
    {"name", FieldKind::text},
};
constexpr RouteField ticket_get[] = {
    {"id", FieldKind::text},
};
constexpr RouteField ticket_create[] = {
    {"type", FieldKind::text},
    {"title", FieldKind::text},
    {"project", FieldKind::text},
    {"priority", FieldKind::text},
    {"body", FieldKind::text},
    {"hold", FieldKind::flag},
    {"blockedBy", FieldKind::other},
    {"agent", FieldKind::text},
    {"clientToken", FieldKind::text},
};
constexpr RouteField ticket_update[] = {
    {"id", FieldKind::text},
    {"hold", FieldKind::flag},
    {"priority", FieldKind::text},
    {"title", FieldKind::text},
};
constexpr RouteField ticket_launch[] = {
    {"id", FieldKind::text},
    {"force", FieldKind::flag},
    {"agent", FieldKind::text},
    {"host", FieldKind::other},
    {"clientToken", FieldKind::text},
};
constexpr RouteField ticket_retry[] = {
    {"id", FieldKind::text},
};
constexpr RouteField ticket_requeue[] = {
    {"id", FieldKind::text},
    {"kill", FieldKind::flag},
};
constexpr RouteField ticket_complete[] = {
    {"id", FieldKind::text},
    {"kill", FieldKind::flag},
};
constexpr RouteField ticket_discard[] = {
    {"id", FieldKind::text},
    {"yes", FieldKind::flag},
};
constexpr RouteField session_list[] = {
    {"project", FieldKind::text},
    {"status", FieldKind::other},
    {"agent", FieldKind::text},
    {"ticketId", FieldKind::text},
    {"archived", FieldKind::flag},
};
constexpr RouteField session_get[] = {
    {"id", FieldKind::text},
    {"brief", FieldKind::flag},
};
constexpr RouteField session_summary[] = {
    {"id", FieldKind::text},
};
constexpr RouteField session_adopt[] = {
    {"server", FieldKind::text},
    {"target", FieldKind::text},
    {"title", FieldKind::text},
    {"type", FieldKind::text},
    {"clientToken", FieldKind::text},
};
constexpr RouteField session_spawn[] = {
    {"ticketId", FieldKind::text},
    {"prompt", FieldKind::text},
    {"type", FieldKind::text},
    {"title", FieldKind::text},
    {"project", FieldKind::text},
    {"host", FieldKind::other},
    {"agent", FieldKind::text},
    {"branch", FieldKind::text},
    {"base", FieldKind::text},
    {"force", FieldKind::flag},
    {"clientToken", FieldKind::text},
};
constexpr RouteField session_spawnAll[] = {
    {"agents", FieldKind::other},
};
constexpr RouteField session_send[] = {
    {"id", FieldKind::text},
    {"text", FieldKind::text},
    {"clientToken", FieldKind::text},
    {"wait", FieldKind::flag},
};
constexpr RouteField session_interrupt[] = {
    {"id", FieldKind::text},
};
constexpr RouteField session_redirect[] = {
    {"id", FieldKind::text},
    {"text", FieldKind::text},
    {"clientToken", FieldKind::text},
};
constexpr RouteField session_freeze[] = {
    {"id", FieldKind::text},
};
constexpr RouteField session_thaw[] = {
    {"id", FieldKind::text},
};
constexpr RouteField session_park[] = {
    {"id", FieldKind::text},
    {"force", FieldKind::flag},
};
constexpr RouteField session_kill[] = {
    {"id", FieldKind::text},
    {"force", FieldKind::flag},
};
constexpr RouteField session_restore[] = {
    {"id", FieldKind::text},
    {"fresh", FieldKind::flag},
};
constexpr RouteField session_rename[] = {
    {"id", FieldKind::text},
    {"name", FieldKind::text},
};
constexpr RouteField session_update[] = {
    {"id", FieldKind::text},
    {"properties", FieldKind::other},
};
constexpr RouteField session_cleanup[] = {
    {"ids", FieldKind::other},
    {"dryRun", FieldKind::flag},
    {"yes", FieldKind::flag},
    {"deleteBranch", FieldKind::flag},
};
constexpr RouteField session_changes[] = {
    {"id", FieldKind::text},
};
constexpr RouteField session_file[] = {
    {"id", FieldKind::text},
    {"path", FieldKind::text},
};
constexpr RouteField session_stopAll[] = {
    {"force", FieldKind::flag},
};
constexpr RouteField review_get[] = {
    {"id", FieldKind::text},
};
constexpr RouteField review_approve[] = {
    {"id", FieldKind::text},
};
constexpr RouteField review_reject[] = {
    {"id", FieldKind::text},
    {"reason", FieldKind::text},
};
constexpr RouteField review_answer[] = {
    {"id", FieldKind::text},
    {"choice", FieldKind::text},
    {"text", FieldKind::text},
};
constexpr RouteField step_done[] = {
    {"sessionId", FieldKind::text},
    {"step", FieldKind::text},
    {"summary", FieldKind::text},
    {"plan", FieldKind::text},
    {"pullRequest", FieldKind::text},
};
constexpr RouteField event_list[] = {
    {"epoch", FieldKind::text},
    {"after", FieldKind::whole},
    {"sessionId", FieldKind::text},
    {"limit", FieldKind::whole},
    {"before", FieldKind::whole},
    {"kind", FieldKind::text},
    {"search", FieldKind::text},
    {"since", FieldKind::text},
};
constexpr RouteField trust_set[] = {
    {"trusted", FieldKind::flag},
};
constexpr RouteField server_stop[] = {
    {"agents", FieldKind::flag},
};

constexpr Route kRoutes[] = {
    {"GET", "/api/v1/status", "status/get", {}},
    {"GET", "/api/v1/queue", "queue/get", {}},
    {"POST", "/api/v1/queue/pause", "queue/pause", {}},
    {"POST", "/api/v1/queue/resume", "queue/resume", {}},
    {"POST", "/api/v1/queue/sync", "queue/sync", {queue_sync}},
    {"GET", "/api/v1/boards", "board/list", {}},
    {"GET", "/api/v1/boards/outbox", "board/outbox", {}},
    {"POST", "/api/v1/boards/outbox/{id}/drop", "board/drop", {board_drop}},
    {"POST", "/api/v1/boards/cancel", "board/cancel", {}},
    {"GET", "/api/v1/boards/providers", "board/providers", {}},
    {"POST", "/api/v1/boards/check", "board/check", {board_check}},
    {"POST", "/api/v1/boards/choices", "board/choices", {board_choices}},
    {"POST", "/api/v1/boards/preview", "board/preview", {board_preview}},
    {"POST", "/api/v1/boards/add", "board/add", {board_add}},
    {"POST", "/api/v1/boards/{name}/remove", "board/remove", {board_remove}},
    {"POST", "/api/v1/boards/{name}/signin", "board/signIn", {board_signIn}},
    {"POST", "/api/v1/boards/{name}/signout", "board/signOut", {board_signOut}},
    {"GET", "/api/v1/tickets/{id}", "ticket/get", {ticket_get}},
    {"POST", "/api/v1/tickets", "ticket/create", {ticket_create}},
    {"PATCH", "/api/v1/tickets/{id}", "ticket/update", {ticket_update}},
    {"POST", "/api/v1/tickets/{id}/launch", "ticket/launch", {ticket_launch}},
    {"POST", "/api/v1/tickets/{id}/retry", "ticket/retry", {ticket_retry}},
    {"POST", "/api/v1/tickets/{id}/requeue", "ticket/requeue", {ticket_requeue}},
    {"POST", "/api/v1/tickets/{id}/complete", "ticket/complete", {ticket_complete}},
    {"POST", "/api/v1/tickets/{id}/discard", "ticket/discard", {ticket_discard}},
    {"GET", "/api/v1/agents", "session/list", {session_list}},
    {"GET", "/api/v1/agents/foreign", "session/foreign", {}},
    {"GET", "/api/v1/agents/{id}", "session/get", {session_get}},
    {"GET", "/api/v1/agents/{id}/summary", "session/summary", {session_summary}},
    {"POST", "/api/v1/agents/adopt", "session/adopt", {session_adopt}},
    {"POST", "/api/v1/agents", "session/spawn", {session_spawn}},
    {"POST", "/api/v1/agents/spawn", "session/spawnAll", {session_spawnAll}},
    {"POST", "/api/v1/agents/{id}/send", "session/send", {session_send}},
    {"POST", "/api/v1/agents/{id}/interrupt", "session/interrupt", {session_interrupt}},
    {"POST", "/api/v1/agents/{id}/redirect", "session/redirect", {session_redirect}},
    {"POST", "/api/v1/agents/{id}/freeze", "session/freeze", {session_freeze}},
    {"POST", "/api/v1/agents/{id}/thaw", "session/thaw", {session_thaw}},
    {"POST", "/api/v1/agents/{id}/park", "session/park", {session_park}},
    {"POST", "/api/v1/agents/{id}/kill", "session/kill", {session_kill}},
    {"POST", "/api/v1/agents/{id}/restore", "session/restore", {session_restore}},
    {"POST", "/api/v1/agents/restore", "session/restoreLost", {}},
    {"POST", "/api/v1/agents/{id}/rename", "session/rename", {session_rename}},
    {"PATCH", "/api/v1/agents/{id}", "session/update", {session_update}},
    {"POST", "/api/v1/agents/cleanup", "session/cleanup", {session_cleanup}},
    {"GET", "/api/v1/agents/{id}/changes", "session/changes", {session_changes}},
    {"GET", "/api/v1/agents/{id}/file", "session/file", {session_file}},
    {"POST", "/api/v1/agents/stop", "session/stopAll", {session_stopAll}},
    {"GET", "/api/v1/reviews", "review/list", {}},
    {"GET", "/api/v1/reviews/{id}", "review/get", {review_get}},
    {"POST", "/api/v1/agents/{id}/approve", "review/approve", {review_approve}},
    {"POST", "/api/v1/agents/{id}/reject", "review/reject", {review_reject}},
    {"POST", "/api/v1/agents/{id}/answer", "review/answer", {review_answer}},
    {"POST", "/api/v1/agents/{sessionId}/step", "step/done", {step_done}},
    {"GET", "/api/v1/events", "event/list", {event_list}},
    {"GET", "/api/v1/trust", "trust/get", {}},
    {"POST", "/api/v1/trust", "trust/set", {trust_set}},
    {"GET", "/api/v1/types", "type/list", {}},
    {"POST", "/api/v1/stop", "server/stop", {server_stop}},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace wire
