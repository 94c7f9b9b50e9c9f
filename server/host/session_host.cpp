#include "host/session_host.h"

#include <algorithm>
#include <csignal>

#include "base/clock.h"
#include "base/log.h"
#include "base/version.h"
#include "platform/files.h"

namespace host {
namespace {

// How long after its hello a viewer may still be laid out.
constexpr std::chrono::seconds kLaidOut{3};

constexpr base::Millis kLinger{3000};
constexpr base::Millis kLingerAlone{300};
// Programs take an Enter within a paste's burst as a line end.
constexpr base::Millis kEnterAfter{100};
constexpr base::Millis kEchoWait{3000};
constexpr base::Millis kKeysEvery{50};
constexpr base::Millis kChangedEvery{250};

std::string wall_now() { return base::to_rfc3339(base::now().wall); }

std::vector<std::string> environment_of(const ipc::LaunchFile& launch) {
  std::vector<std::string> out;
  for (const auto& [name, value] : launch.env)
    if (name != "TERM" && name != "COLUMNS" && name != "LINES" && name != "TERMCAP")
      out.push_back(name + "=" + value);
  out.emplace_back("TERM=xterm-256color");
  if (!launch.env.contains("COLORTERM")) out.emplace_back("COLORTERM=truecolor");
  return out;
}

platform::TerminalSize sane(platform::TerminalSize size) {
  return {std::clamp(size.cols, 2, kMaxCols), std::clamp(size.rows, 2, kMaxRows)};
}

ChunkPtr output_chunk(std::string_view bytes) {
  auto chunk = std::make_shared<Chunk>();
  chunk->bytes.reserve(ipc::kFrameHeader + bytes.size());
  chunk->bytes = ipc::output_header(bytes.size(), false);
  chunk->offset = ipc::kFrameHeader;
  chunk->bytes.append(bytes);
  return chunk;
}

}  // namespace

SessionHost::SessionHost(asio::io_context& io, HostOptions options, ipc::LaunchFile launch)
    : io_(io),
      options_(std::move(options)),
      launch_(std::move(launch)),
      signals_(io),
      linger_timer_(io),
      type_timer_(io),
      keys_timer_(io),
      changed_timer_(io),
      size_(sane({launch_.cols, launch_.rows})),
      agent_(io, {[this](std::string_view bytes) { on_output(bytes); },
                  [this](platform::Ended ended) { on_gone(ended); },
                  [this] {
                    for (const auto& client : clients_) client->pause_reading(false);
                  },
                  [this](bool frozen) { to_controls(ipc::Frozen{frozen}); }}) {}

SessionHost::~SessionHost() = default;

base::Status SessionHost::start() {
  TRY(listen());
  platform::PtyProgram program{launch_.argv, environment_of(launch_), launch_.cwd, size_};
  TRY(agent_.prepare(program));
  const auto self = platform::identity_of(platform::own_pid());
  const auto agent = platform::identity_of(agent_.pid());
  if (!self || !agent)
    return base::fail(base::ErrorCode::internal, "cannot read the identity of our own processes");
  started_at_ = wall_now();
  TRY(ipc::write_host_record(
      options_.dir, {launch_.session, options_.run, *self, *agent, ipc::kHostProtocol,
                     base::kVersion, options_.socket.string(), started_at_, launch_.container}));
  model_ = std::make_unique<ModelThread>(
      io_, size_.rows, size_.cols, static_cast<std::size_t>(std::max(launch_.scrollback, 0)),
      ModelThread::Callbacks{[this](std::string bytes) {
                               // Not for a program that asks and never reads.
                               if (agent_.unwritten() < ModelThread::kReplies) agent_.write(bytes);
                             },
                             [this] { agent_.pause_output(false); },
                             [this] { on_model_changed(); }});
  if (const auto released = agent_.release(); !released) {
    start_error_ = released.error().message;
    base::log_error(start_error_);
    on_output("\r\noperator: " + start_error_ + "\r\n");
  }
  accept();
  wait_for_signals();
  return {};
}

// ---- clients ----

base::Status SessionHost::listen() {
  auto acceptor = platform::listen_local(io_, options_.socket);
  if (!acceptor) return base::fail(acceptor.error());
  acceptor_.emplace(std::move(*acceptor));
  socket_inode_ = platform::inode_of(options_.socket);
  return {};
}

void SessionHost::accept() {
  acceptor_->async_accept([this](asio::error_code error, platform::LocalStream stream) {
    if (error == asio::error::operation_aborted || ended_) return;
    if (!error) welcome(std::move(stream));
    accept();
  });
}

void SessionHost::welcome(platform::LocalStream stream) {
  const auto peer = platform::peer_of(stream);
  if (!peer || peer->uid != platform::own_uid()) return;
  // What runs inside the session may not look at itself, type to itself or end itself.
  const auto parents = platform::ancestry(peer->pid);
  const bool inside = std::ranges::find(parents, platform::own_pid()) != parents.end();
  auto client = std::make_shared<Connection>(
      io_, std::move(stream),
      Connection::Callbacks{[this](Connection& from, ipc::ClientMessage&& message) {
                              on_message(from, std::move(message));
                            },
                            [this](Connection& gone) { on_closed(gone); },
                            [this](Connection& viewer) { paint(viewer, false); }});
  clients_.push_back(client);
  if (inside) {
    client->send(ipc::Refused{"this is the session's own terminal"});
    return client->close_when_sent();
  }
  client->start();
}

void SessionHost::on_message(Connection& from, ipc::ClientMessage&& message) {
  if (const auto* hello = std::get_if<ipc::ClientHello>(&message)) return greet(from, *hello);
  if (!from.greeted) return from.close();
  const bool control = from.role == ipc::ClientRole::control;
  if (const auto* input = std::get_if<ipc::Input>(&message)) {
    on_input(from, *input);
  } else if (const auto* resize = std::get_if<ipc::Resize>(&message)) {
    from.size = {resize->cols, resize->rows};
    if (&from == leader_) apply_size(from.size);
    // An editor's terminal starts small and grows while its first picture is on its way; and where
    // another's size counts, nothing is printed anew. What it made of its own change is drawn over.
    const bool young = std::chrono::steady_clock::now() - from.greeted_at < kLaidOut;
    if (from.viewer() && (young || &from != leader_)) paint(from, false);
  } else if (std::get_if<ipc::Detach>(&message) != nullptr) {
    from.close();
  } else if (auto* text = std::get_if<ipc::TypeText>(&message); text != nullptr && control) {
    typing_.push_back({from.weak_from_this(), std::move(*text)});
    type_next();
  } else if (const auto* signal = std::get_if<ipc::SignalAgent>(&message);
             signal != nullptr && control) {
    agent_.signal(signal->kind);
  } else if (const auto* freeze = std::get_if<ipc::Freeze>(&message);
             freeze != nullptr && control) {
    agent_.freeze(freeze->on);
  } else if (const auto* screen = std::get_if<ipc::GetScreen>(&message)) {
    send_screen(from, *screen);
  } else if (const auto* watch = std::get_if<ipc::WatchScreen>(&message); watch != nullptr) {
    from.watches_screen = watch->on && control;
  }
}

void SessionHost::greet(Connection& client, const ipc::ClientHello& hello) {
  if (client.greeted) return;
  client.greeted = true;
  client.greeted_at = std::chrono::steady_clock::now();
  client.role = hello.role;
  client.pane = hello.pane;
  client.size = {hello.cols, hello.rows};
  const auto viewers = std::ranges::count_if(clients_, [](const auto& c) { return c->viewer(); });
  const auto watched = std::ranges::count_if(clients_, [](const auto& c) { return c->watched(); });
  if (client.viewer() && leader_ == nullptr) lead(client);
  ipc::HostHello answer;
  answer.session = launch_.session;
  answer.run = options_.run;
  answer.version = base::kVersion;
  answer.pid = platform::own_pid();
  answer.agent_pid = agent_.pid();
  answer.started_at = started_at_;
  answer.cols = size_.cols;
  answer.rows = size_.rows;
  answer.viewers = static_cast<int>(watched);
  answer.panes = static_cast<int>(viewers - watched);
  answer.last_key_at = last_key_at_;
  answer.typed_unsent = typed_unsent_;
  answer.frozen = agent_.frozen();
  answer.error = start_error_;
  client.send(answer);
  if (client.viewer()) {
    paint(client, true);
    viewers_changed();
  }
  if (exit_) client.send(*exit_);
}

void SessionHost::on_closed(Connection& client) {
  const bool was_viewer = client.viewer();
  if (leader_ == &client) leader_ = nullptr;
  std::erase_if(clients_, [&](const ConnectionPtr& each) { return each.get() == &client; });
  if (leader_ == nullptr) choose_leader();
  if (was_viewer) viewers_changed();
  if (exit_ && was_viewer) linger();
}

void SessionHost::paint(Connection& viewer, bool fresh) {
  const std::uint64_t ticket = viewer.expect_repaint();
  model_->ask([fresh](Model& model) { return model.repaint(fresh); },
              [weak = viewer.weak_from_this(), ticket](const std::string& bytes) {
                if (const auto client = weak.lock()) client->repaint(ticket, bytes);
              });
}

void SessionHost::to_controls(const ipc::HostMessage& message) {
  for (const auto& client : clients_)
    if (client->greeted && client->role == ipc::ClientRole::control) client->send(message);
}

void SessionHost::viewers_changed() {
  const auto count = std::ranges::count_if(clients_, [](const auto& c) { return c->watched(); });
  to_controls(ipc::Viewers{static_cast<int>(count)});
}

// ---- the leader ----

void SessionHost::lead(Connection& viewer) {
  leader_ = &viewer;
  apply_size(viewer.size);
}

// After a leader has left: the one that typed last, else the oldest.
void SessionHost::choose_leader() {
  Connection* best = nullptr;
  for (const auto& client : clients_)
    if (client->viewer() && (best == nullptr || client->typed_order > best->typed_order))
      best = client.get();
  if (best != nullptr) take_over(*best);
}

// Its picture was drawn for another size; a program that does not draw anew would leave it so.
void SessionHost::take_over(Connection& viewer) {
  const auto before = size_;
  lead(viewer);
  if (size_ != before) paint(viewer, false);
}

void SessionHost::apply_size(platform::TerminalSize size) {
  if (size.cols <= 0 || size.rows <= 0) return;
  size = sane(size);
  if (size == size_) return;
  size_ = size;
  agent_.resize(size);
  model_->resize(size.rows, size.cols);
}

void SessionHost::on_input(Connection& from, const ipc::Input& input) {
  if (from.role == ipc::ClientRole::control) return agent_.write(input.bytes);
  int keys = 0;
  bool text = false, submitted = false;
  std::string passed;
  for (const InputPiece& piece : from.scanner.feed(input.bytes)) {
    const bool said_by_terminal = piece.kind == InputKind::reply || piece.kind == InputKind::focus;
    if (said_by_terminal && leader_ != &from) continue;
    passed += piece.bytes;
    if (said_by_terminal) continue;
    if (leader_ != &from) take_over(from);
    from.typed_order = ++typed_order_;
    if (piece.kind == InputKind::mouse) continue;
    ++keys;
    if (piece.kind == InputKind::text) text = typed_unsent_ = true;
    if (piece.kind == InputKind::enter) submitted = true;
    if (piece.kind == InputKind::enter || piece.kind == InputKind::interrupt) typed_unsent_ = false;
  }
  agent_.write(passed);
  if (agent_.unwritten() > 256 * 1024) from.pause_reading(true);
  if (keys > 0) on_keys(keys, text, submitted);
}

void SessionHost::on_keys(int count, bool text, bool submitted) {
  last_key_at_ = wall_now();
  const bool waiting = pending_keys_.count > 0;
  pending_keys_.count += count;
  pending_keys_.text |= text;
  pending_keys_.submitted |= submitted;
  pending_keys_.at = last_key_at_;
  if (waiting) return;
  keys_timer_.start(kKeysEvery, [this] { send_keys(); });
}

void SessionHost::send_keys() { to_controls(std::exchange(pending_keys_, {})); }

// ---- the agent ----

void SessionHost::on_output(std::string_view bytes) {
  ++outputs_;
  const ChunkPtr chunk = output_chunk(bytes);
  for (const auto& client : clients_)
    if (client->viewer()) client->output(chunk);
  // Queries in it are the leader's terminal's to answer, if it gets them.
  model_->push(chunk, leader_ == nullptr || leader_->lagging());
  if (model_->full()) agent_.pause_output(true);
}

void SessionHost::on_gone(platform::Ended ended) {
  // The client has ended; the exit record says that the agent has.
  if (!launch_.container.program.empty()) {
    const auto over = ipc::end_container(launch_.container, launch_.env);
    if (!over) {
      base::log_error(over.error().message);
      if (start_error_.empty()) start_error_ = over.error().message;
    }
  }
  ipc::ExitRecord record{options_.run, ended.code, ended.signal, wall_now(), start_error_};
  if (const auto written = ipc::write_exit_record(options_.dir, record); !written)
    base::log_error(written.error().message);
  exit_ = ipc::Exit{ended.code, ended.signal, start_error_};
  for (const auto& client : clients_)
    if (client->greeted) client->send_last(*exit_);
  keep_text();
}

// For the history: what was to be seen in this terminal. Then nothing is left to do but wait.
void SessionHost::keep_text() {
  const auto lines = static_cast<std::size_t>(std::max(launch_.scrollback, 0));
  model_->ask(
      [lines](Model& model) {
        std::string text;
        for (const std::string& row : model.text_rows(lines)) text += row + "\n";
        while (text.ends_with("\n\n")) text.pop_back();
        return text;
      },
      [this](std::string text) {
        const auto kept =
            platform::write_atomic(ipc::terminal_text_path(options_.dir, options_.run), text, 0600);
        if (!kept) base::log_error(kept.error().message);
        linger();
      });
}

// The viewers get the last output; who comes within this time still sees it.
void SessionHost::linger() {
  const bool watched = std::ranges::any_of(clients_, [](const auto& c) { return c->viewer(); });
  linger_timer_.start(watched ? kLinger : kLingerAlone, [this] { end(); });
}

void SessionHost::end() {
  if (ended_) return;
  ended_ = true;
  if (platform::inode_of(options_.socket) == socket_inode_) {
    std::error_code ignored;
    std::filesystem::remove(options_.socket, ignored);
  }
  io_.stop();
}

void SessionHost::wait_for_signals() {
  asio::error_code error;
  signals_.add(SIGUSR1, error);
  signals_.add(SIGTERM, error);
  signals_.async_wait([this](asio::error_code failed, int number) {
    if (failed) return;
    if (number == SIGTERM) agent_.signal(ipc::SignalKind::terminate);
    if (number == SIGUSR1) rebind();
    wait_for_signals();
  });
}

// The owner found no socket where we said it would be.
void SessionHost::rebind() {
  if (platform::inode_of(options_.socket) == socket_inode_) return;
  std::optional<platform::LocalAcceptor> old = std::move(acceptor_);
  acceptor_.reset();
  if (const auto bound = listen(); bound) return accept();
  base::log_error("cannot bind " + options_.socket.string() + " again");
  acceptor_ = std::move(old);
}

// ---- text from the owner ----

// One at a time, in order. The model is asked, so that everything the program has printed counts.
void SessionHost::type_next() {
  if (type_running_ || typing_.empty()) return;
  type_running_ = true;
  if (const auto before = typed_keys_.find(typing_.front().text.key); before != typed_keys_.end())
    return type_done(before->second.ok, before->second.code, before->second.reason);
  struct Seen {
    bool bracketed = false;
    std::string on_screen;  // which of the unwanted texts
  };
  model_->ask(
      [unwanted = typing_.front().text.screen_without](Model& model) {
        Seen seen;
        seen.bracketed = model.bracketed_paste();
        if (unwanted.empty()) return seen;
        for (const std::string& row : model.text_rows(0))
          for (const std::string& text : unwanted)
            if (!text.empty() && row.find(text) != std::string::npos) seen.on_screen = text;
        return seen;
      },
      [this](const Seen& seen) {
        const ipc::TypeText& wanted = typing_.front().text;
        if (exit_) return type_done(false, "closed", "the agent has ended");
        if (typed_unsent_ && !wanted.ignore_typed)
          return type_done(false, "typed", "somebody typed in the terminal and has not sent it");
        if (!seen.on_screen.empty())
          return type_done(false, "screen", "the screen shows \"" + seen.on_screen + "\"");
        type_now(pasteable(wanted.text), seen.bracketed);
      });
}

void SessionHost::type_now(const std::string& text, bool bracketed) {
  const ipc::TypeText& wanted = typing_.front().text;
  if (text.empty() && !wanted.submit) return type_done(false, "empty", "there is no text to type");
  const std::uint64_t before = typed_order_;
  // From here on it is typed, even when the Enter after it does not come.
  if (!wanted.key.empty()) typed_keys_[wanted.key] = {0, true, "", ""};
  if (!text.empty()) agent_.write(bracketed ? "\x1b[200~" + text + "\x1b[201~" : text);
  if (!wanted.submit) return type_done(true, "", "");
  press_enter(before, text.empty() ? std::optional<std::uint64_t>() : outputs_,
              std::chrono::steady_clock::now() + kEchoWait);
}

// A program that is behind reads text and Enter in one piece and takes the Enter for a part of the
// text: it comes when the program has shown something since, at the latest at `give_up`.
void SessionHost::press_enter(std::uint64_t typed, std::optional<std::uint64_t> outputs,
                              std::chrono::steady_clock::time_point give_up) {
  type_timer_.start(outputs ? kEnterAfter : base::Millis{0}, [this, typed, outputs, give_up] {
    if (typed_order_ != typed)
      return type_done(false, "typed", "somebody typed into the text; it stands in the terminal");
    if (outputs && *outputs == outputs_ && std::chrono::steady_clock::now() < give_up)
      return press_enter(typed, outputs, give_up);
    agent_.write("\r");
    type_done(true, "", "");
  });
}

void SessionHost::type_done(bool ok, const std::string& code, const std::string& reason) {
  const Typing done = std::move(typing_.front());
  typing_.pop_front();
  type_running_ = false;
  if (const auto key = typed_keys_.find(done.text.key); key != typed_keys_.end())
    key->second = {0, ok, reason, code};
  if (const auto client = done.from.lock())
    client->send(ipc::TypeResult{done.text.id, ok, reason, code});
  type_next();
}

// ---- the screen ----

void SessionHost::send_screen(Connection& to, const ipc::GetScreen& ask) {
  const auto before = static_cast<std::size_t>(std::clamp(ask.lines, 0, 100'000));
  model_->ask(
      [id = ask.id, before](Model& model) {
        ipc::Screen screen;
        screen.id = id;
        const auto rows = static_cast<std::size_t>(model.rows());
        screen.rows = model.text_rows(before > rows ? before - rows : 0);
        screen.cursor_row = model.cursor().row;
        screen.cursor_col = model.cursor().col;
        screen.cols = model.cols();
        screen.height = model.rows();
        screen.title = model.title();
        screen.alt_screen = model.alternate();
        return screen;
      },
      [weak = to.weak_from_this()](ipc::Screen&& screen) {
        if (const auto client = weak.lock()) client->send(std::move(screen));
      });
}

void SessionHost::on_model_changed() {
  if (changed_waiting_) return;
  changed_waiting_ = true;
  const auto wait = last_changed_ + kChangedEvery - std::chrono::steady_clock::now();
  changed_timer_.start(std::max(std::chrono::ceil<base::Millis>(wait), base::Millis{0}), [this] {
    changed_waiting_ = false;
    last_changed_ = std::chrono::steady_clock::now();
    for (const auto& client : clients_)
      if (client->watches_screen) client->send(ipc::ScreenChanged{});
  });
}

}  // namespace host
