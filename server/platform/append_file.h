// Appending to and reading from a file that several processes write: every append is whole, also
// when a writer before it died half-way.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace platform {

struct AppendLimit {
  std::uint64_t file_bytes = 0;  // at this size nothing more is appended but `last_line`
  std::string_view last_line;    // written once instead of the line that found the file full
};

enum class Appended { written, full };

// Appends `line` (its own line feed is added) under an exclusive flock, creating the file as 0600.
// A half line that a killed writer left is ended first. On a full disk the file is cut back to
// what it was. Blocks while another writer holds the lock. Thread-safe.
base::Result<Appended> append_line(const std::filesystem::path& file, std::string_view line,
                                   const AppendLimit& limit);

struct FileBytes {
  std::string bytes;  // what there is from the asked offset, at most the asked amount
  std::uint64_t file_size = 0;
  std::uint64_t inode = 0;  // 0: there is no such file
};

// Reads at most `max` bytes from `offset`. A missing file is empty, not an error.
base::Result<FileBytes> read_from(const std::filesystem::path& file, std::uint64_t offset,
                                  std::size_t max);

}  // namespace platform
