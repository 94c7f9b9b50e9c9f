#include "wire/dispatcher.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "sample.h"
#include "wire/message.h"

namespace {

using nlohmann::json;
using wire::sample::Step;

struct Fixture {
  wire::Dispatcher dispatcher;
  int answers = 0;
  base::Result<json> outcome;
  void call(const std::string& method, json params, wire::Context context = {}) {
    dispatcher.call("test 1", method, std::move(params), context,
                    [this](base::Result<std::string> result) {
                      ++answers;
                      if (result) {
                        outcome = json::parse(*result);
                      } else {
                        outcome = base::fail(std::move(result).error());
                      }
                    });
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a handler's answer is encoded") {
  dispatcher.on<wire::sample::echo>([](const Step& params, const wire::Context&) {
    return base::Result<Step>(Step{params.name + "!", params.round + 1});
  });
  call("sample/echo", {{"name", "plan"}, {"round", 1}});
  REQUIRE(outcome);
  CHECK(*outcome == json{{"name", "plan!"}, {"round", 2}});
  CHECK(answers == 1);
}

TEST_CASE_FIXTURE(Fixture, "wrong parameters never reach the handler") {
  bool ran = false;
  dispatcher.on<wire::sample::echo>([&](const Step& params, const wire::Context&) {
    ran = true;
    return base::Result<Step>(params);
  });
  call("sample/echo", {{"name", 7}});
  CHECK_FALSE(ran);
  CHECK(outcome.error().code == base::ErrorCode::invalid_argument);
  CHECK(outcome.error().detail.at("path") == "params.name");
}

TEST_CASE_FIXTURE(Fixture, "absent parameters are an empty object") {
  dispatcher.on<wire::sample::decide>([](const wire::Empty&, const wire::Context&) {
    return base::Result<wire::Empty>(wire::Empty{});
  });
  call("sample/decide", nullptr);
  CHECK(*outcome == json::object());
}

TEST_CASE_FIXTURE(Fixture, "an unknown method says its name") {
  call("sample/\x1b[31mnone", {});
  CHECK(outcome.error().code == base::ErrorCode::not_found);
  CHECK(outcome.error().detail.at("method") == "sample/[31mnone");
}

TEST_CASE_FIXTURE(Fixture, "a dropped responder answers internal, once") {
  std::unique_ptr<wire::Responder<Step>> kept;
  dispatcher.on<wire::sample::echo>(
      [&](const Step&, const wire::Context&, wire::Responder<Step> responder) {
        kept = std::make_unique<wire::Responder<Step>>(std::move(responder));
      });
  call("sample/echo", {{"name", "a"}, {"round", 1}});
  CHECK(answers == 0);
  SUBCASE("dropped") {
    kept.reset();
    CHECK(outcome.error().code == base::ErrorCode::internal);
  }
  SUBCASE("answered twice: the first counts") {
    (*kept)(Step{"one", 1});
    (*kept)(Step{"two", 2});
    kept.reset();
    CHECK((*outcome)["name"] == "one");
  }
  CHECK(answers == 1);
}

TEST_CASE_FIXTURE(Fixture, "a handler that throws answers internal") {
  dispatcher.on<wire::sample::echo>([](const Step&, const wire::Context&) -> base::Result<Step> {
    throw std::runtime_error("library");
  });
  call("sample/echo", {{"name", "a"}, {"round", 1}});
  CHECK(answers == 1);
  CHECK(outcome.error().code == base::ErrorCode::internal);
}

TEST_CASE_FIXTURE(Fixture, "a caller inside a session cannot do what is a person's") {
  dispatcher.on<wire::sample::decide>([](const wire::Empty&, const wire::Context&) {
    return base::Result<wire::Empty>(wire::Empty{});
  });
  wire::Context context;
  context.caller.session = "app-3";
  call("sample/decide", {}, context);
  CHECK(outcome.error().code == base::ErrorCode::forbidden);
}

TEST_CASE("an error crosses the wire unchanged") {
  for (const auto code :
       {base::ErrorCode::not_found, base::ErrorCode::invalid_argument, base::ErrorCode::conflict,
        base::ErrorCode::forbidden, base::ErrorCode::unauthorized, base::ErrorCode::unavailable,
        base::ErrorCode::external_failed, base::ErrorCode::cancelled, base::ErrorCode::internal}) {
    const base::Error error{code, "what to do", {{"path", "params.id"}}};
    const json sent = wire::error_json(7, error);
    const auto message = wire::classify(sent);
    REQUIRE(message);
    CHECK(message->kind == wire::Message::Kind::response);
    CHECK(message->outcome.error().code == code);
    CHECK(message->outcome.error().message == "what to do");
    CHECK(message->outcome.error().detail == error.detail);
  }
  CHECK(wire::error_json(7, {base::ErrorCode::invalid_argument, "x", {}})["error"]["code"] ==
        -32602);
}

TEST_CASE("what is no JSON-RPC message is told apart") {
  CHECK_FALSE(wire::classify(json::array()));
  CHECK_FALSE(wire::classify({{"method", "a"}}));
  CHECK_FALSE(wire::classify({{"jsonrpc", "2.0"}}));
  CHECK_FALSE(wire::classify({{"jsonrpc", "2.0"}, {"method", 7}}));
  CHECK_FALSE(wire::classify({{"jsonrpc", "2.0"}, {"method", "a"}, {"id", nullptr}}));
  CHECK(wire::classify({{"jsonrpc", "2.0"}, {"method", "a"}})->kind ==
        wire::Message::Kind::notification);
  CHECK(wire::classify({{"jsonrpc", "2.0"}, {"method", "a"}, {"id", "x"}})->kind ==
        wire::Message::Kind::request);
  CHECK(wire::error_from_json("text").code == base::ErrorCode::internal);
}
