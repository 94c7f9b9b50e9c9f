#include "serve/http_api.h"

#include "base/text.h"
#include "serve/http_routes.h"
#include "serve/openapi.h"
#include "serve/webhook.h"
#include "wire/message.h"

namespace serve {
namespace {

using base::ErrorCode;

constexpr std::string_view kHealth = "/api/v1/health";
constexpr std::string_view kEvents = "/api/v1/events";
constexpr std::string_view kDescription = "/api/v1/openapi.json";

wire::Actor actor_for(std::string_view method) {
  for (const wire::Operation& operation : wire::operations()) {
    if (operation.method == method) return operation.actor;
  }
  return wire::Actor::person;
}

HttpReply ok(std::string text) { return {200, std::move(text), {}}; }

// The history is a list for those who ask for JSON only, else a stream.
bool wants_list(const HttpRequest& request) {
  const std::string accept = base::to_lower(request.accept);
  return accept.find("application/json") != std::string::npos &&
         accept.find("text/event-stream") == std::string::npos;
}

}  // namespace

int http_status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found: return 404;
    case ErrorCode::invalid_argument: return 400;
    case ErrorCode::conflict: return 409;
    case ErrorCode::forbidden: return 403;
    case ErrorCode::unauthorized: return 401;
    case ErrorCode::cancelled:
    case ErrorCode::unavailable: return 503;
    case ErrorCode::external_failed: return 502;
    case ErrorCode::internal: return 500;
  }
  return 500;
}

HttpReply http_error(const base::Error& error) {
  return {http_status_of(error.code), wire::to_text(wire::error_body(error)), {}};
}

HttpApi::HttpApi(Service& service, EventFeed& feed, HttpGate gate, SessionAt session_at)
    : service_(service), feed_(feed), gate_(std::move(gate)), session_at_(std::move(session_at)) {}

void HttpApi::handle(const HttpRequest& request, HttpAnswer answer) {
  if (auto called = call(request, answer); !called) answer(http_error(called.error()));
}

base::Status HttpApi::webhook(const std::string& board, const HttpRequest& request,
                              HttpAnswer& answer) {
  if (request.repeated || request.body.size() > kMaxHttpBody) {
    return base::fail(ErrorCode::invalid_argument,
                      "a repeated header, or a body that is too large");
  }
  const rules::BoardSettings* settings = service_.model.settings().board(board);
  auto secret = service_.operations.webhook_secret(board);
  // Whoever has no secret is not told which boards there are.
  if (settings == nullptr || !secret || secret->empty()) {
    return base::fail(ErrorCode::unauthorized, "no webhook is expected here");
  }
  TRY(check_webhook(settings->provider, *secret, request, base::now().wall));
  service_.operations.poke_board(board);
  answer(ok(wire::to_text({{"status", "accepted"}})));
  return {};
}

base::Status HttpApi::call(const HttpRequest& request, HttpAnswer& answer) {
  TRY_ASSIGN(const HttpTarget target, parse_target(request.target));
  if (const auto board = webhook_board(target.path); board && request.verb == "POST") {
    return webhook(*board, request, answer);
  }
  TRY(gate_.check_place(request));
  if (target.path == kHealth && request.verb == "GET") {
    answer(ok(wire::to_text(
        {{"status", "ok"}, {"version", service_.facts.version}, {"protocol", wire::kProtocol}})));
    return {};
  }
  TRY(gate_.check_call(request));
  if (request.verb == "GET" && target.path == kEvents && !wants_list(request)) {
    return stream(request, target, answer);
  }
  if (request.verb == "GET" && target.path == kDescription) {
    answer(ok(openapi_text()));
    return {};
  }
  TRY_ASSIGN(HttpCall found, find_call(request.verb, target, request.body));
  wire::Context context;
  context.caller.name = "rest";
  // Whoever may only look need not be looked up.
  if (actor_for(found.route->method) != wire::Actor::anyone) {
    context.caller.session = session_at_(request);
  }
  service_.dispatcher.call(
      "rest", found.route->method, std::move(found.params), context,
      [answer](base::Result<std::string> outcome) {
        answer(outcome ? ok(std::move(*outcome)) : http_error(outcome.error()));
      });
  return {};
}

base::Status HttpApi::stream(const HttpRequest& request, const HttpTarget& target,
                             HttpAnswer& answer) {
  TRY_ASSIGN(const FeedStart start, feed_start(request, target));
  TRY(feed_.check_room());
  answer({200, "",
          [this, start](std::shared_ptr<HttpStream> out) { feed_.add(start, std::move(out)); }});
  return {};
}

}  // namespace serve
