#include "host/attributes.h"

#include <utility>

namespace host {
namespace {

void add_color(std::string& out, const Color& color, bool foreground) {
  if (color.kind == Color::standard) return;
  if (color.kind == Color::rgb) {
    out += foreground ? ";38;2;" : ";48;2;";
    out += std::to_string(color.red) + ";" + std::to_string(color.green) + ";" +
           std::to_string(color.blue);
    return;
  }
  const int index = color.red;
  if (index < 8) {
    out += ";" + std::to_string((foreground ? 30 : 40) + index);
  } else if (index < 16) {
    out += ";" + std::to_string((foreground ? 90 : 100) + index - 8);
  } else {
    out += (foreground ? ";38;5;" : ";48;5;") + std::to_string(index);
  }
}

// How many parameters, from `at`, a colour takes: 38;5;n, 38;2;r;g;b, or one with its
// sub-parameters.
std::size_t color_length(const Csi& sgr, std::size_t at) {
  std::size_t length = 1;
  while (at + length < sgr.count && sgr.parameters[at + length].sub) ++length;
  if (length > 1) return length;
  const int form = sgr.at(at + 1, 0);
  length = form == 5 ? 3 : form == 2 ? 5 : 1;
  return std::min(length, sgr.count - at);
}

void set_bit(int& extra, std::uint16_t bit, bool on) {
  const int mask = font_of(bit);
  extra = on ? extra | mask : extra & ~mask;
}

// Whether `value` changes one of the three that libvterm does not know.
bool change_extra(int value, int& extra) {
  switch (value) {
    case 0: extra = 0; return false;  // libvterm resets the font itself
    case 2: set_bit(extra, kDim, true); return true;
    case 22: set_bit(extra, kDim, false); return true;
    case 8: set_bit(extra, kConceal, true); return true;
    case 28: set_bit(extra, kConceal, false); return true;
    case 53: set_bit(extra, kOverline, true); return true;
    case 55: set_bit(extra, kOverline, false); return true;
    default: return false;
  }
}

void append_parameters(std::string& out, const Csi& sgr, std::size_t from, std::size_t count) {
  for (std::size_t i = from; i < from + count; ++i) {
    if (i > from || !out.empty()) out += sgr.parameters[i].sub ? ':' : ';';
    if (sgr.parameters[i].value >= 0) out += std::to_string(sgr.parameters[i].value);
  }
}

}  // namespace

std::string to_sgr(const Attributes& attributes) {
  if (attributes == Attributes{}) return "\x1b[m";
  std::string out = "\x1b[0";
  const std::uint16_t bits = attributes.bits;
  if (bits & kBold) out += ";1";
  if (bits & kDim) out += ";2";
  if (bits & kItalic) out += ";3";
  const int underline = (bits & kUnderlineMask) / kUnderline;
  if (underline == 1) out += ";4";
  if (underline == 2) out += ";21";
  if (underline == 3) out += ";4:3";
  if (bits & kBlink) out += ";5";
  if (bits & kReverse) out += ";7";
  if (bits & kConceal) out += ";8";
  if (bits & kStrike) out += ";9";
  if (bits & kOverline) out += ";53";
  add_color(out, attributes.foreground, true);
  add_color(out, attributes.background, false);
  return out + "m";
}

std::string rewrite_sgr(const Csi& sgr, int& extra) {
  std::string done, kept;
  std::size_t used = 0;  // of libvterm's parameters, by `kept`
  bool changed = false;
  for (std::size_t i = 0; i < sgr.count;) {
    const int value = sgr.at(i, 0);
    std::size_t length = 1;
    if (value == 38 || value == 48 || value == 58) {
      length = color_length(sgr, i);
    } else {
      while (i + length < sgr.count && sgr.parameters[i + length].sub) ++length;
    }
    // Fonts and underline colours: no viewer shows the former, libvterm misreads the latter.
    const bool dropped =
        value == 58 || value == 59 || (value >= 10 && value <= 20) || length >= kMaxParameters;
    if (used + length >= kMaxParameters && !kept.empty()) {  // one is left for the font
      done += "\x1b[" + std::exchange(kept, {}) + "m";
      used = 0;
      changed = true;
    }
    if (change_extra(value, extra) || dropped) {
      changed = true;
      if (value == 22) kept += kept.empty() ? "22" : ";22";  // also the end of bold
    } else {
      append_parameters(kept, sgr, i, length);
      if (value == 0 && kept.empty()) kept = "0";
    }
    used += length;
    i += length;
  }
  if (sgr.count == 0) extra = 0;
  if (!changed) return {};
  if (!kept.empty()) kept += ';';
  return done + "\x1b[" + kept + std::to_string(10 + extra) + "m";
}

}  // namespace host
