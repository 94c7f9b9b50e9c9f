// Files, with the promises a record needs: whole or not there, on the disk before the call
// returns, never over something else. Paths are taken as they are; who builds one from foreign
// text checks it first. Everything here blocks and is thread-safe.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace platform {

// The bytes of a regular file. not_found; invalid_argument when it is larger than `max_bytes` or
// is no regular file (a FIFO would block for ever).
base::Result<std::string> read_file(const std::filesystem::path& file,
                                    std::size_t max_bytes = 64U << 20);

// Writes beside the file, syncs, renames over it, syncs the folder: a reader and a crash see the
// old bytes or the new ones. Without a mode an existing file's is kept, else 0644. A symlink is
// replaced, not followed.
base::Status write_atomic(const std::filesystem::path& file, std::string_view bytes,
                          std::optional<unsigned> mode = std::nullopt);

// Removes what a process that died within write_atomic or create_exclusive left in the folder. Call
// while nobody else writes there.
void remove_temporary_files(const std::filesystem::path& folder);

// Renames within one file system. conflict when `to` exists, not_found without `from`; nothing is
// ever overwritten. Both folders are synced.
base::Status rename_noreplace(const std::filesystem::path& from, const std::filesystem::path& to);

// A new file that appears with all its bytes at once; conflict when the name is taken.
base::Status create_exclusive(const std::filesystem::path& file, std::string_view bytes,
                              unsigned mode = 0644);
// Many such files, in little more time than one takes; what became of each.
struct NewFile {
  std::filesystem::path file;
  std::string bytes;
};
std::vector<base::Status> create_all_exclusive(const std::vector<NewFile>& files,
                                               unsigned mode = 0644);

// The folder and what is missing above it, 0700. forbidden when it is a symlink, is not ours, or
// lies in a folder where another user could replace it. An own folder with a wider mode is
// narrowed.
base::Status make_private_dir(const std::filesystem::path& folder);

// Waits until a file's bytes are on the disk.
base::Status sync_file(const std::filesystem::path& file);

// Syncs a folder's entries.
base::Status sync_folder(const std::filesystem::path& folder);

// The executable file that `name` means: with a '/' itself, else the first on `path` (as in $PATH;
// relative entries are skipped).
std::optional<std::string> find_program(const std::string& name, const std::string& path);
std::optional<std::string> find_program(const std::string& name);  // on $PATH
std::string path_variable();                                       // $PATH, or the system's default

// What tells one state of a file from another without reading it.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;  // ctime: also renames and restored mtimes
  std::int64_t born_ns = 0;     // 0: the file system does not know
  bool regular = false;
  bool operator==(const FileStamp&) const = default;
};
// Follows symlinks. not_found when there is nothing.
base::Result<FileStamp> stamp_of(const std::filesystem::path& file);

struct FolderEntry {
  std::string name;
  bool symlink = false;
  std::optional<FileStamp> stamp;  // as stamp_of gives it; nothing behind a dangling symlink
};
// What lies in a folder and has a name that `wanted` takes, in no order; nothing when there is no
// such folder. One system call per entry: folders of thousands are looked at often.
std::vector<FolderEntry> list_folder(const std::filesystem::path& folder,
                                     bool (*wanted)(std::string_view name));

// Memory this process may use: the machine's, or the control group's limit when that is lower.
std::uint64_t total_memory_bytes();

}  // namespace platform
