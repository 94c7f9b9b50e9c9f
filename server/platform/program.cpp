#include "platform/program.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace platform {

std::string own_program() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "" : path.string();
}

base::Error become(const std::vector<std::string>& argv) {
  std::vector<char*> pointers;
  for (const std::string& text : argv) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  ::execv(argv.at(0).c_str(), pointers.data());
  return base::fail_errno("cannot start " + argv.at(0), errno).value();
}

}  // namespace platform
