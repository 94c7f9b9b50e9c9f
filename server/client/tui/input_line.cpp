#include "client/tui/input_line.h"

#include "base/text.h"
#include "client/tui/cells.h"

namespace client::tui {
namespace {

constexpr std::size_t kMaxCharacters = 64U << 10;

}  // namespace

InputLine::InputLine(std::string_view text) { insert(text); }

void InputLine::insert(std::string_view utf8) {
  std::u32string more;
  const std::string valid = base::to_valid_utf8(utf8);
  for (std::string_view rest = valid; !rest.empty();) {
    const char32_t code = next_code(rest);
    if (code == '\r') {
      if (rest.empty() || rest.front() != '\n') more += U'\n';
    } else if (code == '\t') {
      more += U' ';
    } else if (code == '\n' || (code >= 0x20 && code != 0x7F)) {
      more += code;
    }
  }
  if (text_.size() + more.size() > kMaxCharacters) return;
  text_.insert(at_, more);
  at_ += more.size();
}

InputLine::Outcome InputLine::take(const Key& key) {
  switch (key.kind) {
    case Key::Kind::enter: return Outcome::done;
    case Key::Kind::escape: return Outcome::cancelled;
    case Key::Kind::left: at_ -= at_ > 0 ? 1 : 0; break;
    case Key::Kind::right: at_ += at_ < text_.size() ? 1 : 0; break;
    case Key::Kind::home: at_ = 0; break;
    case Key::Kind::end: at_ = text_.size(); break;
    case Key::Kind::remove: text_.erase(at_, 1); break;
    case Key::Kind::backspace:
      if (at_ > 0) text_.erase(--at_, 1);
      break;
    case Key::Kind::paste: insert(key.text); break;
    case Key::Kind::character:
      if (key.code == ctrl('c')) return Outcome::cancelled;
      if (key.code < 0x20) {
        take_control(key.code);
      } else {
        insert(to_utf8(key.code));
      }
      break;
    default: break;
  }
  return Outcome::editing;
}

void InputLine::take_control(char32_t code) {
  switch (code) {
    case ctrl('a'): at_ = 0; break;
    case ctrl('e'): at_ = text_.size(); break;
    case ctrl('b'): at_ -= at_ > 0 ? 1 : 0; break;
    case ctrl('f'): at_ += at_ < text_.size() ? 1 : 0; break;
    case ctrl('d'): text_.erase(at_, 1); break;
    case ctrl('k'): text_.erase(at_); break;
    case ctrl('u'):
      text_.erase(0, at_);
      at_ = 0;
      break;
    case ctrl('w'): {
      const std::size_t start = word_start();
      text_.erase(start, at_ - start);
      at_ = start;
      break;
    }
    default: break;
  }
}

std::size_t InputLine::word_start() const {
  std::size_t start = at_;
  while (start > 0 && text_[start - 1] == U' ') --start;
  while (start > 0 && text_[start - 1] != U' ') --start;
  return start;
}

std::string InputLine::text() const {
  std::string utf8;
  for (const char32_t code : text_) utf8 += to_utf8(code);
  return utf8;
}

std::string InputLine::shown_before() const {
  std::string shown;
  for (std::size_t i = 0; i < at_; ++i) shown += text_[i] == U'\n' ? "⏎" : to_utf8(text_[i]);
  return shown;
}

std::string InputLine::shown_behind() const {
  std::string shown;
  for (std::size_t i = at_; i < text_.size(); ++i)
    shown += text_[i] == U'\n' ? "⏎" : to_utf8(text_[i]);
  return shown;
}

}  // namespace client::tui
