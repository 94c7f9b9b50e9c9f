#include "serve/event_feed.h"

#include <algorithm>
#include <asio/post.hpp>
#include <charconv>
#include <vector>

#include "base/log.h"
#include "serve/check.h"
#include "serve/convert.h"
#include "wire/codec.h"

namespace serve {
namespace {

using base::ErrorCode;

constexpr std::size_t kMaxStreams = 32;
constexpr int kPieceEvents = 128;
constexpr base::Millis kPing{5000};

std::optional<std::int64_t> to_seq(std::string_view text) {
  std::int64_t seq = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seq);
  if (problem != std::errc{} || end != text.data() + text.size() || seq < 0) return std::nullopt;
  return seq;
}

std::string position(const std::string& epoch, std::int64_t seq) {
  return epoch + ":" + std::to_string(seq);
}

std::string value_of(const HttpTarget& target, const char* name) {
  const auto found = target.query.find(name);
  return found == target.query.end() ? "" : found->second;
}

}  // namespace

base::Result<FeedStart> feed_start(const HttpRequest& request, const HttpTarget& target) {
  FeedStart start;
  if (const std::string session = value_of(target, "sessionId"); !session.empty()) {
    TRY_ASSIGN(start.session, check::session_id(session));
  }
  const std::string& last = request.last_event_id;
  if (!last.empty()) {
    // What is no position of ours is an unknown one: the client is told to start over.
    const std::size_t colon = std::min(last.rfind(':'), last.size());
    start.epoch = last.substr(0, colon);
    start.after =
        to_seq(std::string_view(last).substr(std::min(colon + 1, last.size()))).value_or(-1);
    return start;
  }
  const std::string after = value_of(target, "after");
  start.epoch = value_of(target, "epoch");
  if (after.empty()) return start;
  start.after = to_seq(after);
  if (start.after) return start;
  return base::fail(ErrorCode::invalid_argument, "after must be an event's number",
                    {{"path", "params.after"}});
}

EventFeed::EventFeed(asio::io_context& loop, Model& model)
    : loop_(loop), model_(model), ping_(loop) {}

base::Status EventFeed::check_room() const {
  if (clients_.size() < kMaxStreams) return {};
  return base::fail(ErrorCode::unavailable,
                    std::to_string(kMaxStreams) + " streams are open: close one");
}

std::string EventFeed::note(const char* kind, std::int64_t at) const {
  const nlohmann::json data{{"epoch", model_.epoch()}, {"seq", at}};
  return std::string("event: ") + kind + "\nid: " + position(model_.epoch(), at) +
         "\ndata: " + wire::to_text(data) + "\n\n";
}

void EventFeed::add(const FeedStart& start, std::shared_ptr<HttpStream> out) {
  const std::int64_t newest = model_.newest_seq();
  const bool other = !start.epoch.empty() && start.epoch != model_.epoch();
  const bool outside =
      start.after && (*start.after > newest || *start.after < model_.oldest_seq() - 1);
  const bool reset = start.after && (other || outside);
  const std::int64_t at = start.after && !reset ? *start.after : newest;
  const std::uint64_t id = ++last_id_;
  clients_[id] = {std::move(out), start.session, at, false};
  send(id, note(reset ? "reset" : "ready", at));
  ping_later();
}

void EventFeed::wake() {
  if (clients_.empty() || std::exchange(waking_, true)) return;
  asio::post(loop_, [this, alive = std::weak_ptr<bool>(alive_)] {
    if (!alive.lock()) return;
    waking_ = false;
    std::vector<std::uint64_t> ids;
    for (const auto& [id, client] : clients_) ids.push_back(id);
    for (const std::uint64_t id : ids) pump(id);
  });
}

std::string EventFeed::next_piece(Client& client) {
  const std::int64_t newest = model_.newest_seq();
  if (client.at >= newest) return "";
  if (client.at < model_.oldest_seq() - 1) {
    client.at = newest;
    return note("reset", newest);
  }
  const auto events = model_.events(client.at, client.session, kPieceEvents);
  if (!events) {
    // The position stays: what was not read now is read at the next event.
    base::log_warn("the history cannot be read: " + events.error().message);
    return "";
  }
  std::string text;
  for (const rules::Event& event : *events) {
    text += "id: " + position(model_.epoch(), event.seq) +
            "\ndata: " + wire::text_of(to_wire(event, model_.epoch())) + "\n\n";
  }
  const bool all = events->size() < static_cast<std::size_t>(kPieceEvents);
  client.at = all ? newest : events->back().seq;
  return text;
}

void EventFeed::pump(std::uint64_t id) {
  const auto found = clients_.find(id);
  if (found == clients_.end() || found->second.sending) return;
  std::string piece = next_piece(found->second);
  if (!piece.empty()) send(id, std::move(piece));
}

void EventFeed::send(std::uint64_t id, std::string bytes) {
  Client& client = clients_.at(id);
  client.sending = true;
  // The answer may come at once, and end the client.
  const auto out = client.out;
  out->write(std::move(bytes), [this, id, alive = std::weak_ptr<bool>(alive_)](bool sent) {
    if (!alive.lock()) return;
    const auto found = clients_.find(id);
    if (found == clients_.end()) return;
    if (!sent) {
      clients_.erase(found);
      return;
    }
    found->second.sending = false;
    wake();
  });
}

void EventFeed::ping_later() {
  if (clients_.empty() || std::exchange(pinging_, true)) return;
  ping_.start(kPing, [this] {
    pinging_ = false;
    std::vector<std::uint64_t> idle;
    for (const auto& [id, client] : clients_) {
      if (!client.sending) idle.push_back(id);
    }
    for (const std::uint64_t id : idle) {
      if (clients_.contains(id)) send(id, ": ping\n\n");
    }
    ping_later();
  });
}

void EventFeed::end_all() {
  ping_.cancel();
  for (const auto& [id, client] : std::exchange(clients_, {})) client.out->end();
}

}  // namespace serve
