#include "app/ticket_files.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "platform/files.h"

namespace app {

TicketFiles::TicketFiles(Engine& engine, platform::Pool& pool)
    : engine_(engine),
      pool_(pool),
      folders_(std::make_shared<tickets::Folders>(engine.paths().workspace)) {}

void TicketFiles::start() {
  auto watch =
      platform::Watch::make(engine_.loop(), [this](const platform::WatchReport&) { rescan(); });
  if (!watch) {
    base::log_error("ticket folders are not watched: " + watch.error().message);
  } else {
    watch_ = std::move(*watch);
    for (const auto& folder : folders_->watched()) {
      if (auto added = watch_->add(folder, engine_.paths().workspace); !added) {
        base::log_error(folder.string() + " is not watched: " + added.error().message);
      }
    }
  }
  // What an owner that died left half written; whole files appear under their own names only.
  for (const auto& folder : folders_->watched()) platform::remove_temporary_files(folder);
  // The first look is taken at once: what launches must be known before anything does.
  const base::MonoTime began = base::now().mono;
  const tickets::Scan scan = folders_->scan();
  std::vector<std::string> changed;
  for (const auto& ticket : scan.changed) changed.push_back(ticket.path);
  take(folders_->tickets(), changed, began);
}

void TicketFiles::rescan(std::function<void()> done) {
  if (scanning_) {
    again_ = true;
    if (done) after_next_.push_back(std::move(done));
    return;
  }
  if (done) after_this_.push_back(std::move(done));
  scan_now();
}

void TicketFiles::scan_now() {
  scanning_ = true;
  const base::MonoTime began = base::now().mono;
  struct Seen {
    std::vector<rules::Ticket> tickets;
    std::vector<std::string> changed;
    bool any = false;
  };
  pool_.run(
      [folders = folders_](std::stop_token) {
        Seen seen;
        const tickets::Scan scan = folders->scan();
        seen.any = !scan.changed.empty() || !scan.gone.empty();
        for (const auto& ticket : scan.changed) seen.changed.push_back(ticket.path);
        if (seen.any) seen.tickets = folders->tickets();
        return seen;
      },
      [this, began](Seen seen) {
        scanning_ = false;
        // Edits through the same Folders are already known to it, so compare with the world.
        if (!seen.any) seen.tickets = folders_->tickets();
        take(std::move(seen.tickets), seen.changed, began);
        auto after = std::move(after_this_);
        after_this_ = std::move(after_next_);
        after_next_.clear();
        for (auto& done : after) done();
        if (again_) {
          again_ = false;
          scan_now();
        } else {
          auto rest = std::move(after_this_);
          after_this_.clear();
          for (auto& done : rest) done();
        }
      });
}

void TicketFiles::take(std::vector<rules::Ticket> tickets, const std::vector<std::string>& changed,
                       base::MonoTime began) {
  const base::WallTime now = base::now().wall;
  const bool first = std::exchange(first_, false);
  std::map<std::string, std::string> digests;
  for (const auto& ticket : engine_.world().tickets) digests[ticket.path] = ticket.digest;
  const bool same = !first && changed.empty() && digests.size() == tickets.size() &&
                    std::all_of(tickets.begin(), tickets.end(), [&](const rules::Ticket& ticket) {
                      const auto known = digests.find(ticket.path);
                      return known != digests.end() && known->second == ticket.digest;
                    });
  if (same) return;
  engine_.change_world([&](rules::World& world) {
    std::map<std::string, base::WallTime> times;
    for (const auto& ticket : tickets) {
      const auto known = world.changed_at.find(ticket.path);
      const bool unchanged = known != world.changed_at.end() && digests.contains(ticket.path) &&
                             digests[ticket.path] == ticket.digest;
      // At start the file's own time tells how long it has been left alone.
      times[ticket.path] = unchanged ? known->second : first ? ticket.modified : now;
    }
    world.tickets = std::move(tickets);
    world.scan_began = began;
    world.changed_at = std::move(times);
  });
}

base::Result<rules::Ticket> TicketFiles::find(const std::string& id) const {
  const rules::Ticket* best = nullptr;
  for (const auto& ticket : engine_.world().tickets) {
    if (ticket.id.value != id && ticket.path != id) continue;
    // A double in queue/ must not hide the one that is being worked on.
    const bool better =
        best == nullptr || ticket.folder == rules::Folder::in_progress ||
        (best->folder == rules::Folder::queue && ticket.folder == rules::Folder::completed);
    if (better) best = &ticket;
    if (ticket.path == id) return ticket;
  }
  if (best != nullptr) return *best;
  return base::fail(base::ErrorCode::not_found, "no ticket " + base::printable(id, 100),
                    {{"path", "id"}});
}

void TicketFiles::set_dirty(const std::string& client, const std::vector<std::string>& absolute) {
  std::set<std::string> relative;
  const std::string root = engine_.paths().workspace.string() + "/";
  for (const auto& path : absolute) {
    if (path.starts_with(root)) relative.insert(path.substr(root.size()));
  }
  if (relative.empty()) {
    dirty_.erase(client);
  } else {
    dirty_[client] = std::move(relative);
  }
  std::set<std::string> all;
  for (const auto& [name, paths] : dirty_) all.insert(paths.begin(), paths.end());
  if (all == engine_.world().dirty_paths) return;
  engine_.change_world([&](rules::World& world) { world.dirty_paths = std::move(all); });
}

}  // namespace app
