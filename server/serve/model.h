// What the handlers and the notifier look at: the owner's state with what is derived from it. An
// interface, so that tests need no loop, no store and no files.
// Thread: the loop's. References stay valid until the state changes.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/paths.h"
#include "base/result.h"
#include "rules/eligible.h"
#include "rules/settings.h"
#include "rules/state.h"
#include "rules/status.h"
#include "rules/world.h"
#include "store/store.h"

namespace app {
class Engine;
}

namespace serve {

class Model {
 public:
  virtual ~Model() = default;
  virtual const rules::State& state() const = 0;
  virtual const rules::Settings& settings() const = 0;
  virtual const rules::World& world() const = 0;
  virtual const base::WorkspacePaths& paths() const = 0;
  virtual rules::StatusView view(const base::SessionId& id) const = 0;
  virtual const rules::QueuePlan& queue() = 0;
  // The history, as store::Store has it.
  virtual base::Result<std::vector<rules::Event>> events(std::int64_t after,
                                                         const base::SessionId& session,
                                                         int limit) = 0;
  virtual base::Result<store::EventPage> find(const store::EventQuery& query) = 0;
  // Sessions that were cleaned up, as store::Store has them.
  virtual base::Result<std::vector<rules::ArchivedSession>> archived(int limit) = 0;
  virtual base::Result<std::optional<rules::ArchivedSession>> archived(
      const base::SessionId& id) = 0;
  virtual std::string epoch() const = 0;
  virtual std::int64_t newest_seq() const = 0;  // 0: none was ever written
  virtual std::int64_t oldest_seq() const = 0;  // newest + 1 when none is kept
};

// The real one; `engine` must outlive it.
class EngineModel final : public Model {
 public:
  explicit EngineModel(app::Engine& engine) : engine_(engine) {}
  const rules::State& state() const override;
  const rules::Settings& settings() const override;
  const rules::World& world() const override;
  const base::WorkspacePaths& paths() const override;
  rules::StatusView view(const base::SessionId& id) const override;
  const rules::QueuePlan& queue() override;
  base::Result<std::vector<rules::Event>> events(std::int64_t after, const base::SessionId& session,
                                                 int limit) override;
  base::Result<store::EventPage> find(const store::EventQuery& query) override;
  base::Result<std::vector<rules::ArchivedSession>> archived(int limit) override;
  base::Result<std::optional<rules::ArchivedSession>> archived(const base::SessionId& id) override;
  std::string epoch() const override;
  std::int64_t newest_seq() const override;
  std::int64_t oldest_seq() const override;

 private:
  app::Engine& engine_;
};

}  // namespace serve
