#include "app/inside.h"

#include <mutex>
#include <string>
#include <vector>

#include "agents/placeholders.h"
#include "app/programs.h"
#include "base/text.h"
#include "platform/files.h"
#include "platform/process.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;

struct Libraries {
  std::vector<fs::path> files;
  fs::path loader;  // empty: the program is static
};

// "	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)", "	/lib64/ld-linux-x86-64.so.2 (0x…)"
base::Result<Libraries> libraries_of(const fs::path& program) {
  platform::ProcessRequest request;
  request.argv = {"ldd", program.string()};
  request.cwd = "/";
  TRY_ASSIGN(const auto listed, platform::run_process(request));
  Libraries found;
  for (const auto& line : base::split_lines(listed.out)) {
    const auto end = line.find(" (0x");
    const auto begin = line.find('/');
    if (end == std::string_view::npos || begin == std::string_view::npos || begin > end) continue;
    const fs::path file = std::string(line.substr(begin, end - begin));
    if (line.find("=>") == std::string_view::npos) found.loader = file;
    found.files.push_back(file);
  }
  if (listed.ok() && found.loader.empty()) {
    return fail(ErrorCode::external_failed,
                "cannot tell which libraries " + program.string() + " needs: ldd names no loader");
  }
  return found;  // ldd fails for a static program
}

}  // namespace

base::Result<fs::path> programs_inside(const fs::path& programs) {
  static std::mutex one_at_a_time;
  const std::lock_guard guard(one_at_a_time);
  const fs::path inside = programs / "inside";
  const fs::path program = programs / "operator";
  const fs::path copied = inside / "lib" / "operator";
  if (is_installed(program, copied)) return inside;
  std::error_code error;
  fs::create_directories(inside / "lib", error);
  if (error) return fail(ErrorCode::unavailable, "cannot make " + inside.string());
  TRY_ASSIGN(const Libraries libraries, libraries_of(program));
  for (const auto& file : libraries.files)
    TRY(install_program(file, inside / "lib" / file.filename()));
  const auto word = [&](const fs::path& name) {
    return agents::shell_quoted((programs / "lib" / name).string());
  };
  std::string script = "#!/bin/sh\nexec ";
  if (!libraries.loader.empty()) {
    script += word(libraries.loader.filename()) + " --library-path " +
              agents::shell_quoted((programs / "lib").string()) + " ";
  }
  script += word("operator") + " \"$@\"\n";
  TRY(platform::write_atomic(inside / "operator", script, 0755));
  TRY(install_program(program, copied));  // last: it says that all is there
  return inside;
}

}  // namespace app
