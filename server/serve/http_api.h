// REST: a request through the gate, to the operation that JSON-RPC has too, and back. Also what
// only HTTP has: /health, the event stream and its own description.
// Thread: the loop's.
#pragma once
#include <functional>
#include <string>

#include "serve/event_feed.h"
#include "serve/http_gate.h"
#include "serve/http_message.h"
#include "serve/service.h"

namespace serve {

// 404 for not_found, …: DESIGN's table.
int http_status_of(base::ErrorCode code);
HttpReply http_error(const base::Error& error);

class HttpApi {
 public:
  // `session_at`: the session that the client at that end of a connection runs in, as session_of
  // has it. Everything given must outlive the API.
  using SessionAt = std::function<std::string(const HttpRequest&)>;
  HttpApi(Service& service, EventFeed& feed, HttpGate gate, SessionAt session_at);

  // `answer` is called once, now or later.
  void handle(const HttpRequest& request, HttpAnswer answer);

 private:
  base::Status call(const HttpRequest& request, HttpAnswer& answer);
  base::Status webhook(const std::string& board, const HttpRequest& request, HttpAnswer& answer);
  base::Status stream(const HttpRequest& request, const HttpTarget& target, HttpAnswer& answer);

  Service& service_;
  EventFeed& feed_;
  HttpGate gate_;
  SessionAt session_at_;
};

}  // namespace serve
