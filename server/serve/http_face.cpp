#include "serve/http_face.h"

#include "base/ids.h"
#include "base/log.h"
#include "platform/tcp_peer.h"
#include "serve/caller.h"

namespace serve {
namespace {

constexpr std::size_t kTokenLetters = 40;  // of 5 bits each

}  // namespace

HttpFace::HttpFace(asio::io_context& loop, Service& service)
    : loop_(loop),
      service_(service),
      token_(base::random_crockford(kTokenLetters)),
      feed_(loop, service.model) {}

HttpFace::~HttpFace() = default;

bool HttpFace::follow(const std::optional<int>& wanted) {
  if (wanted == wanted_ && is_on() == wanted.has_value()) return false;
  const bool was_on = is_on();
  wanted_ = wanted;
  feed_.end_all();
  server_.reset();
  api_.reset();
  service_.facts.http_problem.clear();
  if (!wanted) return was_on;
  auto listening = HttpServer::listen(loop_, *wanted);
  if (!listening) {
    service_.facts.http_problem = listening.error().message;
    base::log_warn("no HTTP: " + listening.error().message);
    return was_on;
  }
  server_ = std::move(*listening);
  api_ =
      std::make_unique<HttpApi>(service_, feed_, HttpGate{server_->port(), token_},
                                [this](const HttpRequest& request) { return session_at(request); });
  server_->serve([this](const HttpRequest& request, HttpAnswer answer) {
    api_->handle(request, std::move(answer));
  });
  base::log_info("serving HTTP at 127.0.0.1:" + std::to_string(server_->port()));
  return true;
}

std::string HttpFace::session_at(const HttpRequest& request) const {
  const auto peer = platform::tcp_peer({request.address, request.port, server_->port()});
  return session_of(peer.pid, service_.agents.of(service_.model));
}

void HttpFace::stop(std::function<void()> drained) {
  if (!server_) return drained();
  feed_.end_all();
  server_->stop(std::move(drained));
}

}  // namespace serve
