// Time, twice: wall time for people and records, monotonic time for durations. Neither is read in
// rules/: they are handed in.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

using Millis = std::chrono::milliseconds;

// Milliseconds since 1970-01-01 UTC; may jump.
struct WallTime {
  std::int64_t ms = 0;
  auto operator<=>(const WallTime&) const = default;
};

// Milliseconds of CLOCK_BOOTTIME (counts suspend): comparable within one boot only.
struct MonoTime {
  std::int64_t ms = 0;
  auto operator<=>(const MonoTime&) const = default;
};
inline MonoTime operator+(MonoTime t, Millis d) { return {t.ms + d.count()}; }
inline Millis operator-(MonoTime a, MonoTime b) { return Millis{a.ms - b.ms}; }

struct Now {
  WallTime wall;
  MonoTime mono;
};

Now now();

// "2026-11-21T08:45:00.123Z" (RFC 3339, UTC, milliseconds).
std::string to_rfc3339(WallTime time);
std::optional<WallTime> from_rfc3339(std::string_view text);

// "500ms", "3s", "5m", "2h", "30d": the configuration's durations. Nothing for anything else.
std::optional<Millis> parse_duration(std::string_view text);

// "3 s ago", "5 min ago": for evidence lines.
std::string ago(Millis age);

}  // namespace base
