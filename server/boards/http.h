// Requests to a provider, as values, and how long one is patient with it. The transport is handed
// in: curl_http.h in the product, a function in tests.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace boards {

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  // Sent twice it would be done twice: it is tried again only where it was surely not done.
  bool once = false;
};
using HttpHeaders = std::map<std::string, std::string>;  // names in lower case
// Empty: there is none.
const std::string& header(const HttpHeaders& headers, const char* name);

struct HttpReply {
  int status = 0;
  HttpHeaders headers;
  std::string body;
};
// Blocks until the reply is whole. `cancelled` when stopped; `unavailable` when the connection
// broke off; `external_failed` when there was no reply for another reason: no such host, refused,
// too slow, too large, a wrong certificate.
using Http = std::function<base::Result<HttpReply>(const HttpRequest&, std::stop_token)>;

struct Patience {
  int tries = 5;
  std::chrono::milliseconds first{1000};      // doubled each time
  std::chrono::milliseconds longest{60'000};  // a provider that asks for more is left for later
  std::function<std::int64_t()> now_ms;       // wall time, for dates in Retry-After
  std::function<double()> random;             // 0..1
  // Waits, or returns earlier when stopped.
  std::function<void(std::chrono::milliseconds, std::stop_token)> wait;
};
// OPERATOR_PATIENCE_MS in the environment is `first`, for tests.
Patience real_patience();

// How long to wait before the request is sent again; nothing: the reply stands. `attempt` is 1 for
// the first. Honours Retry-After (seconds or a date), and GitHub's and Jira's X-RateLimit-Reset.
std::optional<std::chrono::milliseconds> wait_after(const HttpReply& reply, int attempt,
                                                    const Patience& patience);

// When the provider sent it, by its own clock: ms since 1970 from the header Date.
std::optional<std::int64_t> sent_at(const HttpReply& reply);

// Of what a site asks for; more than a day is a mistake of its. Milliseconds.
constexpr std::int64_t kLongestBelieved = 24LL * 60 * 60 * 1000;
// Until when a site wants no more requests, where it asks for more patience than we have in one
// request: ms since 1970. Of an error of send_patiently.
std::optional<std::int64_t> retry_at(const base::Error& error);

// Sends the request until its reply stands, and again when the connection broke off: 2xx and 304
// are handed back, all else is an error that says what to do. 401 unauthorized; 403 forbidden; 404
// and 410 not_found; 409 and 412 conflict; 429 and 5xx unavailable after the last try; the rest
// external_failed with the provider's words.
base::Result<HttpReply> send_patiently(const Http& http, const HttpRequest& request,
                                       const Patience& patience, std::stop_token stop);

// For a reply that is none of the provider's, whatever its status says: the address is another's.
base::Error stranger(const std::string& url, const char* provider);

// One part of a path or a query's value.
std::string url_escaped(std::string_view text);

}  // namespace boards
