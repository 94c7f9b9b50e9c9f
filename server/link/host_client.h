// A connection to a session's host, for the owner (control) and for `attach` (viewer). Everything
// runs on the io_context's thread, and so do the callbacks. After close() or destruction no
// callback comes any more; destroying the client within one of its callbacks is allowed.
#pragma once
#include <asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "link/host_protocol.h"

namespace ipc {

class HostClient {
 public:
  struct Callbacks {
    // Every message, in order; the first is a HostHello or a Refused. Use std::visit or get_if.
    std::function<void(HostMessage&&)> on_message;
    // Once: never connected (not_found, unavailable), refused, or the connection ended.
    std::function<void(base::Error)> on_closed;
  };

  HostClient(asio::io_context& io, Callbacks callbacks);
  ~HostClient();
  HostClient(const HostClient&) = delete;
  HostClient& operator=(const HostClient&) = delete;

  // Connects and says hello. While there is no socket or nobody listens there it tries again for
  // `patience`: a host that was just started needs some milliseconds. Call once.
  void connect(const std::filesystem::path& socket, ClientHello hello,
               base::Millis patience = base::Millis{0});

  // Queued; sent in order, also when not yet connected. Dropped after the end.
  void send(const ClientMessage& message);
  // The same with a new id, which the answer (TypeResult, Screen) carries.
  std::uint64_t type_text(TypeText message);
  std::uint64_t get_screen(int lines);

  // Reading can be held back while the receiver is busy, so that the host's queue, not this
  // process's memory, takes what is too much.
  void pause_reading();
  void resume_reading();

  [[nodiscard]] bool connected() const;  // the socket is open; the hello may still be on its way
  [[nodiscard]] std::size_t unsent() const;  // bytes that wait for the host to read
  void close();  // what is queued is sent as far as that goes without waiting

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace ipc
