// The bytes between a host and its clients: frames of [u32 little-endian payload length][u8 type]
// [payload]. Pure; nothing is trusted: a peer cannot make us hold more than the cap.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ipc {

inline constexpr std::size_t kFrameHeader = 5;
inline constexpr std::size_t kMaxFrame = 1U << 20;  // payload; longer terminal data is split

struct Frame {
  std::uint8_t type = 0;
  std::string_view payload;  // valid until the decoder's next call
};

// Header and payload. The payload must not be longer than kMaxFrame.
std::string encode_frame(std::uint8_t type, std::string_view payload);

class FrameDecoder {
 public:
  explicit FrameDecoder(std::size_t max_payload = kMaxFrame) : max_payload_(max_payload) {}

  void append(std::string_view bytes);
  // The next whole frame; nothing when more bytes are needed. invalid_argument for a length beyond
  // the cap: the connection is to be closed, and every later call fails too.
  base::Result<std::optional<Frame>> next();
  [[nodiscard]] std::size_t buffered() const { return buffer_.size() - start_; }

 private:
  std::size_t max_payload_;
  std::string buffer_;
  std::size_t start_ = 0;  // of the first byte not yet handed out
  bool broken_ = false;
};

}  // namespace ipc
