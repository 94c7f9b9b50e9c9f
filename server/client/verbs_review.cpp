#include <cstdlib>

#include "base/text.h"
#include "client/owner.h"
#include "client/verbs.h"
#include "link/claim.h"
#include "platform/files.h"
#include "platform/local_socket.h"

namespace client {
namespace {

namespace methods = wire::methods;
using base::printable;

constexpr std::size_t kMaxPlan = 8U << 20;
// How many owners may die with a claim before it is left in the spool.
constexpr int kOwnersAsked = 3;

void show_decision(const wire::ReviewDecisionResult& result) {
  print(printable(result.review.id + "  " + result.review.title + ": " + result.decision + " (" +
                  result.state + ")") +
        "\n");
}

}  // namespace

int inbox(Face& face) {
  return face.ask<methods::review_list>({}, [&](const wire::ReviewListResult& result) {
    Table table({"REVIEW", "KIND", "SESSION", "SINCE", "ANSWERS", "TITLE"});
    for (const auto& review : result.reviews) {
      std::vector<std::string> choices;
      for (const auto& choice : review.choices) choices.push_back(choice.id);
      const std::string answers =
          review.inTerminalOnly ? "in the terminal" : base::join(choices, " ");
      table.add({review.id, std::string(name_of(review.kind)), review.sessionId, age(review.since),
                 answers, review.title});
    }
    face.show(table, "Nothing needs you.");
  });
}

int approve(Face& face, const std::string& id) {
  return face.ask<methods::review_approve>({id}, show_decision);
}

int reject(Face& face, wire::ReviewRejectParams params) {
  params.reason = text_argument(params.reason);
  return face.ask<methods::review_reject>(params, show_decision);
}

int answer(Face& face, wire::ReviewAnswerParams params) {
  if (params.text) params.text = text_argument(*params.text);
  return face.ask<methods::review_answer>(params, show_decision);
}

// No owner runs: the claim waits for the next one in the session's spool.
int leave_claim(Face& face, const wire::StepDoneParams& params) {
  const auto paths = face.paths();
  if (!paths) return face.fail(paths.error());
  ipc::Claim claim;
  claim.step = params.step.value_or("");
  claim.summary = params.summary.value_or("");
  claim.plan = params.plan.value_or("");
  claim.pull_request = params.pullRequest.value_or("");
  const auto spool = paths->spool(base::SessionId{params.sessionId});
  const auto kept = ipc::append_record(spool, ipc::make_claim_record(claim, base::now().wall));
  if (!kept) return face.fail(kept.error());
  platform::ring_bell(paths->bell_socket(), params.sessionId);
  print("The claim is noted; it counts when Operator runs again. Now end your turn.\n");
  return kDone;
}

int step_done(Face& face, StepDone options) {
  if (options.params.sessionId.empty()) {
    const char* session = std::getenv("OPERATOR_SESSION_ID");
    if (session == nullptr || session[0] == '\0') {
      return face.usage("which session? Run this inside one, or give --session ID");
    }
    options.params.sessionId = session;
  }
  if (options.plan_file == "-") {
    options.params.plan = read_stdin();
  } else if (!options.plan_file.empty()) {
    auto text = platform::read_file(options.plan_file, kMaxPlan);
    if (!text) return face.fail(text.error());
    if (!base::is_valid_utf8(*text)) {
      return face.fail(
          {base::ErrorCode::invalid_argument, options.plan_file + " is no UTF-8 text", {}});
    }
    options.params.plan = std::move(*text);
  }
  const auto told = [](const wire::StepDoneResult& result) {
    print(printable("Step " + result.step + ", round " + std::to_string(result.round) +
                    (result.already ? ", was claimed already." : ", is claimed.")) +
          " Now end your turn.\n");
  };
  if (!is_inside_session()) return face.ask<methods::step_done>(options.params, told);
  // A claim counts once however often it is made, so the next owner is asked when one dies with it.
  for (int owners = 0; owners < kOwnersAsked && face.connect(); ++owners) {
    const auto answer = face.get<methods::step_done>(options.params);
    if (answer || answer.error().code != base::ErrorCode::unavailable) {
      return face.show_answer(answer, told);
    }
    face.disconnect();
  }
  return leave_claim(face, options.params);
}

}  // namespace client
