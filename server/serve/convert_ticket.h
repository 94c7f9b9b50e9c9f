// Tickets as people see them, with the reason why each does not launch.
#pragma once
#include <set>
#include <vector>

#include "rules/ticket.h"
#include "serve/model.h"
#include "wire/generated/types.h"

namespace serve {

// In the one order: the queue in launch order, then what is in progress (newest change first), then
// what is completed (the same). A ticket at work whose file is gone is listed too. With `only`,
// those of these ids.
std::vector<wire::Ticket> tickets_to_wire(Model& model,
                                          const std::set<base::TicketId>* only = nullptr);

// One of them, also when it was only just written and the world has not been looked at again.
wire::Ticket ticket_to_wire(Model& model, const rules::Ticket& ticket);

}  // namespace serve
