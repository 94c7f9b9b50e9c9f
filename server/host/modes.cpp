#include "host/modes.h"

#include <algorithm>

#include "base/text.h"

namespace host {
namespace {

constexpr std::size_t kMaxModes = 128;  // a program may set any number; honest ones use a dozen
constexpr std::size_t kMaxStack = 16;
constexpr std::size_t kMaxColors = 300;
constexpr std::size_t kMaxTitle = 1024;

bool default_of(int mode) { return mode == 7 || mode == 25; }
bool is_mouse(int mode) { return mode == 9 || (mode >= 1000 && mode <= 1003 && mode != 1001); }
bool is_mouse_encoding(int mode) {
  return mode == 1005 || mode == 1006 || mode == 1015 || mode == 1016;
}

std::string set_mode(int mode, bool on) {
  return "\x1b[?" + std::to_string(mode) + (on ? "h" : "l");
}

std::string osc(const std::string& body) { return "\x1b]" + body + "\x1b\\"; }

}  // namespace

void Modes::set_private(int mode, bool on) {
  if (is_mouse(mode)) {
    mouse_ = on ? mode : 0;
  } else if (is_mouse_encoding(mode)) {
    mouse_encoding_ = on ? mode : 0;
  } else if (private_.contains(mode) || private_.size() < kMaxModes) {
    private_[mode] = on;
  }
}

bool Modes::get_private(int mode) const {
  if (is_mouse(mode)) return mouse_ == mode;
  if (is_mouse_encoding(mode)) return mouse_encoding_ == mode;
  const auto it = private_.find(mode);
  return it == private_.end() ? default_of(mode) : it->second;
}

void Modes::set_ansi(int mode, bool on) {
  if (mode == 4 || mode == 20) ansi_[mode] = on;
}

bool Modes::get_ansi(int mode) const {
  const auto it = ansi_.find(mode);
  return it != ansi_.end() && it->second;
}

void Modes::kitty(const Csi& sequence, bool alternate) {
  Kitty& keys = kitty_[alternate ? 1 : 0];
  if (sequence.leader == '>') {
    if (keys.stack.size() == kMaxStack) keys.stack.erase(keys.stack.begin());
    keys.stack.push_back(keys.flags);
    keys.flags = sequence.at(0, 0);
  } else if (sequence.leader == '<') {
    for (int i = std::max(1, sequence.at(0, 1)); i > 0; --i) {
      keys.flags = keys.stack.empty() ? 0 : keys.stack.back();
      if (keys.stack.empty()) break;
      keys.stack.pop_back();
    }
  } else {
    const int flags = sequence.at(0, 0);
    const int how = sequence.at(1, 1);
    keys.flags = how == 2 ? keys.flags | flags : how == 3 ? keys.flags & ~flags : flags;
  }
}

void Modes::other_keys(const Csi& sequence) {
  if (sequence.count == 0) return other_keys_.clear();
  const int resource = sequence.at(0, 0);
  if (resource < 0 || resource > 8) return;
  if (sequence.at(1, 0) == 0) {
    other_keys_.erase(resource);
  } else {
    other_keys_[resource] = sequence.at(1, 0);
  }
}

void Modes::push_title() {
  if (titles_.size() == kMaxStack) titles_.erase(titles_.begin());
  titles_.push_back(title_);
}

void Modes::pop_title() {
  if (titles_.empty()) return;
  title_ = titles_.back();
  titles_.pop_back();
}

void Modes::set_color(int command, std::string_view body) {
  if (command == 104 || (command >= 110 && command <= 119)) {
    const std::string prefix = command == 104 ? "4;" : std::to_string(command - 100);
    std::erase_if(colors_, [&](const auto& entry) { return entry.first.starts_with(prefix); });
    return;
  }
  // "4;7;#fff" keeps the index in its key; "10;#fff" does not have one.
  const std::size_t cut = command == 4 ? body.find(';', body.find(';') + 1) : body.find(';');
  if (cut == std::string_view::npos || body.size() > 128) return;
  const std::string key(body.substr(0, cut));
  if (colors_.contains(key) || colors_.size() < kMaxColors)
    colors_[key] = std::string(body.substr(cut + 1));
}

void Modes::soft_reset() {
  for (const int mode : {1, 6, 66}) private_[mode] = false;
  private_[25] = private_[7] = true;
  ansi_[4] = false;
}

void Modes::hard_reset() {
  const std::string title = title_;
  *this = Modes();
  title_ = title;
}

int Modes::report(int mode, bool ansi) const {
  if (ansi) return mode == 4 || mode == 20 ? (get_ansi(mode) ? 1 : 2) : 0;
  static constexpr int kKnown[] = {1, 5, 6, 7, 12, 25, 45, 66, 1004, 1007, 2004, 2026};
  const bool known = is_mouse(mode) || is_mouse_encoding(mode) || private_.contains(mode) ||
                     std::ranges::find(kKnown, mode) != std::end(kKnown);
  return known ? (get_private(mode) ? 1 : 2) : 0;
}

std::string Modes::defaults(bool fresh) {
  std::string out = "\x1b[?2026l\x1b[?1049l\x1b[!p\x1b[m\x0f\x1b(B\x1b)B\x1b*B\x1b+B\x1b[r";
  for (const int mode : {1, 5, 6, 12, 45, 66, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 2004, 2031})
    out += set_mode(mode, false);
  out += "\x1b[?7h\x1b[4l\x1b[20l\x1b>\x1b[0 q\x1b[>4m\x1b]8;;\x1b\\";
  if (!fresh) out += "\x1b[<16u\x1b]104\x1b\\\x1b]110\x1b\\\x1b]111\x1b\\\x1b]112\x1b\\";
  return out;
}

std::string Modes::replay(bool alternate) const {
  std::string out;
  for (const auto& [mode, on] : private_)
    if (on != default_of(mode) && mode != 6) out += set_mode(mode, on);
  if (mouse_ != 0) out += set_mode(mouse_, true);
  if (mouse_encoding_ != 0) out += set_mode(mouse_encoding_, true);
  if (get_ansi(20)) out += "\x1b[20h";
  out += replay_keyboard(alternate);
  for (const auto& [resource, value] : other_keys_)
    out += "\x1b[>" + std::to_string(resource) + ";" + std::to_string(value) + "m";
  if (cursor_shape_ != 0) out += "\x1b[" + std::to_string(cursor_shape_) + " q";
  for (const auto& [key, value] : colors_) out += osc(base::printable(key + ";" + value));
  for (const std::string& title : titles_)
    out += osc("2;" + base::printable(title, kMaxTitle)) + "\x1b[22;0;0t";
  if (!icon_.empty()) out += osc("1;" + base::printable(icon_, kMaxTitle));
  if (!title_.empty() || !titles_.empty()) out += osc("2;" + base::printable(title_, kMaxTitle));
  return out;
}

std::string Modes::replay_keyboard(bool alternate) const {
  const Kitty& keys = kitty_[alternate ? 1 : 0];
  std::string out;
  for (const int flags : keys.stack) out += "\x1b[=" + std::to_string(flags) + ";1u\x1b[>u";
  if (keys.flags != 0) out += "\x1b[=" + std::to_string(keys.flags) + ";1u";
  return out;
}

}  // namespace host
