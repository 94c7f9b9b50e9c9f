// HTTP as the owner has it: on while the settings say so, with a token that lives as long as the
// owner.
// Thread: the loop's.
#pragma once
#include <asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "serve/event_feed.h"
#include "serve/http_api.h"
#include "serve/http_server.h"
#include "serve/service.h"

namespace serve {

class HttpFace {
 public:
  // Both must outlive the face.
  HttpFace(asio::io_context& loop, Service& service);
  ~HttpFace();
  HttpFace(const HttpFace&) = delete;
  HttpFace& operator=(const HttpFace&) = delete;

  // Serves on the port the settings want (nothing: off; 0: a free one). True when what server.json
  // says of it is no longer so. A port that cannot be had is a problem in the service's facts.
  bool follow(const std::optional<int>& wanted);
  [[nodiscard]] bool is_on() const { return server_ != nullptr; }
  [[nodiscard]] std::uint16_t port() const { return server_ ? server_->port() : 0; }
  [[nodiscard]] const std::string& token() const { return token_; }

  // The history may have grown.
  void wake() { feed_.wake(); }

  // No new connections; `drained` is called once every answer is given, maybe now.
  void stop(std::function<void()> drained);
  [[nodiscard]] bool owes() const { return server_ && server_->owed() > 0; }

 private:
  [[nodiscard]] std::string session_at(const HttpRequest& request) const;

  asio::io_context& loop_;
  Service& service_;
  std::string token_;
  std::optional<int> wanted_;
  EventFeed feed_;
  // The API goes last: requests come to it while the server lives.
  std::unique_ptr<HttpApi> api_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace serve
