#include "app/board_pass.h"

#include "base/text.h"
#include "tickets/front_matter.h"

namespace app {
namespace {

using base::ErrorCode;
using rules::BoardPlan;
using rules::BoardStep;

// A plan that was carried out, but for the ticket that is to be made. Empty when there was nothing
// to do.
struct Planned {
  std::optional<BoardStep> step;
  std::optional<rules::TicketDraft> create;
};

class Pass {
 public:
  Pass(const BoardWork& work, tickets::Folders& folders, boards::Provider& provider,
       CrashPoint& crash, std::stop_token stop)
      : work_(work),
        folders_(folders),
        provider_(provider),
        crash_(crash),
        stop_(std::move(stop)) {}

  base::Result<Planned> run(BoardItem item) {
    TRY(fetch(item));
    if (item.issue) item.issue = rules::tidy(std::move(*item.issue));
    std::optional<rules::LocalTicket> local;
    if (item.ticket) {
      TRY_ASSIGN(local, read(*item.ticket));
    }
    BoardPlan plan =
        rules::plan_issue({work_.board, work_.settings, item.issue, item.gone, item.link, local});
    if (!plan.link || plan.does_nothing(item.link)) return Planned();
    BoardStep step;
    step.before = item.link;
    step.after = *plan.link;
    step.dispute_text = plan.dispute_text;
    if (!plan.edit.empty()) TRY(edit(plan.edit, *local, step));
    if (!plan.send.empty()) TRY(send(plan, item, step));
    return Planned{std::move(step), std::move(plan.create)};
  }
  // Makes the tickets, all at once; what became of each.
  std::vector<base::Result<BoardStep>> create(std::vector<Planned> all);

 private:
  base::Status fetch(BoardItem& item);
  base::Result<std::optional<rules::LocalTicket>> read(const rules::Ticket& ticket);
  base::Status edit(const rules::FieldEdits& edits, const rules::LocalTicket& local,
                    BoardStep& step);
  base::Status send(const BoardPlan& plan, const BoardItem& item, BoardStep& step);

  const BoardWork& work_;
  tickets::Folders& folders_;
  boards::Provider& provider_;
  CrashPoint& crash_;
  std::stop_token stop_;
};

tickets::FieldMap board_field(const rules::BoardLink& link) {
  const rules::IssueRefParts parts = rules::parts_of(link.ref);
  tickets::FieldMap map{
      {"provider", parts.provider}, {"instance", parts.instance}, {"id", parts.id}};
  map.emplace_back("key", link.key);
  if (!link.url.empty()) map.emplace_back("url", link.url);
  return map;
}

base::Status Pass::fetch(BoardItem& item) {
  if (!item.fetch || item.issue || item.gone) return {};
  auto issue = provider_.issue(rules::parts_of(item.ref).id, stop_);
  if (issue) {
    item.issue = std::move(*issue);
  } else if (issue.error().code == ErrorCode::not_found) {
    item.gone = true;
  } else {
    return base::fail(issue.error());
  }
  return {};
}

// As the file says it now: the world's copy is a moment old.
base::Result<std::optional<rules::LocalTicket>> Pass::read(const rules::Ticket& ticket) {
  TRY_ASSIGN(const std::string text, folders_.read(ticket.path));
  const rules::Ticket now = tickets::parse_ticket(text);
  if (!now.problems.empty()) {
    return base::fail(ErrorCode::invalid_argument, ticket.path + " is damaged: line " +
                                                       std::to_string(now.problems.front().line) +
                                                       ": " + now.problems.front().message);
  }
  rules::LocalTicket local;
  local.id = now.id;
  local.title = now.title;
  local.body = rules::plain_body(tickets::body_of(text));
  local.body_there = rules::plain_body(provider_.as_kept(local.body));
  local.priority = now.priority;
  local.folder = ticket.folder;
  local.path = ticket.path;
  local.digest = now.digest;
  return std::optional(std::move(local));
}

tickets::NewTicket new_ticket(const rules::TicketDraft& draft, const rules::BoardLink& link) {
  tickets::NewTicket ticket;
  ticket.id.value = draft.wanted_id;
  ticket.type = draft.type;
  ticket.title = draft.title;
  ticket.project = draft.project;
  ticket.priority = draft.priority;
  ticket.body = draft.body;
  ticket.board = board_field(link);
  ticket.board_links = draft.links;
  return ticket;
}

std::vector<base::Result<BoardStep>> Pass::create(std::vector<Planned> all) {
  std::vector<tickets::NewTicket> wanted;
  for (const Planned& one : all) wanted.push_back(new_ticket(*one.create, one.step->after));
  auto made = folders_.create_all(wanted);
  // An id may be taken, by a ticket of another board or one made by hand, or may be none.
  std::vector<std::size_t> refused;
  std::vector<tickets::NewTicket> with_other_id;
  for (std::size_t n = 0; n < made.size(); ++n) {
    if (made[n] || wanted[n].id.empty()) continue;
    const ErrorCode code = made[n].error().code;
    if (code != ErrorCode::conflict && code != ErrorCode::invalid_argument) continue;
    refused.push_back(n);
    with_other_id.push_back(std::move(wanted[n]));
    with_other_id.back().id = {};
  }
  auto made_then = folders_.create_all(std::move(with_other_id));
  for (std::size_t n = 0; n < refused.size(); ++n) made[refused[n]] = std::move(made_then[n]);

  std::vector<base::Result<BoardStep>> steps;
  for (std::size_t n = 0; n < made.size(); ++n) {
    if (!made[n]) {
      steps.push_back(base::fail(made[n].error()));
      continue;
    }
    crash_.pass();
    BoardStep& step = *all[n].step;
    step.created = true;
    step.after.ticket = made[n]->id;
    step.after.digest = made[n]->digest;
    steps.push_back(std::move(step));
  }
  return steps;
}

base::Status Pass::edit(const rules::FieldEdits& edits, const rules::LocalTicket& local,
                        BoardStep& step) {
  TRY_ASSIGN(std::string text, folders_.read(local.path));
  if (edits.body) text = tickets::with_body(text, *edits.body);
  if (edits.title) {
    TRY_ASSIGN(text, tickets::edit_field(text, "title", *edits.title));
  }
  if (edits.priority) {
    TRY_ASSIGN(text, tickets::edit_field(text, "priority", "P" + std::to_string(*edits.priority)));
  }
  if (edits.links) {
    TRY_ASSIGN(text, edits.links->empty() ? tickets::remove_field(text, "board_links")
                                          : tickets::edit_field(text, "board_links", *edits.links));
  }
  if (edits.new_key) {
    TRY_ASSIGN(text, tickets::edit_field(text, "board", board_field(step.after)));
  }
  TRY_ASSIGN(const rules::Ticket written, folders_.write(local.path, local.digest, text));
  crash_.pass();
  step.edited = edits;
  step.after.digest = written.digest;
  step.title = edits.title.value_or(local.title);
  step.body = edits.body.value_or(local.body);
  return {};
}

base::Status Pass::send(const BoardPlan& plan, const BoardItem& item, BoardStep& step) {
  TRY_ASSIGN(rules::Issue then,
             provider_.update(rules::parts_of(item.ref).id, step.after.revision, plan.send, stop_));
  crash_.pass();
  then = rules::tidy(std::move(then));
  step.after.revision = then.revision;
  // Its own words for what was sent: markdown that went there and back is no edit of theirs.
  if (plan.send.body) step.after.common.their_body = rules::body_digest(then.body);
  step.after.cut = then.cut;
  step.sent = plan.send;
  return {};
}

}  // namespace

BoardDone work_on(const BoardWork& work, tickets::Folders& folders, boards::Provider& provider,
                  CrashPoint& crash, std::stop_token stop) {
  BoardDone done;
  Pass pass(work, folders, provider, crash, stop);
  const auto failed = [&](const BoardItem& item, const base::Error& error) {
    if (boards::retry_at(error)) {
      done.refused = error;
      return;
    }
    if (item.link) done.again.push_back(item.ref);
    done.lost = done.lost || !item.link;
    if (error.code == ErrorCode::cancelled) done.cancelled = true;
    if (error.code == ErrorCode::conflict || done.cancelled) return;  // somebody was faster
    const std::string name = item.link ? item.link->key : rules::parts_of(item.ref).id;
    done.problems.push_back(base::printable(name, 64) + ": " + error.message);
  };
  std::vector<const BoardItem*> new_items;
  std::vector<Planned> new_ones;
  for (const BoardItem& item : work.items) {
    done.cancelled = done.cancelled || stop.stop_requested();
    if (done.cancelled) return done;
    auto planned = pass.run(item);
    if (!planned) {
      failed(item, planned.error());
      if (done.refused) return done;
    } else if (planned->create) {
      new_items.push_back(&item);
      new_ones.push_back(std::move(*planned));
    } else if (planned->step) {
      done.steps.push_back(std::move(*planned->step));
    }
  }
  if (done.cancelled) return done;
  auto created = pass.create(std::move(new_ones));
  for (std::size_t n = 0; n < created.size(); ++n) {
    if (created[n]) {
      done.steps.push_back(std::move(*created[n]));
    } else {
      failed(*new_items[n], created[n].error());
    }
  }
  return done;
}

}  // namespace app
