#include "wire/message.h"

#include <array>

#include "wire/codec.h"

namespace wire {
namespace {

using base::ErrorCode;
using nlohmann::json;

struct CodePair {
  ErrorCode code;
  int rpc;
};
// -32000…-32099 are the application's by JSON-RPC; -32800 is LSP's "request cancelled".
constexpr std::array<CodePair, 9> kCodes = {{{ErrorCode::invalid_argument, -32602},
                                             {ErrorCode::internal, -32603},
                                             {ErrorCode::not_found, -32001},
                                             {ErrorCode::conflict, -32002},
                                             {ErrorCode::forbidden, -32003},
                                             {ErrorCode::unauthorized, -32004},
                                             {ErrorCode::unavailable, -32005},
                                             {ErrorCode::external_failed, -32006},
                                             {ErrorCode::cancelled, -32800}}};

int rpc_code_of(ErrorCode code) {
  for (const CodePair& pair : kCodes) {
    if (pair.code == code) return pair.rpc;
  }
  return -32603;
}

ErrorCode code_of(const json& error, const json& data) {
  const std::string name = data.is_object() && data.contains("code") && data["code"].is_string()
                               ? data["code"].get<std::string>()
                               : "";
  const json number = error.value("code", json());
  for (const CodePair& pair : kCodes) {
    if (name == base::name_of(pair.code) || (name.empty() && number == pair.rpc)) return pair.code;
  }
  return number == kMethodNotFound ? ErrorCode::not_found : ErrorCode::internal;
}

json error_data(const base::Error& error) {
  return {{"code", base::name_of(error.code)},
          {"message", error.message},
          {"detail", encode(error.detail)}};
}

bool is_id(const json& id) { return id.is_string() || id.is_number_integer(); }

base::Result<Message> classify_response(json value) {
  Message message;
  message.kind = Message::Kind::response;
  message.id = value.value("id", json());
  if (const auto error = value.find("error"); error != value.end() && !error->is_null()) {
    message.outcome = base::fail(error_from_json(*error));
    return message;
  }
  const auto result = value.find("result");
  if (result == value.end()) {
    return base::fail(ErrorCode::invalid_argument, "a message without method, result and error");
  }
  message.outcome = std::move(*result);
  return message;
}

}  // namespace

base::Result<Message> classify(json value) {
  if (!value.is_object() || value.value("jsonrpc", json()) != "2.0") {
    return base::fail(ErrorCode::invalid_argument, "not a JSON-RPC 2.0 message");
  }
  const auto method = value.find("method");
  if (method == value.end()) return classify_response(std::move(value));
  if (!method->is_string()) {
    return base::fail(ErrorCode::invalid_argument, "the method is not a string");
  }
  Message message;
  message.method = method->get<std::string>();
  if (const auto params = value.find("params"); params != value.end()) {
    message.params = std::move(*params);
  }
  const auto id = value.find("id");
  if (id == value.end()) return message;
  if (!is_id(*id)) {
    return base::fail(ErrorCode::invalid_argument, "the id is neither a string nor a whole number");
  }
  message.kind = Message::Kind::request;
  message.id = std::move(*id);
  return message;
}

json request_json(const json& id, std::string_view method, json params) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}};
}

json notification_json(std::string_view method, json params) {
  return {{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
}

json response_json(const json& id, json result) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
}

json error_json(const json& id, const base::Error& error, int rpc_code) {
  return {{"jsonrpc", "2.0"},
          {"id", id},
          {"error",
           {{"code", rpc_code != 0 ? rpc_code : rpc_code_of(error.code)},
            {"message", error.message},
            {"data", error_data(error)}}}};
}

json error_body(const base::Error& error) { return {{"error", error_data(error)}}; }

base::Error error_from_json(const json& error) {
  base::Error made;
  if (!error.is_object()) {
    made.message = "an error without details";
    return made;
  }
  const json data = error.value("data", json());
  made.code = code_of(error, data);
  if (const auto text = error.find("message"); text != error.end() && text->is_string()) {
    made.message = text->get<std::string>();
  }
  if (!data.is_object()) return made;
  const json detail = data.value("detail", json());
  if (!detail.is_object()) return made;
  for (const auto& [key, value] : detail.items()) {
    made.detail[key] = value.is_string() ? value.get<std::string>() : to_text(value);
  }
  return made;
}

}  // namespace wire
