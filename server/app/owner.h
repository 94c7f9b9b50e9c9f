// The owner of a workspace, put together: store, engine, files, hosts, hooks and operations. One
// per process; whoever opens it holds the owner's lock. Runs on the loop's thread.
#pragma once
#include <asio/io_context.hpp>
#include <memory>

#include "app/engine.h"
#include "app/operations.h"
#include "base/paths.h"
#include "base/result.h"

namespace app {

class Owner {
 public:
  // Opens the store (see store/schema.h for what it refuses) and installs the programs. Starts
  // nothing.
  static base::Result<std::unique_ptr<Owner>> open(asio::io_context& loop,
                                                   base::WorkspacePaths paths);
  ~Owner();

  Engine& engine();
  Operations& operations();
  // Called after every commit, before the effects run.
  void on_changes(std::function<void(const Changes&)> callback);

  // Reads settings and tickets, adopts what lives, goes on with what was under way.
  base::Status start();
  // Hooks are heard again where the runtime folder was cleaned.
  void runtime_changed();
  // Jobs are cancelled and awaited; agents go on.
  void stop();

  // Nothing lives and nothing could launch: the process may end when nobody is connected.
  bool may_idle_out();

 private:
  struct Parts;
  explicit Owner(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace app
