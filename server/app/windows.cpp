#include "app/windows.h"

#include <algorithm>
#include <asio/post.hpp>

#include "base/log.h"
#include "tmux/window.h"

namespace app {

using base::SessionId;

namespace {

// One message to a tmux server holds 16 KB.
constexpr std::size_t kCommandBytes = 12'000;
// Somebody who attaches at the same time makes a window that we did not see: looked at again.
constexpr int kTries = 3;

struct Job {
  base::WorkspacePaths paths;
  std::vector<tmux::Window> show;
  std::vector<SessionId> close;
};

std::size_t size_of(const tmux::Command& command) {
  std::size_t bytes = 0;
  for (const auto& word : command) bytes += word.size() + 1;
  return bytes;
}

base::Status run_all(const tmux::Server& server, const std::vector<tmux::Command>& commands) {
  std::vector<tmux::Command> some;
  std::size_t bytes = 0;
  for (const auto& command : commands) {
    if (!some.empty() && bytes + size_of(command) > kCommandBytes) {
      TRY(tmux::run(server, some));
      some.clear();
      bytes = 0;
    }
    bytes += size_of(command);
    some.push_back(command);
  }
  if (!some.empty()) TRY(tmux::run(server, some));
  return {};
}

base::Status once(Job& job, bool again) {
  const auto server = tmux::own_server(job.paths);
  TRY_ASSIGN(const auto panes, tmux::list_panes(server));
  // What came about meanwhile shows the present run already.
  if (again) {
    std::erase_if(job.show, [&](const tmux::Window& window) {
      return std::any_of(panes.begin(), panes.end(), [&](const tmux::Pane& pane) {
        return tmux::session_of(pane) == window.session.value;
      });
    });
  }
  auto commands = tmux::close(job.close, panes);
  const auto shown = tmux::show(job.paths, job.show, panes);
  commands.insert(commands.end(), shown.begin(), shown.end());
  return run_all(server, commands);
}

base::Status run_job(Job job) {
  TRY(tmux::version());
  if (!job.show.empty()) TRY(tmux::write_config(job.paths));
  base::Status done;
  for (int i = 0; i < kTries; ++i) {
    done = once(job, i > 0);
    if (done) return done;
  }
  return done;
}

}  // namespace

Windows::Windows(Engine& engine, platform::Pool& pool, std::filesystem::path programs)
    : engine_(engine), pool_(pool), programs_(std::move(programs)) {}

void Windows::show(const SessionId& id) {
  unwanted_.erase(id);
  wanted_.insert(id);
  run();
}

void Windows::close(const SessionId& id) {
  wanted_.erase(id);
  unwanted_.insert(id);
  run();
}

void Windows::run() {
  if (running_ || (wanted_.empty() && unwanted_.empty())) return;
  running_ = true;
  // What is wanted within the same turn of the loop, like all sessions at a start, goes together.
  asio::post(engine_.loop(), [this] {
    Job job;
    job.paths = engine_.paths();
    for (const auto& id : wanted_) {
      const auto session = engine_.state().sessions.find(id);
      if (session == engine_.state().sessions.end()) continue;
      job.show.push_back({id, programs_ / "operator", session->second.worktree});
    }
    job.close.assign(unwanted_.begin(), unwanted_.end());
    wanted_.clear();
    unwanted_.clear();
    pool_.run([job = std::move(job)](std::stop_token) { return run_job(job); },
              [this](base::Status done) {
                if (!done) base::log_warn("tmux windows: " + done.error().message);
                running_ = false;
                run();
              });
  });
}

void Windows::clients_of(const SessionId& id, std::function<void(int)> done) {
  pool_.run(
      [server = tmux::own_server(engine_.paths()), id](std::stop_token) {
        const auto panes = tmux::list_panes(server);
        int clients = 0;
        if (!panes) return clients;
        for (const auto& pane : *panes) {
          if (tmux::session_of(pane) == id.value) clients = std::max(clients, pane.clients);
        }
        return clients;
      },
      [done = std::move(done)](int clients) { done(clients); });
}

}  // namespace app
