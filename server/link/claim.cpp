#include "link/claim.h"

#include <nlohmann/json.hpp>

#include "base/ids.h"
#include "base/text.h"

namespace ipc {

SpoolRecord make_claim_record(const Claim& claim, base::WallTime at) {
  SpoolRecord record;
  record.id = "C-" + base::random_crockford(16);
  record.at = at;
  record.kind = "claim";
  record.event = "StepDone";
  record.payload = nlohmann::json{{"step", base::to_valid_utf8(claim.step)},
                                  {"summary", base::to_valid_utf8(claim.summary)},
                                  {"plan", base::to_valid_utf8(claim.plan)},
                                  {"pullRequest", base::to_valid_utf8(claim.pull_request)}}
                       .dump();
  return record;
}

std::optional<Claim> claim_of(const SpoolRecord& record) {
  if (record.kind != "claim") return std::nullopt;
  const auto payload = nlohmann::json::parse(record.payload, nullptr, false);
  if (!payload.is_object()) return std::nullopt;
  const auto text = [&](const char* key) {
    const auto found = payload.find(key);
    return found != payload.end() && found->is_string() ? found->get<std::string>() : "";
  };
  return Claim{text("step"), text("summary"), text("plan"), text("pullRequest")};
}

}  // namespace ipc
