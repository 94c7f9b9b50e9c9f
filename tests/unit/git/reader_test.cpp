#include "git/reader.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "git/repository.h"

namespace fs = std::filesystem;
using base::ErrorCode;
using git::Change;
using git::DirtyEntry;
using support::GitFixture;

namespace {

// Every reading test runs by libgit2 and by the program: they have to agree.
std::unique_ptr<git::Reader> must_open(const fs::path& folder, bool library) {
  auto reader = library ? git::open_with_library(folder) : git::open_with_program(folder);
  if (!reader) FAIL(reader.error().message);
  return std::move(*reader);
}

std::map<std::string, std::string> shown(const std::vector<Change>& changes) {
  static const char* const kKinds[] = {"added", "modified", "deleted", "renamed"};
  std::map<std::string, std::string> result;
  for (const auto& change : changes) {
    std::string text = kKinds[static_cast<int>(change.kind)];
    text += change.binary
                ? " binary"
                : " +" + std::to_string(change.additions) + " -" + std::to_string(change.deletions);
    if (change.old_path != change.path) text += " from " + change.old_path;
    result[change.path] = text;
  }
  return result;
}

}  // namespace

TEST_CASE("a repository without commits, then with one") {
  GitFixture fixture;
  for (const bool library : {true, false}) {
    CAPTURE(library);
    const auto reader = must_open(fixture.repo, library);
    const auto head = reader->head().value();
    CHECK(head.branch == "main");
    CHECK(head.commit.empty());
    const auto base = reader->base_branch("");
    REQUIRE_FALSE(base);
    CHECK(base.error().code == ErrorCode::conflict);
    CHECK(base.error().message.find("no commit") != std::string::npos);
  }
  const std::string commit = fixture.commit("one");
  for (const bool library : {true, false}) {
    CAPTURE(library);
    const auto reader = must_open(fixture.repo, library);
    CHECK(reader->head()->commit == commit);
    CHECK(reader->resolve("main").value() == commit);
    CHECK(reader->resolve("nothing").error().code == ErrorCode::not_found);
    CHECK(reader->resolve("--help").error().code == ErrorCode::not_found);
    CHECK(reader->branch_exists("main").value());
    CHECK_FALSE(reader->branch_exists("other").value());
    CHECK(reader->branches().value() == std::vector<std::string>{"main"});
    CHECK(reader->place().worktree == fixture.repo);
    CHECK_FALSE(reader->place().linked());
  }
  CHECK(git::open(fixture.temp / "home").error().code == ErrorCode::not_found);
}

TEST_CASE("the base branch: configured, origin's HEAD, the one checked out") {
  GitFixture upstream;
  const std::string first = upstream.commit("one");
  const fs::path clone = upstream.temp / "clone";
  GitFixture::git_in(upstream.temp.path(), {"clone", "--quiet", upstream.repo.string(), "clone"});
  const std::string second = upstream.commit("two");
  GitFixture::git_in(clone, {"fetch", "--quiet"});
  GitFixture::git_in(clone, {"checkout", "--quiet", "-b", "topic"});
  for (const bool library : {true, false}) {
    CAPTURE(library);
    const auto reader = must_open(clone, library);
    CHECK(reader->origin_head().value() == "main");
    CHECK(reader->base_branch("")->name == "main");
    CHECK(reader->base_branch("")->commit == second);  // origin is ahead of the local branch
    CHECK(reader->base_branch("topic")->commit == first);
    CHECK(reader->base_branch("none").error().code == ErrorCode::not_found);
  }
  GitFixture::git_in(clone, {"remote", "set-head", "origin", "--delete"});
  for (const bool library : {true, false}) {
    CHECK(must_open(clone, library)->base_branch("")->name == "topic");
  }
  GitFixture::git_in(clone, {"checkout", "--quiet", "--detach"});
  for (const bool library : {true, false}) {
    const auto base = must_open(clone, library)->base_branch("").value();
    CHECK(base.name.empty());
    CHECK(base.commit == first);
  }
}

TEST_CASE("status has changed, untracked and conflicted paths and no ignored ones") {
  GitFixture fixture;
  fixture.put(".gitignore", "*.log\n");
  fixture.put("a file.txt", "1\n");
  fixture.put("gone", "1\n");
  fixture.put("clash", "1\n");
  fixture.commit("one");
  fixture.git({"checkout", "--quiet", "-b", "other"});
  fixture.put("clash", "other\n");
  fixture.commit("two");
  fixture.git({"checkout", "--quiet", "main"});
  fixture.put("clash", "main\n");
  fixture.commit("three");
  for (const bool library : {true, false}) {
    CHECK(must_open(fixture.repo, library)->status()->empty());
  }
  git::Command merge;
  merge.folder = fixture.repo;
  merge.arguments = {"-c", "user.name=T", "-c", "user.email=t@example.org", "merge", "other"};
  CHECK_FALSE(git::run(merge));
  fixture.put("a file.txt", "2\n");
  fs::remove(fixture.repo / "gone");
  fixture.put("x.log", "ignored");
  fixture.put("new/one", "1");
  for (const bool library : {true, false}) {
    CAPTURE(library);
    auto entries = must_open(fixture.repo, library)->status().value();
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    CHECK(entries == std::vector<DirtyEntry>{{DirtyEntry::Kind::changed, "a file.txt"},
                                             {DirtyEntry::Kind::conflicted, "clash"},
                                             {DirtyEntry::Kind::changed, "gone"},
                                             {DirtyEntry::Kind::untracked, "new/"}});
  }
}

TEST_CASE("a session's work: commits, index, working tree and untracked files against the base") {
  GitFixture fixture;
  const std::string lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
  fixture.put("kept", "x\n");
  fixture.put("edited", "1\n2\n");
  fixture.put("deleted", "1\n");
  fixture.put("old name", lines);
  fixture.put("image", std::string("a\0b", 3));
  const std::string base = fixture.commit("base");
  fixture.git({"checkout", "--quiet", "-b", "work"});
  fixture.put("edited", "1\n2\n3\n");
  fixture.commit("work");
  fixture.put("edited", "one\n2\n3\n");
  fs::remove(fixture.repo / "deleted");
  fixture.git({"mv", "old name", "new name"});
  fixture.put("image", std::string("a\0c", 3));
  fixture.put("added/L\xC3\xB6we \"q\"", "1\n2");
  fixture.git({"branch", "--force", "main",
               fixture.git({"commit-tree", "-p", base, "-m", "main went on", base + "^{tree}"})});
  for (const bool library : {true, false}) {
    CAPTURE(library);
    const auto reader = must_open(fixture.repo, library);
    const auto work = git::work_of(*reader, "main").value();
    CHECK(work.base == base);
    CHECK(work.commits == 1);
    CHECK(work.uncommitted);
    std::string all;
    for (const auto& [path, text] : shown(work.changes)) all += path + ": " + text + "\n";
    CAPTURE(all);
    CHECK(shown(work.changes) ==
          std::map<std::string, std::string>{{"edited", "modified +2 -1"},
                                             {"deleted", "deleted +0 -1"},
                                             {"new name", "renamed +0 -0 from old name"},
                                             {"image", "modified binary"},
                                             {"added/L\xC3\xB6we \"q\"", "added +2 -0"}});
    CHECK(reader->file_at(base, "edited")->content == "1\n2\n");
    CHECK(reader->file_at(base, "image")->binary);
    CHECK_FALSE(reader->file_at(base, "added/x")->exists);
    CHECK_FALSE(reader->file_at(base, "../etc/passwd")->exists);
    CHECK_FALSE(reader->is_merged("work", "main").value());
    CHECK(reader->is_merged(base, "main").value());
  }
}

TEST_CASE("what libgit2 cannot open or would read wrong goes to the program") {
  GitFixture fixture;
  fixture.put("a/1", "1\n");
  fixture.put("b/2", "2\n");
  const std::string commit = fixture.commit("one");
  SUBCASE("an extension it does not know") {
    fixture.git({"config", "core.repositoryformatversion", "1"});
    fixture.git({"config", "extensions.worktreeConfig", "true"});
    CHECK_FALSE(git::open_with_library(fixture.repo));
  }
  SUBCASE("a sparse checkout") {
    fixture.git({"sparse-checkout", "set", "a"});
    CHECK_FALSE(fs::exists(fixture.repo / "b/2"));
  }
  SUBCASE("filters") {
    fixture.git({"config", "filter.upper.clean", "tr a-z A-Z"});
    fixture.git({"config", "filter.upper.smudge", "tr A-Z a-z"});
    fixture.put(".gitattributes", "*.up filter=upper\n");
    fixture.put("x.up", "shout\n");
    fixture.commit("two");
    fixture.put("x.up", "shout\n");
  }
  auto reader = git::open(fixture.repo);
  REQUIRE(reader.has_value());
  CHECK((*reader)->status()->empty());
  CHECK((*reader)->is_merged(commit, "main").value());
}

TEST_CASE("reading a repository starts none of its programs") {
  GitFixture fixture;
  fixture.put("a", "1\n");
  fixture.commit("one");
  const fs::path witness = fixture.temp / "witness";
  fixture.git({"config", "core.fsmonitor", "touch " + witness.string() + "; false"});
  fixture.git({"config", "diff.external", "touch " + witness.string()});
  fixture.put("a", "2\n");
  const auto reader = must_open(fixture.repo, false);
  CHECK(reader->status()->size() == 1);
  CHECK(reader->changes_since("HEAD")->size() == 1);
  CHECK_FALSE(fs::exists(witness));
}
