#include "serve/webhook.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/paths.h"
#include "base/text.h"
#include "serve/http_gate.h"

namespace serve {
namespace {

using base::ErrorCode;

constexpr std::string_view kBefore = "/api/v1/boards/", kAfter = "/webhook";
constexpr std::int64_t kOldestMs = 60'000;

}  // namespace

std::optional<std::string> webhook_board(std::string_view path) {
  if (!path.starts_with(kBefore) || !path.ends_with(kAfter)) return std::nullopt;
  if (path.size() <= kBefore.size() + kAfter.size()) return std::nullopt;
  const auto name = path.substr(kBefore.size(), path.size() - kBefore.size() - kAfter.size());
  if (name.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(name);
}

base::Status check_webhook(std::string_view provider, std::string_view secret,
                           const HttpRequest& request, base::WallTime now) {
  const auto refuse = [](const std::string& why) {
    return base::fail(ErrorCode::unauthorized, why, {{"path", "webhook"}});
  };
  if (!request.origin.empty()) return refuse("no page in a browser sends a webhook");
  const bool linear = provider == "linear";
  const std::string wanted =
      (linear ? "" : "sha256=") + base::hmac_sha256_hex(secret, request.body);
  const std::string& given = linear                 ? request.linear_signature
                             : provider == "github" ? request.hub_signature_256
                                                    : request.hub_signature;
  if (given.empty()) return refuse("it is not signed: give the webhook the secret of this board");
  if (!same_secret(base::to_lower(given), wanted)) {
    return refuse("its signature is not that of this board's secret");
  }
  if (!linear) return {};
  const auto body = nlohmann::json::parse(request.body, nullptr, false);
  const auto time = body.is_object() ? body.find("webhookTimestamp") : body.end();
  const bool is_time = body.is_object() && time != body.end() && time->is_number_integer();
  if (!is_time || std::abs(now.ms - time->get<std::int64_t>()) > kOldestMs) {
    return refuse("it is not of now: somebody may have sent it again");
  }
  return {};
}

}  // namespace serve
