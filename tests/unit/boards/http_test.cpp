// Patience with providers: what is sent again, when, and what the rest says to do.
#include "boards/http.h"

#include <doctest/doctest.h>

using namespace boards;
using std::chrono::milliseconds;

namespace {

struct Line {
  std::vector<HttpReply> replies;
  std::vector<milliseconds> waits;
  std::stop_source stop;
  int asked = 0;

  Patience patience() {
    Patience made;
    made.now_ms = [] { return std::int64_t{1'795'291'200'000}; };  // 21 Nov 2026 20:00 GMT
    made.random = [] { return 0.0; };
    made.wait = [this](milliseconds time, std::stop_token) { waits.push_back(time); };
    return made;
  }
  base::Result<HttpReply> send() {
    const Http http = [this](const HttpRequest&, std::stop_token) -> base::Result<HttpReply> {
      return replies[std::min<std::size_t>(static_cast<std::size_t>(asked++), replies.size() - 1)];
    };
    return send_patiently(http, {}, patience(), stop.get_token());
  }
};

}  // namespace

TEST_CASE("what Retry-After says is waited for, in seconds or until a date") {
  Line line;
  line.replies = {{429, {{"retry-after", "7"}}, ""},
                  {503, {{"retry-after", "Sat, 21 Nov 2026 20:00:09 GMT"}}, ""},
                  {403, {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1795291203"}}, ""},
                  {200, {}, "x"}};
  const auto reply = line.send();
  REQUIRE(reply);
  CHECK(reply->body == "x");
  CHECK(line.waits ==
        std::vector<milliseconds>{milliseconds(7000), milliseconds(9000), milliseconds(3000)});
}

TEST_CASE("without a word from it the waits double, and the last failure is told") {
  Line line;
  line.replies = {{502, {}, "<html>"}};
  const auto reply = line.send();
  REQUIRE(!reply);
  CHECK(reply.error().code == base::ErrorCode::unavailable);
  CHECK(line.asked == 5);
  CHECK(line.waits == std::vector<milliseconds>{milliseconds(500), milliseconds(1000),
                                                milliseconds(2000), milliseconds(4000)});
}

TEST_CASE("a provider that asks for too long is left for the next sync") {
  Line line;
  line.replies = {{429, {{"retry-after", "3600"}}, ""}};
  const auto reply = line.send();
  REQUIRE(!reply);
  CHECK(line.asked == 1);
  CHECK(reply.error().code == base::ErrorCode::unavailable);
  CHECK(retry_at(reply.error()) == line.patience().now_ms() + 3'600'000);
  line.replies = {{429, {{"retry-after", "99999999"}}, ""}};
  CHECK(retry_at(line.send().error()) == line.patience().now_ms() + 24LL * 3'600'000);
  line.replies = {{429, {{"retry-after", "7"}}, ""}};
  CHECK_FALSE(retry_at(line.send().error()));
}

TEST_CASE("a refusal is not repeated and says what to do") {
  for (const auto& [status, code] :
       std::vector<std::pair<int, base::ErrorCode>>{{400, base::ErrorCode::external_failed},
                                                    {401, base::ErrorCode::unauthorized},
                                                    {403, base::ErrorCode::forbidden},
                                                    {404, base::ErrorCode::not_found},
                                                    {409, base::ErrorCode::conflict},
                                                    {410, base::ErrorCode::not_found}}) {
    Line line;
    line.replies = {{status, {}, R"({"errorMessages":["No field x"],"errors":{"a":"b\n"}})"}};
    const auto reply = line.send();
    REQUIRE(!reply);
    CHECK(reply.error().code == code);
    CHECK(reply.error().message.find("No field x; b") != std::string::npos);
    CHECK(line.asked == 1);
  }
}

TEST_CASE("stopped while it waits, nothing more is sent") {
  Line line;
  line.replies = {{500, {}, ""}};
  line.stop.request_stop();
  CHECK(line.send().error().code == base::ErrorCode::cancelled);
  CHECK(line.asked == 1);
}

TEST_CASE("a value in an address is only a value") {
  CHECK(url_escaped("a b/&?#%\xC3\xA4-._~") == "a%20b%2F%26%3F%23%25%C3%A4-._~");
}

TEST_CASE("a connection that broke off is tried again, unless it would be done twice") {
  int asked = 0;
  const Http http = [&](const HttpRequest&, std::stop_token) -> base::Result<HttpReply> {
    if (++asked < 3) return base::fail(base::ErrorCode::unavailable, "broke off");
    return HttpReply{200, {}, ""};
  };
  Line line;
  HttpRequest request;
  CHECK(send_patiently(http, request, line.patience(), {}));
  CHECK(asked == 3);
  asked = 0;
  request.once = true;
  CHECK(!send_patiently(http, request, line.patience(), {}));
  CHECK(asked == 1);
  const auto failing = [&](int status) -> Http {
    return [&asked, status](const HttpRequest&, std::stop_token) -> base::Result<HttpReply> {
      return HttpReply{++asked < 3 ? status : 200, {}, ""};
    };
  };
  asked = 0;
  CHECK(!send_patiently(failing(502), request, line.patience(), {}));
  CHECK(asked == 1);
  asked = 0;
  CHECK(send_patiently(failing(429), request, line.patience(), {}));
}
