#include "store/codec.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "store/store.h"

namespace {

// How many members an aggregate has: the most braces' elements it can be made from.
struct Anything {
  template <class T>
  operator T() const;  // NOLINT: never defined, never called
};
template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{((void)I, Anything{})...}; };
}
template <class T, std::size_t N = 80>
constexpr std::size_t member_count() {
  if constexpr (takes<T>(std::make_index_sequence<N>())) {
    return N;
  } else {
    return member_count<T, N - 1>();
  }
}
template <class T>
std::size_t key_count() {
  return nlohmann::json::parse(store::encode(T{})).size();
}

rules::Session full_session() {
  rules::Session s;
  s.id = {"app-3"};
  s.ticket = {"FEAT-7K2QD"};
  s.name = "A \"title\"\nwith \xF0\x9F\x90\x8D";
  s.type = "FEAT";
  s.type_copy = {"FEAT",
                 "Feature",
                 rules::TypeMode::paired,
                 "terminal.ansiCyan",
                 "sparkle",
                 {{"plan",
                   "Plan {title}",
                   rules::PermissionMode::plan,
                   rules::StepReview::plan,
                   {"docs/*.md"},
                   "plan",
                   "claude"},
                  {"build",
                   "Build",
                   rules::PermissionMode::accept_edits,
                   rules::StepReview::none,
                   {},
                   "",
                   ""}},
                 "built-in"};
  s.project = "app";
  s.repository = "/r";
  s.agent = "claude";
  s.agent_kind = rules::AgentKind::claude;
  s.host = rules::HostKind::tmux;
  s.adopted = {"work", "/tmp/tmux-1000/work", "%3", 4711, 987654321012, "boot-1"};
  s.branch = "feat/x";
  s.base_branch = "main";
  s.base_commit = "abc";
  s.worktree = "/w";
  s.phase = rules::Phase::ending;
  s.run = 2;
  s.run_prompt = "go";
  s.run_resumes = true;
  s.conversation = "c";
  s.transcript = "/t";
  s.transcript_state = "ts";
  s.spool_offset = 5'000'000'000;
  s.step = 1;
  s.round = 3;
  s.step_state = rules::StepState::claimed;
  s.claim_summary = "cs";
  s.claim_plan = "cp";
  s.summary = "su";
  s.finishing = true;
  s.ticket_done = true;
  s.end_reason = "killed";
  s.answers = {{"e-1", {rules::HookAnswer::Kind::context, "go on", {}}}};
  s.last_message = "done";
  s.usage = {10, 20, 0.25};
  s.deliveries = {{"d1",
                   "text",
                   "prompt",
                   rules::DeliveryVia::context,
                   rules::DeliveryState::typed,
                   "why",
                   {11},
                   {12}}};
  s.created_at = {1};
  s.restored_at = {2};
  s.restored_fact = 3;
  s.last_activity = {3};
  s.done_at = {4};
  s.started_mono = {5};
  s.turn_began = {6};
  s.start_seen = true;
  s.boot = "b";
  return s;
}

}  // namespace

TEST_CASE("a session comes back as it was") {
  const std::string text = store::encode(full_session());
  auto back = store::decode<rules::Session>(text);
  REQUIRE(back);
  // Encoding again compares every kept field at once; a default value would show as a difference.
  CHECK(store::encode(*back) == text);
  CHECK(text != store::encode(rules::Session{}));
  CHECK(back->type_copy.steps.size() == 2);
  CHECK(back->type_copy.steps[0].permission_mode == rules::PermissionMode::plan);
  CHECK(back->spool_offset == 5'000'000'000);
  CHECK(back->usage.cost_usd == 0.25);
  CHECK(back->deliveries.at(0).typed_at == base::MonoTime{12});
  CHECK(back->name == full_session().name);
}

TEST_CASE("no kept field of a session is forgotten") {
  // Every key of a full session differs from a default one's: a field added to the struct and the
  // list but not set above shows here, as does a field read back under another's key.
  auto full = store::decode<rules::Session>(store::encode(full_session()));
  REQUIRE(full);
  CHECK(full->branch == "feat/x");
  CHECK(full->base_branch == "main");
  CHECK(full->base_commit == "abc");
  CHECK(full->claim_summary == "cs");
  CHECK(full->claim_plan == "cp");
  CHECK(full->summary == "su");
  CHECK(full->last_message == "done");
  CHECK(full->answers.at(0).answer.text == "go on");
  CHECK(full->created_at.ms == 1);
  CHECK(full->restored_at.ms == 2);
  CHECK(full->restored_fact == 3);
  CHECK(full->last_activity.ms == 3);
  CHECK(full->done_at.ms == 4);
  CHECK(full->started_mono.ms == 5);
  CHECK(full->turn_began.ms == 6);
}

TEST_CASE("a member that is added to a kept value is kept, or its absence is meant") {
  // Not kept: viewers, user_typing, looking, cleaning.
  CHECK(key_count<rules::Session>() == member_count<rules::Session>() - 4);
  CHECK(key_count<rules::Review>() == member_count<rules::Review>());
  CHECK(key_count<rules::TicketRecord>() == member_count<rules::TicketRecord>());
  CHECK(key_count<rules::BoardLink>() == member_count<rules::BoardLink>());
}

TEST_CASE("a viewer's presence is not kept") {
  rules::Session s;
  s.viewers = 3;
  s.user_typing = true;
  auto back = store::decode<rules::Session>(store::encode(s));
  REQUIRE(back);
  CHECK(back->viewers == 0);
  CHECK_FALSE(back->user_typing);
}

TEST_CASE("a review with its decision comes back as it was") {
  rules::Review r;
  r.id = {"R-1"};
  r.session = {"app-3"};
  r.kind = rules::ReviewKind::leftover;
  r.choices = {{"commit", "Commit"}, {"keep", "Keep"}};
  r.state = rules::ReviewState::handed_over;
  r.answer = {rules::HookAnswer::Kind::allow, "", "acceptEdits"};
  r.key_after = true;
  auto back = store::decode<rules::Review>(store::encode(r));
  REQUIRE(back);
  CHECK(store::encode(*back) == store::encode(r));
  CHECK(back->answer.set_mode == "acceptEdits");
  CHECK(back->choices.at(1).label == "Keep");
  CHECK(back->state == rules::ReviewState::handed_over);
}

TEST_CASE("every effect comes back as it was") {
  const std::vector<rules::EffectBody> bodies{
      rules::MakeWorktree{{"a-1"}},
      rules::PlaceTicket{{"T"}, {"a-1"}, rules::Folder::in_progress, "q/a.md", {{"step", "plan"}}},
      rules::StartHost{{"a-1"}, 2},
      rules::TypeText{{"a-1"}, "d", "hello"},
      rules::Interrupt{{"a-1"}},
      rules::EndAgent{{"a-1"}, 2, true},
      rules::CheckWorktree{{"a-1"}},
      rules::CommitLeftovers{{"a-1"}, "m"},
      rules::DiscardLeftovers{{"a-1"}},
      rules::RemoveWorktree{{"a-1"}, true, true, true},
      rules::LookAtScreen{{"a-1"}, "start"},
      rules::LookAtProcessor{{"a-1"}},
      rules::LookAtWindow{{"a-1"}},
      rules::CheckArtifacts{{"a-1"}, 1, 2},
      rules::WriteAgentTrust{"claude"},
      rules::SyncBoard{"issues"},
      rules::RunSetup{{"a-1"}, 1, {"npm", "ci"}},
      rules::Freeze{{"a-1"}, true}};
  REQUIRE(bodies.size() == std::variant_size_v<rules::EffectBody>);
  for (const auto& body : bodies) {
    auto back = store::decode<rules::EffectBody>(store::encode(body));
    REQUIRE(back);
    CHECK(back->index() == body.index());
    CHECK(store::encode(*back) == store::encode(body));
  }
  auto place = store::decode<rules::EffectBody>(store::encode(bodies[1]));
  CHECK(std::get<rules::PlaceTicket>(*place).set.at("step") == "plan");
}

TEST_CASE("absent keys are defaults, unknown keys are ignored, wrong ones are named") {
  auto review = store::decode<rules::Review>(R"({"id":"R-1","later":{"x":[1]}})");
  REQUIRE(review);
  CHECK(review->round == 1);
  auto wrong = store::decode<rules::Review>(R"({"id":"R-1","round":"two"})");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().message.find("\"round\"") != std::string::npos);
  CHECK_FALSE(store::decode<rules::Review>(R"({"kind":"telepathy"})"));
  CHECK_FALSE(store::decode<rules::Review>("not json"));
  CHECK_FALSE(store::decode<rules::EffectBody>(R"({"kind":"Explode"})"));
}

TEST_CASE("bytes that are no UTF-8 are kept as replacement characters") {
  rules::TicketRecord t;
  t.text = "caf\xE9";
  auto back = store::decode<rules::TicketRecord>(store::encode(t));
  REQUIRE(back);
  CHECK(back->text == "caf\xEF\xBF\xBD");
}
