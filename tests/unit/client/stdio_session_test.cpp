#include "client/stdio_session.h"

#include <doctest/doctest.h>

namespace {

using client::StdioSession;
using nlohmann::json;

std::string request(const json& id, const std::string& method) {
  return json{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", {{"a", 1}}}}.dump();
}
std::string result(const json& id, const json& value) {
  return json{{"jsonrpc", "2.0"}, {"id", id}, {"result", value}}.dump();
}

}  // namespace

TEST_CASE("answers and notifications pass through unchanged") {
  StdioSession session;
  session.note_from_client(request(1, "initialize"));
  CHECK(session.in_flight() == 1);
  CHECK(session.take_from_owner(result(1, {{"epoch", "a"}})).forward ==
        result(1, {{"epoch", "a"}}));
  CHECK(session.in_flight() == 0);
  const std::string notification = R"({"jsonrpc":"2.0","method":"queue/didChange"})";
  CHECK(session.take_from_owner(notification).forward == notification);
}

TEST_CASE("the next owner hears the client's initialize, and the client hears of the next owner") {
  StdioSession session;
  session.note_from_client(request(1, "initialize"));
  session.take_from_owner(result(1, {{"epoch", "a"}}));
  session.note_from_client(request("x", "session/list"));
  session.note_from_client(request(3, "queue/get"));
  const auto answers = session.fail_in_flight("gone");
  REQUIRE(answers.size() == 2);
  for (const std::string& answer : answers) {
    CHECK(json::parse(answer)["error"]["data"]["code"] == "unavailable");
  }
  CHECK(session.in_flight() == 0);

  const auto hello = session.hello_again();
  REQUIRE(hello);
  const json said = json::parse(*hello);
  CHECK(said["method"] == "initialize");
  CHECK(said["params"]["a"] == 1);
  CHECK(said["id"].is_string());

  SUBCASE("accepted") {
    const auto taken = session.take_from_owner(result(said["id"], {{"epoch", "b"}, {"seq", 7}}));
    CHECK(taken.hello_done);
    const json told = json::parse(taken.forward.value());
    CHECK(told["method"] == "server/didRestart");
    CHECK(told["params"] == json{{"epoch", "b"}, {"seq", 7}});
  }
  SUBCASE("refused") {
    const json error = {
        {"jsonrpc", "2.0"}, {"id", said["id"]}, {"error", {{"code", 1}, {"message", "old"}}}};
    const auto taken = session.take_from_owner(error.dump());
    CHECK_FALSE(taken.hello_done);
    CHECK_FALSE(taken.forward);
    CHECK(taken.hello_error == "old");
  }
  SUBCASE("that owner dies too, and its late answer is nobody's") {
    session.fail_in_flight("gone");
    const auto again = session.hello_again();
    REQUIRE(again);
    CHECK(json::parse(*again)["id"] != said["id"]);
  }
}

TEST_CASE("an initialize that was never answered is not repeated") {
  StdioSession session;
  session.note_from_client(request(1, "initialize"));
  CHECK(session.fail_in_flight("gone").size() == 1);
  CHECK_FALSE(session.hello_again());
}

TEST_CASE("only requests are refused; what is no message passes") {
  StdioSession session;
  CHECK(StdioSession::refuse(request(1, "a"), "no"));
  CHECK_FALSE(StdioSession::refuse(R"({"jsonrpc":"2.0","method":"a"})", "no"));
  CHECK_FALSE(StdioSession::refuse("{oops", "no"));
  session.note_from_client("{oops");
  CHECK(session.in_flight() == 0);
  CHECK(session.take_from_owner("{oops").forward == "{oops");
}

TEST_CASE("an answer is told by its outer keys alone, in any order") {
  StdioSession session;
  const auto left = [&](const std::string& body) {
    session = {};
    session.note_from_client(request(7, "queue/get"));
    CHECK(session.take_from_owner(body).forward == body);
    return session.in_flight();
  };
  CHECK(left(R"({"id":7,"jsonrpc":"2.0","result":{"id":8,"method":"x"}})") == 0);
  CHECK(left(R"({"result":{"id":8,"method":"x","error":1},"jsonrpc":"2.0","id":7})") == 0);
  CHECK(left(R"({"error":{"code":1,"message":"id"},"id":7,"jsonrpc":"2.0"})") == 0);
  CHECK(left(R"({"error":null,"id":7,"jsonrpc":"2.0","result":[[]]})") == 0);
  CHECK(left(R"({"id":7,"jsonrpc":"2.0","method":"ping","params":{"result":1}})") == 1);
  CHECK(left(R"({"jsonrpc":"2.0","result":{"id":7}})") == 1);
  CHECK(left(R"([{"id":7,"result":1}])") == 1);
  CHECK(left(R"({"result":1,"id":7} x)") == 1);
}
