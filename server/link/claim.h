// A step's claim in the spool: what `operator step done` says when no owner runs. A session never
// starts an owner itself (it would be a child of the session's host, and end with it); the next
// owner takes the claim from here.
#pragma once
#include <optional>
#include <string>

#include "base/clock.h"
#include "link/spool.h"

namespace ipc {

struct Claim {
  std::string step;  // empty: the current one of a one-step type
  std::string summary;
  std::string plan;
  std::string pull_request{};  // its address
};

SpoolRecord make_claim_record(const Claim& claim, base::WallTime at);
// Nothing when the record is no claim.
std::optional<Claim> claim_of(const SpoolRecord& record);

}  // namespace ipc
