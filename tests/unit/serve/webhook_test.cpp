// Whose webhooks count.
#include "serve/webhook.h"

#include <doctest/doctest.h>

#include "base/paths.h"

using serve::check_webhook;
using serve::HttpRequest;

namespace {

constexpr base::WallTime kNow{1'000'000'000'000};

HttpRequest request(const std::string& body) {
  HttpRequest made;
  made.body = body;
  return made;
}

}  // namespace

TEST_CASE("a path of a webhook names its board") {
  CHECK(serve::webhook_board("/api/v1/boards/shop/webhook") == "shop");
  for (const char* other : {"/api/v1/boards/webhook", "/api/v1/boards//webhook", "/api/v1/boards",
                            "/api/v1/boards/a/b/webhook", "/api/v1/boards/shop/webhooks"}) {
    CAPTURE(other);
    CHECK(!serve::webhook_board(other));
  }
}

TEST_CASE("GitHub's and Jira's count with their own header's signature of exactly this body") {
  HttpRequest github = request("{\"action\":\"edited\"}");
  github.hub_signature_256 = "sha256=" + base::hmac_sha256_hex("key", github.body);
  CHECK(check_webhook("github", "key", github, kNow));
  CHECK(!check_webhook("github", "other", github, kNow));
  CHECK(!check_webhook("jira", "key", github, kNow));
  HttpRequest changed = github;
  changed.body += " ";
  CHECK(!check_webhook("github", "key", changed, kNow));
  HttpRequest page = github;
  page.origin = "https://evil.example";
  CHECK(!check_webhook("github", "key", page, kNow));
  HttpRequest jira = request("{}");
  CHECK(!check_webhook("jira", "key", jira, kNow));
  jira.hub_signature = "sha256=" + base::hmac_sha256_hex("key", jira.body);
  CHECK(check_webhook("jira", "key", jira, kNow));
}

TEST_CASE("Linear's counts for a minute") {
  HttpRequest linear = request("{\"webhookTimestamp\":1000000000000}");
  linear.linear_signature = base::hmac_sha256_hex("key", linear.body);
  CHECK(check_webhook("linear", "key", linear, kNow));
  CHECK(check_webhook("linear", "key", linear, {kNow.ms + 59'000}));
  CHECK(!check_webhook("linear", "key", linear, {kNow.ms + 61'000}));
  for (const char* body : {"{}", "[]", "{\"webhookTimestamp\":\"x\"}"}) {
    HttpRequest other = request(body);
    other.linear_signature = base::hmac_sha256_hex("key", other.body);
    CHECK(!check_webhook("linear", "key", other, kNow));
  }
}
