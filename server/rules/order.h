// The one order of the queue: type order, then P0–P3, then age, then id. plan_queue (eligible.h)
// lists a ticket after those in the queue that block it.
#pragma once
#include "rules/settings.h"
#include "rules/ticket.h"

namespace rules {

// Whether `a` launches before `b`. A strict weak order; total when ids or paths differ.
bool launches_before(const Ticket& a, const Ticket& b, const QueueSettings& settings);

}  // namespace rules
