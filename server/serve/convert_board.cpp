#include "serve/convert_board.h"

#include "base/clock.h"
#include "rules/outbox.h"

namespace serve {
namespace {

wire::Board board_to_wire(const app::BoardView& view) {
  wire::Board to;
  to.name = view.settings.name;
  to.provider = view.settings.provider;
  to.url = view.settings.url;
  to.write = static_cast<wire::BoardWrite>(view.settings.write);
  to.tickets = view.tickets;
  to.syncing = view.running;
  if (view.synced_at) to.syncedAt = base::to_rfc3339(*view.synced_at);
  to.error = view.error;
  to.signIn = view.sign_in;
  to.secret = view.secret;
  to.signedIn = view.signed_in;
  to.issues = view.issues;
  to.waiting = view.waiting;
  if (view.next_sync_at) to.nextSyncAt = base::to_rfc3339(*view.next_sync_at);
  return to;
}

}  // namespace

wire::BoardUpdate to_wire(const rules::State& state, const rules::Outgoing& outgoing) {
  wire::BoardUpdate to;
  to.id = std::to_string(outgoing.id);
  to.board = outgoing.board;
  const auto link = state.links.find(outgoing.ref);
  to.issue = link == state.links.end() ? rules::parts_of(outgoing.ref).id : link->second.key;
  to.ticketId = outgoing.ticket.value;
  to.what = rules::title_of(outgoing);
  if (outgoing.kind == rules::Outgoing::Kind::comment) to.text = outgoing.text;
  to.since = base::to_rfc3339(outgoing.at);
  to.tries = outgoing.tries;
  if (outgoing.due.ms > 0) to.nextTryAt = base::to_rfc3339(outgoing.due);
  to.error = outgoing.error;
  return to;
}

std::vector<wire::Board> boards_to_wire(const app::Operations& operations) {
  std::vector<wire::Board> boards;
  for (const auto& view : operations.boards()) boards.push_back(board_to_wire(view));
  return boards;
}

}  // namespace serve
