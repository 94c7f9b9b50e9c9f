// Keys out of the bytes that a terminal sends. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace demo {

struct Key {
  enum class Kind { text, paste, enter, escape, up, down, erase, erase_line, interrupt, end };
  Kind kind = Kind::text;
  std::string text;  // of `text` and `paste`
  bool operator==(const Key&) const = default;
};

// Takes bytes in pieces of any size.
class KeyReader {
 public:
  std::vector<Key> feed(std::string_view bytes);
  // Nothing more came for a while: an escape byte that waited for more was the Esc key.
  std::vector<Key> flush();
  [[nodiscard]] bool waits() const { return !buffer_.empty(); }

 private:
  // The bytes used by the key at the start of `buffer_`; 0: more are needed.
  std::size_t next(std::vector<Key>& keys);
  std::size_t escape_sequence(std::vector<Key>& keys);

  std::string buffer_;
};

}  // namespace demo
