#include "client/tui/owner_link.h"

#include <algorithm>
#include <asio/post.hpp>
#include <filesystem>
#include <thread>

#include "client/owner.h"
#include "platform/local_socket.h"

namespace client::tui {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kLookEvery = 100ms;  // for the next owner
constexpr auto kQuick = 2s;         // an owner that died sooner than this
constexpr auto kLongestWait = 5s;   // between owners that die at once

// Whether somebody answers there.
base::Status probe(const std::filesystem::path& socket) {
  asio::io_context io{1};
  auto stream = platform::connect_local(io, socket);
  if (!stream) return base::fail(base::ErrorCode::unavailable, stream.error().message);
  return {};
}

}  // namespace

OwnerLink::OwnerLink(std::shared_ptr<asio::io_context> io, base::WorkspacePaths paths,
                     bool may_start, Told told)
    : io_(std::move(io)),
      paths_(std::move(paths)),
      may_start_(may_start),
      told_(std::move(told)),
      timer_(*io_) {}

OwnerLink::~OwnerLink() { close(); }

void OwnerLink::open() {
  wanted_ = true;
  if (!peer_) look();
}

void OwnerLink::close() {
  timer_.cancel();
  open_ = false;
  if (const auto peer = std::exchange(peer_, nullptr)) {
    peer->on_close = nullptr;
    peer->close("left");
  }
}

void OwnerLink::look() {
  if (peer_ || connect()) return;
  if (wanted_ && may_start_ && !starting_) start_owner();
  timer_.expires_after(kLookEvery);
  timer_.async_wait([this](asio::error_code error) {
    if (!error) look();
  });
}

bool OwnerLink::connect() {
  auto stream = platform::connect_local(*io_, paths_.owner_socket());
  if (!stream) return false;
  peer_ = wire::Peer::make(std::move(*stream), dispatcher_, {.name = "owner"});
  peer_->on_close = [this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) lost("the owner ended");
  };
  peer_->start();
  connected_at_ = Clock::now();
  greet();
  return true;
}

void OwnerLink::greet() {
  using Initialize = wire::methods::initialize;
  const auto hello = owner_hello(wire::ClientKind::tui, true);
  // Its answer is not read: another version's may have another shape.
  peer_->request(Initialize::method, wire::encode(hello),
                 [this, alive = std::weak_ptr(alive_)](const auto& answer) {
                   if (alive.expired() || !peer_) return;  // on_close has told
                   if (!answer) {
                     close();
                     wanted_ = false;
                     told_.lost("the owner refused: " + answer.error().message);
                     return;
                   }
                   open_ = true;
                   wanted_ = false;
                   told_.opened();
                 });
}

void OwnerLink::lost(const std::string& reason) {
  peer_ = nullptr;
  open_ = false;
  // It takes its server.json with it when it ends in order.
  const bool crashed = std::filesystem::exists(paths_.server_json());
  quick_deaths_ = Clock::now() - connected_at_ < kQuick ? quick_deaths_ + 1 : 0;
  wanted_ = wanted_ || crashed;
  told_.lost(crashed ? reason + " unexpectedly: the next one is started; every session goes on"
                     : reason + "; any operation starts it again, every session goes on");
  timer_.expires_after(
      std::min<Clock::duration>(kLookEvery * (1 << std::min(quick_deaths_, 6)), kLongestWait));
  timer_.async_wait([this](asio::error_code error) {
    if (!error) look();
  });
}

void OwnerLink::start_owner() {
  starting_ = true;
  std::thread([this, io = io_, paths = paths_, alive = std::weak_ptr(alive_)] {
    const auto started = reach_owner(paths, true, [&paths] { return probe(paths.owner_socket()); });
    const std::string why = started ? "" : started.error().message;
    asio::post(*io, [this, alive, why] {
      if (alive.expired()) return;
      starting_ = false;
      if (why.empty() || peer_) return;
      wanted_ = false;
      told_.lost(why);
    });
  }).detach();
}

}  // namespace client::tui
