#include "host/scrollback.h"

#include <algorithm>

namespace host {

void Scrollback::push(std::string_view line) {
  if (limit_ == 0) return;
  if (blocks_.empty() || blocks_.back().bytes.size() + line.size() > kBlock) {
    if (!blocks_.empty()) {
      blocks_.back().bytes.shrink_to_fit();
      blocks_.back().ends.shrink_to_fit();
    }
    blocks_.emplace_back();
    blocks_.back().bytes.reserve(std::max(kBlock, line.size()));
  }
  Block& block = blocks_.back();
  block.bytes.append(line);
  block.ends.push_back(static_cast<std::uint32_t>(block.bytes.size()));
  if (++size_ <= limit_) return;
  --size_;
  Block& oldest = blocks_.front();
  if (++oldest.dropped == oldest.ends.size()) blocks_.pop_front();
}

std::string Scrollback::pop() {
  if (size_ == 0) return {};
  Block& block = blocks_.back();
  std::string line(block.at(block.ends.size() - 1));
  block.ends.pop_back();
  block.bytes.resize(block.ends.empty() ? 0 : block.ends.back());
  --size_;
  if (block.ends.size() <= block.dropped) blocks_.pop_back();
  return line;
}

void Scrollback::clear() {
  blocks_.clear();
  blocks_.shrink_to_fit();
  size_ = 0;
}

std::string_view Scrollback::line(std::size_t index) const {
  for (const Block& block : blocks_) {
    const std::size_t lines = block.ends.size() - block.dropped;
    if (index < lines) return block.at(block.dropped + index);
    index -= lines;
  }
  return {};
}

std::size_t Scrollback::memory() const {
  std::size_t total = 0;
  for (const Block& block : blocks_)
    total += sizeof block + block.bytes.capacity() + block.ends.capacity() * sizeof(std::uint32_t);
  return total;
}

}  // namespace host
