#include "client/hook_question.h"

#include <algorithm>
#include <array>
#include <asio/io_context.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/write.hpp>
#include <nlohmann/json.hpp>
#include <variant>

#include "wire/frame.h"

namespace client {
namespace {

using Json = nlohmann::json;

constexpr base::Millis kFirstPause{200};
constexpr base::Millis kLongestPause{2000};
constexpr base::Millis kTookWait{1000};
constexpr base::Millis kForEver{std::chrono::hours(24 * 365 * 20)};

struct Leave {};  // the caller is gone or the deadline has passed
struct Lost {
  std::string why;
};  // the connection ended or spoke nonsense: try again
using Outcome = std::variant<Json, Lost, Leave>;

class Connection {
 public:
  Connection(const HookQuestion& question, platform::Caller& caller)
      : question_(question), caller_(caller), socket_(io_) {}

  bool open() {
    asio::error_code error;
    socket_.connect(asio::local::stream_protocol::endpoint(question_.owner.string()), error);
    if (!error) socket_.non_blocking(true, error);
    return !error;
  }

  // Sends a request and waits for its reply's "result"; notifications in between are ignored.
  Outcome call(const char* method, base::MonoTime until) {
    const Json request{
        {"jsonrpc", "2.0"},
        {"id", ++id_},
        {"method", method},
        {"params", {{"sessionId", question_.session}, {"eventId", question_.event}}}};
    asio::error_code error;
    // One small frame into an empty socket buffer: it never blocks.
    asio::write(socket_, asio::buffer(*wire::make_frame(request.dump())), error);
    if (error) return Lost{error.message()};
    while (true) {
      auto body = reader_.next();
      if (!body) return Lost{body.error().message};
      if (*body) {
        const Json message = Json::parse(**body, nullptr, false);
        if (!message.is_object() || message.value("id", Json()) != Json(id_)) continue;
        if (message.contains("result") && message["result"].is_object()) return message["result"];
        return Lost{message.value("error", Json()).dump()};
      }
      const base::Millis left = until - base::now().mono;
      switch (caller_.wait(socket_.native_handle(), left)) {
        case platform::Caller::Event::gone: return Leave{};
        case platform::Caller::Event::timeout: return Leave{};
        case platform::Caller::Event::readable: break;
      }
      const std::size_t got = socket_.read_some(asio::buffer(buffer_), error);
      if (error && error != asio::error::would_block) return Lost{error.message()};
      reader_.feed({buffer_.data(), error ? 0 : got});
    }
  }

 private:
  const HookQuestion& question_;
  platform::Caller& caller_;
  asio::io_context io_;
  asio::local::stream_protocol::socket socket_;
  wire::FrameReader reader_;
  std::array<char, 16384> buffer_{};
  int id_ = 0;
};

std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_true(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

}  // namespace

std::optional<HookReply> ask_owner(const HookQuestion& question, platform::Caller& caller,
                                   const std::function<void(const std::string&)>& note) {
  const base::MonoTime end = base::now().mono + question.deadline.value_or(kForEver);
  base::Millis pause = kFirstPause;
  std::string last_note;
  while (true) {
    Connection connection(question, caller);
    Outcome outcome = connection.open() ? connection.call("hook/wait", end)
                                        : Outcome(Lost{"the owner does not answer"});
    if (std::holds_alternative<Leave>(outcome)) return std::nullopt;
    if (const Json* result = std::get_if<Json>(&outcome)) {
      if (is_true(*result, "gone")) return std::nullopt;
      const auto code = result->find("exitCode");
      HookReply reply{text_in(*result, "output"), 0};
      if (code != result->end() && code->is_number_integer()) reply.exit_code = code->get<int>();
      const Outcome took = connection.call("hook/took", base::now().mono + kTookWait);
      const Json* confirmed = std::get_if<Json>(&took);
      // Only a clear "no" withholds the answer: an owner that just died has it in its store.
      const bool refused =
          confirmed != nullptr && confirmed->contains("ok") && !is_true(*confirmed, "ok");
      if (refused || caller.gone()) return std::nullopt;
      return reply;
    }
    const std::string& why = std::get<Lost>(outcome).why;
    if (why != last_note) note("waiting for the owner: " + why);
    last_note = why;
    const base::Millis left = end - base::now().mono;
    const auto event = caller.wait(-1, std::min(pause, left));
    if (event == platform::Caller::Event::gone || base::now().mono >= end) return std::nullopt;
    pause = std::min(pause * 2, kLongestPause);
  }
}

}  // namespace client
