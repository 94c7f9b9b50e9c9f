#include "app/board_run.h"

#include <algorithm>
#include <map>
#include <random>
#include <unordered_map>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "rules/outbox.h"

namespace app {
namespace {

using base::ErrorCode;
using rules::BoardLink;
using rules::IssueRef;

// A sync looks again at what somebody else changed while it ran, this often.
constexpr int kRounds = 2;
// So many that fail one after another: it is the board, not the issue.
constexpr int kFailures = 3;
constexpr const char* kCancelled = "cancelled; what it brought in stays";
constexpr const char* kNotKept = "what it did could not be kept";

// The workspace's tickets by id and by issue: the copy that is worked on wins.
class TicketIndex {
 public:
  explicit TicketIndex(const std::vector<rules::Ticket>& tickets) {
    for (const auto& ticket : tickets) {
      if (!ticket.id.empty()) put(by_id_, ticket.id.value, ticket);
      if (!ticket.board_ref.empty()) put(by_ref_, ticket.board_ref.value, ticket);
    }
  }
  const rules::Ticket* find(const IssueRef& ref, const BoardLink* link) const {
    const auto by_id = link == nullptr ? by_id_.end() : by_id_.find(link->ticket.value);
    if (by_id != by_id_.end()) return by_id->second;
    const auto by_ref = by_ref_.find(ref.value);
    return by_ref == by_ref_.end() ? nullptr : by_ref->second;
  }

 private:
  using Map = std::unordered_map<std::string_view, const rules::Ticket*>;
  static void put(Map& map, std::string_view key, const rules::Ticket& ticket) {
    const auto rank = [](const rules::Ticket& one) {
      return one.folder == rules::Folder::in_progress ? 2
             : one.folder == rules::Folder::completed ? 1
                                                      : 0;
    };
    const rules::Ticket*& known = map[key];
    if (known == nullptr || rank(ticket) > rank(*known)) known = &ticket;
  }
  Map by_id_, by_ref_;
};

std::string one_text(const std::vector<std::string>& problems) {
  if (problems.size() < 2) return problems.empty() ? "" : problems.front();
  return problems.front() + " (and " + std::to_string(problems.size() - 1) + " more)";
}

// 0..1
double random_part() {
  static std::minstd_rand random{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(random);
}

}  // namespace

BoardRun::BoardRun(Parts parts, rules::BoardSettings board, Kind kind,
                   std::function<void(const std::string&)> on_end)
    : parts_(parts), board_(std::move(board)), kind_(kind), on_end_(std::move(on_end)) {
  outcome_.name = board_.name;
}

void BoardRun::begin() {
  // A board's address decides where files are read and words are sent.
  const rules::World& world = parts_.engine.world();
  if (!world.trusted) {
    return end("the workspace is not trusted: " + world.trust_reason);
  }
  auto provider = parts_.access.open(board_);
  if (!provider) return give_up(provider.error());
  provider_ = std::move(*provider);
  mark_ = BoardMark::of(parts_.engine.state(), board_.name);
  if (mark_.digest != board_.digest) {
    mark_.since.clear();
    mark_.page.clear();
  }
  mark_.digest = board_.digest;
  request_.since = began_at_ = mark_.since;
  request_.page = mark_.page;
  resumed_ = !mark_.page.empty();
  // What the pages bring in needs no second look.
  for (const auto& [ref, link] : parts_.engine.state().links) {
    if (!is_mine(link) || link.remote == rules::Remote::deleted) continue;
    request_.known.push_back(rules::parts_of(ref).id);
  }
  parts_.files.rescan(
      [self = shared_from_this()] { self->is_sync() ? self->next_page() : self->rest(); });
}

void BoardRun::next_page() {
  parts_.pool.run(
      [provider = provider_, request = request_, stop = stop_](std::stop_token ending) mutable {
        const std::stop_callback both(ending, [&stop] { stop.request_stop(); });
        return provider->changed(request, stop.get_token());
      },
      [self = shared_from_this()](base::Result<boards::Page> page) {
        if (!page) return self->give_up(page.error());
        self->take_page(std::move(*page));
      });
}

bool BoardRun::is_mine(const BoardLink& link) const {
  return link.board == board_.name && rules::is_of(board_, link.ref);
}

// What is known of the issue, and its place in the work. Another board's issue is left to that one.
void BoardRun::add_item(BoardItem item, std::vector<BoardItem>& items) const {
  const auto& links = parts_.engine.state().links;
  if (const auto link = links.find(item.ref); link != links.end()) {
    const std::string& board = link->second.board;
    if (board != board_.name && parts_.engine.settings().board(board) != nullptr) return;
    item.link = link->second;
  }
  items.push_back(std::move(item));
}

void BoardRun::take_page(boards::Page page) {
  for (auto& problem : page.problems) {
    const bool is_new = std::find(problems_.begin(), problems_.end(), problem) == problems_.end();
    if (is_new) problems_.push_back(std::move(problem));
  }
  issues_ += static_cast<int>(page.issues.size());
  std::map<IssueRef, BoardItem> by_ref;  // one that is there twice counts as it was last
  const auto ref_of = [&](const std::string& id) {
    return rules::issue_ref(board_.provider, board_.instance, id);
  };
  for (auto& issue : page.issues) {
    BoardItem& item = by_ref[ref_of(issue.id)];
    item.issue = std::move(issue);
  }
  for (const auto& id : page.gone) by_ref[ref_of(id)].gone = true;
  std::vector<BoardItem> items;
  for (auto& [ref, item] : by_ref) {
    item.ref = ref;
    const auto link = parts_.engine.state().links.find(ref);
    const bool in_step =
        link != parts_.engine.state().links.end() && link->second.remote == rules::Remote::open;
    if (!anew_ || !in_step) add_item(std::move(item), items);  // the others just were looked at
  }
  whole_ = whole_ || (page.next.empty() && request_.since.empty());
  if (whole_) mark_.anew = std::to_string(base::now().wall.ms);
  request_.page = page.next;
  if (!anew_) {
    mark_.page = page.next;
    if (page.next.empty()) mark_.since = page.since;
    request_.since = mark_.since;
  }
  // What changed since on the pages that the interrupted one had seen.
  const bool once_more = page.next.empty() && std::exchange(resumed_, false);
  work(std::move(items), [self = shared_from_this(), once_more] {
    if (!self->request_.page.empty() || once_more) return self->next_page();
    if (self->must_ask_anew()) return self->ask_anew();
    self->parts_.files.rescan([self] { self->rest(); });
  });
}

bool BoardRun::must_ask_anew() const {
  const auto every = rules::asked_anew_every(board_);
  if (whole_ || !every) return false;
  const std::int64_t now = base::now().wall.ms;
  const std::int64_t then = mark_.anew.empty() ? 0 : std::stoll(mark_.anew);
  return kind_ == Kind::asked || then > now || now - then >= every->count();
}

// As the first sync does, which knows of no issue.
void BoardRun::ask_anew() {
  anew_ = true;
  request_ = {};
  next_page();
}

// What changed here, and what is left of earlier syncs.
void BoardRun::rest() {
  changed_meanwhile_ = false;
  const TicketIndex tickets(parts_.engine.world().tickets);
  std::vector<BoardItem> items;
  for (const auto& [ref, link] : parts_.engine.state().links) {
    if (!is_mine(link)) continue;
    const rules::Ticket* ticket = tickets.find(ref, &link);
    const bool edited = ticket != nullptr && ticket->digest != link.digest;
    const bool moved = ticket != nullptr && rules::stage_of(ticket->folder) != link.here;
    const bool counts = board_.write == rules::BoardWrite::full || !link.disputes.empty();
    // What came while its file was away was not compared with it.
    const bool back = ticket != nullptr && link.digest.empty();
    if (!link.again && !back && !(counts && (edited || moved))) continue;
    BoardItem item;
    item.ref = ref;
    item.fetch = link.again || back || !link.disputes.empty();
    add_item(std::move(item), items);
  }
  const bool left_some = !later_.empty();
  for (BoardItem& item : std::exchange(later_, {})) add_item(std::move(item), items);
  if (items.empty() || ++rounds_ > kRounds) {
    lost_ = lost_ ||
            std::any_of(items.begin(), items.end(), [](const auto& item) { return !item.link; });
    if (left_some && !keep({})) return end(kNotKept);
    return tell();
  }
  work(std::move(items), [self = shared_from_this()] {
    if (!self->changed_meanwhile_ && self->later_.empty()) return self->tell();
    self->parts_.files.rescan([self] { self->rest(); });
  });
}

void BoardRun::work(std::vector<BoardItem> items, std::function<void()> then) {
  const TicketIndex tickets(parts_.engine.world().tickets);
  for (BoardItem& item : items) {
    const rules::Ticket* ticket = tickets.find(item.ref, item.link ? &*item.link : nullptr);
    if (ticket != nullptr) item.ticket = *ticket;
  }
  BoardWork work{board_, parts_.engine.settings(), {}};
  std::vector<IssueRef> taken;
  for (BoardItem& item : items) {
    if (!item.link && !parts_.taken.insert(item.ref).second) {
      later_.push_back(std::move(item));
      continue;
    }
    if (!item.link) taken.push_back(item.ref);
    work.items.push_back(std::move(item));
  }
  parts_.pool.run(
      [work = std::move(work), folders = parts_.files.shared_folders(), provider = provider_,
       crash = &parts_.engine.crash, stop = stop_](std::stop_token ending) mutable {
        const std::stop_callback both(ending, [&stop] { stop.request_stop(); });
        return work_on(work, *folders, *provider, *crash, stop.get_token());
      },
      [self = shared_from_this(), then = std::move(then), taken](BoardDone done) {
        const bool cancelled = done.cancelled || self->stop_.stop_requested();
        const auto refused = done.refused;
        const bool kept = self->keep(std::move(done));
        for (const IssueRef& ref : taken) self->parts_.taken.erase(ref);
        if (!kept) return self->end(kNotKept);
        if (cancelled) return self->end(kCancelled);
        if (refused) return self->give_up(*refused);
        then();
      });
}

// One decision: what was done, and where the sync goes on.
bool BoardRun::keep(BoardDone done) {
  lost_ = lost_ || done.lost;
  BoardMark mark = mark_;
  if (lost_ || !later_.empty()) {
    mark.page.clear();
    mark.since = began_at_;
  }
  const auto kept =
      parts_.engine.decide("board:" + board_.name, [&](rules::Draft& draft) -> base::Status {
        for (const rules::BoardStep& step : done.steps) {
          const auto open = draft.state.reviews.size();
          if (!rules::take_step(draft, step)) {
            changed_meanwhile_ = true;
            continue;
          }
          outcome_.created += step.created ? 1 : 0;
          outcome_.updated += step.edited.empty() ? 0 : 1;
          outcome_.sent += step.sent.empty() ? 0 : 1;
          outcome_.asked += draft.state.reviews.size() > open ? 1 : 0;
        }
        for (const IssueRef& ref : done.again) rules::look_again(draft, ref);
        if (!done.cancelled && !done.refused) mark.put(draft, board_.name);
        return {};
      });
  changed_meanwhile_ = changed_meanwhile_ || !done.again.empty();
  std::move(done.problems.begin(), done.problems.end(), std::back_inserter(problems_));
  return kept.has_value();
}

// What waits in the outbox, one after another.
void BoardRun::tell() {
  if (stop_.stop_requested()) return end(kCancelled);
  // A sync does not wait for what was to be tried again later.
  const auto now = is_sync() ? std::nullopt : std::optional(base::now().wall);
  if (board_.write != rules::BoardWrite::off) {
    for (const auto* one : rules::sendable(parts_.engine.state(), board_, now)) {
      if (!tried_.contains(one->id)) return tell_one(*one);
    }
  }
  end("");
}

void BoardRun::tell_one(const rules::Outgoing& outgoing) {
  const rules::Outgoing what = outgoing;
  const bool kept = parts_.engine.note(
      "board:" + board_.name, [&](rules::Draft& draft) { rules::outgoing_tried(draft, what.id); });
  if (!kept) return end("what is to be told could not be noted");
  if (what.kind == rules::Outgoing::Kind::stage) return tell_stage(what);
  parts_.pool.run(
      [provider = provider_, what, crash = &parts_.engine.crash,
       stop = stop_](std::stop_token ending) mutable -> base::Status {
        const std::stop_callback both(ending, [&stop] { stop.request_stop(); });
        const std::string id = rules::parts_of(what.ref).id;
        const base::Status done =
            what.kind == rules::Outgoing::Kind::comment
                ? provider->comment(id, what.marker, what.text, what.tries > 0, stop.get_token())
                : provider->link_pull_request(id, what.text, what.title, stop.get_token());
        if (done) crash->pass();
        return done;
      },
      [self = shared_from_this(), what](const base::Status& done) {
        if (done) ++self->outcome_.told;
        self->told(what, done);
      });
}

// How far the work is, is one more field that both sides have.
void BoardRun::tell_stage(const rules::Outgoing& what) {
  BoardItem item;
  item.ref = what.ref;
  item.fetch = true;
  std::vector<BoardItem> items;
  add_item(std::move(item), items);
  work(std::move(items), [self = shared_from_this(), before = problems_.size(), what] {
    const auto& links = self->parts_.engine.state().links;
    const auto link = links.find(what.ref);
    base::Status done;
    if (self->problems_.size() > before) {
      done = base::fail(ErrorCode::external_failed, self->problems_.back());
      self->problems_.pop_back();
    } else if (link != links.end() && link->second.again) {
      done = base::fail(ErrorCode::conflict, "it was changed meanwhile");
    }
    self->told(what, done);
  });
}

void BoardRun::told(const rules::Outgoing& what, const base::Status& done) {
  parts_.engine.note("board:" + board_.name, [&](rules::Draft& draft) {
    if (done) return rules::outgoing_sent(draft, what.id);
    rules::outgoing_failed(draft, what.id, done.error().message,
                           done.error().code == ErrorCode::not_found, random_part());
  });
  if (done) {
    failures_ = 0;
    return tell();
  }
  tried_.insert(what.id);
  const bool is_board = done.error().code == ErrorCode::unauthorized ||
                        done.error().code == ErrorCode::unavailable ||
                        done.error().code == ErrorCode::cancelled || ++failures_ >= kFailures;
  if (is_board) return give_up(done.error(), rules::title_of(what) + ": ");
  problems_.push_back(rules::title_of(what) + ": " + done.error().message);
  tell();
}

void BoardRun::give_up(const base::Error& error, const std::string& where) {
  outcome_.sign_in = error.code == ErrorCode::unauthorized && !secret_name(board_).empty();
  if (const auto at = boards::retry_at(error)) retry_at_ = base::WallTime{*at};
  end(error.code == ErrorCode::cancelled ? kCancelled : where + error.message);
}

void BoardRun::end(const std::string& error) {
  if (!error.empty()) problems_.insert(problems_.begin(), error);
  outcome_.error = base::printable(one_text(problems_), 1000);
  if (!outcome_.error.empty()) base::log_warn("board " + board_.name + ": " + outcome_.error);
  on_end_(error);
}

}  // namespace app
