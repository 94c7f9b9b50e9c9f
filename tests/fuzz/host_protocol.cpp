// Frames between a host and its clients: the same however the bytes are cut; and a message that was
// understood says the same when it is sent on.
#include "link/host_protocol.h"

#include <utility>
#include <vector>

#include "fuzz.h"

namespace {

using Frames = std::vector<std::pair<std::uint8_t, std::string>>;

Frames read(std::string_view bytes, std::size_t piece, bool& broken) {
  constexpr std::size_t kMaxPayload = 2000;
  ipc::FrameDecoder decoder(kMaxPayload);
  Frames frames;
  fuzz::in_pieces(bytes, piece, [&](std::string_view part) {
    decoder.append(part);
    while (true) {
      const auto frame = decoder.next();
      if (!frame) broken = true;
      if (!frame || !*frame) return;
      HOLDS(!broken && (*frame)->payload.size() <= kMaxPayload);
      frames.emplace_back((*frame)->type, (*frame)->payload);
    }
  });
  return frames;
}

template <class Message, class Parse>
void round_trip(const base::Result<std::optional<Message>>& message, Parse parse) {
  if (!message) HOLDS(message.error().code == base::ErrorCode::invalid_argument);
  if (!message || !*message) return;
  const std::string bytes = ipc::encode(**message);
  ipc::FrameDecoder decoder;
  decoder.append(bytes);
  const auto frame = decoder.next();
  HOLDS(frame && *frame && decoder.buffered() == 0);
  const auto again = parse(**frame);
  HOLDS(again && *again);
  HOLDS((*again)->index() == (*message)->index());
  HOLDS(ipc::encode(**again) == bytes);
}

}  // namespace

FUZZ_TARGET(input) {
  const std::size_t piece = input.choice() % 40;
  bool broken = false, broken_in_pieces = false;
  const Frames frames = read(input.text(), 0, broken);
  HOLDS(read(input.text(), piece, broken_in_pieces) == frames);
  HOLDS(broken == broken_in_pieces);
  for (const auto& [type, payload] : frames) {
    const ipc::Frame frame{type, payload};
    round_trip(ipc::parse_client(frame), ipc::parse_client);
    round_trip(ipc::parse_host(frame), ipc::parse_host);
  }
}
