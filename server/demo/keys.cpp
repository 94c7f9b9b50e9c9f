#include "demo/keys.h"

#include <algorithm>

#include "base/text.h"

namespace demo {
namespace {

using Kind = Key::Kind;

constexpr std::string_view kPasteBegin = "\x1b[200~";
constexpr std::string_view kPasteEnd = "\x1b[201~";
constexpr std::size_t kPasteBytes = 1U << 20;

std::size_t utf8_length(unsigned char first) {
  return first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
}

}  // namespace

std::vector<Key> KeyReader::feed(std::string_view bytes) {
  buffer_ += bytes;
  std::vector<Key> keys;
  while (!buffer_.empty()) {
    const std::size_t used = next(keys);
    if (used == 0) break;
    buffer_.erase(0, used);
  }
  return keys;
}

std::vector<Key> KeyReader::flush() {
  if (buffer_ != "\x1b") return {};
  buffer_.clear();
  return {{Kind::escape, ""}};
}

std::size_t KeyReader::escape_sequence(std::vector<Key>& keys) {
  if (buffer_.size() == 1) return 0;
  if (buffer_.starts_with(kPasteBegin)) {
    const std::size_t end = buffer_.find(kPasteEnd);
    if (end == std::string::npos && buffer_.size() < kPasteBytes) return 0;
    const std::size_t stop = end == std::string::npos ? buffer_.size() : end;
    std::string text = buffer_.substr(kPasteBegin.size(), stop - kPasteBegin.size());
    std::replace(text.begin(), text.end(), '\r', '\n');  // a line end in a paste is a CR
    keys.push_back({Kind::paste, base::to_valid_utf8(text)});
    return end == std::string::npos ? stop : end + kPasteEnd.size();
  }
  const char kind = buffer_[1];
  if (kind == 'O') {
    if (buffer_.size() < 3) return 0;
    if (buffer_[2] == 'A') keys.push_back({Kind::up, ""});
    if (buffer_[2] == 'B') keys.push_back({Kind::down, ""});
    return 3;
  }
  if (kind != '[') {
    keys.push_back({Kind::escape, ""});
    return 1;
  }
  std::size_t end = 2;  // CSI: parameters, then one byte of 0x40-0x7E
  while (end < buffer_.size() && (buffer_[end] < 0x40 || buffer_[end] > 0x7E)) ++end;
  if (end == buffer_.size()) return end < 64 ? 0 : end;
  if (buffer_[end] == 'A') keys.push_back({Kind::up, ""});
  if (buffer_[end] == 'B') keys.push_back({Kind::down, ""});
  return end + 1;
}

std::size_t KeyReader::next(std::vector<Key>& keys) {
  const char first = buffer_[0];
  switch (first) {
    case '\x1b': return escape_sequence(keys);
    case '\r':
    case '\n': keys.push_back({Kind::enter, ""}); return 1;
    case '\x7f':
    case '\b': keys.push_back({Kind::erase, ""}); return 1;
    case '\x15': keys.push_back({Kind::erase_line, ""}); return 1;
    case '\x03': keys.push_back({Kind::interrupt, ""}); return 1;
    case '\x04': keys.push_back({Kind::end, ""}); return 1;
    default: break;
  }
  if (static_cast<unsigned char>(first) < 0x20) return 1;
  const std::size_t length = utf8_length(static_cast<unsigned char>(first));
  if (buffer_.size() < length) return 0;
  const std::string text = buffer_.substr(0, length);
  if (!base::is_valid_utf8(text)) return 1;
  keys.push_back({Kind::text, text});
  return length;
}

}  // namespace demo
