// The program in the session's terminal, and everything it started: its pty, its signals, its end.
// The end is reported when nothing of it is left: as its subreaper we are told by the kernel
// (ECHILD) that no process below us lives, whatever made itself a session or a daemon. On the
// loop's thread.
#pragma once
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/signal_set.hpp>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "link/host_protocol.h"
#include "platform/children.h"
#include "platform/identity.h"
#include "platform/pty.h"
#include "platform/timer.h"

namespace host {

class AgentProcess {
 public:
  struct Callbacks {
    std::function<void(std::string_view)> on_output;
    // Once: the program has ended and nothing it started is left. All output has been handed over.
    std::function<void(platform::Ended)> on_gone;
    std::function<void()> on_input_room;  // the program has read what waited for it
    std::function<void(bool)> on_frozen;  // freeze() has taken effect
  };

  AgentProcess(asio::io_context& io, Callbacks callbacks);
  ~AgentProcess();
  AgentProcess(const AgentProcess&) = delete;
  AgentProcess& operator=(const AgentProcess&) = delete;

  // The program is there, with a pid, but does not run. While the process has one thread.
  base::Status prepare(const platform::PtyProgram& program);
  [[nodiscard]] int pid() const { return child_ ? child_->pid() : 0; }
  // Lets it run, and begins to read. On an error the program ends (code 127), which on_gone
  // reports.
  base::Status release();

  void write(std::string_view bytes);
  [[nodiscard]] std::size_t unwritten() const { return input_.size(); }
  void resize(platform::TerminalSize size);
  void pause_output(bool pause);
  void signal(ipc::SignalKind kind);
  // Stops every process below us, or lets them go on. What they start while they are being stopped
  // is stopped too.
  void freeze(bool on);
  [[nodiscard]] bool frozen() const { return frozen_; }

 private:
  void start_reading();
  void read_output();
  void drain();
  void write_input();
  void wait_for_children();
  void reap();
  void end_the_rest();
  void signal_all(int number);
  void stop_the_rest();
  void finish();

  Callbacks callbacks_;
  std::optional<platform::PtyChild> child_;
  asio::posix::stream_descriptor terminal_;
  asio::signal_set child_signal_;
  platform::Timer sweep_, reopen_, stop_;
  std::optional<platform::Ended> ended_;
  std::string input_;
  bool killing_ = false;
  bool frozen_ = false;
  bool gone_ = false;
  bool paused_ = false, waiting_ = false, writing_ = false;
  int sweeps_ = 0, stops_ = 0;
};

}  // namespace host
