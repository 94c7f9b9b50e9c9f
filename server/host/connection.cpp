#include "host/connection.h"

#include <asio/buffer.hpp>
#include <asio/write.hpp>
#include <utility>
#include <vector>

namespace host {
namespace {

std::string_view bytes_of(const std::variant<std::string, ChunkPtr>& piece) {
  if (const auto* text = std::get_if<std::string>(&piece)) return *text;
  return std::get<ChunkPtr>(piece)->bytes;
}

}  // namespace

Connection::Connection(asio::io_context& loop, platform::LocalStream stream, Callbacks callbacks)
    : stream_(std::move(stream)), callbacks_(std::move(callbacks)), repaint_timer_(loop) {}

void Connection::start() { read(); }

void Connection::read() {
  if (!open_ || reading_ || paused_) return;
  reading_ = true;
  stream_.async_read_some(asio::buffer(buffer_),
                          [self = shared_from_this()](asio::error_code error, std::size_t got) {
                            self->reading_ = false;
                            if (!self->open_) return;
                            if (error) return self->close();
                            self->decoder_.append({self->buffer_.data(), got});
                            while (self->open_) {
                              const auto frame = self->decoder_.next();
                              if (!frame) return self->close();
                              if (!*frame) break;
                              auto message = ipc::parse_client(**frame);
                              if (!message) return self->close();
                              if (*message)
                                self->callbacks_.on_message(*self, std::move(**message));
                            }
                            self->read();
                          });
}

void Connection::pause_reading(bool pause) {
  paused_ = pause;
  if (!pause) read();
}

void Connection::send(const ipc::HostMessage& message) { push(ipc::encode(message)); }

void Connection::send_last(const ipc::HostMessage& message) {
  if (lagging_) {
    last_ = ipc::encode(message);
  } else {
    send(message);
  }
}

void Connection::push(Piece piece) {
  if (!open_ || closing_) return;
  queue_.push_back(std::move(piece));
  write();
}

void Connection::output(const ChunkPtr& chunk) {
  if (!open_ || lagging_) return;
  queued_output_ += chunk->bytes.size();
  push(chunk);
  if (queued_output_ > (held_ ? kHeldQueue : kQueue)) fall_behind();
}

// Drops the output that waits; notices are few and stay.
void Connection::fall_behind() {
  std::erase_if(queue_, [](const Piece& piece) { return std::holds_alternative<ChunkPtr>(piece); });
  queued_output_ = 0;
  lagging_ = true;
  held_ = false;
  ++ticket_;  // a repaint on its way would leave a gap
  write();
  if (!writing_) ask_for_repaint();
}

void Connection::ask_for_repaint() {
  const auto wait = last_repaint_ + kRepaintEvery - std::chrono::steady_clock::now();
  if (wait <= wait.zero()) return callbacks_.on_needs_repaint(*this);
  repaint_timer_.start(std::chrono::ceil<base::Millis>(wait), [self = shared_from_this()] {
    if (self->open_ && self->lagging_ && !self->writing_) self->callbacks_.on_needs_repaint(*self);
  });
}

std::uint64_t Connection::expect_repaint() {
  lagging_ = false;
  held_ = true;
  last_repaint_ = std::chrono::steady_clock::now();
  if (!last_.empty()) push(std::exchange(last_, {}));
  return ++ticket_;
}

void Connection::repaint(std::uint64_t ticket, std::string_view bytes) {
  if (!open_ || ticket != ticket_ || !held_) return;
  queue_.push_front(ipc::encode(ipc::Output{std::string(bytes), true}));
  held_ = false;
  write();
}

void Connection::write() {
  if (!open_ || writing_ || held_ || queue_.empty()) return;
  writing_ = true;
  std::vector<asio::const_buffer> buffers;
  while (!queue_.empty() && buffers.size() < 16) {
    sending_.push_back(std::move(queue_.front()));
    queue_.pop_front();
    const std::string_view bytes = bytes_of(sending_.back());
    if (std::holds_alternative<ChunkPtr>(sending_.back())) queued_output_ -= bytes.size();
    buffers.emplace_back(bytes.data(), bytes.size());
  }
  asio::async_write(stream_, buffers,
                    [self = shared_from_this()](asio::error_code error, std::size_t) {
                      self->writing_ = false;
                      self->sending_.clear();
                      if (!self->open_) return;
                      if (error) return self->close();
                      self->written();
                    });
}

void Connection::written() {
  write();
  if (writing_ || held_) return;
  if (lagging_) return ask_for_repaint();
  if (closing_) close();
}

void Connection::close_when_sent() {
  closing_ = true;
  if (idle()) close();
}

void Connection::close() {
  if (!open_) return;
  open_ = false;
  const auto self = shared_from_this();
  repaint_timer_.cancel();
  asio::error_code ignored;
  stream_.close(ignored);
  queue_.clear();
  const auto call = std::exchange(callbacks_.on_closed, {});
  if (call) call(*this);
}

}  // namespace host
