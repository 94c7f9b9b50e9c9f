// Ports of sessions, so that servers that agents start do not get in each other's way: leased to
// one session of this user's at a time, whatever its workspace. The leases are lines of one file in
// the data folder, "port hash session NAME", under a lock. Blocks on the disk; for worker threads.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/paths.h"
#include "base/result.h"
#include "rules/settings.h"

namespace app {

// A port for each of `names`, as the session's environment has it: the ones that it has already,
// and free ones of `range`. A lease lasts until it is returned, or until the session's folder is
// gone. conflict when the range has none left.
base::Result<std::map<std::string, std::string>> lease_ports(const base::WorkspacePaths& paths,
                                                             const base::SessionId& session,
                                                             const std::vector<std::string>& names,
                                                             rules::PortRange range);

base::Status return_ports(const base::WorkspacePaths& paths, const base::SessionId& session);

}  // namespace app
