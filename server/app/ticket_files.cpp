#include "app/ticket_files.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "platform/files.h"

namespace app {

TicketFiles::TicketFiles(Engine& engine, platform::Pool& pool)
    : engine_(engine),
      pool_(pool),
      folders_(std::make_shared<tickets::Folders>(engine.paths().workspace)),
      pause_(engine.loop()) {}

void TicketFiles::start() {
  auto watch =
      platform::Watch::make(engine_.loop(), [this](const platform::WatchReport&) { look_soon(); });
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
  folders_->recall(index());
  const base::MonoTime began = base::now().mono;
  take(folders_->scan(), began);
}

void TicketFiles::stop() {
  if (auto kept = folders_->remember(index(), engine_.world().tickets); !kept) {
    base::log_warn("the next start reads all tickets: " + kept.error().message);
  }
}

std::filesystem::path TicketFiles::index() const { return engine_.paths().state / "tickets.index"; }

void TicketFiles::rescan(std::function<void()> done) {
  if (scanning_) {
    after_next_.push_back(std::move(done));
    return;
  }
  after_this_.push_back(std::move(done));
  scan_now();
}

// A scan looks at every file: while thousands come in, it takes a fifth of the time and no more.
void TicketFiles::look_soon() {
  if (scanning_) {
    again_ = true;
    return;
  }
  const base::Millis wait = 4 * took_ - (base::now().mono - ended_);
  if (wait <= base::Millis{0}) return scan_now();
  pause_.start(wait, [this] { scan_now(); });
}

void TicketFiles::scan_now() {
  pause_.cancel();
  scanning_ = true;
  again_ = false;
  const base::MonoTime began = base::now().mono;
  pool_.run([folders = folders_](std::stop_token) { return folders->scan(); },
            [this, began](tickets::Scan scan) {
              scanning_ = false;
              take(std::move(scan), began);
              ended_ = base::now().mono;
              took_ = ended_ - began;
              const auto over = std::exchange(after_this_, std::exchange(after_next_, {}));
              for (const auto& done : over) done();
              if (scanning_) return;  // one of them began the next
              if (!after_this_.empty()) return scan_now();
              if (again_) look_soon();
            });
}

void TicketFiles::take(tickets::Scan scan, base::MonoTime began) {
  const base::WallTime now = base::now().wall;
  const bool first = std::exchange(first_, false);
  if (!first && scan.changed.empty() && scan.gone.empty()) return;
  engine_.change_world([&](rules::World& world) {
    const auto before = [](const rules::Ticket& ticket, const std::string& path) {
      return ticket.path < path;
    };
    const auto find = [&](std::vector<rules::Ticket>& in, const std::string& path) {
      const auto at = std::lower_bound(in.begin(), in.end(), path, before);
      return at != in.end() && at->path == path ? &*at : nullptr;
    };
    for (const auto& ticket : scan.changed) {
      const rules::Ticket* known = find(world.tickets, ticket.path);
      if (known != nullptr && known->digest == ticket.digest) continue;
      // At start the file's own time tells how long it has been left alone.
      world.changed_at[ticket.path] = first ? ticket.modified : now;
    }
    for (const auto& path : scan.gone) world.changed_at.erase(path);
    std::erase_if(world.tickets, [&](const rules::Ticket& ticket) {
      return find(scan.changed, ticket.path) != nullptr ||
             std::binary_search(scan.gone.begin(), scan.gone.end(), ticket.path);
    });
    const auto kept = static_cast<std::ptrdiff_t>(world.tickets.size());
    std::move(scan.changed.begin(), scan.changed.end(), std::back_inserter(world.tickets));
    std::inplace_merge(
        world.tickets.begin(), world.tickets.begin() + kept, world.tickets.end(),
        [](const rules::Ticket& a, const rules::Ticket& b) { return a.path < b.path; });
    world.scan_began = began;
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
