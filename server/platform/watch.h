// Watching a few folders for changed entries: one inotify instance, on the loop. Not recursive.
// What it reports is a hint to look, never the truth: the reader compares with the files.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "base/result.h"

namespace asio {
class io_context;
}

namespace platform {

// What happened since the last turn of the loop, each thing once.
struct WatchReport {
  struct Entry {
    std::filesystem::path folder;  // as given to `add`
    std::string name;              // empty: the folder came, went, or was replaced: look at it all
    auto operator<=>(const Entry&) const = default;
  };
  std::set<Entry> entries;
  bool everything = false;  // the kernel's queue overflowed: look at every folder
};

// Used on the loop's thread only. Nothing is called after destruction.
class Watch {
 public:
  using Callback = std::function<void(const WatchReport&)>;
  // Fails with external_failed when the user's inotify instances are used up; the caller then
  // looks at the folders by a timer.
  static base::Result<std::unique_ptr<Watch>> make(asio::io_context& loop, Callback callback);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Watches `folder`, which need not exist. It may be deleted, made again, or replaced together
  // with any folder above it below `top`; `top` (default: its parent) is watched too and should
  // stay. An error (inotify watches used up) leaves what was watched before.
  base::Status add(const std::filesystem::path& folder, const std::filesystem::path& top = {});
  void remove(const std::filesystem::path& folder);

 private:
  class Impl;
  explicit Watch(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace platform
