// JSON-RPC 2.0 messages: telling them apart, building them, and the one place where base::Error
// and a JSON-RPC error become each other. Pure.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wire {

// JSON-RPC's own codes; those of base::ErrorCode follow in message.cpp.
inline constexpr int kParseError = -32700;
inline constexpr int kInvalidRequest = -32600;
inline constexpr int kMethodNotFound = -32601;

inline constexpr std::string_view kCancelMethod = "$/cancelRequest";

struct Message {
  enum class Kind { request, notification, response };
  Kind kind = Kind::notification;
  nlohmann::json id;  // of a request or response: a string or whole number
  std::string method;
  nlohmann::json params;                 // null when absent
  base::Result<nlohmann::json> outcome;  // of a response
};

// invalid_argument when `value` is no JSON-RPC 2.0 message (batches are not supported).
base::Result<Message> classify(nlohmann::json value);

nlohmann::json request_json(const nlohmann::json& id, std::string_view method,
                            nlohmann::json params);
nlohmann::json notification_json(std::string_view method, nlohmann::json params);
nlohmann::json response_json(const nlohmann::json& id, nlohmann::json result);
// {code, message, data: {code: "not_found", message, detail}}. With `rpc_code` 0 the number comes
// from the error's own code.
nlohmann::json error_json(const nlohmann::json& id, const base::Error& error, int rpc_code = 0);

// The body of REST's and --json's errors: {"error": {code, message, detail}}.
nlohmann::json error_body(const base::Error& error);
// The `error` of a response; unknown codes are internal.
base::Error error_from_json(const nlohmann::json& error);

}  // namespace wire
