// A blocking connection to the owner, for programs that ask one thing after another: the command
// line. One thread; each call runs the connection's own loop until its answer is there.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "wire/dispatcher.h"
#include "wire/peer.h"

namespace wire {

class Client {
 public:
  // `unavailable` when nobody listens at `socket_path`.
  static base::Result<Client> connect(const std::string& socket_path);
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  // Without `timeout` it waits until the answer or the end of the connection (`unavailable`).
  template <class M>
  base::Result<typename M::Result> call(const typename M::Params& params,
                                        std::optional<base::Millis> timeout = std::nullopt) {
    auto outcome = request(M::method, encode(params), timeout);
    if (!outcome) return base::fail(std::move(outcome).error());
    return decode<typename M::Result>(*outcome, "result");
  }
  base::Result<nlohmann::json> request(std::string_view method, nlohmann::json params,
                                       std::optional<base::Millis> timeout = std::nullopt);

  // Runs while a call or wait_until runs.
  template <class N, class F>
  void on(F handler) {
    dispatcher().template on_notification<N>(
        [handler = std::move(handler)](const typename N::Params& params, const Context&) mutable {
          handler(params);
        });
  }
  // Takes notifications until `done()` (asked after each batch) is true: true. False when the time
  // is over or the connection ended.
  bool wait_until(const std::function<bool()>& done,
                  std::optional<base::Millis> timeout = std::nullopt);
  [[nodiscard]] bool is_open() const;

 private:
  struct State;
  explicit Client(std::unique_ptr<State> state);
  Dispatcher& dispatcher();
  std::unique_ptr<State> state_;
};

}  // namespace wire
