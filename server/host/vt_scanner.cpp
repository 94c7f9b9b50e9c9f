#include "host/vt_scanner.h"

#include <algorithm>
#include <utility>

namespace host {
namespace {

constexpr char kEscape = 0x1b;
constexpr char kCan = 0x18;
constexpr char kSub = 0x1a;
constexpr char kShiftOut = 0x0e;
constexpr char kShiftIn = 0x0f;

bool ends_text(char byte) {
  return byte == kEscape || byte == kCan || byte == kSub || byte == kShiftOut || byte == kShiftIn;
}

// How many bytes at the end begin a UTF-8 character that is not complete.
std::size_t open_character(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0U) == 0x80U) continue;
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1;
    return length > back && byte < 0xF5 ? back : 0;
  }
  return 0;
}

Csi parse_csi(std::string_view raw) {
  Csi out;
  out.raw = raw;
  out.final = raw.back();
  std::string_view body = raw.substr(2, raw.size() - 3);
  if (!body.empty() && body.front() >= '<' && body.front() <= '?') {
    out.leader = body.front();
    body.remove_prefix(1);
  }
  std::size_t split = 0;
  while (split < body.size() && body[split] >= '0') ++split;
  out.intermediates = body.substr(split);
  body = body.substr(0, split);
  if (body.empty()) return out;
  out.count = 1;
  for (const char byte : body) {
    Csi::Parameter& last = out.parameters[out.count - 1];
    if (byte == ';' || byte == ':') {
      if (out.count == Csi::kMax) break;
      out.parameters[out.count++].sub = byte == ':';
    } else if (byte <= '9') {
      last.value = std::min(std::max(last.value, 0) * 10 + (byte - '0'), 1'000'000);
    }
  }
  return out;
}

}  // namespace

void VtScanner::feed(std::string_view bytes, VtSink& sink) {
  while (!bytes.empty()) {
    if (state_ == State::ground) {
      bytes.remove_prefix(feed_ground(bytes, sink));
    } else {
      feed_sequence(bytes.front(), sink);
      bytes.remove_prefix(1);
    }
  }
}

std::size_t VtScanner::feed_ground(std::string_view bytes, VtSink& sink) {
  const auto stop =
      static_cast<std::size_t>(std::ranges::find_if(bytes, ends_text) - bytes.begin());
  if (stop > 0) {
    std::string_view run = bytes.substr(0, stop);
    std::string joined;
    if (!pending_.empty()) {  // the character that the last chunk began
      joined.swap(pending_);
      joined.append(run);
      run = joined;
    }
    if (stop == bytes.size()) {
      const std::size_t open = open_character(run);
      pending_.assign(run.substr(run.size() - open));
      run.remove_suffix(open);
    }
    if (!run.empty()) sink.text(run);
    return stop;
  }
  if (!pending_.empty()) {  // a character that will never be complete
    const std::string broken = std::exchange(pending_, {});
    sink.text(broken);
  }
  const char byte = bytes.front();
  if (byte == kShiftOut || byte == kShiftIn) sink.shift(byte);
  if (byte == kEscape) {
    state_ = State::escape;
    pending_.assign(1, kEscape);
  }
  return 1;
}

void VtScanner::feed_sequence(char byte, VtSink& sink) {
  if (byte == kCan || byte == kSub) return to_ground();
  switch (state_) {
    case State::escape: return feed_escape(byte, sink);
    case State::csi: return feed_csi(byte, sink);
    case State::string:
    case State::string_escape: return feed_string(byte, sink);
    case State::ground: return;
  }
}

void VtScanner::feed_escape(char byte, VtSink& sink) {
  if (byte == kEscape) {
    pending_.assign(1, kEscape);
    return;
  }
  if (static_cast<unsigned char>(byte) < 0x20) return sink.text({&byte, 1});
  if (static_cast<unsigned char>(byte) > 0x7e) return to_ground();
  pending_.push_back(byte);
  if (pending_.size() > 8) return to_ground();
  if (byte < 0x30) return;  // an intermediate
  if (pending_.size() == 2) {
    if (byte == '[') {
      state_ = State::csi;
      return;
    }
    if (std::string_view("]P_^X").find(byte) != std::string_view::npos) {
      state_ = State::string;
      overlong_ = false;
      return;
    }
  }
  const std::string raw = pending_;
  to_ground();
  sink.escape(raw);
}

void VtScanner::feed_csi(char byte, VtSink& sink) {
  if (byte == kEscape) {
    pending_.assign(1, kEscape);
    state_ = State::escape;
    return;
  }
  const auto code = static_cast<unsigned char>(byte);
  if (code < 0x20) return sink.text({&byte, 1});  // controls work within a sequence
  if (code == 0x7f) return;
  if (code > 0x7f || pending_.size() > 512) return to_ground();
  pending_.push_back(byte);
  if (code < 0x40) return;
  const std::string raw = pending_;
  to_ground();
  sink.csi(parse_csi(raw));
}

void VtScanner::feed_string(char byte, VtSink& sink) {
  const bool osc = pending_[1] == ']';
  if (state_ == State::string_escape) {
    end_string(sink);
    if (byte == '\\') return;
    state_ = State::escape;  // another sequence begins; that, too, ended the string
    pending_.assign(1, kEscape);
    return feed_escape(byte, sink);
  }
  if (byte == kEscape) {
    if (!overlong_) pending_.push_back(byte);
    state_ = State::string_escape;
    return;
  }
  if (byte == '\a' && osc) {
    pending_.push_back(byte);
    return end_string(sink);
  }
  if (overlong_) return;
  pending_.push_back(byte);
  if (pending_.size() > kMaxString) {
    overlong_ = true;
    pending_.resize(2);
    pending_.shrink_to_fit();
  }
}

void VtScanner::end_string(VtSink& sink) {
  const std::string raw = std::exchange(pending_, {});
  const bool overlong = overlong_;
  to_ground();
  if (!overlong && raw.size() >= 3)
    sink.string(raw[1], std::string_view(raw).substr(2, raw.size() - 3));
}

}  // namespace host
