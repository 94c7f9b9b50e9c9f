#include "serve/history.h"
#include "serve/service.h"

namespace serve {

void add_event_handlers(Service& service) {
  handle<wire::methods::event_list>(
      service, [&service](const wire::EventListParams& params, const wire::Context&) {
        return list_events(service.model, params);
      });
}

}  // namespace serve
