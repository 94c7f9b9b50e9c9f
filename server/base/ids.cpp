#include "base/ids.h"

#include <random>

namespace base {

std::uint64_t random_u64() {
  thread_local std::random_device source;
  return (std::uint64_t{source()} << 32) | source();
}

std::string random_crockford(std::size_t length) {
  static constexpr char kAlphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += kAlphabet[random_u64() & 31];
  return text;
}

std::string random_uuid() {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  for (char& c : text) {
    if (c == 'x') c = kHex[random_u64() & 15];
    if (c == 'y') c = kHex[8 | (random_u64() & 3)];
  }
  return text;
}

}  // namespace base
