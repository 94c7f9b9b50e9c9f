// The lines that have left the screen at its top, as compact lines in blocks of some kilobytes, so
// that 10,000 coloured lines take less than 2 MB and no allocation each.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace host {

class Scrollback {
 public:
  explicit Scrollback(std::size_t limit) : limit_(limit) {}

  void push(std::string_view line);  // drops the oldest beyond the limit
  std::string pop();                 // the newest; empty when there is none
  void clear();
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t limit() const { return limit_; }
  // Oldest first. O(blocks).
  [[nodiscard]] std::string_view line(std::size_t index) const;
  template <class Visit>
  void for_each(std::size_t from, Visit visit) const {
    for (const Block& block : blocks_) {
      const std::size_t lines = block.ends.size() - block.dropped;
      for (std::size_t i = from; i < lines; ++i) visit(block.at(block.dropped + i));
      from -= std::min(from, lines);
    }
  }
  [[nodiscard]] std::size_t memory() const;

 private:
  static constexpr std::size_t kBlock = 16 * 1024;
  struct Block {
    std::string bytes;
    std::vector<std::uint32_t> ends;
    std::size_t dropped = 0;  // lines at the front that are gone
    [[nodiscard]] std::string_view at(std::size_t i) const {
      const std::size_t start = i == 0 ? 0 : ends[i - 1];
      return std::string_view(bytes).substr(start, ends[i] - start);
    }
  };
  std::deque<Block> blocks_;
  std::size_t limit_;
  std::size_t size_ = 0;
};

}  // namespace host
