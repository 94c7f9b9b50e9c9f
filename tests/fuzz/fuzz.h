// What the fuzz targets share: a property that must hold, and choices taken from the input.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

// Ends the run when the property does not hold; libFuzzer then keeps the input.
#define HOLDS(property)                                           \
  do {                                                            \
    if (!(property)) fuzz::broken(__FILE__, __LINE__, #property); \
  } while (false)

namespace fuzz {

[[noreturn]] inline void broken(const char* file, int line, const char* property) {
  std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, property);
  std::abort();
}

// The input as text. Choices are taken from its end, so that its beginning stays what people would
// write: a seed can be any real file.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size)
      : text_(reinterpret_cast<const char*>(data), size) {}

  // 0 when nothing is left.
  std::size_t choice() {
    if (text_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(text_.back());
    text_.remove_suffix(1);
    return byte;
  }
  // The text up to the first `separator`, which is dropped; all of it when there is none.
  std::string_view until(char separator) {
    const std::size_t end = text_.find(separator);
    const std::string_view before = text_.substr(0, end);
    text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
    return before;
  }
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// Calls `take` with the text in pieces of at most `size` bytes; 0: in one.
template <class Take>
void in_pieces(std::string_view text, std::size_t size, Take take) {
  if (size == 0) size = text.size() + 1;
  for (std::size_t at = 0; at < text.size(); at += size) take(text.substr(at, size));
}

}  // namespace fuzz

#define FUZZ_TARGET(input)                                                            \
  static void run_target(fuzz::Input input);                                          \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);  \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    run_target(fuzz::Input(data, size));                                              \
    return 0;                                                                         \
  }                                                                                   \
  static void run_target(fuzz::Input input)
