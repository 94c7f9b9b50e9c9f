#include "serve/server.h"

#include <algorithm>
#include <asio/post.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/log.h"
#include "base/text.h"
#include "base/version.h"
#include "platform/files.h"
#include "platform/identity.h"
#include "serve/caller.h"

namespace serve {
namespace {

constexpr base::Millis kAcceptPause{200};
constexpr base::Millis kLastWords{1000};

}  // namespace

Server::Server(asio::io_context& loop, app::Engine& engine, app::Operations& operations,
               ServerOptions options)
    : loop_(loop),
      engine_(engine),
      options_(std::move(options)),
      model_(engine),
      service_{model_, operations, dispatcher_, {platform::own_pid(), base::kVersion},
               {},     {},         {},          {}},
      notifier_(service_, [this](const wire::Frame& frame) { broadcast(frame); }),
      http_(loop, service_),
      acceptor_(loop),
      retry_(loop),
      idle_(loop),
      end_(loop) {
  service_.welcome = [this](const auto& peer, const auto& params) { welcome(peer, params); };
  service_.stop = [this] { stop("asked to"); };
  add_handlers(service_);
}

void Server::follow_settings() {
  if (socket_inode_ == 0 || stopping_ || !http_.follow(model_.settings().http_port)) return;
  if (auto written = write_server_json(); !written) {
    base::log_warn("server.json is not up to date: " + written.error().message);
  }
}

void Server::changed(const app::Changes& changes) {
  if (changes.status) follow_settings();
  if (!changes.events.empty()) http_.wake();
  const bool to_tell = notifier_.add(changes);
  if (!to_tell && !peers_.empty()) return;
  asio::post(loop_, [this, alive = std::weak_ptr<bool>(alive_)] {
    if (!alive.lock()) return;
    note_idleness();
    notifier_.flush();
  });
}

Server::~Server() {
  stopping_ = true;
  for (const auto& [key, client] : std::exchange(peers_, {})) {
    client.peer->on_close = nullptr;
    client.peer->close("the owner ends");
  }
}

base::Status Server::listen() {
  TRY_ASSIGN(acceptor_, platform::listen_local(loop_, engine_.paths().owner_socket()));
  socket_inode_ = platform::inode_of(engine_.paths().owner_socket());
  TRY(write_server_json());
  // A cleaned runtime folder takes the socket along; whoever is connected does not notice.
  auto watch = platform::Watch::make(loop_, [this](const platform::WatchReport&) {
    bind_again();
    if (!stopping_ && options_.on_runtime) options_.on_runtime();
  });
  if (watch &&
      (*watch)->add(engine_.paths().runtime, engine_.paths().runtime.parent_path().parent_path())) {
    watch_ = std::move(*watch);
  }
  base::log_info("serving " + engine_.paths().workspace.string() + " at " +
                 engine_.paths().owner_socket().string());
  accept();
  note_idleness();
  return {};
}

void Server::bind_again() {
  const auto socket = engine_.paths().owner_socket();
  if (stopping_ || platform::inode_of(socket) != 0) return;
  base::Status made = platform::make_private_dir(engine_.paths().runtime);
  auto bound = platform::listen_local(loop_, socket);
  if (!made || !bound) {
    return base::log_error("the socket is gone: " +
                           (made ? bound.error().message : made.error().message));
  }
  acceptor_ = std::move(*bound);
  socket_inode_ = platform::inode_of(socket);
  if (auto written = write_server_json(); !written) base::log_error(written.error().message);
  base::log_warn("the runtime folder was cleaned: bound again at " + socket.string());
  accept();
}

base::Status Server::write_server_json() {
  nlohmann::json record{{"pid", service_.facts.pid},
                        {"startedAt", base::to_rfc3339(base::now().wall)},
                        {"version", service_.facts.version},
                        {"protocol", wire::kProtocol},
                        {"socket", engine_.paths().owner_socket().string()},
                        {"foreground", options_.foreground},
                        {"port", nullptr},
                        {"token", nullptr}};
  if (http_.is_on()) {
    record["port"] = http_.port();
    record["token"] = http_.token();
  }
  return platform::write_atomic(engine_.paths().server_json(), wire::to_text(record) + "\n", 0600);
}

void Server::accept() {
  acceptor_.async_accept([this](asio::error_code error, platform::LocalStream socket) {
    if (stopping_ || error == asio::error::operation_aborted) return;
    if (!error) {
      admit(std::move(socket));
      return accept();
    }
    // Out of descriptors, mostly: others will be given back.
    base::log_warn("cannot accept a client: " + error.message());
    retry_.start(kAcceptPause, [this] {
      if (!stopping_) accept();
    });
  });
}

void Server::admit(platform::LocalStream socket) {
  const auto who = platform::peer_of(socket);
  if (!who || who->uid != platform::own_uid()) {
    base::log_warn("a client of another user was refused");
    return;
  }
  const std::string name =
      "client " + std::to_string(++accepted_) + " (pid " + std::to_string(who->pid) + ")";
  auto peer = wire::Peer::make(std::move(socket), dispatcher_, {.name = name});
  peer->caller.pid = who->pid;
  peer->caller.session = session_of(who->pid, service_.agents.of(model_));
  peer->on_close = [this, key = peer.get()] { part(key); };
  peers_[peer.get()] = {peer, false};
  note_idleness();
  base::log_debug(name + " connected" +
                  (peer->caller.session.empty() ? "" : ", inside " + peer->caller.session));
  peer->start();
}

void Server::welcome(const std::shared_ptr<wire::Peer>& peer,
                     const wire::InitializeParams& params) {
  const auto found = peers_.find(peer.get());
  if (found == peers_.end()) return;
  base::log_debug("client pid " + std::to_string(peer->caller.pid) + " is " +
                  std::string(name_of(params.client)) + " " +
                  base::printable(params.name.value_or(""), 80) + " " +
                  base::printable(params.version, 40));
  if (!params.subscribe.value_or(false) || found->second.subscribed) return;
  // What others wait for goes out before the newcomer is one of them: it will ask for everything.
  notifier_.flush();
  notifier_.begin();
  found->second.subscribed = true;
  ++subscribers_;
}

void Server::part(const wire::Peer* peer) {
  const auto node = peers_.extract(peer);
  if (node.empty()) return;
  if (node.mapped().subscribed && --subscribers_ == 0) notifier_.end();
  const auto questions = service_.waits.take(peer);
  if (stopping_) {
    // The hooks go on to the next owner: they have not left.
    return ended_if_done();
  }
  note_idleness();
  service_.operations.client_gone(client_key(peer));
  for (const auto& [session, event] : questions) service_.operations.hook_left(session, event);
}

void Server::broadcast(const wire::Frame& frame) {
  // Sending may close a peer that does not read, which changes the map.
  std::vector<std::shared_ptr<wire::Peer>> to;
  for (const auto& [key, client] : peers_) {
    if (client.subscribed) to.push_back(client.peer);
  }
  for (const auto& peer : to) peer->send(frame);
}

// Nobody is connected and nothing could happen by itself: both begin and end with a client or a
// change, so that nothing has to look again and again.
void Server::note_idleness() {
  if (options_.foreground || stopping_) return;
  const bool idle =
      peers_.empty() && !http_.is_on() && options_.may_idle_out && options_.may_idle_out();
  if (idle == std::exchange(idling_, idle)) return;
  if (!idle) {
    idle_.cancel();
    return;
  }
  idle_.start(options_.idle_after, [this] { stop("nobody needs it"); });
}

void Server::stop(const std::string& why) {
  if (std::exchange(stopping_, true)) return;
  base::log_info("ending: " + why);
  asio::error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
  idle_.cancel();
  std::error_code missing;
  const auto socket = engine_.paths().owner_socket();
  if (platform::inode_of(socket) == socket_inode_) std::filesystem::remove(socket, missing);
  std::filesystem::remove(engine_.paths().server_json(), missing);
  end_.start(kLastWords, [this] { ended(); });
  asio::post(loop_, [this, alive = std::weak_ptr<bool>(alive_)] {
    if (!alive.lock()) return;
    std::vector<std::shared_ptr<wire::Peer>> all;
    for (const auto& [key, client] : peers_) all.push_back(client.peer);
    for (const auto& peer : all) peer->finish();
    http_.stop([this] { ended_if_done(); });
  });
}

void Server::ended_if_done() {
  if (peers_.empty() && !http_.owes()) ended();
}

void Server::ended() {
  if (std::exchange(ended_, true)) return;
  end_.cancel();
  if (options_.on_ended) options_.on_ended();
}

}  // namespace serve
