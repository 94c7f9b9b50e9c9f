#include "host/agent_process.h"

#include <array>
#include <csignal>

#include "platform/io.h"

namespace host {
namespace {

constexpr std::size_t kReadAtOnce = 64 * 1024;
constexpr base::Millis kSweep{20};
constexpr int kMostStops = 50;      // a second; one that still shows as running waits in the kernel
constexpr int kPoliteSweeps = 100;  // two seconds between SIGTERM and SIGKILL for what is left over

}  // namespace

AgentProcess::AgentProcess(asio::io_context& io, Callbacks callbacks)
    : callbacks_(std::move(callbacks)),
      terminal_(io),
      child_signal_(io),
      sweep_(io),
      reopen_(io),
      stop_(io) {}

AgentProcess::~AgentProcess() {
  if (terminal_.is_open()) terminal_.release();  // the descriptor is child_'s
}

base::Status AgentProcess::prepare(const platform::PtyProgram& program) {
  TRY(platform::become_subreaper());
  asio::error_code error;
  child_signal_.add(SIGCHLD, error);
  if (error) return base::fail(base::ErrorCode::internal, error.message());
  TRY_ASSIGN(child_, platform::PtyChild::spawn_held(program));
  wait_for_children();
  return {};
}

base::Status AgentProcess::release() {
  const base::Status released = child_->release();
  asio::error_code error;
  terminal_.assign(child_->master(), error);
  if (error) return base::fail(base::ErrorCode::internal, error.message());
  start_reading();
  return released;
}

// ---- the terminal ----

void AgentProcess::start_reading() {
  if (waiting_ || paused_ || gone_ || !terminal_.is_open()) return;
  waiting_ = true;
  terminal_.async_wait(asio::posix::stream_descriptor::wait_read, [this](asio::error_code error) {
    waiting_ = false;
    if (!error) read_output();
  });
}

void AgentProcess::read_output() {
  static std::array<char, kReadAtOnce> buffer;
  std::size_t filled = 0;
  platform::IoOutcome got;
  // The kernel gives at most 4 KB at a time; together they are one chunk.
  while (filled < buffer.size() && !got.again && !got.ended) {
    got = platform::read_some(terminal_.native_handle(), buffer.data() + filled,
                              buffer.size() - filled);
    filled += got.bytes;
  }
  if (filled > 0) callbacks_.on_output({buffer.data(), filled});
  if (!got.ended) return start_reading();
  // No process has the terminal open. One may open it again as long as the program lives.
  reopen_.start(base::Millis{100}, [this] { start_reading(); });
}

// What is still in the kernel when the last process is gone.
void AgentProcess::drain() {
  if (!terminal_.is_open()) return;
  std::array<char, 4096> buffer;
  while (true) {
    const auto got = platform::read_some(terminal_.native_handle(), buffer.data(), buffer.size());
    if (got.bytes == 0) return;
    callbacks_.on_output({buffer.data(), got.bytes});
  }
}

void AgentProcess::pause_output(bool pause) {
  paused_ = pause;
  if (!pause) start_reading();
}

void AgentProcess::write(std::string_view bytes) {
  if (gone_ || !terminal_.is_open()) return;
  input_.append(bytes);
  if (!writing_) write_input();
}

void AgentProcess::write_input() {
  const auto put = platform::write_some(terminal_.native_handle(), input_);
  if (put.ended) {
    input_.clear();
    return;
  }
  input_.erase(0, put.bytes);
  if (input_.empty()) return callbacks_.on_input_room();
  writing_ = true;
  terminal_.async_wait(asio::posix::stream_descriptor::wait_write, [this](asio::error_code error) {
    writing_ = false;
    if (!error && !gone_) write_input();
  });
}

void AgentProcess::resize(platform::TerminalSize size) {
  if (child_) (void)child_->resize(size);
}

// ---- the end ----

void AgentProcess::wait_for_children() {
  child_signal_.async_wait([this](asio::error_code error, int) {
    if (error) return;
    reap();
    if (!gone_) wait_for_children();
  });
}

void AgentProcess::reap() {
  const platform::Reaped reaped = platform::reap_children();
  for (const platform::Ended& ended : reaped.ended)
    if (ended.pid == child_->pid()) ended_ = ended;
  if (!ended_ || gone_) return;
  if (!reaped.any_left) return finish();
  if (sweeps_ == 0) end_the_rest();
}

// The program is gone, something it started is not: it gets what a closing terminal sends, then
// SIGTERM at the same time, then SIGKILL until nothing is left.
void AgentProcess::end_the_rest() {
  if (gone_) return;
  stop_.cancel();
  frozen_ = false;
  ++sweeps_;
  if (killing_ || sweeps_ > kPoliteSweeps) {
    signal_all(SIGKILL);
  } else if (sweeps_ == 1) {
    signal_all(SIGHUP);
    signal_all(SIGTERM);
    signal_all(SIGCONT);
  }
  sweep_.start(kSweep, [this] {
    reap();
    if (!gone_) end_the_rest();
  });
}

void AgentProcess::signal_all(int number) {
  // Every one of these is below us and not yet awaited, so no pid can have become another's.
  for (const int pid : platform::descendants(platform::own_pid()))
    platform::signal_pid(pid, number);
}

void AgentProcess::signal(ipc::SignalKind kind) {
  if (!child_ || gone_) return;
  switch (kind) {
    case ipc::SignalKind::interrupt: {
      const int group = child_->foreground_group();
      platform::signal_group(group > 0 ? group : child_->pid(), SIGINT);
      break;
    }
    case ipc::SignalKind::terminate:
      stop_.cancel();
      frozen_ = false;
      signal_all(SIGTERM);
      signal_all(SIGCONT);
      break;
    case ipc::SignalKind::kill:
      if (killing_) break;
      killing_ = true;
      sweep_.cancel();
      end_the_rest();
      break;
  }
}

void AgentProcess::freeze(bool on) {
  if (!child_ || gone_ || sweeps_ > 0) return;
  frozen_ = on;
  stops_ = 0;
  if (on) return stop_the_rest();
  stop_.cancel();
  // Children first: a shell that wakes before its job takes it for one that was put aside.
  auto pids = platform::descendants(platform::own_pid());
  for (auto pid = pids.rbegin(); pid != pids.rend(); ++pid) platform::signal_pid(*pid, SIGCONT);
  callbacks_.on_frozen(false);
}

// Parents first, again until all have stopped: one may have been starting the next meanwhile.
void AgentProcess::stop_the_rest() {
  const auto running = platform::running_descendants(platform::own_pid());
  if (running.empty() || ++stops_ > kMostStops) return callbacks_.on_frozen(true);
  for (const int pid : running) platform::signal_pid(pid, SIGSTOP);
  stop_.start(kSweep, [this] { stop_the_rest(); });
}

void AgentProcess::finish() {
  gone_ = true;
  sweep_.cancel();
  reopen_.cancel();
  stop_.cancel();
  drain();
  if (terminal_.is_open()) terminal_.release();
  child_->close_master();
  callbacks_.on_gone(*ended_);
}

}  // namespace host
