// Content-Length framing: the same bodies come out however the bytes are cut, and what was framed
// comes back.
#include <vector>

#include "fuzz.h"
#include "wire/frame.h"

namespace {

struct Seen {
  std::vector<std::string> bodies;
  bool broken = false;
  bool operator==(const Seen&) const = default;
};

Seen read(std::string_view bytes, std::size_t piece) {
  constexpr std::size_t kMaxBody = 1000;
  wire::FrameReader reader(kMaxBody);
  Seen seen;
  fuzz::in_pieces(bytes, piece, [&](std::string_view part) {
    reader.feed(part);
    while (true) {
      auto body = reader.next();
      if (!body) {
        HOLDS(body.error().code == base::ErrorCode::invalid_argument);
        seen.broken = true;
        return;
      }
      HOLDS(!seen.broken);
      if (!*body) return;
      HOLDS((*body)->size() <= kMaxBody);
      seen.bodies.push_back(std::move(**body));
    }
  });
  return seen;
}

}  // namespace

FUZZ_TARGET(input) {
  const std::size_t piece = input.choice() % 40;
  const Seen whole = read(input.text(), 0);
  HOLDS(read(input.text(), piece) == whole);

  std::string framed;
  for (const std::string& body : whole.bodies) framed += *wire::make_frame(body);
  const Seen again = read(framed, piece);
  HOLDS(!again.broken && again.bodies == whole.bodies);
}
