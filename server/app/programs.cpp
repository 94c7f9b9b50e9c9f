#include "app/programs.h"

#include <system_error>

#include "base/version.h"
#include "platform/files.h"

namespace app {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxProgram = 512U << 20;

// "operator", "operatord", "operator-…": what a package puts beside this executable.
bool is_program(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  std::error_code error;
  const bool ours = name == "operator" || name == "operatord" || name.starts_with("operator-");
  const auto executable = fs::perms::owner_exec;
  return ours && entry.is_regular_file(error) &&
         (entry.status(error).permissions() & executable) == executable;
}

}  // namespace

bool is_installed(const fs::path& from, const fs::path& to) {
  std::error_code error;
  const auto size = fs::file_size(to, error);
  if (error || size != fs::file_size(from, error) || error) return false;
  const auto time = fs::last_write_time(to, error);
  return !error && time == fs::last_write_time(from, error) && !error;
}

base::Status install_program(const fs::path& from, const fs::path& to) {
  if (is_installed(from, to)) return {};
  auto bytes = platform::read_file(from, kMaxProgram);
  if (!bytes) return base::fail(bytes.error());
  std::error_code ignored;
  const auto time = fs::last_write_time(from, ignored);
  TRY(platform::write_atomic(to, *bytes, 0755));
  if (!ignored) fs::last_write_time(to, time, ignored);
  return {};
}

base::Result<fs::path> install_programs(const fs::path& data) {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) return base::fail(base::ErrorCode::internal, "cannot find this program's own file");
  const fs::path folder = data / "bin" / base::kVersion;
  if (self.parent_path() == folder) return folder;
  fs::create_directories(folder, error);
  if (error) {
    return base::fail(base::ErrorCode::unavailable,
                      "cannot make " + folder.string() + ": " + error.message());
  }
  for (const auto& entry : fs::directory_iterator(self.parent_path(), error)) {
    if (is_program(entry)) TRY(install_program(entry.path(), folder / entry.path().filename()));
  }
  return folder;
}

}  // namespace app
