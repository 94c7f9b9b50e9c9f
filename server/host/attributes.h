// How a character looks, and the SGR sequences for that. libvterm 0.1.4 knows neither dim,
// concealed nor overlined text; its `font` attribute, which nothing else uses, carries them as
// three bits.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "host/vt_scanner.h"

namespace host {

struct Color {
  enum Kind : std::uint8_t { standard, indexed, rgb };
  Kind kind = standard;
  std::uint8_t red = 0;  // or the index
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const Color&) const = default;
};

enum AttributeBit : std::uint16_t {
  kBold = 1,
  kUnderline = 2,  // two bits: 1 single, 2 double, 3 curly
  kUnderlineMask = 6,
  kItalic = 8,
  kBlink = 16,
  kReverse = 32,
  kStrike = 64,
  kDim = 128,
  kConceal = 256,
  kOverline = 512,
};

struct Attributes {
  std::uint16_t bits = 0;
  Color foreground, background;
  bool operator==(const Attributes&) const = default;
};

// The sequence that sets exactly these, whatever was set before.
std::string to_sgr(const Attributes& attributes);

// The three that travel in libvterm's font number.
inline constexpr int font_of(std::uint16_t bits) { return (bits >> 7) & 7; }
inline constexpr std::uint16_t bits_of_font(int font) {
  return static_cast<std::uint16_t>((font & 7) << 7);
}

// libvterm 0.1.4 writes past its end for a CSI sequence with more parameters than these.
inline constexpr std::size_t kMaxParameters = 16;

// An SGR sequence as libvterm understands it: what it does not know is put into the font number or
// left out (it would misread the parts of an underline colour). `extra` is the font number before,
// and after. A long one becomes several. Empty: pass the sequence on as it is.
std::string rewrite_sgr(const Csi& sgr, int& extra);

}  // namespace host
