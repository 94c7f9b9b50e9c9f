#include <doctest/doctest.h>

#include "sample.h"
#include "wire/generated/methods.h"

namespace {

using nlohmann::json;
using wire::sample::Params;

json good() {
  return json::parse(R"({"session": {"id": "app-3", "env": {"A": "1"}, "pr": null, "new": [1],
      "steps": [{"name": "plan", "round": 1}, {"name": "build", "round": 2}]}})");
}

std::string error_of(const json& value) {
  const auto decoded = wire::decode<Params>(value);
  REQUIRE_FALSE(decoded);
  CHECK(decoded.error().code == base::ErrorCode::invalid_argument);
  const std::string& message = decoded.error().message;
  CHECK(message.starts_with(decoded.error().detail.at("path") + ": "));
  return message;
}

}  // namespace

TEST_CASE("a decoded value is what was sent, unknown fields aside") {
  const auto decoded = wire::decode<Params>(good());
  REQUIRE(decoded);
  CHECK(decoded->session.id == "app-3");
  CHECK(decoded->session.steps.size() == 2);
  CHECK(decoded->session.steps[1].round == 2);
  CHECK_FALSE(decoded->session.pr);
  CHECK_FALSE(decoded->session.agent);
  CHECK(decoded->session.env.at("A") == "1");
}

TEST_CASE("encoding writes nullable fields and leaves out optional ones") {
  const auto decoded = wire::decode<Params>(good());
  const json session = wire::encode(*decoded)["session"];
  CHECK(session.contains("pr"));
  CHECK(session["pr"].is_null());
  CHECK_FALSE(session.contains("agent"));
  CHECK_FALSE(session.contains("extra"));
  CHECK(wire::decode<Params>(wire::encode(*decoded)) == *decoded);
}

TEST_CASE("what is written is what nlohmann would write, whatever the bytes") {
  std::string all;
  for (int c = 0; c < 0x80; ++c) all += static_cast<char>(c);
  all += "\xC3\xB6\xF0\x9F\x98\x80";
  for (const std::string& text :
       {std::string(), std::string("plain"), std::string("\"\\\n"), all}) {
    CAPTURE(text);
    CHECK(json::parse(wire::text_of(text)) == json(text));
  }
  CHECK(wire::text_of(std::string("a\xFF\xC3z")) == "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\"");
  CHECK(wire::text_of(std::string("\x01\x1F")) == R"("\u0001\u001f")");
  CHECK(wire::text_of(0.5) == "0.5");
  CHECK(wire::text_of(std::numeric_limits<double>::infinity()) == "null");
  CHECK(wire::text_of(std::int64_t{INT64_MIN}) == "-9223372036854775808");
  CHECK(wire::text_of(std::vector<std::string>{}) == "[]");
  CHECK(wire::text_of(true) == "true");
  CHECK(wire::text_of(std::map<std::string, std::vector<std::int64_t>>{
            {"a\"", {1, 2}}, {"b", {}}}) == R"({"a\"":[1,2],"b":[]})");
  CHECK(wire::text_of(wire::Empty{}) == "{}");
}

TEST_CASE("a codec error names the place") {
  json value = good();
  SUBCASE("wrong type in an array") {
    value["session"]["steps"][1]["name"] = 7;
    CHECK(error_of(value) == "params.session.steps[1].name: expected a string, got a number");
  }
  SUBCASE("missing") {
    value["session"].erase("id");
    CHECK(error_of(value) == "params.session.id: is missing");
  }
  SUBCASE("null where a value is needed") {
    value["session"]["id"] = nullptr;
    CHECK(error_of(value) == "params.session.id: expected a string, got null");
  }
  SUBCASE("in a map") {
    value["session"]["env"]["B"] = json::array();
    CHECK(error_of(value) == "params.session.env.B: expected a string, got an array");
  }
  SUBCASE("a fraction") {
    value["session"]["steps"][0]["round"] = 1.5;
    CHECK(error_of(value) == "params.session.steps[0].round: expected a whole number");
  }
  SUBCASE("too large") {
    value["session"]["steps"][0]["round"] = UINT64_MAX;
    CHECK(error_of(value) == "params.session.steps[0].round: the number is too large");
  }
  SUBCASE("the root") {
    CHECK(error_of(json::array()) == "params: expected an object, got an array");
  }
}

TEST_CASE("optional fields treat null as absent") {
  json value = good();
  value["session"]["agent"] = nullptr;
  CHECK_FALSE(wire::decode<Params>(value)->session.agent);
}

TEST_CASE("texts from a peer cannot overflow the stack or throw") {
  CHECK_FALSE(wire::parse_text(std::string(1'000'000, '[')));
  CHECK_FALSE(wire::parse_text("{"));
  CHECK_FALSE(wire::parse_text(std::string_view("{}\0{}", 5)));
  CHECK_FALSE(wire::parse_text("\"\xff\""));
  CHECK(wire::parse_text("\"" + std::string(1000, '[') + "\""));
  CHECK(wire::parse_text(R"("\"[[[" )"));
  CHECK(wire::to_text(json("bad \xff")) == "\"bad \xEF\xBF\xBD\"");
}

TEST_CASE("the table of operations has no method twice") {
  std::vector<std::string_view> seen;
  for (const auto& operation : wire::operations()) {
    CHECK(std::find(seen.begin(), seen.end(), operation.method) == seen.end());
    seen.push_back(operation.method);
  }
  CHECK_FALSE(seen.empty());
}
