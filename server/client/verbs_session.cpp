#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>

#include "base/ids.h"
#include "base/text.h"
#include "client/choice.h"
#include "client/properties.h"
#include "client/verbs.h"
#include "platform/files.h"
#include "platform/terminal.h"

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

std::string counted(std::int64_t count, const std::string& what) {
  return std::to_string(count) + " " + what;
}

void show_work(const Style& style, const wire::SessionWork& work, const std::string& base) {
  if (!work.problem.empty()) return field("git", work.problem);
  std::vector<std::string> open;
  if (work.changed > 0) open.push_back(counted(work.changed, "uncommitted"));
  if (work.untracked > 0) open.push_back(counted(work.untracked, "untracked"));
  if (work.conflicted > 0) open.push_back(counted(work.conflicted, "in conflict"));
  print("git        " + (open.empty() ? "clean" : style.yellow(base::join(open, ", "))) + "\n");
  field("diff", counted(work.files, work.files == 1 ? "file" : "files") + " +" +
                    std::to_string(work.additions) + " -" + std::to_string(work.deletions) + ", " +
                    counted(work.commits, work.commits == 1 ? "commit" : "commits") + " ahead of " +
                    base);
}

// "2026-11-21T08:45:00.123Z (2 h ago)"
std::string moment(const std::string& at) { return at + " (" + age(at) + ")"; }

void show_session(const Style& style, const wire::SessionShowResult& shown) {
  const wire::Session& session = shown.session;
  print(style.bold(printable(session.id)) + "  " + printable(session.name) + "\n");
  print("status     " + style.status(session.status) + " · " +
        std::string(name_of(session.activity)) + " · " +
        printable(evidence_text(session.evidence)) + "\n");
  field("now", session.detail);
  field("project", session.project);
  field("ticket", session.ticketId);
  field("step", step_text(session.step));
  if (session.step) field("step state", std::string(name_of(session.step->state)));
  field("agent", session.agent);
  field("branch", session.branch);
  field("worktree", session.worktree);
  if (shown.work) show_work(style, *shown.work, session.baseBranch);
  field("host", std::string(session.host.alive ? "alive" : "gone") + " · " + session.host.name +
                    " · " + std::string(name_of(session.host.kind)) + ":" + session.host.socket +
                    (session.host.pane ? " " + *session.host.pane : ""));
  if (session.pr) field("pr", "#" + std::to_string(session.pr->number) + " " + session.pr->url);
  for (const auto& [key, value] : session.properties) {
    print(printable(key) + std::string(key.size() < 11 ? 11 - key.size() : 1, ' ') +
          printable(value, 200) + "\n");
  }
  if (session.usage) {
    field("usage", std::to_string(session.usage->inputTokens) + " in, " +
                       std::to_string(session.usage->outputTokens) + " out");
  }
  if (session.queuedTexts > 0) field("queued", std::to_string(session.queuedTexts) + " texts");
  field("started", moment(session.createdAt));
  if (session.restoredAt) field("restored", moment(*session.restoredAt));
  if (session.archivedAt) field("archived", moment(*session.archivedAt));
  field("archive", shown.archive.value_or(""));
  if (session.summary && !session.summary->empty())
    print("\n" + printable_lines(*session.summary, "  "));
}

std::string mebibytes(std::int64_t bytes) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f MiB", static_cast<double>(bytes) / (1 << 20));
  return text.data();
}

void show_processes(Face& face, const std::vector<wire::ProcessInfo>& processes) {
  if (processes.empty()) return;
  Table table({"PID", "CPU", "CPU TIME", "MEMORY", "PROCESS"});
  const auto row = [&](const std::string& pid, double percent, std::int64_t ms, std::int64_t bytes,
                       const std::string& name) {
    table.add({pid, std::to_string(static_cast<int>(percent + 0.5)) + " %",
               std::to_string(ms / 1000) + " s", mebibytes(bytes), name});
  };
  wire::ProcessInfo all{};
  for (const auto& one : processes) {
    row(std::to_string(one.pid), one.cpuPercent, one.cpuTimeMs, one.memoryBytes, one.name);
    all.cpuPercent += one.cpuPercent;
    all.cpuTimeMs += one.cpuTimeMs;
    all.memoryBytes += one.memoryBytes;
  }
  row("all", all.cpuPercent, all.cpuTimeMs, all.memoryBytes, "");
  print("\n");
  face.show(table, "");
}

void show_cleaned(Face& face, const wire::SessionCleanupResult& result) {
  Table table({"SESSION", "OUTCOME", "BRANCH", "NAME", "WHY"});
  bool needs_yes = false;
  for (const auto& one : result.sessions) {
    std::string outcome(name_of(one.outcome));
    std::replace(outcome.begin(), outcome.end(), '_', ' ');
    needs_yes = needs_yes || one.needsYes;
    table.add({one.id, outcome, one.branchDeleted ? "deleted" : one.branch, printable(one.name, 40),
               base::join(one.reasons, "; ")});
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

int show_delivery(Face& face, const wire::SessionSendResult& result) {
  if (face.json()) {
    face.show_json(encode(result));
  } else {
    print(std::string(name_of(result.delivery)) + (result.reason.empty() ? "" : ": ") +
          printable(result.reason) + "\n");
  }
  return result.delivery == wire::DeliveryState::failed ? kFailed : kDone;
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
  if (options.foreign) return ls_foreign(face);
  if (!options.status.empty()) {
    auto status = wire::decode<wire::Status>(nlohmann::json(options.status), "--status");
    if (!status) return face.usage(status.error().message);
    options.params.status = *status;
  }
  const bool archived = options.params.archived.value_or(false);
  return face.ask<methods::session_list>(options.params, [&](const wire::SessionListResult&
                                                                 result) {
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

int show(Face& face, const Show& options) {
  const bool flat = options.format == "properties";
  wire::SessionShowParams params{options.id, {}};
  if (flat && !face.json()) params.brief = true;
  return face.ask<methods::session_get>(params, [&](const wire::SessionShowResult& result) {
    if (flat) return print(properties_of(result.session));
    show_session(face.style(), result);
    show_processes(face, result.processes);
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

int summary(Face& face, const std::string& id) {
  return face.ask<methods::session_summary>({id}, [](const wire::SessionSummaryResult& result) {
    print(printable_lines(result.text, ""));
  });
}

int set(Face& face, const std::string& id, const std::vector<std::string>& pairs) {
  wire::SessionUpdateParams params{id, {}};
  for (const auto& pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0) {
      return face.usage("not KEY=VALUE: " + printable(pair, 80));
    }
    params.properties[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return face.ask<methods::session_update>(params, [](const wire::SessionResult& result) {
    for (const auto& [key, value] : result.session.properties) {
      print(printable(key) + "=" + printable(value, 200) + "\n");
    }
  });
}

int send(Face& face, Send options) {
  wire::SessionSendParams& params = options.params;
  if (options.file.empty() == params.text.empty()) {
    return face.usage("send needs a TEXT, or a --file that has it");
  }
  auto text = text_of(params.text, options.file);
  if (!text) return face.fail(text.error());
  params.text = std::move(*text);
  params.clientToken = base::random_uuid();
  const auto result = face.get<methods::session_send>(params);
  if (!result) return face.fail(result.error());
  return show_delivery(face, *result);
}

int redirect(Face& face, Redirect options) {
  wire::SessionRedirectParams& params = options.params;
  if (options.file.empty() == params.text.empty()) {
    return face.usage("redirect needs a TEXT, or a --file that has it");
  }
  auto text = text_of(params.text, options.file);
  if (!text) return face.fail(text.error());
  params.text = std::move(*text);
  params.clientToken = base::random_uuid();
  const auto result = face.get<methods::session_redirect>(params);
  if (!result) return face.fail(result.error());
  return show_delivery(face, *result);
}

int interrupt(Face& face, const std::string& id) {
  return face.ask<methods::session_interrupt>({id}, show_change(face.style()));
}

int freeze(Face& face, const std::string& id) {
  return face.ask<methods::session_freeze>({id}, show_change(face.style()));
}

int thaw(Face& face, const std::string& id) {
  return face.ask<methods::session_thaw>({id}, show_change(face.style()));
}

int park(Face& face, const wire::SessionParkParams& params) {
  return face.ask<methods::session_park>(params, show_change(face.style()));
}

int kill(Face& face, const wire::SessionKillParams& params) {
  return face.ask<methods::session_kill>(params, show_change(face.style()));
}

int restore(Face& face, const wire::SessionRestoreParams& params) {
  return face.ask<methods::session_restore>(params, show_change(face.style()));
}

int restore_lost(Face& face) {
  const auto result = face.get<methods::session_restoreLost>({});
  if (!result) return face.fail(result.error());
  const int outcome = result->left.empty() ? kDone : kFailed;
  if (face.json()) {
    face.show_json(encode(*result));
    return outcome;
  }
  if (!result->ids.empty()) print("Restored: " + printable(base::join(result->ids, ", ")) + "\n");
  if (!result->left.empty()) {
    complain("not restored: " + printable(base::join(result->left, ", ")) + ": " +
             printable(result->reason, 300));
  } else if (result->ids.empty()) {
    print("No session has lost its process.\n");
  }
  return outcome;
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

namespace {

// The id of one that a person chose; empty when they leave.
base::Result<std::string> choose_session(Face& face) {
  TRY_ASSIGN(const auto list, face.get<methods::session_list>({}));
  std::vector<wire::Session> live;
  for (const auto& session : list.agents) {
    if (session.host.alive) live.push_back(session);
  }
  if (live.empty()) {
    return base::fail(base::ErrorCode::not_found,
                      "no session has a running agent; `operator launch` starts one, and "
                      "`operator restore` brings one back");
  }
  Table table({"", "SESSION", "STATUS", "NAME", "EVIDENCE"});
  for (std::size_t i = 0; i < live.size(); ++i) {
    const auto& one = live[i];
    table.add({std::to_string(i + 1), one.id, std::string(name_of(one.status)),
               printable(one.name, 40), evidence_text(one.evidence)},
              2, [&](const std::string&) { return face.style().status(one.status); });
  }
  face.show(table, "");
  while (true) {
    std::cerr << "Attach to which (1 to " << live.size() << ", or its name; Enter: none)? "
              << std::flush;
    std::string typed;
    if (!std::getline(std::cin, typed) || base::trim(typed).empty()) return std::string();
    if (const auto chosen = chosen_session(typed, live)) return *chosen;
    complain("none of these: " + printable(typed, 60));
  }
}

}  // namespace

int attach(Face& face, Attach options) {
  if (options.id.empty()) {
    if (face.json() || !platform::is_terminal(0) || !platform::is_terminal(1)) {
      return face.usage("attach needs the ID of a session: `operator ls` shows them");
    }
    auto chosen = choose_session(face);
    if (!chosen) return face.fail(chosen.error());
    if (chosen->empty()) return kDone;
    options.id = std::move(*chosen);
  }
  auto found = face.get<methods::session_get>({options.id, true});
  if (!found) return face.fail(found.error());
  wire::Session session = found->session;
  if (session.rest == wire::Rest::parked) {
    auto back = face.get<methods::session_restore>({options.id, {}});
    if (!back) return face.fail(back.error());
    session = std::move(back->session);
  }
  if (face.json()) return face.show_json(encode(session.host));
  return attach_to(face, session, options);
}

}  // namespace client
