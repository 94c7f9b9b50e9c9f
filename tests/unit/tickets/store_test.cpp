#include "tickets/store.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <set>
#include <thread>

#include "support/temp_folder.h"
#include "tickets/names.h"

namespace fs = std::filesystem;
using base::ErrorCode;
using rules::Folder;

namespace {

struct Fixture {
  support::TempFolder temp;
  tickets::Folders folders{temp.path()};

  void put(const std::string& path, const std::string& text) {
    support::write_file(temp / path, text);
  }
  static std::string text(const std::string& id) {
    return "---\nid: " + id + "\ntype: FIX\ntitle: x\n---\n";
  }
  static std::set<std::string> paths(const std::vector<rules::Ticket>& list) {
    std::set<std::string> result;
    for (const auto& ticket : list) result.insert(ticket.path);
    return result;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a scan reads what changed and says what is gone") {
  CHECK(folders.scan().changed.empty());
  CHECK_FALSE(fs::exists(temp / ".tickets"));
  put(".tickets/queue/a.md", text("A-1"));
  put(".tickets/completed/b.md", text("B-1"));
  put(".tickets/queue/README.md", "no ticket");
  put(".tickets/queue/.hidden.md", "no ticket");
  put(".tickets/queue/notes.txt", "no ticket");
  fs::create_directories(temp / ".tickets/queue/folder.md");
  CHECK(paths(folders.scan().changed) ==
        std::set<std::string>{".tickets/completed/b.md", ".tickets/queue/a.md"});
  CHECK(folders.scan().changed.empty());
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  CHECK(folders.scan().changed.empty());
  put(".tickets/queue/a.md", text("A-2"));
  fs::remove(temp / ".tickets/completed/b.md");
  const auto scan = folders.scan();
  REQUIRE(scan.changed.size() == 1);
  CHECK(scan.changed[0].id.value == "A-2");
  CHECK(scan.changed[0].folder == Folder::queue);
  CHECK(scan.gone == std::vector<std::string>{".tickets/completed/b.md"});
  CHECK(folders.tickets().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a first scan of many reads each once") {
  std::set<std::string> all;
  for (int i = 0; i < 1200; ++i) {
    const std::string name = "T-" + std::to_string(i);
    put(".tickets/" + std::string(i % 2 == 0 ? "queue/" : "completed/") + name + ".md", text(name));
    all.insert(name);
  }
  fs::create_symlink("/etc/passwd", temp / ".tickets/queue/outside.md");
  const auto scan = folders.scan();
  REQUIRE(scan.changed.size() == all.size() + 1);
  for (const auto& ticket : scan.changed) {
    if (ticket.path == ".tickets/queue/outside.md") {
      CHECK(ticket.problems.size() == 1);
      continue;
    }
    CHECK(ticket.problems.empty());
    CHECK(ticket.path.ends_with("/" + ticket.id.value + ".md"));
    CHECK(all.erase(ticket.id.value) == 1);
  }
  CHECK(all.empty());
}

TEST_CASE_FIXTURE(Fixture, "a change of the same size within the clock's grain is seen") {
  for (int i = 0; i < 20; ++i) {
    put(".tickets/queue/a.md", text("A-" + std::to_string(i % 10)));
    const auto scan = folders.scan();
    REQUIRE(scan.changed.size() == 1);
    REQUIRE(scan.changed[0].id.value == "A-" + std::to_string(i % 10));
  }
}

TEST_CASE_FIXTURE(Fixture,
                  "damaged, huge, outside and unreadable files are listed with a problem") {
  put(".tickets/queue/damaged.md", "---\ntype: [\ntitle: x\n---\n");
  put(".tickets/queue/huge.md", std::string((1U << 20) + 1, 'x'));
  const support::TempFolder outside;
  support::write_file(outside / "secret.md", text("S-1"));
  fs::create_symlink(outside / "secret.md", temp / ".tickets/queue/link.md");
  fs::create_symlink(temp / "nowhere", temp / ".tickets/queue/dangling.md");
  put("notes/inside.md", text("I-1"));
  fs::create_symlink(temp / "notes/inside.md", temp / ".tickets/queue/inside.md");
  const auto scan = folders.scan();
  REQUIRE(scan.changed.size() == 5);
  for (const auto& ticket : scan.changed) {
    CAPTURE(ticket.path);
    CHECK(ticket.problems.empty() == (ticket.path == ".tickets/queue/inside.md"));
    CHECK(ticket.id.value != "S-1");
  }
  CHECK(folders.read(".tickets/queue/link.md").error().code == ErrorCode::forbidden);
  CHECK(folders.edit(".tickets/queue/link.md", "", {{"hold", true}}).error().code ==
        ErrorCode::forbidden);
}

TEST_CASE_FIXTURE(Fixture, "moving never overwrites") {
  put(".tickets/queue/a.md", text("A-1"));
  put(".tickets/in-progress/a.md", text("B-1"));
  put(".tickets/in-progress/a-2.md", text("C-1"));
  folders.scan();
  const auto moved = folders.move(".tickets/queue/a.md", Folder::in_progress);
  REQUIRE(moved.has_value());
  CHECK(*moved == ".tickets/in-progress/a-3.md");
  CHECK(support::read_all(temp / *moved) == text("A-1"));
  CHECK(support::read_all(temp / ".tickets/in-progress/a.md") == text("B-1"));
  const auto scan = folders.scan();
  CHECK(paths(scan.changed) == std::set<std::string>{*moved});
  CHECK(scan.gone == std::vector<std::string>{".tickets/queue/a.md"});
  CHECK(folders.move(".tickets/queue/a.md", Folder::completed).error().code ==
        ErrorCode::not_found);
  CHECK(folders.move(*moved, Folder::in_progress).value() == *moved);
  REQUIRE(folders.move(*moved, Folder::completed).has_value());
  CHECK(fs::exists(temp / ".tickets/completed/a-3.md"));
  CHECK(folders.move("../x.md", Folder::queue).error().code == ErrorCode::invalid_argument);
  CHECK(folders.move(".tickets/queue/../../x.md", Folder::queue).error().code ==
        ErrorCode::invalid_argument);
}

TEST_CASE_FIXTURE(Fixture, "creating makes an id, a name and the folder") {
  const auto made = folders.create({.type = "FEAT", .title = "Add: a \"login\"/../x"});
  REQUIRE(made.has_value());
  CHECK(made->id.value.starts_with("FEAT-"));
  CHECK(made->path == ".tickets/queue/" + made->id.value + "-add-a-login-x.md");
  CHECK(made->title == "Add: a \"login\"/../x");
  CHECK(made->problems.empty());
  const auto scan = folders.scan();
  REQUIRE(scan.changed.size() == 1);
  CHECK(scan.changed[0].digest == made->digest);
  CHECK(folders.create({.id = made->id, .type = "FEAT", .title = "x"}).error().code ==
        ErrorCode::conflict);
  CHECK(folders.create({.type = "feat", .title = "x"}).error().code == ErrorCode::invalid_argument);
  CHECK(folders.create({.type = "FEAT", .title = ""}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE_FIXTURE(Fixture, "writing is refused when the file changed meanwhile") {
  put(".tickets/queue/a.md", text("A-1"));
  folders.scan();
  const auto ticket = folders.tickets().at(0);
  const auto held = folders.edit(ticket.path, ticket.digest, {{"hold", true}, {"step", "plan"}});
  REQUIRE(held.has_value());
  CHECK(held->hold);
  CHECK(held->step == "plan");
  CHECK(folders.edit(ticket.path, ticket.digest, {{"hold", false}}).error().code ==
        ErrorCode::conflict);
  CHECK(folders.write(ticket.path, ticket.digest, "x").error().code == ErrorCode::conflict);
  REQUIRE(folders.write(ticket.path, held->digest, text("A-9")).has_value());
  const auto scan = folders.scan();
  REQUIRE(scan.changed.size() == 1);
  CHECK(scan.changed[0].id.value == "A-9");
}

TEST_CASE_FIXTURE(Fixture, "a ticket's age survives an edit") {
  put(".tickets/queue/a.md", text("A-1"));
  folders.scan();
  const auto before = folders.tickets().at(0);
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  REQUIRE(folders.edit(before.path, before.digest, {{"hold", true}}).has_value());
  folders.scan();
  const auto after = folders.tickets().at(0);
  CHECK(after.created == before.created);
  CHECK(after.modified > before.modified);
}

TEST_CASE("ids, types and priorities have one rule each") {
  CHECK(tickets::check_id("FEAT-7K2QD"));
  CHECK(tickets::check_id("proj_12.a"));
  for (const char* bad : {"", "-a", ".a", "a/b", "a..b", "a b", "x.lock", "a.", "\xC3\xB6"}) {
    CHECK_FALSE(tickets::check_id(bad));
  }
  CHECK_FALSE(tickets::check_id(std::string(65, 'a')));
  CHECK(tickets::check_type("AGENT-SETUP"));
  CHECK_FALSE(tickets::check_type("F"));
  CHECK_FALSE(tickets::check_type("feat"));
  CHECK(tickets::parse_priority("P1-high") == 1);
  CHECK(tickets::parse_priority("p0") == 0);
  CHECK(tickets::parse_priority("3") == 3);
  CHECK(tickets::parse_priority("P12") == -1);
  CHECK(tickets::parse_priority("high") == -1);
  CHECK(tickets::file_name({"A-1"}, "\xE2\x80\xA6") == "A-1.md");
}
