// `operator doctor`: what a person would look at first when something does not work, each with what
// to do about it. This program looks at the terminal and whether an owner answers; everything else
// needs the owner's libraries, so `operatord --doctor` looks at it. Starts no owner, changes
// nothing.
#include <algorithm>

#include "base/text.h"
#include "base/version.h"
#include "client/doctor_terminal.h"
#include "client/owner.h"
#include "client/verbs.h"
#include "platform/children.h"
#include "platform/files.h"
#include "platform/lock.h"
#include "platform/process.h"
#include "platform/terminal.h"

namespace client {
namespace {

namespace methods = wire::methods;
using base::printable;
using Json = nlohmann::json;

constexpr base::Millis kLookWithin{60'000};
constexpr base::Millis kAnswerWithin{4000};

Terminal this_terminal() {
  Terminal terminal;
  for (const std::string& entry : platform::own_environment()) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string::npos) continue;
    terminal.environment[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  terminal.size = platform::terminal_size(1);
  return terminal;
}

Check check_owner(const base::WorkspacePaths& paths) {
  const char* area = "owner";
  if (!platform::is_locked(paths.owner_lock()))
    return {"ok", area, "no owner runs: one is started when it is needed", ""};
  auto owner =
      connect_owner(paths, {.start = false, .subscribe = false, .answer_within = kAnswerWithin});
  if (!owner) {
    return {"problem", area, owner.error().message,
            "operator stop; if that fails, end the pid in " + paths.server_json().string() +
                " (agents go on)"};
  }
  const auto status = owner->call<methods::status_get>({}, kAnswerWithin);
  if (!status) {
    return {"problem", area, "the owner does not answer: " + status.error().message,
            "look at " + paths.log_file().string()};
  }
  return {"ok", area,
          "an owner runs: pid " + std::to_string(status->status.pid) + ", version " +
              status->status.version,
          ""};
}

std::string word_of(const Json& check, const char* name) {
  const auto found = check.find(name);
  return found != check.end() && found->is_string() ? found->get<std::string>() : "";
}

// What operatord saw; one problem when it could not look.
std::vector<Check> look_with_owner(const base::WorkspacePaths& paths) {
  const std::string program = owner_program();
  const auto failed = [&program](const std::string& why) {
    return std::vector<Check>{{"problem", "programs", program + " " + why,
                               "install Operator again: both programs, in one folder"}};
  };
  if (!platform::find_program(program)) return failed("is missing");
  platform::ProcessRequest request;
  request.argv = {program, "--doctor", "--workspace", paths.workspace.string()};
  request.deadline = kLookWithin;
  const auto result = platform::run_process(request);
  if (!result) return failed("does not start: " + result.error().message);
  if (result->timed_out) return failed("did not finish looking within 60 s");
  const Json report = Json::parse(result->out, nullptr, false);
  if (!report.is_object() || !report.contains("checks"))
    return failed("cannot look: " + std::string(base::trim(result->err)));
  std::vector<Check> checks;
  for (const Json& check : report["checks"]) {
    checks.push_back({word_of(check, "verdict"), word_of(check, "area"), word_of(check, "what"),
                      word_of(check, "fix")});
  }
  return checks;
}

std::string mark_of(const Style& style, const Check& check) {
  if (check.verdict == "ok") return style.green("ok     ");
  if (check.verdict == "warning") return style.yellow("warning");
  return style.red("problem");
}

void show_checks(const Style& style, const std::vector<Check>& checks) {
  std::string area;
  for (const Check& check : checks) {
    if (check.area != area) print(style.bold(check.area) + "\n");
    area = check.area;
    print("  " + mark_of(style, check) + "  " + printable(check.what) + "\n");
    if (!check.fix.empty()) print("           → " + printable(check.fix) + "\n");
  }
}

Json checks_json(const std::vector<Check>& checks, bool healthy) {
  auto list = Json::array();
  for (const Check& check : checks) {
    list.push_back({{"verdict", check.verdict},
                    {"area", check.area},
                    {"what", check.what},
                    {"fix", check.fix}});
  }
  return {{"version", base::kVersion}, {"healthy", healthy}, {"checks", list}};
}

}  // namespace

int doctor(Face& face) {
  const auto paths = face.paths();
  if (!paths) return face.fail(paths.error());
  std::vector<Check> checks = judge_terminal(this_terminal());
  for (Check& check : look_with_owner(*paths)) checks.push_back(std::move(check));
  checks.push_back(check_owner(*paths));
  const auto count = [&checks](const char* verdict) {
    return std::count_if(checks.begin(), checks.end(),
                         [&](const Check& check) { return check.verdict == verdict; });
  };
  const auto problems = count("problem");
  if (face.json()) {
    face.show_json(checks_json(checks, problems == 0));
  } else {
    show_checks(face.style(), checks);
    print(std::to_string(problems) + (problems == 1 ? " problem, " : " problems, ") +
          std::to_string(count("warning")) +
          (count("warning") == 1 ? " warning\n" : " warnings\n"));
  }
  return problems == 0 ? kDone : kFailed;
}

}  // namespace client
