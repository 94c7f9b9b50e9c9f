#include "serve/caller.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <set>

#include "fakes.h"
#include "link/host_files.h"
#include "support/temp_folder.h"

namespace {

using Pids = std::vector<int>;

// A small process table: who started whom, with which session in its environment.
struct Processes {
  std::map<int, int> parent;
  std::map<int, std::string> variable;
  std::map<int, std::uint64_t> started;
  std::set<int> contained;

  serve::ProcessLook look() {
    serve::ProcessLook to;
    to.ancestry = [this](int pid) {
      Pids found;
      for (auto at = parent.find(pid); at != parent.end(); at = parent.find(at->second)) {
        found.push_back(at->second);
      }
      return found;
    };
    to.environment = [this](int pid, std::string_view name) -> std::optional<std::string> {
      const auto found = variable.find(pid);
      if (found == variable.end() || name != "OPERATOR_SESSION_ID") return std::nullopt;
      return found->second;
    };
    to.identity = [this](int pid) -> std::optional<platform::ProcessIdentity> {
      return platform::ProcessIdentity{pid, started[pid], "boot"};
    };
    to.contained = [this](int pid) { return contained.contains(pid); };
    return to;
  }
};

serve::LiveAgents agent(const std::string& id, int pid, int host) {
  return {{{id}, {1, {pid, 0, "boot"}, {host, 0, "boot"}}}};
}

}  // namespace

TEST_CASE("a shell of a person's is outside any session") {
  Processes table;
  table.parent = {{30, 20}, {20, 1}};
  CHECK(serve::session_of(30, agent("app-1", 100, 99), table.look()).empty());
}

TEST_CASE("a process in a container is inside a session, though its parents are no host's") {
  Processes table;
  table.parent = {{30, 20}, {20, 1}};
  table.contained = {30};
  CHECK(serve::session_of(30, agent("app-1", 100, 99), table.look()) == "unknown");
  table.variable = {{30, "app-1"}};
  CHECK(serve::session_of(30, agent("app-1", 100, 99), table.look()) == "app-1");
}

TEST_CASE("a program that the agent started is inside, with an empty environment too") {
  Processes table;
  table.parent = {{103, 102}, {102, 100}, {100, 99}, {99, 1}};
  CHECK(serve::session_of(103, agent("app-1", 100, 99), table.look()) == "app-1");
}

TEST_CASE("an orphan of the agent's, adopted by its host, is inside") {
  Processes table;
  table.parent = {{104, 99}, {99, 1}};
  CHECK(serve::session_of(104, agent("app-1", 100, 99), table.look()) == "app-1");
}

TEST_CASE("a session's variable anywhere above counts when its process is not known") {
  Processes table;
  table.parent = {{40, 39}, {39, 38}, {38, 1}};
  table.variable = {{38, "app-7"}};
  CHECK(serve::session_of(40, {}, table.look()) == "app-7");
}

TEST_CASE("the process wins over what the environment pretends") {
  Processes table;
  table.parent = {{103, 100}};
  table.variable = {{103, "app-9"}};
  CHECK(serve::session_of(103, agent("app-1", 100, 99), table.look()) == "app-1");
}

TEST_CASE("another process under a pid used again is not the agent") {
  Processes table;
  table.parent = {{103, 100}};
  table.started[100] = 5;
  CHECK(serve::session_of(103, agent("app-1", 100, 99), table.look()).empty());
}

TEST_CASE("a host's record is read once for each run") {
  const support::TempFolder folder;
  fakes::FakeModel model;
  model.the_paths.state = folder.path();
  const base::SessionId id{"app-1"};
  const auto dir = model.the_paths.session_dir(id);
  std::filesystem::create_directories(dir);
  rules::Session& session = model.the_state.sessions[id];
  session.run = 1;
  session.phase = rules::Phase::live;
  serve::AgentRecords records;
  CHECK(records.of(model).empty());  // not there yet

  const auto write = [&](int run, int agent) {
    REQUIRE(ipc::write_host_record(
        dir, {"app-1", run, {agent - 1, 0, "b"}, {agent, 0, "b"}, 1, "0.1", "/x", "now"}));
  };
  write(1, 100);
  CHECK(records.of(model).at(id).agent.pid == 100);
  write(1, 200);
  CHECK(records.of(model).at(id).agent.pid == 100);  // not read again
  session.run = 2;
  CHECK(records.of(model).at(id).agent.pid == 200);  // still that of the run before
  write(2, 300);
  CHECK(records.of(model).at(id).agent.pid == 300);
  session.phase = rules::Phase::ended;
  CHECK(records.of(model).empty());
}

TEST_CASE("a process that cannot be seen is taken for one inside a session") {
  Processes table;
  CHECK(serve::session_of(0, {}, table.look()) == "unknown");
}
