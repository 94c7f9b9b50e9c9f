#include "host/skim.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace host {
namespace {

// Reads plain output; stops at the first byte that is anything else.
class PlainReader {
 public:
  struct LineEnd {
    std::size_t offset;  // behind the line feed
    bool at_column_0;
  };
  std::vector<LineEnd> line_ends;

  // False: something that is not plain began.
  bool read(std::string_view chunk) {
    for (const char byte : chunk) {
      ++offset_;
      if (!step(byte)) return false;
    }
    return true;
  }

 private:
  bool step(char byte) {
    const auto code = static_cast<unsigned char>(byte);
    switch (state_) {
      case State::text:
        if (code >= 0x20) {
          previous_ = byte;
          return true;
        }
        if (byte == 0x1b) {
          state_ = State::escape;
          return true;
        }
        if (byte == '\n') line_ends.push_back({offset_, previous_ == '\r'});
        previous_ = byte;
        return byte == '\n' || byte == '\r' || byte == '\t' || byte == '\b' || byte == '\a';
      case State::escape: state_ = State::csi; return byte == '[';
      case State::csi:
        if ((byte >= '0' && byte <= '9') || byte == ';' || byte == ':') return true;
        state_ = State::text;
        return byte == 'm';
    }
    return false;
  }
  enum class State { text, escape, csi };
  State state_ = State::text;
  char previous_ = 0;
  std::size_t offset_ = 0;
};

// Collects the SGR sequences of plain text that still count: none before one that resets
// everything, and of equal ones the last, because it does again what the others did.
class AttributeReader {
 public:
  void read(std::string_view chunk) {
    while (!chunk.empty()) {
      if (open_.empty()) {
        const std::size_t at = chunk.find('\x1b');
        if (at == std::string_view::npos) return;
        chunk.remove_prefix(at);
      }
      const std::size_t end = chunk.find('m');
      open_.append(chunk.substr(0, end == std::string_view::npos ? end : end + 1));
      if (end == std::string_view::npos) return;
      chunk.remove_prefix(end + 1);
      add();
    }
  }

  [[nodiscard]] std::string attributes() const {
    std::vector<std::pair<std::size_t, std::string_view>> ordered;
    ordered.reserve(last_.size());
    for (const auto& [sequence, order] : last_) ordered.emplace_back(order, sequence);
    std::ranges::sort(ordered);
    std::string all;
    for (const auto& [order, sequence] : ordered) all += sequence;
    return all;
  }

 private:
  void add() {
    const std::string_view body = std::string_view(open_).substr(2, open_.size() - 3);
    if (body.empty() || body == "0" || body.starts_with("0;")) last_.clear();
    last_[open_] = ++order_;
    open_.clear();
  }
  std::string open_;
  std::unordered_map<std::string, std::size_t> last_;
  std::size_t order_ = 0;
};

}  // namespace

Skim skim(const std::vector<std::string_view>& chunks, std::size_t keep) {
  PlainReader reader;
  for (const std::string_view chunk : chunks)
    if (!reader.read(chunk)) break;
  Skim out;
  const auto& ends = reader.line_ends;
  if (ends.size() <= keep) return out;
  for (std::size_t i = ends.size() - keep; i > 0; --i) {
    if (!ends[i - 1].at_column_0) continue;  // the column would have to be known
    out.bytes = ends[i - 1].offset;
    break;
  }
  AttributeReader attributes;
  std::size_t left = out.bytes;
  for (const std::string_view chunk : chunks) {
    attributes.read(chunk.substr(0, left));
    left -= std::min(left, chunk.size());
    if (left == 0) break;
  }
  out.attributes = attributes.attributes();
  return out;
}

}  // namespace host
