// `operator attach` on a real terminal, at a real host.
#include "client/attach.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <string>

#include "support/host_session.h"

namespace {

// A person's terminal with an attach in it.
class Person {
 public:
  Person(const std::filesystem::path& socket, const client::AttachOptions& options) {
    master_ = ::posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(::grantpt(master_) == 0);
    REQUIRE(::unlockpt(master_) == 0);
    resize(70, 20);
    slave_ =
        ::open(::ptsname(master_), O_RDWR | O_NOCTTY);  // stays open: its settings are looked at
    pid_ = ::fork();
    if (pid_ == 0) {
      ::setsid();
      const int slave = ::open(::ptsname(master_), O_RDWR);
      for (int fd = 0; fd < 3; ++fd) ::dup2(slave, fd);
      ::close(master_);
      ::_exit(client::run_attach(socket, options));
    }
  }
  ~Person() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    ::close(slave_);
    ::close(master_);
  }
  Person(const Person&) = delete;
  Person& operator=(const Person&) = delete;

  void resize(unsigned short cols, unsigned short rows) const {
    winsize size{};
    size.ws_col = cols;
    size.ws_row = rows;
    ::ioctl(master_, TIOCSWINSZ, &size);
  }
  void keys(std::string_view bytes) const {
    REQUIRE(::write(master_, bytes.data(), bytes.size()) > 0);
  }
  bool sees(const std::string& text, int ms = 5000) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds{ms};
    while (shown.find(text) == std::string::npos) {
      pollfd wait{master_, POLLIN, 0};
      if (std::chrono::steady_clock::now() > deadline) return false;
      if (::poll(&wait, 1, 10) <= 0) continue;
      char buffer[4096];
      const ssize_t got = ::read(master_, buffer, sizeof buffer);
      if (got > 0) shown.append(buffer, static_cast<std::size_t>(got));
    }
    return true;
  }
  int ended() {
    int status = 0;
    for (int i = 0; i < 1000; ++i) {
      sees("\x01never", 5);  // keeps reading, so that nothing blocks it
      if (::waitpid(pid_, &status, WNOHANG) == pid_) {
        pid_ = 0;
        sees("\x01never", 20);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1000;
      }
    }
    return -1;
  }
  void signal(int number) const { ::kill(pid_, number); }
  [[nodiscard]] bool raw() const {
    termios mode{};
    ::tcgetattr(slave_, &mode);
    return (mode.c_lflag & ICANON) == 0;
  }
  std::string shown;

 private:
  int master_ = -1, slave_ = -1, pid_ = 0;
};

struct Attached {
  support::HostSession session;
  explicit Attached(const support::Argv& argv) {
    session.start(1, argv);
    REQUIRE(session.wait_for(ipc::HostState::alive));
  }
};

}  // namespace

TEST_CASE("attach shows the session, follows the size, and leaves the terminal as it was") {
  Attached at({"bash", "--norc", "--noprofile"});
  Person person(at.session.socket(), {});
  person.keys("stty size; printf '\\e[?1049h\\e[?2004h\\e[?1003hfull-screen'\r");
  CHECK(person.sees("20 70"));
  CHECK(person.sees("full-screen"));
  CHECK(person.raw());
  person.resize(90, 33);
  // The size travels by a signal, the keys do not: either may be first.
  for (int i = 0; i < 20 && !person.sees("33 90", 300); ++i) person.keys("\rstty size\r");
  CHECK(person.sees("33 90"));
  person.shown.clear();
  person.keys("\x1d");
  CHECK(person.ended() == 0);
  CHECK_FALSE(person.raw());
  for (const std::string mode : {"\x1b[?1047l", "\x1b[?2004l", "\x1b[?1003l", "\x1b[?25h"})
    CHECK(person.shown.find(mode) != std::string::npos);
  CHECK(person.shown.find("detached from app-3; it goes on") != std::string::npos);
  CHECK(at.session.look().state == ipc::HostState::alive);
  Person again(at.session.socket(), {});
  CHECK(again.sees("full-screen"));
}

TEST_CASE("attach ends with the agent, and with its exit code") {
  Attached at({"bash", "-c", "echo ready; read x; echo last words; exit 6"});
  Person person(at.session.socket(), {});
  CHECK(person.sees("ready"));
  person.keys("\r");
  CHECK(person.ended() == 6);
  CHECK(person.shown.find("last words") != std::string::npos);
  CHECK(person.shown.find("app-3 ended with code 6") != std::string::npos);
  CHECK_FALSE(person.raw());
}

TEST_CASE("attach says so when the host dies, and when there is none") {
  Attached at({"bash", "-c", "echo ready; sleep 100"});
  Person person(at.session.socket(), {});
  CHECK(person.sees("ready"));
  ::kill(at.session.look().record->host.pid, SIGKILL);
  CHECK(person.ended() == 1);
  CHECK(person.shown.find("the host of app-3 is gone") != std::string::npos);
  CHECK_FALSE(person.raw());
  Person late(at.session.socket(), {});
  CHECK(late.ended() == 1);
  CHECK(late.shown.find("the session is not running") != std::string::npos);
}

TEST_CASE("a terminal that closes only detaches") {
  Attached at({"bash", "-c", "echo ready; sleep 100"});
  Person person(at.session.socket(), {});
  CHECK(person.sees("ready"));
  person.signal(SIGHUP);
  CHECK(person.ended() == 0);
  CHECK(at.session.look().state == ipc::HostState::alive);
}
