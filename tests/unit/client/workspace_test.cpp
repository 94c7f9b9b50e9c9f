#include "client/workspace.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "base/ids.h"

namespace {

namespace fs = std::filesystem;

struct Fixture {
  fs::path root =
      fs::canonical(fs::temp_directory_path()) / ("operator-test-" + base::random_uuid());
  Fixture() {
    unsetenv("OPERATOR_WORKSPACE");
    fs::create_directories(root);
  }
  ~Fixture() { fs::remove_all(root); }
  fs::path folder(const std::string& path) const {
    fs::create_directories(root / path);
    return root / path;
  }
  void write(const std::string& path, const std::string& text) const {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path) << text;
  }
  static fs::path found(const fs::path& cwd, const std::string& chosen = "") {
    const auto paths = client::find_workspace(chosen, cwd);
    return paths ? paths->workspace : fs::path();
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "the nearest folder with tickets or configuration is the workspace") {
  folder("w/.tickets");
  folder("w/app/.git");
  CHECK(found(folder("w/app/src/deep")) == root / "w");
  folder("w/app/.operator");
  CHECK(found(folder("w/app/src/deep")) == root / "w/app");
}

TEST_CASE_FIXTURE(Fixture, "without one: the checkout, else the folder itself") {
  folder("repo/.git");
  CHECK(found(folder("repo/src")) == root / "repo");
  CHECK(found(folder("plain/deep")) == root / "plain/deep");
}

TEST_CASE_FIXTURE(Fixture, "the option wins over the environment, and that over the folder") {
  folder("w/.operator");
  setenv("OPERATOR_WORKSPACE", folder("other").c_str(), 1);
  CHECK(found(root / "w") == root / "other");
  CHECK(found(root / "w", (root / "w").string()) == root / "w");
  unsetenv("OPERATOR_WORKSPACE");
  CHECK_FALSE(client::find_workspace((root / "none").string(), root));
}

TEST_CASE_FIXTURE(Fixture, "a clone of Operator's belongs to the workspace that made it") {
  folder("w/.operator");
  folder("trees/app-3/.operator");
  folder("trees/app-3/.git");
  CHECK(found(root / "trees/app-3") == root / "trees/app-3");
  write("trees/app-3/.git/operator-workspace", (root / "w").string() + "\n");
  CHECK(found(root / "trees/app-3") == root / "w");
}

TEST_CASE_FIXTURE(Fixture, "a worktree of Operator's belongs to the workspace that made it") {
  folder("w/.operator");
  folder("w/app/.git/worktrees/app-3");
  write("trees/app-3/.git", "gitdir: " + (root / "w/app/.git/worktrees/app-3").string() + "\n");
  // The checkout holds a copy of the configuration, which must not make it a workspace.
  folder("trees/app-3/.operator");
  SUBCASE("by the note in its git folder") {
    write("w/app/.git/worktrees/app-3/operator-workspace", (root / "w").string() + "\n");
    CHECK(found(folder("trees/app-3/src")) == root / "w");
    CHECK(found(root, (root / "trees/app-3").string()) == root / "w");
  }
  SUBCASE("by the hash in the default path") {
    const auto paths = base::workspace_paths(root / "w");
    REQUIRE(paths);
    const std::string tree = paths->hash + "-app/worktrees/app-3";
    write(tree + "/.git", "gitdir: " + (root / "w/app/.git/worktrees/app-3").string() + "\n");
    folder(tree + "/.operator");
    CHECK(found(root / tree) == root / "w");
  }
  SUBCASE("somebody else's worktree is its own") {
    CHECK(found(root / "trees/app-3") == root / "trees/app-3");
  }
}
