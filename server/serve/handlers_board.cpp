#include "serve/check.h"
#include "serve/convert_board.h"
#include "serve/service.h"

namespace serve {
namespace {

namespace methods = wire::methods;
using wire::Context;

base::Result<wire::Empty> drop(Service& service, const wire::BoardDropParams& params,
                               const Context& context) {
  const bool is_number = !params.id.empty() && params.id.size() < 16 &&
                         params.id.find_first_not_of("0123456789") == std::string::npos;
  TRY(service.operations.drop_outgoing(actor_of(context.caller),
                                       is_number ? std::stoll(params.id) : 0));
  return wire::Empty{};
}

base::Result<std::vector<std::string>> names_of(const wire::QueueSyncParams& params) {
  const auto names = params.boards.value_or(std::vector<std::string>{});
  TRY(check::range("boards", static_cast<std::int64_t>(names.size()), 0, check::kMaxList));
  for (std::size_t i = 0; i < names.size(); ++i) {
    TRY(check::line("boards[" + std::to_string(i) + "]", names[i], check::kMaxName));
  }
  return names;
}

void sync(Service& service, const wire::QueueSyncParams& params,
          wire::Responder<wire::QueueSyncResult> respond) {
  auto names = names_of(params);
  if (!names) return respond.fail(std::move(names).error());
  service.operations.sync_boards(*names, [answer = share(std::move(respond))](
                                             base::Result<std::vector<app::BoardOutcome>> done) {
    if (!done) return answer->fail(std::move(done).error());
    wire::QueueSyncResult result;
    for (const auto& board : *done) {
      wire::BoardSync one;
      one.name = board.name;
      one.created = board.created;
      one.updated = board.updated;
      one.sent = board.sent;
      one.told = board.told;
      one.asked = board.asked;
      one.error = board.error;
      one.signIn = board.sign_in;
      result.boards.push_back(std::move(one));
    }
    (*answer)(std::move(result));
  });
}

}  // namespace

void add_board_handlers(Service& service) {
  add_board_setup_handlers(service);
  handle<methods::queue_sync>(service,
                              [&service](const wire::QueueSyncParams& params, const Context&,
                                         wire::Responder<wire::QueueSyncResult> respond) {
                                sync(service, params, std::move(respond));
                              });
  handle<methods::board_list>(service, [&service](const wire::Empty&, const Context&) {
    return base::Result<wire::BoardListResult>(
        wire::BoardListResult{boards_to_wire(service.operations)});
  });
  handle<methods::board_outbox>(service, [&service](const wire::Empty&, const Context&) {
    wire::BoardOutboxResult result;
    const rules::State& state = service.model.state();
    for (const auto& [id, outgoing] : state.outbox) {
      result.updates.push_back(to_wire(state, outgoing));
    }
    return base::Result<wire::BoardOutboxResult>(std::move(result));
  });
  handle<methods::board_drop>(
      service, [&service](const wire::BoardDropParams& params, const Context& context) {
        return drop(service, params, context);
      });
  handle<methods::board_cancel>(service, [&service](const wire::Empty&, const Context&) {
    wire::BoardCancelResult result;
    result.cancelled = service.operations.cancel_sync();
    return base::Result<wire::BoardCancelResult>(result);
  });
}

}  // namespace serve
