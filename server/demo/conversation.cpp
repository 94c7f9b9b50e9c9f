#include "demo/conversation.h"

#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/ids.h"
#include "base/text.h"
#include "platform/files.h"
#include "platform/process.h"

namespace demo {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kPromptLines = 5;
const std::string kRefused =
    "The user doesn't want to proceed with this tool use. The tool use was rejected.";
const std::string kInterrupted = "[Request interrupted by user for tool use]";

std::string text_of(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A repository's owner may have no identity on this machine; the commits are the demo's then.
std::vector<std::string> fallback_identity() {
  return {"GIT_AUTHOR_NAME=Operator demo agent", "GIT_AUTHOR_EMAIL=demo@operator.invalid",
          "GIT_COMMITTER_NAME=Operator demo agent", "GIT_COMMITTER_EMAIL=demo@operator.invalid"};
}

}  // namespace

Conversation::Conversation(Options options, Ui& ui)
    : options_(std::move(options)),
      ui_(ui),
      transcript_(transcript_file(options_.conversation), options_.conversation),
      mode_(options_.mode) {}

std::string Conversation::payload(const std::string& event, const std::string& extra) const {
  Json json{{"session_id", options_.conversation},
            {"transcript_path", transcript_.file().string()},
            {"cwd", options_.folder.string()},
            {"permission_mode", mode_},
            {"hook_event_name", event}};
  json.update(Json::parse(extra));
  return text_of(json);
}

std::string Conversation::tell(const std::string& event, const std::string& extra,
                               const std::string& tool) {
  std::string context;
  const auto commands = options_.hooks.find(event);
  if (commands == options_.hooks.end()) return context;
  const std::string input = payload(event, extra);
  for (const HookCommand& command : commands->second) {
    if (!matches(command, tool)) continue;
    const HookOutput output = read_output(run_hook(command, input, {}));
    if (context.empty()) context = output.context;
  }
  return context;
}

bool Conversation::pause(int milliseconds) {
  return ui_.pause(base::Millis{options_.fast ? 0 : milliseconds});
}

void Conversation::reply(const std::string& text) {
  last_message_ = text;
  transcript_.assistant_text(text);
  ui_.say(Style::plain, text);
}

void Conversation::run(const std::atomic<bool>& signalled) {
  ui_.say(Style::banner, "Operator demo agent · a script that shows how a session goes");
  ui_.say(Style::banner, options_.folder.string());
  tell("SessionStart",
       text_of({{"source", options_.resumed ? "resume" : "startup"}, {"model", "demo"}}));
  std::optional<std::string> prompt = options_.prompt;
  if (prompt->empty()) prompt = ui_.next_prompt();
  while (prompt) {
    turn(*prompt);
    ui_.set_busy("");
    prompt = ui_.next_prompt();
  }
  for (std::jthread& waiting : waiting_) waiting.request_stop();
  waiting_.clear();
  tell("SessionEnd", text_of({{"reason", signalled ? "other" : "prompt_input_exit"}}));
  ui_.leave();
}

void Conversation::show_prompt(const std::string& prompt) {
  std::vector<std::string> shown;
  const auto lines = base::split_lines(prompt);
  for (const std::string_view line : lines) {
    if (shown.size() < kPromptLines && !base::trim(line).empty()) shown.emplace_back(line);
  }
  if (lines.size() > shown.size()) {
    shown.push_back("… (" + std::to_string(lines.size()) + " lines)");
  }
  for (const std::string& line : shown) ui_.say(Style::prompt, line);
}

void Conversation::turn(const std::string& prompt) {
  const base::MonoTime begun = base::now().mono;
  ui_.begin_turn();
  ui_.set_busy("Thinking");
  show_prompt(prompt);
  transcript_.user_text(prompt);
  tell("UserPromptSubmit", text_of({{"prompt", prompt}}));
  if (!work_on(prompt)) {
    if (!ui_.quitting()) ui_.say(Style::bad, "Interrupted · what should I do instead?");
    return;  // no Stop: an interrupted turn fires none
  }
  transcript_.turn_ended((base::now().mono - begun).count());
  tell("Stop", text_of({{"stop_hook_active", false},
                        {"last_assistant_message", last_message_},
                        {"background_tasks", Json::array()},
                        {"session_crons", Json::array()}}));
}

bool Conversation::work_on(const std::string& first_prompt) {
  std::string prompt = first_prompt;
  while (true) {
    if (!pause(700)) {
      transcript_.user_text("[Request interrupted by user]");
      return false;
    }
    const Task task = read_task(prompt, options_.ticket);
    if (mode_ == "plan") {
      std::string next;
      if (!plan(task, next)) return false;
      if (next.empty()) return true;
      prompt = next;
      continue;
    }
    if (!task.step.empty()) return step(task);
    reply(
        "I am the demo agent, a script. I understand the steps that Operator gives me, and "
        "nothing else; in another ticket's session a real agent would have answered this.");
    return true;
  }
}

Conversation::Call Conversation::begin(const std::string& tool, const std::string& input,
                                       const std::string& shown) {
  Call call{"toolu_" + base::random_crockford(20), tool, input, base::now().mono};
  ui_.say(Style::tool, shown);
  transcript_.tool_use(call.id, tool, input);
  tell("PreToolUse",
       text_of({{"tool_name", tool}, {"tool_input", Json::parse(input)}, {"tool_use_id", call.id}}),
       tool);
  return call;
}

std::string Conversation::end(const Call& call, bool ok, const std::string& result) {
  transcript_.tool_result(call.id, result, !ok);
  if (!result.empty()) ui_.say(Style::result, std::string(base::cut_utf8(result, 600)));
  Json extra{{"tool_name", call.tool},
             {"tool_input", Json::parse(call.input)},
             {"tool_use_id", call.id},
             {"duration_ms", (base::now().mono - call.begun).count()}};
  if (ok) {
    extra["tool_response"] = {{"stdout", result}, {"stderr", ""}, {"interrupted", false}};
  } else {
    extra["error"] = result;
    extra["is_interrupt"] = false;
  }
  return tell(ok ? "PostToolUse" : "PostToolUseFailure", text_of(extra), call.tool);
}

// The dialog and the waiting hooks at once; whoever answers first has decided.
Conversation::Verdict Conversation::ask(const Call& call, Dialog dialog) {
  struct Answered {
    std::mutex mutex;
    HookOutput output;
  };
  const auto answered = std::make_shared<Answered>();
  const std::string input =
      payload("PermissionRequest", text_of({{"tool_name", call.tool},
                                            {"tool_input", Json::parse(call.input)},
                                            {"permission_suggestions", Json::array()}}));
  std::jthread asking([this, answered, input, call](const std::stop_token& stop) {
    const auto commands = options_.hooks.find("PermissionRequest");
    if (commands == options_.hooks.end()) return;
    for (const HookCommand& command : commands->second) {
      if (!matches(command, call.tool)) continue;
      const HookOutput output = read_output(run_hook(command, input, stop));
      if (stop.stop_requested()) return;
      if (output.decision == HookOutput::Decision::none) continue;
      {
        const std::scoped_lock lock(answered->mutex);
        answered->output = output;
      }
      return ui_.settle(call.id);
    }
  });
  const DialogEnd end = ui_.ask(call.id, std::move(dialog));
  const bool yes = end.by == DialogEnd::By::option && end.option == 0;
  // Answered yes here, a waiting hook runs on; No and Esc end it. As Claude Code does.
  if (!yes) asking.request_stop();
  waiting_.push_back(std::move(asking));
  if (yes) return {Answer::yes, "", {}};
  if (end.by != DialogEnd::By::settled) return {Answer::interrupted, "", {}};
  const std::scoped_lock lock(answered->mutex);
  const HookOutput& output = answered->output;
  if (output.decision == HookOutput::Decision::allow) return {Answer::yes, "", output.mode};
  return {Answer::no, output.message, {}};
}

bool Conversation::refuse(const Call& call) {
  if (ui_.quitting()) return false;
  transcript_.tool_result(call.id, kRefused, true);
  transcript_.user_text(kInterrupted);
  return false;
}

bool Conversation::plan(Task task, std::string& next_prompt) {
  std::string feedback = task.feedback;
  reply("I read the ticket: " + task.title + ". Here is how I would go about it.");
  for (int round = 1;; ++round) {
    ui_.set_busy("Planning");
    if (!pause(900)) return false;
    const std::string text = plan_for(task, round, feedback);
    ui_.say(Style::plan_top, "Plan");
    for (const std::string_view line : base::split_lines(text)) {
      ui_.say(Style::plan, line.empty() ? " " : std::string(line));
    }
    ui_.say(Style::plan_end, "-");
    const Call call = begin("ExitPlanMode", text_of({{"plan", text}}), "Plan is ready");
    const Verdict verdict = ask(call, {"Ready to start?",
                                       {"The plan is above."},
                                       "Would you like to proceed?",
                                       {"Yes", "No, keep planning"},
                                       0});
    if (verdict.answer == Answer::interrupted) return refuse(call);
    if (verdict.answer == Answer::yes) {
      mode_ = verdict.mode.value_or("default");
      ui_.say(Style::good, "Plan approved");
      next_prompt = end(call, true, "User has approved your plan. You can now start.");
      if (next_prompt.empty()) reply("The plan is approved. I wait for the next step.");
      return true;
    }
    // A refused call has no PostToolUse; the model would read the message as the call's error.
    transcript_.tool_result(call.id, verdict.message, true);
    ui_.say(Style::bad, "Plan sent back: " + verdict.message);
    feedback = verdict.message;
    reply("Thank you. I take that up and plan again.");
  }
}

bool Conversation::look_around() {
  if (looked_around_) return true;
  const std::string command = "git status --short && git log --oneline -3";
  const Call call =
      begin("Bash", text_of({{"command", command}, {"description", "Look at the repository"}}),
            "Bash(" + command + ")");
  const Verdict verdict = ask(call, {"Bash command",
                                     {command, "Look at the repository"},
                                     "Do you want to proceed?",
                                     {"Yes", "No"},
                                     0});
  if (verdict.answer == Answer::interrupted) return refuse(call);
  looked_around_ = true;
  if (verdict.answer == Answer::no) {
    transcript_.tool_result(call.id, verdict.message, true);
    ui_.say(Style::bad, "Not allowed: " + verdict.message);
    reply("Then I go on without looking.");
    return true;
  }
  ui_.set_busy("Looking around");
  if (!pause(400)) return refuse(call);
  std::string output;
  const bool ok = run_program({"/bin/sh", "-c", command}, output);
  end(call, ok, output);
  return true;
}

bool Conversation::step(const Task& task) {
  reply("Step " + task.step + ": " + task.title);
  ui_.set_busy("Working");
  if (!pause(500) || !look_around()) return false;
  ui_.set_busy("Writing");
  if (!pause(600)) return false;
  const bool written = write_notes(task);
  if (!pause(600)) return false;
  const bool committed = written && commit(task);
  if (!pause(500)) return false;
  if (!committed) {
    reply("I could not finish step " + task.step + ", so I do not claim it.");
    return true;
  }
  if (claim(task)) reply("Step " + task.step + " is done: " + notes_path(task) + " is committed.");
  return true;
}

bool Conversation::write_notes(const Task& task) {
  const std::filesystem::path file = options_.folder / notes_path(task);
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  const auto folder = std::filesystem::canonical(options_.folder, error);
  const auto notes = std::filesystem::canonical(file.parent_path(), error);
  // A link could lead out of the worktree.
  if (error || notes != folder / "notes") {
    reply("notes/ is not a folder of this repository: I write nothing.");
    return false;
  }
  const auto old = platform::read_file(file);
  const std::string text = notes_text(task, old ? *old : "");
  const Call call = begin("Write", text_of({{"file_path", file.string()}, {"content", text}}),
                          "Write(" + notes_path(task) + ")");
  const auto written = platform::write_atomic(file, text);
  end(call, written.has_value(),
      written ? "Wrote " + std::to_string(base::split_lines(text).size()) + " lines"
              : written.error().message);
  if (!written) reply("Writing failed: " + written.error().message);
  return written.has_value();
}

bool Conversation::commit(const Task& task) {
  const std::string message = task.ticket + ": " + task.step + " by the demo agent";
  const Call call = begin(
      "Bash",
      text_of({{"command", "git commit -m '" + message + "'"}, {"description", "Commit the note"}}),
      "Bash(git commit)");
  std::string output;
  const bool ok =
      run_program({"git", "add", "--", notes_path(task)}, output) &&
      run_program({"git", "commit", "-q", "-m", message, "--", notes_path(task)}, output);
  end(call, ok, ok ? "committed: " + message : output);
  if (!ok) reply("git did not commit: " + output);
  return ok;
}

bool Conversation::claim(const Task& task) {
  const std::string summary = "Notes for " + task.ticket + " written and committed";
  std::vector<std::string> argv{"operator", "step", "done", "--step", task.step};
  if (task.wants_plan_file) {
    argv.insert(argv.end(), {"--plan", notes_path(task)});
  } else {
    argv.insert(argv.end(), {"--summary", summary});
  }
  const std::string shown = base::join(argv, " ");
  const Call call = begin("Bash", text_of({{"command", shown}, {"description", "Claim the step"}}),
                          "Bash(" + shown + ")");
  std::string output;
  const bool ok = run_program(argv, output);
  end(call, ok, output);
  if (!ok) reply("Claiming the step failed: " + output);
  return ok;
}

bool Conversation::run_program(const std::vector<std::string>& argv, std::string& output) {
  platform::ProcessRequest request;
  request.argv = argv;
  request.cwd = options_.folder;
  request.deadline = base::Millis{60'000};
  if (argv.front() == "git") {
    platform::ProcessRequest identity;
    identity.argv = {"git", "var", "GIT_COMMITTER_IDENT"};
    identity.cwd = options_.folder;
    const auto known = platform::run_process(identity);
    if (!known || !known->ok())
      request.environment = platform::environment_with(fallback_identity());
  }
  const auto result = platform::run_process(request);
  if (!result) {
    output = result.error().message;
    return false;
  }
  output = std::string(base::trim(result->out + result->err));
  return result->ok();
}

}  // namespace demo
