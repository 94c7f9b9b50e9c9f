#include "serve/history.h"

#include <algorithm>

#include "serve/check.h"
#include "serve/convert.h"
#include "serve/service.h"

namespace serve {
namespace {

constexpr int kDefaultLimit = 100;
constexpr int kMaxLimit = 1000;
constexpr int kEverything = 1'000'000;

}  // namespace

base::Result<std::vector<rules::Event>> newest_events(Model& model, const base::SessionId& session,
                                                      int count) {
  if (session.empty()) {
    return model.events(std::max<std::int64_t>(model.newest_seq() - count, 0), session, count);
  }
  // A session's events are spread over all numbers: its share of them is read and cut.
  TRY_ASSIGN(auto events, model.events(0, session, kEverything));
  const auto wanted = static_cast<std::size_t>(count);
  if (events.size() > wanted) {
    events.erase(events.begin(), events.end() - static_cast<std::ptrdiff_t>(wanted));
  }
  return events;
}

base::Result<wire::EventListResult> list_events(Model& model, const wire::EventListParams& params) {
  const std::int64_t limit = params.limit.value_or(kDefaultLimit);
  TRY(check::range("limit", limit, 1, kMaxLimit));
  const auto count = static_cast<int>(limit);
  base::SessionId session;
  if (params.sessionId && !params.sessionId->empty()) {
    TRY_ASSIGN(auto found, remembered_session(model, *params.sessionId, "params.sessionId"));
    session = std::move(found.id);
  }
  wire::EventListResult result;
  result.epoch = model.epoch();
  const bool other_epoch = params.epoch && *params.epoch != result.epoch;
  const bool outside = params.after && (*params.after > model.newest_seq() ||
                                        *params.after < model.oldest_seq() - 1);
  result.reset = other_epoch || outside;
  const bool from_there = params.after && !result.reset;
  TRY_ASSIGN(const auto events, from_there ? model.events(*params.after, session, count)
                                           : newest_events(model, session, count));
  for (const auto& event : events) result.events.push_back(to_wire(event, result.epoch));
  return result;
}

}  // namespace serve
