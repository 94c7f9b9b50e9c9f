// What runs in the tmux servers that the configuration names, and where in this workspace's
// projects it works. Blocks; for worker threads.
#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "app/operations.h"
#include "rules/settings.h"

namespace app {

// One query of each server. A server that does not run has no panes; one that cannot be asked is a
// problem in words. The error: there is no tmux that could be asked.
base::Result<ForeignList> look_for_foreign(const std::vector<std::string>& servers,
                                           const std::vector<rules::ProjectSettings>& projects,
                                           std::stop_token cancel);

// Pure. The one pane that is meant: "%3", or a tmux session's name that has one pane only.
base::Result<ForeignPane> pick_foreign(const ForeignList& list, const std::string& server,
                                       const std::string& target);

}  // namespace app
