#include "serve/history.h"

#include <algorithm>

#include "base/text.h"
#include "serve/check.h"
#include "serve/convert.h"
#include "serve/service.h"

namespace serve {
namespace {

constexpr int kDefaultLimit = 100;
constexpr int kMaxLimit = 1000;
constexpr std::size_t kMostWords = 8;

base::Result<store::EventQuery> query_of(Model& model, const wire::EventListParams& params) {
  store::EventQuery query;
  const std::int64_t limit = params.limit.value_or(kDefaultLimit);
  TRY(check::range("limit", limit, 1, kMaxLimit));
  query.limit = static_cast<int>(limit);
  if (params.sessionId && !params.sessionId->empty()) {
    TRY_ASSIGN(auto found, remembered_session(model, *params.sessionId, "params.sessionId"));
    query.session = std::move(found.id);
  }
  query.kind = params.kind.value_or("");
  TRY(check::text("kind", query.kind, check::kMaxName));
  TRY(check::text("search", params.search.value_or(""), check::kMaxName));
  for (auto& word : base::split(params.search.value_or(""), ' ')) {
    if (!word.empty() && query.words.size() < kMostWords) query.words.push_back(std::move(word));
  }
  if (params.since) {
    const auto since = base::from_rfc3339(*params.since);
    if (!since) {
      return base::fail(base::ErrorCode::invalid_argument,
                        "since is no time such as 2026-11-21T08:45:00Z",
                        {{"path", "params.since"}});
    }
    query.since = *since;
  }
  query.after = params.after;
  query.before = params.before;
  return query;
}

}  // namespace

base::Result<std::vector<rules::Event>> newest_events(Model& model, const base::SessionId& session,
                                                      int count) {
  store::EventQuery query;
  query.session = session;
  query.limit = count;
  TRY_ASSIGN(auto page, model.find(query));
  return std::move(page.events);
}

base::Result<wire::EventListResult> list_events(Model& model, const wire::EventListParams& params) {
  TRY_ASSIGN(auto query, query_of(model, params));
  wire::EventListResult result;
  result.epoch = model.epoch();
  const bool other_epoch = params.epoch && *params.epoch != result.epoch;
  // 0 asks for all that is kept.
  const bool pruned = params.after && *params.after != 0 && *params.after < model.oldest_seq() - 1;
  const bool outside = pruned || (params.after && *params.after > model.newest_seq());
  result.reset = other_epoch || outside;
  if (result.reset) query.after = query.before = std::nullopt;
  TRY_ASSIGN(const auto page, model.find(query));
  for (const auto& event : page.events) result.events.push_back(to_wire(event, result.epoch));
  result.next = page.next;
  return result;
}

}  // namespace serve
