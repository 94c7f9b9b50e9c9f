// A session's host: it owns the agent's terminal, keeps it alive when nobody looks, and serves
// those who do. One loop thread, and the model's thread behind it. Lives until the agent is gone,
// its end is on the disk, and the viewers have the last output (or some seconds have passed).
#pragma once
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/agent_process.h"
#include "host/connection.h"
#include "host/model_thread.h"
#include "link/host_files.h"
#include "platform/local_socket.h"
#include "platform/timer.h"

namespace host {

struct HostOptions {
  std::filesystem::path dir;     // the session's folder
  std::filesystem::path socket;  // to listen at
  int run = 0;
};

class SessionHost {
 public:
  SessionHost(asio::io_context& io, HostOptions options, ipc::LaunchFile launch);
  ~SessionHost();

  // Binds, records, starts the agent. An error: no agent was started. An agent that cannot be
  // executed is not an error here: its end is recorded like any other.
  base::Status start();

 private:
  using ConnectionPtr = std::shared_ptr<Connection>;

  // Clients.
  base::Status listen();
  void accept();
  void welcome(platform::LocalStream stream);
  void on_message(Connection& from, ipc::ClientMessage&& message);
  void greet(Connection& client, const ipc::ClientHello& hello);
  void on_closed(Connection& client);
  void paint(Connection& viewer, bool fresh);
  void to_controls(const ipc::HostMessage& message);
  void viewers_changed();

  // The leader.
  void lead(Connection& viewer);
  void take_over(Connection& viewer);
  void choose_leader();
  void apply_size(platform::TerminalSize size);
  void on_input(Connection& from, const ipc::Input& input);
  void on_keys(int count, bool text, bool submitted);
  void send_keys();

  // The agent.
  void on_output(std::string_view bytes);
  void on_gone(platform::Ended ended);
  void keep_text();
  void linger();
  void end();

  // Text from the owner.
  struct Typing {
    std::weak_ptr<Connection> from;
    ipc::TypeText text;
  };
  void type_next();
  void type_now(const std::string& text, bool bracketed);
  void press_enter(std::uint64_t typed, std::optional<std::uint64_t> outputs,
                   std::chrono::steady_clock::time_point give_up);
  void type_done(bool ok, const std::string& code, const std::string& reason);

  void send_screen(Connection& to, const ipc::GetScreen& ask);
  void on_model_changed();
  void wait_for_signals();
  void rebind();

  asio::io_context& io_;
  HostOptions options_;
  ipc::LaunchFile launch_;
  std::optional<platform::LocalAcceptor> acceptor_;
  std::uint64_t socket_inode_ = 0;
  asio::signal_set signals_;
  platform::Timer linger_timer_, type_timer_, keys_timer_, changed_timer_;
  std::vector<ConnectionPtr> clients_;
  Connection* leader_ = nullptr;
  std::uint64_t outputs_ = 0;  // pieces of output so far
  std::uint64_t typed_order_ = 0;
  platform::TerminalSize size_;
  std::string started_at_;
  std::string start_error_;
  std::optional<ipc::Exit> exit_;

  // What people typed.
  bool typed_unsent_ = false;
  std::string last_key_at_;
  ipc::Keys pending_keys_;
  std::deque<Typing> typing_;
  std::map<std::string, ipc::TypeResult>
      typed_keys_;  // texts by their key, with what became of them
  bool type_running_ = false;
  bool changed_waiting_ = false;
  std::chrono::steady_clock::time_point last_changed_{};
  bool ended_ = false;

  AgentProcess agent_;
  std::unique_ptr<ModelThread> model_;  // made after the agent: fork wants a single thread
};

}  // namespace host
