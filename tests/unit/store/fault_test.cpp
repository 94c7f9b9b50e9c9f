// What the store does when the machine does not help.
#include <doctest/doctest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <thread>

#include "store/schema.h"
#include "support.h"

// After SQLiteCpp is forward-declared above; the raw handle is enough for making old files.
#include <SQLiteCpp/SQLiteCpp.h>

using namespace test;

namespace {

void raw(const fs::path& file, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
  char* error = nullptr;
  sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error);
  const std::string message = error ? error : "";
  sqlite3_free(error);
  sqlite3_close(db);
  REQUIRE(message == "");
}

// The n-th commit of a child that is killed: all of its rows carry n.
rules::Decision numbered(rules::State& state, int n) {
  auto d = claim(state, "app-1", "FEAT-1");
  state.sessions[{"app-1"}].spool_offset = n;
  state.sessions[{"app-1"}].run_prompt = std::string(20'000, 'x');  // more than one page
  for (int i = 0; i < 5; ++i) {
    d.changes.push_back(rules::PutFact{
        fact("app-1", rules::Source::hook, "k" + std::to_string(i), std::to_string(n))});
  }
  return d;
}

}  // namespace

TEST_CASE("a process killed at any moment leaves whole decisions") {
  TempDir dir;
  std::mt19937 random(7);
  // At least eight deaths, and as many more as a busy machine needs to have let some commits pass.
  std::int64_t newest = 0;
  for (int round = 0; round < 8 || newest <= 8; ++round) {
    REQUIRE(round < 200);
    const pid_t child = ::fork();
    if (child == 0) {
      auto store = store::Store::open(dir.db());
      if (!store) ::_exit(1);
      auto state = (*store)->load();
      if (!state) ::_exit(2);
      int n = static_cast<int>(state->sessions[{"app-1"}].spool_offset);
      for (;;) {
        auto d = numbered(*state, ++n);
        if (!(*store)->commit(d, *state)) ::_exit(3);
      }
    }
    REQUIRE(child > 0);
    std::this_thread::sleep_for(
        std::chrono::milliseconds(20 + random() % 80 + static_cast<unsigned>(10 * round)));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));

    auto store = must_open(dir.db());
    const auto state = must_load(*store);
    if (state.sessions.empty()) continue;  // killed before its first commit
    const auto n = state.sessions.at({"app-1"}).spool_offset;
    newest = store->newest_seq();
    CHECK(newest == n);
    CHECK(store->pending_effects()->size() == static_cast<std::size_t>(n));
    REQUIRE(state.facts.at({"app-1"}).size() == 5);
    for (const auto& [key, f] : state.facts.at({"app-1"})) CHECK(f.value == std::to_string(n));
  }
}

TEST_CASE("a database of a newer version is refused and left as it is") {
  TempDir dir;
  must_open(dir.db());
  raw(dir.db(), "PRAGMA journal_mode = DELETE; PRAGMA user_version = 99");
  const std::string before = bytes_of(dir.db());
  auto opened = store::Store::open(dir.db());
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == base::ErrorCode::unavailable);
  CHECK(opened.error().message.find("newer Operator") != std::string::npos);
  CHECK(opened.error().message.find(dir.db().string()) != std::string::npos);
  CHECK(bytes_of(dir.db()) == before);
}

TEST_CASE("a damaged file is refused by name and left as it is") {
  TempDir dir;
  SUBCASE("no database at all") { std::ofstream(dir.db()) << std::string(5000, 'z'); }
  SUBCASE("cut in the middle") {
    {
      auto store = must_open(dir.db());
      rules::State state;
      for (int i = 1; i < 40; ++i) {
        auto d = numbered(state, i);
        REQUIRE(store->commit(d, state));
      }
    }
    fs::resize_file(dir.db(), fs::file_size(dir.db()) / 2);
  }
  SUBCASE("pages overwritten") {
    must_open(dir.db());
    std::fstream file(dir.db(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 2);
    file << std::string(4096 * 3, '\xAA');
  }
  const std::string before = bytes_of(dir.db());
  auto opened = store::Store::open(dir.db());
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == base::ErrorCode::unavailable);
  CHECK(opened.error().message.find("damaged") != std::string::npos);
  CHECK(opened.error().message.find(dir.db().string()) != std::string::npos);
  CHECK(bytes_of(dir.db()) == before);
}

TEST_CASE("another program's database is refused") {
  TempDir dir;
  raw(dir.db(), "CREATE TABLE photos(id)");
  auto opened = store::Store::open(dir.db());
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message.find("another program") != std::string::npos);
}

TEST_CASE("an empty file, left by a crash at the very start, becomes a store") {
  TempDir dir;
  std::ofstream(dir.db()).flush();
  CHECK(must_load(*must_open(dir.db())).sessions.empty());
}

TEST_CASE("a folder that cannot be written is an error that names the file") {
  if (::geteuid() == 0) return;  // root may write anywhere
  TempDir dir;
  fs::permissions(dir.path, fs::perms::owner_read | fs::perms::owner_exec);
  auto opened = store::Store::open(dir.db());
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == base::ErrorCode::unavailable);
  CHECK(opened.error().message.find(dir.db().string()) != std::string::npos);
}

TEST_CASE("a missing folder is an error that names the file") {
  TempDir dir;
  auto opened = store::Store::open(dir.path / "absent" / "operator.db");
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == base::ErrorCode::unavailable);
}

namespace {
// SQLite calls this for every connection that is opened: the disk "has" this many pages.
int g_pages = 0;
int limit_pages(sqlite3* db, char**, const sqlite3_api_routines*) {
  const std::string sql = "PRAGMA max_page_count = " + std::to_string(g_pages);
  return sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
}
using Hook = void (*)(void);
}  // namespace

TEST_CASE("a full disk refuses the commit; what was there is there, and room makes it work again") {
  TempDir dir;
  must_open(dir.db());
  g_pages = 60;
  const auto hook = reinterpret_cast<Hook>(&limit_pages);
  REQUIRE(sqlite3_auto_extension(hook) == SQLITE_OK);
  auto store = must_open(dir.db());
  sqlite3_cancel_auto_extension(hook);
  rules::State state;
  base::Status last;
  int done = 0;
  for (int i = 1; i < 200 && last; ++i) {
    auto d = claim(state, "app-" + std::to_string(i), "FEAT-" + std::to_string(i));
    state.sessions[{"app-" + std::to_string(i)}].run_prompt = std::string(20'000, 'x');
    last = store->commit(d, state);
    if (last) ++done;
  }
  REQUIRE_FALSE(last);
  CHECK(last.error().code == base::ErrorCode::unavailable);
  CHECK(last.error().message.find("disk is full") != std::string::npos);
  REQUIRE(done > 0);
  state = must_load(*store);
  CHECK(state.sessions.size() == static_cast<std::size_t>(done));
  CHECK(store->newest_seq() == done);

  store = must_open(dir.db());
  auto d = claim(state, "app-500", "FEAT-500");
  CHECK(store->commit(d, state));
  CHECK(must_load(*store).sessions.size() == static_cast<std::size_t>(done) + 1);
}

TEST_CASE("an older database is copied, brought up step by step, and its epoch changes") {
  TempDir dir;
  const store::Migrations first{
      "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT);"
      "CREATE TABLE t(a); INSERT INTO t VALUES('old')"};
  auto third = first;
  third.push_back("ALTER TABLE t ADD COLUMN b DEFAULT 'two'");
  third.push_back("UPDATE t SET b = b || '-three'");
  std::string epoch;
  {
    auto db = store::open_database(dir.db(), first);
    REQUIRE(db);
    epoch = (*db)->execAndGet("SELECT value FROM meta WHERE name = 'epoch'").getString();
  }
  const fs::path copy = dir.db().string() + ".v1.bak";
  {
    auto db = store::open_database(dir.db(), third);
    REQUIRE(db);
    CHECK((*db)->execAndGet("SELECT a || ' ' || b FROM t").getString() == "old two-three");
    CHECK((*db)->execAndGet("PRAGMA user_version").getInt() == 3);
    CHECK((*db)->execAndGet("SELECT value FROM meta").getString() != epoch);
    REQUIRE(fs::exists(copy));
    CHECK((fs::status(copy).permissions() & fs::perms::all) ==
          (fs::perms::owner_read | fs::perms::owner_write));
  }
  SUBCASE("the copy is a whole database of the old version") {
    auto db = store::open_database(copy, first);
    REQUIRE(db);
    CHECK((*db)->execAndGet("SELECT a FROM t").getString() == "old");
    CHECK((*db)->execAndGet("SELECT value FROM meta").getString() == epoch);
  }
  SUBCASE("the old program refuses the new file") {
    CHECK_FALSE(store::open_database(dir.db(), first));
  }
  SUBCASE("a second start changes nothing") {
    fs::remove(copy);
    CHECK(store::open_database(dir.db(), third));
    CHECK_FALSE(fs::exists(copy));
  }
}

TEST_CASE("what a restore cut by time before, it cuts by number after") {
  TempDir dir;
  const store::Migrations before(store::migrations().begin(), store::migrations().begin() + 2);
  {
    auto db = store::open_database(dir.db(), before);
    REQUIRE(db);
    (*db)->exec(R"(
INSERT INTO sessions VALUES('app-1', '{"id":"app-1","restoredAt":50}');
INSERT INTO sessions VALUES('app-2', '{"id":"app-2","restoredAt":0}');
INSERT INTO facts VALUES(7, 'app-1', 'owner', 'ticket', 'completed', 49, 1, 'b');
INSERT INTO facts VALUES(9, 'app-1', 'owner', 'launch', 'starting', 50, 1, 'b'))");
  }
  const rules::State state = must_load(*must_open(dir.db()));
  CHECK(state.sessions.at({"app-1"}).restored_fact == 9);
  CHECK(state.sessions.at({"app-2"}).restored_fact == 0);
}

TEST_CASE("a migration that fails leaves the old version whole") {
  TempDir dir;
  const store::Migrations first{
      "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT); CREATE TABLE t(a)"};
  auto broken = first;
  broken.push_back("CREATE TABLE u(a)");
  broken.push_back("INSERT INTO nowhere VALUES(1)");
  REQUIRE(store::open_database(dir.db(), first));
  CHECK_FALSE(store::open_database(dir.db(), broken));
  auto db = store::open_database(dir.db(), first);
  REQUIRE(db);
  CHECK((*db)->execAndGet("PRAGMA user_version").getInt() == 1);
  CHECK_FALSE((*db)->tableExists("u"));
}
