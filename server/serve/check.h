// What the codec cannot see about parameters: lengths, ranges, words. Each fails with
// invalid_argument and the place in detail["path"], as the codec does. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace serve::check {

inline constexpr std::size_t kMaxText = 1U << 20;  // prompts, reasons, bodies, plans
// Typed into a terminal: it has to fit the host's frame, also when every byte needs an escape.
inline constexpr std::size_t kMaxSent = 128U << 10;
inline constexpr std::size_t kMaxLine = 1000;  // titles and names
inline constexpr std::size_t kMaxName = 256;   // ids, tokens, keys, agents
inline constexpr std::size_t kMaxPath = 4096;
inline constexpr std::size_t kMaxList = 1000;

base::Status text(std::string_view path, std::string_view value, std::size_t limit = kMaxText);
// Not empty, not only blanks.
base::Status some_text(std::string_view path, std::string_view value, std::size_t limit = kMaxText);
// The same, on one line.
base::Status line(std::string_view path, std::string_view value, std::size_t limit = kMaxLine);
base::Status range(std::string_view path, std::int64_t value, std::int64_t low, std::int64_t high);

// "P0" … "P3" → 0 … 3.
base::Result<int> priority(std::string_view path, std::string_view value);
// "app-3"; anything else is not_found, saying what an id looks like.
base::Result<base::SessionId> session_id(std::string_view value);
// Relative, without "..", an empty part or a zero byte: it names a file inside the worktree.
base::Status inner_path(std::string_view path, std::string_view value);

}  // namespace serve::check
