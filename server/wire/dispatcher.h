// The one table of handlers: method name → typed function. Decodes parameters, checks who asks,
// runs the handler, encodes the answer; every request is answered exactly once, whatever the
// handler does. Peers, REST and tests call the same table.
// Thread: everything here, handlers and responders too, belongs to the loop's thread.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/result.h"
#include "wire/codec.h"
#include "wire/operation.h"

namespace wire {

class Peer;

// Who is at the other end. Filled by whoever accepts the connection; never from the message.
struct Caller {
  std::string name;     // for history: "vscode", "cli", "app-3"
  std::string session;  // the session that the caller runs in; empty for a person
  int pid = 0;          // 0: unknown
};

// What a handler knows about its call. Copy it to keep it.
struct Context {
  std::shared_ptr<Peer> peer;  // null for REST and tests
  Caller caller;
  std::stop_token stop;  // the caller cancelled, or its connection ended
};

// Of a result: its JSON.
using TextReply = std::function<void(base::Result<std::string>)>;

// One answer that is owed. Dropped without one, it answers `internal`.
class PendingReply {
 public:
  PendingReply(std::string label, TextReply reply);
  ~PendingReply();
  PendingReply(const PendingReply&) = delete;
  PendingReply& operator=(const PendingReply&) = delete;
  void answer(base::Result<std::string> outcome);

 private:
  std::string label_;
  TextReply reply_;
  std::chrono::steady_clock::time_point start_;
};

// Given to a handler that answers later. Move-only; the first answer counts.
template <class R>
class Responder {
 public:
  explicit Responder(std::unique_ptr<PendingReply> pending) : pending_(std::move(pending)) {}
  void operator()(base::Result<R> result) {
    if (!pending_) return;
    const auto pending = std::move(pending_);
    if (result) {
      pending->answer(text_of(*result));
    } else {
      pending->answer(base::fail(std::move(result).error()));
    }
  }
  void fail(base::Error error) { (*this)(base::Result<R>(base::fail(std::move(error)))); }

 private:
  std::unique_ptr<PendingReply> pending_;
};

class Dispatcher {
 public:
  // `handler` is either (const Params&, const Context&) → base::Result<Result>, or
  // (const Params&, const Context&, Responder<Result>) for an answer that comes later.
  template <class M, class F>
  void on(F handler) {
    add(M::method, M::actor,
        [handler = std::move(handler)](const nlohmann::json& params, const Context& context,
                                       std::unique_ptr<PendingReply> pending) mutable {
          Responder<typename M::Result> responder(std::move(pending));
          auto decoded = decode<typename M::Params>(params);
          if (!decoded) return responder.fail(std::move(decoded).error());
          if constexpr (std::is_invocable_v<F&, const typename M::Params&, const Context&,
                                            Responder<typename M::Result>>) {
            handler(*decoded, context, std::move(responder));
          } else {
            responder(handler(*decoded, context));
          }
        });
  }
  // `handler`: (const Params&, const Context&) → void. Undecodable ones are logged and dropped.
  template <class N, class F>
  void on_notification(F handler) {
    add_notification(
        N::method,
        [handler = std::move(handler)](const nlohmann::json& params,
                                       const Context& context) mutable -> base::Status {
          auto decoded = decode<typename N::Params>(params);
          if (!decoded) return base::fail(std::move(decoded).error());
          handler(*decoded, context);
          return {};
        });
  }

  // Runs the handler of `method`; `reply` is called exactly once, now or later. An absent (null)
  // `params` is {}. An unknown method is not_found with detail["method"].
  void call(const std::string& label, std::string_view method, nlohmann::json params,
            const Context& context, TextReply reply);
  // False when nobody handles `method`.
  bool notify(std::string_view method, nlohmann::json params, const Context& context);
  [[nodiscard]] bool has(std::string_view method) const;

 private:
  using Handler =
      std::function<void(const nlohmann::json&, const Context&, std::unique_ptr<PendingReply>)>;
  using NotificationHandler = std::function<base::Status(const nlohmann::json&, const Context&)>;
  struct Entry {
    Actor actor;
    Handler run;
  };

  void add(std::string_view method, Actor actor, Handler handler);
  void add_notification(std::string_view method, NotificationHandler handler);

  std::map<std::string, Entry, std::less<>> handlers_;
  std::map<std::string, NotificationHandler, std::less<>> notification_handlers_;
};

}  // namespace wire
