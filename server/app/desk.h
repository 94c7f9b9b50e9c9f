// Operations, done: each is a decision, a look, or a job, and those that take time wait here for
// the state to say that they are over. Runs on the loop's thread.
#pragma once
#include <functional>
#include <list>
#include <set>
#include <string>
#include <vector>

#include "app/board_setup.h"
#include "app/boards.h"
#include "app/engine.h"
#include "app/hosts.h"
#include "app/operations.h"
#include "app/setup.h"
#include "app/spools.h"
#include "app/sweep.h"
#include "app/ticket_files.h"
#include "app/windows.h"
#include "platform/pool.h"

namespace app {

class Desk : public Operations {
 public:
  Desk(Engine& engine, platform::Pool& pool, platform::Pool& git, TicketFiles& files, Setup& setup,
       Hosts& hosts, Spools& spools, Boards& boards, BoardSetup& board_setup, Sweep& sweep,
       Windows& windows);

  // After every commit: what waited may be over.
  void settle(const Changes& changes);

  bool paused() const override;
  base::Status set_paused(const std::string& actor, bool paused) override;
  base::Result<rules::Ticket> find_ticket(const std::string& id) const override;
  std::string body_of(const rules::Ticket& ticket) const override;
  void create_ticket(const std::string& actor, tickets::NewTicket ticket, const std::string& token,
                     Done<rules::Ticket> done) override;
  void edit_ticket(const std::string& actor, const std::string& id,
                   std::vector<std::pair<std::string, tickets::FieldValue>> fields,
                   Done<rules::Ticket> done) override;
  void launch(const std::string& actor, const std::string& id, bool force, const std::string& agent,
              std::optional<rules::HostKind> host, const std::string& token,
              Done<base::SessionId> done) override;
  void spawn(const std::string& actor, const SpawnWish& wish, Done<base::SessionId> done) override;
  void spawn_all(const std::string& actor, std::vector<SpawnWish> wishes,
                 Done<std::vector<SpawnedSession>> done) override;
  void list_foreign(Done<ForeignList> done) override;
  void adopt(const std::string& actor, const AdoptWish& wish, Done<base::SessionId> done) override;
  base::Status retry(const std::string& actor, const std::string& id) override;
  void requeue(const std::string& actor, const std::string& id, bool kill,
               Done<rules::Ticket> done) override;
  void complete(const std::string& actor, const std::string& id, bool kill,
                Done<rules::Ticket> done) override;
  void discard(const std::string& actor, const std::string& id, bool yes,
               Done<rules::Ticket> done) override;
  void sync_boards(const std::vector<std::string>& names,
                   Done<std::vector<BoardOutcome>> done) override {
    boards_.sync(names, std::move(done));
  }
  int cancel_sync() override { return boards_.cancel(); }
  std::vector<BoardView> boards() const override {
    return board_setup_.with_access(boards_.list());
  }
  void check_board(const BoardWish& wish, Done<boards::Account> done) override {
    board_setup_.check(wish, std::move(done));
  }
  void board_choices(const BoardWish& wish, boards::ChoiceKind kind,
                     Done<std::vector<boards::Choice>> done) override {
    board_setup_.choices(wish, kind, std::move(done));
  }
  void preview_board(const BoardWish& wish, Done<BoardPreview> done) override {
    board_setup_.preview(wish, std::move(done));
  }
  void add_board(const std::string& actor, const BoardWish& wish, bool keep, bool verify,
                 Done<boards::Account> done) override {
    board_setup_.add(actor, wish, keep, verify, std::move(done));
  }
  base::Status remove_board(const std::string& actor, const std::string& name) override {
    return board_setup_.remove(actor, name);
  }
  void sign_in_board(const std::string& actor, const std::string& name, const std::string& token,
                     bool keep, bool verify, Done<boards::Account> done) override {
    board_setup_.sign_in(actor, name, token, keep, verify, std::move(done));
  }
  base::Status keep_webhook_secret(const std::string& actor, const std::string& name,
                                   const std::string& secret, bool keep) override {
    return board_setup_.keep_webhook_secret(actor, name, secret, keep);
  }
  base::Result<bool> sign_out_board(const std::string& actor, const std::string& name) override {
    return board_setup_.sign_out(actor, name);
  }
  base::Result<std::string> webhook_secret(const std::string& board) const override {
    return boards_.webhook_secret(board);
  }
  void poke_board(const std::string& board) override { boards_.poke(board); }
  base::Status drop_outgoing(const std::string& actor, std::int64_t id) override;
  void send(const std::string& actor, const base::SessionId& id, const std::string& text, bool wait,
            const std::string& token, Done<SentText> done) override;
  void redirect(const std::string& actor, const base::SessionId& id, const std::string& text,
                const std::string& token, Done<SentText> done) override;
  base::Status interrupt(const std::string& actor, const base::SessionId& id) override;
  void freeze(const std::string& actor, const base::SessionId& id, bool on,
              Done<base::SessionId> done) override;
  void park(const std::string& actor, const base::SessionId& id, bool force,
            Done<base::SessionId> done) override;
  void kill(const std::string& actor, const base::SessionId& id, bool force,
            Done<base::SessionId> done) override;
  void restore(const std::string& actor, const base::SessionId& id, bool fresh,
               Done<base::SessionId> done) override;
  base::Status rename(const std::string& actor, const base::SessionId& id,
                      const std::string& name) override;
  base::Status set_properties(const std::string& actor, const base::SessionId& id,
                              const std::map<std::string, std::string>& changes) override;
  void look(const base::SessionId& id, Done<SessionLook> done) override;
  void summarize(const base::SessionId& id, Done<std::string> done) override;
  void clean_up(const std::string& actor, const CleanupWish& wish,
                Done<std::vector<CleanedSession>> done) override;
  void changes(const base::SessionId& id, Done<WorkChanges> done) override;
  void file_at_base(const base::SessionId& id, const std::string& path,
                    Done<BaseFile> done) override;
  void restore_lost(const std::string& actor, Done<RestoredSessions> done) override;
  void stop_all(const std::string& actor, bool force,
                Done<std::vector<base::SessionId>> done) override;
  base::Result<rules::Review> decide_review(const std::string& actor, const std::string& id,
                                            const rules::Verdict& verdict) override;
  base::Result<rules::ClaimOutcome> claim_step(const rules::ClaimInput& input) override;
  void hook_wait(const base::SessionId& id, const std::string& event_id,
                 Done<HookReply> done) override;
  void hook_left(const base::SessionId& id, const std::string& event_id) override;
  bool hook_took(const base::SessionId& id, const std::string& event_id) override;
  TrustView trust() const override { return setup_.trust(); }
  base::Status set_trust(const std::string& actor, bool trusted) override;
  void set_dirty_paths(const std::string& client, std::vector<std::string> absolute) override;
  void client_gone(const std::string& client) override;
  void set_client_environment(std::map<std::string, std::string> environment) override;
  const std::vector<FileProblem>& problems() const override { return setup_.problems(); }
  bool is_installed(const std::string& agent) const override { return setup_.is_installed(agent); }

 private:
  using SessionRule = std::function<base::Status(rules::Draft&)>;
  // Done when the rule was followed by the session's end.
  void end_by(const std::string& actor, const base::SessionId& id, const SessionRule& rule,
              Done<base::SessionId> done);
  // A copy, for a worker; not_found.
  base::Result<rules::Session> session_of(const base::SessionId& id) const;
  struct TextCall {
    std::string actor, method, text, token;
  };
  using TextRule = std::function<base::Result<std::string>(rules::Draft&)>;
  // Queues the text by the rule, once per token, and returns the delivery's id. Where there is
  // nothing to follow (refused, or sent before) `done` has been answered.
  std::optional<std::string> deliver(const TextCall& call, const TextRule& rule,
                                     const Done<SentText>& done);
  base::Status check_agent(const std::string& agent) const;  // "" is the ticket's own
  using TicketRule = std::function<base::Status(rules::Draft&, const base::TicketId&)>;
  void until(std::function<bool()> over);
  base::Result<base::SessionId> claim_ticket(const std::string& actor, const std::string& id,
                                             bool force, const std::string& agent,
                                             std::optional<rules::HostKind> host,
                                             const std::string& token);
  struct Batch;
  base::Result<rules::Ticket> check_spawn(const SpawnWish& wish);
  void begin_spawn(const std::string& actor, const SpawnWish& wish, Done<base::SessionId> claimed);
  void write_and_claim(const std::string& actor, const SpawnWish& wish, const rules::Ticket& ticket,
                       Done<base::SessionId> claimed);
  base::Result<base::SessionId> adopt_pane(const std::string& actor, const AdoptWish& wish,
                                           const ForeignPane& pane, const rules::Ticket& ticket);
  void spawn_from(const std::shared_ptr<Batch>& batch, std::size_t index);
  void look_at_waiting();
  // Answers what became of the text, or that it is queued as soon as `may_wait` says that of it.
  void follow_text(const base::SessionId& id, const std::string& delivery,
                   std::function<bool(const rules::Delivery&)> may_wait, Done<SentText> done);
  struct Cleanup;
  void look_before_cleanup(const std::shared_ptr<Cleanup>& cleanup, std::size_t index);
  void begin_cleanup(const std::shared_ptr<Cleanup>& cleanup, std::size_t index);
  // The looks, or the removal; `then` with what was seen and done in its place.
  void run_cleanup(const std::shared_ptr<Cleanup>& cleanup, std::size_t index,
                   std::function<void()> then);
  void end_cleanup(const std::shared_ptr<Cleanup>& cleanup, std::size_t index);
  void wait_for_start(const base::SessionId& id, int run, Done<base::SessionId> done);
  void ticket_command(const std::string& actor, const std::string& id, const TicketRule& rule,
                      rules::Folder ends_in, Done<rules::Ticket> done);
  void answer_as_found(const base::TicketId& ticket, rules::Folder wanted,
                       const Done<rules::Ticket>& done);
  base::Result<base::TicketId> ticket_id(const std::string& id) const;

  Engine& engine_;
  platform::Pool& pool_;
  platform::Pool& git_;
  TicketFiles& files_;
  Setup& setup_;
  Hosts& hosts_;
  Spools& spools_;
  Boards& boards_;
  BoardSetup& board_setup_;
  Sweep& sweep_;
  Windows& windows_;
  std::list<std::function<bool()>> waiting_;
  std::map<std::string, std::vector<Done<rules::Ticket>>> creating_;  // by client token
};

}  // namespace app
