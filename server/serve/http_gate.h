// Who may speak HTTP to the owner. A page in a browser on this machine can reach the loopback,
// under a name of its own too (DNS rebinding): so the name it used, where it comes from, what form
// its body has and a token that only files of this user hold are looked at. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "serve/http_message.h"

namespace serve {

inline constexpr std::size_t kMaxHttpBody = 4U << 20;  // a text of check::kMaxText, escaped

struct HttpGate {
  std::uint16_t port = 0;
  std::string token;

  // What even /health asks for: forbidden for another Host than the loopback's with our port, and
  // for an Origin that is not us.
  [[nodiscard]] base::Status check_place(const HttpRequest& request) const;
  // unauthorized without `Authorization: Bearer TOKEN`; invalid_argument for a body that is not
  // JSON by its type, or too large.
  [[nodiscard]] base::Status check_call(const HttpRequest& request) const;
};

// Takes as long for a wrong text as for a right one of its length.
bool same_secret(std::string_view given, std::string_view secret);

}  // namespace serve
