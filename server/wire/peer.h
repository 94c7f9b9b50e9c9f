// One end of a JSON-RPC connection over a local socket; requests and notifications go both ways.
// The owner has one per client, a client has one for the owner.
// Thread: the one that runs the socket's io_context; so do all callbacks. Lives by itself from
// start() until the connection ends; keep a weak or shared pointer to talk to it.
// Bounds: a frame 64 MiB; a peer that does not read is dropped when `outbox_cap` bytes wait for it,
// and one that sends requests without reading is not read from meanwhile.
#pragma once
#include <array>
#include <asio/local/stream_protocol.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/codec.h"
#include "wire/dispatcher.h"
#include "wire/frame.h"
#include "wire/message.h"

namespace wire {

struct PeerOptions {
  std::string name;  // in the log
  std::size_t outbox_cap = 64U << 20;
  std::size_t max_requests = 1024;  // of the other end, unanswered
};

// A notification, encoded once for any number of peers.
template <class N>
Frame notification_frame(const typename N::Params& params) {
  return make_frame(notification_text(N::method, text_of(params)));
}

using JsonReply = std::function<void(base::Result<nlohmann::json>)>;

class Peer : public std::enable_shared_from_this<Peer> {
 public:
  using Socket = asio::local::stream_protocol::socket;
  using RequestId = std::int64_t;

  // `dispatcher` answers what the other end asks; it must outlive the peer.
  static std::shared_ptr<Peer> make(Socket socket, Dispatcher& dispatcher,
                                    PeerOptions options = {});
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Call once; reading begins. Set `caller` and `on_close` before.
  void start();
  // Now; what waits in the outbox is lost. Unanswered calls get `unavailable`. Calls on_close once.
  void close(const std::string& reason = "closed");
  // After everything in the outbox is written; nothing more is read.
  void finish();
  [[nodiscard]] bool is_open() const { return open_; }

  // Asks the other end. `done` is called exactly once.
  template <class M>
  RequestId call(const typename M::Params& params,
                 std::function<void(base::Result<typename M::Result>)> done) {
    return request(M::method, encode(params), [done = std::move(done)](auto outcome) {
      if (!outcome) return done(base::fail(std::move(outcome).error()));
      done(decode<typename M::Result>(*outcome, "result"));
    });
  }
  RequestId request(std::string_view method, nlohmann::json params, JsonReply done);
  // Asks the other end to stop working on a call; its answer still comes.
  void cancel(RequestId id);

  template <class N>
  void notify(const typename N::Params& params) {
    send(notification_frame<N>(params));
  }
  void send(Frame frame);
  [[nodiscard]] std::size_t outbox_bytes() const { return outbox_bytes_; }

  Caller caller;
  std::function<void()> on_close;

 private:
  Peer(Socket socket, Dispatcher& dispatcher, PeerOptions options);

  void read_more();
  void take(std::size_t bytes);
  void handle(const std::string& body);
  void handle_request(Message message);
  void handle_notification(Message message);
  void handle_response(Message message);
  void answer(const nlohmann::json& id, const std::string& key, base::Result<std::string> outcome);
  void send_json(const nlohmann::json& value);
  void write_more();
  [[nodiscard]] Context context(std::stop_token stop);

  Socket socket_;
  Dispatcher& dispatcher_;
  PeerOptions options_;
  FrameReader reader_;
  std::array<char, 65536> input_{};
  bool open_ = true;
  bool reading_ = false;
  bool finishing_ = false;
  bool writing_ = false;
  std::deque<Frame> outbox_;
  std::size_t outbox_bytes_ = 0;
  RequestId last_id_ = 0;
  std::map<RequestId, JsonReply> asked_;             // by us
  std::map<std::string, std::stop_source> serving_;  // for the other end, by its id's text
};

}  // namespace wire
