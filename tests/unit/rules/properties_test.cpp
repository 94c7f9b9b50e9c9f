#include "rules/properties.h"

#include <doctest/doctest.h>

namespace {

struct Noted {
  rules::State state;
  rules::Settings settings;
  rules::World world;
  base::SessionId id{"app-1"};
  std::string event;

  Noted() { state.sessions[id].id = id; }
  base::Status set(const std::map<std::string, std::string>& changes) {
    rules::Draft draft(state, {settings,
                               world,
                               {{1000}, {1000}},
                               "person:cli",
                               [](std::size_t n) { return std::string(n, '0'); },
                               [] { return std::string("uuid"); }});
    const auto done = rules::set_properties(draft, id, changes);
    event.clear();
    for (const auto& one : draft.take().events) event = one.kind + " " + one.text;
    return done;
  }
  const std::map<std::string, std::string>& now() { return state.sessions[id].properties; }
};

TEST_CASE_FIXTURE(Noted, "free keys are set, changed and taken away, and the history says so") {
  REQUIRE(set({{"reviewer", "ann"}, {"epic.key", "E-7"}}));
  CHECK(now() == std::map<std::string, std::string>{{"epic.key", "E-7"}, {"reviewer", "ann"}});
  CHECK(event == "session/updated epic.key=E-7, reviewer=ann");
  REQUIRE(set({{"reviewer", "bob"}, {"epic.key", ""}, {"never", ""}}));
  CHECK(now() == std::map<std::string, std::string>{{"reviewer", "bob"}});
  CHECK(event == "session/updated epic.key removed, reviewer=bob");
  REQUIRE(set({{"reviewer", "bob"}}));
  CHECK(event.empty());
}

TEST_CASE_FIXTURE(Noted, "what is no key or no value is refused, and then none is set") {
  for (const char* key : {"", "1st", "a b", "a=b", "a\nb", "löwe", "status", "hostName", "id"}) {
    INFO(key);
    const auto refused = set({{"fine", "yes"}, {key, "x"}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == base::ErrorCode::invalid_argument);
  }
  CHECK_FALSE(set({{std::string(65, 'k'), "x"}}));
  CHECK_FALSE(set({{"k", std::string(4097, 'x')}}));
  CHECK_FALSE(set({{"k", std::string("a\0b", 3)}}));
  std::map<std::string, std::string> many;
  for (int i = 0; i < 65; ++i) many["k" + std::to_string(i)] = "x";
  CHECK_FALSE(set(many));
  CHECK(now().empty());
}

}  // namespace
