#include "git/worktree.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "git/branches.h"
#include "git/reader.h"
#include "git/repository.h"
#include "rules/prompts.h"

namespace fs = std::filesystem;
using base::ErrorCode;
using support::GitFixture;
using support::read_all;

namespace {

struct WorktreeFixture : GitFixture {
  fs::path tree = temp / "trees/app-1";
  std::string first;

  WorktreeFixture() {
    put("a", "1\n");
    put(".gitignore", "*.log\n.env\nsecrets/\n");
    first = commit("one");
  }
  git::WorktreeRequest request() {
    git::WorktreeRequest request;
    request.repository = repo;
    request.path = tree;
    request.branch = "feat/FEAT-1-x";
    request.base = "main";
    return request;
  }
  git::MadeWorktree must_make() {
    auto made = git::make_worktree(request());
    if (!made) FAIL(made.error().message);
    return *made;
  }
  std::vector<git::Obstacle> obstacles() {
    auto found = git::removal_obstacles(repo, tree);
    if (!found) FAIL(found.error().message);
    return *found;
  }
  ErrorCode remove_error(git::RemoveConsent consent = git::RemoveConsent::none) {
    const auto removed = git::remove_worktree(repo, tree, consent);
    return removed ? ErrorCode::internal : removed.error().code;
  }
};

}  // namespace

TEST_CASE_FIXTURE(WorktreeFixture, "a worktree is made once, and asked for again it is there") {
  const auto made = must_make();
  CHECK(made.made);
  CHECK(made.base_commit == first);
  CHECK(git_in(tree, {"branch", "--show-current"}) == "feat/FEAT-1-x");
  git_in(tree, {"commit", "--quiet", "--allow-empty", "-m", "work"});
  put("later", "1");
  commit("main goes on");
  const auto again = must_make();
  CHECK_FALSE(again.made);
  CHECK(again.base_commit == first);
}

TEST_CASE_FIXTURE(WorktreeFixture,
                  "a folder of something else and a foreign branch are conflicts") {
  support::write_file(tree / "file", "precious");
  CHECK(git::make_worktree(request()).error().code == ErrorCode::conflict);
  CHECK(read_all(tree / "file") == "precious");
  fs::remove_all(tree);
  fs::create_directories(tree);  // an empty folder is fine
  git({"branch", "feat/FEAT-1-x"});
  CHECK(git::make_worktree(request()).error().code == ErrorCode::conflict);
  auto ours = request();
  ours.reuse_branch = true;
  REQUIRE(git::make_worktree(ours).has_value());
  auto elsewhere = request();
  elsewhere.path = temp / "trees/app-2";
  elsewhere.reuse_branch = true;
  const auto twice = git::make_worktree(elsewhere);
  REQUIRE_FALSE(twice);
  CHECK(twice.error().code == ErrorCode::conflict);
  CHECK(twice.error().message.find("checked out at") != std::string::npos);
  auto other_branch = request();
  other_branch.branch = "feat/other";
  CHECK(git::make_worktree(other_branch).error().code == ErrorCode::conflict);
}

TEST_CASE_FIXTURE(WorktreeFixture, "a vanished folder is made anew, with the branch's commits") {
  must_make();
  git_in(tree, {"commit", "--quiet", "--allow-empty", "-m", "work"});
  const std::string work = git_in(tree, {"rev-parse", "HEAD"});
  fs::remove_all(tree);
  auto again = request();
  again.reuse_branch = true;
  const auto made = git::make_worktree(again);
  REQUIRE(made.has_value());
  CHECK(made->made);
  CHECK(git_in(tree, {"rev-parse", "HEAD"}) == work);
}

TEST_CASE_FIXTURE(WorktreeFixture, "one that git was killed in the middle of is made anew") {
  must_make();
  const std::string name = read_all(tree / ".git").substr(8);
  const fs::path git_dir = std::string(base::trim(name));
  support::write_file(git_dir / "locked", "initializing");
  fs::remove(tree / "a");
  auto again = request();
  again.reuse_branch = true;
  REQUIRE(git::make_worktree(again).has_value());
  CHECK(read_all(tree / "a") == "1\n");
}

TEST_CASE("a repository without commits says so") {
  GitFixture fixture;
  git::WorktreeRequest request;
  request.repository = fixture.repo;
  request.path = fixture.temp / "tree";
  request.branch = "feat/x";
  request.base = "HEAD";
  const auto made = git::make_worktree(request);
  REQUIRE_FALSE(made);
  CHECK(made.error().code == ErrorCode::conflict);
  CHECK(made.error().message.find("no commit") != std::string::npos);
}

TEST_CASE_FIXTURE(WorktreeFixture, "names that git would take for options are refused") {
  auto bad = request();
  bad.branch = "--detach";
  CHECK(git::make_worktree(bad).error().code == ErrorCode::invalid_argument);
  bad = request();
  bad.base = "--lock";
  CHECK_FALSE(git::make_worktree(bad));
  bad = request();
  bad.path = "relative";
  CHECK(git::make_worktree(bad).error().code == ErrorCode::invalid_argument);
}

TEST_CASE_FIXTURE(WorktreeFixture, "hooks run, and a failing one is told in its own words") {
  put(".git/hooks/post-checkout", "#!/bin/sh\necho 'fatal: the hook says no' >&2\nexit 1\n");
  ::chmod((repo / ".git/hooks/post-checkout").c_str(), 0755);
  const auto made = git::make_worktree(request());
  REQUIRE_FALSE(made);
  CHECK(made.error().code == ErrorCode::external_failed);
  CHECK(made.error().message.find("the hook says no") != std::string::npos);
}

TEST_CASE_FIXTURE(WorktreeFixture, "stopping ends a worktree's making, and a later try succeeds") {
  put(".git/hooks/post-checkout", "#!/bin/sh\nsleep 60\n");
  ::chmod((repo / ".git/hooks/post-checkout").c_str(), 0755);
  std::stop_source source;
  auto slow = request();
  slow.cancel = source.get_token();
  std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    source.request_stop();
  });
  CHECK(git::make_worktree(slow).error().code == ErrorCode::cancelled);
  fs::remove(repo / ".git/hooks/post-checkout");
  auto again = request();
  again.reuse_branch = true;
  CHECK(git::make_worktree(again).has_value());
  CHECK(read_all(tree / "a") == "1\n");
}

TEST_CASE_FIXTURE(WorktreeFixture, "worktrees of one repository made at once all come to be") {
  std::atomic<int> made = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&, i] {
        auto one = request();
        one.path = temp / ("trees/app-" + std::to_string(i));
        one.branch = "feat/" + std::to_string(i);
        if (git::make_worktree(one)) ++made;
      });
    }
  }
  CHECK(made == 6);
}

TEST_CASE_FIXTURE(WorktreeFixture, "ignored files that .worktreeinclude names are copied") {
  put(".worktreeinclude", "# local settings\n.env\nsecrets/\n*.txt\n");
  put(".env", "KEY=1");
  ::chmod((repo / ".env").c_str(), 0600);
  put("secrets/deep/key", "s");
  put("other.log", "not named");
  put("plain.txt", "named, but not ignored");
  put("sub/.env", "KEY=2");
  const auto made = must_make();
  CHECK(made.copied == std::vector<std::string>{".env", "secrets/deep/key", "sub/.env"});
  CHECK(read_all(tree / ".env") == "KEY=1");
  CHECK(read_all(tree / "sub/.env") == "KEY=2");
  CHECK((fs::status(tree / ".env").permissions() & fs::perms::group_read) == fs::perms::none);
  CHECK_FALSE(fs::exists(tree / "other.log"));
  CHECK_FALSE(fs::exists(tree / "plain.txt"));
  // Asked for again, the agent's own change stays.
  support::write_file(tree / ".env", "KEY=mine");
  CHECK(must_make().copied.size() == 3);
  CHECK(read_all(tree / ".env") == "KEY=mine");
  CHECK(obstacles().empty());
}

TEST_CASE_FIXTURE(WorktreeFixture, "a copied file hides no other ignored file of its folder") {
  put(".worktreeinclude", "secrets/*.pem\n");
  put("secrets/key.pem", "s");
  must_make();
  CHECK(obstacles().empty());
  support::write_file(tree / "secrets/mine", "precious");
  REQUIRE(obstacles().size() == 1);
  CHECK(obstacles()[0].text == "1 ignored: secrets/mine");
  CHECK(remove_error() == ErrorCode::conflict);
}

TEST_CASE_FIXTURE(WorktreeFixture, "nothing is copied through a symlink out of the worktree") {
  fs::create_directories(temp / "outside");
  fs::create_directory_symlink(temp / "outside", repo / "secrets");
  git({"add", "--force", "secrets"});
  commit("a link");
  fs::remove(repo / "secrets");
  put("secrets/key", "s");
  put(".worktreeinclude", "secrets/\n");
  must_make();
  CHECK_FALSE(fs::exists(temp / "outside/key"));
}

TEST_CASE_FIXTURE(WorktreeFixture, "committing everything, also without a name configured") {
  must_make();
  CHECK_FALSE(git::commit_all(tree, "nothing").value());
  support::write_file(tree / "new file", "1");
  fs::remove(tree / "a");
  support::write_file(tree / "x.log", "ignored");
  ::setenv("EMAIL", "", 1);
  REQUIRE(git::commit_all(tree, "Left over: \"$(x)\"\n\nmore").value());
  CHECK(git_in(tree, {"log", "-1", "--format=%s"}) == "Left over: \"$(x)\"");
  CHECK(git_in(tree, {"status", "--porcelain"}).empty());
  CHECK_FALSE(git_in(tree, {"log", "-1", "--format=%an"}).empty());
  git_in(tree, {"config", "user.useConfigOnly", "true"});
  support::write_file(tree / "second", "1");
  REQUIRE(git::commit_all(tree, "").value());
  CHECK(git_in(tree, {"log", "-1", "--format=%an <%ae> %s"}) ==
        "Operator <operator@localhost> Uncommitted work");
}

TEST_CASE_FIXTURE(WorktreeFixture, "discarding puts tracked files back and keeps ignored ones") {
  must_make();
  support::write_file(tree / "a", "changed");
  support::write_file(tree / "new/x", "1");
  support::write_file(tree / ".env", "kept");
  REQUIRE(git::discard_all(tree));
  CHECK(read_all(tree / "a") == "1\n");
  CHECK_FALSE(fs::exists(tree / "new"));
  CHECK(read_all(tree / ".env") == "kept");
}

TEST_CASE_FIXTURE(WorktreeFixture, "a clean worktree goes, its branch stays, and again is fine") {
  must_make();
  git_in(tree, {"commit", "--quiet", "--allow-empty", "-m", "work"});
  CHECK(obstacles().empty());
  REQUIRE(git::remove_worktree(repo, tree, git::RemoveConsent::none));
  CHECK_FALSE(fs::exists(tree));
  CHECK(git({"branch", "--list", "feat/FEAT-1-x"}).size() > 0);
  CHECK(git::remove_worktree(repo, tree, git::RemoveConsent::none));
  CHECK(git({"worktree", "list", "--porcelain"}).find("app-1") == std::string::npos);
}

TEST_CASE_FIXTURE(WorktreeFixture, "a worktree with work in it stays") {
  must_make();
  const auto one_obstacle = [&](const std::string& words) {
    const auto found = obstacles();
    REQUIRE(found.size() == 1);
    CHECK(found[0].text.find(words) != std::string::npos);
    CHECK_FALSE(found[0].needs_yes);
    CHECK(remove_error() == ErrorCode::conflict);
    CHECK(remove_error(git::RemoveConsent::ignored_files) == ErrorCode::conflict);
    CHECK(fs::exists(tree / ".git"));
  };
  SUBCASE("a tracked change") {
    support::write_file(tree / "a", "2");
    one_obstacle("uncommitted: a");
  }
  SUBCASE("an untracked file") {
    support::write_file(tree / "new", "2");
    one_obstacle("uncommitted: new");
  }
  SUBCASE("a staged change") {
    support::write_file(tree / "new", "2");
    git_in(tree, {"add", "new"});
    one_obstacle("uncommitted: new");
  }
  SUBCASE("a detached HEAD") {
    git_in(tree, {"checkout", "--quiet", "--detach"});
    one_obstacle("no branch");
  }
  SUBCASE("a lock") {
    git({"worktree", "lock", tree.string()});
    one_obstacle("locked");
  }
  SUBCASE("git at work") {
    const fs::path dir = git_in(tree, {"rev-parse", "--absolute-git-dir"});
    support::write_file(dir / "index.lock", "");
    one_obstacle("index.lock");
  }
  SUBCASE("a process") {
    const pid_t child = ::fork();
    if (child == 0) {
      if (::chdir(tree.c_str()) != 0) ::_exit(1);
      ::pause();
      ::_exit(0);
    }
    for (int i = 0; i < 200 && obstacles().empty(); ++i) ::usleep(10'000);
    one_obstacle("processes");
    CHECK(remove_error(git::RemoveConsent::everything) == ErrorCode::conflict);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  SUBCASE("an unreadable index") {
    const fs::path dir = git_in(tree, {"rev-parse", "--absolute-git-dir"});
    support::write_file(dir / "index", "damaged");
    CHECK_FALSE(obstacles().empty());
    CHECK(remove_error() == ErrorCode::conflict);
    CHECK(fs::exists(tree / "a"));
  }
}

TEST_CASE_FIXTURE(WorktreeFixture, "ignored files need a yes, everything needs a greater one") {
  must_make();
  support::write_file(tree / "build.log", "x");
  auto found = obstacles();
  REQUIRE(found.size() == 1);
  CHECK(found[0].needs_yes);
  CHECK(remove_error() == ErrorCode::conflict);
  support::write_file(tree / "precious", "x");
  CHECK(remove_error(git::RemoveConsent::ignored_files) == ErrorCode::conflict);
  fs::remove(tree / "precious");
  CHECK(git::remove_worktree(repo, tree, git::RemoveConsent::ignored_files));
  auto again = request();
  again.reuse_branch = true;
  REQUIRE(git::make_worktree(again));
  support::write_file(tree / "a", "changed");
  CHECK(git::remove_worktree(repo, tree, git::RemoveConsent::everything));
  CHECK_FALSE(fs::exists(tree));
}

TEST_CASE_FIXTURE(WorktreeFixture, "what is no worktree of the repository is never removed") {
  support::write_file(tree / "file", "precious");
  CHECK(remove_error(git::RemoveConsent::everything) == ErrorCode::conflict);
  CHECK(read_all(tree / "file") == "precious");
  const auto main = git::remove_worktree(repo, repo, git::RemoveConsent::everything);
  REQUIRE_FALSE(main);
  CHECK(fs::exists(repo / "a"));
}

TEST_CASE_FIXTURE(WorktreeFixture, "a submodule's own commits keep the worktree") {
  support::write_file(temp / "lib/l", "1");
  git_in(temp / "lib", {"init", "--quiet", "--initial-branch=main"});
  git_in(temp / "lib", {"add", "--all"});
  git_in(temp / "lib", {"commit", "--quiet", "-m", "lib"});
  git({"submodule", "--quiet", "add", (temp / "lib").string(), "lib"});
  commit("with a submodule");
  must_make();
  CHECK(obstacles().empty());
  git_in(tree, {"submodule", "--quiet", "update", "--init"});
  CHECK(obstacles().empty());
  git_in(tree / "lib", {"checkout", "--quiet", "-b", "own"});
  git_in(tree / "lib", {"commit", "--quiet", "--allow-empty", "-m", "own"});
  git_in(tree / "lib", {"checkout", "--quiet", "--detach", "origin/main"});
  const auto found = obstacles();
  REQUIRE(found.size() == 1);
  CHECK(found[0].text.find("submodule lib") != std::string::npos);
  git_in(tree / "lib", {"branch", "--delete", "--force", "own"});
  CHECK(git::remove_worktree(repo, tree, git::RemoveConsent::none));
}

TEST_CASE_FIXTURE(WorktreeFixture, "a branch goes only when its commits are kept elsewhere") {
  must_make();
  git_in(tree, {"commit", "--quiet", "--allow-empty", "-m", "work"});
  REQUIRE(git::remove_worktree(repo, tree, git::RemoveConsent::none));
  CHECK(git::delete_branch(repo, "feat/FEAT-1-x", "main").error().code == ErrorCode::conflict);
  git({"merge", "--quiet", "--ff-only", "feat/FEAT-1-x"});
  CHECK(git::delete_branch(repo, "feat/FEAT-1-x", "main"));
  CHECK(git({"branch", "--list", "feat/*"}).empty());
  CHECK(git::delete_branch(repo, "feat/FEAT-1-x", "main"));
}

TEST_CASE_FIXTURE(WorktreeFixture, "a free branch name is found beside taken ones") {
  git({"branch", "feat/x"});
  git({"branch", "feat/x-2"});
  git({"branch", "fix"});
  git({"branch", "task/a/b"});
  const auto reader = git::open(repo).value();
  CHECK(git::free_branch(*reader, "feat/y").value() == "feat/y");
  CHECK(git::free_branch(*reader, "feat/x").value() == "feat/x-3");
  CHECK(git::free_branch(*reader, "feat/X").value() == "feat/X-3");
  CHECK(git::free_branch(*reader, "fix/1").value() == "fix-1");
  CHECK(git::free_branch(*reader, "task/a").value() == "task/a-2");
  CHECK_FALSE(git::free_branch(*reader, "a b"));
}

TEST_CASE("the rule for branch names is git's, and names made from hostile titles keep it") {
  GitFixture fixture;
  const auto git_takes = [&](const std::string& name) {
    git::Command command;
    command.folder = fixture.repo;
    command.arguments = {"check-ref-format", "--branch", name};
    return git::try_run(command)->exit_code == 0;
  };
  for (const std::string name :
       {"a",    "a/b",         "-a",   "a..b",    "a.lock", "a.lock/b", ".a",   "a/.b",
        "a.",   "a/",          "/a",   "a//b",    "a b",    "a~b",      "a^b",  "a:b",
        "a?b",  "a*b",         "a[b",  "a\\b",    "a@{b",   "a@b",      "HEAD", "\x7f",
        "a\tb", "L\xC3\xB6we", "a/-b", "x.lockx", "{",      "$(x)",     "'\"",  ";"}) {
    CAPTURE(name);
    CHECK(git::is_branch_name(name) == git_takes(name));
  }
  CHECK_FALSE(git::is_branch_name(""));
  for (const std::string title :
       {"Fix: x", "../../etc", "a.lock", "--force", "$(rm -rf /)", "L\xC3\xB6we",
        "\xF0\x9F\xA6\x81", "@{u}", "a..b", "x\ny", "HEAD", "", "   ", "~^:?*[\\"}) {
    const std::string name = rules::branch_name("FEAT", "FEAT-1", title);
    CAPTURE(name);
    CHECK(git::is_branch_name(name));
    CHECK(git_takes(name));
    const std::string from_id = rules::branch_name(title, title, title);
    CAPTURE(from_id);
    CHECK(git_takes(from_id));
  }
}
