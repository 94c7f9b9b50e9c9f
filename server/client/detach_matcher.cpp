#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "client/attach.h"

namespace client {
namespace {

// The next key or sequence in what a terminal sends.
std::string_view next_token(std::string_view bytes) {
  if (bytes.size() < 3 || bytes[0] != 0x1b || bytes[1] != '[') return bytes.substr(0, 1);
  std::size_t end = 2;
  while (end < bytes.size() && (bytes[end] < 0x40 || bytes[end] > 0x7e)) ++end;
  return bytes.substr(0, end + 1);
}

int number_at(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string_view after(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  return at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
}

}  // namespace

base::Result<DetachMatcher> DetachMatcher::parse(std::string_view keys) {
  DetachMatcher matcher;
  if (keys == "none") return matcher;
  for (const std::string& name : base::split(base::trim(keys), ' ')) {
    std::string_view rest = name;
    Key key;
    key.ctrl = rest.starts_with("ctrl-");
    if (key.ctrl) rest.remove_prefix(5);
    if (rest.size() != 1 || rest[0] <= ' ' || rest[0] > '~')
      return base::fail(base::ErrorCode::invalid_argument,
                        "\"" + name + "\" is no key; write for example ctrl-] or ctrl-b d");
    key.code = rest[0] >= 'A' && rest[0] <= 'Z' ? rest[0] - 'A' + 'a' : rest[0];
    key.byte = key.ctrl ? static_cast<char>(rest[0] & 0x1f) : rest[0];
    matcher.keys_.push_back(key);
  }
  return matcher;
}

// The byte itself, CSI code;modifiers u, or CSI 27;modifiers;code ~.
bool DetachMatcher::matches(std::string_view token, const Key& key) {
  if (token.size() == 1) return token[0] == key.byte;
  if (token.size() < 4) return false;
  const std::string_view body = token.substr(2, token.size() - 3);
  std::string_view code = body, modifiers = after(body, ';');
  if (token.back() == '~') {
    if (!body.starts_with("27;")) return false;
    code = after(modifiers, ';');
  } else if (token.back() != 'u') {
    return false;
  }
  if (modifiers.find(":3") != std::string_view::npos) return false;  // the key's release
  const int held = std::max(number_at(modifiers) - 1, 0) & 7;
  return number_at(code) == key.code && held == (key.ctrl ? 4 : 0);
}

DetachMatcher::Outcome DetachMatcher::feed(std::string_view bytes) {
  Outcome out;
  if (keys_.empty()) {
    out.forward = bytes;
    return out;
  }
  while (!bytes.empty()) {
    const std::string_view token = next_token(bytes);
    bytes.remove_prefix(token.size());
    if (token == "\x1b[200~") in_paste_ = true;
    if (token == "\x1b[201~") in_paste_ = false;
    if (!in_paste_ && matches(token, keys_[matched_])) {
      held_ += token;
      if (++matched_ < keys_.size()) continue;
      out.detach = true;
      return out;
    }
    out.forward += held_;
    held_.clear();
    matched_ = !in_paste_ && matches(token, keys_[0]) ? 1 : 0;
    (matched_ == 1 ? held_ : out.forward) += token;
  }
  return out;
}

}  // namespace client
