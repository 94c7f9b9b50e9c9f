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

// What somebody who passes a body on has to know of it.
struct Outline {
  bool is_answer = false;  // an id with a result or an error
  bool failed = false;     // with an error
  nlohmann::json id;       // of an answer
};
// Reads no further than it takes: what comes after an id and the key `result`, which may be
// megabytes, is not looked at. What is no JSON before that is no answer.
Outline outline_of(std::string_view body);

nlohmann::json request_json(const nlohmann::json& id, std::string_view method,
                            nlohmann::json params);
// `params` and `result` are JSON already.
std::string notification_text(std::string_view method, std::string_view params);
std::string response_text(const nlohmann::json& id, std::string_view result);
// {code, message, data: {code: "not_found", message, detail}}. With `rpc_code` 0 the number comes
// from the error's own code.
nlohmann::json error_json(const nlohmann::json& id, const base::Error& error, int rpc_code = 0);

// The body of REST's and --json's errors: {"error": {code, message, detail}}.
nlohmann::json error_body(const base::Error& error);
// The `error` of a response; unknown codes are internal.
base::Error error_from_json(const nlohmann::json& error);

}  // namespace wire
