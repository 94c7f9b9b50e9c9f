#include "config/config.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>

#include "config/json_text.h"
#include "support/temp_folder.h"

namespace fs = std::filesystem;
using config::Problem;

namespace {

struct Fixture {
  support::TempFolder temp;
  base::WorkspacePaths paths;
  config::Machine machine;

  Fixture() {
    fs::create_directories(temp / "My App/.git");
    paths.workspace = temp / "My App";
    machine.path = (temp / "bin").string();
    machine.home = temp.path().string();
    machine.memory_bytes = 9ULL << 30;
  }
  void put(const std::string& file, const std::string& text) {
    support::write_file(paths.workspace / file, text);
  }
  config::Loaded with(const std::string& text) {
    put(".operator/config.json", text);
    return config::load(paths, machine);
  }
  void install(const std::string& program) {
    support::write_file(temp / ("bin/" + program), "#!/bin/sh\n");
    ::chmod((temp / ("bin/" + program)).c_str(), 0755);
  }
};

bool has_problem(const config::Loaded& loaded, const std::string& path, int line,
                 bool warning = false) {
  return std::any_of(loaded.problems.begin(), loaded.problems.end(), [&](const Problem& p) {
    return p.path == path && p.line == line && p.warning == warning && !p.message.empty();
  });
}

std::string one_type(const std::string& key, const std::string& step) {
  return "{\"key\": \"" + key + "\",\n\"steps\": [\n" + step + "\n]}";
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "without a file everything has a default") {
  const auto loaded = config::load(paths, machine);
  CHECK(loaded.problems.empty());
  const auto& settings = loaded.settings;
  REQUIRE(settings.projects.size() == 1);
  CHECK(settings.projects[0].name == "My-App");
  CHECK(settings.projects[0].prefix == "myapp");
  CHECK(settings.projects[0].path == paths.workspace.string());
  CHECK(settings.queue.max_parallel == 3);
  CHECK(settings.queue.auto_launch);
  CHECK(settings.queue.settle == base::Millis{3000});
  CHECK(settings.agent == "demo");
  CHECK(settings.agents.size() == 6);
  CHECK(settings.agents.at("claude").kind == rules::AgentKind::claude);
  CHECK(settings.agents.at("claude").command.back() == "{prompt}");
  CHECK(settings.agents.at("codex").kind == rules::AgentKind::command);
  CHECK(settings.sessions.end_after == base::Millis{600'000});
  CHECK(settings.types.size() == 5);
}

TEST_CASE_FIXTURE(Fixture, "the best installed agent is chosen") {
  install("codex");
  CHECK(config::load(paths, machine).settings.agent == "codex");
  install("claude");
  CHECK(config::load(paths, machine).settings.agent == "claude");
  CHECK(with("{\"agent\": \"demo\"}").settings.agent == "demo");
  const auto wrong = with("{\n\"agent\": \"nobody\"}");
  CHECK(wrong.settings.agent == "claude");
  CHECK(has_problem(wrong, "agent", 2));
}

TEST_CASE_FIXTURE(Fixture, "a full file with comments and trailing commas") {
  fs::create_directories(temp / "My App/services/api/.git");
  const auto loaded = with(R"({
    // where
    "projects": {
      "api": { "path": "services/api", "prefix": "srv", "defaultBranch": "develop", },
      "app": { "path": "." },
    },
    "queue": { "autoLaunch": false, "maxParallel": 7, "perProject": 2,
               "typeOrder": ["FEAT"], "settle": "500ms", "waitingCounts": false,
               "minFreeMemory": "2GB", "maxLoad": 1.5 },
    "host": "tmux",
    "tmux": { "servers": ["default", "work-2"] },
    "agent": "mine", /* "agent": "not mine", */
    "agents": {
      "mine": { "command": ["/bin/x", "{prompt}",], "env": { "A": "b" } },
      "claude": { "env": { "B": "c // no comment, }" } },
    },
    "sessions": { "stuckAfter": "1m", "toolStuckAfter": "1h", "endAfter": "0s",
                  "startTimeout": "20s", "worktrees": "../trees",
                  "onStuck": "nudge", "parkAfter": "30m", "cleanUpAfter": "24h", "restore": "auto",
                  "limits": { "memory": "4GB", "processes": 500, "cpus": 1.5 } },
  })");
  for (const auto& problem : loaded.problems) MESSAGE(problem.path << ": " << problem.message);
  CHECK(loaded.problems.empty());
  const auto& settings = loaded.settings;
  REQUIRE(settings.projects.size() == 2);
  CHECK(settings.project("api")->prefix == "srv");
  CHECK(settings.project("api")->path == (paths.workspace / "services/api").string());
  CHECK(settings.project("api")->default_branch == "develop");
  CHECK(settings.project("app")->prefix == "app");
  CHECK_FALSE(settings.queue.auto_launch);
  CHECK(settings.queue.max_parallel == 7);
  CHECK(settings.queue.per_project == 2);
  CHECK(settings.queue.type_order == std::vector<std::string>{"FEAT"});
  CHECK(settings.queue.settle == base::Millis{500});
  CHECK(settings.host == rules::HostKind::tmux);
  CHECK(settings.tmux_servers == std::vector<std::string>{"default", "work-2"});
  CHECK(settings.agent == "mine");
  CHECK(settings.agents.at("mine").command.size() == 2);
  CHECK(settings.agents.at("claude").env.at("B") == "c // no comment, }");
  CHECK(settings.agents.at("claude").command.front() == "claude");
  CHECK(settings.queue.min_free_memory == 2ULL << 30);
  CHECK(settings.queue.max_load == 1.5);
  CHECK(settings.sessions.on_stuck == rules::StuckReaction::nudge);
  CHECK(settings.sessions.limits.memory == 4ULL << 30);
  CHECK(settings.sessions.limits.processes == 500);
  CHECK(settings.sessions.limits.cpus == 1.5);
  CHECK(settings.sessions.on_lost == rules::LostReaction::restore);
  CHECK(settings.sessions.park_after == base::Millis{30 * 60'000});
  CHECK(settings.sessions.clean_up_after == base::Millis{24 * 3'600'000});
  CHECK(settings.sessions.end_after == base::Millis{0});
  CHECK(settings.sessions.worktrees == (temp / "trees").string());
}

TEST_CASE_FIXTURE(Fixture, "each wrong value names its place, and the rest works") {
  const auto loaded = with(
      "{\n"
      "\"queue\": {\n"
      "  \"autoLaunch\": \"yes\",\n"
      "  \"maxParallel\": 0,\n"
      "  \"typeOrder\": [\"A\", 1],\n"
      "  \"settle\": \"3 seconds\",\n"
      "  \"perProject\": 4, \"minFreeMemory\": \"2 GB\", \"maxLoad\": 0,\n"
      "  \"colour\": 1\n"
      "},\n"
      "\"agents\": {\n"
      "  \"a\": {},\n"
      "  \"b\": {\"command\": []},\n"
      "  \"c\": {\"command\": [\"x\"], \"kind\": \"magic\"},\n"
      "  \"d\": []\n"
      "},\n"
      "\"sessions\": [],\n"
      "\"projects\": {\n"
      "  \"p\": {\"path\": \"none\"},\n"
      "  \"q\": {\"path\": \".\", \"prefix\": \"Q1\"}\n"
      "}\n"
      "}\n");
  CHECK(has_problem(loaded, "queue.autoLaunch", 3));
  CHECK(has_problem(loaded, "queue.maxParallel", 4));
  CHECK(has_problem(loaded, "queue.typeOrder", 5));
  CHECK(has_problem(loaded, "queue.settle", 6));
  CHECK(has_problem(loaded, "queue.minFreeMemory", 7));
  CHECK(has_problem(loaded, "queue.maxLoad", 7));
  CHECK(has_problem(loaded, "queue.colour", 8, true));
  CHECK(has_problem(loaded, "agents.a", 11));
  CHECK(has_problem(loaded, "agents.b.command", 12));
  CHECK(has_problem(loaded, "agents.c.kind", 13));
  CHECK(has_problem(loaded, "agents.c.command", 13, true));
  CHECK(has_problem(loaded, "agents.d", 14));
  CHECK(has_problem(loaded, "sessions", 16));
  CHECK(has_problem(loaded, "projects.p.path", 18));
  CHECK(has_problem(loaded, "projects.q.prefix", 19));
  CHECK(loaded.problems.size() == 15);
  CHECK(loaded.settings.queue.auto_launch);
  CHECK(loaded.settings.queue.max_parallel == 3);
  CHECK(loaded.settings.queue.per_project == 4);
  CHECK(loaded.settings.agents.contains("c"));
  CHECK_FALSE(loaded.settings.agents.contains("a"));
  REQUIRE(loaded.settings.projects.size() == 1);
  CHECK(loaded.settings.projects[0].prefix == "q");
}

TEST_CASE_FIXTURE(Fixture, "a file that is no JSON is one problem with line and column") {
  const auto loaded = with("{\n  \"queue\": {\n    \"settle\" \"3s\"\n  }\n}\n");
  REQUIRE(loaded.problems.size() == 1);
  CHECK(loaded.problems[0].line == 3);
  CHECK(loaded.problems[0].message.starts_with("column "));
  CHECK(loaded.settings.types.size() == 5);
  CHECK(loaded.settings.projects.size() == 1);
  CHECK(with("[]").problems.size() == 1);
  CHECK(with("").problems.size() == 1);
  CHECK(with("{\"a\": \"\xFF\"}").problems.size() == 1);
  CHECK(with(std::string(50'000, '[')).problems.size() == 1);
  CHECK(with("{ /* open").problems.size() == 1);
  // The reader would stop at the zero byte, and whoever looks for lines would not.
  CHECK(with(std::string("{}\0,]}", 6)).problems.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "prefixes are unique; a repository at home is not the workspace's") {
  fs::create_directories(temp / "My App/b/.git");
  const auto loaded = with(R"({"projects": {
    "api": {"path": "."}, "a-pi": {"path": "b"}, "x": {"path": "b", "prefix": "api"}}})");
  CHECK(loaded.settings.project("x")->prefix == "api");
  CHECK(loaded.settings.project("api")->prefix == "apix2");
  CHECK(loaded.settings.project("a-pi")->prefix == "apix3");
  fs::remove(paths.workspace / ".operator/config.json");
  fs::create_directories(temp / "My App/sub");
  paths.workspace = temp / "My App/sub";
  CHECK(config::load(paths, machine).settings.projects[0].path == (temp / "My App").string());
  fs::create_directories(temp / ".git");
  fs::create_directories(temp / "plain");
  paths.workspace = temp / "plain";
  const auto none = config::load(paths, machine);
  CHECK(none.settings.projects.empty());
  CHECK(none.problems.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "what a project's sessions get to work in") {
  const auto project = [&](const std::string& text) {
    return with("{\"projects\": {\"p\": {" + text + "}}}");
  };
  const auto plain = project("").settings.projects.at(0);
  CHECK(plain.fetch);
  CHECK(plain.network);
  CHECK(plain.isolation == rules::Isolation::none);
  const auto full = project(
      R"("fetch": false, "setup": [["npm", "ci"], ["sh", "-c", "a && b"]], "setupTimeout": "2m",
         "ports": ["PORT", "B_1"], "isolation": "sandbox", "network": false)");
  CHECK(full.problems.empty());
  const auto& read = full.settings.projects.at(0);
  CHECK_FALSE(read.fetch);
  CHECK(read.setup == std::vector<std::vector<std::string>>{{"npm", "ci"}, {"sh", "-c", "a && b"}});
  CHECK(read.setup_timeout.count() == 120'000);
  CHECK(read.ports == std::vector<std::string>{"PORT", "B_1"});
  CHECK(read.isolation == rules::Isolation::sandbox);
  CHECK_FALSE(read.network);

  for (const std::string setup : {R"(["npm ci"])", R"([[]])", R"([[""]])", R"([["a\u0000"]])"}) {
    CAPTURE(setup);
    const auto wrong = project("\"setup\": " + setup);
    CHECK(has_problem(wrong, "projects.p.setup", 1));
    CHECK(wrong.settings.projects.at(0).setup.empty());
  }
  for (const std::string ports : {R"(["A", "A"])", R"(["1A"])", R"(["A=B"])", R"([""])"}) {
    CHECK(has_problem(project("\"ports\": " + ports), "projects.p.ports", 1));
  }
  CHECK(plain.workspace == rules::WorkspaceKind::worktree);
  const auto clone = project(R"("workspace": "clone")");
  CHECK(clone.problems.empty());
  CHECK(clone.settings.projects.at(0).workspace == rules::WorkspaceKind::clone);
  const auto both = project(R"("workspace": "clone", "isolation": "sandbox")");
  CHECK(has_problem(both, "projects.p.workspace", 1));
  CHECK(both.settings.projects.at(0).workspace == rules::WorkspaceKind::worktree);
  const auto boxed = project(
      R"("isolation": "container", "container": {"image": "node:22", "program": "docker"})");
  CHECK(boxed.problems.empty());
  CHECK(boxed.settings.projects.at(0).isolation == rules::Isolation::container);
  CHECK(boxed.settings.projects.at(0).image == "node:22");
  CHECK(boxed.settings.projects.at(0).container_program == "docker");
  CHECK(has_problem(project(R"("isolation": "container")"), "projects.p.isolation", 1));
  const auto option =
      project(R"("isolation": "container", "container": {"image": "--privileged"})");
  CHECK(has_problem(option, "projects.p.container.image", 1));
  CHECK(option.settings.projects.at(0).image.empty());
  // Nobody is let out by a slip.
  const auto slip = project(R"("isolation": "sanbox", "network": "no")");
  CHECK(slip.problems.size() == 2);
  CHECK(slip.settings.projects.at(0).isolation == rules::Isolation::sandbox);
  CHECK_FALSE(slip.settings.projects.at(0).network);

  CHECK(with(R"({"sessions": {"ports": "3000-3999"}})").settings.sessions.ports.last == 3999);
  for (const std::string range : {"80-90", "5000", "5000-4000", "a-b", "5000-70000", "1-2-3"}) {
    const auto wrong = with("{\"sessions\": {\"ports\": \"" + range + "\"}}");
    CHECK(has_problem(wrong, "sessions.ports", 1));
    CHECK(wrong.settings.sessions.ports.first == 20000);
  }
  CHECK(has_problem(with(R"({"agents": {"a": {"command": ["x", "{prompt}"], "writable": ["x"]}}})"),
                    "agents.a.writable", 1));
}

TEST_CASE_FIXTURE(Fixture, "trust's digest follows what is executed and nothing else") {
  const auto digest = [&](const std::string& text) {
    return with(text).settings.executable_digest;
  };
  const std::string plain = config::load(paths, machine).settings.executable_digest;
  CHECK(digest("{}") == plain);
  CHECK(digest(R"({"queue": {"settle": "1s"}})") == plain);
  const std::string agent =
      digest(R"({"agents": {"a": {"command": ["x", "{prompt}"], "env": {}}}})");
  CHECK(agent != plain);
  CHECK(agent ==
        digest("{ // c\n\"agents\": {\"a\": {\"env\": {}, \"command\": [\"x\", \"{prompt}\"]}}}"));
  CHECK(agent != digest(R"({"agents": {"a": {"command": ["y", "{prompt}"], "env": {}}}})"));
  CHECK(digest(R"({"agent": "demo"})") != plain);
  CHECK(digest(R"({"sessions": {"worktrees": "/x"}})") != plain);
  CHECK(digest(R"({"projects": {"p": {"prefix": "q"}}})") == plain);
  CHECK(digest(R"({"projects": {"p": {"setup": [["x"]]}}})") != plain);
  CHECK(digest(R"({"projects": {"p": {"isolation": "sandbox"}}})") != plain);
  CHECK(digest(R"({"projects": {"p": {"network": false}}})") != plain);
}

TEST_CASE("the built-in types are as the design says") {
  Fixture fixture;
  const auto settings = config::load(fixture.paths, fixture.machine).settings;
  const auto shape = [&](const std::string& key) {
    const rules::IssueType* type = settings.type(key);
    REQUIRE(type != nullptr);
    std::string text = type->color + " " + type->icon;
    if (type->mode == rules::TypeMode::paired) text += " paired";
    for (const auto& step : type->steps) {
      static const char* const kReviews[] = {"none", "plan", "visual", "pr"};
      static const char* const kModes[] = {"default", "plan", "acceptEdits"};
      text += " " + step.name + "(" + kReviews[static_cast<int>(step.review)] + "," +
              kModes[static_cast<int>(step.permission_mode)] + ")";
      CAPTURE(key);
      CAPTURE(step.name);
      CHECK(step.prompt.find("operator step done --step {step}") != std::string::npos);
      CHECK(step.prompt.find("{id}") != std::string::npos);
      CHECK(step.prompt.find("{title}") != std::string::npos);
    }
    CHECK(type->steps.front().prompt.find("{body}") != std::string::npos);
    CHECK(type->source == "built-in");
    return text;
  };
  CHECK(shape("FEAT") ==
        "terminal.ansiCyan sparkle plan(plan,plan) build(none,acceptEdits) verify(pr,acceptEdits)");
  CHECK(shape("FIX") ==
        "terminal.ansiRed wrench plan(plan,plan) fix(none,acceptEdits) verify(pr,acceptEdits)");
  CHECK(shape("TASK") == "terminal.ansiGreen tasklist execute(none,acceptEdits)");
  CHECK(shape("SPIKE") ==
        "terminal.ansiMagenta beaker paired explore(none,default) summarize(plan,acceptEdits)");
  CHECK(shape("INV") ==
        "terminal.ansiYellow search paired investigate(none,default) "
        "remediate(plan,acceptEdits) fix(pr,acceptEdits)");
}

TEST_CASE_FIXTURE(Fixture, "a user's type joins or replaces by key") {
  put(".operator/issuetypes/perf.json", R"({
    "$schema": "x", "key": "PERF", "name": "Performance", "mode": "paired",
    "color": "terminal.ansiWhite", "icon": "dashboard",
    "steps": [{"name": "measure", "prompt": ["one", "two {id}"], "artifacts": ["out/*.txt"]},
              {"name": "improve", "prompt": "x", "review": "pr", "onReject": "measure",
               "agent": "demo"}]})");
  put(".operator/issuetypes/task.json", one_type("TASK", R"({"name": "go", "prompt": "x"})"));
  const auto loaded = config::load(paths, machine);
  CHECK(loaded.problems.empty());
  CHECK(loaded.settings.types.size() == 6);
  const auto* perf = loaded.settings.type("PERF");
  REQUIRE(perf != nullptr);
  CHECK(perf->steps[0].prompt == "one\ntwo {id}");
  CHECK(perf->steps[1].on_reject == "measure");
  CHECK(perf->source == ".operator/issuetypes/perf.json");
  CHECK(loaded.settings.type("TASK")->steps[0].name == "go");
}

TEST_CASE_FIXTURE(Fixture, "a wrong type is not loaded, and says where it is wrong") {
  const auto problem = [&](const std::string& text) {
    put(".operator/issuetypes/x.json", text);
    const auto loaded = config::load(paths, machine);
    CHECK(loaded.settings.types.size() == 5);
    REQUIRE(loaded.problems.size() == 1);
    CHECK(loaded.problems[0].file == ".operator/issuetypes/x.json");
    return loaded.problems[0].path + ":" + std::to_string(loaded.problems[0].line);
  };
  const std::string good = R"("name": "a", "prompt": "x")";
  CHECK(problem(one_type("XY", "{" + good + ",\n\"review\": \"visual\"}")) == "steps[0].review:4");
  CHECK(problem(one_type("XY", "{" + good + ", \"review\": 1}")) == "steps[0].review:3");
  CHECK(problem(one_type("XY", "{\"name\": \"A\", \"prompt\": \"x\"}")) == "steps[0].name:3");
  CHECK(problem(one_type("XY", "{\"prompt\": \"x\"}")) == "steps[0]:3");
  CHECK(problem(one_type("XY", "{\"name\": \"a\"}")) == "steps[0].prompt:3");
  CHECK(problem(one_type("XY", "{" + good + "},\n{" + good + "}")) == "steps[1].name:4");
  CHECK(problem(one_type("XY", "{" + good + ", \"onReject\": \"b\"}")) == "steps[0].onReject:3");
  CHECK(problem(one_type("XY", "{" + good + ", \"agent\": \"b\"}")) == "steps[0].agent:3");
  CHECK(problem(one_type("XY", "{" + good + ", \"artifacts\": [\"../x\"]}")) ==
        "steps[0].artifacts:3");
  CHECK(problem(one_type("XY", "")) == "steps:2");
  CHECK(problem("{\"key\": \"XY\"}") == "steps:1");
  CHECK(problem(one_type("xy", "{" + good + "}")) == "key:1");
  CHECK(problem("{\"steps\": [{" + good + "}]}") == ":1");
  CHECK(problem("{\n\"key\": \"XY\",\n]") == ":3");
  // A broken override leaves the built-in type in place.
  CHECK(problem(one_type("FEAT", "{" + good + ", \"review\": \"visual\"}")) == "steps[0].review:3");
  CHECK(config::load(paths, machine).settings.type("FEAT")->steps.size() == 3);
}

TEST_CASE("extras are stripped in place") {
  CHECK(config::strip_extras("[1,/*a\nb*/2,]") == "[1,   \n   2 ]");
  CHECK(config::strip_extras("\"//,]\" // x") == "\"//,]\"     ");
  CHECK(config::strip_extras("[,]") == "[,]");
  CHECK(config::strip_extras("[1,,]") == "[1,,]");
  CHECK(config::strip_extras("{\"a\": 1, // c\n}") == "{\"a\": 1      \n}");
  CHECK_FALSE(config::read_json("[,]"));
  CHECK_FALSE(config::read_json("[1,,]"));
  CHECK(config::read_json("[1, /* ] */ ]"));
  const auto twice = config::read_json("{\"a\": 1, \"a\": 2}");
  REQUIRE(twice.has_value());
  CHECK(twice->repeated == std::vector<std::string>{"a"});
}

TEST_CASE("memory decides how many at once") {
  CHECK(config::sessions_for_memory(0) == 1);
  CHECK(config::sessions_for_memory(4ULL << 30) == 1);
  CHECK(config::sessions_for_memory(8ULL << 30) == 3);
  CHECK(config::sessions_for_memory(64ULL << 30) == 8);
}

TEST_CASE("boards: what is right is taken, what is wrong is left out and named") {
  Fixture fixture;
  const config::Loaded loaded = fixture.with(R"({
    "boards": [
      {"name": "issues", "provider": "file", "url": "./my issues/", "write": "full",
       "types": {"Epic": "FEAT"}, "labels": ["web"]},
      {"name": "issues", "provider": "file", "url": "x"},
      {"name": "Two", "provider": "file", "url": "x"},
      {"name": "three", "url": "x"},
      {"name": "four", "provider": "file"},
      {"name": "five", "provider": "file", "url": "x", "project": "none"},
      {"name": "six", "provider": "file", "url": "x", "mapping": {"web": "none"}}
    ]
  })");
  REQUIRE(loaded.settings.boards.size() == 1);
  const rules::BoardSettings& board = loaded.settings.boards.front();
  CHECK(board.instance == "my%20issues");
  CHECK(board.write == rules::BoardWrite::full);
  CHECK(board.types.at("Bug") == "FIX");
  CHECK(board.types.at("Epic") == "FEAT");
  CHECK(has_problem(loaded, "boards[1].name", 5));
  CHECK(has_problem(loaded, "boards[2].name", 6));
  CHECK(has_problem(loaded, "boards[3].provider", 7));
  CHECK(has_problem(loaded, "boards[4].url", 8));
  CHECK(has_problem(loaded, "boards[5].project", 9));
  CHECK(has_problem(loaded, "boards[6].mapping.web", 10));
}

TEST_CASE("a board's references name its site, whatever its filters say") {
  Fixture fixture;
  const auto instance = [&](const std::string& more) {
    const auto loaded = fixture.with(R"({"boards": [{"name": "a", )" + more + "}]}");
    return loaded.settings.boards.empty() ? "none" : loaded.settings.boards.front().instance;
  };
  CHECK(instance(R"("provider": "linear", "board": "ENG")") == "linear.app");
  CHECK(instance(R"("provider": "linear", "board": "OPS", "query": "{}")") == "linear.app");
  CHECK(instance(R"("provider": "linear", "url": "https://Linear.test:81/x")") == "linear.test:81");
  CHECK(instance(R"("provider": "linear", "url": "linear.test")") == "none");
  CHECK(instance(R"("provider": "github", "board": "Shop/site#3")") == "github.com/shop/site");
  CHECK(instance(R"("provider": "github", "board": "shop/site", "url": "https://h/api/v3")") ==
        "h/shop/site");
  const auto site = [&](const std::string& url) {
    return instance(R"("provider": "jira", "board": "APP", "url": ")" + url + "\"");
  };
  CHECK(site("https://Jira.test:8443//") == "jira.test:8443");
  CHECK(site("https://jira.test/Shop/") == "jira.test/shop");  // one of several on this host
  CHECK(site("https://jira.test/ops") == "jira.test/ops");
}

TEST_CASE("a site's address names it, whatever is asked of it") {
  Fixture fixture;
  const auto loaded = fixture.with(R"({"boards": [
    {"name": "a", "provider": "jira", "url": "https://Acme.atlassian.net/", "board": "APP"},
    {"name": "b", "provider": "jira", "board": "APP"},
    {"name": "c", "provider": "jira", "url": "acme.atlassian.net", "board": "APP"}
  ]})");
  REQUIRE(loaded.settings.boards.size() == 1);
  CHECK(loaded.settings.boards.front().instance == "acme.atlassian.net");
  CHECK(has_problem(loaded, "boards[1].url", 3));
  CHECK(has_problem(loaded, "boards[2].url", 4));
}

TEST_CASE("where a board is decides what trust is for; its filter does not") {
  Fixture fixture;
  const auto digest = [&](const std::string& more) {
    return fixture.with(R"({"boards": [{"name": "a", "provider": "file", "url": )" + more + "}]}")
        .settings.executable_digest;
  };
  CHECK(digest("\"x\"") != digest("\"y\""));
  CHECK(digest("\"x\"") == digest("\"x\", \"labels\": [\"l\"]"));
  CHECK(digest("\"x\"") != fixture.with("{}").settings.executable_digest);
}
