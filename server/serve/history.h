// Reading the history for those who ask.
#pragma once
#include <vector>

#include "serve/model.h"
#include "wire/generated/types.h"

namespace serve {

// The newest `count`, oldest first; of one session unless `session` is empty.
base::Result<std::vector<rules::Event>> newest_events(Model& model, const base::SessionId& session,
                                                      int count);

// What event/list answers. `reset` when the client's epoch is another one, or its `after` lies
// outside what is kept: it gets the newest events and starts over from them.
base::Result<wire::EventListResult> list_events(Model& model, const wire::EventListParams& params);

}  // namespace serve
