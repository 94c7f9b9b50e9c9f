#include "wire/client.h"

#include <asio/io_context.hpp>
#include <chrono>

namespace wire {

struct Client::State {
  asio::io_context io{1};
  Dispatcher dispatcher;
  std::shared_ptr<Peer> peer;
  ~State() {
    if (peer) peer->close();
  }
};

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Dispatcher& Client::dispatcher() { return state_->dispatcher; }
bool Client::is_open() const { return state_->peer->is_open(); }

base::Result<Client> Client::connect(const std::string& socket_path) {
  auto state = std::make_unique<State>();
  Peer::Socket socket(state->io);
  try {
    asio::error_code error;
    socket.connect(asio::local::stream_protocol::endpoint(socket_path), error);
    if (error) {
      return base::fail(base::ErrorCode::unavailable,
                        "nobody listens at " + socket_path + ": " + error.message());
    }
  } catch (const std::exception& error) {  // the endpoint throws when the name is too long
    return base::fail(base::ErrorCode::unavailable, socket_path + ": " + error.what());
  }
  state->peer = Peer::make(std::move(socket), state->dispatcher, {.name = "owner"});
  state->peer->start();
  return Client(std::move(state));
}

bool Client::wait_until(const std::function<bool()>& done, std::optional<base::Millis> timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout.value_or(base::Millis{0});
  while (!done()) {
    if (!is_open()) return false;
    if (timeout) {
      if (std::chrono::steady_clock::now() >= deadline) return false;
      state_->io.run_one_until(deadline);
    } else {
      state_->io.run_one();
    }
  }
  return true;
}

base::Result<nlohmann::json> Client::request(std::string_view method, nlohmann::json params,
                                             std::optional<base::Millis> timeout) {
  // Shared: an answer may come after we stopped waiting for it.
  const auto answer = std::make_shared<std::optional<base::Result<nlohmann::json>>>();
  const auto id = state_->peer->request(
      method, std::move(params), [answer](auto outcome) { answer->emplace(std::move(outcome)); });
  if (wait_until([&] { return answer->has_value(); }, timeout) || answer->has_value()) {
    return std::move(**answer);
  }
  state_->peer->cancel(id);
  return base::fail(base::ErrorCode::unavailable,
                    "no answer to " + std::string(method) + " in time");
}

}  // namespace wire
