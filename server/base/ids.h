// Names of things. Each kind of id is its own type, so that a ticket's id cannot be passed where a
// session's is wanted.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace base {

template <class Tag>
struct Id {
  std::string value;
  auto operator<=>(const Id&) const = default;
  [[nodiscard]] bool empty() const { return value.empty(); }
};

using SessionId = Id<struct SessionTag>;  // "app-3"
using TicketId = Id<struct TicketTag>;    // "FEAT-7K2QD"
using ReviewId = Id<struct ReviewTag>;    // "R-…"

// `length` random characters of Crockford's base32 (0-9 A-Z without I L O U), from the
// operating system's random source. Thread-safe.
std::string random_crockford(std::size_t length);
// A random 64-bit number; used for epochs and tokens.
std::uint64_t random_u64();
// A random (version 4) UUID in lower case; agents take it as their conversation's id.
std::string random_uuid();

}  // namespace base

template <class Tag>
struct std::hash<base::Id<Tag>> {
  std::size_t operator()(const base::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.value);
  }
};
