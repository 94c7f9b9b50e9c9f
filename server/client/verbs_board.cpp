#include <algorithm>

#include "base/text.h"
#include "client/verbs.h"

namespace client {
namespace {

namespace methods = wire::methods;
using base::printable;

constexpr const char* kNoBoards = "No boards are configured. `operator board add` adds one.";

}  // namespace

int sync(Face& face, const wire::QueueSyncParams& params) {
  const auto answer = face.get<methods::queue_sync>(params);
  const int code = face.show_answer(answer, [&](const wire::QueueSyncResult& result) {
    Table table({"BOARD", "NEW", "UPDATED", "SENT", "TOLD", "ASKED", "ERROR"});
    for (const auto& board : result.boards) {
      table.add({board.name, std::to_string(board.created), std::to_string(board.updated),
                 std::to_string(board.sent), std::to_string(board.told),
                 std::to_string(board.asked), printable(board.error)});
    }
    face.show(table, kNoBoards);
  });
  if (code != kDone || !answer) return code;
  const bool failed =
      std::any_of(answer->boards.begin(), answer->boards.end(),
                  [](const wire::BoardSync& board) { return !board.error.empty(); });
  return failed ? kFailed : kDone;
}

int board_list(Face& face) {
  return face.ask<methods::board_list>({}, [&](const wire::BoardListResult& result) {
    Table table({"BOARD", "PROVIDER", "URL", "WRITE", "TICKETS", "WAITING", "LAST SYNC", "ERROR"});
    for (const auto& board : result.boards) {
      table.add({board.name, board.provider, printable(board.url),
                 std::string(wire::name_of(board.write)), std::to_string(board.tickets),
                 std::to_string(board.waiting),
                 board.syncing ? "now" : board.syncedAt.value_or("never"), printable(board.error)});
    }
    face.show(table, kNoBoards);
  });
}

int board_outbox(Face& face) {
  return face.ask<methods::board_outbox>({}, [&](const wire::BoardOutboxResult& result) {
    Table table({"ID", "BOARD", "ISSUE", "WHAT", "SINCE", "TRIES", "NEXT TRY", "ERROR"});
    for (const auto& update : result.updates) {
      table.add({update.id, update.board, printable(update.issue), printable(update.what),
                 update.since, std::to_string(update.tries), update.nextTryAt.value_or("now"),
                 printable(update.error)});
    }
    face.show(table, "Nothing waits to be told to a board.");
  });
}

int board_drop(Face& face, const wire::BoardDropParams& params) {
  return face.ask<methods::board_drop>(params,
                                       [](const wire::Empty&) { print("It is not told.\n"); });
}

int board_cancel(Face& face) {
  return face.ask<methods::board_cancel>({}, [](const wire::BoardCancelResult& result) {
    print(result.cancelled == 0
              ? "No sync runs.\n"
              : std::to_string(result.cancelled) + " cancelled; what they brought in stays.\n");
  });
}

}  // namespace client
