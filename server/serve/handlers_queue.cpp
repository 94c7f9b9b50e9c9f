#include "serve/convert_ticket.h"
#include "serve/service.h"

namespace serve {

namespace methods = wire::methods;

void add_queue_handlers(Service& service) {
  handle<methods::queue_get>(service, [&service](const wire::Empty&, const wire::Context&) {
    wire::QueueResult result;
    const rules::QueuePlan& plan = service.model.queue();
    result.paused = service.operations.paused();
    result.limit = plan.limit;
    result.running = plan.running;
    result.tickets = tickets_to_wire(service.model);
    return base::Result<wire::QueueResult>(std::move(result));
  });
  const auto set_paused =
      [&service](bool paused,
                 const wire::Context& context) -> base::Result<wire::QueueControlResult> {
    TRY(service.operations.set_paused(actor_of(context.caller), paused));
    return wire::QueueControlResult{service.operations.paused()};
  };
  handle<methods::queue_pause>(service,
                               [set_paused](const wire::Empty&, const wire::Context& context) {
                                 return set_paused(true, context);
                               });
  handle<methods::queue_resume>(service,
                                [set_paused](const wire::Empty&, const wire::Context& context) {
                                  return set_paused(false, context);
                                });
}

}  // namespace serve
