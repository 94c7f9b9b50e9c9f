#include "client/names.h"

#include <algorithm>

#include "base/text.h"
#include "wire/generated/methods.h"

namespace client {
namespace {

namespace methods = wire::methods;

constexpr std::size_t kLongest = 80;  // longer words are not compared: the effort is quadratic

std::vector<Candidate> names_of(const wire::TypeListResult& reply, const std::string& kind) {
  std::vector<Candidate> names;
  if (kind == "TYPE") {
    for (const auto& type : reply.types) names.push_back({type.key, type.name});
  } else if (kind == "PROJECT") {
    for (const auto& project : reply.projects) names.push_back({project.name, ""});
  } else {
    for (const auto& agent : reply.agents) {
      if (agent.installed) names.push_back({agent.name, ""});
    }
  }
  return names;
}

// A session with a review may stand for it.
std::vector<Candidate> names_of(const wire::ReviewListResult& reply) {
  std::vector<Candidate> names;
  for (const auto& review : reply.reviews) names.push_back({review.id, review.title});
  for (const auto& review : reply.reviews) {
    if (!review.sessionId.empty()) names.push_back({review.sessionId, review.title});
  }
  return names;
}

// Inserted, left out, replaced and swapped neighbours count one each.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t differs = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + differs});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

bool is_known_by_owner(const std::string& kind) { return !lister_of(kind).empty(); }

std::string lister_of(const std::string& kind) {
  if (kind == "SESSION") return "operator ls";
  if (kind == "TICKET") return "operator queue";
  if (kind == "REVIEW") return "operator inbox";
  if (kind == "TYPE" || kind == "PROJECT" || kind == "AGENT") return "operator types";
  return "";
}

std::vector<Candidate> known_names(wire::Client& owner, const std::string& kind,
                                   base::Millis within) {
  std::vector<Candidate> names;
  if (kind == "SESSION") {
    const auto reply = owner.call<methods::session_list>({}, within);
    if (!reply) return names;
    for (const auto& session : reply->agents) names.push_back({session.id, session.name});
  } else if (kind == "TICKET") {
    const auto reply = owner.call<methods::queue_get>({}, within);
    if (!reply) return names;
    for (const auto& ticket : reply->tickets)
      names.push_back({ticket.id.empty() ? ticket.path : ticket.id, ticket.title});
  } else if (kind == "REVIEW") {
    if (const auto reply = owner.call<methods::review_list>({}, within)) names = names_of(*reply);
  } else if (is_known_by_owner(kind)) {
    if (const auto reply = owner.call<methods::type_list>({}, within))
      names = names_of(*reply, kind);
  }
  return names;
}

std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<Candidate>& candidates) {
  if (word.size() > kLongest) return std::nullopt;
  const std::string wanted = base::to_lower(word);
  std::size_t fewest = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  std::optional<std::string> found;
  for (const auto& candidate : candidates) {
    if (candidate.value == word) return std::nullopt;
    if (candidate.value.size() > kLongest) continue;
    const std::size_t count = edits(wanted, base::to_lower(candidate.value));
    if (count >= fewest) continue;
    fewest = count;
    found = candidate.value;
  }
  return found;
}

}  // namespace client
