#include "rules/status.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>

namespace rules {
namespace {

constexpr base::Millis kReadyFor{60'000};  // afterwards an ended turn is "idle"

// The facts that count, by name: the newest of each, nothing that is over ("") and nothing that a
// restore has cut.
class Facts {
 public:
  explicit Facts(const StatusInput& input) : boot_(input.boot) {
    for (const Fact& fact : input.facts) {
      const Fact*& known = newest_[{fact.source, fact.kind}];
      if (known == nullptr || known->id < fact.id) known = &fact;
    }
    std::erase_if(newest_, [&](const auto& entry) {
      return entry.second->value.empty() || is_cut(*entry.second, input.restored_fact);
    });
  }

  const Fact* find(Source source, const char* kind) const {
    const auto found = newest_.find({source, kind});
    return found == newest_.end() ? nullptr : found->second;
  }
  const Fact* find(Source source, const char* kind, std::string_view value) const {
    const Fact* fact = find(source, kind);
    return fact != nullptr && fact->value == value ? fact : nullptr;
  }
  // Open reviews, newest first.
  std::vector<const Fact*> reviews() const {
    std::vector<const Fact*> open;
    for (const auto& [name, fact] : newest_) {
      if (name.first == Source::owner && name.second.starts_with("review/")) open.push_back(fact);
    }
    std::sort(open.begin(), open.end(), [](auto* a, auto* b) { return a->id > b->id; });
    return open;
  }
  // The newest hook or transcript fact of this boot. Facts of another boot say nothing about how
  // long ago they were.
  const Fact* newest_life() const {
    const Fact* newest = nullptr;
    for (const auto& [name, fact] : newest_) {
      if (name.first != Source::hook && name.first != Source::transcript) continue;
      if (!is_of_this_boot(*fact)) continue;
      if (newest == nullptr ||
          std::pair(newest->mono, newest->id) < std::pair(fact->mono, fact->id)) {
        newest = fact;
      }
    }
    return newest;
  }
  // Hook facts that are newer than `launch`: the agent of this run has spoken.
  std::vector<const Fact*> hooks_since(const Fact* launch) const {
    std::vector<const Fact*> found;
    for (const auto& [name, fact] : newest_) {
      const bool newer = launch == nullptr || fact->id > launch->id;
      if (name.first == Source::hook && newer) found.push_back(fact);
    }
    return found;
  }
  bool is_of_this_boot(const Fact& fact) const { return !boot_.empty() && fact.boot == boot_; }

 private:
  // By number: a clock that is set back must not cut what came later.
  static bool is_cut(const Fact& fact, std::int64_t restored_fact) {
    if (fact.source == Source::git || fact.source == Source::forge) return false;
    // A decision that is owed is owed after a restore too; the rules close it where it is not.
    if (fact.source == Source::owner && fact.kind.starts_with("review/")) return false;
    return fact.id < restored_fact;
  }
  std::map<std::pair<Source, std::string>, const Fact*> newest_;
  std::string boot_;
};

StatusView view(Status status, std::string what, std::initializer_list<const Fact*> facts) {
  StatusView result;
  result.status = status;
  result.evidence.what = std::move(what);
  const Fact* newest = nullptr;
  for (const Fact* fact : facts) {
    if (fact == nullptr) continue;
    if (newest == nullptr || newest->id < fact->id) newest = fact;
    result.facts.push_back(fact->id);
  }
  if (newest != nullptr) {
    result.evidence.source = newest->source;
    result.evidence.at = newest->at;
  }
  return result;
}

// The agent's end needs a witness: the exit record, or host and agent both gone.
bool is_gone(const Facts& facts) {
  return facts.find(Source::process, "exit") != nullptr ||
         (facts.find(Source::process, "host", "gone") != nullptr &&
          facts.find(Source::process, "agent", "gone") != nullptr);
}

bool is_alive(const Facts& facts) {
  return facts.find(Source::process, "agent", "alive") != nullptr ||
         facts.find(Source::process, "host", "alive") != nullptr;
}

const Fact* frozen(const Facts& facts) { return facts.find(Source::human, "freeze", "frozen"); }

const Fact* parked(const Facts& facts) {
  if (is_alive(facts)) return nullptr;
  const Fact* by_person = facts.find(Source::human, "park");
  return by_person != nullptr ? by_person : facts.find(Source::owner, "park");
}

std::optional<StatusView> ended_view(const Facts& facts) {
  if (const Fact* pr = facts.find(Source::forge, "pr", "merged")) {
    return view(Status::merged, "pull request merged", {pr});
  }
  if (const Fact* cleanup = facts.find(Source::human, "cleanup")) {
    return view(Status::cleanup, "its worktree was removed", {cleanup});
  }
  // Not before the processes are proved gone.
  const Fact* kill = facts.find(Source::human, "kill");
  if (kill != nullptr && !is_alive(facts)) {
    const bool force = kill->value == "terminated";
    return view(force ? Status::terminated : Status::killed,
                force ? "ended by force" : "killed on request", {kill});
  }
  const Fact* launch = facts.find(Source::owner, "launch");
  if (launch != nullptr && launch->value.starts_with("failed")) {
    return view(Status::errored, "launch " + launch->value, {launch});
  }
  if (facts.find(Source::forge, "pr", "open") != nullptr) return std::nullopt;
  if (const Fact* ticket = facts.find(Source::owner, "ticket", "completed")) {
    return view(Status::done, "ticket completed", {ticket});
  }
  if (parked(facts) != nullptr) return std::nullopt;
  const Fact* host = facts.find(Source::process, "host", "gone");
  const Fact* agent = facts.find(Source::process, "agent", "gone");
  if (host != nullptr && agent != nullptr && facts.find(Source::process, "exit") == nullptr) {
    return view(Status::killed, "host and agent are gone, without an exit record", {host, agent});
  }
  return std::nullopt;
}

std::string review_text(const std::string& kind, std::size_t count) {
  static const std::map<std::string, std::string> kTexts{
      {"plan", "a plan waits for review"},
      {"visual", "the result waits to be looked at"},
      {"pr", "the work waits for review"},
      {"permission", "a permission is asked"},
      {"question", "a question is asked"},
      {"failure", "a failure needs a decision"},
      {"conflict", "a conflict needs a decision"},
      {"leftover", "uncommitted work needs a decision"}};
  const auto found = kTexts.find(kind);
  std::string text = found == kTexts.end() ? "a decision waits" : found->second;
  if (count > 1) text += ", and " + std::to_string(count - 1) + " more";
  return text;
}

std::optional<StatusView> review_view(const Facts& facts) {
  const auto reviews = facts.reviews();
  if (reviews.empty()) return std::nullopt;
  StatusView result = view(Status::needs_input, review_text(reviews.front()->value, reviews.size()),
                           {reviews.front()});
  for (const Fact* other : reviews) {
    if (other != reviews.front()) result.facts.push_back(other->id);
  }
  return result;
}

std::optional<StatusView> spawning_view(const Facts& facts) {
  const Fact* launch = facts.find(Source::owner, "launch");
  if (launch != nullptr && launch->value.starts_with("setup: ")) {
    return view(Status::spawning, launch->value, {launch});
  }
  if (launch == nullptr || launch->value != "starting" || !facts.hooks_since(launch).empty() ||
      is_gone(facts)) {
    return std::nullopt;
  }
  return view(Status::spawning, "is being started", {launch});
}

std::optional<StatusView> pull_request_view(const Facts& facts) {
  const Fact* pr = facts.find(Source::forge, "pr", "open");
  if (pr == nullptr) return std::nullopt;
  if (const Fact* ci = facts.find(Source::forge, "ci", "failed")) {
    return view(Status::ci_failed, "checks of the pull request failed", {pr, ci});
  }
  if (const Fact* decision = facts.find(Source::forge, "decision", "changes_requested")) {
    return view(Status::changes_requested, "changes were requested", {pr, decision});
  }
  if (const Fact* mergeable = facts.find(Source::forge, "mergeable", "yes")) {
    return view(Status::mergeable, "pull request can be merged", {pr, mergeable});
  }
  if (const Fact* decision = facts.find(Source::forge, "decision", "approved")) {
    return view(Status::approved, "pull request approved", {pr, decision});
  }
  if (const Fact* decision = facts.find(Source::forge, "decision", "pending")) {
    return view(Status::review_pending, "pull request waits for review", {pr, decision});
  }
  return view(Status::pr_open, "pull request open", {pr});
}

std::optional<StatusView> parked_view(const Facts& facts) {
  const Fact* park = parked(facts);
  if (park == nullptr) return std::nullopt;
  return view(Status::parked, park->source == Source::human ? "parked by you" : "parked when idle",
              {park});
}

// When a running turn without a sign of life has to be looked at. A processor in use counts as a
// sign. Nothing: no turn runs, or its times are of another boot.
std::optional<base::MonoTime> stuck_deadline(const Facts& facts, const SessionSettings& settings) {
  if (facts.find(Source::hook, "turn", "running") == nullptr || is_gone(facts)) return std::nullopt;
  if (frozen(facts) != nullptr) return std::nullopt;
  const Fact* life = facts.newest_life();
  if (life == nullptr) return std::nullopt;
  base::MonoTime sign = life->mono;
  const Fact* used = facts.find(Source::process, "cpu", "used");
  // The time in which it was frozen is not silence.
  const Fact* thawed = facts.find(Source::human, "freeze", "thawed");
  for (const Fact* other : {used, thawed}) {
    if (other != nullptr && facts.is_of_this_boot(*other)) sign = std::max(sign, other->mono);
  }
  const bool in_tool = facts.find(Source::hook, "tool") != nullptr;
  return sign + (in_tool ? settings.tool_stuck_after : settings.stuck_after);
}

std::optional<StatusView> stuck_view(const Facts& facts, const SessionSettings& settings,
                                     base::Now now) {
  const auto deadline = stuck_deadline(facts, settings);
  const Fact* still = facts.find(Source::process, "cpu", "still");
  if (!deadline || now.mono < *deadline || still == nullptr || still->mono < *deadline ||
      !facts.is_of_this_boot(*still)) {
    return std::nullopt;
  }
  StatusView result = view(Status::stuck, "no sign of life, and its processor time stands still",
                           {facts.find(Source::hook, "turn"), still});
  result.evidence.at = facts.newest_life()->at;  // people read since when
  return result;
}

StatusView working_view(const Facts& facts) {
  const Fact* exit = facts.find(Source::process, "exit");
  if (exit != nullptr) return view(Status::working, exit->value, {exit});
  const Fact* launch = facts.find(Source::owner, "launch");
  auto signs = facts.hooks_since(launch);
  if (launch != nullptr && launch->value == "running") {
    signs.push_back(launch);
    // Hooks from before `running` was noted prove the start as well.
    for (const Fact* fact : facts.hooks_since(nullptr)) {
      if (fact->id < launch->id) signs.push_back(fact);
    }
  }
  if (const Fact* output = facts.find(Source::process, "output")) {
    return view(Status::working, "started by hand; its terminal is " + output->value, {output});
  }
  if (signs.empty()) return view(Status::stuck, "nothing is known of it", {});
  StatusView result = view(Status::working, "the program runs", {});
  for (const Fact* sign : signs) result.facts.push_back(sign->id);
  std::sort(result.facts.begin(), result.facts.end());
  const Fact* best = signs.front();
  if (const Fact* turn = facts.find(Source::hook, "turn")) {
    const Fact* tool = facts.find(Source::hook, "tool");
    best = tool != nullptr ? tool : turn;
    result.evidence.what = tool != nullptr ? tool->value : "turn " + turn->value;
    if (turn->value == "ended" && facts.find(Source::hook, "background") != nullptr) {
      result.evidence.what = "works in the background";
    }
  } else if (const Fact* start = facts.find(Source::hook, "start")) {
    best = start;
    result.evidence.what = "agent started";
  }
  result.evidence.source = best->source;
  result.evidence.at = best->at;
  return result;
}

StatusView label_of(const Facts& facts, const SessionSettings& settings, base::Now now) {
  if (auto v = ended_view(facts)) return *v;
  if (auto v = review_view(facts)) return *v;
  if (auto v = spawning_view(facts)) return *v;
  if (auto v = pull_request_view(facts)) return *v;
  if (auto v = parked_view(facts)) return *v;
  if (auto v = stuck_view(facts, settings, now)) return *v;
  return working_view(facts);
}

// When an ended turn (or a start without one) stops being "ready"; nothing when none has ended or
// its time is of another boot.
std::optional<base::MonoTime> ready_until(const Facts& facts) {
  const Fact* turn = facts.find(Source::hook, "turn");
  if (turn == nullptr) turn = facts.find(Source::hook, "start");
  if (turn == nullptr || turn->value == "running" || !facts.is_of_this_boot(*turn)) {
    return std::nullopt;
  }
  return turn->mono + kReadyFor;
}

Activity activity_of(const Facts& facts, base::Now now) {
  if (is_gone(facts)) return Activity::exited;
  const Fact* turn = facts.find(Source::hook, "turn");
  if (turn != nullptr && turn->value.starts_with("failed")) return Activity::blocked;
  if (!facts.reviews().empty() || facts.find(Source::screen, "waiting") != nullptr) {
    return Activity::waiting_input;
  }
  if (frozen(facts) != nullptr) return Activity::idle;
  if (facts.find(Source::hook, "background") != nullptr) return Activity::active;
  if (facts.find(Source::process, "output", "quiet") != nullptr) return Activity::idle;
  const bool ended =
      turn != nullptr ? turn->value == "ended" : facts.find(Source::hook, "start") != nullptr;
  if (!ended) return Activity::active;
  const auto until = ready_until(facts);
  return until && now.mono < *until ? Activity::ready : Activity::idle;
}

bool has_no_process(Status status) {
  return status == Status::killed || status == Status::terminated || status == Status::cleanup ||
         status == Status::errored || status == Status::parked;
}

}  // namespace

StatusView status_of(const StatusInput& input, const SessionSettings& settings, base::Now now) {
  const Facts facts(input);
  StatusView result = label_of(facts, settings, now);
  result.activity = has_no_process(result.status) ? Activity::exited : activity_of(facts, now);
  const bool shown = is_ended(result.status) || result.status == Status::parked;
  if (parked(facts) != nullptr && !shown) result.evidence.what += " · parked";
  const Fact* held = frozen(facts);
  if (held == nullptr || result.activity == Activity::exited) return result;
  // Not the label: a frozen agent's question is a question all the same.
  if (result.status == Status::working) {
    result.evidence = {Source::human, "frozen by you", held->at};
  } else {
    result.evidence.what += " · frozen by you";
  }
  return result;
}

std::optional<base::MonoTime> status_deadline(const StatusInput& input,
                                              const SessionSettings& settings, base::Now now) {
  const Facts facts(input);
  const StatusView current = status_of(input, settings, now);
  if (current.status == Status::working) {
    if (const auto deadline = stuck_deadline(facts, settings)) return deadline;
  }
  if (current.activity == Activity::ready) return ready_until(facts);
  return std::nullopt;
}

}  // namespace rules
