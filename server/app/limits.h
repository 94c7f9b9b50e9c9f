// A session's limits, held by the kernel's control groups: a container's by its own options, others
// in a scope of the user's systemd.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "rules/settings.h"

namespace app {

// Options of docker's and podman's `run`. Pure.
std::vector<std::string> container_limits(const rules::Limits& limits);

// What comes before an argv that is to run in a scope with these limits. Pure.
std::vector<std::string> scope_argv(const rules::Limits& limits);
// A shell script that ends well in such a scope when each limit is in force. Pure.
std::string scope_check(const rules::Limits& limits);

// The same as scope_argv, tried out: external_failed with what to do where a limit would not be
// held. Blocks.
base::Result<std::vector<std::string>> scope_for(
    const rules::Limits& limits, const std::map<std::string, std::string>& environment);

}  // namespace app
