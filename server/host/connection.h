// One client of a host: its socket, what is still to be sent to it, and where a viewer stands. A
// viewer that cannot keep up loses what waits for it and gets a repaint once it has taken the rest;
// it never holds up the program, nor memory. On the loop's thread.
#pragma once
#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "base/clock.h"
#include "host/input_scan.h"
#include "host/model_thread.h"
#include "link/host_protocol.h"
#include "platform/local_socket.h"
#include "platform/pty.h"
#include "platform/timer.h"

namespace host {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  static constexpr std::size_t kQueue = 1024 * 1024;  // of output not yet sent
  // While a repaint is on its way, all that can come before it: the model's whole backlog, with
  // which the pieces are shared. With less a flood would drop each repaint before it came.
  static constexpr std::size_t kHeldQueue = ModelThread::kFull + kQueue;
  static constexpr base::Millis kRepaintEvery{250};  // at most, for a viewer that falls behind

  struct Callbacks {
    std::function<void(Connection&, ipc::ClientMessage&&)> on_message;
    std::function<void(Connection&)> on_closed;  // once
    // The viewer needs everything anew; answer with `repaint` after the model has it.
    std::function<void(Connection&)> on_needs_repaint;
  };

  Connection(asio::io_context& loop, platform::LocalStream stream, Callbacks callbacks);
  void start();  // begins to read
  void close();  // what is queued is not waited for
  void close_when_sent();

  void send(const ipc::HostMessage& message);
  // What comes behind all output, also for a viewer that still waits for its repaint.
  void send_last(const ipc::HostMessage& message);
  // A viewer's output, in order.
  void output(const ChunkPtr& chunk);
  // From here on, output is queued behind a repaint that is to come. Its ticket goes to `repaint`.
  std::uint64_t expect_repaint();
  void repaint(std::uint64_t ticket, std::string_view bytes);

  // Back-pressure on a client that sends more than the program reads.
  void pause_reading(bool pause);

  // What the host keeps about it.
  bool greeted = false;
  ipc::ClientRole role = ipc::ClientRole::viewer;
  bool pane = false;
  std::chrono::steady_clock::time_point greeted_at{};
  platform::TerminalSize size{0, 0};
  bool watches_screen = false;
  std::uint64_t typed_order = 0;  // higher: typed later
  InputScanner scanner;

  [[nodiscard]] bool open() const { return open_; }
  [[nodiscard]] bool viewer() const { return greeted && role == ipc::ClientRole::viewer; }
  // Somebody looks through it, as far as is known.
  [[nodiscard]] bool watched() const { return viewer() && !pane; }
  [[nodiscard]] bool lagging() const { return lagging_; }
  [[nodiscard]] bool idle() const { return queue_.empty() && !writing_ && !held_; }

 private:
  using Piece = std::variant<std::string, ChunkPtr>;
  void read();
  void write();
  void written();
  void push(Piece piece);
  void fall_behind();
  void ask_for_repaint();

  platform::LocalStream stream_;
  Callbacks callbacks_;
  ipc::FrameDecoder decoder_;
  std::array<char, 16384> buffer_{};
  std::deque<Piece> queue_;
  std::deque<Piece> sending_;
  std::string last_;  // for after the repaint
  std::size_t queued_output_ = 0;
  platform::Timer repaint_timer_;
  std::chrono::steady_clock::time_point last_repaint_{};
  std::uint64_t ticket_ = 0;
  bool held_ = false;     // the queue waits for a repaint
  bool lagging_ = false;  // output is dropped until a repaint is asked for
  bool writing_ = false, reading_ = false, paused_ = false, open_ = true, closing_ = false;
};

}  // namespace host
