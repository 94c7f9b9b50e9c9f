#include "platform/process.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <thread>

#include "platform/children.h"
#include "support/temp_folder.h"

using platform::ProcessRequest;
using platform::run_process;

namespace {

platform::ProcessResult must(const ProcessRequest& request) {
  auto result = run_process(request);
  REQUIRE(result.has_value());
  return *result;
}

std::int64_t ms_of(const auto& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               start)
      .count();
}

}  // namespace

TEST_CASE("a program's output, input, folder, environment and exit code") {
  const support::TempFolder temp;
  ProcessRequest request;
  request.argv = {"/bin/sh", "-c", "cat; pwd; echo \"$A\" >&2; exit 3"};
  request.cwd = temp.path();
  request.input = "from stdin\n";
  request.environment = {{"A=b c", "PATH=/usr/bin:/bin"}};
  const auto result = must(request);
  CHECK(result.exit_code == 3);
  CHECK(result.signal == 0);
  CHECK(result.out == "from stdin\n" + temp.path().string() + "\n");
  CHECK(result.err == "b c\n");
  CHECK_FALSE(result.ok());
}

TEST_CASE("arguments reach the program as they are") {
  const std::string hostile = "$(touch /tmp/no) `x` \"' ; -- *\n\x01";
  ProcessRequest request;
  request.argv = {"printf", "%s", hostile};
  CHECK(must(request).out == hostile);
  request.argv = {"printf", std::string("a\0b", 3)};
  CHECK(run_process(request).error().code == base::ErrorCode::invalid_argument);
}

TEST_CASE("a missing program and a missing folder are not_found") {
  ProcessRequest request;
  request.argv = {"no-such-program-here"};
  CHECK(run_process(request).error().code == base::ErrorCode::not_found);
  request.argv = {"/bin/true"};
  request.cwd = "/no/such/folder";
  CHECK(run_process(request).error().code == base::ErrorCode::not_found);
}

TEST_CASE("the deadline ends the whole group") {
  const support::TempFolder temp;
  ProcessRequest request;
  request.cwd = temp.path();
  request.argv = {"/bin/sh", "-c", "sleep 600 & echo $! > child; wait"};
  request.deadline = base::Millis{300};
  const auto ms = ms_of([&] { CHECK(must(request).timed_out); });
  CHECK(ms < 3000);
  const int child = std::stoi(support::read_all(temp / "child"));
  for (int i = 0; i < 100 && ::kill(child, 0) == 0; ++i) {
    // A child nobody reaps stays as a zombie: that counts as ended.
    if (support::read_all("/proc/" + std::to_string(child) + "/stat").find(") Z ") !=
        std::string::npos) {
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(i < 99);
  }
}

TEST_CASE("a program that ignores SIGTERM gets SIGKILL") {
  ProcessRequest request;
  request.argv = {"/bin/sh", "-c", "trap '' TERM; while :; do sleep 0.05; done"};
  request.deadline = base::Millis{100};
  const auto result = must(request);
  CHECK(result.timed_out);
  CHECK(result.signal == SIGKILL);
}

TEST_CASE("cancelling from another thread ends it at once") {
  std::stop_source source;
  ProcessRequest request;
  request.argv = {"sleep", "600"};
  request.cancel = source.get_token();
  std::jthread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    source.request_stop();
  });
  const auto ms = ms_of([&] { CHECK(must(request).cancelled); });
  CHECK(ms < 2000);
}

TEST_CASE("output beyond the cap is dropped, and the program still ends") {
  ProcessRequest request;
  request.argv = {"/bin/sh", "-c", "head -c 1000000 /dev/zero"};
  request.output_cap = 1000;
  const auto result = must(request);
  CHECK(result.exit_code == 0);
  CHECK(result.out.size() == 1000);
  CHECK(result.truncated);
  CHECK_FALSE(result.ok());
}

TEST_CASE("a program that reads nothing does not stall or kill the caller") {
  ProcessRequest request;
  request.argv = {"/bin/true"};
  request.input = std::string(1'000'000, 'x');
  CHECK(must(request).exit_code == 0);
}

TEST_CASE("a daemon that holds the output open is not waited for") {
  ProcessRequest request;
  request.argv = {"/bin/sh", "-c", "echo first; sleep 5 &"};
  const auto ms = ms_of([&] { CHECK(must(request).out == "first\n"); });
  CHECK(ms < 2000);
}

TEST_CASE("environment_with replaces by name") {
  ::setenv("OPERATOR_TEST_A", "1", 1);
  const auto environment = platform::environment_with({"OPERATOR_TEST_A=2", "OPERATOR_TEST_B=3"});
  int seen = 0;
  for (const auto& entry : environment) {
    CHECK(entry != "OPERATOR_TEST_A=1");
    if (entry == "OPERATOR_TEST_A=2" || entry == "OPERATOR_TEST_B=3") ++seen;
  }
  CHECK(seen == 2);
}

TEST_CASE("what is taken from the environment is not inherited") {
  ::setenv("TAKEN_ONE", "1=2", 1);
  ::setenv("KEPT", "yes", 1);
  ::setenv("TAKEN_TWO", "", 1);
  const std::map<std::string, std::string> expected{{"TAKEN_ONE", "1=2"}, {"TAKEN_TWO", ""}};
  CHECK(platform::take_environment("TAKEN_") == expected);
  ProcessRequest request;
  request.argv = {"/usr/bin/env"};
  const std::string inherited = must(request).out;
  CHECK(inherited.find("TAKEN_") == std::string::npos);
  CHECK(inherited.find("KEPT=yes") != std::string::npos);
}
