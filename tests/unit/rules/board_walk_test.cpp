// Random lives of a board and its tickets: edits on both sides, syncs that die between any two of
// their actions, questions answered late, words for the board that fail on their way. In the end
// both sides say the same, and nothing was doubled, lost or brought back.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

#include "bench.h"
#include "rules/board_sync.h"
#include "rules/outbox.h"

using namespace rules;

namespace {

struct Died {};

struct Life {
  explicit Life(unsigned seed) : random(seed), lossy(seed % 2 == 0) {
    board.name = "shop";
    board.provider = "file";
    board.instance = "issues";
    board.write = BoardWrite::full;
    bench.settings.boards = {board};
  }

  unsigned pick(unsigned n) { return static_cast<unsigned>(random() % n); }
  bool chance(unsigned percent) { return pick(100) < percent; }
  void may_die() {
    if (chance(dying)) throw Died{};
  }
  std::string word() { return "w" + std::to_string(++words); }

  // ---- what people do ----
  void add_issue() {
    Issue issue;
    issue.id = std::to_string(++ids);
    issue.key = "APP-" + issue.id;
    issue.title = word();
    issue.body = kept(word());
    issue.priority = static_cast<int>(pick(4));
    issue.revision = word();
    issues[issue.id] = issue;
  }
  template <class Map>
  auto any(Map& map) {
    return std::next(map.begin(), pick(static_cast<unsigned>(map.size())));
  }
  void edit_issue() {
    if (issues.empty()) return;
    Issue& issue = any(issues)->second;
    // What can still be seen of it: words may be overwritten by whoever wrote them.
    if (chance(40)) issue.title = word();
    if (chance(40)) issue.body = kept(word());
    if (chance(20)) issue.priority = static_cast<int>(pick(4));
    if (chance(10)) issue.stage = static_cast<Stage>(pick(3));
    issue.revision = word();
  }
  void edit_file() {
    if (files.empty()) return;
    LocalTicket& file = any(files)->second;
    if (chance(40)) file.title = word();
    if (chance(40)) file.body = word();
    if (chance(20)) file.priority = static_cast<int>(pick(4));
    if (chance(10)) file.folder = static_cast<Folder>(pick(3));
    file.digest = word();
  }
  void delete_issue() {
    if (!issues.empty()) issues.erase(any(issues));
  }
  void delete_file() {
    if (files.empty()) return;
    const auto file = any(files);
    removed.insert(file->first);
    files.erase(file);
  }
  void answer() {
    std::vector<base::ReviewId> open;
    for (const auto& [id, review] : bench.state.reviews) open.push_back(id);
    if (open.empty()) return;
    Verdict verdict;
    verdict.kind = Verdict::Kind::answer;
    verdict.choice = chance(50) ? "mine" : "theirs";
    const auto& id = open[pick(static_cast<unsigned>(open.size()))];
    REQUIRE(bench.decide([&](Draft& d) { return decide_review(d, id, verdict); }));
  }

  // A board that keeps texts in a form of its own.
  std::string kept(const std::string& body) const {
    std::string out;
    for (const char c : body) {
      if (!lossy || c != 'w') out += c;
    }
    return out;
  }

  // ---- the sync, as app/ does it ----
  // `lazy`: an issue whose revision is known is not seen, as with a cursor.
  void sync(bool lazy) {
    std::set<IssueRef> refs;
    for (const auto& [id, issue] : issues) refs.insert(issue_ref("file", "issues", id));
    for (const auto& [ref, link] : bench.state.links) refs.insert(ref);
    try {
      for (const IssueRef& ref : refs) sync_one(ref, lazy);
      tell();
    } catch (const Died&) {
    }
  }
  void sync_one(const IssueRef& ref, bool lazy) {
    const auto known = bench.state.links.find(ref);
    std::optional<BoardLink> link;
    if (known != bench.state.links.end()) link = known->second;
    const std::string id = parts_of(ref).id;
    const auto there = issues.find(id);
    std::optional<Issue> issue;
    const bool seen = !lazy || !link || link->again || !link->disputes.empty();
    if (there != issues.end() && (seen || link->revision != there->second.revision)) {
      issue = tidy(there->second);
    }
    const auto file = files.find(id);
    std::optional<LocalTicket> local;
    if (file != files.end()) {
      local = file->second;
      local->body_there = kept(local->body);
    }
    BoardPlan plan = plan_issue({board, bench.settings, issue, there == issues.end(), link, local});
    if (!plan.link || plan.does_nothing(link)) return;
    BoardStep step{link, *plan.link, plan.edit, plan.send, false, "", "", plan.dispute_text};
    may_die();
    if (plan.create) {
      REQUIRE(!files.contains(id));
      removed.erase(id);  // deleted before the sync that died could note that it was there
      const TicketDraft& draft = *plan.create;
      files[id] = {{draft.wanted_id}, draft.title,   draft.body,    "",
                   draft.priority,    Folder::queue, "queue/" + id, word()};
      step.after.ticket = files[id].id;
      step.after.digest = files[id].digest;
    }
    if (!plan.edit.empty()) {
      LocalTicket& to = files.at(id);
      if (plan.edit.title) to.title = *plan.edit.title;
      if (plan.edit.body) to.body = *plan.edit.body;
      if (plan.edit.priority) to.priority = *plan.edit.priority;
      step.after.digest = to.digest = word();
    }
    may_die();
    if (!plan.send.empty()) {
      Issue& to = issues.at(id);
      if (chance(dying)) to.revision = word();  // somebody was faster
      if (to.revision != plan.link->revision) {
        bench.decide([&](Draft& d) { look_again(d, ref); });
        return;
      }
      if (plan.send.title) to.title = *plan.send.title;
      if (plan.send.body) to.body = kept(*plan.send.body);
      if (plan.send.priority) to.priority = *plan.send.priority;
      if (plan.send.stage) to.stage = *plan.send.stage;
      if (plan.send.body) step.after.common.their_body = body_digest(to.body);
      step.after.revision = to.revision = word();
    }
    may_die();
    bench.decide([&](Draft& d) { take_step(d, step); });
    ++steps;
  }

  // Work on a ticket of the board: its plan is to be told.
  void work() {
    if (files.empty()) return;
    const auto file = any(files);
    const auto link = bench.state.links.find(issue_ref("file", "issues", file->first));
    if (link == bench.state.links.end() || link->second.ticket != file->second.id) return;
    if (link->second.remote == Remote::deleted) return;
    Session session;
    session.id.value = "app-" + std::to_string(++words);
    session.ticket = file->second.id;
    bench.decide([&](Draft& d) { tell_plan(d, session, word()); });
    const std::string& marker = bench.state.outbox.rbegin()->second.marker;
    wanted[file->first].insert(marker);
  }
  void tell() {
    std::set<std::int64_t> tried;
    for (;;) {
      const auto open = sendable(bench.state, board, std::nullopt);
      const auto next = std::find_if(open.begin(), open.end(),
                                     [&](const Outgoing* one) { return !tried.contains(one->id); });
      if (next == open.end()) return;
      const Outgoing what = **next;
      bench.decide([&](Draft& d) { outgoing_tried(d, what.id); });
      may_die();
      const std::string id = parts_of(what.ref).id;
      const bool lost = chance(dying), unheard = chance(dying);
      if (!lost && issues.contains(id)) {
        auto& there = comments[id];
        const bool known = std::find(there.begin(), there.end(), what.marker) != there.end();
        if (what.tries == 0 || !known) there.push_back(what.marker);
      }
      may_die();
      if (lost || unheard || !issues.contains(id)) {
        const bool hopeless = !issues.contains(id);
        tried.insert(what.id);
        bench.decide([&](Draft& d) { outgoing_failed(d, what.id, "no", hopeless, 0.5); });
      } else {
        bench.decide([&](Draft& d) { outgoing_sent(d, what.id); });
      }
    }
  }

  void live() {
    dying = 15;
    for (int n = 0; n < 60; ++n) {
      switch (pick(9)) {
        case 0: add_issue(); break;
        case 8: work(); break;
        case 1:
        case 2: edit_issue(); break;
        case 3:
        case 4: edit_file(); break;
        case 5: chance(30) ? (chance(50) ? delete_issue() : delete_file()) : answer(); break;
        default: sync(chance(50)); break;
      }
    }
    dying = 0;
    for (int n = 0; n < 4; ++n) {
      sync(false);
      while (!bench.state.reviews.empty()) answer();
    }
  }

  void check() {
    for (const auto& [id, issue] : issues) {
      const auto file = files.find(id);
      const bool was_wanted = file != files.end() || removed.contains(id);
      CHECK((was_wanted || issue.stage == Stage::done));
      if (file == files.end()) continue;
      CHECK(file->second.title == issue.title);
      CHECK((file->second.body == issue.body || kept(file->second.body) == issue.body));
      CHECK(file->second.priority == issue.priority);
      CHECK(!bench.state.links.at(issue_ref("file", "issues", id)).again);
    }
    CHECK(bench.state.outbox.empty());
    for (const auto& [id, markers] : wanted) {
      if (!issues.contains(id)) continue;
      const auto& there = comments[id];
      CHECK(std::set(there.begin(), there.end()) == markers);
      CHECK(there.size() == markers.size());
    }
    for (const auto& [ref, link] : bench.state.links) {
      const std::string id = parts_of(ref).id;
      CHECK((link.remote == Remote::deleted) == !issues.contains(id));
    }
    steps = 0;
    sync(false);
    sync(true);
    CHECK(steps == 0);
  }

  std::minstd_rand random;
  bool lossy;  // the board keeps bodies in a form of its own
  Bench bench;
  BoardSettings board;
  std::map<std::string, Issue> issues;       // by id
  std::map<std::string, LocalTicket> files;  // by the issue's id in their front matter
  std::set<std::string> removed;
  std::map<std::string, std::vector<std::string>> comments;  // by issue: markers as they came
  std::map<std::string, std::set<std::string>> wanted;       // the same, to be there once each
  unsigned dying = 0;
  int ids = 0, words = 0, steps = 0;
};

}  // namespace

TEST_CASE("whatever is edited and wherever a sync dies, both sides end equal") {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    CAPTURE(seed);
    Life life(seed);
    life.live();
    life.check();
  }
}

TEST_CASE("an edit that nobody else made is never lost") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    Life life(seed);
    life.add_issue();
    life.sync(false);
    life.dying = 30;
    for (int n = 0; n < 20; ++n) {
      const std::string mine = life.word(), theirs = life.kept(life.word());
      life.files.begin()->second.title = mine;
      life.files.begin()->second.digest = life.word();
      life.issues.begin()->second.body = theirs;
      life.issues.begin()->second.revision = life.word();
      for (int tries = 0; tries < 3; ++tries) life.sync(life.chance(50));
      life.dying = 0;
      life.sync(true);
      life.sync(true);
      life.dying = 30;
      CHECK(life.issues.begin()->second.title == mine);
      CHECK(life.files.begin()->second.body == theirs);
    }
    CHECK(life.bench.state.reviews.empty());
  }
}

TEST_CASE("an answer stands when nothing changed since, and another change asks anew") {
  for (const bool take_theirs : {false, true}) {
    Life life(7);
    life.add_issue();
    life.sync(false);
    life.files.begin()->second.title = "mine";
    life.files.begin()->second.digest = "x";
    life.issues.begin()->second.title = "theirs";
    life.issues.begin()->second.revision = "x";
    life.sync(false);
    REQUIRE(life.bench.state.reviews.size() == 1);
    const auto first = life.bench.state.reviews.begin()->first;
    life.sync(true);
    CHECK(life.bench.state.reviews.contains(first));
    life.issues.begin()->second.title = "other";
    life.issues.begin()->second.revision = "y";
    life.sync(true);
    REQUIRE(life.bench.state.reviews.size() == 1);
    CHECK(!life.bench.state.reviews.contains(first));
    Verdict verdict;
    verdict.kind = Verdict::Kind::answer;
    verdict.choice = take_theirs ? "theirs" : "mine";
    const auto second = life.bench.state.reviews.begin()->first;
    REQUIRE(life.bench.decide([&](Draft& d) { return decide_review(d, second, verdict); }));
    life.sync(true);
    CHECK(life.files.begin()->second.title == (take_theirs ? "other" : "mine"));
    CHECK(life.issues.begin()->second.title == (take_theirs ? "other" : "mine"));
    CHECK(life.bench.state.reviews.empty());
  }
}
