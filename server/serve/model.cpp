#include "serve/model.h"

#include "app/engine.h"

namespace serve {

const rules::State& EngineModel::state() const { return engine_.state(); }
const rules::Settings& EngineModel::settings() const { return engine_.settings(); }
const rules::World& EngineModel::world() const { return engine_.world(); }
const base::WorkspacePaths& EngineModel::paths() const { return engine_.paths(); }
rules::StatusView EngineModel::view(const base::SessionId& id) const { return engine_.view(id); }
const rules::QueuePlan& EngineModel::queue() { return engine_.queue(); }
base::Result<std::vector<rules::Event>> EngineModel::events(std::int64_t after,
                                                            const base::SessionId& session,
                                                            int limit) {
  return engine_.store().events(after, session, limit);
}
base::Result<store::EventPage> EngineModel::find(const store::EventQuery& query) {
  return engine_.store().find(query);
}
base::Result<std::vector<rules::ArchivedSession>> EngineModel::archived(int limit) {
  return engine_.store().archived(limit);
}
base::Result<std::optional<rules::ArchivedSession>> EngineModel::archived(
    const base::SessionId& id) {
  return engine_.store().archived(id);
}
std::string EngineModel::epoch() const { return engine_.store().epoch(); }
std::int64_t EngineModel::newest_seq() const { return engine_.store().newest_seq(); }
std::int64_t EngineModel::oldest_seq() const { return engine_.store().oldest_seq(); }

}  // namespace serve
