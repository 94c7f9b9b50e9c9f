// Hosts as processes of their own, with real programs in real terminals.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <asio/io_context.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "link/host_client.h"
#include "platform/children.h"
#include "platform/identity.h"
#include "platform/local_socket.h"
#include "platform/lock.h"
#include "support/host_session.h"

using support::Argv;
using Session = support::HostSession;

namespace {

// A client that keeps what it was told.
struct Client {
  asio::io_context io;
  std::string shown;
  std::vector<ipc::HostMessage> notices;
  bool closed = false;
  base::Error error;
  ipc::HostClient client{io,
                         {[this](ipc::HostMessage&& message) {
                            if (auto* output = std::get_if<ipc::Output>(&message)) {
                              if (output->repaint) shown.clear();
                              shown += output->bytes;
                            } else {
                              notices.push_back(std::move(message));
                            }
                          },
                          [this](base::Error why) {
                            closed = true;
                            error = std::move(why);
                          }}};

  Client(const Session& session, ipc::ClientRole role, int cols = 80, int rows = 24) {
    ipc::ClientHello hello;
    hello.role = role;
    hello.cols = cols;
    hello.rows = rows;
    client.connect(session.socket(), hello, base::Millis{3000});
  }
  template <class Condition>
  bool until(Condition condition, int ms = 5000) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds{ms};
    while (!condition() && std::chrono::steady_clock::now() < deadline) {
      io.restart();
      io.run_for(std::chrono::milliseconds{5});
    }
    return condition();
  }
  bool sees(const std::string& text, int ms = 5000) {
    return until([&] { return shown.find(text) != std::string::npos; }, ms);
  }
  template <class T>
  const T* last() {
    for (auto it = notices.rbegin(); it != notices.rend(); ++it)
      if (const T* found = std::get_if<T>(&*it)) return found;
    return nullptr;
  }
  template <class T>
  const T* wait() {
    until([&] { return last<T>() != nullptr; });
    return last<T>();
  }
  void keys(const std::string& bytes) { client.send(ipc::Input{bytes}); }
};

constexpr auto kViewer = ipc::ClientRole::viewer;
constexpr auto kControl = ipc::ClientRole::control;

}  // namespace

TEST_CASE("an agent's exit code is on the disk when it has ended") {
  Session session;
  const int pid = session.start(1, {"bash", "-c", "exit 7"});
  CHECK(session.join(pid) == 0);
  const auto seen = session.look();
  CHECK(seen.state == ipc::HostState::exited);
  REQUIRE(seen.exit);
  CHECK(seen.exit->code == 7);
  CHECK(seen.exit->signal == 0);
  CHECK_FALSE(std::filesystem::exists(session.socket()));
}

TEST_CASE("a program that cannot be started ends with code 127 and the reason") {
  Session session;
  session.start(1, {"/no/such/program"});
  Client viewer(session, kViewer);
  CHECK(viewer.sees("cannot start /no/such/program: No such file or directory"));
  const auto* exit = viewer.wait<ipc::Exit>();
  REQUIRE(exit != nullptr);
  CHECK(exit->code == 127);
  CHECK(session.look().exit->error == "cannot start /no/such/program: No such file or directory");
}

TEST_CASE("a run is started once, whoever asks and however often") {
  Session session;
  const Argv argv{"bash", "-c", "echo started >> witness; sleep 60"};
  session.prepare(1, argv);
  std::vector<int> pids;
  for (int i = 0; i < 5; ++i) pids.push_back(session.start(1));
  REQUIRE(session.wait_for(ipc::HostState::alive));
  const int winner = session.look().record->host.pid;
  for (const int pid : pids)
    if (pid != winner) CHECK(session.join(pid) == 1);
  Client owner(session, kControl);
  CHECK(owner.until([&] { return support::read_all(session.folder / "witness") == "started\n"; }));
  owner.client.send(ipc::SignalAgent{ipc::SignalKind::kill});
  REQUIRE(owner.wait<ipc::Exit>() != nullptr);
  owner.client.close();
  CHECK(session.join(winner) == 0);
  SUBCASE("nor again after its end") {
    CHECK(session.join(session.start(1)) == 1);
    CHECK(support::read_all(session.folder / "witness") == "started\n");
  }
  SUBCASE("the next run is another") {
    session.start(2, argv);
    CHECK(session.wait_for(ipc::HostState::alive, 2));
    CHECK(session.look(1).state == ipc::HostState::exited);
  }
}

TEST_CASE("viewers come, type, leave and come back to the same screen") {
  Session session;
  session.start(1, {"bash", "--norc", "--noprofile"});
  {
    Client viewer(session, kViewer);
    viewer.keys("PS1='> '; echo one-$((1+1)); stty size\r");
    CHECK(viewer.sees("one-2"));
    CHECK(viewer.sees("24 80"));
    const auto* hello = viewer.wait<ipc::HostHello>();
    REQUIRE(hello != nullptr);
    CHECK(hello->session == "app-3");
  }
  Client again(session, kViewer, 100, 30);
  CHECK(again.sees("one-2"));
  again.keys("stty size\r");
  CHECK(again.sees("30 100"));
  again.keys("exit 4\r");
  const auto* exit = again.wait<ipc::Exit>();
  REQUIRE(exit != nullptr);
  CHECK(exit->code == 4);
}

TEST_CASE("the terminal has the size of the viewer that typed last") {
  Session session;
  session.start(1, {"bash", "--norc", "--noprofile"});
  Client first(session, kViewer, 80, 24);
  REQUIRE(first.wait<ipc::HostHello>() != nullptr);
  Client second(session, kViewer, 60, 20);
  REQUIRE(second.wait<ipc::HostHello>() != nullptr);
  first.keys("stty size\r");
  CHECK(first.sees("24 80"));
  second.keys("stty size\r");
  CHECK(second.sees("20 60"));
  // What a terminal says by itself makes nobody the leader, and passes from the leader alone.
  first.keys("\x1b[I\x1b[?1;2c");
  second.keys("stty size\r");
  CHECK(second.sees("20 60"));
  second.client.close();
  first.keys("echo $((20+22)); stty size\r");
  CHECK(first.sees("42"));
  CHECK(first.sees("24 80"));
}

TEST_CASE("kill leaves nothing, also of what made itself a session or a daemon") {
  Session session;
  const int pid = session.start(
      1,
      {"bash", "-c",
       "trap '' TERM HUP; sleep 300 & setsid sleep 301 & "
       "(setsid bash -c 'trap \"\" TERM HUP; sleep 302 & sleep 303' &) ; echo ready; sleep 304"});
  Client owner(session, kControl);
  Client viewer(session, kViewer);
  CHECK(viewer.sees("ready"));
  REQUIRE(owner.until([&] { return platform::descendants(pid).size() >= 6; }));
  std::vector<platform::ProcessIdentity> all;
  for (const int child : platform::descendants(pid)) all.push_back(*platform::identity_of(child));
  owner.client.send(ipc::SignalAgent{ipc::SignalKind::kill});
  REQUIRE(owner.wait<ipc::Exit>() != nullptr);
  CHECK(owner.last<ipc::Exit>()->signal == SIGKILL);
  for (const auto& each : all) CHECK_FALSE(platform::is_alive(each));
}

TEST_CASE("what an ended agent leaves behind is ended too") {
  Session session;
  const int pid = session.start(1, {"bash", "-c", "setsid sleep 300 & disown; sleep 0.2; exit 5"});
  CHECK(session.join(pid) == 0);
  CHECK(session.look().exit->code == 5);
  CHECK(platform::descendants(::getpid()).empty());
}

TEST_CASE("terminate asks politely") {
  Session session;
  const int pid = session.start(
      1, {"bash", "-c", "trap 'echo bye; exit 9' TERM; echo ready; while :; do sleep 0.05; done"});
  Client owner(session, kControl), viewer(session, kViewer);
  CHECK(viewer.sees("ready"));
  owner.client.send(ipc::SignalAgent{ipc::SignalKind::terminate});
  REQUIRE(owner.wait<ipc::Exit>() != nullptr);
  CHECK(viewer.sees("bye"));
  REQUIRE(owner.wait<ipc::Exit>() != nullptr);
  owner.client.close();
  viewer.client.close();
  CHECK(session.join(pid) == 0);
  CHECK(session.look().exit->code == 9);
}

TEST_CASE("freeze stops everything below the host, and a polite end wakes it") {
  Session session;
  const int pid = session.start(
      1, {"bash", "-c",
          "trap 'echo bye; exit 9' TERM; (setsid bash -c 'while :; do sleep 0.01; done' &); "
          "echo ready; while :; do sleep 0.01; done"});
  Client owner(session, kControl), viewer(session, kViewer);
  CHECK(viewer.sees("ready"));
  const auto running = [&] { return platform::running_descendants(pid).size(); };
  owner.client.send(ipc::Freeze{true});
  REQUIRE(owner.wait<ipc::Frozen>() != nullptr);
  CHECK(owner.last<ipc::Frozen>()->on);
  CHECK(running() == 0);
  CHECK(platform::descendants(pid).size() >= 2);
  Client next(session, kControl);
  REQUIRE(next.wait<ipc::HostHello>() != nullptr);
  CHECK(next.last<ipc::HostHello>()->frozen);
  CHECK(next.last<ipc::HostHello>()->protocol >= ipc::kFreezeSince);
  next.client.send(ipc::Freeze{false});
  REQUIRE(next.until([&] { return running() > 0; }));
  owner.notices.clear();
  owner.client.send(ipc::Freeze{true});
  REQUIRE(owner.until([&] {
    const auto* said = owner.last<ipc::Frozen>();
    return said != nullptr && said->on;
  }));
  owner.client.send(ipc::SignalAgent{ipc::SignalKind::terminate});
  REQUIRE(owner.wait<ipc::Exit>() != nullptr);
  CHECK(viewer.sees("bye"));
  CHECK(owner.last<ipc::Exit>()->code == 9);
}

TEST_CASE("interrupt is the terminal's Ctrl-C") {
  Session session;
  session.start(1, {"bash", "-c", "trap 'echo caught; exit 2' INT; echo ready; sleep 60"});
  Client owner(session, kControl), viewer(session, kViewer);
  CHECK(viewer.sees("ready"));
  owner.client.send(ipc::SignalAgent{ipc::SignalKind::interrupt});
  CHECK(owner.wait<ipc::Exit>() != nullptr);
  CHECK(viewer.sees("caught"));
}

TEST_CASE("a host that is killed frees its lock, and its agent hears the terminal hang up") {
  Session session;
  const int pid = session.start(1, {"sleep", "300"});
  REQUIRE(session.wait_for(ipc::HostState::alive));
  const auto agent = session.look().record->agent;
  CHECK(platform::is_alive(agent));
  ::kill(pid, SIGKILL);
  session.join(pid);
  CHECK(session.wait_for(ipc::HostState::lost));
  for (int i = 0; i < 400 && platform::is_alive(agent); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  CHECK_FALSE(session.look().agent_alive);
}

TEST_CASE("a hang-up does not end a host; a vanished socket comes back when asked for") {
  Session session;
  const int pid = session.start(1, {"cat"});
  REQUIRE(session.wait_for(ipc::HostState::alive));
  Client before(session, kViewer);
  REQUIRE(before.wait<ipc::HostHello>() != nullptr);
  ::kill(pid, SIGHUP);
  std::filesystem::remove(session.socket());
  ::kill(pid, SIGUSR1);
  Client after(session, kViewer);
  CHECK(after.wait<ipc::HostHello>() != nullptr);
  before.keys("still here\r");
  CHECK(after.sees("still here"));
}

TEST_CASE("the owner's text is typed, as a paste where the program takes one, and sent") {
  Session session;
  session.start(1, {"bash", "-c", "printf '\\e[?2004h'; stty raw -echo; echo ready; exec cat -v"});
  Client owner(session, kControl), viewer(session, kViewer);
  CHECK(viewer.sees("ready"));
  owner.client.type_text({0, "two\nlines\x1b[201~\x03", true, {}, false, {}});
  const auto* done = owner.wait<ipc::TypeResult>();
  REQUIRE(done != nullptr);
  CHECK(done->ok);
  CHECK(viewer.sees("^[[200~two^Mlines[201~^[[201~^M"));
}

TEST_CASE("a text with a key is typed once") {
  Session session;
  session.start(1, {"cat"});
  Client owner(session, kControl), viewer(session, kViewer);
  for (int i = 0; i < 2; ++i) {
    owner.notices.clear();
    owner.client.type_text({0, "only once", true, {}, false, "delivery-1"});
    REQUIRE(owner.wait<ipc::TypeResult>() != nullptr);
    CHECK(owner.last<ipc::TypeResult>()->ok);
  }
  const auto times = [&] {
    int count = 0;
    for (std::size_t at = 0; (at = viewer.shown.find("only once", at)) != std::string::npos; ++at)
      ++count;
    return count;
  };
  // Echoed by the terminal and printed by cat, before the next line is typed.
  CHECK(viewer.until([&] { return times() == 2; }));
  viewer.keys("end\r");
  CHECK(viewer.sees("end\r\nend"));
  CHECK(times() == 2);
}

TEST_CASE("text is refused while a person's own stands unsent, or a dialog is on the screen") {
  Session session;
  session.start(1, {"bash", "-c", "stty -echo; echo 'Do you want to proceed?'; exec cat"});
  Client owner(session, kControl), viewer(session, kViewer);
  CHECK(viewer.sees("proceed?"));
  const auto type = [&](bool ignore_typed, std::vector<std::string> without) {
    owner.notices.clear();
    owner.client.type_text({0, "from the owner", true, std::move(without), ignore_typed, {}});
    const auto* result = owner.wait<ipc::TypeResult>();
    REQUIRE(result != nullptr);
    return *result;
  };
  CHECK(type(false, {"Do you want to proceed?"}).code == "screen");

  viewer.keys("half a sent");
  REQUIRE(owner.wait<ipc::Keys>() != nullptr);
  CHECK(owner.last<ipc::Keys>()->text);
  CHECK_FALSE(owner.last<ipc::Keys>()->submitted);
  CHECK(type(false, {}).code == "typed");
  viewer.keys("\r");
  CHECK(viewer.sees("half a sent"));
  CHECK(type(false, {}).ok);
  CHECK(viewer.sees("from the owner"));
  viewer.keys("x");
  REQUIRE(owner.until([&] { return owner.last<ipc::Keys>() != nullptr; }));
  CHECK(type(true, {}).ok);
}

TEST_CASE("control sees the screen, the viewers and that something changed") {
  Session session;
  session.start(1, {"bash", "-c",
                    "printf '\\e]2;the title\\a'; for i in $(seq 40); do echo line $i; done; read "
                    "x; echo $x; read"});
  Client owner(session, kControl);
  owner.client.send(ipc::WatchScreen{true});
  REQUIRE(owner.wait<ipc::HostHello>() != nullptr);
  REQUIRE(owner.until([&] {
    owner.notices.clear();
    owner.client.get_screen(0);
    const auto* screen = owner.wait<ipc::Screen>();
    return screen != nullptr && screen->rows.size() == 24 && screen->rows[22] == "line 40";
  }));
  CHECK(owner.last<ipc::Screen>()->title == "the title");
  CHECK(owner.last<ipc::Screen>()->cursor_row == 23);
  owner.notices.clear();
  owner.client.get_screen(100);
  const auto* all = owner.wait<ipc::Screen>();
  REQUIRE(all != nullptr);
  CHECK(all->rows.front() == "line 1");
  owner.notices.clear();
  owner.client.send(ipc::Input{"typed by control\r"});
  CHECK(owner.wait<ipc::ScreenChanged>() != nullptr);
  {
    Client viewer(session, kViewer);
    CHECK(viewer.sees("typed by control"));
    CHECK(owner.until([&] {
      const auto* viewers = owner.last<ipc::Viewers>();
      return viewers != nullptr && viewers->count == 1;
    }));
  }
  CHECK(owner.until([&] {
    const auto* viewers = owner.last<ipc::Viewers>();
    return viewers != nullptr && viewers->count == 0;
  }));
}

TEST_CASE("without viewers the host answers the program's questions, with one its terminal does") {
  Session session;
  session.start(
      1, {"bash", "-c",
          "stty raw -echo; printf '\\e[6n'; read -rd R x; echo \"got ${x#?}\" | cat -v; "
          "read -rn1 y; printf '\\e[c'; read -rd c z; echo \"then ${z#?}\" | cat -v; sleep 60"});
  Client owner(session, kControl);
  REQUIRE(owner.wait<ipc::HostHello>() != nullptr);
  // Only then does somebody look.
  REQUIRE(owner.until([&] {
    owner.notices.clear();
    owner.client.get_screen(0);
    const auto* screen = owner.wait<ipc::Screen>();
    return screen != nullptr && screen->rows.front().starts_with("got [1;1");
  }));
  Client viewer(session, kViewer);
  CHECK(viewer.sees("got [1;1"));
  viewer.keys(" ");
  CHECK(viewer.sees("\x1b[c"));
  viewer.keys("\x1b[?64;1;2c");
  CHECK(viewer.sees("then [?64;1;2"));
}

TEST_CASE("what runs inside the session may not attach to it") {
  Session session;
  session.prepare(1, {"bash", "-c", "sleep 60"});
  // The test is no descendant of the host; a peer that is one is refused. Here the host's own
  // child.
  const int pid = ::fork();
  if (pid == 0) {
    ::close(1);
    ::close(2);
    // This process becomes the host; its child connects.
    const int inner = ::fork();
    if (inner == 0) {
      Client client(session, kControl);
      client.until([&] { return client.closed; });
      ::_exit(client.last<ipc::Refused>() != nullptr ? 0 : 1);
    }
    std::string dir = session.folder.path(), path = session.socket();
    std::string words[] = {"host", "--dir", dir, "--socket", path, "--run", "1"};
    char* argv[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(),
                    words[4].data(), words[5].data(), words[6].data(), nullptr};
    std::thread watcher([inner] {
      int status = 0;
      ::waitpid(inner, &status, 0);
      ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 2);
    });
    watcher.detach();
    host::run_host(7, argv);
    ::_exit(3);
  }
  session.hosts.push_back(pid);
  CHECK(session.join(pid) == 0);
}

TEST_CASE("a slow viewer loses nothing but time, and the program does not wait for it") {
  Session session;
  session.start(1, {"bash", "-c",
                    "read x; for i in $(seq 1 60000); do echo \"line $i "
                    "...........................................................\"; done; touch "
                    "done; read x; echo end-$x; read x"});
  Client viewer(session, kViewer);
  REQUIRE(viewer.wait<ipc::HostHello>() != nullptr);
  viewer.client.pause_reading();
  viewer.keys("go\r");
  REQUIRE(viewer.until([&] { return std::filesystem::exists(session.folder / "done"); }, 20000));
  viewer.client.resume_reading();
  viewer.keys("here\r");
  CHECK(viewer.sees("end-here", 10000));
  CHECK(viewer.shown.find("line 60000 ") != std::string::npos);
}
