#include "platform/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <set>

#include "base/ids.h"
#include "base/text.h"
#include "platform/descriptor.h"
#include "platform/io.h"

namespace platform {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::fail_errno;
using base::Result;
using base::Status;

auto fail_open(const fs::path& file, int error) {
  const std::string what = "cannot open " + file.string();
  if (error == ENOENT || error == ENOTDIR) return fail(ErrorCode::not_found, what + ": not there");
  return fail_errno(what, error);
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

// A file beside `file`, hidden so that a scan for *.md never takes it for one.
Result<fs::path> write_beside(const fs::path& file, std::string_view bytes, unsigned mode,
                              bool sync = true) {
  const std::string name = base::to_lower(".op-" + base::random_crockford(10) + ".tmp");
  fs::path temp = folder_of(file) / name;
  Descriptor fd(::open(temp.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) return fail_open(temp, errno);
  if (!write_all(fd.get(), bytes) || ::fchmod(fd.get(), mode) != 0 ||
      (sync && ::fsync(fd.get()) != 0)) {
    const int error = errno;
    ::unlink(temp.c_str());
    return fail_errno("cannot write " + file.string(), error);
  }
  return temp;
}

// Where renameat2 is not known to the file system: a second name, then the first one removed. A
// crash between the two leaves both names on one inode, never none.
Status link_and_unlink(const fs::path& from, const fs::path& to) {
  if (::link(from.c_str(), to.c_str()) != 0) {
    if (errno == EEXIST) return fail(ErrorCode::conflict, to.string() + " exists");
    return fail_open(from, errno);
  }
  if (::unlink(from.c_str()) != 0) return fail_errno("cannot remove " + from.string(), errno);
  return {};
}

Status rename_only(const fs::path& from, const fs::path& to) {
  if (::syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) ==
      0) {
    return {};
  }
  if (errno == EEXIST) return fail(ErrorCode::conflict, to.string() + " exists");
  if (errno == ENOSYS || errno == EINVAL) return link_and_unlink(from, to);
  if (errno == ENOENT || errno == ENOTDIR) {
    return fail(ErrorCode::not_found, "cannot move " + from.string() + ": not there");
  }
  return fail_errno("cannot move " + from.string() + " to " + to.string(), errno);
}

// So many files are synced as one: it costs what one or two of them do. All that is not yet
// written on that disk goes along, so it is not for a few.
constexpr std::size_t kSyncTogether = 8;

Status sync_file_systems(const std::set<fs::path>& folders) {
  std::set<dev_t> done;
  for (const auto& folder : folders) {
    Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return fail_open(folder, errno);
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) return fail_open(folder, errno);
    if (!done.insert(info.st_dev).second) continue;
    if (::syncfs(fd.get()) != 0) return fail_errno("cannot sync " + folder.string(), errno);
  }
  return {};
}

std::int64_t to_ns(const struct statx_timestamp& t) {
  return t.tv_sec * 1'000'000'000 + std::int64_t{t.tv_nsec};
}

constexpr unsigned kStampMask = STATX_BASIC_STATS | STATX_BTIME;

FileStamp stamp_from(const struct statx& info) {
  FileStamp stamp;
  stamp.device = (std::uint64_t{info.stx_dev_major} << 32) | info.stx_dev_minor;
  stamp.inode = info.stx_ino;
  stamp.size = static_cast<std::int64_t>(info.stx_size);
  stamp.modified_ns = to_ns(info.stx_mtime);
  stamp.changed_ns = to_ns(info.stx_ctime);
  stamp.born_ns = (info.stx_mask & STATX_BTIME) != 0 ? to_ns(info.stx_btime) : 0;
  stamp.regular = S_ISREG(info.stx_mode);
  return stamp;
}

}  // namespace

Result<std::string> read_file(const fs::path& file, std::size_t max_bytes) {
  Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return fail_open(file, errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return fail_errno("cannot read " + file.string(), errno);
  if (!S_ISREG(info.st_mode)) {
    return fail(ErrorCode::invalid_argument, file.string() + " is not a regular file");
  }
  std::string bytes;
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno("cannot read " + file.string(), errno);
    if (got == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
    if (bytes.size() > max_bytes) {
      return fail(ErrorCode::invalid_argument,
                  file.string() + " is larger than " + std::to_string(max_bytes) + " bytes");
    }
  }
}

Status write_atomic(const fs::path& file, std::string_view bytes, std::optional<unsigned> mode) {
  struct stat info {};
  const bool exists = ::stat(file.c_str(), &info) == 0;
  const unsigned wanted = mode ? *mode : exists ? info.st_mode & 07777U : 0644U;
  TRY_ASSIGN(const fs::path temp, write_beside(file, bytes, wanted));
  if (::rename(temp.c_str(), file.c_str()) != 0) {
    const int error = errno;
    ::unlink(temp.c_str());
    return fail_errno("cannot write " + file.string(), error);
  }
  return sync_folder(folder_of(file));
}

void remove_temporary_files(const std::filesystem::path& folder) {
  const auto ours = [](std::string_view name) {
    return name.size() == 18 && name.starts_with(".op-") && name.ends_with(".tmp");
  };
  for (const FolderEntry& entry : list_folder(folder, ours)) {
    std::error_code ignored;
    if (entry.stamp && entry.stamp->regular) fs::remove(folder / entry.name, ignored);
  }
}

Status rename_noreplace(const fs::path& from, const fs::path& to) {
  TRY(rename_only(from, to));
  TRY(sync_folder(folder_of(to)));
  if (folder_of(from) != folder_of(to)) return sync_folder(folder_of(from));
  return {};
}

Status create_exclusive(const fs::path& file, std::string_view bytes, unsigned mode) {
  return create_all_exclusive({{file, std::string(bytes)}}, mode).front();
}

std::vector<Status> create_all_exclusive(const std::vector<NewFile>& files, unsigned mode) {
  const bool one_by_one = files.size() < kSyncTogether;
  std::vector<Result<fs::path>> beside;
  std::set<fs::path> folders;
  for (const auto& [file, bytes] : files) {
    beside.push_back(write_beside(file, bytes, mode, one_by_one));
    if (beside.back()) folders.insert(folder_of(file));
  }
  Status synced;
  if (!one_by_one) synced = sync_file_systems(folders);
  std::vector<Status> created;
  for (std::size_t n = 0; n < files.size(); ++n) {
    if (!beside[n]) {
      created.push_back(fail(beside[n].error()));
      continue;
    }
    created.push_back(synced ? rename_only(*beside[n], files[n].file) : synced);
    if (!created.back()) ::unlink(beside[n]->c_str());
  }
  for (const auto& folder : folders) {
    const Status kept = sync_folder(folder);
    if (kept) continue;
    for (std::size_t n = 0; n < files.size(); ++n) {
      if (created[n] && folder_of(files[n].file) == folder) created[n] = kept;
    }
  }
  return created;
}

Status sync_file(const fs::path& file) {
  Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return fail_open(file, errno);
  if (::fsync(fd.get()) != 0) return fail_errno("cannot sync " + file.string(), errno);
  return {};
}

Status sync_folder(const fs::path& folder) {
  Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return fail_open(folder, errno);
  // Some network and FUSE file systems cannot sync a folder and say EINVAL.
  if (::fsync(fd.get()) != 0 && errno != EINVAL) {
    return fail_errno("cannot sync " + folder.string(), errno);
  }
  return {};
}

Status make_private_dir(const fs::path& folder) {
  const fs::path path = folder.lexically_normal();
  std::error_code ignored;
  const fs::path parent = folder_of(path);
  if (!fs::exists(parent, ignored)) TRY(make_private_dir(parent));
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return fail_errno("cannot make the folder " + path.string(), errno);
  }
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return fail_open(path, errno);
  if (!S_ISDIR(info.st_mode)) return fail(ErrorCode::forbidden, path.string() + " is no folder");
  if (info.st_uid != ::geteuid()) {
    return fail(ErrorCode::forbidden, path.string() + " belongs to another user");
  }
  struct stat above {};
  if (::stat(parent.c_str(), &above) != 0) return fail_open(parent, errno);
  const bool owner_ok = above.st_uid == ::geteuid() || above.st_uid == 0;
  const bool open_to_others = (above.st_mode & 0002U) != 0 && (above.st_mode & S_ISVTX) == 0;
  if (!owner_ok || open_to_others) {
    return fail(ErrorCode::forbidden, "another user could replace " + path.string());
  }
  if ((info.st_mode & 0077U) != 0 && ::chmod(path.c_str(), 0700) != 0) {
    return fail_errno("cannot protect " + path.string(), errno);
  }
  return {};
}

std::string path_variable() {
  const char* path = std::getenv("PATH");
  return path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
}

std::optional<std::string> find_program(const std::string& name, const std::string& path) {
  const auto runs = [](const std::string& file) {
    struct stat info {};
    return ::stat(file.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
           ::access(file.c_str(), X_OK) == 0;
  };
  if (name.empty()) return std::nullopt;
  if (name.find('/') != std::string::npos) return runs(name) ? std::optional(name) : std::nullopt;
  for (const auto& folder : base::split(path, ':')) {
    if (!folder.starts_with('/')) continue;
    std::string file = folder + "/" + name;
    if (runs(file)) return file;
  }
  return std::nullopt;
}

std::optional<std::string> find_program(const std::string& name) {
  return find_program(name, path_variable());
}

Result<FileStamp> stamp_of(const fs::path& file) {
  struct statx info {};
  if (::statx(AT_FDCWD, file.c_str(), 0, kStampMask, &info) != 0) return fail_open(file, errno);
  return stamp_from(info);
}

std::vector<FolderEntry> list_folder(const fs::path& folder, bool (*wanted)(std::string_view)) {
  std::vector<FolderEntry> entries;
  const auto close = [](DIR* opened) { ::closedir(opened); };
  const std::unique_ptr<DIR, decltype(close)> dir(::opendir(folder.c_str()), close);
  if (!dir) return entries;
  const int fd = ::dirfd(dir.get());
  while (const dirent* at = ::readdir(dir.get())) {
    const std::string_view name = at->d_name;
    if (name == "." || name == ".." || !wanted(name)) continue;
    FolderEntry& entry = entries.emplace_back();
    entry.name = name;
    struct statx info {};
    if (::statx(fd, at->d_name, AT_SYMLINK_NOFOLLOW, kStampMask, &info) != 0) continue;
    entry.symlink = S_ISLNK(info.stx_mode);
    const bool there = !entry.symlink || ::statx(fd, at->d_name, 0, kStampMask, &info) == 0;
    if (there) entry.stamp = stamp_from(info);
  }
  return entries;
}

std::uint64_t total_memory_bytes() {
  std::uint64_t total = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                        static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  for (const char* file :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    const auto text = read_file(file, 100);
    if (!text) continue;
    std::uint64_t limit = 0;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), limit);
    if (parsed.ec == std::errc{} && limit > 0) total = std::min(total, limit);  // else "max"
  }
  return total;
}

}  // namespace platform
