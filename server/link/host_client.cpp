#include "link/host_client.h"

#include <array>
#include <asio/buffer.hpp>
#include <asio/error.hpp>
#include <asio/post.hpp>
#include <asio/write.hpp>

#include "base/version.h"
#include "platform/local_socket.h"
#include "platform/timer.h"

namespace ipc {

// Kept alive by its pending operations; `open` false means that nobody wants to hear from it.
struct HostClient::State : std::enable_shared_from_this<State> {
  State(asio::io_context& context, Callbacks functions)
      : io(context), callbacks(std::move(functions)), stream(context), retry(context) {}

  asio::io_context& io;
  Callbacks callbacks;
  platform::LocalStream stream;
  platform::Timer retry;
  FrameDecoder decoder;
  std::string queued, sending;
  std::uint64_t next_id = 1;
  std::filesystem::path path;
  std::chrono::steady_clock::time_point deadline;
  bool open = true, up = false, paused = false, reading = false, delivering = false;

  void try_connect() {
    auto connected = platform::connect_local(io, path);
    if (connected) {
      stream = std::move(*connected);
      asio::error_code ignored;
      stream.non_blocking(true, ignored);
      up = true;
      write();
      read();
      return;
    }
    if (std::chrono::steady_clock::now() >= deadline) return fail(connected.error());
    retry.start(base::Millis{10}, [self = shared_from_this()] {
      if (self->open) self->try_connect();
    });
  }

  void read() {
    if (!open || !up || paused || reading) return;
    reading = true;
    stream.async_wait(platform::LocalStream::wait_read,
                      [self = shared_from_this()](asio::error_code error) {
                        self->reading = false;
                        if (!self->open) return;
                        if (error) return self->fail_closed(error.message());
                        self->take();
                      });
  }

  // A client that waits has no buffer: an owner has one for each session, most of which are silent.
  void take() {
    std::array<char, 65536> buffer;
    asio::error_code error;
    const std::size_t got = stream.read_some(asio::buffer(buffer), error);
    if (error == asio::error::would_block) return read();
    if (error) return fail_closed(error.message());
    decoder.append({buffer.data(), got});
    deliver();
  }

  void deliver() {
    if (delivering) return;  // resume_reading() from within a callback
    delivering = true;
    const auto self = shared_from_this();  // a callback may destroy the client
    while (open && !paused) {
      auto frame = decoder.next();
      if (!frame) {
        delivering = false;
        return fail(frame.error());
      }
      if (!*frame) break;
      auto message = parse_host(**frame);
      if (!message) {
        delivering = false;
        return fail(message.error());
      }
      if (*message && callbacks.on_message) {
        const auto call = callbacks.on_message;
        call(std::move(**message));
      }
    }
    delivering = false;
    read();
  }

  void write() {
    if (!open || !up || !sending.empty() || queued.empty()) return;
    sending.swap(queued);
    asio::async_write(stream, asio::buffer(sending),
                      [self = shared_from_this()](asio::error_code error, std::size_t) {
                        self->sending.clear();
                        // A host that closed has said why: reading comes to its last words.
                        if (!error) self->write();
                      });
  }

  void fail_closed(const std::string& why) {
    fail(base::Error{base::ErrorCode::unavailable, "the host closed the connection: " + why, {}});
  }

  void fail(const base::Error& error) {
    if (!open) return;
    const auto self = shared_from_this();
    const auto call = callbacks.on_closed;
    shut();
    if (call) call(error);
  }

  void shut() {
    open = false;
    up = false;
    callbacks = {};
    retry.cancel();
    asio::error_code ignored;
    stream.close(ignored);
  }
};

HostClient::HostClient(asio::io_context& io, Callbacks callbacks)
    : state_(std::make_shared<State>(io, std::move(callbacks))) {}

HostClient::~HostClient() { close(); }

void HostClient::connect(const std::filesystem::path& socket, ClientHello hello,
                         base::Millis patience) {
  if (hello.version.empty()) hello.version = base::kVersion;
  state_->path = socket;
  state_->deadline = std::chrono::steady_clock::now() + patience;
  state_->queued.insert(0, encode(ClientMessage(hello)));
  // Not at once, so that the caller has the client before its first callback.
  asio::post(state_->io, [state = state_] {
    if (state->open) state->try_connect();
  });
}

void HostClient::send(const ClientMessage& message) {
  if (!state_->open) return;
  state_->queued += encode(message);
  state_->write();
}

std::uint64_t HostClient::type_text(TypeText message) {
  message.id = state_->next_id++;
  send(message);
  return message.id;
}

std::uint64_t HostClient::get_screen(int lines) {
  const std::uint64_t id = state_->next_id++;
  send(GetScreen{id, lines});
  return id;
}

void HostClient::pause_reading() { state_->paused = true; }

void HostClient::resume_reading() {
  state_->paused = false;
  if (state_->open && state_->up) state_->deliver();
}

bool HostClient::connected() const { return state_->open && state_->up; }
std::size_t HostClient::unsent() const { return state_->queued.size() + state_->sending.size(); }

void HostClient::close() {
  if (!state_->open) return;
  if (state_->up && state_->sending.empty() && !state_->queued.empty()) {
    asio::error_code ignored;
    state_->stream.write_some(asio::buffer(state_->queued), ignored);
  }
  state_->shut();
}

}  // namespace ipc
