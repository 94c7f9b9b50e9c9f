// What one owner remembers of the ticket files for the next one, so that thousands need not be read
// and parsed again. A help and never the truth: an entry counts for a file that still has its very
// stamp; any other file is read. Bytes in, bytes out; no I/O.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "platform/files.h"
#include "rules/ticket.h"

namespace tickets {

struct Remembered {
  platform::FileStamp stamp;
  rules::Ticket ticket;
};

class IndexWriter {
 public:
  // `parser` names the program that parsed: another one may read the same text differently.
  explicit IndexWriter(std::string_view parser);
  void add(const platform::FileStamp& stamp, const rules::Ticket& ticket);
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Nothing when the bytes are no whole index of this parser.
std::vector<Remembered> read_index(std::string_view bytes, std::string_view parser);

}  // namespace tickets
