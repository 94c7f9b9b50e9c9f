#include "link/host_frames.h"

namespace ipc {

std::string encode_frame(std::uint8_t type, std::string_view payload) {
  std::string bytes;
  bytes.reserve(kFrameHeader + payload.size());
  for (unsigned shift = 0; shift < 32; shift += 8)
    bytes.push_back(static_cast<char>((payload.size() >> shift) & 0xFFU));
  bytes.push_back(static_cast<char>(type));
  bytes.append(payload);
  return bytes;
}

void FrameDecoder::append(std::string_view bytes) {
  if (broken_) return;
  if (start_ > 0) {
    buffer_.erase(0, start_);
    start_ = 0;
  }
  if (buffer_.empty() && buffer_.capacity() > kMaxFrame / 4) buffer_ = std::string();
  buffer_.append(bytes);
}

base::Result<std::optional<Frame>> FrameDecoder::next() {
  const auto too_long = [] {
    return base::fail(base::ErrorCode::invalid_argument, "a frame is longer than allowed");
  };
  if (broken_) return too_long();
  if (buffered() < kFrameHeader) return std::optional<Frame>();
  const std::string_view rest = std::string_view(buffer_).substr(start_);
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i)
    length |= static_cast<std::size_t>(static_cast<unsigned char>(rest[i])) << (8 * i);
  if (length > max_payload_) {
    broken_ = true;
    buffer_ = std::string();
    start_ = 0;
    return too_long();
  }
  if (rest.size() < kFrameHeader + length) return std::optional<Frame>();
  start_ += kFrameHeader + length;
  return std::optional<Frame>(
      Frame{static_cast<std::uint8_t>(rest[4]), rest.substr(kFrameHeader, length)});
}

}  // namespace ipc
