// The owner's faces: a unix socket for everything that speaks JSON-RPC, and HTTP when it is
// configured. Accepts, sees who is at the other end, serves the table of operations, tells
// subscribers what changed.
// Thread: the loop's, construction and destruction included.
#pragma once
#include <asio/io_context.hpp>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "app/engine.h"
#include "app/operations.h"
#include "base/result.h"
#include "platform/local_socket.h"
#include "platform/timer.h"
#include "platform/watch.h"
#include "serve/http_face.h"
#include "serve/model.h"
#include "serve/notifier.h"
#include "serve/service.h"
#include "wire/dispatcher.h"
#include "wire/peer.h"

namespace serve {

struct ServerOptions {
  bool foreground = false;             // never ends by itself
  base::Millis idle_after{60'000};     // without clients and with nothing to do
  std::function<bool()> may_idle_out;  // no live session, nothing launchable
  std::function<void()> on_ended;      // every client has its answers; called once
  std::function<void()> on_runtime;    // something in the runtime folder came or went
};

class Server {
 public:
  // `engine` and `operations` must outlive the server.
  Server(asio::io_context& loop, app::Engine& engine, app::Operations& operations,
         ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // What a decision changed, after its commit: subscribers are told later in this turn.
  void changed(const app::Changes& changes);

  // Binds the owner's socket and writes server.json. The caller holds the owner's lock.
  base::Status listen();
  // No new clients; the others get what was answered, at most for a second. Idempotent.
  void stop(const std::string& why);
  [[nodiscard]] std::size_t clients() const { return peers_.size(); }

 private:
  struct Client {
    std::shared_ptr<wire::Peer> peer;
    bool subscribed = false;
  };
  void accept();
  void bind_again();
  void admit(platform::LocalStream socket);
  void welcome(const std::shared_ptr<wire::Peer>& peer, const wire::InitializeParams& params);
  void part(const wire::Peer* peer);
  void broadcast(const wire::Frame& frame);
  void note_idleness();
  void ended();
  void ended_if_done();
  void follow_settings();
  base::Status write_server_json();

  asio::io_context& loop_;
  app::Engine& engine_;
  ServerOptions options_;
  EngineModel model_;
  wire::Dispatcher dispatcher_;
  Service service_;
  Notifier notifier_;
  HttpFace http_;
  platform::LocalAcceptor acceptor_;
  std::unique_ptr<platform::Watch> watch_;  // of the runtime folder
  std::uint64_t socket_inode_ = 0;
  platform::Timer retry_;
  platform::Timer idle_;
  platform::Timer end_;
  bool idling_ = false;  // the timer runs
  std::map<const wire::Peer*, Client> peers_;
  std::size_t subscribers_ = 0;
  std::uint64_t accepted_ = 0;
  bool stopping_ = false;
  bool ended_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // posted work outlives us
};

}  // namespace serve
