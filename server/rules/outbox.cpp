#include "rules/outbox.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/paths.h"
#include "base/text.h"
#include "rules/secrets.h"

namespace rules {
namespace {

// Within what every provider takes: Jira 32,767 characters, GitHub 65,536.
constexpr std::size_t kTextLimit = 30'000;
constexpr double kFirstWaitMs = 15'000, kLongestWaitMs = 30.0 * 60'000;

const BoardLink* link_of(const State& state, const base::TicketId& ticket) {
  for (const auto& [ref, link] : state.links) {
    if (link.ticket == ticket) return &link;
  }
  return nullptr;
}

BoardWrite write_of(const Draft& draft, const BoardLink& link) {
  const BoardSettings* board = draft.settings().board(link.board);
  const bool reaches = board != nullptr && is_of(*board, link.ref);
  return reaches && link.remote != Remote::deleted ? board->write : BoardWrite::off;
}

// Into the outbox, unless it is there already.
void put(Draft& draft, const base::TicketId& ticket, Outgoing outgoing) {
  const BoardLink* link = link_of(draft.state, ticket);
  if (link == nullptr) return;
  const BoardWrite write = write_of(draft, *link);
  const bool is_stage = outgoing.kind == Outgoing::Kind::stage;
  if (write == BoardWrite::off || (is_stage && write != BoardWrite::full)) return;
  for (const auto& [id, other] : draft.state.outbox) {
    if (other.ref == link->ref && other.marker == outgoing.marker) return;
  }
  // Of stages only the newest one counts.
  std::set<std::int64_t> overtaken;
  for (const auto& [id, other] : draft.state.outbox) {
    if (is_stage && other.ref == link->ref && other.kind == Outgoing::Kind::stage)
      overtaken.insert(id);
  }
  for (const std::int64_t id : overtaken) draft.drop_outgoing(id);
  outgoing.ref = link->ref;
  outgoing.board = link->board;
  outgoing.ticket = ticket;
  outgoing.at = draft.now().wall;
  outgoing.text = std::string(base::cut_utf8(without_secrets(outgoing.text), kTextLimit));
  draft.put_outgoing(std::move(outgoing));
}

// Names the session among those of everybody who works on the board: workspaces number theirs
// alike.
std::string marker_of(const Session& session, const std::string& what) {
  return session.id.value + "-" + std::to_string(session.created_at.ms) + "-" + what;
}

void comment(Draft& draft, const Session& session, const std::string& what,
             const std::string& title, const std::string& text) {
  Outgoing outgoing;
  outgoing.kind = Outgoing::Kind::comment;
  outgoing.marker = marker_of(session, what);
  outgoing.title = title;
  outgoing.text = text;
  put(draft, session.ticket, std::move(outgoing));
}

}  // namespace

void tell_stage(Draft& draft, const base::TicketId& ticket, Stage stage) {
  Outgoing outgoing;
  outgoing.kind = Outgoing::Kind::stage;
  outgoing.marker = "stage-" + std::to_string(static_cast<int>(stage));
  outgoing.title = stage == Stage::todo ? "to do" : stage == Stage::doing ? "in progress" : "done";
  put(draft, ticket, std::move(outgoing));
}

void tell_plan(Draft& draft, const Session& session, const std::string& plan) {
  comment(draft, session,
          "plan-" + std::to_string(session.run) + "-" + std::to_string(session.round),
          "the plan of " + session.id.value,
          "**Plan** of session `" + session.id.value + "`, approved:\n\n" + plan);
}

void tell_rejection(Draft& draft, const Session& session, const Review& review) {
  const bool plan = review.kind == ReviewKind::plan;
  comment(draft, session, "rejected-" + base::to_lower(review.id.value),
          "why " + session.id.value + " was rejected",
          std::string(plan ? "**Plan rejected**" : "**Work rejected**") + " (session `" +
              session.id.value + "`):\n\n" + review.text);
}

void tell_done(Draft& draft, const Session& session) {
  std::string text = "**Done** by session `" + session.id.value + "`";
  if (!session.branch.empty()) text += " on branch `" + session.branch + "`";
  text += session.summary.empty() ? "." : ":\n\n" + session.summary;
  comment(draft, session, "done-" + std::to_string(session.run),
          "what " + session.id.value + " did", text);
}

void tell_pull_request(Draft& draft, const Session& session) {
  if (session.pull_request.empty()) return;
  Outgoing outgoing;
  outgoing.kind = Outgoing::Kind::pull_request;
  outgoing.marker =
      marker_of(session, "pr-" + base::sha256_hex(session.pull_request).substr(0, 12));
  outgoing.title = session.name;
  outgoing.text = session.pull_request;
  put(draft, session.ticket, std::move(outgoing));
}

std::vector<const Outgoing*> sendable(const State& state, const BoardSettings& board,
                                      std::optional<base::WallTime> now) {
  std::vector<const Outgoing*> first;
  std::set<IssueRef> seen;
  for (const auto& [id, outgoing] : state.outbox) {
    if (outgoing.board != board.name || !is_of(board, outgoing.ref)) continue;
    if (!seen.insert(outgoing.ref).second) continue;
    // Its file is on its way to where it is to be.
    const auto placing = state.placing.find(outgoing.ticket);
    if (placing != state.placing.end() && placing->second.under_way > 0) continue;
    if (!now || outgoing.due <= *now) first.push_back(&outgoing);
  }
  return first;
}

std::optional<base::WallTime> outbox_due(const State& state, const BoardSettings& board) {
  std::optional<base::WallTime> due;
  for (const Outgoing* one : sendable(state, board, std::nullopt)) {
    if (!due || one->due < *due) due = one->due;
  }
  return due;
}

void outgoing_tried(Draft& draft, std::int64_t id) {
  const auto found = draft.state.outbox.find(id);
  if (found == draft.state.outbox.end()) return;
  Outgoing outgoing = found->second;
  outgoing.tries += 1;
  draft.put_outgoing(std::move(outgoing));
}

void outgoing_sent(Draft& draft, std::int64_t id) {
  const auto found = draft.state.outbox.find(id);
  if (found == draft.state.outbox.end()) return;
  draft.event("board/told", {}, found->second.ticket, title_of(found->second));
  draft.drop_outgoing(id);
}

void outgoing_failed(Draft& draft, std::int64_t id, const std::string& error, bool hopeless,
                     double random) {
  const auto found = draft.state.outbox.find(id);
  if (found == draft.state.outbox.end()) return;
  Outgoing outgoing = found->second;
  if (hopeless) {
    draft.event("board/notTold", {}, outgoing.ticket, title_of(outgoing) + ": " + error);
    draft.drop_outgoing(id);
    return;
  }
  const double doubled = kFirstWaitMs * std::pow(2.0, std::min(outgoing.tries - 1, 20));
  const double wait = std::min(doubled, kLongestWaitMs) * (0.5 + random / 2);
  outgoing.error = base::printable(error, 500);
  outgoing.due = {draft.now().wall.ms + static_cast<std::int64_t>(wait)};
  draft.put_outgoing(std::move(outgoing));
}

base::Status drop_outgoing(Draft& draft, std::int64_t id) {
  const auto found = draft.state.outbox.find(id);
  if (found == draft.state.outbox.end()) {
    return base::fail(base::ErrorCode::not_found,
                      "nothing that waits has the number " + std::to_string(id) +
                          "; `operator board outbox` shows what does",
                      {{"path", "id"}});
  }
  const Outgoing outgoing = found->second;
  draft.event("board/notTold", {}, outgoing.ticket, title_of(outgoing) + ": not wanted");
  draft.drop_outgoing(id);
  // Nor at the next sync: both sides count as agreed.
  const auto link = draft.state.links.find(outgoing.ref);
  if (outgoing.kind == Outgoing::Kind::stage && link != draft.state.links.end()) {
    BoardLink agreed = link->second;
    for (const Stage stage : {Stage::todo, Stage::doing, Stage::done}) {
      if (outgoing.marker == "stage-" + std::to_string(static_cast<int>(stage)))
        agreed.here = stage;
    }
    draft.put_link(std::move(agreed));
  }
  return {};
}

std::string title_of(const Outgoing& outgoing) {
  switch (outgoing.kind) {
    case Outgoing::Kind::stage: return "status: " + outgoing.title;
    case Outgoing::Kind::comment: return "comment: " + outgoing.title;
    case Outgoing::Kind::pull_request: return "pull request: " + outgoing.text;
  }
  return "";
}

}  // namespace rules
