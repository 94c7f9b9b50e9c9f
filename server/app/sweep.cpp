#include "app/sweep.h"

#include <asio/post.hpp>

#include "app/cleanup.h"
#include "base/log.h"

namespace app {

using base::SessionId;

namespace {
constexpr base::Millis kEvery{3600'000};
constexpr base::Millis kBetweenSteps{50};
constexpr base::Millis kKeepTokens{24 * 3600'000};
constexpr int kExpiredAtOnce = 20;
}  // namespace

Sweep::Sweep(Engine& engine, platform::Pool& workers)
    : engine_(engine), workers_(workers), timer_(engine.loop()) {}

store::Retention Sweep::retention() const {
  store::Retention keep;
  keep.events = engine_.settings().keep.history;
  keep.archive = engine_.settings().keep.archive;
  keep.tokens_before = {base::now().wall.ms - kKeepTokens.count()};
  return keep;
}

void Sweep::settle() {
  if (!last_ || base::now().mono - *last_ < kEvery) return;
  last_ = base::now().mono;
  asio::post(engine_.loop(), [this] { round(); });  // not within the decision that was made
}

void Sweep::round() {
  last_ = base::now().mono;
  const auto noted = engine_.store().note_time(base::now(), engine_.world().boot);
  if (!noted) base::log_warn("old history stays for now: " + noted.error().message);
  file_what_was_left();
  drop_expired();
  step();
}

void Sweep::step() {
  const auto more = engine_.store().prune(retention());
  if (!more) base::log_warn("old history stays for now: " + more.error().message);
  if (more && *more) timer_.start(kBetweenSteps, [this] { step(); });
}

// Their files first: a crash between the two finds them expired again.
void Sweep::drop_expired() {
  auto expired = engine_.store().expired(retention(), kExpiredAtOnce);
  if (!expired || expired->empty()) return;
  const bool more = expired->size() == kExpiredAtOnce;
  workers_.run(
      [paths = engine_.paths(), all = std::move(*expired)](std::stop_token) {
        std::vector<SessionId> gone;
        for (const auto& one : all) {
          if (remove_archived(paths, one)) gone.push_back(one.session.id);
        }
        return gone;
      },
      [this, more](std::vector<SessionId> gone) {
        const auto forgotten = engine_.store().forget_archived(gone);
        if (!forgotten) return base::log_warn("archive: " + forgotten.error().message);
        if (more && !gone.empty()) drop_expired();
      });
}

void Sweep::file_what_was_left() {
  workers_.run([paths = engine_.paths()](std::stop_token) { return left_to_file(paths); },
               [this](std::vector<SessionId> left) {
                 for (const SessionId& id : left) {
                   if (!engine_.state().sessions.contains(id)) file_away(id);
                 }
               });
}

void Sweep::file_away(const SessionId& id) {
  auto story = story_of(engine_, id);
  if (!story || story->session.at.ms == 0) return;
  workers_.run(
      [paths = engine_.paths(), told = std::move(*story)](std::stop_token cancel) {
        return app::file_away(paths, told, std::move(cancel));
      },
      [id](base::Status filed) {
        if (!filed) base::log_warn(id.value + ": its files stay: " + filed.error().message);
      });
}

}  // namespace app
