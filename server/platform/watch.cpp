#include "platform/watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include "base/log.h"
#include "platform/descriptor.h"

namespace platform {
namespace {

namespace fs = std::filesystem;
using base::fail_errno;
using base::Status;

constexpr std::uint32_t kMask = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_MODIFY |
                                IN_CLOSE_WRITE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

// `top`, …, `folder`: what has to be watched to notice that `folder` was replaced.
std::vector<fs::path> chain_of(const fs::path& folder, const fs::path& top) {
  std::vector<fs::path> chain{folder};
  for (fs::path at = folder; at != top && at.has_relative_path();) {
    at = at.parent_path();
    chain.insert(chain.begin(), at);
  }
  return chain;
}

}  // namespace

class Watch::Impl : public std::enable_shared_from_this<Watch::Impl> {
 public:
  Impl(asio::io_context& loop, Callback callback, Descriptor fd)
      : descriptor_(loop, fd.release()), callback_(std::move(callback)) {}

  void wait();
  void close() {
    closed_ = true;
    asio::error_code ignored;
    descriptor_.close(ignored);
  }
  Status add(const fs::path& folder, const fs::path& top);
  void remove(const fs::path& folder);

 private:
  void read_all(WatchReport& report);
  void take(const inotify_event& event, const char* name, WatchReport& report);
  Status relink(WatchReport* report);
  int watch_now(const fs::path& path, Status& status);
  void forget(const fs::path& path);
  bool leads_to_wanted(const fs::path& folder, const std::string& name) const;

  asio::posix::stream_descriptor descriptor_;
  Callback callback_;
  bool closed_ = false;
  bool structure_changed_ = false;
  std::map<fs::path, fs::path> wanted_;  // folder → top
  std::map<fs::path, int> linked_;       // path → watch descriptor; several paths may share one
  std::map<int, std::set<fs::path>> paths_;
};

void Watch::Impl::wait() {
  auto self = shared_from_this();
  descriptor_.async_wait(asio::posix::stream_descriptor::wait_read,
                         [self](const asio::error_code& error) {
                           if (error || self->closed_) return;
                           WatchReport report;
                           self->read_all(report);
                           self->wait();
                           if (report.everything || !report.entries.empty()) {
                             self->callback_(report);
                           }
                         });
}

void Watch::Impl::read_all(WatchReport& report) {
  alignas(inotify_event) std::array<char, 65536> buffer;
  while (true) {
    const ssize_t got = ::read(descriptor_.native_handle(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    for (const char* at = buffer.data(); at < buffer.data() + got;) {
      inotify_event event{};
      std::memcpy(&event, at, sizeof event);
      take(event, at + sizeof event, report);
      at += sizeof event + event.len;
    }
  }
  if (!structure_changed_) return;
  structure_changed_ = false;
  if (const Status linked = relink(&report); !linked) base::log_warn(linked.error().message);
}

void Watch::Impl::take(const inotify_event& event, const char* name, WatchReport& report) {
  if ((event.mask & IN_Q_OVERFLOW) != 0) {
    report.everything = true;
    structure_changed_ = true;
    return;
  }
  const auto found = paths_.find(event.wd);
  if (found == paths_.end()) return;
  const std::set<fs::path> folders = found->second;
  if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) != 0) {
    structure_changed_ = true;
    for (const auto& folder : folders) {
      if (wanted_.contains(folder)) report.entries.insert({folder, {}});
      if ((event.mask & IN_IGNORED) != 0) linked_.erase(folder);
    }
    if ((event.mask & IN_IGNORED) != 0) paths_.erase(event.wd);
    return;
  }
  if (event.len == 0) return;
  for (const auto& folder : folders) {
    if (wanted_.contains(folder)) report.entries.insert({folder, name});
    if (leads_to_wanted(folder, name)) structure_changed_ = true;
  }
}

bool Watch::Impl::leads_to_wanted(const fs::path& folder, const std::string& name) const {
  const fs::path entry = folder / name;
  for (const auto& [want, top] : wanted_) {
    for (const auto& part : chain_of(want, top)) {
      if (part == entry) return true;
    }
  }
  return false;
}

// The watch descriptor of what is at `path` now, or -1 when nothing is. The same folder gives the
// same descriptor, so a replaced one shows.
int Watch::Impl::watch_now(const fs::path& path, Status& status) {
  const int wd = ::inotify_add_watch(descriptor_.native_handle(), path.c_str(), kMask);
  if (wd < 0 && errno != ENOENT && errno != ENOTDIR && errno != EACCES) {
    status = fail_errno("cannot watch " + path.string(), errno);
  }
  return wd;
}

void Watch::Impl::forget(const fs::path& path) {
  const auto found = linked_.find(path);
  if (found == linked_.end()) return;
  const int wd = found->second;
  linked_.erase(found);
  auto& paths = paths_[wd];
  paths.erase(path);
  if (!paths.empty()) return;
  paths_.erase(wd);
  ::inotify_rm_watch(descriptor_.native_handle(), wd);
}

// Watches what should be watched and reports each wanted folder that is another one than before.
// A folder made while we look is not missed: its parent is watched first.
Status Watch::Impl::relink(WatchReport* report) {
  Status status;
  std::set<fs::path> needed;
  for (const auto& [folder, top] : wanted_) {
    for (const auto& path : chain_of(folder, top)) needed.insert(path);
  }
  const std::map<fs::path, int> before = linked_;
  for (const auto& path : needed) {  // parents sort before what they hold
    const int wd = watch_now(path, status);
    const auto known = linked_.find(path);
    if (known != linked_.end() && known->second == wd) continue;
    forget(path);
    if (wd >= 0) {
      linked_[path] = wd;
      paths_[wd].insert(path);
    }
  }
  for (const auto& [path, wd] : before) {
    if (!needed.contains(path)) forget(path);
  }
  if (report == nullptr) return status;
  for (const auto& [folder, top] : wanted_) {
    const auto was = before.find(folder);
    const auto is = linked_.find(folder);
    const int old_wd = was == before.end() ? -1 : was->second;
    const int new_wd = is == linked_.end() ? -1 : is->second;
    if (old_wd != new_wd) report->entries.insert({folder, {}});
  }
  return status;
}

Status Watch::Impl::add(const fs::path& folder, const fs::path& top) {
  wanted_[folder] = top.empty() ? folder.parent_path() : top;
  return relink(nullptr);
}

void Watch::Impl::remove(const fs::path& folder) {
  wanted_.erase(folder);
  if (const Status linked = relink(nullptr); !linked) base::log_warn(linked.error().message);
}

base::Result<std::unique_ptr<Watch>> Watch::make(asio::io_context& loop, Callback callback) {
  Descriptor fd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!fd) return fail_errno("cannot watch folders", errno);
  auto impl = std::make_shared<Impl>(loop, std::move(callback), std::move(fd));
  impl->wait();
  return std::unique_ptr<Watch>(new Watch(std::move(impl)));
}

Watch::Watch(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Watch::~Watch() { impl_->close(); }

Status Watch::add(const fs::path& folder, const fs::path& top) { return impl_->add(folder, top); }
void Watch::remove(const fs::path& folder) { impl_->remove(folder); }

}  // namespace platform
