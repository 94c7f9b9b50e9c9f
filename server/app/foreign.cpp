#include "app/foreign.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "git/reader.h"
#include "tmux/server.h"

namespace app {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

struct Place {
  std::string worktree;  // empty: in no project
  std::string project;
};

// Several panes are often in one folder.
class Places {
 public:
  Places(const std::vector<rules::ProjectSettings>& projects, std::stop_token cancel)
      : cancel_(std::move(cancel)) {
    for (const auto& project : projects) {
      if (const auto reader = git::open(project.path, cancel_)) {
        repositories_.emplace_back((*reader)->place().common_dir, project.name);
      }
    }
  }
  const Place& of(const std::string& folder) {
    const auto [known, is_new] = known_.try_emplace(folder);
    if (is_new) known->second = look(folder);
    return known->second;
  }

 private:
  Place look(const std::string& folder) const {
    if (folder.empty()) return {};
    const auto reader = git::open(folder, cancel_);
    if (!reader || (*reader)->place().worktree.empty()) return {};
    const auto& place = (*reader)->place();
    for (const auto& [common_dir, project] : repositories_) {
      if (common_dir == place.common_dir) return {place.worktree.string(), project};
    }
    return {};
  }
  std::stop_token cancel_;
  std::vector<std::pair<fs::path, std::string>> repositories_;
  std::map<std::string, Place> known_;
};

}  // namespace

base::Result<ForeignList> look_for_foreign(const std::vector<std::string>& servers,
                                           const std::vector<rules::ProjectSettings>& projects,
                                           std::stop_token cancel) {
  ForeignList list;
  list.servers = servers;
  if (servers.empty()) return list;
  TRY(tmux::version());
  Places places(projects, std::move(cancel));
  for (const auto& name : servers) {
    const auto server = tmux::named_server(name);
    const auto panes = tmux::list_panes(server);
    if (!panes) list.problems.push_back(name + ": " + panes.error().message);
    if (!panes) continue;
    for (const auto& pane : *panes) {
      if (pane.dead) continue;
      const Place& place = places.of(pane.path);
      list.panes.push_back({name,
                            server.socket.string(),
                            pane.session,
                            pane.id,
                            pane.pid,
                            pane.program,
                            pane.path,
                            place.worktree,
                            place.project,
                            pane.clients,
                            base::WallTime{pane.output * 1000},
                            {}});
    }
  }
  return list;
}

base::Result<ForeignPane> pick_foreign(const ForeignList& list, const std::string& server,
                                       const std::string& target) {
  std::vector<const ForeignPane*> meant;
  std::vector<std::string> there;
  for (const auto& pane : list.panes) {
    if (pane.server != server) continue;
    if (pane.pane == target || pane.session == target) meant.push_back(&pane);
    if (std::find(there.begin(), there.end(), pane.session) == there.end())
      there.push_back(pane.session);
  }
  const std::string name = base::printable(server + ":" + target, 120);
  if (meant.size() == 1) return *meant.front();
  if (meant.size() > 1) {
    std::vector<std::string> panes;
    panes.reserve(meant.size());
    for (const auto* pane : meant)
      panes.push_back(server + ":" + pane->pane + " (" + base::printable(pane->program, 40) + ")");
    return base::fail(ErrorCode::conflict,
                      name + " has several panes; name one: " + base::join(panes, ", "),
                      {{"path", "params.target"}});
  }
  if (!list.problems.empty())
    return base::fail(ErrorCode::external_failed, base::join(list.problems, "; "));
  return base::fail(ErrorCode::not_found,
                    "no " + name +
                        (there.empty() ? ": no such tmux server runs, or it has no session"
                                       : "; there is " + base::printable(base::join(there, ", "))),
                    {{"path", "params.target"}});
}

}  // namespace app
