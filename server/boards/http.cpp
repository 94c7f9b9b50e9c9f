#include "boards/http.h"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <ctime>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>

#include "base/clock.h"
#include "base/text.h"

namespace boards {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;

constexpr const char* kRetryAt = "retry_at";

std::optional<std::int64_t> whole_number(const std::string& text) {
  const bool fits = !text.empty() && text.size() < 16 &&
                    text.find_first_not_of("0123456789") == std::string::npos;
  return fits ? std::optional<std::int64_t>(std::stoll(text)) : std::nullopt;
}

// "Sat, 21 Nov 2026 20:00:00 GMT" in ms.
std::optional<std::int64_t> http_date(const std::string& text) {
  std::tm parts{};
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return static_cast<std::int64_t>(::timegm(&parts)) * 1000;
}

std::optional<milliseconds> asked_for(const HttpReply& reply, const Patience& patience) {
  const std::string& after = header(reply.headers, "retry-after");
  if (const auto seconds = whole_number(after)) return milliseconds(*seconds * 1000);
  if (const auto date = http_date(after)) {
    return milliseconds(std::max<std::int64_t>(*date - patience.now_ms(), 0));
  }
  if (header(reply.headers, "x-ratelimit-remaining") != "0") return std::nullopt;
  if (const auto reset = whole_number(header(reply.headers, "x-ratelimit-reset"))) {
    return milliseconds(std::max<std::int64_t>(*reset * 1000 - patience.now_ms(), 0));
  }
  return std::nullopt;
}

// What a provider says went wrong, whichever of the usual places it says it in.
std::string words_of(const HttpReply& reply) {
  const auto object = nlohmann::json::parse(reply.body, nullptr, false);
  std::vector<std::string> words;
  const auto add = [&](const nlohmann::json& value) {
    if (value.is_string()) words.push_back(value.get<std::string>());
  };
  if (object.is_object()) {
    if (object.contains("message")) add(object["message"]);
    if (object.contains("errorMessages") && object["errorMessages"].is_array()) {
      for (const auto& one : object["errorMessages"]) add(one);
    }
    if (object.contains("errors")) {
      for (const auto& [key, one] : object["errors"].items()) {
        add(one);
        if (one.is_object() && one.contains("message")) add(one["message"]);
      }
    }
  }
  return base::printable(base::join(words, "; "), 300);
}

base::Error refusal_of(const HttpReply& reply) {
  const std::string said = words_of(reply);
  const std::string tail = said.empty() ? "" : " (" + said + ")";
  switch (reply.status) {
    case 401: return {ErrorCode::unauthorized, "the token is not taken: sign in again" + tail, {}};
    case 403:
      return {ErrorCode::forbidden, "the account may not do that: give it the right" + tail, {}};
    case 404:
    case 410:
      return {ErrorCode::not_found, "it is not there, or hidden from the account" + tail, {}};
    case 409:
    case 412: return {ErrorCode::conflict, "it was changed meanwhile" + tail, {}};
    case 429:
      return {ErrorCode::unavailable, "too many requests: it is tried again later" + tail, {}};
    default: break;
  }
  const std::string& place = header(reply.headers, "location");
  if (reply.status >= 300 && reply.status < 400 && !place.empty()) {
    return {ErrorCode::external_failed,
            "it sends to " + base::printable(place, 300) + ": is the board's url right?",
            {}};
  }
  const std::string status = std::to_string(reply.status);
  if (reply.status >= 500) {
    return {ErrorCode::unavailable, "the provider fails (" + status + "): try later" + tail, {}};
  }
  return {ErrorCode::external_failed,
          "the provider refuses (" + status + ")" + (said.empty() ? "" : ": " + said),
          {}};
}

base::Error error_of(const HttpReply& reply, const Patience& patience) {
  base::Error error = refusal_of(reply);
  const auto asked = asked_for(reply, patience);
  if (asked && *asked > patience.longest) {
    const auto believed = std::min<std::int64_t>(asked->count(), kLongestBelieved);
    error.detail[kRetryAt] = std::to_string(patience.now_ms() + believed);
  }
  return error;
}

}  // namespace

const std::string& header(const HttpHeaders& headers, const char* name) {
  static const std::string kNone;
  const auto found = headers.find(name);
  return found == headers.end() ? kNone : found->second;
}

base::Error stranger(const std::string& url, const char* provider) {
  return {ErrorCode::external_failed,
          base::printable(url, 200) + " does not answer as " + provider +
              " does: is it the board's address?",
          {}};
}

Patience real_patience() {
  Patience patience;
  if (const char* first = std::getenv("OPERATOR_PATIENCE_MS")) {
    patience.first = milliseconds(std::atoi(first));
  }
  patience.now_ms = [] { return base::now().wall.ms; };
  patience.random = [] {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(random);
  };
  patience.wait = [](milliseconds time, std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_for(lock, stop, time, [] { return false; });
  };
  return patience;
}

namespace {

milliseconds doubled_wait(int attempt, const Patience& patience) {
  const auto doubled = patience.first * (1 << std::min(attempt - 1, 16));
  const auto most = static_cast<double>(std::min(doubled, patience.longest).count());
  return milliseconds(static_cast<std::int64_t>(most * (0.5 + patience.random() / 2)));
}

}  // namespace

std::optional<std::int64_t> sent_at(const HttpReply& reply) {
  return http_date(header(reply.headers, "date"));
}

std::optional<milliseconds> wait_after(const HttpReply& reply, int attempt,
                                       const Patience& patience) {
  const bool limited = reply.status == 429 || (reply.status == 403 && asked_for(reply, patience));
  const bool fails = reply.status == 500 || (reply.status >= 502 && reply.status <= 504);
  if ((!limited && !fails) || attempt >= patience.tries) return std::nullopt;
  if (const auto asked = asked_for(reply, patience)) {
    if (*asked > patience.longest) return std::nullopt;
    const auto most = static_cast<double>(patience.first.count()) / 2;
    return *asked + milliseconds(static_cast<std::int64_t>(patience.random() * most));
  }
  return doubled_wait(attempt, patience);
}

std::optional<std::int64_t> retry_at(const base::Error& error) {
  const auto found = error.detail.find(kRetryAt);
  return found == error.detail.end() ? std::nullopt : whole_number(found->second);
}

base::Result<HttpReply> send_patiently(const Http& http, const HttpRequest& request,
                                       const Patience& patience, std::stop_token stop) {
  for (int attempt = 1;; ++attempt) {
    const base::Result<HttpReply> reply = http(request, stop);
    std::optional<milliseconds> wait;
    if (reply) {
      const bool fine = (reply->status >= 200 && reply->status < 300) || reply->status == 304;
      if (fine) return reply;
      const bool may_be_done = request.once && reply->status >= 500;
      if (!may_be_done) wait = wait_after(*reply, attempt, patience);
    } else if (reply.error().code == ErrorCode::unavailable && !request.once &&
               attempt < patience.tries) {
      wait = doubled_wait(attempt, patience);
    }
    if (!wait) return base::fail(reply ? error_of(*reply, patience) : reply.error());
    patience.wait(*wait, stop);
    if (stop.stop_requested()) return base::fail(ErrorCode::cancelled, "cancelled");
  }
}

std::string url_escaped(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    const auto byte = static_cast<unsigned char>(c);
    if (plain) {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

}  // namespace boards
