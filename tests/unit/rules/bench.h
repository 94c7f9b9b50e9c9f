// A workspace's state with time that stands still until it is told otherwise: inputs go in as the
// owner's faces hand them in, decisions and what follows from them come out.
#pragma once
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "rules/agent_events.h"
#include "rules/delivery.h"
#include "rules/eligible.h"
#include "rules/lifecycle.h"
#include "rules/progress.h"
#include "rules/reviews.h"
#include "rules/steps.h"

namespace rules {

inline ProjectSettings project_of(const std::string& name, const std::string& path) {
  ProjectSettings project;
  project.name = project.prefix = name;
  project.path = path;
  project.default_branch = "main";
  return project;
}

struct Bench {
  State state;
  Settings settings;
  World world;
  base::Now now{{1'000'000'000}, {1'000'000}};
  std::vector<Effect> effects;  // since the last look
  std::vector<Event> events;
  int counter = 0;
  const base::SessionId id{"app-1"};

  Bench() {
    settings.projects = {project_of("app", "/repo")};
    settings.queue.max_parallel = 2;
    settings.agent = "claude";
    settings.agents["claude"] = {"claude", AgentKind::claude, {"claude"}, {"claude", "-r"}, {}};
    settings.agents["plain"] = {"plain", AgentKind::command, {"plain"}, {}, {}};
    const auto step = [](const char* name, PermissionMode mode, StepReview review) {
      return Step{name, std::string("do ") + name, mode, review, {}, "", ""};
    };
    settings.types = {{"TASK",
                       "Task",
                       TypeMode::autonomous,
                       "",
                       "",
                       {step("execute", PermissionMode::accept_edits, StepReview::none)},
                       ""},
                      {"FEAT",
                       "Feature",
                       TypeMode::autonomous,
                       "",
                       "",
                       {step("plan", PermissionMode::plan, StepReview::plan),
                        step("build", PermissionMode::accept_edits, StepReview::none),
                        step("verify", PermissionMode::accept_edits, StepReview::pr)},
                       ""}};
    world.trusted = true;
    world.boot = "boot-1";
    world.worktree_roots["app"] = "/trees";
  }

  Context context(const std::string& actor) {
    return {settings,
            world,
            now,
            actor,
            [this](std::size_t n) {
              const std::string number = std::to_string(++counter);
              return std::string(n - number.size(), '0') + number;
            },
            [this] { return "uuid-" + std::to_string(++counter); }};
  }

  // As the engine does it: the rule, then what follows, then rows and effects.
  template <class F>
  auto decide(F&& rule, const std::string& actor = "person:test") {
    Draft draft(state, context(actor));
    const auto after = [&] {
      for (const auto& touched : std::set<base::SessionId>(draft.touched()))
        progress(draft, touched);
      Decision decision = draft.take();
      for (auto& effect : decision.effects) effects.push_back(std::move(effect));
      for (auto& event : decision.events) events.push_back(std::move(event));
    };
    if constexpr (std::is_void_v<decltype(rule(draft))>) {
      rule(draft);
      after();
    } else {
      auto result = rule(draft);
      after();
      return result;
    }
  }

  // ---- what is looked at ----
  Session& session() { return state.sessions.at(id); }
  Status label() { return view_of(state, session(), context("x")).status; }
  Activity activity() { return view_of(state, session(), context("x")).activity; }
  std::string shown() {  // "needs_input waiting_input"
    return std::string(name_of(label())) + " " + std::string(name_of(activity()));
  }
  std::vector<const Review*> open() { return open_reviews(state, id); }
  const Review& only_review() {
    REQUIRE(open().size() == 1);
    return *open().front();
  }
  // The newest effect of this kind since it was last taken.
  template <class T>
  std::optional<T> took() {
    for (auto it = effects.rbegin(); it != effects.rend(); ++it) {
      if (const T* body = std::get_if<T>(&it->body)) {
        T copy = *body;
        effects.erase(std::next(it).base());
        return copy;
      }
    }
    return std::nullopt;
  }

  // ---- what happens ----
  void wait(base::Millis time) {
    now.wall.ms += time.count();
    now.mono = now.mono + time;
  }
  void tick() {  // the owner's timer
    decide([&](Draft& draft) { draft.touch(id); });
  }
  void agent(AgentEvent event, AgentSource source = AgentSource::hook, bool waits = false,
             const std::string& event_id = "") {
    AgentRecord record;
    record.source = source;
    record.id = event_id.empty() ? "ev-" + std::to_string(++counter) : event_id;
    record.at = now.wall;
    record.waits = waits;
    record.event = std::move(event);
    decide([&](Draft& draft) { agent_seen(draft, id, {record}, {}); }, "agent");
  }
  void asks_permission(const std::string& event_id = "ask-1") {
    agent(PermissionAsked{"Bash", "digest", "", "Bash: make", "make", false, false, {}},
          AgentSource::hook, true, event_id);
  }
  void asks_plan(const std::string& event_id = "plan-1") {
    agent(PermissionAsked{"ExitPlanMode", "p", "", "Plan", "# The plan", true, false, {}},
          AgentSource::hook, true, event_id);
  }
  void tool_ends(bool ok = true) { agent(ToolEnded{"Bash", "digest", "", "", ok, false}); }
  void plan_ends(const std::string& event_id) {
    agent(ToolEnded{"ExitPlanMode", "p", "", "", true, true}, AgentSource::hook, true, event_id);
  }
  bool took_answer(const std::string& event_id) {
    return decide([&](Draft& draft) { return hook_took(draft, id, event_id); }, "agent");
  }
  std::optional<WaitAnswer> answer(const std::string& event_id) {
    return answer_for(state, id, event_id);
  }
  base::Result<Review> verdict(Verdict::Kind kind, const std::string& choice = "",
                               const std::string& text = "") {
    const base::ReviewId review = only_review().id;
    return decide([&](Draft& draft) { return decide_review(draft, review, {kind, choice, text}); });
  }
  base::Result<ClaimOutcome> claims(const std::string& step,
                                    const std::string& summary = "did it") {
    return decide(
        [&](Draft& draft) {
          return claim_step(draft, {id, step, summary, ""});
        },
        "agent");
  }
  void exits(int code, bool by_record = true) {
    AgentExit exit;
    exit.code = code;
    exit.by_record = by_record;
    decide([&](Draft& draft) { agent_gone(draft, id, session().run, exit); }, "host");
  }
  void worktree_is(std::vector<std::string> uncommitted = {}) {
    REQUIRE(took<CheckWorktree>());
    decide([&](Draft& draft) { worktree_seen(draft, id, {uncommitted, 2, "- `a.txt`\n"}); });
  }
  Ticket ticket_of(const std::string& type, const std::string& agent = "") {
    Ticket t;
    t.id = {type + "-1"};
    t.type = type;
    t.title = "Do it";
    t.agent = agent;
    t.path = ".tickets/queue/" + t.id.value + ".md";
    t.digest = "digest";
    return t;
  }
  base::TicketId claimed(const std::string& type, const std::string& agent = "") {
    const Ticket t = ticket_of(type, agent);
    decide([&](Draft& draft) { claim(draft, t, "---\nid: x\n---\nThe body\n"); }, "owner");
    return t.id;
  }
  void worktree_is_made() {
    REQUIRE(took<MakeWorktree>());
    decide([&](Draft& draft) {
      worktree_made(draft, id, {"/trees/app-1", session().branch, "main", "abc"});
    });
    const auto place = took<PlaceTicket>();
    REQUIRE(place);
    decide([&](Draft& draft) {
      draft.placed(place->ticket);
      ticket_placed(draft, *place, ".tickets/in-progress/x.md");
    });
  }
  void host_is_up() {
    const auto start = took<StartHost>();
    REQUIRE(start);
    decide([&](Draft& draft) { host_started(draft, id, start->run); }, "host");
  }
  // To where the agent has its first prompt.
  base::TicketId launched(const std::string& type, const std::string& agent_name = "") {
    const auto ticket = claimed(type, agent_name);
    worktree_is_made();
    host_is_up();
    if (session().agent_kind != AgentKind::command) {
      agent(AgentStarted{"conv-1", "/transcript"});
      agent(PromptSubmitted{session().run_prompt});
    }
    return ticket;
  }
  // A text of ours is typed and taken. Returns it.
  std::string text_is_taken() {
    const auto typed = took<TypeText>();
    REQUIRE(typed);
    decide([&](Draft& draft) { text_typed(draft, id, typed->delivery, base::Status{}); });
    agent(PromptSubmitted{typed->text});
    return typed->text;
  }
};

}  // namespace rules
