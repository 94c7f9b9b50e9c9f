// The owner's second face: HTTP on the loopback, on the owner's loop. The only file that knows the
// HTTP library (RESTinio 0.6.16). Limits: 64 connections (the next one is closed), 8 KiB for the
// address and each header, 64 headers, 8 MiB for a body; 10 s for a whole request to arrive and for
// an answer, or a piece of a stream, to be taken, else the connection ends.
// Thread: the loop's, construction and destruction included.
#pragma once
#include <asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "serve/http_message.h"

namespace serve {

class HttpServer {
 public:
  using Handler = std::function<void(const HttpRequest&, HttpAnswer)>;
  // Port 0: a free one. unavailable when it is taken.
  static base::Result<std::unique_ptr<HttpServer>> listen(asio::io_context& loop, int port);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Call once, before the loop turns again: whom requests are given to.
  void serve(Handler handler);
  [[nodiscard]] std::uint16_t port() const;
  // Answers that are owed or not yet taken by the kernel.
  [[nodiscard]] std::size_t owed() const;
  // No new connections; `drained` is called once nothing is owed, maybe now.
  void stop(std::function<void()> drained);

 private:
  struct Parts;
  explicit HttpServer(std::shared_ptr<Parts> parts);
  std::shared_ptr<Parts> parts_;
};

}  // namespace serve
