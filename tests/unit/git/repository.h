// A real repository in a folder of its own, with a HOME of its own and no configuration of the
// machine's.
#pragma once
#include <doctest/doctest.h>
#include <stdlib.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "git/program.h"
#include "support/temp_folder.h"

namespace support {

class GitFixture {
 public:
  GitFixture() {
    ::setenv("HOME", (temp / "home").c_str(), 1);
    ::setenv("XDG_CONFIG_HOME", (temp / "home/.config").c_str(), 1);
    ::setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    ::setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    std::filesystem::create_directories(temp / "home");
    std::filesystem::create_directories(repo);
    git({"init", "--quiet", "--initial-branch=main"});
  }

  std::string git(const std::vector<std::string>& arguments) { return git_in(repo, arguments); }
  static std::string git_in(const std::filesystem::path& folder,
                            const std::vector<std::string>& arguments) {
    git::Command command;
    command.folder = folder;
    command.arguments = {"-c", "user.name=Tester",          "-c", "user.email=t@example.org",
                         "-c", "protocol.file.allow=always"};
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    auto result = git::run(command);
    if (!result) FAIL(result.error().message);
    return std::string(base::trim(*result));
  }
  void put(const std::string& path, const std::string& text) { write_file(repo / path, text); }
  std::string commit(const std::string& message) {
    git({"add", "--all"});
    git({"commit", "--quiet", "--allow-empty", "-m", message});
    return git({"rev-parse", "HEAD"});
  }

  TempFolder temp;
  std::filesystem::path repo = temp / "repo";
};

}  // namespace support
