#include <doctest/doctest.h>

#include "serve/http_gate.h"
#include "serve/http_routes.h"

using base::ErrorCode;
using nlohmann::json;
using serve::find_call;
using serve::HttpGate;
using serve::HttpRequest;
using serve::parse_target;

namespace {

base::Result<serve::HttpCall> call(std::string_view verb, std::string_view target,
                                   std::string_view body = "") {
  auto parsed = parse_target(target);
  if (!parsed) return base::fail(std::move(parsed).error());
  return find_call(verb, *parsed, body);
}

}  // namespace

TEST_CASE("a path, a query and a body become parameters") {
  auto found = call("POST", "/api/v1/agents/app%2D3/reject", R"({"reason":"no"})");
  REQUIRE(found);
  CHECK(found->route->method == "review/reject");
  CHECK(found->params == json{{"id", "app-3"}, {"reason", "no"}});
  found = call("GET", "/api/v1/agents/app-3/file?path=src%2Fa+b%20c.txt&other=1");
  REQUIRE(found);
  CHECK(found->params == json{{"id", "app-3"}, {"path", "src/a b c.txt"}});
  found = call("GET", "/api/v1/events?after=12&limit=x");
  REQUIRE(found);
  CHECK(found->params == json{{"after", 12}, {"limit", "x"}});
  found = call("POST", "/api/v1/agents/stop");
  REQUIRE(found);
  CHECK(found->route->method == "session/stopAll");
  CHECK(found->params == json::object());
  CHECK(call("POST", "/api/v1/agents/a+b/kill")->params == json{{"id", "a+b"}});
}

TEST_CASE("a query commands nothing") {
  CHECK(call("POST", "/api/v1/trust?trusted=true")->params == json::object());
}

TEST_CASE("addresses that are wrong") {
  const auto code = [](std::string_view verb, std::string_view target, std::string_view body = "") {
    const auto found = call(verb, target, body);
    REQUIRE_FALSE(found);
    return found.error().code;
  };
  for (const char* path : {"/api/v1", "/api/v1/", "/api/v1/agents/", "/api/v1/agents/app-1/",
                           "//api/v1/agents", "/api/v1/agents//kill", "", "*", "/api/v2/status"}) {
    INFO(path);
    CHECK(code("POST", path) == ErrorCode::not_found);
  }
  CHECK(code("DELETE", "/api/v1/agents/app-1") == ErrorCode::not_found);
  for (const char* path : {"/api/v1/agents/%", "/api/v1/agents/%4", "/api/v1/agents/%ff",
                           "/api/v1/agents?project=%zz", "/api/v1/agents?project=a&project=b"}) {
    INFO(path);
    CHECK(code("GET", path) == ErrorCode::invalid_argument);
  }
  CHECK(code("POST", "/api/v1/trust", "[]") == ErrorCode::invalid_argument);
  CHECK(code("POST", "/api/v1/trust", "{") == ErrorCode::invalid_argument);
}

TEST_CASE("secrets are equal when they are, and only then") {
  CHECK(serve::same_secret("abc", "abc"));
  for (const char* given : {"", "a", "ab", "abd", "abcabc", "abca", "ABC"}) {
    INFO(given);
    CHECK_FALSE(serve::same_secret(given, "abc"));
  }
  CHECK_FALSE(serve::same_secret("", ""));
}

TEST_CASE("the gate") {
  const HttpGate gate{8080, "secret"};
  HttpRequest request;
  request.host = "LocalHost:8080";
  CHECK(gate.check_place(request));
  request.origin = "http://localhost:8080";
  CHECK(gate.check_place(request));
  request.origin = "https://localhost:8080";
  CHECK(gate.check_place(request).error().code == ErrorCode::forbidden);
  request.origin = "http://127.0.0.1:8080";  // another name is another origin
  CHECK(gate.check_place(request).error().code == ErrorCode::forbidden);
  request = {};
  CHECK(gate.check_place(request).error().code == ErrorCode::forbidden);
  CHECK(gate.check_call(request).error().code == ErrorCode::unauthorized);
  request.authorization = "bearer secret";
  CHECK(gate.check_call(request));
  request.body = "{}";
  CHECK(gate.check_call(request));
  request.content_type = "Application/JSON; charset=utf-8";
  CHECK(gate.check_call(request));
  request.content_type = "application/json-patch+json";
  CHECK(gate.check_call(request).error().code == ErrorCode::invalid_argument);
}
