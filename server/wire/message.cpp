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

// Returns false, which ends the reading, as soon as all is known.
class OutlineReader : public nlohmann::json_sax<json> {
 public:
  Outline outline;

  bool null() override { return true; }
  bool boolean(bool) override { return value(json()); }
  bool number_integer(number_integer_t number) override { return value(number); }
  bool number_unsigned(number_unsigned_t number) override { return value(number); }
  bool number_float(number_float_t, const string_t&) override { return value(json()); }
  bool string(string_t& text) override { return value(text); }
  bool binary(binary_t&) override { return false; }
  bool key(string_t& name) override {
    if (depth_ != 1) return true;
    key_ = name;
    if (name == "method") return false;
    outcome_ = outcome_ || name == "result";
    outline.is_answer = name == "result" && !outline.id.is_null();
    return !outline.is_answer;
  }
  bool start_object(std::size_t) override { return begin(); }
  bool start_array(std::size_t) override { return begin(); }
  bool end_object() override {
    if (--depth_ == 0) outline.is_answer = outcome_ && !outline.id.is_null();
    return true;
  }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const json::exception&) override {
    outline.is_answer = false;
    return false;
  }

 private:
  bool value(json is) {
    if (depth_ == 1 && key_ == "id") outline.id = std::move(is);
    if (depth_ == 1 && key_ == "error") outline.failed = outcome_ = true;
    return true;
  }
  bool begin() {
    value(json());
    return ++depth_ > 0;
  }

  int depth_ = 0;
  std::string key_;       // of the outermost object
  bool outcome_ = false;  // a result or an error was seen
};

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

Outline outline_of(std::string_view body) {
  OutlineReader reader;
  json::sax_parse(body, &reader);
  return std::move(reader.outline);
}

json request_json(const json& id, std::string_view method, json params) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}};
}

std::string notification_text(std::string_view method, std::string_view params) {
  std::string text = R"({"jsonrpc":"2.0","method":)" + text_of(method) + R"(,"params":)";
  text.reserve(text.size() + params.size() + 1);
  text += params;
  return text += '}';
}

// The id comes first, for those who read no further.
std::string response_text(const json& id, std::string_view result) {
  std::string text = R"({"id":)" + to_text(id) + R"(,"jsonrpc":"2.0","result":)";
  text.reserve(text.size() + result.size() + 1);
  text += result;
  return text += '}';
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
