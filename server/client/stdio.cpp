#include "client/stdio.h"

#include <array>
#include <asio/buffer.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <string_view>
#include <thread>

#include "base/log.h"
#include "client/face.h"
#include "client/owner.h"
#include "client/stdio_session.h"
#include "client/workspace.h"
#include "platform/children.h"
#include "platform/io.h"
#include "platform/local_socket.h"
#include "wire/frame.h"

namespace client {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kLookEvery = 30ms;         // for the next owner
constexpr auto kTakeOverGrace = 1s;       // after an orderly end somebody else may be about to own
constexpr auto kLongestBackoff = 5s;      // between owners that die at once
constexpr auto kLastAnswersWithin = 10s;  // after the end of standard input
constexpr std::size_t kMaxHeld = 1000;    // frames that wait for the next owner
constexpr std::size_t kMaxUnread = 64U << 20;

class Pump {
 public:
  Pump(base::WorkspacePaths paths, bool start)
      : paths_(std::move(paths)), may_start_(start), socket_(io_), timer_(io_), end_timer_(io_) {}

  int run();

 private:
  // Standard input: blocking, on its own thread, because epoll refuses regular files.
  void read_input();
  void take_input(std::string bytes);
  void input_ended();
  void from_client(std::string body);
  void to_client(const std::string& body);

  base::Status connect();
  void connected();
  void read_owner();
  void from_owner(const std::string& body);
  void send(const std::string& body);
  void write_more();
  void owner_lost(const std::string& reason);
  void look_for_owner();
  void look_soon();
  void end_if_idle();

  [[nodiscard]] bool owner_crashed() const { return std::filesystem::exists(paths_.server_json()); }
  [[nodiscard]] Clock::duration backoff() const;

  base::WorkspacePaths paths_;
  bool may_start_;
  asio::io_context io_{1};
  platform::LocalStream socket_;
  asio::steady_timer timer_;      // looks for the next owner
  asio::steady_timer end_timer_;  // the last answers
  std::atomic<std::size_t> unread_{0};

  StdioSession session_;
  wire::FrameReader from_client_;
  wire::FrameReader from_owner_;
  std::array<char, 65536> buffer_{};
  bool ready_ = false;  // connected and, where needed, greeted
  bool input_ended_ = false;
  bool writing_ = false;
  unsigned generation_ = 0;  // of the connection; old callbacks are told apart by it
  std::deque<std::string> held_;
  std::deque<wire::Frame> outbox_;
  Clock::time_point connected_at_, lost_at_;
  bool crashed_ = false;
  int quick_deaths_ = 0;
  bool started_ = false;  // the owner we are connected to, by us
  std::optional<int> exit_;
};

int Pump::run() {
  if (const auto status = reach_owner(paths_, may_start_, [this] { return connect(); }); !status) {
    complain(status.error().message);
    return kUnreachable;
  }
  connected();
  std::thread([this] { read_input(); }).detach();
  while (!exit_) {
    if (io_.stopped()) io_.restart();
    io_.run_one_for(1h);
  }
  return *exit_;
}

void Pump::read_input() {
  std::array<char, 65536> bytes{};
  while (true) {
    const auto got = platform::read_some(0, bytes.data(), bytes.size());
    if (got.again) {  // somebody made it non-blocking
      std::this_thread::sleep_for(5ms);
      continue;
    }
    if (got.ended || got.bytes == 0) break;
    unread_ += got.bytes;
    asio::post(io_, [this, text = std::string(bytes.data(), got.bytes)]() mutable {
      take_input(std::move(text));
    });
    for (auto now = unread_.load(); now > kMaxUnread; now = unread_.load()) unread_.wait(now);
  }
  asio::post(io_, [this] { input_ended(); });
}

void Pump::take_input(std::string bytes) {
  unread_ -= bytes.size();
  unread_.notify_one();
  from_client_.feed(bytes);
  while (!exit_) {
    auto body = from_client_.next();
    if (!body) {
      to_client(wire::to_text(wire::error_json(nullptr, body.error(), wire::kParseError)));
      exit_ = kFailed;
      return;
    }
    if (!*body) return;
    from_client(std::move(**body));
  }
}

void Pump::input_ended() {
  input_ended_ = true;
  end_if_idle();
  end_timer_.expires_after(kLastAnswersWithin);
  end_timer_.async_wait([this](asio::error_code) { exit_ = kDone; });
}

void Pump::end_if_idle() {
  const bool idle = session_.in_flight() == 0 && outbox_.empty() && !writing_ && held_.empty();
  if (input_ended_ && idle) exit_ = kDone;
}

void Pump::from_client(std::string body) {
  if (ready_) return send(body);
  if (held_.size() < kMaxHeld) return held_.push_back(std::move(body));
  if (const auto refusal = StdioSession::refuse(body, "no owner answers")) to_client(*refusal);
}

// Blocks when the client does not read: then we do not read from the owner, who drops us in the
// end, which is what happens to any client that does not read.
void Pump::to_client(const std::string& body) {
  if (!platform::write_all(1, *wire::make_frame(body))) exit_ = kFailed;
}

base::Status Pump::connect() {
  auto stream = platform::connect_local(io_, paths_.owner_socket());
  if (!stream) return base::fail(base::ErrorCode::unavailable, stream.error().message);
  socket_ = std::move(*stream);
  return {};
}

void Pump::connected() {
  ++generation_;
  connected_at_ = Clock::now();
  from_owner_ = wire::FrameReader();
  outbox_.clear();
  writing_ = false;
  read_owner();
  if (const auto hello = session_.hello_again()) {
    outbox_.push_back(wire::make_frame(*hello));
    return write_more();
  }
  ready_ = true;
  for (std::string& body : std::exchange(held_, {})) send(body);
}

void Pump::send(const std::string& body) {
  session_.note_from_client(body);
  outbox_.push_back(wire::make_frame(body));
  write_more();
}

void Pump::write_more() {
  if (writing_ || outbox_.empty()) return end_if_idle();
  writing_ = true;
  const wire::Frame frame = outbox_.front();
  outbox_.pop_front();
  asio::async_write(socket_, asio::buffer(*frame),
                    [this, frame, generation = generation_](asio::error_code error, std::size_t) {
                      if (generation != generation_) return;
                      writing_ = false;
                      if (!error) write_more();  // an error is told by the reading side too
                    });
}

void Pump::read_owner() {
  socket_.async_read_some(asio::buffer(buffer_), [this, generation = generation_](
                                                     asio::error_code error, std::size_t bytes) {
    if (generation != generation_) return;
    if (error) return owner_lost(error.message());
    from_owner_.feed({buffer_.data(), bytes});
    while (true) {
      const auto body = from_owner_.next();
      if (!body) return owner_lost(body.error().message);
      if (!*body) break;
      from_owner(**body);
    }
    read_owner();
  });
}

void Pump::from_owner(const std::string& body) {
  const auto taken = session_.take_from_owner(body);
  if (taken.forward) to_client(*taken.forward);
  if (!taken.hello_error.empty()) {
    complain("the next owner refused: " + taken.hello_error);
    exit_ = kUnreachable;
    return;
  }
  if (taken.hello_done) {
    ready_ = true;
    for (std::string& waiting : std::exchange(held_, {})) send(waiting);
  }
  end_if_idle();
}

void Pump::owner_lost(const std::string& reason) {
  base::log_warn("the owner is gone: " + reason);
  ++generation_;
  const bool was_ready = std::exchange(ready_, false);
  asio::error_code ignored;
  socket_.close(ignored);
  outbox_.clear();
  writing_ = false;
  for (const std::string& answer : session_.fail_in_flight("the owner ended before it answered")) {
    to_client(answer);
  }
  lost_at_ = Clock::now();
  crashed_ = owner_crashed();
  // An owner that we only met dying (its sockets close one after the other) does not count.
  const bool quick = lost_at_ - connected_at_ < 2s;
  if (!quick) quick_deaths_ = 0;
  if (quick && (was_ready || std::exchange(started_, false))) ++quick_deaths_;
  end_if_idle();
  if (!exit_) look_soon();
}

Clock::duration Pump::backoff() const {
  const Clock::duration wait = crashed_ ? Clock::duration{0} : Clock::duration{kTakeOverGrace};
  if (quick_deaths_ < 3) return wait;
  const auto delay = 100ms * (1 << std::min(quick_deaths_, 6));
  return std::max<Clock::duration>(wait, std::min<Clock::duration>(delay, kLongestBackoff));
}

void Pump::look_for_owner() {
  if (connect()) return connected();
  const bool wanted = crashed_ || !held_.empty();
  if (may_start_ && wanted && Clock::now() - lost_at_ >= backoff()) {
    const auto status = reach_owner(paths_, true, [this] { return connect(); });
    if (status) {
      started_ = true;
      return connected();
    }
    base::log_error(status.error().message);
    for (const std::string& body : std::exchange(held_, {})) {
      if (const auto refusal = StdioSession::refuse(body, status.error().message))
        to_client(*refusal);
    }
    lost_at_ = Clock::now();
    ++quick_deaths_;
    end_if_idle();
  }
  look_soon();
}

void Pump::look_soon() {
  timer_.expires_after(kLookEvery);
  timer_.async_wait([this](asio::error_code error) {
    if (!error) look_for_owner();
  });
}

}  // namespace

int run_stdio(int argc, char** argv) {
  std::string workspace;
  bool start = true;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--no-start") {
      start = false;
    } else if (argument == "--workspace" && i + 1 < argc) {
      workspace = argv[++i];
    } else {
      complain("usage: operator stdio [--workspace DIR] [--no-start]");
      return kUsage;
    }
  }
  platform::ignore_hangup_and_pipe();
  std::error_code error;
  auto paths = find_workspace(workspace, std::filesystem::current_path(error));
  if (!paths) {
    complain(paths.error().message);
    return kUnreachable;
  }
  // Never destroyed: the reading thread may sit in read(2) to the very end.
  auto* pump = new Pump(std::move(*paths), start);
  std::_Exit(pump->run());
}

}  // namespace client
