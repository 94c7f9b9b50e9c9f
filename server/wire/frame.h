// The framing of the language server protocol: `Content-Length: N\r\n\r\n` and N bytes of JSON.
// Pure: bytes in, bodies out; no socket, no JSON.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wire {

inline constexpr std::size_t kMaxHeaderBytes = 8U << 10;
inline constexpr std::size_t kMaxBodyBytes = 64U << 20;

// A frame ready to be written; shared, because one notification goes to many peers.
using Frame = std::shared_ptr<const std::string>;
Frame make_frame(std::string_view body);

// Takes bytes in pieces of any size. Memory: the unread bytes, at most one body and what was fed.
class FrameReader {
 public:
  explicit FrameReader(std::size_t max_body = kMaxBodyBytes) : max_body_(max_body) {}

  void feed(std::string_view bytes);
  // The next whole body; nothing when more bytes are needed. An error (invalid_argument) is final:
  // where the next frame begins is not known, so the connection has to end.
  base::Result<std::optional<std::string>> next();

 private:
  base::Result<std::size_t> parse_header(std::string_view header) const;
  tl::unexpected<base::Error> broken(const std::string& message);

  std::size_t max_body_;
  std::string buffer_;
  std::size_t begin_ = 0;                 // of the unread bytes in buffer_
  std::optional<std::size_t> body_size_;  // known after the header
  std::optional<base::Error> broken_;
};

}  // namespace wire
