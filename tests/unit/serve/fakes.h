// A model of plain values, and operations that write down what they were asked for.
#pragma once
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "app/operations.h"
#include "base/text.h"
#include "rules/draft.h"
#include "rules/reviews.h"
#include "serve/model.h"
#include "serve/service.h"
#include "wire/dispatcher.h"

namespace fakes {

class FakeModel : public serve::Model {
 public:
  rules::State the_state;
  rules::Settings the_settings;
  rules::World the_world;
  base::WorkspacePaths the_paths;
  std::map<base::SessionId, rules::StatusView> views;
  rules::QueuePlan plan;
  std::vector<rules::Event> history;
  std::int64_t oldest = 1;

  FakeModel() {
    the_paths.workspace = "/w";
    the_paths.runtime = "/run/w";
    the_paths.state = "/state/w";
  }
  const rules::State& state() const override { return the_state; }
  const rules::Settings& settings() const override { return the_settings; }
  const rules::World& world() const override { return the_world; }
  const base::WorkspacePaths& paths() const override { return the_paths; }
  rules::StatusView view(const base::SessionId& id) const override {
    const auto found = views.find(id);
    return found == views.end() ? rules::StatusView{} : found->second;
  }
  const rules::QueuePlan& queue() override { return plan; }
  base::Result<std::vector<rules::Event>> events(std::int64_t after, const base::SessionId& session,
                                                 int limit) override {
    std::vector<rules::Event> found;
    for (const auto& event : history) {
      if (event.seq <= after || (!session.empty() && event.session != session)) continue;
      if (static_cast<int>(found.size()) < limit) found.push_back(event);
    }
    return found;
  }
  base::Result<store::EventPage> find(const store::EventQuery& query) override {
    asked = query;
    store::EventPage page;
    for (const auto& event : history) {
      const bool wanted = query.session.empty() || event.session == query.session;
      if (event.seq > query.after.value_or(0) && wanted) page.events.push_back(event);
    }
    const auto limit = static_cast<std::size_t>(query.limit);
    if (page.events.size() > limit && query.after) page.events.resize(limit);
    if (page.events.size() > limit)
      page.events.erase(page.events.begin(), page.events.end() - query.limit);
    return page;
  }
  store::EventQuery asked;
  std::vector<rules::ArchivedSession> the_archive;
  base::Result<std::vector<rules::ArchivedSession>> archived(int) override { return the_archive; }
  base::Result<std::optional<rules::ArchivedSession>> archived(const base::SessionId& id) override {
    for (const auto& one : the_archive) {
      if (one.session.id == id) return one;
    }
    return std::nullopt;
  }
  std::string epoch() const override { return "E1"; }
  std::int64_t newest_seq() const override { return history.empty() ? 0 : history.back().seq; }
  std::int64_t oldest_seq() const override { return oldest; }
};

class FakeOperations : public app::Operations {
 public:
  std::vector<std::string> calls;  // "kill person:cli app-1"
  bool is_paused = false;
  app::TrustView the_trust;
  std::map<std::string, std::string> environment;
  std::vector<app::FileProblem> the_problems;
  rules::Ticket ticket;
  app::Done<HookReply> hook_done;
  tickets::NewTicket created;
  rules::Verdict verdict;

  bool paused() const override { return is_paused; }
  base::Status set_paused(const std::string& actor, bool paused) override {
    calls.push_back("pause " + actor);
    is_paused = paused;
    return {};
  }
  base::Result<rules::Ticket> find_ticket(const std::string&) const override { return ticket; }
  std::string body_of(const rules::Ticket&) const override { return "A body.\n"; }
  void create_ticket(const std::string& actor, tickets::NewTicket wanted, const std::string&,
                     app::Done<rules::Ticket> done) override {
    calls.push_back("create " + actor);
    created = std::move(wanted);
    done(ticket);
  }
  void edit_ticket(const std::string& actor, const std::string& id,
                   std::vector<std::pair<std::string, tickets::FieldValue>> fields,
                   app::Done<rules::Ticket> done) override {
    std::string line = "edit " + actor + " " + id;
    for (const auto& [key, value] : fields) line += " " + key;
    calls.push_back(line);
    done(ticket);
  }
  void launch(const std::string& actor, const std::string& id, bool force, const std::string&,
              std::optional<rules::HostKind>, const std::string&,
              app::Done<base::SessionId> done) override {
    calls.push_back("launch " + actor + " " + id + (force ? " force" : ""));
    done(base::SessionId{"app-1"});
  }
  std::vector<app::SpawnWish> wishes;
  void spawn(const std::string& actor, const app::SpawnWish& wish,
             app::Done<base::SessionId> done) override {
    calls.push_back("spawn " + actor);
    wishes.push_back(wish);
    done(base::SessionId{"app-1"});
  }
  void list_foreign(app::Done<app::ForeignList> done) override {
    app::ForeignPane pane;
    pane.server = "work";
    pane.session = "shop";
    pane.pane = "%3";
    pane.program = "claude";
    pane.folder = "/srv/shop";
    pane.adopted_by = {"app-1"};
    done(app::ForeignList{{"work"}, {pane}, {"other: it does not answer within 5 s"}});
  }
  void adopt(const std::string& actor, const app::AdoptWish& wish,
             app::Done<base::SessionId> done) override {
    calls.push_back("adopt " + actor + " " + wish.server + ":" + wish.target + " " + wish.title);
    done(base::SessionId{"app-1"});
  }
  void spawn_all(const std::string& actor, std::vector<app::SpawnWish> all,
                 app::Done<std::vector<app::SpawnedSession>> done) override {
    calls.push_back("spawnAll " + actor + " " + std::to_string(all.size()));
    wishes = std::move(all);
    done(std::vector<app::SpawnedSession>{
        {app::SpawnedSession::Outcome::skipped, {"T-1"}, {"app-1"}, "app-1 is at work on T-1"},
        {app::SpawnedSession::Outcome::failed, {}, {}, "no ticket T-9"}});
  }
  base::Status retry(const std::string& actor, const std::string& id) override {
    calls.push_back("retry " + actor + " " + id);
    return {};
  }
  void requeue(const std::string& actor, const std::string& id, bool,
               app::Done<rules::Ticket> done) override {
    calls.push_back("requeue " + actor + " " + id);
    done(ticket);
  }
  void complete(const std::string& actor, const std::string& id, bool,
                app::Done<rules::Ticket> done) override {
    calls.push_back("complete " + actor + " " + id);
    done(ticket);
  }
  void discard(const std::string& actor, const std::string& id, bool,
               app::Done<rules::Ticket> done) override {
    calls.push_back("discard " + actor + " " + id);
    done(ticket);
  }
  void sync_boards(const std::vector<std::string>& names,
                   app::Done<std::vector<app::BoardOutcome>> done) override {
    calls.push_back("sync " + base::join(names, ","));
    done(std::vector<app::BoardOutcome>{});
  }
  int cancel_sync() override { return 0; }
  base::Result<std::string> webhook_secret(const std::string&) const override { return ""; }
  void poke_board(const std::string&) override {}
  base::Status drop_outgoing(const std::string&, std::int64_t) override { return {}; }
  std::vector<app::BoardView> boards() const override { return {}; }
  void check_board(const app::BoardWish& wish, app::Done<boards::Account> done) override {
    calls.push_back("check " + wish.name + wish.json);
    done(boards::Account{"1", "Ada", {"write"}});
  }
  void board_choices(const app::BoardWish&, boards::ChoiceKind,
                     app::Done<std::vector<boards::Choice>> done) override {
    done(std::vector<boards::Choice>{});
  }
  void preview_board(const app::BoardWish&, app::Done<app::BoardPreview> done) override {
    done(app::BoardPreview{});
  }
  void add_board(const std::string& actor, const app::BoardWish& wish, bool keep, bool ask,
                 app::Done<boards::Account> done) override {
    calls.push_back("add " + actor + " " + wish.json + (keep ? " kept" : "") +
                    (ask ? " asked" : ""));
    done(boards::Account{});
  }
  base::Status remove_board(const std::string&, const std::string&) override { return {}; }
  void sign_in_board(const std::string& actor, const std::string& name, const std::string&,
                     bool keep, bool ask, app::Done<boards::Account> done) override {
    calls.push_back("sign in " + actor + " " + name + (keep ? " kept" : "") +
                    (ask ? " asked" : ""));
    done(boards::Account{});
  }
  base::Status keep_webhook_secret(const std::string&, const std::string&, const std::string&,
                                   bool) override {
    return {};
  }
  base::Result<bool> sign_out_board(const std::string&, const std::string&) override {
    return false;
  }
  void send(const std::string& actor, const base::SessionId& id, const std::string& text, bool wait,
            const std::string&, app::Done<app::SentText> done) override {
    calls.push_back("send " + actor + " " + id.value + " " + text + (wait ? "" : " nowait"));
    done(app::SentText{app::SentText::State::queued, "a turn runs"});
  }
  void redirect(const std::string& actor, const base::SessionId& id, const std::string& text,
                const std::string&, app::Done<app::SentText> done) override {
    calls.push_back("redirect " + actor + " " + id.value + " " + text);
    done(app::SentText{app::SentText::State::delivered, ""});
  }
  base::Status interrupt(const std::string& actor, const base::SessionId& id) override {
    calls.push_back("interrupt " + actor + " " + id.value);
    return {};
  }
  void freeze(const std::string& actor, const base::SessionId& id, bool on,
              app::Done<base::SessionId> done) override {
    calls.push_back((on ? "freeze " : "thaw ") + actor + " " + id.value);
    done(id);
  }
  void park(const std::string& actor, const base::SessionId& id, bool force,
            app::Done<base::SessionId> done) override {
    calls.push_back("park " + actor + " " + id.value + (force ? " force" : ""));
    done(id);
  }
  void kill(const std::string& actor, const base::SessionId& id, bool force,
            app::Done<base::SessionId> done) override {
    calls.push_back("kill " + actor + " " + id.value + (force ? " force" : ""));
    done(id);
  }
  void restore(const std::string& actor, const base::SessionId& id, bool,
               app::Done<base::SessionId> done) override {
    calls.push_back("restore " + actor + " " + id.value);
    done(id);
  }
  base::Status rename(const std::string& actor, const base::SessionId& id,
                      const std::string& name) override {
    calls.push_back("rename " + actor + " " + id.value + " " + name);
    return {};
  }
  void clean_up(const std::string& actor, const app::CleanupWish& wish,
                app::Done<std::vector<app::CleanedSession>> done) override {
    calls.push_back("cleanup " + actor + " " + std::to_string(wish.ids.size()));
    done(std::vector<app::CleanedSession>{});
  }
  base::Status set_properties(const std::string& actor, const base::SessionId& id,
                              const std::map<std::string, std::string>& changes) override {
    calls.push_back("set " + actor + " " + id.value + " " + std::to_string(changes.size()));
    return {};
  }
  app::SessionLook the_look;
  void look(const base::SessionId& id, app::Done<app::SessionLook> done) override {
    calls.push_back("look " + id.value);
    done(the_look);
  }
  void summarize(const base::SessionId& id, app::Done<std::string> done) override {
    done("# " + id.value + "\n");
  }
  void changes(const base::SessionId&, app::Done<app::WorkChanges> done) override {
    done(app::WorkChanges{});
  }
  void file_at_base(const base::SessionId&, const std::string& path,
                    app::Done<app::BaseFile> done) override {
    calls.push_back("file " + path);
    done(app::BaseFile{});
  }
  void restore_lost(const std::string& actor, app::Done<app::RestoredSessions> done) override {
    calls.push_back("restoreLost " + actor);
    done(app::RestoredSessions{{{"app-1"}}, {{"app-2"}}, "app-2 did not come back"});
  }
  void stop_all(const std::string& actor, bool,
                app::Done<std::vector<base::SessionId>> done) override {
    calls.push_back("stopAll " + actor);
    done(std::vector<base::SessionId>{{"app-1"}});
  }
  base::Result<rules::Review> decide_review(const std::string& actor, const std::string& id,
                                            const rules::Verdict& given) override {
    calls.push_back("decide " + actor + " " + id);
    verdict = given;
    rules::Review review;
    review.id.value = id;
    review.choice = "approve";
    review.state = rules::ReviewState::decided;
    return review;
  }
  base::Result<rules::ClaimOutcome> claim_step(const rules::ClaimInput& input) override {
    calls.push_back("claim " + input.session.value + " " + input.step);
    return rules::ClaimOutcome{input.step, 2, true};
  }
  void hook_wait(const base::SessionId& id, const std::string& event_id,
                 app::Done<HookReply> done) override {
    calls.push_back("wait " + id.value + " " + event_id);
    hook_done = std::move(done);
  }
  void hook_left(const base::SessionId& id, const std::string& event_id) override {
    calls.push_back("left " + id.value + " " + event_id);
  }
  bool hook_took(const base::SessionId& id, const std::string& event_id) override {
    calls.push_back("took " + id.value + " " + event_id);
    return true;
  }
  app::TrustView trust() const override { return the_trust; }
  base::Status set_trust(const std::string& actor, bool trusted) override {
    calls.push_back("trust " + actor + (trusted ? " yes" : " no"));
    the_trust.trusted = trusted;
    return {};
  }
  void set_dirty_paths(const std::string&, std::vector<std::string> paths) override {
    calls.push_back("dirty " + std::to_string(paths.size()));
  }
  void client_gone(const std::string&) override { calls.emplace_back("client gone"); }
  void set_client_environment(std::map<std::string, std::string> given) override {
    environment = std::move(given);
  }
  const std::vector<app::FileProblem>& problems() const override { return the_problems; }
  bool is_installed(const std::string&) const override { return true; }
};

inline rules::IssueType feat() {
  rules::IssueType type;
  type.key = "FEAT";
  type.name = "Feature";
  type.color = "terminal.ansiCyan";
  type.icon = "sparkle";
  type.steps = {rules::Step{}, rules::Step{}};
  type.steps[0].name = "plan";
  type.steps[1].name = "build";
  return type;
}

inline rules::Session session(const std::string& id) {
  rules::Session session;
  session.id.value = id;
  session.ticket.value = "FEAT-7K2QD";
  session.name = "Add a login";
  session.type = "FEAT";
  session.type_copy = feat();
  session.project = "app";
  session.agent = "claude";
  session.phase = rules::Phase::live;
  session.step_state = rules::StepState::running;
  session.worktree = "/data/app-1";
  session.created_at = {1'000'000};
  session.last_activity = {2'000'000};
  return session;
}

inline void put_fact(rules::State& state, const std::string& session, rules::Source source,
                     const std::string& kind, const std::string& value) {
  rules::Fact fact;
  fact.session.value = session;
  fact.source = source;
  fact.kind = kind;
  fact.value = value;
  state.facts[fact.session][{source, kind}] = fact;
}

// The table of operations over the fakes.
struct Fixture {
  FakeModel model;
  FakeOperations operations;
  wire::Dispatcher dispatcher;
  serve::Service service{model, operations, dispatcher, {7, "0.1.0"}, {}, {}, {}, {}};
  wire::Caller caller{"cli", "", 1};
  base::Result<nlohmann::json> outcome = base::fail(base::ErrorCode::internal, "not answered");
  int answers = 0;

  Fixture() {
    model.the_settings.types.push_back(feat());
    rules::Session one = session("app-1");
    model.the_state.sessions[one.id] = one;
    serve::add_handlers(service);
  }
  void call(const std::string& method, nlohmann::json params = nullptr) {
    outcome = base::fail(base::ErrorCode::internal, "not answered");
    dispatcher.call("test", method, std::move(params), {nullptr, caller, {}}, [this](auto result) {
      ++answers;
      if (result) {
        outcome = nlohmann::json::parse(*result);
      } else {
        outcome = base::fail(std::move(result).error());
      }
    });
  }
};

}  // namespace fakes
