// Repositories that are not as most are: each gives a worktree, or says why not and leaves nothing.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/paths.h"
#include "git/fetch.h"
#include "git/half_made.h"
#include "git/reader.h"
#include "git/repository.h"
#include "git/worktree.h"

namespace fs = std::filesystem;
using base::ErrorCode;
using support::GitFixture;
using support::read_all;

namespace {

struct Odd : GitFixture {
  fs::path tree = temp / "trees/app-1";

  Odd() {
    put("a", "1\n");
    put(".gitignore", ".env\n");
    commit("one");
  }
  git::WorktreeRequest request(const fs::path& repository) {
    git::WorktreeRequest request;
    request.repository = repository;
    request.path = tree;
    request.branch = "feat/x";
    request.base = "main";
    request.workspace = temp / "workspace";
    return request;
  }
  git::MadeWorktree must_make(const git::WorktreeRequest& request) {
    auto made = git::make_worktree(request);
    if (!made) FAIL(made.error().message);
    return *made;
  }
  std::string error_of(const git::WorktreeRequest& request) {
    const auto made = git::make_worktree(request);
    return made ? "" : made.error().message;
  }
  // Neither folder, nor git's record, nor branch.
  void check_nothing_left() {
    CHECK_FALSE(fs::exists(fs::symlink_status(tree)));
    CHECK(git({"worktree", "list", "--porcelain"}).find("app-1") == std::string::npos);
    CHECK(git({"branch", "--list", "feat/x"}).empty());
  }
  fs::path library() {
    const fs::path lib = temp / "lib";
    support::write_file(lib / "l", "1");
    git_in(lib, {"init", "--quiet", "--initial-branch=main"});
    git_in(lib, {"add", "--all"});
    git_in(lib, {"commit", "--quiet", "-m", "lib"});
    return lib;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Odd, "a detached HEAD is a base like any other") {
  const std::string first = git({"rev-parse", "HEAD"});
  git({"checkout", "--quiet", "--detach"});
  const auto base = git::open(repo).value()->base_branch("").value();
  CHECK(base.name.empty());
  auto from = request(repo);
  from.base = base.commit;
  CHECK(must_make(from).base_commit == first);
}

TEST_CASE_FIXTURE(Odd, "a bare repository has no working tree to copy files from") {
  git_in(temp.path(), {"clone", "--quiet", "--bare", repo.string(), "bare.git"});
  const fs::path bare = temp / "bare.git";
  // Of the folder that we happen to be in.
  support::write_file(bare / ".worktreeinclude", "*\n");
  const auto made = must_make(request(bare));
  CHECK(made.copied.empty());
  CHECK(read_all(tree / "a") == "1\n");
  CHECK(git::removal_obstacles(bare, tree)->empty());
  CHECK(git::remove_worktree(bare, tree, git::RemoveConsent::none));
  CHECK_FALSE(fs::exists(tree));
  SUBCASE("nor has a worktree of one") {
    git_in(bare, {"worktree", "add", "--quiet", (temp / "main").string(), "main"});
    auto from = request(temp / "main");
    from.branch = "feat/y";
    CHECK(must_make(from).copied.empty());
    CHECK(git::remove_worktree(temp / "main", tree, git::RemoveConsent::none));
  }
}

TEST_CASE_FIXTURE(Odd, "a shallow repository gives worktrees with what it has") {
  put("b", "2\n");
  const std::string tip = commit("two");
  git_in(temp.path(), {"clone", "--quiet", "--depth=1", "file://" + repo.string(), "shallow"});
  const auto made = must_make(request(temp / "shallow"));
  CHECK(made.base_commit == tip);
  CHECK(read_all(tree / "b") == "2\n");
  const auto work = git::work_of(*git::open(tree).value(), made.base_commit);
  REQUIRE(work.has_value());
  CHECK(work->commits == 0);
  CHECK(git::remove_worktree(temp / "shallow", tree, git::RemoveConsent::none));
}

TEST_CASE_FIXTURE(Odd, "a sparse checkout's worktree is as sparse") {
  put("in/x", "1");
  put("out/y", "1");
  commit("folders");
  git({"sparse-checkout", "set", "in"});
  must_make(request(repo));
  CHECK(fs::exists(tree / "in/x"));
  CHECK_FALSE(fs::exists(tree / "out/y"));
  CHECK(git::open(tree).value()->status()->empty());
  CHECK(git::removal_obstacles(repo, tree)->empty());
}

TEST_CASE_FIXTURE(Odd, "submodules are there too, or it is said why one is not") {
  git({"submodule", "--quiet", "add", library().string(), "lib"});
  commit("with a submodule");
  SUBCASE("there") {
    ::setenv("GIT_ALLOW_PROTOCOL", "file", 1);
    const auto made = must_make(request(repo));
    ::unsetenv("GIT_ALLOW_PROTOCOL");
    CHECK(made.notes.empty());
    CHECK(read_all(tree / "lib/l") == "1");
    // What the agent has checked out in it stays when it is asked for again.
    git_in(tree / "lib", {"checkout", "--quiet", "-b", "own"});
    CHECK_FALSE(must_make(request(repo)).made);
    CHECK(git_in(tree / "lib", {"branch", "--show-current"}) == "own");
  }
  SUBCASE("not there") {
    const auto made = must_make(request(repo));  // git takes no submodule from a local path
    REQUIRE(made.notes.size() == 1);
    CHECK(made.notes[0].starts_with("the submodule lib is not there: git submodule: "));
    CHECK(read_all(tree / "a") == "1\n");
  }
  CHECK(git::removal_obstacles(repo, tree)->empty());
  CHECK(git::remove_worktree(repo, tree, git::RemoveConsent::none));
  CHECK_FALSE(fs::exists(tree));
}

TEST_CASE_FIXTURE(Odd, "LFS pointers are told from contents") {
  put(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
  put("big.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n");
  put("small.bin", "contents that were never cleaned");
  commit("large files");
  SUBCASE("without Git LFS set up") {
    const auto made = must_make(request(repo));
    REQUIRE(made.notes.size() == 1);
    CHECK(made.notes[0].starts_with("big.bin is a Git LFS pointer without its contents: "));
    CHECK(made.notes[0].find("git lfs pull") != std::string::npos);
  }
  SUBCASE("set up, and not installed: git cannot check out, and it is said what is missing") {
    git({"config", "filter.lfs.smudge", "no-such-git-lfs smudge"});
    git({"config", "filter.lfs.required", "true"});
    // A git that knows no "lfs".
    put(".git/tools/git",
        "#!/bin/sh\nfor a; do [ \"$a\" = lfs ] && exit 1; done\nexec /usr/bin/git \"$@\"\n");
    ::chmod((repo / ".git/tools/git").c_str(), 0755);
    const std::string path = ::getenv("PATH");
    ::setenv("PATH", ((repo / ".git/tools").string() + ":" + path).c_str(), 1);
    CHECK(error_of(request(repo)).find("git-lfs is not installed") != std::string::npos);
    ::setenv("PATH", path.c_str(), 1);
    check_nothing_left();
  }
}

TEST_CASE_FIXTURE(Odd, "a folder that cannot be made, a folder and a symlink that are in the way") {
  auto wanted = request(repo);
  SUBCASE("a file where the folder should be") {
    support::write_file(temp / "trees", "a file");
    CHECK(error_of(wanted).starts_with("cannot make the folder "));
    fs::remove(temp / "trees");
  }
  SUBCASE("a file system that takes nothing") {
    wanted.path = "/proc/operator-none/app-1";
    CHECK(error_of(wanted).starts_with("cannot make the folder "));
  }
  SUBCASE("another's folder") {
    support::write_file(tree / "mine", "precious");
    CHECK(error_of(wanted).find("is there already") != std::string::npos);
    CHECK(read_all(tree / "mine") == "precious");
    fs::remove_all(tree);
  }
  SUBCASE("a symlink, also to an empty folder") {
    fs::create_directories(temp / "outside");
    fs::create_directories(tree.parent_path());
    fs::create_directory_symlink(temp / "outside", tree);
    CHECK(error_of(wanted).find("is there already") != std::string::npos);
    CHECK(fs::is_empty(temp / "outside"));
    fs::remove(tree);
  }
  check_nothing_left();
}

TEST_CASE_FIXTURE(Odd, "another file system holds worktrees as well") {
  if (!fs::is_directory("/dev/shm")) return;
  auto wanted = request(repo);
  wanted.path = "/dev/shm/operator-test-" + std::to_string(::getpid()) + "/app-1";
  must_make(wanted);
  CHECK(read_all(wanted.path / "a") == "1\n");
  CHECK(git::remove_worktree(repo, wanted.path, git::RemoveConsent::none));
  fs::remove(wanted.path.parent_path());
}

TEST_CASE_FIXTURE(Odd, "what a git left that was killed half way is in nobody's way") {
  const fs::path worktrees = repo / ".git/worktrees";
  const auto half = [&](const std::string& name, const fs::path& place) {
    support::write_file(worktrees / name / "locked", "initializing");
    support::write_file(worktrees / name / "gitdir",
                        place.empty() ? "" : (place / ".git").string());
    support::write_file(worktrees / name / "commondir", "");
  };
  must_make(request(repo));
  half("app-2", temp / "trees/app-2");
  auto next = request(repo);
  next.path = temp / "trees/app-3";
  next.branch = "feat/y";
  must_make(next);
  CHECK_FALSE(fs::exists(worktrees / "app-2"));
  // Its own, from the run before.
  half("app-4", temp / "trees/app-4");
  support::write_file(temp / "trees/app-4/.git",
                      "gitdir: " + (worktrees / "app-4").string() + "\n");
  next.path = temp / "trees/app-4";
  next.branch = "feat/z";
  must_make(next);
  CHECK(fs::exists(next.path / "a"));
  // What somebody else makes just now is theirs.
  half("theirs", temp / "elsewhere/theirs");
  half("new", {});
  git::forget_half_made(repo / ".git", temp / "trees");
  CHECK(fs::exists(worktrees / "theirs"));
  CHECK(fs::exists(worktrees / "new"));
  CHECK(fs::exists(worktrees / "app-1/commondir"));
  CHECK(fs::exists(tree / "a"));
}

TEST_CASE_FIXTURE(Odd, "what fails after the checkout leaves nothing either") {
  put("d/x", "1");
  commit("a folder");
  // A file to copy into what is a folder here and a file there.
  git({"checkout", "--quiet", "-b", "flat"});
  git({"rm", "--quiet", "-r", "d"});
  put("d", "a file");
  commit("a file");
  git({"checkout", "--quiet", "main"});
  put("d/.env", "KEY=1");
  put(".worktreeinclude", ".env\n");
  auto wanted = request(repo);
  wanted.base = "flat";
  CHECK(error_of(wanted).starts_with("cannot copy "));
  check_nothing_left();
  SUBCASE("but a branch that was there before") {
    git({"branch", "feat/x", "flat"});
    wanted.reuse_branch = true;
    CHECK(error_of(wanted).starts_with("cannot copy "));
    CHECK_FALSE(fs::exists(tree));
    CHECK_FALSE(git({"branch", "--list", "feat/x"}).empty());
  }
}

TEST_CASE_FIXTURE(Odd, "a worktree whose place a symlink has taken is not removed") {
  must_make(request(repo));
  auto mine = request(repo);
  mine.path = temp / "mine";
  mine.branch = "mine";
  must_make(mine);
  fs::remove_all(tree);
  fs::create_directory_symlink(mine.path, tree);
  for (const auto consent : {git::RemoveConsent::none, git::RemoveConsent::everything}) {
    const auto removed = git::remove_worktree(repo, tree, consent);
    REQUIRE_FALSE(removed);
    CHECK(removed.error().message.find("symlink") != std::string::npos);
  }
  CHECK(read_all(mine.path / "a") == "1\n");
  CHECK(git::removal_obstacles(repo, tree)->size() == 1);
}

TEST_CASE_FIXTURE(Odd, "a worktrees' folder that is a symlink is where they go") {
  fs::create_directories(temp / "large-disk");
  fs::create_directory_symlink(temp / "large-disk", temp / "trees");
  must_make(request(repo));
  CHECK(fs::exists(temp / "large-disk/app-1/a"));
  CHECK_FALSE(must_make(request(repo)).made);
  CHECK(git::remove_worktree(repo, tree, git::RemoveConsent::none));
  CHECK(fs::is_empty(temp / "large-disk"));
}

TEST_CASE_FIXTURE(Odd, "origin is asked for what it has; offline that is said once a minute") {
  const fs::path origin = temp / "origin.git";
  git_in(temp.path(), {"clone", "--quiet", "--bare", repo.string(), origin.string()});
  git::FetchRequest ask;
  ask.repository = repo;
  ask.branch = "main";
  SUBCASE("no origin: nothing to ask") { CHECK(git::fetch_branch(ask)); }
  SUBCASE("it went on") {
    git({"remote", "add", "origin", origin.string()});
    git_in(temp.path(), {"clone", "--quiet", origin.string(), "other"});
    git_in(temp / "other", {"commit", "--quiet", "--allow-empty", "-m", "two"});
    git_in(temp / "other", {"push", "--quiet", "origin", "main"});
    REQUIRE(git::fetch_branch(ask));
    const auto base = git::open(repo).value()->base_branch("main").value();
    CHECK(base.commit == git_in(temp / "other", {"rev-parse", "HEAD"}));
    ask.branch = "no-such-branch";
    CHECK(git::fetch_branch(ask));
  }
  SUBCASE("it is not there") {
    git({"remote", "add", "origin", (temp / "gone.git").string()});
    const auto asked = git::fetch_branch(ask);
    REQUIRE_FALSE(asked);
    CHECK(asked.error().message.find("git fetch: ") != std::string::npos);
    fs::copy(origin, temp / "gone.git", fs::copy_options::recursive);
    CHECK_FALSE(git::fetch_branch(ask));
  }
  SUBCASE("it hangs") {
    put(".git/tools/ssh", "#!/bin/sh\nexec sleep 600\n");
    ::chmod((repo / ".git/tools/ssh").c_str(), 0755);
    git({"remote", "add", "origin", "ssh://nowhere.invalid/x.git"});
    git({"config", "core.sshCommand", (repo / ".git/tools/ssh").string()});
    ask.deadline = base::Millis{300};
    const auto asked = git::fetch_branch(ask);
    REQUIRE_FALSE(asked);
    CHECK(asked.error().message.find("did not end") != std::string::npos);
  }
}
