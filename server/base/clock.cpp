#include "base/clock.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace base {
namespace {

std::int64_t read_clock(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return std::int64_t{t.tv_sec} * 1000 + t.tv_nsec / 1'000'000;
}

}  // namespace

Now now() { return {{read_clock(CLOCK_REALTIME)}, {read_clock(CLOCK_BOOTTIME)}}; }

std::string to_rfc3339(WallTime time) {
  std::int64_t seconds = time.ms / 1000;
  std::int64_t ms = time.ms % 1000;
  if (ms < 0) {
    ms += 1000;
    --seconds;
  }
  const std::time_t t = seconds;
  std::tm parts{};
  gmtime_r(&t, &parts);
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
                parts.tm_sec, static_cast<int>(ms));
  return text.data();
}

namespace {

// ".5" is 500; nothing for what is no fraction. Takes it off `rest`.
std::optional<int> take_millis(std::string_view& rest) {
  if (!rest.starts_with('.')) return 0;
  rest.remove_prefix(1);
  int ms = 0, digits = 0;
  while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
    if (digits++ < 3) ms = ms * 10 + (rest.front() - '0');
    rest.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 3; ++digits) ms *= 10;
  return ms;
}

}  // namespace

std::optional<WallTime> from_rfc3339(std::string_view text) {
  std::tm parts{};
  int end = 0;
  const std::string copy(text);
  const int fields =
      std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &parts.tm_year, &parts.tm_mon,
                  &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &end);
  if (fields != 6) return std::nullopt;
  std::string_view rest = text.substr(static_cast<std::size_t>(end));
  const auto ms = take_millis(rest);
  const auto within = [](int value, int low, int high) { return value >= low && value <= high; };
  const bool sound = ms && rest == "Z" && within(parts.tm_mon, 1, 12) &&
                     within(parts.tm_mday, 1, 31) && within(parts.tm_hour, 0, 23) &&
                     within(parts.tm_min, 0, 59) && within(parts.tm_sec, 0, 60);
  if (!sound) return std::nullopt;
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  return WallTime{std::int64_t{timegm(&parts)} * 1000 + *ms};
}

std::optional<Millis> parse_duration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0 || number > 1'000'000'000) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "ms") return Millis{number};
  if (unit == "s") return std::chrono::seconds{number};
  if (unit == "m") return std::chrono::minutes{number};
  if (unit == "h") return std::chrono::hours{number};
  if (unit == "d" && number <= 100'000) return std::chrono::hours{24 * number};
  return std::nullopt;
}

std::string ago(Millis age) {
  const std::int64_t seconds = age.count() / 1000;
  if (seconds < 1) return "now";
  if (seconds < 60) return std::to_string(seconds) + " s ago";
  if (seconds < 3600) return std::to_string(seconds / 60) + " min ago";
  if (seconds < 86400) return std::to_string(seconds / 3600) + " h ago";
  return std::to_string(seconds / 86400) + " d ago";
}

}  // namespace base
