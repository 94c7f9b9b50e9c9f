#include "host/compact_line.h"

#include <algorithm>
#include <utility>

namespace host {
namespace {

enum Marker : char { kAttributes = 1, kBlanks = 2, kWide = 3, kJoins = 4 };

std::size_t bytes_of(Color::Kind kind) {
  return kind == Color::rgb ? 3 : kind == Color::indexed ? 1 : 0;
}

void put_color(std::string& out, const Color& color) {
  const std::size_t count = bytes_of(color.kind);
  if (count >= 1) out.push_back(static_cast<char>(color.red));
  if (count == 3) {
    out.push_back(static_cast<char>(color.green));
    out.push_back(static_cast<char>(color.blue));
  }
}

void put_u16(std::string& out, unsigned value) {
  out.push_back(static_cast<char>(value & 0xFFU));
  out.push_back(static_cast<char>(value >> 8U));
}

// Reads an encoded line; each step is a change of attributes, blanks, or one character.
class Reader {
 public:
  explicit Reader(std::string_view line) : rest_(line) {}
  Attributes attributes;
  int blanks = 0;  // of this step
  bool attributes_changed = false;
  bool wide = false, joins = false;
  std::string_view character;

  bool step() {
    blanks = 0;
    attributes_changed = wide = joins = false;
    character = {};
    while (!rest_.empty()) {
      const char byte = rest_.front();
      if (byte == kWide || byte == kJoins) {
        (byte == kWide ? wide : joins) = true;
        rest_.remove_prefix(1);
        continue;
      }
      if (byte == kAttributes) return read_attributes();
      if (byte == kBlanks) {
        rest_.remove_prefix(1);
        blanks = static_cast<int>(u16());
        return true;
      }
      const auto lead = static_cast<unsigned char>(byte);
      const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
      character = rest_.substr(0, length);
      rest_.remove_prefix(character.size());
      return true;
    }
    return false;
  }

 private:
  unsigned u8() {
    if (rest_.empty()) return 0;
    const auto value = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  unsigned u16() {
    const unsigned low = u8();
    return low | (u8() << 8U);
  }
  Color color(unsigned kind) {
    Color out;
    out.kind = static_cast<Color::Kind>(kind);
    const std::size_t count = bytes_of(out.kind);
    if (count >= 1) out.red = static_cast<std::uint8_t>(u8());
    if (count == 3) {
      out.green = static_cast<std::uint8_t>(u8());
      out.blue = static_cast<std::uint8_t>(u8());
    }
    return out;
  }
  bool read_attributes() {
    rest_.remove_prefix(1);
    const unsigned packed = u16();
    attributes.bits = packed & 0x3FFU;
    attributes.foreground = color((packed >> 10U) & 3U);
    attributes.background = color((packed >> 12U) & 3U);
    attributes_changed = true;
    return true;
  }
  std::string_view rest_;
};

char32_t decode_utf8(std::string_view character) {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(character[i]));
  };
  if (character.size() <= 1) return character.empty() ? U' ' : byte(0);
  char32_t code = byte(0) & (0xFFU >> (character.size() + 1));
  for (std::size_t i = 1; i < character.size(); ++i) code = (code << 6U) | (byte(i) & 0x3FU);
  return code;
}

// Only the background of an erased cell shows.
Attributes erased(const Attributes& attributes) { return {0, {}, attributes.background}; }

}  // namespace

void append_utf8(std::string& out, char32_t code) {
  const auto put = [&](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

void LineEncoder::set(const Attributes& attributes) {
  if (attributes == current_) return;
  current_ = attributes;
  bytes_.push_back(kAttributes);
  put_u16(bytes_, attributes.bits | static_cast<unsigned>(attributes.foreground.kind << 10) |
                      static_cast<unsigned>(attributes.background.kind << 12));
  put_color(bytes_, attributes.foreground);
  put_color(bytes_, attributes.background);
}

void LineEncoder::flush_blanks() {
  if (blanks_ == 0) return;
  set(blank_attributes_);
  bytes_.push_back(kBlanks);
  put_u16(bytes_, static_cast<unsigned>(blanks_));
  blanks_ = 0;
}

void LineEncoder::add(std::u32string_view text, int width, const Attributes& attributes) {
  if (text.empty()) {
    const Attributes shown = erased(attributes);
    if (blanks_ > 0 && shown != blank_attributes_) flush_blanks();
    blank_attributes_ = shown;
    ++blanks_;
    return;
  }
  flush_blanks();
  set(attributes);
  if (width == 2) bytes_.push_back(kWide);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0) bytes_.push_back(kJoins);
    // A control character in a cell would be one for the viewer's terminal too.
    const bool control = text[i] < 0x20 || (text[i] >= 0x7F && text[i] < 0xA0) ||
                         text[i] > 0x10FFFF || (text[i] >= 0xD800 && text[i] < 0xE000);
    append_utf8(bytes_, control ? 0xFFFD : text[i]);
  }
}

std::string LineEncoder::finish() {
  if (blank_attributes_.background.kind != Color::standard) flush_blanks();
  blanks_ = 0;
  current_ = blank_attributes_ = {};
  return std::exchange(bytes_, {});
}

std::vector<Cell> decode_line(std::string_view line) {
  std::vector<Cell> cells;
  Reader in(line);
  while (in.step()) {
    for (int i = 0; i < in.blanks; ++i) cells.push_back({{}, 1, in.attributes});
    if (in.character.empty()) continue;
    const char32_t code = decode_utf8(in.character);
    if (in.joins && !cells.empty()) {
      cells.back().text.push_back(code);
    } else {
      cells.push_back({std::u32string(1, code), in.wide ? 2 : 1, in.attributes});
    }
  }
  return cells;
}

std::string text_of_line(std::string_view line) {
  std::string text;
  Reader in(line);
  while (in.step()) {
    text.append(static_cast<std::size_t>(in.blanks), ' ');
    text.append(in.character);
  }
  text.resize(text.find_last_not_of(' ') + 1);
  return text;
}

void paint_line(std::string_view line, std::string& out) {
  Reader in(line);
  bool plain = true;
  while (in.step()) {
    if (in.attributes_changed) {
      out += to_sgr(in.attributes);
      plain = in.attributes == Attributes{};
    }
    if (in.blanks > 0) {
      const std::string count = std::to_string(in.blanks);
      if (in.attributes.background.kind != Color::standard) out += "\x1b[" + count + "X";
      out += "\x1b[" + count + "C";
    }
    out.append(in.character);
  }
  if (!plain) out += "\x1b[m";
}

}  // namespace host
