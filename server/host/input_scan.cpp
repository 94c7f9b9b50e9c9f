#include "host/input_scan.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace host {
namespace {

constexpr char kEsc = 0x1b;
constexpr std::size_t kMaxHeld = 8192;

int number_at(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// CSI code;modifiers u, or CSI 27;modifiers;code ~: keys under the newer keyboard protocols.
InputKind kind_of_code(int code, int modifiers) {
  const int held = std::max(modifiers - 1, 0) & 0xFF;  // 1 shift, 2 alt, 4 ctrl
  if (code == 13 && held == 0) return InputKind::enter;
  if (code == 'c' && held == 4) return InputKind::interrupt;
  const bool character = code >= 32 && code != 127 && code < 57344;
  return character && (held & ~1) == 0 ? InputKind::text : InputKind::key;
}

InputKind kind_of_csi(std::string_view body, char final) {
  const char leader = body.empty() ? '\0' : body.front();
  switch (final) {
    case 'I':
    case 'O': return body.empty() ? InputKind::focus : InputKind::key;
    case 'M':
    case 'm': return leader == '<' || final == 'M' ? InputKind::mouse : InputKind::key;
    case 'c':
    case 'n':
    case 't':
    case 'y': return InputKind::reply;
    case 'R': return body.find(';') == std::string_view::npos ? InputKind::key : InputKind::reply;
    case 'u':
      if (leader == '?') return InputKind::reply;
      {
        const std::size_t cut = body.find(';');
        const std::string_view rest = cut == body.npos ? std::string_view() : body.substr(cut + 1);
        const bool release = rest.find(":3") != std::string_view::npos;
        return release ? InputKind::key : kind_of_code(number_at(body), number_at(rest));
      }
    case '~':
      if (body.starts_with("27;")) {
        const std::string_view rest = body.substr(3);
        const std::size_t cut = std::min(rest.find(';'), rest.size() - 1);
        return kind_of_code(number_at(rest.substr(cut + 1)), number_at(rest));
      }
      return InputKind::key;
    default: return InputKind::key;
  }
}

InputKind kind_of_byte(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  if (byte == '\r') return InputKind::enter;
  if (byte == 0x03) return InputKind::interrupt;
  if (code >= 0x20 && code != 0x7f) return InputKind::text;
  return byte == '\n' || byte == '\t' ? InputKind::text : InputKind::key;
}

}  // namespace

void InputScanner::add(std::vector<InputPiece>& out, InputKind kind, std::string_view bytes) const {
  if (bytes.empty()) return;
  if (out.empty() || out.back().kind != kind) out.push_back({kind, {}});
  out.back().bytes.append(bytes);
}

std::vector<InputPiece> InputScanner::feed(std::string_view bytes) {
  std::vector<InputPiece> out;
  std::string joined;
  if (!held_.empty()) {
    joined = std::exchange(held_, {});
    joined.append(bytes);
    bytes = joined;
  }
  while (!bytes.empty()) {
    if (bytes.front() == kEsc) {
      const std::size_t used = sequence(bytes, out);
      if (used == 0) break;
      bytes.remove_prefix(used);
      continue;
    }
    const std::size_t end = std::min(bytes.find(kEsc), bytes.size());
    for (std::size_t i = 0; i < end; ++i)
      add(out, in_paste_ ? InputKind::text : kind_of_byte(bytes[i]), bytes.substr(i, 1));
    bytes.remove_prefix(end);
  }
  return out;
}

// The sequence that `rest` begins with; how long it is. 0: it is held until more comes.
std::size_t InputScanner::sequence(std::string_view rest, std::vector<InputPiece>& out) {
  const auto take = [&](std::size_t length, InputKind kind) {
    add(out, in_paste_ ? InputKind::text : kind, rest.substr(0, length));
    return length;
  };
  if (rest.size() == 1) return take(1, InputKind::key);
  const char second = rest[1];
  if (second == ']' || second == 'P' || second == '_') {
    const std::size_t bell = second == ']' ? rest.find('\a') : std::string_view::npos;
    const std::size_t st = rest.find("\x1b\\", 2);
    if (bell == std::string_view::npos && st == std::string_view::npos) {
      if (rest.size() == 2) return take(2, InputKind::key);  // Alt and that character
      if (rest.size() > kMaxHeld) return take(rest.size(), InputKind::reply);
      held_ = rest;
      return 0;
    }
    return take(bell < st ? bell + 1 : st + 2, InputKind::reply);
  }
  if (second == 'O') return take(std::min<std::size_t>(3, rest.size()), InputKind::key);
  if (second != '[') return take(second == kEsc ? 1 : 2, InputKind::key);
  std::size_t end = 2;
  while (end < rest.size() && rest[end] >= 0x20 && rest[end] < 0x40) ++end;
  if (end < rest.size() && (rest[end] < 0x40 || rest[end] > 0x7e))
    return take(end, InputKind::key);  // no sequence after all
  // Nobody types so far and stops: the rest is on its way.
  const std::size_t mouse = rest.substr(2, 1) == "M" ? 4 : 1;  // the old report: three more bytes
  if (rest.size() < end + mouse) {
    if (rest.size() == 2 || rest.size() > kMaxHeld) return take(rest.size(), InputKind::key);
    held_ = rest;
    return 0;
  }
  const std::string_view body = rest.substr(2, end - 2);
  if (mouse == 4) return take(end + mouse, InputKind::mouse);
  if (rest[end] == '~' && (body == "200" || body == "201")) {
    in_paste_ = body == "200";
    add(out, InputKind::text, rest.substr(0, end + 1));
    return end + 1;
  }
  return take(end + 1, kind_of_csi(body, rest[end]));
}

std::string pasteable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = static_cast<unsigned char>(text[i]);
    if (text[i] == '\n' || text[i] == '\r') {
      if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
      out.push_back('\r');
    } else if (code == 0xC2 && i + 1 < text.size() &&
               static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      ++i;  // the C1 controls
    } else if ((code >= 0x20 && code != 0x7F) || text[i] == '\t') {
      out.push_back(text[i]);
    }
  }
  return out;
}

}  // namespace host
