// Decisions on a session's whole life, as stories: what goes in, the label after it, and what is
// wanted of the world.
#include <doctest/doctest.h>

#include "bench.h"
#include "rules/rest.h"

using namespace rules;
using Kind = Verdict::Kind;

TEST_CASE("a launch goes by worktree, ticket, host and first hook") {
  Bench b;
  b.claimed("FEAT");
  CHECK(b.shown() == "spawning active");
  CHECK(open_launch(b.state, {"FEAT-1"})->session == b.id);
  CHECK(b.session().branch == "feat/FEAT-1-do-it");
  b.worktree_is_made();
  CHECK(b.session().run == 1);
  CHECK(b.session().run_prompt == "do plan");
  b.host_is_up();
  CHECK(b.shown() == "spawning active");
  b.agent(AgentStarted{"conv-1", "/t"});
  CHECK(b.label() == Status::working);
  CHECK(b.session().conversation == "conv-1");
}

TEST_CASE("the start is finished at the first hook, whichever that is") {
  Bench b;
  b.claimed("TASK");
  b.worktree_is_made();
  b.host_is_up();
  b.agent(PromptSubmitted{"do execute"});
  CHECK(b.session().start_seen);
  CHECK(b.shown() == "working active");
}

TEST_CASE("a program without hooks works as soon as it runs") {
  Bench b;
  b.launched("TASK", "plain");
  CHECK(b.shown() == "working active");
  CHECK_FALSE(next_deadline(b.state, b.session(), b.context("x")));
}

TEST_CASE("no sign of the agent in time opens a failure with the screen's lines") {
  Bench b;
  b.claimed("TASK");
  b.worktree_is_made();
  b.host_is_up();
  b.wait(base::Millis{15'000});
  b.tick();
  REQUIRE(b.took<LookAtScreen>());
  b.decide([&](Draft& d) {
    d.edit(b.id)->looking = false;
    start_overdue(d, b.id, "Do you trust this folder?");
  });
  CHECK(b.label() == Status::needs_input);
  CHECK(b.only_review().body.find("Do you trust") != std::string::npos);
  SUBCASE("its first sign closes it") {}
  SUBCASE("who chose to wait is asked again only after as long as a silent turn") {
    REQUIRE(b.verdict(Kind::answer, "wait"));
    CHECK(b.label() == Status::spawning);
    b.tick();
    CHECK_FALSE(b.took<LookAtScreen>());
    b.wait(b.settings.sessions.stuck_after - base::Millis{1});
    b.tick();
    CHECK_FALSE(b.took<LookAtScreen>());
    b.wait(base::Millis{1});
    b.tick();
    CHECK(b.took<LookAtScreen>());
  }
  b.agent(AgentStarted{"c", ""});
  CHECK(b.open().empty());
  CHECK(b.label() == Status::working);
}

TEST_CASE("all are ended at once, and the queue is paused so that it does not fill their places") {
  Bench b;
  REQUIRE(b.decide([&](Draft& d) { return kill_all(d, false); }));
  CHECK_FALSE(b.state.notes.contains("paused"));  // there was nobody to end
  b.launched("TASK");
  REQUIRE(b.decide([&](Draft& d) { return kill_all(d, false); }));
  CHECK(b.took<EndAgent>());
  CHECK(b.state.notes.contains("paused"));
}

TEST_CASE("a project's setup commands run one after another before the agent") {
  Bench b;
  b.settings.projects[0].setup = {{"npm", "ci"}, {"make"}};
  b.settings.projects[0].isolation = Isolation::sandbox;
  b.claimed("TASK");
  CHECK(b.session().isolation == Isolation::sandbox);
  const auto made = [&] {
    b.decide([&](Draft& d) {
      worktree_made(d, b.id, {"/trees/app-1", "b", "main", "abc", true, {}, {{"PORT", "20000"}}});
    });
  };
  const auto ends = [&](const RunSetup& effect, const std::string& error) {
    b.decide([&](Draft& d) { setup_ended(d, effect, error); });
  };
  SUBCASE("in order") {
    made();
    CHECK(b.session().ports.at("PORT") == "20000");
    const auto first = b.took<RunSetup>();
    REQUIRE(first);
    CHECK(first->argv == std::vector<std::string>{"npm", "ci"});
    CHECK(b.label() == Status::spawning);
    CHECK(view_of(b.state, b.session(), b.context("x")).evidence.what == "setup: npm ci");
    CHECK_FALSE(b.took<PlaceTicket>());
    ends(*first, "");
    const auto second = b.took<RunSetup>();
    REQUIRE(second);
    CHECK(second->argv == std::vector<std::string>{"make"});
    ends(*second, "");
    CHECK(b.took<PlaceTicket>());
  }
  SUBCASE("until one fails: nothing in the worktree is anybody's") {
    made();
    ends(*b.took<RunSetup>(), "setup: npm ci: exit code 1");
    CHECK(b.label() == Status::errored);
    CHECK(b.took<RemoveWorktree>()->unused);
  }
  SUBCASE("not when a person has ended it meanwhile") {
    made();
    const auto first = b.took<RunSetup>();
    CHECK(b.decide([&](Draft& d) { return kill(d, b.id, false); }));
    ends(*first, "");
    CHECK_FALSE(b.took<RunSetup>());
    CHECK(b.label() == Status::killed);
  }
  SUBCASE("not when the configuration has changed and nobody has agreed") {
    b.world.trusted = false;
    b.world.trust_reason = "trust it";
    made();
    CHECK_FALSE(b.took<RunSetup>());
    CHECK(b.label() == Status::errored);
  }
}

TEST_CASE("a launch that fails takes back what was made for it, and nothing else") {
  Bench b;
  b.claimed("TASK");
  const auto fail = [&] {
    b.effects.clear();
    b.decide([&](Draft& d) { launch_failed(d, b.id, "no"); });
    return b.took<RemoveWorktree>();
  };
  const auto made = [&](bool own_branch) {
    b.decide([&](Draft& d) {
      worktree_made(d, b.id, {"/trees/app-1", "b", "main", "abc", own_branch, {"offline"}});
    });
  };
  SUBCASE("no worktree was made: what is in its place is somebody's") { CHECK_FALSE(fail()); }
  SUBCASE("its branch was there before") {
    made(false);
    const auto removal = fail();
    REQUIRE(removal);
    CHECK(removal->unused);
    CHECK_FALSE(removal->delete_branch);
    CHECK_FALSE(removal->force);
  }
  SUBCASE("its branch was made for it") {
    made(true);
    CHECK(fail()->delete_branch);
  }
  SUBCASE("an agent was started in it") {
    made(true);
    b.session().run = 1;
    CHECK_FALSE(fail()->unused);
  }
  SUBCASE("a person had it restored, and may have looked after it") {
    made(true);
    b.session().restored_at = b.now.wall;
    CHECK_FALSE(fail()->unused);
  }
}

TEST_CASE("a launch that fails goes back to the queue, slower each time, and is then held") {
  Bench b;
  b.world.tickets = {b.ticket_of("TASK")};
  const base::TicketId ticket{"TASK-1"};
  const std::vector<std::pair<int, std::string>> rounds{{10'000, "next try in 10 s (2 of 3)"},
                                                        {60'000, "next try in 60 s (3 of 3)"},
                                                        {600'000, "held after 3 failures"}};
  for (int n = 0; n < 3; ++n) {
    CAPTURE(n);
    b.decide([&](Draft& d) { claim(d, b.world.tickets[0], "text"); });
    const base::SessionId id{"app-" + std::to_string(n + 1)};
    b.decide([&](Draft& d) { launch_failed(d, id, "no such branch"); });
    CHECK(view_of(b.state, b.state.sessions.at(id), b.context("x")).status == Status::errored);
    CHECK(open_launch(b.state, ticket) == nullptr);
    const auto place = b.took<PlaceTicket>();
    REQUIRE(place);
    CHECK(place->folder == Folder::queue);
    CHECK(place->set.at("id") == "TASK-1");
    CHECK(b.state.tickets.at(ticket).not_before.ms == b.now.wall.ms + rounds[n].first);
    const auto plan = plan_queue({b.state, b.settings, b.world, false, b.now});
    CHECK(plan.launch.empty());
    CHECK(plan.rows.at(0).reason.find(rounds[n].second) != std::string::npos);
    b.wait(base::Millis{rounds[n].first});
  }
  CHECK(plan_queue({b.state, b.settings, b.world, false, b.now}).launch.empty());
  REQUIRE(b.decide([&](Draft& d) { return retry(d, ticket); }));
  CHECK(plan_queue({b.state, b.settings, b.world, false, b.now}).launch.size() == 1);
}

TEST_CASE("an agent that ends before it was ready is a failed launch") {
  Bench b;
  b.claimed("TASK");
  b.worktree_is_made();
  b.host_is_up();
  b.exits(127);
  CHECK(b.label() == Status::errored);
  CHECK(b.state.tickets.at({"TASK-1"}).failures == 1);
}

TEST_CASE("a plan approved in the inbox lets the agent go on into its next step") {
  Bench b;
  b.launched("FEAT");
  b.asks_plan("plan-1");
  CHECK(b.shown() == "needs_input waiting_input");
  CHECK(b.only_review().kind == ReviewKind::plan);
  CHECK(b.only_review().body == "# The plan");
  CHECK_FALSE(b.answer("plan-1"));
  REQUIRE(b.verdict(Kind::approve));
  CHECK(b.answer("plan-1")->answer.kind == HookAnswer::Kind::allow);
  CHECK(b.answer("plan-1")->answer.set_mode == "acceptEdits");
  CHECK(b.session().step == 1);
  CHECK(b.took_answer("plan-1"));
  CHECK(b.shown() == "working active");
  // The next prompt goes along with the reply to the plan's own hook; nothing is typed.
  b.plan_ends("post-1");
  CHECK(b.answer("post-1")->answer.kind == HookAnswer::Kind::context);
  CHECK(b.answer("post-1")->answer.text == "do build");
  CHECK_FALSE(b.took<TypeText>());
  CHECK(b.session().deliveries.empty());
  CHECK(b.state.reviews.empty());
  CHECK(b.session().step == 1);
}

TEST_CASE("a plan rejected in the inbox goes back with the feedback, a round later") {
  Bench b;
  b.launched("FEAT");
  b.asks_plan("plan-1");
  CHECK_FALSE(b.verdict(Kind::reject));  // without a reason
  CHECK(b.open().size() == 1);
  REQUIRE(b.verdict(Kind::reject, "", "tests first"));
  CHECK(b.answer("plan-1")->answer.kind == HookAnswer::Kind::deny);
  CHECK(b.answer("plan-1")->answer.text == "tests first");
  CHECK(b.took_answer("plan-1"));
  CHECK(b.state.reviews.empty());
  CHECK(b.shown() == "working active");
  CHECK(b.session().round == 2);
  CHECK(b.session().step == 0);
  b.asks_plan("plan-2");
  CHECK(b.only_review().round == 2);
}

TEST_CASE("a plan approved in the terminal counts as approved") {
  Bench b;
  b.launched("FEAT");
  b.asks_plan("plan-1");
  b.plan_ends("post-1");
  CHECK(b.session().step == 1);
  CHECK(b.state.reviews.empty());
  CHECK(b.answer("post-1")->answer.text == "do build");
  CHECK(b.shown() == "working active");
}

TEST_CASE("the label is right whoever answers a permission, and however") {
  struct Row {
    const char* what;
    void (*happens)(Bench&);
    const char* shown;
    std::size_t reviews;  // open afterwards
  };
  const std::vector<Row> rows{
      {"nobody yet", [](Bench&) {}, "needs_input waiting_input", 1},
      {"inbox: allow",
       [](Bench& b) {
         CHECK(b.verdict(Kind::approve));
         CHECK(b.took_answer("ask-1"));
       },
       "working active", 0},
      {"inbox: allow, tool ended",
       [](Bench& b) {
         CHECK(b.verdict(Kind::approve));
         CHECK(b.took_answer("ask-1"));
         b.tool_ends();
         CHECK(b.state.reviews.empty());
       },
       "working active", 0},
      {"inbox: deny",
       [](Bench& b) {
         CHECK(b.verdict(Kind::reject, "", "not now"));
         CHECK(b.answer("ask-1")->answer.text == "not now");
         CHECK(b.took_answer("ask-1"));
         CHECK(b.state.reviews.empty());
       },
       "working active", 0},
      {"terminal: allow", [](Bench& b) { b.tool_ends(); }, "working active", 0},
      {"terminal: allow, the tool runs on",
       [](Bench& b) {
         b.decide([&](Draft& d) { keys_typed(d, b.id, true); });
         b.decide([&](Draft& d) { dialog_seen(d, b.id, false); });
       },
       "working active", 0},
      {"terminal: a key, but the dialog stands",
       [](Bench& b) {
         b.decide([&](Draft& d) { keys_typed(d, b.id, false); });
         b.decide([&](Draft& d) { dialog_seen(d, b.id, true); });
       },
       "needs_input waiting_input", 1},
      {"the screen alone, without a key",
       [](Bench& b) { b.decide([&](Draft& d) { dialog_seen(d, b.id, false); }); },
       "needs_input waiting_input", 1},
      {"terminal: deny or Esc ends the turn",
       [](Bench& b) {
         b.agent(Interrupted{}, AgentSource::transcript);
         CHECK(b.only_review().kind == ReviewKind::question);  // the step is not finished
       },
       "needs_input waiting_input", 1},
      {"terminal: refused, seen in the transcript",
       [](Bench& b) {
         b.agent(ToolStarted{"Bash", "digest", "use-1", "", "Bash"});
         b.asks_permission("ask-2");
         b.agent(ToolResultSeen{"use-1", true}, AgentSource::transcript);
       },
       nullptr, 0},
      {"both: allow in the inbox, allowed in the terminal before",
       [](Bench& b) {
         CHECK(b.verdict(Kind::approve));
         b.tool_ends();
         CHECK_FALSE(b.answer("ask-1"));
         CHECK_FALSE(b.took_answer("ask-1"));
       },
       "working active", 0},
      {"both: denied in the inbox with words, allowed in the terminal",
       [](Bench& b) {
         CHECK(b.verdict(Kind::reject, "", "use the other script"));
         b.tool_ends();
         CHECK(b.only_review().not_delivered == "use the other script");
       },
       "needs_input waiting_input", 1},
      {"the hook's end, dialog gone",
       [](Bench& b) { b.decide([&](Draft& d) { hook_left(d, b.id, "ask-1", false); }); },
       "working active", 0},
      {"the hook's end, dialog stands: to be answered there",
       [](Bench& b) {
         b.decide([&](Draft& d) { hook_left(d, b.id, "ask-1", true); });
         CHECK(b.only_review().hook_gone);
         CHECK_FALSE(b.verdict(Kind::approve));
       },
       "needs_input waiting_input", 1},
      {"a new prompt", [](Bench& b) { b.agent(PromptSubmitted{"something else"}); },
       "working active", 0},
      {"another tool's end closes nothing",
       [](Bench& b) {
         b.agent(ToolEnded{"Read", "other", "", "", true, false});
       },
       "needs_input waiting_input", 1},
      {"a subagent's tool of the same name closes nothing",
       [](Bench& b) {
         b.agent(ToolEnded{"Bash", "digest", "", "sub-1", true, false});
       },
       "needs_input waiting_input", 1},
      {"the agent dies",
       [](Bench& b) {
         b.exits(1);
         CHECK(b.only_review().kind == ReviewKind::failure);
       },
       "needs_input exited", 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Bench b;
    b.launched("TASK");
    b.agent(ToolStarted{"Bash", "digest", "", "", "Bash: make"});
    b.asks_permission();
    row.happens(b);
    if (row.shown == nullptr) continue;
    CHECK(b.shown() == row.shown);
    CHECK(b.open().size() == row.reviews);
  }
}

TEST_CASE("a decision is made once, and its hook is told once") {
  Bench b;
  b.launched("TASK");
  b.asks_permission();
  const base::ReviewId id = b.only_review().id;
  REQUIRE(b.verdict(Kind::approve));
  const auto again = b.decide([&](Draft& d) {
    return decide_review(d, id, {Kind::reject, "", "no"});
  });
  CHECK_FALSE(again);
  CHECK(b.answer("ask-1")->answer.kind == HookAnswer::Kind::allow);
}

TEST_CASE("a step ends with its claim and its turn, whichever comes last") {
  Bench b;
  b.launched("TASK");
  SUBCASE("claim, then turn") {
    REQUIRE(b.claims("execute"));
    CHECK_FALSE(b.took<CheckWorktree>());
    b.agent(TurnEnded{"done", false});
  }
  SUBCASE("work in the background holds it") {
    REQUIRE(b.claims("execute"));
    b.agent(TurnEnded{"done", true});
    CHECK_FALSE(b.took<CheckWorktree>());
    CHECK(b.shown() == "working active");
    b.agent(TurnEnded{"done", false});
  }
  SUBCASE("turn without a claim asks; the claim answers") {
    b.agent(TurnEnded{"I am done", false});
    CHECK(b.only_review().kind == ReviewKind::question);
    CHECK(b.only_review().body == "I am done");
    REQUIRE(b.claims("execute"));
    CHECK(b.open().empty());
  }
  SUBCASE("a person counts it as finished") {
    b.agent(TurnEnded{"I am done", false});
    REQUIRE(b.verdict(Kind::answer, "done"));
  }
  SUBCASE("the process exits after its claim") {
    REQUIRE(b.claims("execute"));
    b.exits(0);
  }
  b.worktree_is();
  CHECK(b.label() == Status::done);
  CHECK(b.open().empty());
  CHECK(open_launch(b.state, {"TASK-1"}) == nullptr);
  CHECK(b.state.tickets.at({"TASK-1"}).completed);
  CHECK_FALSE(takes_slot(b.state, b.session(), b.settings.queue));
  const auto place = b.took<PlaceTicket>();
  REQUIRE(place);
  CHECK(place->folder == Folder::completed);
}

TEST_CASE("a claim is idempotent and is only of the current step") {
  Bench b;
  b.launched("FEAT");
  const auto other = b.claims("build");
  REQUIRE_FALSE(other);
  CHECK(other.error().message == "the current step is plan, not build");
  CHECK_FALSE(b.claims(""));  // which one, of three?
  CHECK_FALSE(b.claims("plan")->already);
  CHECK(b.claims("plan")->already);
}

TEST_CASE("telling the agent to go on types it and waits until it is taken") {
  Bench b;
  b.launched("TASK");
  b.agent(TurnEnded{"hm", false});
  REQUIRE(b.verdict(Kind::answer, "continue"));
  CHECK(b.open().empty());
  CHECK(b.text_is_taken() == "Please go on.");
  CHECK(b.shown() == "working active");
  CHECK(b.session().deliveries.empty());
}

TEST_CASE("uncommitted work is asked about after the last step") {
  Bench b;
  b.launched("TASK");
  REQUIRE(b.claims("execute"));
  b.agent(TurnEnded{"", false});
  b.worktree_is({"left.txt"});
  CHECK(b.label() == Status::needs_input);
  CHECK(b.only_review().kind == ReviewKind::leftover);
  SUBCASE("commit") {
    REQUIRE(b.verdict(Kind::approve));
    CHECK(b.took<CommitLeftovers>());
    b.decide([&](Draft& d) { d.effect(CheckWorktree{b.id}); });
    b.worktree_is();
  }
  SUBCASE("discard") {
    REQUIRE(b.verdict(Kind::answer, "discard"));
    CHECK(b.took<DiscardLeftovers>());
    b.decide([&](Draft& d) { d.effect(CheckWorktree{b.id}); });
    b.worktree_is();
  }
  SUBCASE("keep, and nothing else counts as that") {
    CHECK_FALSE(b.verdict(Kind::reject, "", "no"));
    CHECK_FALSE(b.verdict(Kind::answer, "", "hm"));
    CHECK(b.label() == Status::needs_input);
    REQUIRE(b.verdict(Kind::answer, "keep"));
  }
  CHECK(b.label() == Status::done);
}

TEST_CASE("the work's review shows it, and a rejection is a new round with the feedback") {
  Bench b;
  b.launched("FEAT");
  b.asks_plan();
  REQUIRE(b.verdict(Kind::approve));
  b.took_answer("plan-1");
  b.plan_ends("post-1");
  REQUIRE(b.claims("build"));
  b.agent(TurnEnded{"", false});
  CHECK(b.session().step == 2);
  CHECK(b.text_is_taken() == "do verify");
  REQUIRE(b.claims("verify", "all green"));
  b.agent(TurnEnded{"", false});
  b.worktree_is();
  CHECK(b.only_review().kind == ReviewKind::pr);
  CHECK(b.only_review().body.find("2 commits") != std::string::npos);
  REQUIRE(b.verdict(Kind::reject, "", "rename it"));
  CHECK(b.session().round == 2);
  CHECK(b.text_is_taken().find("rename it") != std::string::npos);
  REQUIRE(b.claims("verify", "renamed"));
  b.agent(TurnEnded{"", false});
  b.worktree_is();
  CHECK(b.only_review().round == 2);
  REQUIRE(b.verdict(Kind::approve));
  b.worktree_is();
  CHECK(b.label() == Status::done);
  CHECK(b.session().summary == "renamed");
}

TEST_CASE("a finished agent is ended politely, later, and not while somebody looks") {
  Bench b;
  b.launched("TASK");
  REQUIRE(b.claims("execute"));
  b.agent(TurnEnded{"", false});
  b.worktree_is();
  CHECK(next_deadline(b.state, b.session(), b.context("x")));
  SUBCASE("somebody looks") {
    b.session().viewers = 1;
    b.wait(base::Millis{3'600'000});
    b.tick();
    CHECK_FALSE(b.took<EndAgent>());
  }
  SUBCASE("nobody looks") {
    b.wait(base::Millis{599'000});
    b.tick();
    CHECK_FALSE(b.took<EndAgent>());
    b.wait(base::Millis{1'000});
    b.tick();
    CHECK(b.took<EndAgent>());
    b.exits(0);
    CHECK(b.shown() == "done exited");
  }
}

TEST_CASE("a finished agent in tmux is ended when nobody looks at its window") {
  Bench b;
  b.settings.host = HostKind::tmux;
  b.launched("TASK");
  REQUIRE(b.session().host == HostKind::tmux);
  REQUIRE(b.claims("execute"));
  b.agent(TurnEnded{"", false});
  b.worktree_is();
  b.wait(base::Millis{600'000});
  b.tick();
  CHECK_FALSE(b.took<EndAgent>());
  CHECK(b.took<LookAtWindow>());
  b.tick();
  CHECK_FALSE(b.took<LookAtWindow>());  // one is under way
  SUBCASE("nobody looks") {
    b.decide([&](Draft& d) { window_seen(d, b.id, 0); });
    CHECK(b.took<EndAgent>());
  }
  SUBCASE("somebody looks: asked again later") {
    b.decide([&](Draft& d) { window_seen(d, b.id, 1); });
    CHECK_FALSE(b.took<EndAgent>());
    b.wait(base::Millis{599'000});
    b.tick();
    CHECK_FALSE(b.took<LookAtWindow>());
    b.wait(base::Millis{1'000});
    b.tick();
    CHECK(b.took<LookAtWindow>());
  }
  SUBCASE("a short wait is no reason to ask all the time") {
    b.settings.sessions.end_after = base::Millis{0};
    b.decide([&](Draft& d) { window_seen(d, b.id, 1); });
    const auto next = next_deadline(b.state, b.session(), b.context("x"));
    REQUIRE(next);
    CHECK(*next - b.context("x").now.mono == base::Millis{60'000});
  }
}

TEST_CASE("a finished session that is restored runs until somebody ends it, and is done again") {
  Bench b;
  b.launched("TASK");
  REQUIRE(b.claims("execute"));
  b.agent(TurnEnded{"", false});
  b.worktree_is();
  b.exits(0);
  b.wait(base::Millis{60'000});
  REQUIRE(b.decide([&](Draft& d) { return restore(d, b.id, false); }));
  CHECK(b.label() == Status::spawning);
  b.host_is_up();
  b.agent(AgentStarted{"conv-1", "/transcript"});
  b.wait(base::Millis{3'600'000});
  b.tick();
  CHECK_FALSE(b.took<EndAgent>());
  CHECK(b.label() == Status::working);
  SUBCASE("its agent ends") {}
  SUBCASE("it is parked") {
    REQUIRE(b.decide([&](Draft& d) { return park(d, b.id, false); }));
  }
  b.exits(0);
  CHECK(b.shown() == "done exited");
}

TEST_CASE("an agent that ends before its step asks what to do") {
  Bench b;
  b.launched("TASK");
  b.exits(3);
  CHECK(b.shown() == "needs_input exited");
  CHECK(b.only_review().kind == ReviewKind::failure);
  CHECK(open_launch(b.state, {"TASK-1"}) != nullptr);
  SUBCASE("restore") {
    REQUIRE(b.verdict(Kind::answer, "restore"));
    CHECK(b.label() == Status::spawning);
    CHECK(b.took<StartHost>()->run == 2);
    CHECK(b.session().run_resumes);
  }
  SUBCASE("left, it counts as killed: nothing of it works") {
    REQUIRE(b.verdict(Kind::answer, "leave"));
    CHECK(b.shown() == "killed exited");
    CHECK(b.open().empty());
    CHECK(open_launch(b.state, {"TASK-1"}) != nullptr);
    REQUIRE(b.decide([&](Draft& d) { return restore(d, b.id, false); }));
  }
  SUBCASE("kill closes what its end was asked about") {
    REQUIRE(b.decide([&](Draft& d) { return kill(d, b.id, false); }));
    CHECK(b.label() == Status::killed);
    CHECK(b.open().empty());
  }
}

TEST_CASE("a lost runtime is killed, its questions close, and restore brings it back") {
  Bench b;
  b.launched("TASK");
  b.asks_permission();
  b.exits(0, false);
  CHECK(b.shown() == "killed exited");
  CHECK(b.open().empty());
  CHECK(open_launch(b.state, {"TASK-1"}) != nullptr);  // nothing else takes its ticket
  REQUIRE(b.decide([&](Draft& d) { return restore(d, b.id, false); }));
  CHECK(b.label() == Status::spawning);
}

TEST_CASE("killed shows when the process is proved gone") {
  Bench b;
  b.launched("TASK");
  bool force = false;
  SUBCASE("kill") {}
  SUBCASE("by force") { force = true; }
  REQUIRE(b.decide([&](Draft& d) { return kill(d, b.id, force); }));
  CHECK(b.took<EndAgent>()->force == force);
  CHECK(b.label() == Status::working);
  b.exits(143);
  CHECK(b.label() == (force ? Status::terminated : Status::killed));
  REQUIRE(b.decide([&](Draft& d) { return kill(d, b.id, false); }));  // idempotent
  b.wait(base::Millis{1});
  REQUIRE(b.decide([&](Draft& d) { return restore(d, b.id, false); }));
  b.host_is_up();
  b.agent(AgentStarted{"conv-1", "/transcript"});
  CHECK(b.label() == Status::working);
}

TEST_CASE("killed before it had a worktree, a session is restored from the beginning") {
  Bench b;
  b.claimed("TASK");
  REQUIRE(b.took<MakeWorktree>());
  REQUIRE(b.decide([&](Draft& d) { return kill(d, b.id, false); }));
  CHECK(b.label() == Status::killed);
  REQUIRE(b.decide([&](Draft& d) { return restore(d, b.id, false); }));
  CHECK(b.label() == Status::spawning);
  b.worktree_is_made();
  b.host_is_up();
  b.agent(AgentStarted{"c", ""});
  CHECK(b.label() == Status::working);
}

TEST_CASE("a person's word on the ticket ends the session first, and only with a yes") {
  Bench b;
  const auto ticket = b.launched("TASK");
  CHECK_FALSE(b.decide([&](Draft& d) { return requeue(d, ticket, false); }));
  CHECK_FALSE(b.decide([&](Draft& d) { return complete_by_hand(d, ticket, false); }));
  CHECK_FALSE(b.decide([&](Draft& d) { return discard(d, ticket, false); }));
  CHECK(b.label() == Status::working);
  CHECK_FALSE(b.took<EndAgent>());
  SUBCASE("requeue") {
    REQUIRE(b.decide([&](Draft& d) { return requeue(d, ticket, true); }));
    CHECK(open_launch(b.state, ticket) != nullptr);
    b.exits(143);
    CHECK(b.label() == Status::killed);
    CHECK(open_launch(b.state, ticket) == nullptr);
    CHECK(b.took<PlaceTicket>()->folder == Folder::queue);
    CHECK_FALSE(b.decide([&](Draft& d) { return restore(d, b.id, false); }));
  }
  SUBCASE("complete") {
    REQUIRE(b.decide([&](Draft& d) { return complete_by_hand(d, ticket, true); }));
    b.exits(143);
    CHECK(b.label() == Status::done);
    CHECK(b.took<PlaceTicket>()->folder == Folder::completed);
  }
  SUBCASE("discard") {
    REQUIRE(b.decide([&](Draft& d) { return discard(d, ticket, true); }));
    b.exits(137);
    CHECK(b.label() == Status::cleanup);
    CHECK(b.took<RemoveWorktree>()->delete_branch);
    CHECK_FALSE(b.decide([&](Draft& d) { return restore(d, b.id, false); }));
  }
}

TEST_CASE("a text waits while it could do harm, with the reason") {
  struct Row {
    const char* reason;
    void (*make)(Bench&);
  };
  const std::vector<Row> rows{
      {"its turn is running", [](Bench&) {}},
      {"a decision waits", [](Bench& b) { b.asks_permission(); }},
      {"a dialog is on its screen",
       [](Bench& b) {
         REQUIRE(b.claims("execute"));
         b.agent(TurnEnded{"", true});
         b.decide([&](Draft& d) { dialog_seen(d, b.id, true); });
       }},
      {"somebody is typing",
       [](Bench& b) {
         REQUIRE(b.claims("execute"));
         b.agent(TurnEnded{"", true});
         b.decide([&](Draft& d) { keys_typed(d, b.id, false); });
       }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.reason);
    Bench b;
    b.launched("TASK");
    row.make(b);
    b.decide([&](Draft& d) { queue_text(d, b.id, "hello", "message"); });
    CHECK_FALSE(b.took<TypeText>());
    REQUIRE(b.session().deliveries.size() == 1);
    CHECK(b.session().deliveries[0].reason.find(row.reason) != std::string::npos);
  }
}

TEST_CASE("a text that nothing confirms is given up on and offered again") {
  Bench b;
  b.launched("TASK");
  REQUIRE(b.claims("execute"));
  b.agent(TurnEnded{"", true});
  b.decide([&](Draft& d) { queue_text(d, b.id, "hello", "message"); });
  REQUIRE(b.took<TypeText>());
  b.wait(base::Millis{20'000});
  b.tick();
  CHECK(b.only_review().not_delivered == "hello");
  CHECK(b.session().deliveries.empty());
  REQUIRE(b.verdict(Kind::answer, "retry"));
  CHECK(b.text_is_taken() == "hello");
}

TEST_CASE("a silent turn is looked at once when it is due, and is stuck when nothing moves") {
  Bench b;
  b.launched("TASK");
  b.wait(base::Millis{299'000});
  b.tick();
  CHECK_FALSE(b.took<LookAtProcessor>());
  b.wait(base::Millis{1'000});
  b.tick();
  REQUIRE(b.took<LookAtProcessor>());
  b.tick();
  CHECK_FALSE(b.took<LookAtProcessor>());  // one look at a time
  const auto looked = [&](const char* value) {
    b.wait(base::Millis{1'000});
    b.decide([&](Draft& d) {
      d.edit(b.id)->looking = false;
      d.fact(b.id, Source::process, "cpu", value);
    });
  };
  SUBCASE("nothing moves") {
    looked("still");
    CHECK(b.label() == Status::stuck);
    CHECK_FALSE(next_deadline(b.state, b.session(), b.context("x")));
    b.agent(ToolStarted{"Bash", "d", "", "", "Bash"});
    CHECK(b.label() == Status::working);
  }
  SUBCASE("it computes: looked at again a whole time later") {
    looked("used");
    CHECK(b.label() == Status::working);
    CHECK(*next_deadline(b.state, b.session(), b.context("x")) ==
          b.now.mono + base::Millis{300'000});
  }
  SUBCASE("a hook came while it was looked at") {
    b.agent(ToolEnded{"Bash", "d", "", "", true, false});
    looked("still");
    CHECK(b.label() == Status::working);
    b.wait(base::Millis{300'000});
    b.tick();
    REQUIRE(b.took<LookAtProcessor>());
    looked("still");
    CHECK(b.label() == Status::stuck);
  }
}

TEST_CASE("an old interruption, told late, does not end the new turn") {
  Bench b;
  b.launched("TASK");
  const base::WallTime before{b.now.wall.ms - 1};
  AgentRecord old{AgentSource::transcript, "", before, false, Interrupted{}};
  b.decide([&](Draft& d) { agent_seen(d, b.id, {old}, {}); });
  CHECK(b.shown() == "working active");
  old.at = b.now.wall;
  b.decide([&](Draft& d) { agent_seen(d, b.id, {old}, {}); });
  CHECK(b.label() == Status::needs_input);
}

TEST_CASE(
    "an interruption counts although the clock was set back, or a hook told of a time to come") {
  Bench b;
  b.launched("TASK");
  const base::WallTime ahead{b.now.wall.ms + 86'400'000};
  b.decide([&](Draft& d) {
    agent_seen(d, b.id, {{AgentSource::hook, "", ahead, false, PromptSubmitted{"now"}}}, {});
    agent_seen(d, b.id, {{AgentSource::hook, "", b.now.wall, false, PromptSubmitted{"on"}}}, {});
  });
  CHECK(b.shown() == "working active");
  AgentRecord interrupted{AgentSource::transcript, "", b.now.wall, false, Interrupted{}};
  b.decide([&](Draft& d) { agent_seen(d, b.id, {interrupted}, {}); });
  CHECK(b.label() == Status::needs_input);
}

TEST_CASE("a turn that the service refused asks, and a new prompt answers") {
  Bench b;
  b.launched("TASK");
  b.agent(TurnFailed{"rate limit"});
  CHECK(b.shown() == "needs_input blocked");
  CHECK(b.only_review().kind == ReviewKind::failure);
  b.agent(PromptSubmitted{"again"});
  CHECK(b.shown() == "working active");
}

TEST_CASE("files a person moves are commands; files that git brings back are not") {
  Bench b;
  const auto ticket = b.launched("TASK");
  b.took<PlaceTicket>();
  const auto file = [&](Folder folder, const std::string& path) {
    Ticket t = b.ticket_of("TASK");
    t.folder = folder;
    t.path = path;
    return t;
  };
  b.world.scan_began = b.now.mono + base::Millis{1};
  const auto moved = [&] { b.decide([&](Draft& d) { files_moved(d); }); };
  SUBCASE("the file vanished") {
    b.world.tickets.clear();
    moved();
    CHECK(b.label() == Status::working);
  }
  SUBCASE("renamed where it lies: noted, and written once") {
    b.world.tickets = {file(Folder::in_progress, "p")};
    moved();
    CHECK(b.state.tickets.at(ticket).path == "p");
    Draft again(b.state, b.context("owner"));
    files_moved(again);
    CHECK(again.take().empty());
  }
  SUBCASE("a second copy in the queue") {
    b.world.tickets = {file(Folder::in_progress, "p"), file(Folder::queue, "q")};
    moved();
    CHECK(b.open().empty());
    CHECK(plan_queue({b.state, b.settings, b.world, false, b.now}).launch.empty());
  }
  SUBCASE("moved to the queue while it runs: asked about once") {
    b.world.tickets = {file(Folder::queue, "q")};
    moved();
    moved();
    CHECK(b.only_review().kind == ReviewKind::conflict);
    CHECK(plan_queue({b.state, b.settings, b.world, false, b.now}).launch.empty());
    REQUIRE(b.verdict(Kind::answer, "requeue"));
    CHECK(b.took<EndAgent>());
    b.exits(143);
    CHECK(open_launch(b.state, ticket) == nullptr);
  }
  SUBCASE("moved to completed after it was killed") {
    REQUIRE(b.decide([&](Draft& d) { return kill(d, b.id, false); }));
    b.exits(143);
    b.world.tickets = {file(Folder::completed, "c")};
    moved();
    CHECK(b.state.tickets.at(ticket).completed);
  }
}
