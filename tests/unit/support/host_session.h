// A session's folder, and real hosts for its runs, as processes of their own.
#pragma once
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "host/run.h"
#include "link/host_files.h"
#include "platform/identity.h"
#include "support/temp_folder.h"

namespace support {

using Argv = std::vector<std::string>;

// One session's folder, and hosts for its runs.
struct HostSession {
  TempFolder folder;
  std::vector<int> hosts;

  [[nodiscard]] std::filesystem::path socket() const { return folder.path() / "s.sock"; }

  void prepare(int run, const Argv& argv) const {
    REQUIRE(ipc::write_launch(folder.path(), {"app-3",
                                              run,
                                              argv,
                                              {{"PATH", "/usr/bin:/bin"}, {"X", "1"}},
                                              folder.path(),
                                              80,
                                              24,
                                              1000}));
  }
  // A host process; not waited for.
  int start(int run) {
    const int pid = ::fork();
    if (pid == 0) {
      // Its messages would look like ours.
      ::close(2);
      ::close(1);
      std::string dir = folder.path(), path = socket(), number = std::to_string(run);
      std::string words[] = {"host", "--dir", dir, "--socket", path, "--run", number};
      char* argv[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(),
                      words[4].data(), words[5].data(), words[6].data(), nullptr};
      ::_exit(host::run_host(7, argv));
    }
    hosts.push_back(pid);
    return pid;
  }
  int start(int run, const Argv& argv) {
    prepare(run, argv);
    return start(run);
  }
  [[nodiscard]] ipc::HostSighting look(int run = 1) const {
    return ipc::look_at_host(folder.path(), run);
  }
  bool wait_for(ipc::HostState state, int run = 1, int ms = 5000) const {
    for (int i = 0; i < ms / 5; ++i) {
      if (look(run).state == state) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return look(run).state == state;
  }
  // The exit status of a host.
  int join(int pid) {
    std::erase(hosts, pid);
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  }
  ~HostSession() {
    for (const int pid : hosts) {
      for (const int child : platform::descendants(pid)) ::kill(child, SIGKILL);
      ::kill(pid, SIGKILL);
      ::waitpid(pid, nullptr, 0);
    }
  }
};

}  // namespace support
