#include "rules/order.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace rules {

bool launches_before(const Ticket& a, const Ticket& b, const QueueSettings& settings) {
  const auto rank = [&](const Ticket& t) {
    const auto& order = settings.type_order;
    return std::find(order.begin(), order.end(), t.type) - order.begin();
  };
  const auto key = [&](const Ticket& t) {
    return std::tuple(rank(t), t.priority, t.created, std::string_view(t.id.value),
                      std::string_view(t.path));
  };
  return key(a) < key(b);
}

}  // namespace rules
