#include "git/clone.h"

#include <doctest/doctest.h>

#include "git/repository.h"

namespace fs = std::filesystem;
using base::ErrorCode;
using support::GitFixture;

namespace {

struct CloneFixture : GitFixture {
  fs::path tree = temp / "trees/app-1";
  std::string first;

  CloneFixture() {
    put("a", "1\n");
    put(".gitignore", "*.log\n.env\n");
    put(".worktreeinclude", ".env\n");
    put(".env", "KEY=1\n");
    first = commit("one");
    git({"config", "user.email", "own@example.org"});
  }
  git::WorktreeRequest request() {
    git::WorktreeRequest request;
    request.repository = repo;
    request.path = tree;
    request.branch = "feat/x";
    request.base = "main";
    request.workspace = repo;
    request.clone = true;
    return request;
  }
  git::MadeWorktree must_make() {
    auto made = git::make_worktree(request());
    if (!made) FAIL(made.error().message);
    return *made;
  }
  std::string in_tree(const std::vector<std::string>& arguments) { return git_in(tree, arguments); }
  std::string work(const std::string& message) {
    in_tree({"commit", "--quiet", "--allow-empty", "-m", message});
    return in_tree({"rev-parse", "HEAD"});
  }
  std::string obstacles() {
    const auto found = git::removal_obstacles(repo, tree);
    if (!found) FAIL(found.error().message);
    std::string all;
    for (const auto& one : *found) all += one.text + "\n";
    return all;
  }
};

}  // namespace

TEST_CASE_FIXTURE(CloneFixture, "a clone is made once, with what a worktree would have") {
  git({"remote", "add", "origin", "../origin.git"});
  git({"update-ref", "refs/remotes/origin/main", first});
  git({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"});
  const auto made = must_make();
  CHECK((made.made && made.made_branch));
  CHECK(made.base_commit == first);
  CHECK(made.copied == std::vector<std::string>{".env"});
  CHECK(git::is_clone(tree));
  CHECK_FALSE(git::is_clone(repo));
  CHECK(in_tree({"rev-parse", "--abbrev-ref", "HEAD"}) == "feat/x");
  CHECK(in_tree({"status", "--porcelain"}).empty());
  CHECK(git({"rev-parse", "feat/x"}) == first);  // its name is taken
  CHECK(in_tree({"remote", "get-url", "origin"}) == (temp / "origin.git").string());
  CHECK(in_tree({"remote", "get-url", "local"}) == repo.string());
  CHECK(in_tree({"rev-parse", "origin/HEAD"}) == first);
  CHECK(in_tree({"config", "user.email"}) == "t@example.org");  // the fixture's -c
  CHECK(in_tree({"config", "--local", "user.email"}) == "own@example.org");
  CHECK_FALSE(fs::exists(tree / ".git/objects/info/alternates"));  // nothing is borrowed
  const auto again = must_make();
  CHECK_FALSE((again.made || again.made_branch));
}

TEST_CASE_FIXTURE(CloneFixture, "what it has goes on when the repository loses it") {
  must_make();
  git({"update-ref", "-d", "refs/heads/feat/x"});
  git({"checkout", "--quiet", "--orphan", "other"});
  git({"commit", "--quiet", "--allow-empty", "-m", "other"});
  git({"branch", "-D", "main"});
  git({"reflog", "expire", "--expire=now", "--all"});
  git({"gc", "--quiet", "--prune=now"});
  CHECK(in_tree({"log", "--format=%s"}) == "one");
}

TEST_CASE_FIXTURE(CloneFixture,
                  "its commits are brought to the repository's branch, unless that went on") {
  must_make();
  const std::string mine = work("mine");
  REQUIRE(git::bring_home(repo, tree, "feat/x"));
  CHECK(git({"rev-parse", "feat/x"}) == mine);
  CHECK(git::bring_home(repo, tree, "feat/x"));
  work("more");
  SUBCASE("it is checked out") { git({"checkout", "--quiet", "feat/x"}); }
  SUBCASE("it has other commits") {
    git({"checkout", "--quiet", "feat/x"});
    commit("theirs");
    git({"checkout", "--quiet", "main"});
  }
  const std::string before = git({"rev-parse", "feat/x"});
  const auto refused = git::bring_home(repo, tree, "feat/x");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::conflict);
  CHECK(git({"rev-parse", "feat/x"}) == before);
}

TEST_CASE_FIXTURE(CloneFixture, "a clone stays while commits are nowhere else") {
  must_make();
  CHECK(obstacles().empty());
  SUBCASE("of its branch") {
    work("only here");
    CHECK(obstacles().find("commits that only this clone has") != std::string::npos);
    CHECK(obstacles().find("only here") != std::string::npos);
    const auto kept = git::remove_worktree(repo, tree, git::RemoveConsent::ignored_files);
    REQUIRE_FALSE(kept);
    CHECK(kept.error().code == ErrorCode::conflict);
    REQUIRE(git::bring_home(repo, tree, "feat/x"));
  }
  SUBCASE("of another branch") {
    in_tree({"checkout", "--quiet", "-b", "aside"});
    work("aside");
    CHECK(obstacles().find("aside") != std::string::npos);
    git({"fetch", "--quiet", tree.string(), "aside:kept"});
  }
  SUBCASE("of a stash") {
    support::write_file(tree / "a", "2\n");
    in_tree({"stash"});
    CHECK(obstacles().find("commits that only this clone has") != std::string::npos);
    in_tree({"stash", "drop"});
  }
  SUBCASE("pushed ones are kept by the remote") {
    const fs::path origin = temp / "origin.git";
    git({"clone", "--quiet", "--bare", repo.string(), origin.string()});
    in_tree({"remote", "add", "origin", origin.string()});
    work("pushed");
    in_tree({"push", "--quiet", "origin", "feat/x"});
  }
  CHECK(obstacles().empty());
  REQUIRE(git::remove_worktree(repo, tree, git::RemoveConsent::none));
  CHECK_FALSE(fs::exists(tree));
  CHECK(fs::is_empty(tree.parent_path()));
  CHECK(git::remove_worktree(repo, tree, git::RemoveConsent::none));
}

TEST_CASE_FIXTURE(CloneFixture,
                  "uncommitted work keeps a clone; everything goes with a greater yes") {
  must_make();
  support::write_file(tree / "new", "x");
  CHECK(obstacles() == "1 uncommitted: new\n");
  CHECK_FALSE(git::remove_worktree(repo, tree, git::RemoveConsent::ignored_files));
  CHECK(git::remove_worktree(repo, tree, git::RemoveConsent::everything));
  CHECK_FALSE(fs::exists(tree));
}

TEST_CASE_FIXTURE(CloneFixture, "another's repository in its place is no clone of ours") {
  git({"clone", "--quiet", repo.string(), tree.string()});
  CHECK(obstacles() == "the folder is no worktree of the repository\n");
  CHECK_FALSE(git::make_worktree(request()));
  CHECK(fs::exists(tree / "a"));
  CHECK_FALSE(git::remove_worktree(repo, tree, git::RemoveConsent::everything));
  CHECK(fs::exists(tree / "a"));
}

TEST_CASE_FIXTURE(CloneFixture, "what fails leaves nothing; what was cut off is made anew") {
  fs::create_directories(git::half_clone(tree) / "rest");
  must_make();
  CHECK_FALSE(fs::exists(git::half_clone(tree)));
  REQUIRE(git::remove_worktree(repo, tree, git::RemoveConsent::everything));
  git({"branch", "-D", "feat/x"});
  support::write_file(tree.parent_path() / "blocked", "");
  auto wrong = request();
  wrong.path = tree.parent_path() / "blocked/app-1";
  CHECK_FALSE(git::make_worktree(wrong));
  CHECK(git({"branch", "--list", "feat/x"}).empty());
}
