// The history as streams of server-sent events. The store is every client's queue: a client holds
// its position and at most one piece that is being sent, so none can make us keep anything for it;
// one that does not read is cut when that piece is not taken in time (see HttpServer). Nothing is
// read without a client, and a ping every 5 s finds the vanished ones.
// Thread: the loop's.
#pragma once
#include <asio/io_context.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "platform/timer.h"
#include "serve/http_message.h"
#include "serve/http_routes.h"
#include "serve/model.h"

namespace serve {

// Where a stream begins: after the event `after`, or (without) with what comes from now on.
struct FeedStart {
  std::string epoch;  // empty: the one there is
  std::optional<std::int64_t> after;
  base::SessionId session;  // empty: all
};
// From `Last-Event-ID: EPOCH:SEQ`, else from the query's epoch, after and sessionId.
base::Result<FeedStart> feed_start(const HttpRequest& request, const HttpTarget& target);

class EventFeed {
 public:
  EventFeed(asio::io_context& loop, Model& model);
  EventFeed(const EventFeed&) = delete;
  EventFeed& operator=(const EventFeed&) = delete;

  // unavailable when there are 32 streams already.
  [[nodiscard]] base::Status check_room() const;
  // First `ready` with the position, then every event as a message whose id is its position.
  // `reset` when the start is not in the history any more: events were missed for good.
  void add(const FeedStart& start, std::shared_ptr<HttpStream> out);
  // There may be new events: told later in this turn.
  void wake();
  void end_all();

 private:
  struct Client {
    std::shared_ptr<HttpStream> out;
    base::SessionId session;
    std::int64_t at = 0;
    bool sending = false;
  };
  void pump(std::uint64_t id);
  void send(std::uint64_t id, std::string bytes);
  void ping_later();
  std::string next_piece(Client& client);
  [[nodiscard]] std::string note(const char* kind, std::int64_t at) const;

  asio::io_context& loop_;
  Model& model_;
  platform::Timer ping_;
  std::map<std::uint64_t, Client> clients_;
  std::uint64_t last_id_ = 0;
  bool waking_ = false;
  bool pinging_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // callbacks outlive us
};

}  // namespace serve
