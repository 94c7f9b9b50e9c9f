// The connection to the owner, kept: when an owner dies the next one is started or found, and
// greeted. One that ended in order (`operator stop`) is not started again before somebody calls
// `open`, but found as soon as it is there. Nothing that was asked is ever asked again by itself.
// Thread: the loop's; only the start of an owner, which may take seconds, has one of its own.
#pragma once
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/paths.h"
#include "wire/dispatcher.h"
#include "wire/generated/methods.h"
#include "wire/peer.h"

namespace client::tui {

class OwnerLink {
 public:
  struct Told {
    std::function<void()> opened;
    // What happened and what happens next, for a person.
    std::function<void(const std::string& words)> lost;
  };
  OwnerLink(std::shared_ptr<asio::io_context> io, base::WorkspacePaths paths, bool may_start,
            Told told);
  ~OwnerLink();
  OwnerLink(const OwnerLink&) = delete;
  OwnerLink& operator=(const OwnerLink&) = delete;

  // Connects, starting an owner where that is allowed; again after the link was lost for good.
  void open();
  // Without a word to anybody.
  void close();
  [[nodiscard]] bool is_open() const { return open_; }

  // `done` is called exactly once, with `unavailable` when the connection ends first.
  template <class M>
  void call(const typename M::Params& params,
            std::function<void(base::Result<typename M::Result>)> done) {
    if (!peer_) return done(base::fail(base::ErrorCode::unavailable, "no owner is connected"));
    peer_->call<M>(params, std::move(done));
  }
  template <class N, class F>
  void on(F handler) {
    dispatcher_.on_notification<N>(
        [handler = std::move(handler)](const typename N::Params& params,
                                       const wire::Context&) mutable { handler(params); });
  }

 private:
  void look();
  bool connect();
  void greet();
  void lost(const std::string& reason);
  void start_owner();

  std::shared_ptr<asio::io_context> io_;
  base::WorkspacePaths paths_;
  bool may_start_;
  Told told_;
  wire::Dispatcher dispatcher_;
  std::shared_ptr<wire::Peer> peer_;
  asio::steady_timer timer_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);  // callbacks outlive us otherwise
  bool open_ = false;
  bool wanted_ = false;  // an owner is to be started when none is there
  bool starting_ = false;
  int quick_deaths_ = 0;
  std::chrono::steady_clock::time_point connected_at_;
};

}  // namespace client::tui
