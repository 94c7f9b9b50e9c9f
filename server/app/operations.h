// What a person, a script or an agent can ask of the owner, in the rules' values. serve/ turns
// these into the wire's words. All on the loop's thread; answers that take time come by callback,
// exactly once.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "boards/provider.h"
#include "platform/process_use.h"
#include "rules/eligible.h"
#include "rules/reviews.h"
#include "rules/state.h"
#include "rules/steps.h"
#include "tickets/edit.h"

namespace app {

template <class T>
using Done = std::function<void(base::Result<T>)>;

// Something wrong in the user's files, for status and views.
struct FileProblem {
  std::string file;  // relative to the workspace
  int line = 0;
  std::string path;  // in the JSON
  std::string message;
};

struct TrustView {
  bool trusted = false;
  std::string reason;
  std::vector<std::string> executable;  // programs that the configuration would start
};

// A session's work against the merge base with its base branch.
struct ChangedFile {
  std::string path;
  std::string old_path;  // same as path unless renamed
  enum class Kind { added, modified, deleted, renamed } kind = Kind::modified;
  int additions = 0;
  int deletions = 0;
};
struct WorkChanges {
  std::string base;  // commit ids
  std::string head;
  std::string worktree;
  bool uncommitted = false;
  int commits = 0;  // ahead of the base
  std::vector<ChangedFile> files;
};
// How a session stands this moment, looked at when somebody asks.
struct SessionLook {
  struct Work {
    std::string head;  // commit id
    int commits = 0;   // ahead of the base
    int changed = 0;   // paths: tracked and not committed; unknown to git; in conflict
    int untracked = 0;
    int conflicted = 0;
    int files = 0;  // against the base
    int additions = 0;
    int deletions = 0;
    std::string problem;  // why it could not be looked at; empty when it could
  };
  std::optional<Work> work;                     // nothing without a worktree
  std::vector<platform::ProcessUse> processes;  // its host, the agent, and what these started
};
struct BaseFile {
  bool exists = false;
  bool binary = false;
  std::string content;
};

// What cleaning up did, or would do, with one session.
struct CleanedSession {
  base::SessionId id{};
  std::string name{};
  enum class Outcome { removed, would_remove, kept } outcome = Outcome::kept;
  std::vector<std::string> reasons{};  // why it is kept, or its branch
  bool needs_yes = false;              // kept for want of a yes only
  std::string worktree{};
  std::string branch{};
  bool branch_deleted = false;
};
// Of those that had lost their processes.
struct RestoredSessions {
  std::vector<base::SessionId> back{};
  std::vector<base::SessionId> left{};  // the one that did not come back, and those after it
  std::string reason{};                 // why it went no further
};
struct CleanupWish {
  std::vector<base::SessionId> ids;  // none: every finished session
  bool dry_run = false;
  bool yes = false;            // files that git ignores may go too
  bool delete_branch = false;  // branches too, where they are merged or pushed
};

// What one board's sync did.
struct BoardOutcome {
  std::string name;
  int created = 0;       // new tickets
  int updated = 0;       // tickets that took what the board has
  int sent = 0;          // issues that took what is here
  int told = 0;          // comments and pull requests that it was told of
  int asked = 0;         // new questions in the inbox
  std::string error;     // empty: all went well
  bool sign_in = false;  // a token, or another one, mends it
};
struct BoardView {
  rules::BoardSettings settings;
  int tickets = 0;  // that came from it, ever
  bool running = false;
  int issues = 0;   // that the running sync has looked at
  int waiting = 0;  // in its outbox
  std::optional<base::WallTime> synced_at;
  std::optional<base::WallTime> next_sync_at;  // by itself
  std::string error;                           // of that sync
  bool sign_in = false;                        // a token, or another one, mends it
  std::string secret{};                        // its token is kept under this name; empty: none is
  bool signed_in = false;
};
// A board that is asked about: what the configuration would hold of it, as JSON, or a configured
// one's name.
struct BoardWish {
  std::string json{};
  std::string name{};
  std::string token{};  // empty: the one that is known
};
// What a first sync's first page would bring.
struct BoardPreview {
  struct Row {
    rules::Issue issue;  // without its text
    rules::TicketDraft draft;
    base::TicketId ticket{};  // that it has already
  };
  std::vector<Row> rows{};
  int others = 0;  // issues there that become none
  bool more = false;
  std::vector<std::string> problems{};
};

// A session that is wanted: for a ticket of the queue, or for a prompt that becomes one.
struct SpawnWish {
  std::string ticket{};  // id or path; empty: `prompt` is made into one
  tickets::NewTicket prompt{};
  std::string title{};  // these four: empty for the ticket's own
  std::string agent{};
  std::string branch{};  // one that exists is taken with its commits
  std::string base{};
  std::optional<rules::HostKind> host{};
  bool force = false;
  std::string token{};
};
// What became of one of several.
struct SpawnedSession {
  enum class Outcome { started, skipped, failed } outcome = Outcome::failed;
  base::TicketId ticket{};
  base::SessionId session{};  // the new one, or the one at work already
  std::string reason{};
};

// A pane of a tmux server that the configuration names.
struct ForeignPane {
  std::string server{};
  std::string socket{};   // the server's
  std::string session{};  // tmux's own
  std::string pane{};     // "%3"
  int pid = 0;
  std::string program{};
  std::string folder{};    // where it works
  std::string worktree{};  // the working tree that this is in; empty: in no project
  std::string project{};
  int clients = 0;          // that show it
  base::WallTime output{};  // when it last showed something new
  base::SessionId adopted_by{};
};
struct ForeignList {
  std::vector<std::string> servers{};  // that were asked
  std::vector<ForeignPane> panes{};
  std::vector<std::string> problems{};
};
struct AdoptWish {
  std::string server{};
  std::string target{};  // a tmux session's name, or a pane's "%3"
  std::string title{};   // of its ticket; empty: after the program
  std::string type{};    // of its ticket; empty: TASK
  std::string token{};
};

struct SentText {
  enum class State { delivered, queued, failed } state = State::queued;
  std::string reason;
};

class Operations {
 public:
  virtual ~Operations() = default;
  // ---- queue ----
  virtual bool paused() const = 0;
  virtual base::Status set_paused(const std::string& actor, bool paused) = 0;
  // ---- tickets (by id, or by path while they have none) ----
  virtual base::Result<rules::Ticket> find_ticket(const std::string& id) const = 0;
  // The text below its front matter; empty when the file is gone or cannot be read.
  virtual std::string body_of(const rules::Ticket& ticket) const = 0;
  virtual void create_ticket(const std::string& actor, tickets::NewTicket ticket,
                             const std::string& token, Done<rules::Ticket> done) = 0;
  virtual void edit_ticket(const std::string& actor, const std::string& id,
                           std::vector<std::pair<std::string, tickets::FieldValue>> fields,
                           Done<rules::Ticket> done) = 0;
  // Done when the agent runs or the launch failed.
  virtual void launch(const std::string& actor, const std::string& id, bool force,
                      const std::string& agent, std::optional<rules::HostKind> host,
                      const std::string& token, Done<base::SessionId> done) = 0;
  // Nothing is written or made unless it may be launched. Done as `launch` is.
  virtual void spawn(const std::string& actor, const SpawnWish& wish,
                     Done<base::SessionId> done) = 0;
  // Those whose tickets nobody works on; the others are skipped. Done when each is known.
  virtual void spawn_all(const std::string& actor, std::vector<SpawnWish> wishes,
                         Done<std::vector<SpawnedSession>> done) = 0;
  // What persons have started in tmux, and making a session of one as it runs. Done when that is
  // known to run.
  virtual void list_foreign(Done<ForeignList> done) = 0;
  virtual void adopt(const std::string& actor, const AdoptWish& wish,
                     Done<base::SessionId> done) = 0;
  virtual base::Status retry(const std::string& actor, const std::string& id) = 0;
  // Done when the session's end, if one was wanted, is proved and the file is in its place.
  virtual void requeue(const std::string& actor, const std::string& id, bool kill,
                       Done<rules::Ticket> done) = 0;
  virtual void complete(const std::string& actor, const std::string& id, bool kill,
                        Done<rules::Ticket> done) = 0;
  virtual void discard(const std::string& actor, const std::string& id, bool yes,
                       Done<rules::Ticket> done) = 0;
  // ---- boards ----
  // Brings these boards, or all, and their tickets in step; done when the last one is.
  virtual void sync_boards(const std::vector<std::string>& names,
                           Done<std::vector<BoardOutcome>> done) = 0;
  virtual int cancel_sync() = 0;  // how many ran
  virtual std::vector<BoardView> boards() const = 0;
  // These ask the provider. Nothing is written but by `add`, which asks first when `verify` says
  // so, and keeps the token in a file, or only as long as this owner lives.
  virtual void check_board(const BoardWish& wish, Done<boards::Account> done) = 0;
  virtual void board_choices(const BoardWish& wish, boards::ChoiceKind kind,
                             Done<std::vector<boards::Choice>> done) = 0;
  virtual void preview_board(const BoardWish& wish, Done<BoardPreview> done) = 0;
  virtual void add_board(const std::string& actor, const BoardWish& wish, bool keep, bool verify,
                         Done<boards::Account> done) = 0;
  // Its tickets stay; its token goes, unless another board has the same.
  virtual base::Status remove_board(const std::string& actor, const std::string& name) = 0;
  virtual void sign_in_board(const std::string& actor, const std::string& name,
                             const std::string& token, bool keep, bool verify,
                             Done<boards::Account> done) = 0;
  // What its webhooks are signed with, under the name that the configuration has for it.
  virtual base::Status keep_webhook_secret(const std::string& actor, const std::string& name,
                                           const std::string& secret, bool keep) = 0;
  // Whether there was a token or a webhooks' secret.
  virtual base::Result<bool> sign_out_board(const std::string& actor, const std::string& name) = 0;
  // What its webhooks are signed with; empty: none are expected.
  virtual base::Result<std::string> webhook_secret(const std::string& board) const = 0;
  // Something changed there: it is synced, once more where a sync already runs.
  virtual void poke_board(const std::string& board) = 0;
  // What waits in the outbox is not to be told. not_found when it is not there (any more).
  virtual base::Status drop_outgoing(const std::string& actor, std::int64_t id) = 0;
  // ---- sessions ----
  virtual void send(const std::string& actor, const base::SessionId& id, const std::string& text,
                    bool wait, const std::string& token, Done<SentText> done) = 0;
  // The running turn is interrupted and the text delivered when it has ended; `queued` when it has
  // not ended in ten seconds.
  virtual void redirect(const std::string& actor, const base::SessionId& id,
                        const std::string& text, const std::string& token, Done<SentText> done) = 0;
  virtual base::Status interrupt(const std::string& actor, const base::SessionId& id) = 0;
  // Done when the host has said that its processes are stopped, or go on.
  virtual void freeze(const std::string& actor, const base::SessionId& id, bool on,
                      Done<base::SessionId> done) = 0;
  // Done when its agent is proved gone.
  virtual void park(const std::string& actor, const base::SessionId& id, bool force,
                    Done<base::SessionId> done) = 0;
  // Done when the process group is proved gone.
  virtual void kill(const std::string& actor, const base::SessionId& id, bool force,
                    Done<base::SessionId> done) = 0;
  // Done when the agent runs again, or could not be started.
  virtual void restore(const std::string& actor, const base::SessionId& id, bool fresh,
                       Done<base::SessionId> done) = 0;
  // Every session that lost its process, one after another. Done when all are back, or when one did
  // not come back.
  virtual void restore_lost(const std::string& actor, Done<RestoredSessions> done) = 0;
  virtual base::Status rename(const std::string& actor, const base::SessionId& id,
                              const std::string& name) = 0;
  // Removes worktrees and archives their sessions; done when each has left or is known to stay.
  virtual void clean_up(const std::string& actor, const CleanupWish& wish,
                        Done<std::vector<CleanedSession>> done) = 0;
  virtual base::Status set_properties(const std::string& actor, const base::SessionId& id,
                                      const std::map<std::string, std::string>& changes) = 0;
  virtual void look(const base::SessionId& id, Done<SessionLook> done) = 0;
  // Markdown; also of a session that was cleaned up.
  virtual void summarize(const base::SessionId& id, Done<std::string> done) = 0;
  virtual void changes(const base::SessionId& id, Done<WorkChanges> done) = 0;
  virtual void file_at_base(const base::SessionId& id, const std::string& path,
                            Done<BaseFile> done) = 0;
  virtual void stop_all(const std::string& actor, bool force,
                        Done<std::vector<base::SessionId>> done) = 0;
  // ---- reviews ----
  virtual base::Result<rules::Review> decide_review(const std::string& actor, const std::string& id,
                                                    const rules::Verdict& verdict) = 0;
  // ---- steps, hooks: called by agents ----
  virtual base::Result<rules::ClaimOutcome> claim_step(const rules::ClaimInput& input) = 0;
  struct HookReply {
    bool gone = false;
    std::string output;
    int exit_code = 0;
  };
  // Answers when there is a decision. `left` must be called when the caller's connection ends.
  virtual void hook_wait(const base::SessionId& id, const std::string& event_id,
                         Done<HookReply> done) = 0;
  virtual void hook_left(const base::SessionId& id, const std::string& event_id) = 0;
  virtual bool hook_took(const base::SessionId& id, const std::string& event_id) = 0;
  // ---- trust, clients ----
  virtual TrustView trust() const = 0;
  virtual base::Status set_trust(const std::string& actor, bool trusted) = 0;
  virtual void set_dirty_paths(const std::string& client, std::vector<std::string> absolute) = 0;
  virtual void client_gone(const std::string& client) = 0;  // its dirty paths are forgotten
  // The newest client outside any session: launches get its environment.
  virtual void set_client_environment(std::map<std::string, std::string> environment) = 0;
  // ---- problems of configuration and issue types ----
  virtual const std::vector<FileProblem>& problems() const = 0;
  virtual bool is_installed(const std::string& agent) const = 0;
};

}  // namespace app
