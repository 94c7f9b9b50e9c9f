#include <doctest/doctest.h>

#include <filesystem>

#include "client/tui/diff.h"
#include "platform/process.h"
#include "support/temp_folder.h"

namespace {

std::string git(const std::filesystem::path& folder, std::vector<std::string> arguments) {
  platform::ProcessRequest request;
  request.argv = {"git",
                  "-c",
                  "user.name=Ada",
                  "-c",
                  "user.email=ada@test.invalid",
                  "-c",
                  "init.defaultBranch=main"};
  request.argv.insert(request.argv.end(), arguments.begin(), arguments.end());
  request.cwd = folder;
  request.environment = platform::environment_with(
      {"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "HOME=/nonexistent"});
  const auto done = platform::run_process(request);
  REQUIRE(done);
  REQUIRE(done->ok());
  return done->out.substr(0, done->out.find('\n'));
}

bool has(const client::tui::Diff& diff, const std::string& text) {
  return diff.text.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("the diff has what is committed, what is not, and what git does not know yet") {
  const support::TempFolder folder;
  git(folder.path(), {"init", "-q"});
  support::write_file(folder.path() / "a.txt", "one\n");
  support::write_file(folder.path() / ".gitignore", "ignored\n");
  git(folder.path(), {"add", "."});
  git(folder.path(), {"commit", "-qm", "First"});
  const std::string base = git(folder.path(), {"rev-parse", "HEAD"});
  support::write_file(folder.path() / "b.txt", "committed\n");
  git(folder.path(), {"add", "."});
  git(folder.path(), {"commit", "-qm", "Second"});
  support::write_file(folder.path() / "a.txt", "two\n");
  support::write_file(folder.path() / "größe.txt", "fresh\n");
  support::write_file(folder.path() / "data", std::string("\0x", 2));
  support::write_file(folder.path() / "ignored", "never\n");
  std::filesystem::create_symlink("/etc/hostname", folder.path() / "link");
  // A repository may name programs; none of them runs.
  git(folder.path(), {"config", "diff.external", "touch ran"});

  const auto diff = client::tui::diff_of(folder.path().string(), base);
  CHECK_FALSE(diff.cut);
  CHECK(has(diff, "+committed"));
  CHECK(has(diff, "-one\n+two"));
  CHECK(has(diff, "b/größe.txt\nnew file, not added yet\n+fresh\n"));
  CHECK(has(diff, "b/data\nnew file, not added yet\nBinary file\n"));
  CHECK(has(diff, "+-> /etc/hostname\n"));
  CHECK_FALSE(has(diff, "never"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "ran"));
}

TEST_CASE("without a worktree it says so") {
  CHECK(has(client::tui::diff_of("/nonexistent", "main"), "The diff could not be made: "));
}
