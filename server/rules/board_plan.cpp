#include "rules/board_plan.h"

#include <algorithm>

#include "base/text.h"

namespace rules {
namespace {

constexpr std::size_t kShownBody = 3000;

// What became of one field that both sides have.
enum class Merge { same, take, send, dispute };
template <class T>
Merge merge(const T& common, bool known, const T& mine, const T& theirs) {
  if (mine == theirs) return Merge::same;
  if (!known) return Merge::dispute;
  if (mine == common) return Merge::take;
  if (theirs == common) return Merge::send;
  return Merge::dispute;
}

const std::string* find_word(const std::map<std::string, std::string>& words,
                             const std::string& word) {
  for (const auto& [key, value] : words) {
    if (base::to_lower(key) == base::to_lower(word)) return &value;
  }
  return nullptr;
}

std::string type_for(const BoardPlanInput& in) {
  std::vector<std::string> words{in.issue->type};
  words.insert(words.end(), in.issue->labels.begin(), in.issue->labels.end());
  for (const auto& word : words) {
    const std::string* type = word.empty() ? nullptr : find_word(in.board.types, word);
    if (type != nullptr && in.settings.type(*type) != nullptr) return *type;
  }
  const bool has_task = in.settings.type("TASK") != nullptr || in.settings.types.empty();
  return has_task ? "TASK" : in.settings.types.front().key;
}

// Empty where nothing says which of several it is: its row asks for it.
std::string project_for(const BoardPlanInput& in) {
  for (const auto& label : in.issue->labels) {
    if (const std::string* project = find_word(in.board.mapping, label)) return *project;
  }
  return in.board.project;
}

class Planner {
 public:
  explicit Planner(const BoardPlanInput& input) : in_(input) {}

  BoardPlan plan() {
    if (!in_.link) return first_meeting();
    link_ = *in_.link;
    link_.board = in_.board.name;
    link_.again = link_.again && !in_.issue && !in_.gone;
    see_remote();
    if (in_.local) {
      meet();
    } else if (in_.issue && in_.issue->revision != in_.link->revision) {
      // Its file is away, and may come back: then both are compared, not the file with the past.
      link_.revision = in_.link->revision;
      link_.digest.clear();
    }
    plan_.link = link_;
    return std::move(plan_);
  }

 private:
  BoardPlan first_meeting();
  void see_remote();
  void meet();
  void merge_title(const std::string& theirs);
  void merge_body(const std::string& theirs_digest);
  void merge_priority(int theirs);
  void merge_stage();
  void dispute(BoardField field, std::string mine, std::string theirs);
  void describe_disputes();
  // Without an issue the remote side is as it was last seen.
  [[nodiscard]] bool writes() const {
    return in_.board.write == BoardWrite::full && !in_.gone && link_.remote != Remote::deleted;
  }

  const BoardPlanInput& in_;
  BoardLink link_;
  BoardPlan plan_;
  std::vector<Dispute> disputes_;
};

BoardPlan Planner::first_meeting() {
  if (!in_.issue || in_.gone) return {};
  const Issue& issue = *in_.issue;
  if (!is_wanted(in_.board, issue) && !in_.local) return {};
  link_.ref = issue_ref(in_.board.provider, in_.board.instance, issue.id);
  link_.board = in_.board.name;
  link_.key = issue.key;
  link_.url = issue.url;
  link_.there = issue.stage;
  if (in_.local) {  // its ticket is there, from before a crash, or it came with the repository
    link_.here = stage_of(in_.local->folder);
    see_remote();
    meet();
    plan_.link = link_;
    return std::move(plan_);
  }
  see_remote();
  TicketDraft draft;
  draft.type = type_for(in_);
  draft.title = issue.title;
  draft.body = issue.body;
  draft.project = project_for(in_);
  draft.links = link_.links = link_lines(issue);
  draft.priority = issue.priority < 0 ? 2 : issue.priority;
  draft.wanted_id = id_for_key(draft.type, issue.key);
  plan_.create = std::move(draft);
  const std::string digest = body_digest(issue.body);
  link_.common = {true, issue.title, digest, digest, issue.priority};
  plan_.link = link_;
  return std::move(plan_);
}

void Planner::see_remote() {
  if (in_.gone) {
    link_.remote = Remote::deleted;
    return;
  }
  if (!in_.issue) return;
  const Issue& issue = *in_.issue;
  link_.remote = issue.stage == Stage::done  ? Remote::done
                 : is_ours(in_.board, issue) ? Remote::open
                                             : Remote::elsewhere;
  link_.revision = issue.revision;
  link_.cut = issue.cut;
  plan_.edit.new_key = in_.local && (link_.key != issue.key || link_.url != issue.url);
  link_.key = issue.key;
  link_.url = issue.url;
  // A ticket that was made without them, by hand or by an older Operator, gets them, too.
  if (std::vector<std::string> links = link_lines(issue); in_.local && links != link_.links) {
    plan_.edit.links = links;
    link_.links = std::move(links);
  }
}

void Planner::meet() {
  const LocalTicket& local = *in_.local;
  link_.ticket = local.id;
  link_.digest = local.digest;
  if (link_.remote == Remote::deleted) {
    link_.disputes.clear();
    return;
  }
  // Where both agreed, the issue is as the common version says until it is seen again.
  const bool is_known = in_.issue || (link_.common.known && link_.disputes.empty());
  if (!is_known) {
    link_.again = true;
    return;
  }
  const CommonVersion before = link_.common;
  merge_title(in_.issue ? in_.issue->title : before.title);
  merge_body(in_.issue ? body_digest(in_.issue->body) : before.their_body);
  merge_priority(in_.issue ? in_.issue->priority : before.priority);
  link_.common.known = link_.common.known || disputes_.empty();
  merge_stage();
  link_.disputes = disputes_;
  describe_disputes();
}

void Planner::merge_title(const std::string& theirs) {
  const std::string& mine = in_.local->title;
  switch (merge(link_.common.title, link_.common.known, mine, theirs)) {
    case Merge::same: link_.common.title = theirs; break;
    case Merge::take:
      plan_.edit.title = theirs;
      link_.common.title = theirs;
      break;
    case Merge::send:
      if (!writes()) break;
      plan_.send.title = mine;
      link_.common.title = mine;
      break;
    case Merge::dispute: dispute(BoardField::title, mine, theirs); break;
  }
}

void Planner::merge_body(const std::string& theirs) {
  const std::string mine = body_digest(in_.local->body);
  CommonVersion& common = link_.common;
  const bool mine_changed = mine != common.body_digest;
  const bool theirs_changed = theirs != common.their_body;
  const bool same = mine == theirs || body_digest(in_.local->body_there) == theirs;
  if (same || (common.known && !mine_changed && !theirs_changed)) {
    common.body_digest = mine;
    common.their_body = theirs;
  } else if (!common.known || (mine_changed && theirs_changed)) {
    dispute(BoardField::body, mine, theirs);
  } else if (theirs_changed) {
    plan_.edit.body = in_.issue->body;
    common.body_digest = common.their_body = theirs;
  } else if (writes() && !link_.cut) {
    plan_.send.body = in_.local->body;
    common.body_digest = mine;
    common.their_body = body_digest(in_.local->body_there);
  }
}

// A board without priorities has no say in them.
void Planner::merge_priority(int theirs) {
  if (theirs < 0) return;
  const int mine = in_.local->priority;
  const bool known = link_.common.known && link_.common.priority >= 0;
  switch (merge(link_.common.priority, known, mine, theirs)) {
    case Merge::same: link_.common.priority = theirs; break;
    case Merge::take:
      plan_.edit.priority = theirs;
      link_.common.priority = theirs;
      break;
    case Merge::send:
      if (!writes()) break;
      plan_.send.priority = mine;
      link_.common.priority = mine;
      break;
    case Merge::dispute:
      dispute(BoardField::priority, std::to_string(mine), std::to_string(theirs));
      break;
  }
}

// The work's stage goes to the board when it changed here, and never reopens what was done there.
// What the board does with it is shown and changes nothing here.
void Planner::merge_stage() {
  const Stage mine = stage_of(in_.local->folder);
  const Stage theirs = in_.issue ? in_.issue->stage : link_.there;
  link_.there = theirs;
  if (mine == link_.here) return;
  if (in_.board.write != BoardWrite::full) return;
  link_.here = mine;
  if (mine == theirs || theirs == Stage::done || !writes()) return;
  plan_.send.stage = mine;
  link_.there = mine;
  if (mine == Stage::done) link_.remote = Remote::done;
}

void Planner::dispute(BoardField field, std::string mine, std::string theirs) {
  disputes_.push_back({field, std::move(mine), std::move(theirs)});
}

std::string quoted(const std::string& text) {
  std::string out;
  for (const auto& line : base::split(std::string(base::cut_utf8(text, kShownBody)), '\n')) {
    out += "> " + line + "\n";
  }
  return out + (text.size() > kShownBody ? "> …\n" : "");
}

void Planner::describe_disputes() {
  std::string& text = plan_.dispute_text;
  for (const Dispute& one : disputes_) {
    if (!text.empty()) text += "\n";
    switch (one.field) {
      case BoardField::title:
        text +=
            "**Title**, here:\n\n" + quoted(one.mine) + "\non the board:\n\n" + quoted(one.theirs);
        break;
      case BoardField::priority:
        text += "**Priority**: P" + one.mine + " here, P" + one.theirs + " on the board\n";
        break;
      case BoardField::body:
        text += "**Text**, here:\n\n" + quoted(in_.local->body) + "\non the board:\n\n" +
                quoted(in_.issue ? in_.issue->body : "");
        break;
    }
  }
}

}  // namespace

BoardPlan plan_issue(const BoardPlanInput& input) { return Planner(input).plan(); }

Stage stage_of(Folder folder) {
  switch (folder) {
    case Folder::queue: return Stage::todo;
    case Folder::in_progress: return Stage::doing;
    case Folder::completed: return Stage::done;
  }
  return Stage::todo;
}

std::string id_for_key(const std::string& type, const std::string& key) {
  std::string id = type + "-";
  for (const char c : key) {
    const bool fine = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '_' || c == '-';
    if (fine) {
      id += c;
    } else if (id.back() != '-') {
      id += '-';
    }
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id.size() > type.size() && id.size() <= 64 ? id : "";
}

}  // namespace rules
