#include "platform/files.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/temp_folder.h"

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

unsigned mode_of(const fs::path& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777U;
}

std::size_t entries_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

}  // namespace

TEST_CASE("reading has a cap and refuses what is no regular file") {
  const support::TempFolder temp;
  support::write_file(temp / "a", "12345");
  CHECK(platform::read_file(temp / "a", 5).value() == "12345");
  CHECK(platform::read_file(temp / "a", 4).error().code == ErrorCode::invalid_argument);
  CHECK(platform::read_file(temp / "none").error().code == ErrorCode::not_found);
  CHECK(platform::read_file(temp.path()).error().code == ErrorCode::invalid_argument);
  REQUIRE(::mkfifo((temp / "fifo").c_str(), 0600) == 0);
  CHECK(platform::read_file(temp / "fifo").error().code == ErrorCode::invalid_argument);
}

TEST_CASE("what a dead writer left is removed, and nothing else") {
  const support::TempFolder temp;
  support::write_file(temp / ".op-0123456789.tmp", "half");
  support::write_file(temp / ".opinion.tmp", "mine");
  support::write_file(temp / "a.md", "mine");
  platform::remove_temporary_files(temp.path());
  CHECK(entries_in(temp.path()) == 2);
  CHECK_FALSE(fs::exists(temp / ".op-0123456789.tmp"));
  platform::remove_temporary_files(temp / "none");
}

TEST_CASE("writing replaces a file whole and leaves nothing beside it") {
  const support::TempFolder temp;
  const fs::path file = temp / "a";
  REQUIRE(platform::write_atomic(file, "one", 0600));
  CHECK(mode_of(file) == 0600);
  ::chmod(file.c_str(), 0640);
  REQUIRE(platform::write_atomic(file, "two"));
  CHECK(support::read_all(file) == "two");
  CHECK(mode_of(file) == 0640);
  CHECK(entries_in(temp.path()) == 1);
  CHECK_FALSE(platform::write_atomic(temp / "no/such", "x"));
}

TEST_CASE("renaming never overwrites") {
  const support::TempFolder temp;
  support::write_file(temp / "a", "a");
  support::write_file(temp / "b", "b");
  CHECK(platform::rename_noreplace(temp / "a", temp / "b").error().code == ErrorCode::conflict);
  CHECK(support::read_all(temp / "b") == "b");
  CHECK(platform::rename_noreplace(temp / "none", temp / "c").error().code == ErrorCode::not_found);
  REQUIRE(platform::rename_noreplace(temp / "a", temp / "c"));
  CHECK(support::read_all(temp / "c") == "a");
  CHECK_FALSE(fs::exists(temp / "a"));
}

TEST_CASE("creating is exclusive and whole") {
  const support::TempFolder temp;
  REQUIRE(platform::create_exclusive(temp / "a", "first", 0600));
  CHECK(platform::create_exclusive(temp / "a", "second").error().code == ErrorCode::conflict);
  CHECK(support::read_all(temp / "a") == "first");
  CHECK(entries_in(temp.path()) == 1);
}

TEST_CASE("of many new files each is whole, or is refused alone") {
  const support::TempFolder temp;
  for (const int many : {3, 30}) {  // synced one by one, and together
    const fs::path folder = temp / std::to_string(many);
    fs::create_directory(folder);
    support::write_file(folder / "1", "mine");
    std::vector<platform::NewFile> files;
    for (int n = 0; n < many; ++n) files.push_back({folder / std::to_string(n), "text"});
    files.push_back({folder / "none/x", "text"});
    const auto created = platform::create_all_exclusive(files);
    REQUIRE(created.size() == files.size());
    CHECK(created[0].has_value());
    CHECK(created[1].error().code == ErrorCode::conflict);
    CHECK(created.back().error().code == ErrorCode::not_found);
    CHECK(support::read_all(folder / "1") == "mine");
    CHECK(support::read_all(folder / "2") == "text");
    CHECK(entries_in(folder) == many);
  }
}

TEST_CASE("a private folder is ours, 0700, and no symlink") {
  const support::TempFolder temp;
  REQUIRE(platform::make_private_dir(temp / "x/y"));
  CHECK(mode_of(temp / "x/y") == 0700);
  CHECK(mode_of(temp / "x") == 0700);
  fs::create_directory(temp / "wide");
  ::chmod((temp / "wide").c_str(), 0777);
  REQUIRE(platform::make_private_dir(temp / "wide"));
  CHECK(mode_of(temp / "wide") == 0700);
  fs::create_directory_symlink(temp / "x", temp / "link");
  CHECK(platform::make_private_dir(temp / "link").error().code == ErrorCode::forbidden);
  ::chmod((temp / "x").c_str(), 0777);
  CHECK(platform::make_private_dir(temp / "x/z").error().code == ErrorCode::forbidden);
}

TEST_CASE("programs are found on an absolute PATH only") {
  const support::TempFolder temp;
  support::write_file(temp / "bin/tool", "#!/bin/sh\n");
  const std::string path = "relative:" + (temp / "bin").string();
  CHECK_FALSE(platform::find_program("tool", path));
  ::chmod((temp / "bin/tool").c_str(), 0755);
  CHECK(platform::find_program("tool", path) == (temp / "bin/tool").string());
  CHECK_FALSE(platform::find_program("bin", temp.path().string()));
  CHECK(platform::find_program((temp / "bin/tool").string(), "") == (temp / "bin/tool").string());
}

TEST_CASE("a stamp changes with the file") {
  const support::TempFolder temp;
  support::write_file(temp / "a", "1");
  const auto before = platform::stamp_of(temp / "a").value();
  CHECK(before.regular);
  CHECK(before.size == 1);
  CHECK(platform::stamp_of(temp / "a").value() == before);
  REQUIRE(platform::write_atomic(temp / "a", "2"));
  CHECK(platform::stamp_of(temp / "a").value() != before);
  CHECK(platform::total_memory_bytes() > (64U << 20));
}
