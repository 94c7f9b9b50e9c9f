#include "client/stdio_session.h"

#include "wire/codec.h"
#include "wire/generated/methods.h"
#include "wire/message.h"

namespace client {
namespace {

using nlohmann::json;

struct Parsed {
  json value;
  wire::Message message;
};

// Nothing for what is no message: the owner answers that better than we could.
std::optional<Parsed> parse(const std::string& body) {
  auto value = wire::parse_text(body);
  if (!value) return std::nullopt;
  auto message = wire::classify(*value);
  if (!message) return std::nullopt;
  return Parsed{std::move(*value), std::move(*message)};
}

json unavailable(const json& id, const std::string& reason) {
  return wire::error_json(id, {base::ErrorCode::unavailable, reason, {}});
}

}  // namespace

void StdioSession::note_from_client(const std::string& body) {
  auto parsed = parse(body);
  if (!parsed || parsed->message.kind != wire::Message::Kind::request) return;
  in_flight_[wire::to_text(parsed->message.id)] = parsed->message.id;
  if (parsed->message.method == wire::methods::initialize::method) {
    initialize_asked_ = std::move(parsed->value);
  }
}

StdioSession::FromOwner StdioSession::take_from_owner(const std::string& body) {
  const wire::Outline outline = wire::outline_of(body);
  if (!outline.is_answer) return {body, false, {}};
  if (!hello_id_.empty() && outline.id == hello_id_) {
    const auto parsed = parse(body);
    if (!parsed) return {body, false, {}};
    hello_id_.clear();
    const wire::Message& message = parsed->message;
    if (!message.outcome) return {{}, false, message.outcome.error().message};
    wire::ServerDidRestart restart;
    restart.epoch = message.outcome->value("epoch", "");
    restart.seq = message.outcome->value("seq", std::int64_t{0});
    return {wire::notification_text(wire::notifications::server_didRestart::method,
                                    wire::text_of(restart)),
            true,
            {}};
  }
  in_flight_.erase(wire::to_text(outline.id));
  if (!initialize_asked_.is_null() && outline.id == initialize_asked_["id"]) {
    if (!outline.failed) initialize_ = initialize_asked_;
    initialize_asked_ = nullptr;
  }
  return {body, false, {}};
}

std::optional<std::string> StdioSession::hello_again() {
  if (initialize_.is_null()) return std::nullopt;
  hello_id_ = "operator-stdio-" + std::to_string(++hellos_);
  json hello = initialize_;
  hello["id"] = hello_id_;
  return wire::to_text(hello);
}

std::vector<std::string> StdioSession::fail_in_flight(const std::string& reason) {
  std::vector<std::string> answers;
  for (const auto& [text, id] : in_flight_)
    answers.push_back(wire::to_text(unavailable(id, reason)));
  in_flight_.clear();
  initialize_asked_ = nullptr;
  hello_id_.clear();
  return answers;
}

std::optional<std::string> StdioSession::refuse(const std::string& body,
                                                const std::string& reason) {
  const auto parsed = parse(body);
  if (!parsed || parsed->message.kind != wire::Message::Kind::request) return std::nullopt;
  return wire::to_text(unavailable(parsed->message.id, reason));
}

bool StdioSession::is_request(const std::string& body) {
  const auto parsed = parse(body);
  return parsed && parsed->message.kind == wire::Message::Kind::request;
}

}  // namespace client
