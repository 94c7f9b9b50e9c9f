#include "platform/append_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "platform/descriptor.h"
#include "platform/io.h"

namespace platform {
namespace {

using base::fail_errno;

// The last `count` bytes of a file of `size` bytes.
std::string tail_of(int fd, off_t size, std::size_t count) {
  std::string tail(std::min<std::size_t>(count, static_cast<std::size_t>(size)), '\0');
  const ssize_t got = ::pread(fd, tail.data(), tail.size(), size - static_cast<off_t>(tail.size()));
  tail.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return tail;
}

}  // namespace

base::Result<Appended> append_line(const std::filesystem::path& file, std::string_view line,
                                   const AppendLimit& limit) {
  const Descriptor fd(::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return fail_errno("cannot open " + file.string(), errno);
  while (::flock(fd.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return fail_errno("cannot lock " + file.string(), errno);
  }
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return fail_errno("cannot read " + file.string(), errno);
  const std::string tail = tail_of(fd.get(), info.st_size, limit.last_line.size() + 1);
  const bool full = limit.file_bytes != 0 &&
                    static_cast<std::uint64_t>(info.st_size) + line.size() > limit.file_bytes;
  if (full && tail == std::string(limit.last_line) + "\n") return Appended::full;
  std::string bytes;
  if (!tail.empty() && tail.back() != '\n') bytes += '\n';
  bytes += full ? limit.last_line : line;
  bytes += '\n';
  if (!write_all(fd.get(), bytes)) {
    const int error = errno;
    // Half a line that cannot be cut off again is ended by the next one.
    [[maybe_unused]] const int cut = ::ftruncate(fd.get(), info.st_size);
    return fail_errno("cannot write " + file.string(), error);
  }
  return full ? Appended::full : Appended::written;
}

base::Result<FileBytes> read_from(const std::filesystem::path& file, std::uint64_t offset,
                                  std::size_t max) {
  // Agents own these files: a pipe or a device in their place must not keep the reader waiting.
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd && errno == ENOENT) return FileBytes{};
  if (!fd) return fail_errno("cannot open " + file.string(), errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return fail_errno("cannot read " + file.string(), errno);
  if (!S_ISREG(info.st_mode)) {
    return base::fail(base::ErrorCode::invalid_argument, file.string() + " is not a regular file");
  }
  FileBytes result;
  result.file_size = static_cast<std::uint64_t>(info.st_size);
  result.inode = info.st_ino;
  if (offset >= result.file_size) return result;
  result.bytes.resize(
      static_cast<std::size_t>(std::min<std::uint64_t>(max, result.file_size - offset)));
  std::size_t have = 0;
  while (have < result.bytes.size()) {
    const ssize_t got = ::pread(fd.get(), result.bytes.data() + have, result.bytes.size() - have,
                                static_cast<off_t>(offset + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno("cannot read " + file.string(), errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  result.bytes.resize(have);
  return result;
}

}  // namespace platform
