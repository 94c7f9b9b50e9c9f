#include "platform/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "platform/io.h"

namespace platform {
namespace {

Descriptor reopen(int fd, int mode) {
  char name[64];
  if (::ttyname_r(fd, name, sizeof name) == 0) {
    Descriptor own(::open(name, mode | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    if (own) return own;
  }
  Descriptor copy(::fcntl(fd, F_DUPFD_CLOEXEC, 3));
  if (copy && !set_nonblocking(copy.get(), true)) copy.reset();
  return copy;
}

// For the handler, which may use nothing else.
termios mode_before_crash{};
const char* bytes_after_crash = nullptr;
std::size_t bytes_after_crash_size = 0;

// Only async-signal-safe calls. The action is the default one again by now.
void leave_terminal(int number) {
  ::tcsetattr(STDIN_FILENO, TCSANOW, &mode_before_crash);
  const auto put = ::write(STDOUT_FILENO, bytes_after_crash, bytes_after_crash_size);
  static_cast<void>(put);
  ::raise(number);
}

}  // namespace

Descriptor reopen_terminal() { return reopen(STDIN_FILENO, O_RDONLY); }

void restore_terminal_on_crash(const char* bytes) {
  if (::tcgetattr(STDIN_FILENO, &mode_before_crash) != 0) return;
  bytes_after_crash = bytes;
  bytes_after_crash_size = std::strlen(bytes);
  struct sigaction action {};
  action.sa_handler = leave_terminal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
    ::sigaction(number, &action, nullptr);
}

base::Result<std::string> read_hidden(const std::string& prompt) {
  termios before{};
  if (::tcgetattr(STDIN_FILENO, &before) != 0) {
    return base::fail(base::ErrorCode::invalid_argument, "standard input is no terminal");
  }
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  static_cast<void>(::write(STDERR_FILENO, prompt.data(), prompt.size()));
  std::string line;
  char c = 0;
  while (::read(STDIN_FILENO, &c, 1) == 1 && c != '\n') line += c;
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  static_cast<void>(::write(STDERR_FILENO, "\n", 1));
  return line;
}

struct RawTerminal::Saved {
  termios mode{};
  int input_flags = 0, output_flags = 0;
};

bool is_terminal(int fd) { return ::isatty(fd) == 1; }

std::optional<TerminalSize> terminal_size(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
    return std::nullopt;
  return TerminalSize{size.ws_col, size.ws_row};
}

RawTerminal::RawTerminal() = default;
RawTerminal::RawTerminal(RawTerminal&&) noexcept = default;
RawTerminal::~RawTerminal() { restore(); }

base::Result<RawTerminal> RawTerminal::enter() {
  if (!is_terminal(STDIN_FILENO) || !is_terminal(STDOUT_FILENO))
    return base::fail(base::ErrorCode::invalid_argument,
                      "attach needs a terminal on its standard input and output");
  RawTerminal terminal;
  terminal.saved_ = std::make_unique<Saved>();
  Saved& saved = *terminal.saved_;
  if (::tcgetattr(STDIN_FILENO, &saved.mode) != 0)
    return base::fail_errno("cannot read the terminal's settings", errno);
  saved.input_flags = ::fcntl(STDIN_FILENO, F_GETFL);
  saved.output_flags = ::fcntl(STDOUT_FILENO, F_GETFL);
  terminal.input_ = reopen(STDIN_FILENO, O_RDONLY);
  terminal.output_ = reopen(STDOUT_FILENO, O_WRONLY);
  if (!terminal.input_ || !terminal.output_)
    return base::fail_errno("cannot open the terminal", errno);
  termios raw = saved.mode;
  ::cfmakeraw(&raw);
  if (::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) != 0)
    return base::fail_errno("cannot change the terminal's settings", errno);
  return terminal;
}

void RawTerminal::restore() {
  if (!saved_) return;
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &saved_->mode);
  ::fcntl(STDIN_FILENO, F_SETFL, saved_->input_flags);
  ::fcntl(STDOUT_FILENO, F_SETFL, saved_->output_flags);
  saved_.reset();
}

}  // namespace platform
