// Boards and what waits for them, as the wire has them.
#pragma once
#include <vector>

#include "app/operations.h"
#include "rules/state.h"
#include "wire/generated/types.h"

namespace serve {

// All that are configured, in the configuration's order.
std::vector<wire::Board> boards_to_wire(const app::Operations& operations);
wire::BoardUpdate to_wire(const rules::State& state, const rules::Outgoing& outgoing);

}  // namespace serve
