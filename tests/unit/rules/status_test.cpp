#include "rules/status.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <sstream>

using namespace rules;

namespace rules {
// Found by doctest: labels in failures by name.
std::ostream& operator<<(std::ostream& out, Status s) { return out << name_of(s); }
std::ostream& operator<<(std::ostream& out, Activity a) { return out << name_of(a); }
}  // namespace rules

namespace {

constexpr const char* kBoot = "boot-1";
constexpr base::Millis kMinute{60'000};

// "hook turn=running @5": the fact's mono and wall time in minutes, 0 when not given. Ids count
// from 1 in the order given. Values may hold blanks.
std::vector<Fact> facts(const std::vector<std::string>& lines) {
  static const std::map<std::string, Source> kSources{
      {"hook", Source::hook},       {"transcript", Source::transcript},
      {"process", Source::process}, {"screen", Source::screen},
      {"git", Source::git},         {"forge", Source::forge},
      {"human", Source::human},     {"owner", Source::owner}};
  std::vector<Fact> out;
  for (std::string line : lines) {
    std::int64_t minutes = 0;
    if (const auto at = line.rfind(" @"); at != std::string::npos) {
      minutes = std::stoll(line.substr(at + 2));
      line.resize(at);
    }
    const auto space = line.find(' '), equal = line.find('=');
    Fact f;
    f.id = static_cast<std::int64_t>(out.size()) + 1;
    f.session = {"app-1"};
    f.source = kSources.at(line.substr(0, space));
    f.kind = line.substr(space + 1, equal - space - 1);
    f.value = line.substr(equal + 1);
    f.mono = base::MonoTime{} + minutes * kMinute;
    f.at = {minutes * 60'000};
    f.boot = kBoot;
    out.push_back(f);
  }
  return out;
}

base::Now at_minute(double minutes) {
  const auto ms = static_cast<std::int64_t>(minutes * 60'000);
  return {{ms}, {ms}};
}

// `restored`: the first fact since the restore.
StatusView look(const std::vector<Fact>& list, double minute = 0, std::int64_t restored = 0) {
  return status_of({list, restored, kBoot}, {}, at_minute(minute));
}

std::vector<Fact> without(std::vector<Fact> list, std::int64_t id) {
  std::erase_if(list, [&](const Fact& f) { return f.id == id; });
  return list;
}

}  // namespace

TEST_CASE("each label rests on the facts it names: without one of them it is another") {
  struct Row {
    const char* what;
    std::vector<std::string> facts;
    Status label;
    std::vector<std::int64_t> rests_on;
    double minute = 0;
  };
  const std::vector<Row> rows{
      {"merged, whatever else",
       {"forge pr=merged", "owner review/R-1=plan", "human kill=killed"},
       Status::merged,
       {1}},
      {"cleaned up", {"human cleanup=yes", "owner launch=running"}, Status::cleanup, {1}},
      {"killed, and gone",
       {"human kill=killed", "process host=gone", "process agent=gone", "process exit=signal 15"},
       Status::killed,
       {1}},
      {"killed before it started",
       {"owner launch=starting", "human kill=killed"},
       Status::killed,
       {2}},
      {"terminated",
       {"human kill=terminated", "process agent=gone", "process exit=signal 9"},
       Status::terminated,
       {1}},
      {"launch failed for good", {"owner launch=failed: no such program"}, Status::errored, {1}},
      {"done", {"owner launch=running", "owner ticket=completed"}, Status::done, {2}},
      {"done, though its host died",
       {"owner launch=running", "process host=gone", "process agent=gone", "owner ticket=completed",
        "process exit=exit code 0"},
       Status::done,
       {4}},
      {"runtime lost",
       {"owner launch=running", "process host=gone", "process agent=gone"},
       Status::killed,
       {2, 3}},
      {"a review",
       {"owner launch=running", "owner review/R-1=permission"},
       Status::needs_input,
       {2}},
      {"a review while it starts",
       {"owner launch=starting", "owner review/R-1=failure"},
       Status::needs_input,
       {2}},
      {"a review outranks the pull request",
       {"forge pr=open", "owner review/R-1=question"},
       Status::needs_input,
       {2}},
      {"starting", {"owner launch=starting"}, Status::spawning, {1}},
      {"starting, the process runs",
       {"owner launch=starting", "process agent=alive"},
       Status::spawning,
       {1}},
      {"checks failed",
       {"forge pr=open", "forge ci=failed", "forge decision=approved"},
       Status::ci_failed,
       {1, 2}},
      {"changes requested",
       {"forge pr=open", "forge decision=changes_requested"},
       Status::changes_requested,
       {1, 2}},
      {"mergeable",
       {"forge pr=open", "forge mergeable=yes", "forge ci=passed"},
       Status::mergeable,
       {1, 2}},
      {"approved", {"forge pr=open", "forge decision=approved"}, Status::approved, {1, 2}},
      {"review pending",
       {"forge pr=open", "forge decision=pending"},
       Status::review_pending,
       {1, 2}},
      {"pull request open", {"forge pr=open", "owner launch=running"}, Status::pr_open, {1}},
      {"pull request open, ticket completed, no process",
       {"owner ticket=completed", "forge pr=open", "process host=gone", "process agent=gone"},
       Status::pr_open,
       {2}},
      {"stuck",
       {"owner launch=running", "hook turn=running", "process cpu=still @6"},
       Status::stuck,
       {2, 3},
       6},
      {"working: a program without hooks", {"owner launch=running"}, Status::working, {1}},
      {"working: the first hook ends the start",
       {"owner launch=starting", "hook start=c-1"},
       Status::working,
       {2}},
      {"working: exited, with its record",
       {"owner launch=running", "process host=gone", "process agent=gone",
        "process exit=exit code 0"},
       Status::working,
       {4}},
      {"nothing is known", {}, Status::stuck, {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const auto list = facts(row.facts);
    const auto view = look(list, row.minute);
    CHECK(view.status == row.label);
    CHECK(view.facts == row.rests_on);
    CHECK_FALSE(view.evidence.what.empty());
    for (const auto id : row.rests_on) {
      CAPTURE(id);
      CHECK(look(without(list, id), row.minute).status != row.label);
    }
  }
}

TEST_CASE("a fact whose cause is over counts for nothing") {
  CHECK(look(facts({"owner launch=running", "owner review/R-1="})).status == Status::working);
  CHECK(look(facts({"owner launch=running", "human kill="})).status == Status::working);
  CHECK(look(facts({"owner launch=running", "owner ticket="})).status == Status::working);
}

TEST_CASE("death needs two sources") {
  // One of host and agent alone proves nothing, nor does a silent screen.
  CHECK(look(facts({"owner launch=running", "process host=gone"})).status == Status::working);
  CHECK(look(facts({"owner launch=running", "process agent=gone"})).status == Status::working);
  CHECK(look(facts({"owner launch=running", "process host=gone", "process agent=alive"})).status ==
        Status::working);
  CHECK(look(facts({"owner launch=running", "screen waiting=$ ", "hook end=exit"})).status ==
        Status::working);
  // A kill shows when the processes are proved gone, not before.
  CHECK(look(facts({"owner launch=running", "human kill=killed", "process agent=alive"})).status ==
        Status::working);
  CHECK(look(facts({"owner launch=running", "human kill=killed", "process agent=gone",
                    "process host=alive"}))
            .status == Status::working);
}

TEST_CASE("spawning ends at the first hook of this run, not at one of the run before") {
  CHECK(look(facts({"hook life=hook", "owner launch=starting"})).status == Status::spawning);
  CHECK(look(facts({"owner launch=starting", "hook life=hook"})).status == Status::working);
  // An agent that is gone does not start any more.
  CHECK(look(facts({"owner launch=starting", "process agent=gone", "process host=gone"})).status ==
        Status::killed);
}

TEST_CASE("a restore cuts what was before it, but not the forge's word and no open review") {
  for (const char* end : {"human kill=killed", "human cleanup=yes", "owner ticket=completed",
                          "owner launch=failed: x"}) {
    CAPTURE(end);
    CHECK(is_restorable(look(facts({end})).status));
    CHECK(look(facts({end, "owner launch=starting @10"}), 10, 2).status == Status::spawning);
    CHECK(look(facts({end, "owner launch=running @10"}), 10, 2).status == Status::working);
  }
  CHECK(look(facts({"process host=gone", "process agent=gone", "owner launch=starting @10"}), 10, 3)
            .status == Status::spawning);
  CHECK(look(facts({"forge pr=merged", "owner launch=running @10"}), 10, 2).status ==
        Status::merged);
  CHECK(look(facts({"owner review/R-1=pr", "owner launch=running @10"}), 10, 2).status ==
        Status::needs_input);
  CHECK(look(facts({"hook turn=running @3", "owner launch=running @10"}), 10, 2).facts ==
        std::vector<std::int64_t>{2});
  // Whatever the clock says: it may have been set back since.
  CHECK(look(facts({"owner ticket=completed @10", "owner launch=running @3"}), 10, 2).status ==
        Status::working);
}

TEST_CASE("stuck needs a running turn, silence, and a processor that was looked at after it") {
  const auto label = [](const std::vector<std::string>& lines, double minute) {
    return look(facts(lines), minute).status;
  };
  CHECK(label({"owner launch=running", "hook turn=running"}, 100) == Status::working);
  CHECK(label({"owner launch=running", "hook turn=running", "process cpu=still @4"}, 100) ==
        Status::working);
  CHECK(label({"owner launch=running", "hook turn=running", "process cpu=used @6"}, 100) ==
        Status::working);
  CHECK(label({"owner launch=running", "hook turn=ended", "process cpu=still @6"}, 100) ==
        Status::working);
  CHECK(label({"owner launch=running", "hook turn=running", "process cpu=still @6"}, 6) ==
        Status::stuck);
  // Any newer sign of life ends it.
  CHECK(label({"owner launch=running", "hook turn=running", "process cpu=still @6",
               "transcript life=text @7"},
              7) == Status::working);
  // A long tool call has its own, longer time.
  CHECK(label({"owner launch=running", "hook turn=running", "hook tool=Bash: make",
               "process cpu=still @6"},
              20) == Status::working);
  CHECK(label({"owner launch=running", "hook turn=running", "hook tool=Bash: make",
               "process cpu=still @31"},
              31) == Status::stuck);
  // An agent that is gone is not stuck.
  CHECK(label({"owner launch=running", "hook turn=running", "process cpu=still @6",
               "process agent=gone", "process exit=exit code 1"},
              9) == Status::working);
  SUBCASE("and never compares times of another boot") {
    auto list = facts({"owner launch=running", "hook turn=running", "process cpu=still @6"});
    for (auto& f : list) f.boot = "boot-0";
    CHECK(look(list, 100).status == Status::working);
    CHECK_FALSE(status_deadline({list, {}, kBoot}, {}, at_minute(100)));
  }
}

TEST_CASE("the deadline is when the processor is to be looked at, or an ended turn gets idle") {
  const auto minute = [](const std::vector<std::string>& lines, double now) {
    const auto at = status_deadline({facts(lines), {}, kBoot}, {}, at_minute(now));
    return at ? static_cast<double>(at->ms) / 60'000 : -1.0;
  };
  CHECK(minute({"owner launch=running", "hook turn=running @1"}, 2) == 6);
  CHECK(minute({"owner launch=running", "hook turn=running @1", "hook tool=Bash @2"}, 2) == 32);
  CHECK(minute({"owner launch=running", "hook turn=running @1", "transcript life=x @3"}, 3) == 8);
  CHECK(minute({"owner launch=running", "hook turn=running @1", "process cpu=used @6"}, 6) == 11);
  CHECK(minute({"owner launch=running", "hook turn=running @1"}, 50) == 6);  // overdue: look now
  CHECK(minute({"owner launch=running", "hook turn=running @1", "process cpu=still @6"}, 7) == -1);
  CHECK(minute({"owner launch=running", "hook turn=running @1", "owner review/R-1=permission"},
               2) == -1);
  CHECK(minute({"owner launch=running", "hook turn=ended @1"}, 1.5) == 2);
  CHECK(minute({"owner launch=running", "hook turn=ended @1"}, 2) == -1);
  CHECK(minute({"owner launch=running"}, 2) == -1);
  CHECK(minute({"owner launch=running", "human kill=killed", "hook turn=running @1"}, 2) == -1);
}

TEST_CASE("what the agent does beside its label") {
  const auto activity = [](const std::vector<std::string>& lines, double minute = 0) {
    return look(facts(lines), minute).activity;
  };
  CHECK(activity({"owner launch=starting"}) == Activity::active);
  CHECK(activity({"owner launch=running"}) == Activity::active);
  CHECK(activity({"owner launch=running", "hook turn=running"}) == Activity::active);
  CHECK(activity({"owner launch=running", "hook turn=ended @1"}, 1.9) == Activity::ready);
  CHECK(activity({"owner launch=running", "hook turn=ended @1"}, 2) == Activity::idle);
  CHECK(activity({"owner launch=running", "hook turn=ended @1", "hook background=yes"}, 9) ==
        Activity::active);
  CHECK(activity({"owner launch=running", "hook start=c @1"}, 1) == Activity::ready);
  CHECK(activity({"owner launch=running", "hook turn=failed: rate limit"}) == Activity::blocked);
  CHECK(activity({"owner launch=running", "hook turn=failed: rate limit",
                  "owner review/R-1=failure"}) == Activity::blocked);
  CHECK(activity({"owner launch=running", "hook turn=running", "owner review/R-1=plan"}) ==
        Activity::waiting_input);
  CHECK(activity({"owner launch=running", "hook turn=running", "screen waiting=dialog"}) ==
        Activity::waiting_input);
  CHECK(activity({"owner launch=running", "process host=gone", "process agent=gone",
                  "owner review/R-1=failure"}) == Activity::exited);
  CHECK(activity({"owner launch=running", "process agent=gone"}) == Activity::active);
  CHECK(activity({"human kill=killed"}) == Activity::exited);
  CHECK(activity({"owner ticket=completed", "hook turn=ended"}, 5) == Activity::idle);
  CHECK(activity({"owner ticket=completed", "process agent=gone", "process exit=exit code 0"}) ==
        Activity::exited);
}

TEST_CASE("the evidence is the newest fact of those the label rests on") {
  auto view =
      look(facts({"owner launch=running", "hook turn=running @1", "hook tool=Bash: make @2"}), 2);
  CHECK(view.evidence.what == "Bash: make");
  CHECK(view.evidence.source == Source::hook);
  CHECK(view.evidence.at.ms == 2 * 60'000);
  view = look(facts({"owner review/R-1=plan @1", "owner review/R-2=permission @2"}), 3);
  CHECK(view.evidence.what == "a permission is asked, and 1 more");
  CHECK(view.evidence.at.ms == 2 * 60'000);
  CHECK(view.facts == std::vector<std::int64_t>{2, 1});
  view = look(facts({"owner launch=running", "process exit=exit code 3", "process agent=gone"}));
  CHECK(view.evidence.what == "exit code 3");
}

namespace {

// Any facts at all, also such as no agent would cause.
std::vector<Fact> random_facts(std::mt19937& random) {
  static const std::vector<std::pair<std::string, std::vector<std::string>>> kKinds{
      {"hook start", {"c-1", ""}},
      {"hook turn", {"running", "ended", "failed: x", ""}},
      {"hook tool", {"Bash", ""}},
      {"hook life", {"hook"}},
      {"hook background", {"yes", ""}},
      {"hook end", {"logout", ""}},
      {"transcript life", {"text"}},
      {"transcript interrupted", {"yes", ""}},
      {"process host", {"alive", "gone", ""}},
      {"process agent", {"alive", "gone", ""}},
      {"process exit", {"exit code 1", ""}},
      {"process cpu", {"used", "still", ""}},
      {"screen waiting", {"dialog", ""}},
      {"screen working", {"yes", ""}},
      {"forge pr", {"open", "merged", "closed"}},
      {"forge ci", {"passed", "failed", "running"}},
      {"forge decision", {"approved", "changes_requested", "pending"}},
      {"forge mergeable", {"yes", "no"}},
      {"human kill", {"killed", "terminated", ""}},
      {"human cleanup", {"yes", ""}},
      {"owner launch", {"starting", "running", "failed: x"}},
      {"owner ticket", {"completed", ""}},
      {"owner review/R-1", {"plan", ""}},
      {"owner review/R-2", {"permission", ""}},
      {"owner runtime", {"lost", ""}}};
  std::vector<std::string> lines;
  for (const auto& [kind, values] : kKinds) {
    if (random() % 3 == 0) continue;
    const std::string minute = random() % 2 == 0 ? "5" : std::to_string(random() % 20);
    lines.push_back(kind + "=" + values[random() % values.size()] + " @" + minute);
  }
  std::shuffle(lines.begin(), lines.end(), random);  // ids in any order
  return facts(lines);
}

bool same(const StatusView& a, const StatusView& b) {
  return a.status == b.status && a.activity == b.activity && a.facts == b.facts &&
         a.evidence.what == b.evidence.what && a.evidence.at == b.evidence.at;
}

}  // namespace

TEST_CASE("whatever the facts, the label is sound") {
  std::mt19937 random(20261121);
  for (int round = 0; round < 600; ++round) {
    auto list = random_facts(random);
    const double minute = static_cast<double>(random() % 60);
    const std::int64_t restored = random() % 3 == 0 ? 10 : 0;
    std::ostringstream shown;
    for (const auto& f : list) {
      shown << name_of(f.source) << ' ' << f.kind << '=' << f.value << " @" << f.mono.ms / 60'000
            << '\n';
    }
    CAPTURE(shown.str());
    CAPTURE(minute);
    const auto view = look(list, minute, restored);

    // The order in which facts are handed in means nothing, equal times or not.
    auto shuffled = list;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    REQUIRE(same(look(shuffled, minute, restored), view));

    // It rests on what it names: without all of that, it is another label or has other grounds.
    if (!view.facts.empty()) {
      auto rest = list;
      for (const auto id : view.facts) rest = without(rest, id);
      const auto other = look(rest, minute, restored);
      REQUIRE((other.status != view.status || other.facts != view.facts));
    }

    // A restore leads out of every end but the merge.
    if (is_ended(view.status)) {
      auto after = list;
      auto again = facts({"owner launch=starting @61"}).front();
      again.id = 1000;
      after.push_back(again);
      const auto next = look(after, 61, 1000);
      if (view.status == Status::merged) {
        REQUIRE(next.status == Status::merged);
      } else {
        REQUIRE_FALSE(is_ended(next.status));
      }
    }

    // Time alone changes only stuck and idle, and never before the deadline.
    const auto deadline = status_deadline({list, restored, kBoot}, {}, at_minute(minute));
    for (double later = minute; later < minute + 90; later += 1.75) {
      if (deadline && later * 60'000 >= static_cast<double>(deadline->ms)) break;
      REQUIRE(same(look(list, later, restored), view));
    }
  }
}

TEST_CASE(
    "without a person's, the forge's or the launcher's word only a lost runtime ends a session") {
  std::mt19937 random(4);
  for (int round = 0; round < 500; ++round) {
    auto list = random_facts(random);
    std::erase_if(list, [](const Fact& f) {
      return f.source == Source::human || f.source == Source::forge || f.source == Source::owner;
    });
    auto launch = facts({"owner launch=running"}).front();
    launch.id = 1000;
    list.push_back(launch);
    const auto value = [&](const std::string& kind) {
      for (const auto& f : list) {
        if (f.source == Source::process && f.kind == kind) return f.value;
      }
      return std::string();
    };
    const bool lost = value("host") == "gone" && value("agent") == "gone" && value("exit").empty();
    REQUIRE(is_ended(look(list, 60).status) == lost);
  }
}
