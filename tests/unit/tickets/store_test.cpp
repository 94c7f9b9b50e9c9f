#include "tickets/store.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
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
  folders.forget(".tickets/queue/a.md");
  CHECK(paths(folders.scan().changed) == std::set<std::string>{".tickets/queue/a.md"});
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

TEST_CASE_FIXTURE(Fixture, "of many made at once each has its own id, also before a scan") {
  const auto made = folders.create_all({{.id = {"A-1"}, .type = "FEAT", .title = "One"},
                                        {.id = {"A-1"}, .type = "FEAT", .title = "Two"},
                                        {.type = "feat", .title = "Three"},
                                        {.type = "FEAT", .title = "Four"}});
  REQUIRE(made.size() == 4);
  CHECK(made[0]->title == "One");
  CHECK(made[1].error().code == ErrorCode::conflict);
  CHECK(made[2].error().code == ErrorCode::invalid_argument);
  CHECK(made[3]->id.value.starts_with("FEAT-"));
  CHECK(folders.create({.id = {"A-1"}, .type = "FEAT", .title = "Other"}).error().code ==
        ErrorCode::conflict);
  CHECK(folders.scan().changed.size() == 2);
  CHECK(folders.scan().gone.empty());
}

TEST_CASE_FIXTURE(Fixture, "writing is refused when the file changed meanwhile") {
  put(".tickets/queue/a.md", text("A-1"));
  const auto ticket = folders.scan().changed.at(0);
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
  const auto before = folders.scan().changed.at(0);
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  REQUIRE(folders.edit(before.path, before.digest, {{"hold", true}}).has_value());
  const auto after = folders.scan().changed.at(0);
  CHECK(after.created == before.created);
  CHECK(after.modified > before.modified);
}

namespace {

// What an owner leaves behind for the next one, and what people do to the files in between.
struct Recalled : Fixture {
  std::vector<rules::Ticket> all;
  fs::path index = temp / "index";

  static void settle() { std::this_thread::sleep_for(std::chrono::milliseconds(80)); }
  fs::path file(const std::string& name) { return temp / (".tickets/queue/" + name); }
  void leave() {
    settle();
    all = folders.scan().changed;
    REQUIRE(folders.remember(index, all).has_value());
  }
  // A next owner's first look is the same whether it has an index or not.
  std::vector<rules::Ticket> next() {
    tickets::Folders knowing{temp.path()};
    knowing.recall(index);
    tickets::Folders fresh{temp.path()};
    const auto knew = knowing.scan().changed;
    const auto read = fresh.scan().changed;
    REQUIRE(knew.size() == read.size());
    for (std::size_t n = 0; n < knew.size(); ++n) {
      CAPTURE(knew[n].path);
      CHECK(knew[n].path == read[n].path);
      CHECK(knew[n].digest == read[n].digest);
      CHECK(knew[n].id == read[n].id);
      CHECK(knew[n].title == read[n].title);
      CHECK(knew[n].folder == read[n].folder);
      CHECK(knew[n].modified == read[n].modified);
      CHECK(knew[n].problems == read[n].problems);
    }
    return knew;
  }
  // The index alone, whatever the files say: what it was taken for.
  std::size_t known() { return tickets::read_index(support::read_all(index), parser()).size(); }
  std::string parser() {  // the second line's text, as it was written
    const std::string bytes = support::read_all(index);
    const std::size_t at = bytes.find('\n') + 1;
    std::int64_t size = 0;
    std::memcpy(&size, bytes.data() + at, sizeof size);
    return bytes.substr(at + sizeof size, static_cast<std::size_t>(size));
  }
};

}  // namespace

TEST_CASE_FIXTURE(Recalled, "the next owner recalls every field, and reads only what changed") {
  put(".tickets/queue/a.md",
      "---\nid: A-1\ntype: FIX\ntitle: \"a: \xC3\xB6\"\nproject: api\npriority: P0\nhold: yes\n"
      "blocked_by: [B-1, B-2]\nagent: x\nbranch: b/x\nstep: build\nboard: {key: P-1}\n---\ntext\n");
  put(".tickets/completed/b.md", "---\ntype: [\n---\n");
  leave();
  CHECK(known() == 2);
  const auto knew = next();
  const auto& a = knew.at(1);
  CHECK(a.title == "a: \xC3\xB6");
  CHECK(a.project == "api");
  CHECK(a.priority == 0);
  CHECK(a.hold);
  CHECK(a.blocked_by == std::vector<base::TicketId>{{"B-1"}, {"B-2"}});
  CHECK(a.agent == "x");
  CHECK(a.branch == "b/x");
  CHECK(a.step == "build");
  CHECK(a.board_key == "P-1");
  CHECK(a.created == all.at(1).created);
  CHECK_FALSE(knew.at(0).problems.empty());
  // That it was recalled and not read: an index that lies is believed for the very same stamp.
  std::string bytes = support::read_all(index);
  bytes.replace(bytes.find("a: \xC3\xB6"), 5, "wrong");
  support::write_file(index, bytes);
  tickets::Folders knowing{temp.path()};
  knowing.recall(index);
  CHECK(knowing.scan().changed.at(1).title == "wrong");
  put(".tickets/queue/a.md", text("A-2"));
  tickets::Folders after{temp.path()};
  after.recall(index);
  CHECK(after.scan().changed.at(1).title == "x");
}

TEST_CASE_FIXTURE(Recalled, "whatever happened to the files meanwhile, the next list is right") {
  for (const char* name : {"a.md", "b.md", "c.md", "d.md"}) {
    put(std::string(".tickets/queue/") + name, text(std::string(1, name[0]) + "-1"));
  }
  leave();
  CHECK(known() == 4);
  const auto a = file("a.md"), b = file("b.md");
  const auto time = fs::last_write_time(a);
  SUBCASE("the same size and time, written in place") {
    support::write_file(a, text("a-2"));
    fs::last_write_time(a, time);
    CHECK(next().at(0).id.value == "a-2");
  }
  SUBCASE("replaced by another file of the same size and time") {
    support::write_file(temp / "new", text("a-2"));
    fs::last_write_time(temp / "new", time);
    fs::rename(temp / "new", a);
    CHECK(next().at(0).id.value == "a-2");
  }
  SUBCASE("two files changed names") {
    fs::last_write_time(b, time);
    leave();
    fs::rename(a, temp / "x");
    fs::rename(b, a);
    fs::rename(temp / "x", b);
    CHECK(next().at(0).id.value == "b-1");
  }
  SUBCASE("the clock stands long before, or long after") {
    support::write_file(a, text("a-2"));
    fs::last_write_time(a, time - std::chrono::hours(9000));
    support::write_file(b, text("b-2"));
    fs::last_write_time(b, time + std::chrono::hours(9000));
    const auto knew = next();
    CHECK(knew.at(0).id.value == "a-2");
    CHECK(knew.at(1).id.value == "b-2");
  }
  SUBCASE("one is gone, one is new, one moved") {
    fs::remove(a);
    put(".tickets/queue/e.md", text("e-1"));
    fs::create_directories(temp / ".tickets/completed");
    fs::rename(b, temp / ".tickets/completed/b.md");
    const auto knew = next();
    REQUIRE(knew.size() == 4);
    CHECK(knew.at(0).path == ".tickets/completed/b.md");
    CHECK(knew.at(0).folder == Folder::completed);
  }
  SUBCASE("a link out of the workspace, or to another ticket, took its place") {
    const support::TempFolder outside;
    fs::rename(a, outside / "a.md");
    fs::create_symlink(outside / "a.md", a);
    fs::remove(b);
    fs::create_symlink("c.md", b);
    const auto knew = next();
    CHECK(knew.at(0).problems.size() == 1);
    CHECK(knew.at(1).id.value == "c-1");
  }
  SUBCASE("the folder became a link out of the workspace") {
    const support::TempFolder outside;
    fs::rename(temp / ".tickets/queue", outside / "queue");
    fs::create_symlink(outside / "queue", temp / ".tickets/queue");
    CHECK(next().at(0).problems.size() == 1);
  }
  SUBCASE("it may not be read any more") {
    fs::permissions(a, fs::perms::none);
    next();
  }
}

TEST_CASE_FIXTURE(Recalled, "what could change without another stamp is not remembered") {
  put(".tickets/queue/a.md", text("A-1"));
  settle();
  put(".tickets/queue/b.md", text("B-1"));
  fs::create_symlink("a.md", file("c.md"));
  all = folders.scan().changed;  // b was written within the clock's grain
  settle();
  REQUIRE(folders.remember(index, all).has_value());
  CHECK(known() == 1);
  // Nor what the scan before the last said.
  all[0].digest = "other";
  REQUIRE(folders.remember(index, all).has_value());
  CHECK(known() == 0);
}

TEST_CASE_FIXTURE(Recalled, "half an index, another program's or anything else is none") {
  put(".tickets/queue/a.md", text("A-1"));
  put(".tickets/queue/b.md", "---\ntype: [\n---\n");
  leave();
  const std::string whole = support::read_all(index);
  CHECK(tickets::read_index(whole, "another").empty());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK(tickets::read_index(whole.substr(0, size), parser()).size() < 2);
  }
  std::string wild = whole;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    wild[at] = '\xFF';
    CHECK(tickets::read_index(wild, parser()).size() <= 2);
    wild[at] = whole[at];
  }
  support::write_file(index, "nonsense");
  CHECK(next().size() == 2);
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
