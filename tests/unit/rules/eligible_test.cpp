#include "rules/eligible.h"

#include <doctest/doctest.h>

#include <random>

using namespace rules;

namespace {

constexpr std::int64_t kNow = 1'000'000'000;

IssueType type(const std::string& key, TypeMode mode = TypeMode::autonomous) {
  return {key, key, mode, "", "", {{"execute", "", {}, {}, {}, "", ""}}, "built-in"};
}

ProjectSettings project_at(const std::string& name, const std::string& path) {
  ProjectSettings project;
  project.name = project.prefix = name;
  project.path = path;
  return project;
}

// A trusted workspace with one project, two agents and nothing in it.
struct QueueDesk {
  State state;
  Settings settings;
  World world;
  bool paused = false;
  base::Now now{{kNow}, {kNow}};

  QueueDesk() {
    settings.projects = {project_at("app", "/r")};
    settings.queue.max_parallel = 3;
    settings.agent = "claude";
    settings.agents = {{"claude", {}}, {"demo", {}}};
    settings.types = {type("FEAT"), type("FIX"), type("INV", TypeMode::paired)};
    world.trusted = true;
  }
  // The id's type is what stands before its '-'.
  Ticket& add(const std::string& id, Folder folder = Folder::queue) {
    static const char* kFolders[] = {"queue", "in-progress", "completed"};
    Ticket t;
    t.id = {id};
    t.type = id.substr(0, id.find('-'));
    t.title = "Title of " + id;
    t.folder = folder;
    t.path = std::string(".tickets/") + kFolders[static_cast<int>(folder)] + "/" + id + ".md";
    t.digest = "digest-" + id;
    t.created = {static_cast<std::int64_t>(world.tickets.size())};
    world.tickets.push_back(t);
    return world.tickets.back();
  }
  Session& run(const std::string& id, const std::string& ticket, Phase phase = Phase::live,
               const std::string& project = "app") {
    Session s;
    s.id = {id};
    s.ticket = {ticket};
    s.project = project;
    s.phase = phase;
    s.type_copy = *settings.type(ticket.substr(0, ticket.find('-')));
    state.launches[{ticket}] = {{ticket}, {id}, true, {0}, ""};
    return state.sessions[{id}] = s;
  }
  QueueInput input() const { return {state, settings, world, paused, now}; }
  QueuePlan plan() const { return plan_queue(input()); }
  std::string reason(const std::string& id) const {
    for (const auto& row : plan().rows) {
      if (row.ticket->id.value == id) return row.reason;
    }
    return "no row";
  }
  std::vector<std::string> order() const {
    std::vector<std::string> ids;
    for (const auto& row : plan().rows) ids.push_back(row.ticket->id.value);
    return ids;
  }
  std::vector<std::string> launches() const {
    std::vector<std::string> ids;
    for (const auto* t : plan().launch) ids.push_back(t->id.value);
    return ids;
  }
};

}  // namespace

TEST_CASE("a ticket without an obstacle launches; every other row says why not") {
  struct Row {
    const char* reason;
    void (*make)(QueueDesk&, Ticket&);
    // What a person is told who launches it by hand; "" when that works.
    const char* by_hand;
  };
  const std::vector<Row> rows{
      {"", [](QueueDesk&, Ticket&) {}, ""},
      {"on hold", [](QueueDesk&, Ticket& t) { t.hold = true; }, ""},
      {"paused", [](QueueDesk& d, Ticket&) { d.paused = true; }, ""},
      {"automatic launch is off",
       [](QueueDesk& d, Ticket&) { d.settings.queue.auto_launch = false; }, ""},
      {"workspace is not trusted: never asked",
       [](QueueDesk& d, Ticket&) {
         d.world.trusted = false;
         d.world.trust_reason = "never asked";
       },
       "the workspace is not trusted: never asked"},
      {"a fresh clone",
       [](QueueDesk& d, Ticket&) {
         d.world.can_launch_here = false;
         d.world.launch_here_reason = "a fresh clone";
       },
       ""},
      {"claude would ask whether it may work here: answer the question in the inbox",
       [](QueueDesk& d, Ticket&) { d.world.agents_untrusting = {"claude"}; },
       "claude would ask whether it may work here: answer the question in the inbox"},
      {"",
       [](QueueDesk& d, Ticket&) {
         d.world.agents_untrusting = {"claude"};
         d.state.notes["consent/claude"] = "no";
       },
       ""},
      {"damaged: line 3: bad indent",
       [](QueueDesk&, Ticket& t) {
         t.problems = {{3, "bad indent"}, {9, "x"}};
       },
       "damaged: line 3: bad indent"},
      {"damaged: not UTF-8",
       [](QueueDesk&, Ticket& t) {
         t.problems = {{0, "not UTF-8"}};
       },
       "damaged: not UTF-8"},
      {"unknown type XYZ", [](QueueDesk&, Ticket& t) { t.type = "XYZ"; }, "unknown type XYZ"},
      {"no project: add a git repository",
       [](QueueDesk& d, Ticket&) { d.settings.projects.clear(); },
       "no project: add a git repository"},
      {"unknown project web: there is app", [](QueueDesk&, Ticket& t) { t.project = "web"; },
       "unknown project web: there is app"},
      {"names no project: there is app, api",
       [](QueueDesk& d, Ticket&) { d.settings.projects.push_back(project_at("api", "/a")); },
       "names no project: there is app, api"},
      {"unknown agent gpt", [](QueueDesk&, Ticket& t) { t.agent = "gpt"; }, "unknown agent gpt"},
      {"agent demo is not installed",
       [](QueueDesk& d, Ticket& t) {
         t.agent = "demo";
         d.world.agents_missing = {"demo"};
       },
       "agent demo is not installed"},
      {"",  // what an image has is not to be seen from here
       [](QueueDesk& d, Ticket& t) {
         t.agent = "demo";
         d.world.agents_missing = {"demo"};
         d.settings.projects[0].isolation = Isolation::container;
       },
       ""},
      {"no agent is configured or installed",
       [](QueueDesk& d, Ticket&) { d.settings.agent.clear(); },
       "no agent is configured or installed"},
      {"unsaved edits in the editor",
       [](QueueDesk& d, Ticket& t) { d.world.dirty_paths = {t.path}; },
       "unsaved edits in the editor"},
      {"settling", [](QueueDesk& d, Ticket& t) { d.world.changed_at[t.path] = {kNow - 2999}; }, ""},
      {"", [](QueueDesk& d, Ticket& t) { d.world.changed_at[t.path] = {kNow - 3000}; }, ""},
      {"", [](QueueDesk& d, Ticket& t) { d.world.changed_at[t.path] = {kNow + 3'600'000}; }, ""},
      {"has an open launch (app-3)", [](QueueDesk& d, Ticket&) { d.run("app-3", "FEAT-1"); },
       "has an open launch (app-3)"},
      {"has an open launch (app-3)",
       [](QueueDesk& d, Ticket&) { d.run("app-3", "FEAT-1", Phase::ended); },
       "has an open launch (app-3)"},
      {"completed before; requeue it to work on it again",
       [](QueueDesk& d, Ticket&) { d.state.tickets[{"FEAT-1"}].completed = true; },
       "completed before; requeue it to work on it again"},
      {"same id as .tickets/completed/FEAT-1.md",
       [](QueueDesk& d, Ticket&) { d.add("FEAT-1", Folder::completed); },
       "same id as .tickets/completed/FEAT-1.md"},
      {"blocked by FEAT-2",
       [](QueueDesk& d, Ticket& t) {
         t.blocked_by = {{"FEAT-2"}};
         d.add("FEAT-2").hold = true;
       },
       "blocked by FEAT-2"},
      {"blocked by FEAT-2",
       [](QueueDesk& d, Ticket& t) {
         t.blocked_by = {{"FEAT-2"}};
         d.add("FEAT-2", Folder::in_progress);
       },
       "blocked by FEAT-2"},
      {"blocked by FEAT-2",
       [](QueueDesk& d, Ticket& t) {  // its file vanished, its text is in the store
         t.blocked_by = {{"FEAT-2"}};
         d.state.tickets[{"FEAT-2"}].id = {"FEAT-2"};
       },
       "blocked by FEAT-2"},
      {"blocked by FEAT-9, which does not exist",
       [](QueueDesk&, Ticket& t) { t.blocked_by = {{"FEAT-9"}}; },
       "blocked by FEAT-9, which does not exist"},
      {"",
       [](QueueDesk& d, Ticket& t) {
         t.blocked_by = {{"FEAT-2"}};
         d.add("FEAT-2", Folder::completed);
       },
       ""},
      {"",
       [](QueueDesk& d, Ticket& t) {  // completed, and then its file was deleted
         t.blocked_by = {{"FEAT-2"}};
         d.state.tickets[{"FEAT-2"}].completed = true;
       },
       ""},
      {"blocked in a circle: FEAT-1 → FEAT-1",
       [](QueueDesk&, Ticket& t) { t.blocked_by = {{"FEAT-1"}}; },
       "blocked in a circle: FEAT-1 → FEAT-1"},
      {"blocked in a circle: FEAT-1 → FEAT-2 → FEAT-3 → FEAT-1",
       [](QueueDesk& d, Ticket& t) {
         t.blocked_by = {{"FEAT-2"}};
         d.add("FEAT-2").blocked_by = {{"FEAT-3"}};
         d.add("FEAT-3").blocked_by = {{"FEAT-1"}};
       },
       "blocked in a circle: FEAT-1 → FEAT-2 → FEAT-3 → FEAT-1"},
      {"blocked by FEAT-2",
       [](QueueDesk& d, Ticket& t) {  // a circle it is not part of
         t.blocked_by = {{"FEAT-2"}};
         d.add("FEAT-2").blocked_by = {{"FEAT-3"}};
         d.add("FEAT-3").blocked_by = {{"FEAT-2"}};
       },
       "blocked by FEAT-2"},
      {"waits for a slot (3/3)",
       [](QueueDesk& d, Ticket&) {
         d.run("app-1", "FEAT-11");
         d.run("app-2", "FEAT-12", Phase::preparing);
         d.run("app-3", "FEAT-13", Phase::ending);
       },
       "waits for a slot (3/3)"},
      {"",
       [](QueueDesk& d, Ticket&) {  // ended ones and finished ones take none
         d.run("app-1", "FEAT-11");
         d.run("app-2", "FEAT-12", Phase::ended);
         d.run("app-3", "FEAT-13").ticket_done = true;
       },
       ""},
      {"waits for a slot in app (1/1)",
       [](QueueDesk& d, Ticket&) {
         d.settings.queue.per_project = 1;
         d.run("app-1", "FEAT-11");
       },
       "waits for a slot in app (1/1)"},
      {"",
       [](QueueDesk& d, Ticket&) {
         d.settings.queue.per_project = 1;
         d.run("api-1", "FEAT-11", Phase::live, "api");
       },
       ""},
      {"one paired session at a time (app-1)",
       [](QueueDesk& d, Ticket& t) {
         t.type = "INV";
         d.run("app-1", "INV-11");
       },
       "one paired session at a time (app-1)"},
      {"failed: no such branch; next try in 40 s (2 of 3)",
       [](QueueDesk& d, Ticket& t) {
         d.state.tickets[t.id] = {t.id, t.path, "", false, 1, {kNow + 40'000}, "no such branch",
                                  ""};
       },
       ""},
      {"failed: x; next try in 10 min (3 of 3)",
       [](QueueDesk& d, Ticket& t) {
         d.state.tickets[t.id] = {t.id, t.path, "", false, 2, {kNow + 599'001}, "x", ""};
       },
       ""},
      {"",
       [](QueueDesk& d, Ticket& t) {
         d.state.tickets[t.id] = {t.id, t.path, "", false, 2, {kNow}, "x", ""};
       },
       ""},
      {"held after 3 failures: x; change the ticket or the configuration, or retry",
       [](QueueDesk& d, Ticket& t) {
         d.state.tickets[t.id] = {t.id, t.path,     "",  false,
                                  3,    {kNow - 1}, "x", tried_with(d.settings, t)};
       },
       ""},
      {"",
       [](QueueDesk& d, Ticket& t) {  // changed since
         d.state.tickets[t.id] = {t.id, t.path, "", false, 3, {kNow + 5000}, "x", "another"};
       },
       ""},
      {"",
       [](QueueDesk& d, Ticket& t) {  // the configuration was
         d.state.tickets[t.id] = {t.id, t.path,        "",  false,
                                  3,    {kNow + 5000}, "x", tried_with(d.settings, t)};
         d.settings.digest = "another";
       },
       ""},
  };
  int number = 0;
  for (const Row& row : rows) {
    QueueDesk desk;
    desk.world.tickets.reserve(8);  // references stay good
    row.make(desk, desk.add("FEAT-1"));
    CAPTURE(++number);
    CAPTURE(row.reason);
    CHECK(desk.reason("FEAT-1") == row.reason);
    const bool launched = !desk.launches().empty() && desk.launches().front() == "FEAT-1";
    CHECK(launched == std::string(row.reason).empty());
    const auto by_hand = may_launch(desk.input(), desk.world.tickets.front(), false);
    CHECK(by_hand.has_value() == std::string(row.by_hand).empty());
    if (!by_hand) CHECK(by_hand.error().message.ends_with(row.by_hand));
  }
}

TEST_CASE("force lifts the limits for a person, and nothing else") {
  QueueDesk desk;
  desk.settings.queue.max_parallel = 1;
  desk.world.tickets.reserve(4);
  Ticket& t = desk.add("FEAT-1");
  desk.run("app-1", "FEAT-11");
  CHECK_FALSE(may_launch(desk.input(), t, false));
  CHECK(may_launch(desk.input(), t, true));
  SUBCASE("blocked") { t.blocked_by = {{"FEAT-9"}}; }
  SUBCASE("damaged") { t.problems = {{1, "x"}}; }
  SUBCASE("launched") { desk.run("app-2", "FEAT-1"); }
  SUBCASE("unsaved") { desk.world.dirty_paths = {t.path}; }
  SUBCASE("untrusted") { desk.world.trusted = false; }
  SUBCASE("not in the queue") { t.folder = Folder::completed; }
  CHECK_FALSE(may_launch(desk.input(), t, true));
}

TEST_CASE("a ticket that was claimed before it had an id is known by its path") {
  QueueDesk desk;
  Ticket& t = desk.add("FEAT-1");
  t.id = {};
  CHECK(desk.plan().launch.size() == 1);
  desk.run("app-1", "FEAT-1", Phase::preparing);
  desk.state.tickets[{"FEAT-1"}] = {{"FEAT-1"}, t.path, "", false, 0, {}, "", ""};
  CHECK(desk.plan().launch.empty());
  CHECK(desk.plan().rows.at(0).reason == "has an open launch (app-1)");
}

TEST_CASE("the order is blockers, type, priority, age") {
  QueueDesk desk;
  desk.world.tickets.reserve(8);
  desk.add("FEAT-OLD");
  desk.add("FEAT-NEW").priority = 0;
  desk.add("FIX-A");
  desk.add("INV-A");
  CHECK(desk.order() == std::vector<std::string>{"INV-A", "FIX-A", "FEAT-NEW", "FEAT-OLD"});
  desk.world.tickets[3].blocked_by = {{"FEAT-OLD"}};  // INV-A
  CHECK(desk.order() == std::vector<std::string>{"FEAT-OLD", "INV-A", "FIX-A", "FEAT-NEW"});
  desk.world.tickets[0].blocked_by = {{"INV-A"}};  // a circle is listed all the same, once each
  CHECK(desk.order().size() == 4);
}

TEST_CASE("one paired session at a time, while it waits for its person too") {
  QueueDesk desk;
  desk.add("INV-A");
  desk.add("INV-B");
  desk.add("FEAT-C");
  CHECK(desk.launches() == std::vector<std::string>{"INV-A", "FEAT-C"});
  CHECK(desk.reason("INV-B") == "one paired session at a time (INV-A)");
  desk.settings.queue.waiting_counts = false;
  desk.run("app-1", "INV-Z");
  desk.state.reviews[{"R-1"}].session = {"app-1"};
  CHECK(desk.plan().running == 0);
  CHECK(desk.launches() == std::vector<std::string>{"FEAT-C"});
}

TEST_CASE("sessions that wait for a person give their slot away when configured so") {
  QueueDesk desk;
  desk.settings.queue.max_parallel = 1;
  desk.add("FEAT-A");
  desk.run("app-1", "FEAT-Z");
  desk.state.reviews[{"R-1"}].session = {"app-1"};
  CHECK(desk.launches().empty());
  desk.settings.queue.waiting_counts = false;
  CHECK(desk.launches().size() == 1);
  desk.state.reviews[{"R-1"}].state = ReviewState::decided;
  CHECK(desk.launches().empty());
}

TEST_CASE("the plan knows when time alone may change it") {
  QueueDesk desk;
  desk.world.tickets.reserve(4);
  CHECK_FALSE(desk.plan().next);
  Ticket& a = desk.add("FEAT-A");
  Ticket& b = desk.add("FEAT-B");
  desk.world.changed_at[a.path] = {kNow - 1000};
  desk.state.tickets[b.id] = {b.id, b.path, "", false, 1, {kNow + 10'000}, "x", ""};
  CHECK(desk.plan().next == base::WallTime{kNow + 2000});
  desk.now.wall = {kNow + 2000};
  CHECK(desk.launches() == std::vector<std::string>{"FEAT-A"});
  CHECK(desk.plan().next == base::WallTime{kNow + 10'000});
}

TEST_CASE("whatever the queue, a plan keeps the limits and launches no id twice") {
  std::mt19937 random(11);
  for (int round = 0; round < 500; ++round) {
    QueueDesk desk;
    desk.settings.projects.push_back(project_at("api", "/a"));
    desk.settings.queue.max_parallel = 1 + static_cast<int>(random() % 5);
    desk.settings.queue.per_project = static_cast<int>(random() % 4);
    desk.settings.queue.waiting_counts = random() % 2 == 0;
    static const char* kTypes[] = {"FEAT", "FIX", "INV", "XYZ"};
    const int count = static_cast<int>(random() % 20);
    for (int i = 0; i < count; ++i) {
      const std::string id =
          std::string(kTypes[random() % 4]) + "-" + std::to_string(random() % 12);
      Ticket& t = desk.add(id, random() % 4 ? Folder::queue : static_cast<Folder>(random() % 3));
      t.path += std::to_string(i);
      t.project = random() % 2 ? "app" : "api";
      if (random() % 10 == 0) t.id = {};
      if (random() % 3 == 0) t.blocked_by.push_back({"FEAT-" + std::to_string(random() % 12)});
      if (random() % 8 == 0) t.hold = true;
    }
    const int sessions = static_cast<int>(random() % 4);
    for (int i = 0; i < sessions; ++i) {
      const std::string ticket =
          std::string(kTypes[random() % 3]) + "-" + std::to_string(random() % 12);
      desk.run("s-" + std::to_string(i), ticket, static_cast<Phase>(random() % 5),
               random() % 2 ? "app" : "api");
      if (random() % 2)
        desk.state.reviews[{"R-" + std::to_string(i)}].session = {"s-" + std::to_string(i)};
    }
    const auto plan = desk.plan();
    int paired = 0;
    std::map<std::string, int> by_project;
    for (const auto& [id, s] : desk.state.sessions) {
      if (takes_slot(desk.state, s, desk.settings.queue)) ++by_project[s.project];
      if (s.phase != Phase::ended && s.type_copy.mode == TypeMode::paired) ++paired;
    }
    const int before = by_project["app"] + by_project["api"];
    REQUIRE(plan.running == before);
    const int paired_before = paired;
    std::set<base::TicketId> ids;
    std::set<std::string> launched_projects;
    for (const auto* t : plan.launch) {
      ++by_project[t->project];
      launched_projects.insert(t->project);
      if (desk.settings.type(t->type)->mode == TypeMode::paired) ++paired;
      if (!t->id.empty()) {
        REQUIRE(ids.insert(t->id).second);
        const auto open = desk.state.launches.find(t->id);
        REQUIRE((open == desk.state.launches.end() || !open->second.open));
      }
      REQUIRE(t->folder == Folder::queue);
      REQUIRE_FALSE(t->hold);
    }
    const int limit = desk.settings.queue.max_parallel;
    if (!plan.launch.empty()) {
      REQUIRE(before + static_cast<int>(plan.launch.size()) <= limit);
    }
    for (const auto& project : launched_projects) {
      const int per = desk.settings.queue.per_project;
      REQUIRE(by_project[project] <= (per > 0 ? per : limit));
    }
    REQUIRE((paired == paired_before || paired == 1));
    // A row launches or says why not, never both.
    std::set<const Ticket*> launched(plan.launch.begin(), plan.launch.end());
    for (const auto& row : plan.rows) REQUIRE(row.reason.empty() == launched.contains(row.ticket));
  }
}

TEST_CASE("without memory, or under load, tickets wait with the numbers, and are looked at again") {
  QueueDesk desk;
  desk.add("FEAT-1");
  desk.add("FEAT-2");
  MachineLoad machine{3ULL << 30, 1.25};
  int looks = 0;
  const auto plan = [&] {
    QueueInput input = desk.input();
    input.machine = [&]() -> std::optional<MachineLoad> {
      ++looks;
      return machine;
    };
    return plan_queue(input);
  };
  SUBCASE("nobody looks where no limit is set") {
    CHECK(plan().launch.size() == 2);
    CHECK(looks == 0);
  }
  SUBCASE("memory") {
    desk.settings.queue.min_free_memory = 4ULL << 30;
    const auto held = plan();
    CHECK(held.launch.empty());
    CHECK(held.rows.at(0).reason == "waits for free memory (3.0 GB free, 4.0 GB wanted)");
    CHECK(held.next->ms == desk.now.wall.ms + 15'000);
    CHECK(looks == 1);
    QueueInput input = desk.input();
    input.machine = [&]() -> std::optional<MachineLoad> { return machine; };
    CHECK_FALSE(may_launch(input, desk.world.tickets[0], false));
    CHECK(may_launch(input, desk.world.tickets[0], true));
    desk.paused = true;  // nothing waits for memory
    looks = 0;
    CHECK_FALSE(plan().next);
    CHECK(looks == 0);
  }
  SUBCASE("load") {
    desk.settings.queue.max_load = 1.2;
    CHECK(plan().rows.at(0).reason == "waits for the load to fall (1.3, at most 1.2)");
  }
  SUBCASE("with room for all, one after another") {
    desk.settings.queue.min_free_memory = 1ULL << 30;
    const auto first = plan();
    CHECK(first.launch.size() == 1);
    CHECK(first.rows.at(1).reason == "waits until FEAT-1 has started");
    desk.add("FEAT-3", Folder::in_progress);
    desk.run("app-3", "FEAT-3", Phase::starting);
    CHECK(plan().rows.at(0).reason == "waits until app-3 has started");
    Session& third = desk.state.sessions[{"app-3"}];
    third.phase = Phase::live;
    third.started_mono = desk.now.mono + base::Millis{-4'000};
    const auto soon = plan();
    CHECK(soon.rows.at(0).reason == "waits until it shows what app-3 takes");
    CHECK(soon.next->ms == desk.now.wall.ms + 6'000);
    third.started_mono = desk.now.mono + base::Millis{-10'000};
    CHECK(plan().launch.size() == 1);
  }
}
