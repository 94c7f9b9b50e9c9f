#include "client/hook.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "link/spool.h"
#include "wire/frame.h"

// The hook runs in a forked child, as an agent would run it: input and output are pipes.
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct Place {
  fs::path dir = fs::temp_directory_path() / ("hook-" + base::random_crockford(8));
  fs::path spool = dir / "app-1.jsonl";
  fs::path owner = dir / "owner.sock";
  fs::path bell = dir / "bell.sock";
  Place() { fs::create_directories(dir); }
  ~Place() { fs::remove_all(dir); }
};

struct Child {
  pid_t pid = -1;
  int input = -1;
  int output = -1;

  // All of its output and its exit code; -1 when it did not end in `limit`.
  std::pair<std::string, int> finish(base::Millis limit = base::Millis{5000}) {
    const auto end = base::now().mono + limit;
    int status = 0;
    while (waitpid(pid, &status, WNOHANG) == 0) {
      if (base::now().mono > end) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        return {"", -1};
      }
      usleep(1000);
    }
    pid = -1;
    std::string text(65536, '\0');
    const ssize_t got = read(output, text.data(), text.size());
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return {text, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
  }
  ~Child() {
    if (pid > 0) kill(pid, SIGKILL), waitpid(pid, nullptr, 0);
    if (output >= 0) close(output);
  }
};

Child start_hook(const Place& place, const std::string& input, std::vector<std::string> more) {
  std::vector<std::string> args{"--session", "app-1",    "--spool", place.spool,
                                "--bell",    place.bell, "--owner", place.owner.string()};
  args.insert(args.end(), more.begin(), more.end());
  int in[2];
  int out[2];
  REQUIRE(pipe(in) == 0);
  REQUIRE(pipe(out) == 0);
  Child child;
  child.pid = fork();
  if (child.pid == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    for (const int fd : {in[0], in[1], out[0], out[1]}) close(fd);
    std::vector<char*> argv;
    for (std::string& arg : args) argv.push_back(arg.data());
    _exit(client::run_hook(static_cast<int>(argv.size()), argv.data()));
  }
  close(in[0]);
  close(out[1]);
  REQUIRE(write(in[1], input.data(), input.size()) == static_cast<ssize_t>(input.size()));
  close(in[1]);
  child.output = out[0];
  return child;
}

sockaddr_un address_of(const fs::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

int bind_socket(const fs::path& path, int type) {
  const int fd = socket(AF_UNIX, type, 0);
  const sockaddr_un address = address_of(path);
  REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  if (type == SOCK_STREAM) REQUIRE(listen(fd, 5) == 0);
  return fd;
}

// A scripted owner: answers each request with what `reply` returns.
struct FakeOwner {
  explicit FakeOwner(const fs::path& path) : listener(bind_socket(path, SOCK_STREAM)) {}
  ~FakeOwner() { close(listener); }
  int listener;

  // One connection; ends when the peer leaves or `reply` gives null.
  std::vector<Json> serve(const std::function<Json(const Json&)>& reply) const {
    std::vector<Json> requests;
    const int peer = accept(listener, nullptr, nullptr);
    wire::FrameReader reader;
    char buffer[4096];
    for (ssize_t got = 0; (got = read(peer, buffer, sizeof buffer)) > 0;) {
      reader.feed({buffer, static_cast<std::size_t>(got)});
      for (auto body = reader.next(); body && *body; body = reader.next()) {
        requests.push_back(Json::parse(**body));
        const Json result = reply(requests.back());
        if (result.is_null()) return close(peer), requests;
        const auto frame = wire::make_frame(
            Json{{"jsonrpc", "2.0"}, {"id", requests.back()["id"]}, {"result", result}}.dump());
        REQUIRE(write(peer, frame->data(), frame->size()) > 0);
      }
    }
    close(peer);
    return requests;
  }
};

const std::string kQuestion =
    R"({"hook_event_name":"PermissionRequest","tool_name":"Bash","tool_input":{"command":"ls"}})";

}  // namespace

TEST_CASE("a hook that does not wait spools its event, rings the bell, prints nothing") {
  const Place place;
  const int bell = bind_socket(place.bell, SOCK_DGRAM);
  Child hook = start_hook(place, R"({"hook_event_name":"Stop"})", {});
  CHECK(hook.finish() == std::pair<std::string, int>{"", 0});
  const auto batch = ipc::read_spool(place.spool, 0).value();
  REQUIRE(batch.records.size() == 1);
  CHECK(batch.records[0].event == "Stop");
  CHECK_FALSE(batch.records[0].waits);
  char byte = 0;
  CHECK(recv(bell, &byte, 1, MSG_DONTWAIT) == 1);
  close(bell);
}

TEST_CASE("a spool that cannot be written fails the hook of a question, which prints no decision") {
  const Place place;
  fs::create_directories(place.spool);
  CHECK(start_hook(place, kQuestion, {"--wait"}).finish() == std::pair<std::string, int>{"", 1});
  CHECK(start_hook(place, kQuestion, {}).finish() == std::pair<std::string, int>{"", 0});
}

TEST_CASE("nothing that is missing or wrong makes a hook fail or print") {
  const Place place;
  SUBCASE("no owner, no bell") { CHECK(start_hook(place, "{}", {}).finish().second == 0); }
  SUBCASE("a flag that it does not know") {
    Child hook = start_hook(place, "{}", {"--later", "--wait-tool", "X"});
    CHECK(hook.finish() == std::pair<std::string, int>{"", 0});
    CHECK(fs::exists(place.spool.string() + ".log"));
  }
  SUBCASE("a full bell") {
    const int bell = bind_socket(place.bell, SOCK_DGRAM);
    const int sender = socket(AF_UNIX, SOCK_DGRAM, 0);
    const sockaddr_un to = address_of(place.bell);
    while (sendto(sender, "!", 1, MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&to),
                  sizeof to) == 1) {
    }
    CHECK(start_hook(place, "{}", {}).finish().second == 0);
    close(bell);
    close(sender);
  }
}

TEST_CASE("a question waits for the owner's answer, tells that it took it, and prints it") {
  const Place place;
  const FakeOwner owner(place.owner);
  Child hook = start_hook(place, kQuestion, {"--wait"});
  const auto requests = owner.serve([](const Json& request) {
    if (request["method"] == "hook/took") return Json{{"ok", true}};
    usleep(50'000);
    return Json{{"gone", false}, {"output", "the answer"}, {"exitCode", 0}};
  });
  CHECK(hook.finish() == std::pair<std::string, int>{"the answer", 0});
  const auto record = ipc::read_spool(place.spool, 0).value().records.at(0);
  CHECK(record.waits);
  REQUIRE(requests.size() == 2);
  CHECK(requests[0]["method"] == "hook/wait");
  CHECK(requests[0]["params"] == Json{{"sessionId", "app-1"}, {"eventId", record.id}});
  CHECK(requests[1]["method"] == "hook/took");
}

TEST_CASE("an answer that no longer counts, or a question that is over, prints nothing") {
  const Place place;
  const FakeOwner owner(place.owner);
  Child hook = start_hook(place, kQuestion, {"--wait"});
  SUBCASE("over") {
    owner.serve([](const Json&) { return Json{{"gone", true}, {"output", ""}, {"exitCode", 0}}; });
  }
  SUBCASE("overtaken between the answer and its taking") {
    owner.serve([](const Json& request) {
      return request["method"] == "hook/took" ? Json{{"ok", false}}
                                              : Json{{"output", "late"}, {"exitCode", 0}};
    });
  }
  CHECK(hook.finish() == std::pair<std::string, int>{"", 0});
}

TEST_CASE("a question outlives its owner: the next one answers it") {
  const Place place;
  Child hook = start_hook(place, kQuestion, {"--wait"});
  usleep(50'000);
  {
    const FakeOwner first(place.owner);
    first.serve([](const Json&) { return Json(); });
    fs::remove(place.owner);
  }
  usleep(300'000);
  const FakeOwner second(place.owner);
  second.serve([](const Json&) { return Json{{"output", "from the second"}, {"exitCode", 0}}; });
  CHECK(hook.finish() == std::pair<std::string, int>{"from the second", 0});
  CHECK(ipc::read_spool(place.spool, 0).value().records.size() == 1);
}

TEST_CASE("a waiting hook leaves when its deadline passes or nobody reads its answer") {
  const Place place;
  const FakeOwner owner(place.owner);
  SUBCASE("deadline") {
    Child hook = start_hook(place, kQuestion, {"--wait", "--deadline", "1"});
    CHECK(hook.finish() == std::pair<std::string, int>{"", 0});
  }
  SUBCASE("the agent died: the pipe's reader is gone") {
    Child hook = start_hook(place, kQuestion, {"--wait"});
    usleep(50'000);
    close(std::exchange(hook.output, -1));
    CHECK(hook.finish().second == 0);
  }
}

TEST_CASE("--wait-tool waits for events of that tool only") {
  const Place place;
  Child other = start_hook(place, kQuestion, {"--wait-tool", "ExitPlanMode"});
  CHECK(other.finish().second == 0);
  CHECK_FALSE(ipc::read_spool(place.spool, 0).value().records.at(0).waits);
  const FakeOwner owner(place.owner);
  Child plan = start_hook(place, R"({"hook_event_name":"PostToolUse","tool_name":"ExitPlanMode"})",
                          {"--wait-tool", "ExitPlanMode", "--deadline", "10"});
  owner.serve([](const Json&) { return Json{{"output", "go on"}, {"exitCode", 0}}; });
  CHECK(plan.finish().first == "go on");
}
