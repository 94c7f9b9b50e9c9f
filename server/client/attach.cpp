#include "client/attach.h"

#include <array>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <csignal>
#include <cstdlib>
#include <optional>

#include "base/text.h"
#include "link/host_client.h"
#include "platform/io.h"
#include "platform/terminal.h"

namespace client {
namespace {

constexpr std::size_t kMuchOutput = 256 * 1024;
constexpr std::size_t kMuchInput = 256 * 1024;

// Whatever the session set in this terminal: other screen, keyboards, mouse, paste, colours,
// margins.
constexpr std::string_view kLeave =
    "\x18\x1b[?2026l\x1b[<16u\x1b[=0;1u\x1b[>4m\x1b[?1l\x1b>\x1b[?1000l\x1b[?1002l\x1b[?1003l"
    "\x1b[?1004l\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?2004l\x1b[?2031l\x1b[4l\x1b[20l\x1b[?6l"
    "\x1b[?7h\x1b[?5l\x1b(B\x0f\x1b[r\x1b]8;;\x1b\\\x1b[m\x1b[?1047l\x1b[?25h\x1b[0 "
    "q\x1b[999;1H\r\n";

std::string label() {
  const char* program = std::getenv("TERM_PROGRAM");
  return program == nullptr ? "terminal" : base::printable(program, 40);
}

// The editor's extension marks the terminals it opens.
bool in_tab() {
  const char* tab = std::getenv("OPERATOR_TAB");
  return tab != nullptr && *tab != '\0';
}

class Attachment {
 public:
  Attachment(asio::io_context& io, const AttachOptions& options, DetachMatcher matcher)
      : io_(io),
        name_(options.session),
        pane_(options.pane),
        matcher_(std::move(matcher)),
        host_(io, {[this](ipc::HostMessage&& message) { on_message(std::move(message)); },
                   [this](const base::Error& error) { on_closed(error); }}),
        keyboard_(io),
        display_(io),
        signals_(io, SIGWINCH, SIGTERM) {
    signals_.add(SIGHUP);
  }

  Viewed run(const std::filesystem::path& socket) {
    ipc::ClientHello hello;
    const auto size = platform::terminal_size(1).value_or(platform::TerminalSize{});
    hello.cols = size.cols;
    hello.rows = size.rows;
    hello.label = label();
    hello.pane = pane_;
    wait_for_signals();
    host_.connect(socket, hello);
    io_.run();
    leave();
    return {code_, left_};
  }

 private:
  void on_message(ipc::HostMessage&& message) {
    if (auto* output = std::get_if<ipc::Output>(&message)) {
      shown_ += output->bytes;
      if (shown_.size() > kMuchOutput) host_.pause_reading();
      show();
    } else if (const auto* hello = std::get_if<ipc::HostHello>(&message)) {
      if (name_.empty()) name_ = base::printable(hello->session, 80);
      enter();
    } else if (const auto* exit = std::get_if<ipc::Exit>(&message)) {
      on_exit(*exit);
    } else if (const auto* refused = std::get_if<ipc::Refused>(&message)) {
      finish(1, base::printable(refused->message, 300));
    }
  }

  void enter() {
    auto terminal = platform::RawTerminal::enter();
    if (!terminal) return finish(1, terminal.error().message);
    terminal_.emplace(std::move(*terminal));
    keyboard_.assign(terminal_->input());
    display_.assign(terminal_->output());
    read_keys();
  }

  void on_exit(const ipc::Exit& exit) {
    code_ = exit.code;
    last_words_ = name_ + " ended";
    if (!exit.error.empty()) {
      last_words_ += ": " + base::printable(exit.error, 300);
    } else if (exit.signal != 0) {
      last_words_ += " by signal " + std::to_string(exit.signal);
    } else {
      last_words_ += " with code " + std::to_string(exit.code);
    }
    ending_ = true;
    show();
  }

  void on_closed(const base::Error& error) {
    if (done_ || ending_) return;
    if (!terminal_)
      return finish(1, "the session is not running (" + base::printable(error.message, 300) + ")");
    finish(1, "the host of " + name_ + " is gone; what ran in it has lost its terminal");
  }

  void finish(int code, const std::string& words) {
    code_ = code;
    last_words_ = words;
    done_ = true;
    io_.stop();
  }

  // Writes what the terminal takes; goes on when it takes more.
  void show() {
    if (showing_ || !terminal_) return;
    while (!shown_.empty()) {
      const auto put = platform::write_some(display_.native_handle(),
                                            std::string_view(shown_).substr(0, 16 * 1024));
      if (put.ended) {  // the terminal is gone; the session stays
        left_ = true;
        return finish(0, "");
      }
      shown_.erase(0, put.bytes);
      if (!put.again) continue;
      showing_ = true;
      display_.async_wait(asio::posix::stream_descriptor::wait_write,
                          [this](asio::error_code error) {
                            showing_ = false;
                            if (!error) show();
                          });
      return;
    }
    if (ending_) {
      done_ = true;
      io_.stop();
      return;
    }
    host_.resume_reading();
  }

  void read_keys() {
    if (host_.unsent() > kMuchInput) return wait_for_host();
    keyboard_.async_wait(asio::posix::stream_descriptor::wait_read, [this](asio::error_code error) {
      if (error) return;
      std::array<char, 4096> buffer;
      const auto got = platform::read_some(keyboard_.native_handle(), buffer.data(), buffer.size());
      if (got.ended) return detach();
      const auto outcome = matcher_.feed({buffer.data(), got.bytes});
      if (!outcome.forward.empty()) host_.send(ipc::Input{outcome.forward});
      if (outcome.detach) return detach();
      read_keys();
    });
  }

  // A paste larger than the program reads: not all of it into our memory.
  void wait_for_host() {
    input_timer_.emplace(io_, base::Millis{10});
    input_timer_->async_wait([this](asio::error_code error) {
      if (!error) read_keys();
    });
  }

  void detach() {
    left_ = true;
    host_.send(ipc::Detach{});
    finish(0, "detached from " + name_ + "; it goes on");
  }

  void wait_for_signals() {
    signals_.async_wait([this](asio::error_code error, int number) {
      if (error) return;
      if (number != SIGWINCH) return detach();
      if (const auto size = platform::terminal_size(1))
        host_.send(ipc::Resize{size->cols, size->rows});
      wait_for_signals();
    });
  }

  void leave() {
    host_.close();
    if (keyboard_.is_open()) keyboard_.release();
    if (terminal_) {
      (void)platform::set_nonblocking(terminal_->output(), true);
      const std::string end = std::string(kLeave) + "[operator] " + last_words_ + "\r\n";
      // A terminal that takes nothing any more is not waited for.
      platform::write_some(terminal_->output(), end);
    }
    if (display_.is_open()) display_.release();
    if (!terminal_ && !last_words_.empty())
      platform::write_all(2, "operator: " + last_words_ + "\n");
    terminal_.reset();
  }

  asio::io_context& io_;
  std::string name_;
  const bool pane_;
  DetachMatcher matcher_;
  ipc::HostClient host_;
  std::optional<platform::RawTerminal> terminal_;
  asio::posix::stream_descriptor keyboard_, display_;
  asio::signal_set signals_;
  std::optional<asio::steady_timer> input_timer_;
  std::string shown_;
  std::string last_words_;
  int code_ = 1;
  bool showing_ = false, ending_ = false, done_ = false;
  bool left_ = false;  // by a person's wish, not because the session ended
};

// An editor closes a tab with its program: a tab keeps the session's last screen and these words
// until the person has read them. A signal (the tab is closed) ends the wait.
void wait_to_close() {
  (void)platform::set_nonblocking(0, false);
  platform::write_all(1, "[operator] Press Enter to close this tab.\r\n");
  char key = 0;
  while (platform::read_some(0, &key, 1).bytes == 1 && key != '\n' && key != '\r') {
  }
}

}  // namespace

Viewed run_viewer(const std::filesystem::path& socket, const AttachOptions& options) {
  auto matcher = DetachMatcher::parse(options.detach_keys);
  if (!matcher) {
    platform::write_all(2, "operator: " + matcher.error().message + "\n");
    return {2, true};
  }
  if (!platform::is_terminal(0) || !platform::is_terminal(1)) {
    platform::write_all(2, "operator: attach needs a terminal on its standard input and output\n");
    return {1, true};
  }
  asio::io_context io;
  return Attachment(io, options, std::move(*matcher)).run(socket);
}

int run_attach(const std::filesystem::path& socket, const AttachOptions& options) {
  const Viewed viewed = run_viewer(socket, options);
  if (viewed.left || !in_tab()) return viewed.code;
  wait_to_close();
  return 0;
}

}  // namespace client
