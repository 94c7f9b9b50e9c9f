// The transport against a real socket that answers with given bytes.
#include "boards/curl_http.h"

#include <doctest/doctest.h>

#include <asio.hpp>
#include <atomic>
#include <thread>

using namespace boards;
using asio::ip::tcp;

namespace {

// One connection after another, each answered with the next of these texts and closed.
class LocalSite {
 public:
  explicit LocalSite(std::vector<std::string> replies)
      : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}) {
    thread_ = std::jthread([this, replies = std::move(replies)] {
      for (const auto& reply : replies) answer(reply);
    });
  }
  // Whoever was stopped early may never have come.
  ~LocalSite() {
    leaving_ = true;
    asio::error_code error;
    tcp::socket(io_).connect(acceptor_.local_endpoint(), error);
  }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }
  std::string asked() {
    thread_.join();
    return asked_;
  }

 private:
  void answer(const std::string& reply) {
    if (leaving_) return;
    tcp::socket socket(io_);
    acceptor_.accept(socket);
    if (leaving_) return;
    asio::error_code error;
    asio::read_until(socket, asio::dynamic_buffer(asked_), "\r\n\r\n", error);
    asio::write(socket, asio::buffer(reply), error);
    if (reply.empty()) asio::read(socket, asio::dynamic_buffer(asked_), error);  // until it leaves
  }

  asio::io_context io_;
  tcp::acceptor acceptor_;
  std::string asked_;
  std::atomic<bool> leaving_ = false;
  std::jthread thread_;
};

}  // namespace

TEST_CASE("a request goes out as it is; status, headers and bytes come back") {
  LocalSite site(
      {"HTTP/1.1 404 Not Found\r\nRetry-After:  7 \r\nContent-Length: 3\r\n"
       "Connection: close\r\n\r\na\xff\n"});
  HttpRequest request{"PUT", site.url() + "/a?b", {{"Authorization", "Bearer x"}}, "", false};
  const auto reply = curl_http()(request, {});
  REQUIRE(reply);
  CHECK(reply->status == 404);
  CHECK(reply->headers.at("retry-after") == "7");
  CHECK(reply->body == "a\xff\n");
  const std::string asked = site.asked();
  CHECK(asked.starts_with("PUT /a?b HTTP/1.1\r\n"));
  CHECK(asked.find("Authorization: Bearer x\r\n") != std::string::npos);
  CHECK(asked.find("Content-Length: 0\r\n") != std::string::npos);
}

TEST_CASE("what breaks off is told from what cannot be reached, and no redirect is followed") {
  LocalSite site({"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut",
                  "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n"
                  "Connection: close\r\n\r\n",
                  "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\n" +
                      std::string(99, 'x')});
  HttpLimits limits;
  limits.reply_bytes = 50;
  const Http http = curl_http(limits);
  HttpRequest request;
  request.url = site.url();
  CHECK(http(request, {}).error().code == base::ErrorCode::unavailable);
  const auto moved = http(request, {});
  REQUIRE(moved);
  CHECK(moved->status == 302);
  CHECK(http(request, {}).error().message == site.url() + " sends more than it should");
  request.url = "http://127.0.0.1:1/";
  CHECK(http(request, {}).error().code == base::ErrorCode::external_failed);
  request.url = "file:///etc/passwd";
  CHECK(http(request, {}).error().code == base::ErrorCode::external_failed);
  request.url = site.url();
  request.headers = {{"Authorization", "a\r\nX: b"}};
  CHECK(http(request, {}).error().code == base::ErrorCode::invalid_argument);
}

TEST_CASE("a request that hangs ends when it is stopped, or after its time") {
  LocalSite site({"", ""});
  HttpLimits limits;
  limits.whole_s = 1;
  HttpRequest request;
  request.url = site.url();
  CHECK(curl_http(limits)(request, {}).error().code == base::ErrorCode::external_failed);
  std::stop_source stop;
  const std::jthread stopping([&] { stop.request_stop(); });
  CHECK(curl_http()(request, stop.get_token()).error().code == base::ErrorCode::cancelled);
}
