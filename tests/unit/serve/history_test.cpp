#include "serve/history.h"

#include <doctest/doctest.h>

#include "fakes.h"

namespace {

struct History {
  fakes::FakeModel model;
  History() {
    for (std::int64_t seq = 11; seq <= 20; ++seq) {
      rules::Event event;
      event.seq = seq;
      event.session.value = seq % 2 == 0 ? "app-1" : "app-2";
      model.history.push_back(event);
    }
    model.oldest = 11;
  }
  base::Result<wire::EventListResult> list(std::optional<std::string> epoch,
                                           std::optional<std::int64_t> after,
                                           std::optional<std::int64_t> limit = std::nullopt) {
    wire::EventListParams params;
    params.epoch = std::move(epoch);
    params.after = after;
    params.limit = limit;
    return serve::list_events(model, params);
  }
};

}  // namespace

TEST_CASE_FIXTURE(History, "a client that knows the newest event gets what came after it") {
  const auto found = list("E1", 18);
  CHECK_FALSE(found->reset);
  REQUIRE(found->events.size() == 2);
  CHECK(found->events[0].seq == 19);
  CHECK(found->events[0].epoch == "E1");
  CHECK(list("E1", 20)->events.empty());
  CHECK_FALSE(list("E1", 10)->reset);
}

TEST_CASE_FIXTURE(History, "another epoch, a pruned number and one from the future mean reset") {
  CHECK(list("E0", 18)->reset);
  CHECK(list("E1", 9)->reset);
  CHECK(list("E1", 21)->reset);
  const auto reset = list("E0", 18, 3);
  REQUIRE(reset->events.size() == 3);
  CHECK(reset->events.back().seq == 20);
}

TEST_CASE_FIXTURE(History, "without a place to go on from it is the newest, oldest first") {
  const auto found = list(std::nullopt, std::nullopt, 4);
  CHECK_FALSE(found->reset);
  CHECK(found->events.front().seq == 17);
  CHECK(found->events.back().seq == 20);
}

TEST_CASE_FIXTURE(History, "a session's newest events are its own") {
  const auto found = serve::newest_events(model, {"app-1"}, 2);
  REQUIRE(found->size() == 2);
  CHECK(found->front().seq == 18);
  CHECK(found->back().seq == 20);
}

TEST_CASE_FIXTURE(History, "a limit outside 1 to 1000 is refused by name") {
  CHECK(list("E1", 18, 0).error().detail.at("path") == "params.limit");
  CHECK(list("E1", 18, 1001).error().detail.at("path") == "params.limit");
}

TEST_CASE_FIXTURE(History, "a search is handed on as words, and a time that is none is refused") {
  wire::EventListParams params;
  params.search = " make  check ";
  params.kind = "agent/";
  params.since = "2026-11-21T08:45:00Z";
  params.before = 19;
  REQUIRE(serve::list_events(model, params));
  CHECK(model.asked.words == std::vector<std::string>{"make", "check"});
  CHECK(model.asked.kind == "agent/");
  CHECK(model.asked.since.ms > 0);
  CHECK(model.asked.before == 19);
  params.since = "yesterday";
  CHECK(serve::list_events(model, params).error().detail.at("path") == "params.since");
}
