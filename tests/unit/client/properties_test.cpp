#include "client/properties.h"

#include <doctest/doctest.h>

#include "client/choice.h"

namespace {

wire::Session session_named(const std::string& id, const std::string& name) {
  wire::Session made;
  made.id = id;
  made.name = name;
  return made;
}

TEST_CASE("a session as flat lines: documented keys in their order, free ones behind, escaped") {
  wire::Session one = session_named("app-3", "Add a login");
  one.project = "shop";
  one.ticketId = "FEAT-7K2QD";
  one.branch = "feat/login";
  one.status = wire::Status::needs_input;
  one.host.kind = wire::HostKind::builtin;
  one.host.socket = "/run/app-3.sock";
  one.host.name = "0123456789ab-app-3";
  one.worktree = "/w/app-3";
  one.createdAt = "2026-01-02T03:04:05.000Z";
  one.summary = "Two\nlines\r\\";
  one.agent = "claude";
  one.properties = {{"reviewer", "ann=bob"}, {"epic", "7"}};
  CHECK(client::properties_of(one) ==
        "id=app-3\ntitle=Add a login\nproject=shop\nissue=FEAT-7K2QD\nbranch=feat/login\n"
        "status=needs_input\nhostName=0123456789ab-app-3\nworktree=/w/app-3\n"
        "createdAt=2026-01-02T03:04:05.000Z\nrestoredAt=\nhostHandle=builtin:/run/app-3.sock\n"
        "pr=\nsummary=Two\\nlines\\r\\\\\nagent=claude\nepic=7\nreviewer=ann=bob\n");
}

TEST_CASE("one of a list is chosen by its place, its id or its name") {
  const std::vector<wire::Session> listed{session_named("app-3", "Add a login"),
                                          session_named("app-12", "Tidy up"),
                                          session_named("app-1", "tidy up")};
  CHECK_EQ(client::chosen_session(" 2 ", listed), "app-12");
  CHECK_EQ(client::chosen_session("APP-1", listed), "app-1");
  CHECK_EQ(client::chosen_session("add a LOGIN", listed), "app-3");
  CHECK_FALSE(client::chosen_session("Tidy up", listed));  // two are called so
  CHECK_FALSE(client::chosen_session("0", listed));
  CHECK_FALSE(client::chosen_session("4", listed));
  CHECK_FALSE(client::chosen_session("99999999999999999999999", listed));
  CHECK_FALSE(client::chosen_session("app-2", listed));
}

}  // namespace
