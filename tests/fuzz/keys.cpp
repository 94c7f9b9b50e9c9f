// What a viewer's terminal sends: no byte is lost, added or moved on the way to the program, and
// where the bytes are cut does not change what they are taken for (a cut right behind ESC, or
// behind the first byte after it, does: then those were keys of their own).
#include "base/text.h"
#include "fuzz.h"
#include "host/input_scan.h"

namespace {

using Pieces = std::vector<host::InputPiece>;

void append(Pieces& all, const Pieces& more) {
  for (const host::InputPiece& piece : more) {
    HOLDS(!piece.bytes.empty());
    if (all.empty() || all.back().kind != piece.kind) {
      all.push_back(piece);
    } else {
      all.back().bytes += piece.bytes;
    }
  }
}

Pieces scan(std::string_view first, std::string_view second) {
  host::InputScanner scanner;
  Pieces all;
  append(all, scanner.feed(first));
  if (!second.empty()) append(all, scanner.feed(second));
  std::string bytes;
  for (const host::InputPiece& piece : all) bytes += piece.bytes;
  // What is held back is the beginning of something.
  const std::string sent = std::string(first) + std::string(second);
  HOLDS(sent.starts_with(bytes));
  HOLDS(bytes.size() == sent.size() || sent[bytes.size()] == '\x1b');
  return all;
}

bool same(const Pieces& a, const Pieces& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].kind != b[i].kind || a[i].bytes != b[i].bytes) return false;
  }
  return true;
}

}  // namespace

FUZZ_TARGET(input) {
  const std::size_t cut = input.choice();
  const std::string_view bytes = input.text();
  const std::string_view first = bytes.substr(0, std::min(cut, bytes.size()));
  const Pieces whole = scan(bytes, {});
  const Pieces parts = scan(first, bytes.substr(first.size()));
  const std::size_t escape = first.rfind('\x1b');
  const bool in_key = escape != std::string_view::npos && first.size() - escape <= 2;
  HOLDS(in_key || same(parts, whole));

  const std::string pasted = host::pasteable(base::to_valid_utf8(bytes));
  HOLDS(pasted.find_first_of("\x1b\x03\n\x7f") == std::string::npos);
  HOLDS(host::pasteable(pasted) == pasted);
}
