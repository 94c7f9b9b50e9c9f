#include "serve/convert_session.h"

#include <algorithm>

#include "base/text.h"
#include "rules/draft.h"
#include "rules/lifecycle.h"
#include "rules/rest.h"
#include "rules/steps.h"
#include "serve/convert.h"
#include "serve/convert_review.h"

namespace serve {
namespace {

constexpr std::size_t kDetailBytes = 300;
constexpr int kShownArchived = 10'000;

// "failed: no such program" → "no such program".
std::string reason_in(const std::string& value) {
  constexpr std::string_view kFailed = "failed: ";
  return value.starts_with(kFailed) ? value.substr(kFailed.size()) : value;
}

std::string first_line(const std::string& text) {
  const std::string_view trimmed = base::trim(text);
  return std::string(trimmed.substr(0, trimmed.find('\n')));
}

std::string joined(const std::string& what, const std::string& more) {
  return more.empty() ? what : what + ": " + more;
}

std::string ended_detail(const rules::State& state, const rules::Session& session) {
  const std::string launch = rules::fact_value(state, session.id, rules::Source::owner, "launch");
  if (launch.starts_with("failed")) return joined("could not start", reason_in(launch));
  if (rules::is_parked(session)) return "";
  if (session.end_reason == "lost" && session.adopted) return "its program in tmux has ended";
  if (session.end_reason == "lost") return "its host is gone; restore brings it back";
  if (session.end_reason == "exited") {
    return joined("the agent ended",
                  rules::fact_value(state, session.id, rules::Source::process, "exit"));
  }
  if (session.end_reason == "requeue") return "ended: its ticket went back to the queue";
  if (session.end_reason == "complete") return "ended: its ticket was completed by hand";
  return joined("ended", session.end_reason);
}

std::string live_detail(const rules::State& state, const rules::Session& session) {
  const std::string tool = rules::fact_value(state, session.id, rules::Source::hook, "tool");
  const std::string turn = rules::fact_value(state, session.id, rules::Source::hook, "turn");
  const std::string step = session.type_copy.steps.empty() ? "" : rules::current_step(session).name;
  if (turn.starts_with("failed")) return joined("the turn failed", reason_in(turn));
  if (!tool.empty()) return tool;
  for (const auto& text : session.deliveries) {
    const bool waits = text.state == rules::DeliveryState::queued && !text.reason.empty();
    if (waits) return joined("a text waits", text.reason);
  }
  if (session.adopted) return "started by hand in tmux: only its output is known";
  if (turn == "ended") {
    const bool background =
        !rules::fact_value(state, session.id, rules::Source::hook, "background").empty();
    return background ? "turn ended, work goes on in the background" : "turn ended";
  }
  return step.empty() ? "at work" : "at work on step " + step;
}

std::optional<wire::StepInfo> step_of(const rules::Session& session) {
  const auto count = static_cast<std::int64_t>(session.type_copy.steps.size());
  if (count == 0) return std::nullopt;
  return wire::StepInfo{rules::current_step(session).name,
                        std::min<std::int64_t>(session.step, count - 1), count, session.round,
                        to_wire(session.step_state)};
}

std::optional<wire::Usage> usage_of(const rules::UsageSeen& usage) {
  if (usage.input_tokens == 0 && usage.output_tokens == 0 && usage.cost_usd == 0) {
    return std::nullopt;
  }
  return wire::Usage{usage.input_tokens, usage.output_tokens, usage.cost_usd};
}

bool host_is_alive(const rules::State& state, const rules::Session& session) {
  return session.phase != rules::Phase::ended &&
         rules::fact_value(state, session.id, rules::Source::process, "host") == "alive";
}

// What rules::restore would refuse is not offered.
bool can_restore(const rules::State& state, const rules::Session& session, rules::Status status) {
  const bool may = rules::is_restorable(status) || rules::is_parked(session);
  if (!may || session.phase != rules::Phase::ended || session.adopted) return false;
  if (session.worktree.empty() || session.end_reason == "launch failed" ||
      session.end_reason == "discarded") {
    return false;
  }
  if (!rules::fact_value(state, session.id, rules::Source::human, "cleanup").empty()) return false;
  const rules::Launch* launch = rules::open_launch(state, session.ticket);
  return launch != nullptr ? launch->session == session.id : session.ticket_done;
}

// "https://github.com/acme/shop/pull/12", "…/-/merge_requests/12".
wire::PullRequest pull_request_of(const rules::State& state, const rules::Session& session) {
  wire::PullRequest to;
  to.url = base::printable(session.pull_request, 2000);
  const std::string number = to.url.substr(to.url.find_last_of('/') + 1);
  const bool is_number = !number.empty() && number.size() < 10 &&
                         number.find_first_not_of("0123456789") == std::string::npos;
  if (is_number) to.number = std::stoi(number);
  to.state = rules::fact_value(state, session.id, rules::Source::forge, "pr");
  return to;
}

}  // namespace

std::string detail_of(const rules::State& state, const rules::Session& session,
                      const rules::StatusView& view) {
  std::string detail;
  const auto open = rules::open_reviews(state, session.id);
  if (!open.empty()) {
    const auto* first = *std::min_element(open.begin(), open.end(), [](auto* a, auto* b) {
      return review_rank(a->kind) < review_rank(b->kind);
    });
    detail = first->title;
    if (open.size() > 1) detail += " (and " + std::to_string(open.size() - 1) + " more)";
  } else if (session.ticket_done) {
    detail = joined("finished", first_line(session.summary));
  } else if (view.status == rules::Status::stuck) {
    detail = view.evidence.what;
  } else {
    switch (session.phase) {
      case rules::Phase::preparing: detail = "making its worktree"; break;
      case rules::Phase::starting: detail = "starting " + session.agent; break;
      case rules::Phase::live: detail = live_detail(state, session); break;
      case rules::Phase::ending: detail = joined("ending", session.end_reason); break;
      case rules::Phase::ended: detail = ended_detail(state, session); break;
    }
  }
  if (rules::is_frozen(state, session)) {
    detail = joined("frozen by you; thaw lets it go on", detail);
  } else if (rules::is_parked(session)) {
    detail = joined("parked; a text or restore brings it back", detail);
  }
  return base::printable(detail, kDetailBytes);
}

namespace {

// What its record alone says.
wire::Session record_to_wire(const Model& model, const rules::Session& session) {
  const rules::IssueType* configured = model.settings().type(session.type);
  const Look look = look_of(session.type_copy.color.empty() ? configured : &session.type_copy);
  wire::Session to;
  to.id = session.id.value;
  to.name = session.name;
  to.ticketId = session.ticket.value;
  to.type = session.type;
  to.project = session.project;
  to.agent = session.agent;
  to.branch = session.branch;
  to.baseBranch = session.base_branch;
  to.worktree = session.worktree;
  const bool in_tmux = session.host == rules::HostKind::tmux || session.adopted;
  to.host.kind = in_tmux ? wire::HostKind::tmux : wire::HostKind::builtin;
  to.host.socket = model.paths().host_socket(session.id).string();
  to.host.name = model.paths().hash + "-" + session.id.value;
  if (const auto& pane = session.adopted) {
    to.host.socket = pane->socket;
    to.host.pane = pane->pane;
  }
  to.properties = session.properties;
  to.step = step_of(session);
  if (!session.summary.empty()) to.summary = session.summary;
  if (!session.pull_request.empty()) to.pr = pull_request_of(model.state(), session);
  to.usage = usage_of(session.usage);
  to.createdAt = base::to_rfc3339(session.created_at);
  to.restoredAt = time_or_null(session.restored_at);
  to.lastActivityAt =
      base::to_rfc3339(session.last_activity.ms == 0 ? session.created_at : session.last_activity);
  to.color = look.color;
  to.icon = look.icon;
  to.paired = session.type_copy.mode == rules::TypeMode::paired;
  to.queuedTexts = std::count_if(
      session.deliveries.begin(), session.deliveries.end(),
      [](const rules::Delivery& d) { return d.state == rules::DeliveryState::queued; });
  return to;
}

}  // namespace

std::optional<rules::HostKind> host_of(const std::optional<wire::HostKind>& wanted) {
  if (!wanted) return std::nullopt;
  return *wanted == wire::HostKind::tmux ? rules::HostKind::tmux : rules::HostKind::builtin;
}

namespace {

bool passes(const wire::SessionListParams& wanted, const wire::Session& session) {
  return (!wanted.project || wanted.project->empty() || session.project == *wanted.project) &&
         (!wanted.status || session.status == *wanted.status) &&
         (!wanted.agent || session.agent == *wanted.agent) &&
         (!wanted.ticketId || session.ticketId == *wanted.ticketId);
}

}  // namespace

wire::Session session_to_wire(const Model& model, const base::SessionId& id) {
  const rules::State& state = model.state();
  const rules::Session& session = state.sessions.at(id);
  const rules::StatusView view = model.view(id);
  wire::Session to = record_to_wire(model, session);
  to.status = to_wire(view.status);
  to.activity = to_wire(view.activity);
  to.evidence = {
      std::string(rules::name_of(view.evidence.source)), base::printable(view.evidence.what),
      base::to_rfc3339(view.evidence.at.ms == 0 ? session.created_at : view.evidence.at)};
  to.detail = detail_of(state, session, view);
  to.host.alive = host_is_alive(state, session);
  to.restorable = can_restore(state, session, view.status);
  if (rules::is_frozen(state, session)) to.rest = wire::Rest::frozen;
  if (rules::is_parked(session)) to.rest = wire::Rest::parked;
  return to;
}

wire::Session archived_to_wire(const Model& model, const rules::ArchivedSession& archived) {
  wire::Session to = record_to_wire(model, archived.session);
  const bool merged = archived.status == rules::Status::merged;
  const std::string before(rules::name_of(archived.status));
  to.status = merged ? wire::Status::merged : wire::Status::cleanup;
  to.activity = wire::Activity::exited;
  to.evidence = {std::string(rules::name_of(rules::Source::human)), "cleaned up, was " + before,
                 base::to_rfc3339(archived.at)};
  to.detail = base::printable(
      joined("cleaned up, was " + before, first_line(archived.session.summary)), kDetailBytes);
  to.queuedTexts = 0;
  to.archivedAt = base::to_rfc3339(archived.at);
  return to;
}

base::Result<std::vector<wire::Session>> sessions_to_wire(Model& model,
                                                          const wire::SessionListParams& wanted) {
  std::vector<wire::Session> all;
  const auto add = [&](wire::Session session) {
    if (passes(wanted, session)) all.push_back(std::move(session));
  };
  if (wanted.archived.value_or(false)) {
    TRY_ASSIGN(const auto archived, model.archived(kShownArchived));
    for (const auto& one : archived) add(archived_to_wire(model, one));
  } else {
    for (const auto& [id, session] : model.state().sessions) add(session_to_wire(model, id));
  }
  std::stable_sort(all.begin(), all.end(), [](const wire::Session& a, const wire::Session& b) {
    return a.createdAt > b.createdAt;
  });
  return all;
}

void add_to_wire(const app::SessionLook& look, wire::SessionShowResult& result) {
  if (look.work) {
    const auto& work = *look.work;
    result.work =
        wire::SessionWork{work.head,      work.commits,    work.changed,
                          work.untracked, work.conflicted, work.files,
                          work.additions, work.deletions,  base::printable(work.problem, 1000)};
  }
  for (const auto& one : look.processes) {
    result.processes.push_back({one.pid, one.parent, base::printable(one.name, 64), one.cpu_percent,
                                one.cpu_time.count(), static_cast<std::int64_t>(one.memory)});
  }
}

}  // namespace serve
