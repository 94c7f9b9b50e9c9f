#include <algorithm>

#include "base/ids.h"
#include "base/text.h"
#include "client/attach.h"
#include "client/verbs.h"

namespace client {
namespace {

namespace methods = wire::methods;
using base::printable;

constexpr std::size_t kEventBytes = 160;  // of a line of history; `operator events` has it whole

std::string step_text(const std::optional<wire::StepInfo>& step) {
  if (!step) return "";
  std::string text =
      step->name + " " + std::to_string(step->index + 1) + "/" + std::to_string(step->count);
  if (step->round > 1) text += " round " + std::to_string(step->round);
  return text;
}

std::string evidence_text(const wire::Evidence& evidence) {
  return evidence.what + " · " + age(evidence.at);
}

void field(const std::string& name, const std::string& value) {
  if (!value.empty()) print(name + std::string(11 - name.size(), ' ') + printable(value) + "\n");
}

void show_session(const Style& style, const wire::Session& session) {
  print(style.bold(printable(session.id)) + "  " + printable(session.name) + "\n");
  print("status     " + style.status(session.status) + " · " +
        std::string(name_of(session.activity)) + " · " +
        printable(evidence_text(session.evidence)) + "\n");
  field("now", session.detail);
  field("ticket", session.ticketId);
  field("step", step_text(session.step));
  if (session.step) field("step state", std::string(name_of(session.step->state)));
  field("agent", session.agent);
  field("branch", session.branch);
  field("worktree", session.worktree);
  field("host", session.host.alive ? "alive" : "gone");
  if (session.pr) field("pr", "#" + std::to_string(session.pr->number) + " " + session.pr->url);
  if (session.usage) {
    field("usage", std::to_string(session.usage->inputTokens) + " in, " +
                       std::to_string(session.usage->outputTokens) + " out");
  }
  if (session.queuedTexts > 0) field("queued", std::to_string(session.queuedTexts) + " texts");
  field("started", age(session.createdAt));
  if (session.summary && !session.summary->empty())
    print("\n" + printable_lines(*session.summary, "  "));
}

void show_cleaned(Face& face, const wire::SessionCleanupResult& result) {
  Table table({"SESSION", "OUTCOME", "BRANCH", "NAME", "WHY"});
  bool needs_yes = false;
  for (const auto& one : result.sessions) {
    std::string outcome(name_of(one.outcome));
    std::replace(outcome.begin(), outcome.end(), '_', ' ');
    needs_yes = needs_yes || one.needsYes;
    table.add({one.id, outcome, one.branchDeleted ? "deleted" : one.branch,
               printable(one.name, 40), base::join(one.reasons, "; ")});
  }
  face.show(table, "Nothing to clean up: no session is finished.");
  if (needs_yes) print("Files that git ignores are in the way; --yes removes them too.\n");
}

auto show_change(const Style& style) {
  return [&style](const wire::SessionResult& result) {
    print(printable(result.session.id) + "  " + style.status(result.session.status) + "  " +
          printable(result.session.detail) + "\n");
  };
}

}  // namespace

int cleanup(Face& face, wire::SessionCleanupParams params) {
  if (params.ids && params.ids->empty()) params.ids.reset();
  const auto result = face.get<methods::session_cleanup>(params);
  if (!result) return face.fail(result.error());
  const auto is_kept = [](const wire::CleanedSession& one) {
    return one.outcome == wire::CleanupOutcome::kept;
  };
  const bool named = params.ids.has_value();
  const bool any_kept = std::ranges::any_of(result->sessions, is_kept);
  if (face.json()) {
    face.show_json(encode(*result));
  } else {
    show_cleaned(face, *result);
  }
  // What nobody named may stay; what was named should have gone.
  return named && any_kept ? kFailed : kDone;
}

int ls(Face& face, List options) {
  if (!options.status.empty()) {
    auto status = wire::decode<wire::Status>(nlohmann::json(options.status), "--status");
    if (!status) return face.usage(status.error().message);
    options.params.status = *status;
  }
  const bool archived = options.params.archived.value_or(false);
  return face.ask<methods::session_list>(options.params, [&](const wire::SessionListResult& result) {
    Table table({"SESSION", "STATUS", "ACTIVITY", "TICKET", "STEP", "AGENT", "NAME", "EVIDENCE"});
    for (const auto& session : result.agents) {
      table.add({session.id, std::string(name_of(session.status)),
                 std::string(name_of(session.activity)), session.ticketId, step_text(session.step),
                 session.agent, printable(session.name, 40), evidence_text(session.evidence)},
                1, [&](const std::string&) { return face.style().status(session.status); });
    }
    face.show(table, archived ? "No session was cleaned up." : "No sessions.");
  });
}

int show(Face& face, const std::string& id) {
  return face.ask<methods::session_get>({id}, [&](const wire::SessionShowResult& result) {
    show_session(face.style(), result.session);
    for (const auto& review : result.reviews) {
      print("\n" + face.style().yellow(printable(review.id)) + "  " +
            std::string(name_of(review.kind)) + ": " + printable(review.title) + "\n");
      print(printable_lines(review.body, "  "));
    }
    if (result.events.empty()) return;
    print("\n");
    Table table({"WHEN", "WHO", "WHAT"});
    for (const auto& event : result.events)
      table.add({age(event.at), event.actor, what_happened(event)});
    face.show(table, "");
  });
}

int changes(Face& face, const std::string& id) {
  return face.ask<methods::session_changes>({id}, [&](const wire::SessionChangesResult& result) {
    print(std::to_string(result.commits) + " commits ahead of " +
          printable(result.base).substr(0, 12) +
          (result.uncommitted ? ", " + face.style().yellow("uncommitted work") : "") + "\n");
    Table table({"CHANGE", "+", "-", "FILE"});
    for (const auto& file : result.files) {
      const bool renamed = file.oldPath != file.path && !file.oldPath.empty();
      table.add({std::string(name_of(file.change)), std::to_string(file.additions),
                 std::to_string(file.deletions),
                 renamed ? file.oldPath + " → " + file.path : file.path});
    }
    face.show(table, "No changes.");
  });
}

int send(Face& face, wire::SessionSendParams params) {
  params.text = text_argument(params.text);
  params.clientToken = base::random_uuid();
  const auto result = face.get<methods::session_send>(params);
  if (!result) return face.fail(result.error());
  if (face.json()) {
    face.show_json(encode(*result));
  } else {
    print(std::string(name_of(result->delivery)) + (result->reason.empty() ? "" : ": ") +
          printable(result->reason) + "\n");
  }
  return result->delivery == wire::DeliveryState::failed ? kFailed : kDone;
}

int interrupt(Face& face, const std::string& id) {
  return face.ask<methods::session_interrupt>({id}, show_change(face.style()));
}

int kill(Face& face, const wire::SessionKillParams& params) {
  return face.ask<methods::session_kill>(params, show_change(face.style()));
}

int restore(Face& face, const wire::SessionRestoreParams& params) {
  return face.ask<methods::session_restore>(params, show_change(face.style()));
}

int rename(Face& face, const wire::SessionRenameParams& params) {
  return face.ask<methods::session_rename>(params, show_change(face.style()));
}

int stop_agents(Face& face, const wire::StopAllParams& params) {
  return face.ask<methods::session_stopAll>(params, [](const wire::StopAllResult& result) {
    print(result.ids.empty() ? "No agent was running.\n"
                             : "Ended: " + printable(base::join(result.ids, ", ")) +
                                   ". The queue is paused: `operator resume` lets it go on.\n");
  });
}

int attach(Face& face, const std::string& id, const std::string& detach_keys) {
  auto found = face.get<methods::session_get>({id});
  if (!found) return face.fail(found.error());
  const wire::Session& session = found->session;
  if (face.json()) return face.show_json(encode(session.host));
  if (!session.host.alive) {
    return face.fail(
        {base::ErrorCode::conflict,
         session.id + " has no running agent; `operator restore " + session.id + "` brings it back",
         {}});
  }
  face.disconnect();
  return run_attach(session.host.socket, {detach_keys, session.id});
}

}  // namespace client
