#include "demo/script.h"

#include <doctest/doctest.h>

#include "demo/hooks.h"

TEST_CASE("ticket, step and kind of claim are found in a step's prompt") {
  const auto task = demo::read_task(
      "You work alone.\n\nTicket FEAT-7K2QD: Add: a greeting\n\nbody, operator step done --step "
      "other\n\nrun exactly:\noperator step done --step build --summary \"<one line>\"",
      "FEAT-7K2QD");
  CHECK(task.title == "Add: a greeting");
  CHECK(task.step == "build");
  CHECK_FALSE(task.wants_plan_file);
  CHECK(task.feedback.empty());
  CHECK(demo::read_task("x\noperator step done --step summarize --plan FILE", "").wants_plan_file);
}

TEST_CASE("later prompts name the ticket in brackets, feedback prompts bring the reason") {
  CHECK(demo::read_task("Your plan for FIX-1 (Mend it) is approved.", "FIX-1").title == "Mend it");
  const auto again = demo::read_task(
      "The result of step build was sent back with this feedback:\n\nmore tests\n\nplease\n\nDo "
      "the "
      "step again with it in mind, then run: operator step done --step build --summary \"x\"",
      "FIX-1");
  CHECK(again.feedback == "more tests\n\nplease");
  CHECK(again.step == "build");
  CHECK(demo::notes_text(again, "# old\n").find("> more tests\n> \n> please\n") !=
        std::string::npos);
  CHECK(demo::notes_text(again, "# old").starts_with("# old\n\n## build\n"));
}

TEST_CASE("odd prompts and ids give a task that is safe to use") {
  CHECK(demo::read_task("", "").title == "ticket");
  CHECK(demo::read_task("\n\n  hello \x1b[31m", "").title == "hello [31m");
  CHECK(demo::notes_path(demo::read_task("x", "../../etc/passwd")) == "notes/------etc-passwd.md");
  CHECK(demo::read_task("operator step done --step ", "").step.empty());
}

TEST_CASE("a new plan takes up the feedback") {
  const auto task = demo::read_task("Ticket T-1: Greet", "T-1");
  CHECK(demo::plan_for(task, 1, "").find("feedback in it") == std::string::npos);
  const std::string second = demo::plan_for(task, 2, "say goodbye\ntoo");
  CHECK(second.find("Version 2") != std::string::npos);
  CHECK(second.find("> say goodbye\n> too\n") != std::string::npos);
}

TEST_CASE("hooks are read from Claude's settings, and their answers understood") {
  const auto table = demo::read_hooks(R"({"hooks":{"Stop":[{"hooks":[{"type":"command",
      "command":"a","timeout":2147483},{"command":""}]},{"matcher":"Bash|Write","hooks":[
      {"command":"b"}]}],"Bad":7}})")
                         .value();
  REQUIRE(table.at("Stop").size() == 2);
  CHECK(table.at("Stop")[0].timeout.count() == 2147483000LL);
  CHECK(demo::matches(table.at("Stop")[1], "Write"));
  CHECK_FALSE(demo::matches(table.at("Stop")[1], "Read"));
  CHECK_FALSE(demo::read_hooks("nonsense"));
  const auto output = demo::read_output(R"({"hookSpecificOutput":{"decision":{"behavior":"allow",
      "updatedPermissions":[{"type":"setMode","mode":"acceptEdits"}]}}})");
  CHECK(output.decision == demo::HookOutput::Decision::allow);
  CHECK(output.mode == "acceptEdits");
  CHECK(demo::read_output("").decision == demo::HookOutput::Decision::none);
  CHECK(demo::read_output("[]").context.empty());
}

TEST_CASE("a hook's failure or stop is silence") {
  CHECK(demo::run_hook({"", "cat", base::Millis{5000}}, "in", {}) == "in");
  CHECK(demo::run_hook({"", "echo x; exit 1", base::Millis{5000}}, "", {}).empty());
  CHECK(demo::run_hook({"", "echo x; sleep 5", base::Millis{50}}, "", {}).empty());
  std::stop_source source;
  source.request_stop();
  CHECK(demo::run_hook({"", "sleep 5", base::Millis{5000}}, "", source.get_token()).empty());
}
