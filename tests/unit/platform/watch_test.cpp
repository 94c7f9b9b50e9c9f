#include "platform/watch.h"

#include <doctest/doctest.h>

#include <asio/io_context.hpp>
#include <fstream>

#include "support/temp_folder.h"

namespace fs = std::filesystem;

namespace {

struct Fixture {
  support::TempFolder temp;
  asio::io_context loop;
  std::set<platform::WatchReport::Entry> seen;
  int calls = 0;
  std::unique_ptr<platform::Watch> watch;

  Fixture() {
    auto made = platform::Watch::make(loop, [this](const platform::WatchReport& report) {
      ++calls;
      seen.insert(report.entries.begin(), report.entries.end());
    });
    REQUIRE(made.has_value());
    watch = std::move(*made);
  }
  // Runs what is ready now; inotify events are there when the call that caused them returns.
  bool saw(const fs::path& folder, const std::string& name) {
    loop.restart();
    loop.poll();
    return seen.contains({folder, name});
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "changes of one turn come in one call") {
  const fs::path folder = temp / "queue";
  fs::create_directory(folder);
  REQUIRE(watch->add(folder));
  support::write_file(folder / "a.md", "1");
  support::write_file(folder / "a.md", "2");
  support::write_file(folder / "b.md", "1");
  CHECK(saw(folder, "a.md"));
  CHECK(saw(folder, "b.md"));
  CHECK(calls == 1);
  seen.clear();
  fs::remove(folder / "a.md");
  fs::rename(folder / "b.md", folder / "c.md");
  CHECK(saw(folder, "a.md"));
  CHECK(saw(folder, "b.md"));
  CHECK(saw(folder, "c.md"));
  seen.clear();
  support::write_file(temp / "other", "outside");
  CHECK_FALSE(saw(temp.path(), "other"));
  CHECK(seen.empty());
}

TEST_CASE_FIXTURE(Fixture, "a folder may come later, go, and come again") {
  const fs::path folder = temp / ".tickets/queue";
  REQUIRE(watch->add(folder, temp.path()));
  fs::create_directories(folder);
  CHECK_FALSE(seen.contains({folder, "x.md"}));
  CHECK(saw(folder, ""));
  support::write_file(folder / "x.md", "1");
  CHECK(saw(folder, "x.md"));
  seen.clear();
  fs::remove_all(temp / ".tickets");
  CHECK(saw(folder, ""));
  fs::create_directories(folder);
  seen.clear();
  CHECK(saw(folder, ""));
  support::write_file(folder / "y.md", "1");
  CHECK(saw(folder, "y.md"));
}

TEST_CASE_FIXTURE(Fixture, "a folder replaced above is noticed, the old one no longer heard") {
  const fs::path folder = temp / ".tickets/queue";
  fs::create_directories(folder);
  fs::create_directories(temp / "new/queue");
  REQUIRE(watch->add(folder, temp.path()));
  fs::rename(temp / ".tickets", temp / "old");
  fs::rename(temp / "new", temp / ".tickets");
  CHECK(saw(folder, ""));
  seen.clear();
  support::write_file(temp / "old/queue/o.md", "1");
  CHECK_FALSE(saw(folder, "o.md"));
  support::write_file(folder / "n.md", "1");
  CHECK(saw(folder, "n.md"));
}

TEST_CASE_FIXTURE(Fixture, "a lost event is reported as everything") {
  const fs::path folder = temp / "queue";
  fs::create_directory(folder);
  bool everything = false;
  auto made = platform::Watch::make(
      loop, [&](const platform::WatchReport& report) { everything |= report.everything; });
  REQUIRE(made.has_value());
  REQUIRE((*made)->add(folder));
  int limit = 16384;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> limit;
  REQUIRE(limit < 1'000'000);
  const fs::path a = folder / "a";
  const fs::path b = folder / "b";
  support::write_file(a, "");
  for (int i = 0; i < limit; ++i) fs::rename(i % 2 == 0 ? a : b, i % 2 == 0 ? b : a);
  saw(folder, "");
  CHECK(everything);
}

TEST_CASE_FIXTURE(Fixture, "after remove and after destruction nothing is called") {
  const fs::path folder = temp / "queue";
  fs::create_directory(folder);
  REQUIRE(watch->add(folder));
  watch->remove(folder);
  support::write_file(folder / "a.md", "1");
  CHECK_FALSE(saw(folder, "a.md"));
  REQUIRE(watch->add(folder));
  support::write_file(folder / "b.md", "1");
  watch.reset();
  CHECK_FALSE(saw(folder, "b.md"));
}
