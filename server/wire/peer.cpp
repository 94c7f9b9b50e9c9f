#include "wire/peer.h"

#include <asio/buffer.hpp>
#include <asio/write.hpp>
#include <vector>

#include "base/log.h"

namespace wire {
namespace {

using base::ErrorCode;
using nlohmann::json;

// A peer that has this much unread is not served further until it reads.
constexpr std::size_t kPauseReadingAt = 8U << 20;
constexpr std::size_t kFramesPerWrite = 16;

}  // namespace

std::shared_ptr<Peer> Peer::make(Socket socket, Dispatcher& dispatcher, PeerOptions options) {
  return std::shared_ptr<Peer>(new Peer(std::move(socket), dispatcher, std::move(options)));
}

Peer::Peer(Socket socket, Dispatcher& dispatcher, PeerOptions options)
    : socket_(std::move(socket)), dispatcher_(dispatcher), options_(std::move(options)) {}

Peer::~Peer() {
  for (auto& [id, stop] : serving_) stop.request_stop();
}

void Peer::start() { read_more(); }

void Peer::close(const std::string& reason) {
  if (!std::exchange(open_, false)) return;
  base::log_debug("peer " + options_.name + ": " + reason);
  asio::error_code ignored;
  socket_.close(ignored);
  // Callbacks may drop the last reference to us.
  const auto self = shared_from_this();
  outbox_.clear();
  for (auto& [id, stop] : std::exchange(serving_, {})) stop.request_stop();
  for (auto& [id, done] : std::exchange(asked_, {})) {
    done(base::fail(ErrorCode::unavailable, "the connection ended: " + reason));
  }
  if (const auto callback = std::exchange(on_close, nullptr)) callback();
}

void Peer::finish() {
  finishing_ = true;
  if (!writing_ && outbox_.empty()) close("finished");
}

Context Peer::context(std::stop_token stop) {
  return Context{shared_from_this(), caller, std::move(stop)};
}

void Peer::read_more() {
  if (!open_ || reading_ || finishing_ || outbox_bytes_ > kPauseReadingAt) return;
  reading_ = true;
  socket_.async_read_some(asio::buffer(input_),
                          [self = shared_from_this()](asio::error_code error, std::size_t bytes) {
                            self->reading_ = false;
                            if (!self->open_) return;
                            if (error) return self->close(error.message());
                            self->take(bytes);
                            self->read_more();
                          });
}

void Peer::take(std::size_t bytes) {
  reader_.feed({input_.data(), bytes});
  while (open_) {
    auto body = reader_.next();
    if (!body) {
      send_json(error_json(nullptr, body.error(), kParseError));
      return finish();
    }
    if (!*body) return;
    handle(**body);
  }
}

void Peer::handle(const std::string& body) {
  auto value = parse_text(body);
  if (!value) return send_json(error_json(nullptr, value.error(), kParseError));
  auto message = classify(std::move(*value));
  if (!message) return send_json(error_json(nullptr, message.error(), kInvalidRequest));
  switch (message->kind) {
    case Message::Kind::request: return handle_request(std::move(*message));
    case Message::Kind::notification: return handle_notification(std::move(*message));
    case Message::Kind::response: return handle_response(std::move(*message));
  }
}

void Peer::handle_request(Message message) {
  const std::string key = to_text(message.id);
  if (serving_.contains(key) || serving_.size() >= options_.max_requests) {
    const bool twice = serving_.contains(key);
    return send_json(error_json(
        message.id, {twice ? ErrorCode::conflict : ErrorCode::unavailable,
                     twice ? "a request with this id is not answered yet" : "too many requests",
                     {}}));
  }
  std::stop_source stop;
  serving_.emplace(key, stop);
  dispatcher_.call(
      options_.name + " " + key, message.method, std::move(message.params),
      context(stop.get_token()),
      [weak = weak_from_this(), id = message.id, key](base::Result<std::string> outcome) {
        if (const auto self = weak.lock()) self->answer(id, key, std::move(outcome));
      });
}

void Peer::answer(const json& id, const std::string& key, base::Result<std::string> outcome) {
  if (!open_) return;
  serving_.erase(key);
  if (outcome) return send(make_frame(response_text(id, *outcome)));
  const bool unknown_method =
      outcome.error().code == ErrorCode::not_found && outcome.error().detail.contains("method");
  send_json(error_json(id, outcome.error(), unknown_method ? kMethodNotFound : 0));
}

void Peer::handle_notification(Message message) {
  if (message.method == kCancelMethod) {
    const json id = message.params.is_object() ? message.params.value("id", json()) : json();
    const auto found = serving_.find(to_text(id));
    if (found == serving_.end()) return;
    auto stop = found->second;  // a stop callback may answer, which erases the entry
    stop.request_stop();
    return;
  }
  if (!dispatcher_.notify(message.method, std::move(message.params), context({}))) {
    base::log_debug("peer " + options_.name + ": unknown notification " + message.method);
  }
}

void Peer::handle_response(Message message) {
  const auto found =
      message.id.is_number_integer() ? asked_.find(message.id.get<RequestId>()) : asked_.end();
  if (found == asked_.end()) {
    const std::string why = message.outcome ? "" : ": " + message.outcome.error().message;
    return base::log_warn("peer " + options_.name + ": an answer to no question" + why);
  }
  const auto done = std::move(found->second);
  asked_.erase(found);
  done(std::move(message.outcome));
}

Peer::RequestId Peer::request(std::string_view method, json params, JsonReply done) {
  const RequestId id = ++last_id_;
  if (!open_) {
    done(base::fail(ErrorCode::unavailable, "the connection ended"));
    return id;
  }
  asked_.emplace(id, std::move(done));
  send_json(request_json(id, method, std::move(params)));
  return id;
}

void Peer::cancel(RequestId id) {
  if (asked_.contains(id))
    send(make_frame(notification_text(kCancelMethod, to_text({{"id", id}}))));
}

void Peer::send_json(const json& value) { send(make_frame(to_text(value))); }

void Peer::send(Frame frame) {
  if (!open_) return;
  if (outbox_bytes_ + frame->size() > options_.outbox_cap) {
    base::log_warn("peer " + options_.name + ": does not read, dropped");
    return close("the outbox is full");
  }
  outbox_bytes_ += frame->size();
  outbox_.push_back(std::move(frame));
  write_more();
}

void Peer::write_more() {
  if (!open_ || writing_) return;
  if (outbox_.empty()) {
    if (finishing_) close("finished");
    return;
  }
  writing_ = true;
  auto frames = std::make_shared<std::vector<Frame>>();
  std::vector<asio::const_buffer> buffers;
  while (!outbox_.empty() && frames->size() < kFramesPerWrite) {
    frames->push_back(std::move(outbox_.front()));
    outbox_.pop_front();
    buffers.emplace_back(asio::buffer(*frames->back()));
  }
  asio::async_write(socket_, buffers,
                    [self = shared_from_this(), frames](asio::error_code error, std::size_t) {
                      self->writing_ = false;
                      if (!self->open_) return;
                      if (error) return self->close(error.message());
                      for (const Frame& frame : *frames) self->outbox_bytes_ -= frame->size();
                      self->write_more();
                      self->read_more();
                    });
}

}  // namespace wire
