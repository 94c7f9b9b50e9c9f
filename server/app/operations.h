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
  std::optional<Work> work;  // nothing without a worktree
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
  bool needs_yes = false;            // kept for want of a yes only
  std::string worktree{};
  std::string branch{};
  bool branch_deleted = false;
};
struct CleanupWish {
  std::vector<base::SessionId> ids;  // none: every finished session
  bool dry_run = false;
  bool yes = false;            // files that git ignores may go too
  bool delete_branch = false;  // branches too, where they are merged or pushed
};

// A session that is wanted: for a ticket of the queue, or for a prompt that becomes one.
struct SpawnWish {
  std::string ticket{};  // id or path; empty: `prompt` is made into one
  tickets::NewTicket prompt{};
  std::string title{};  // these four: empty for the ticket's own
  std::string agent{};
  std::string branch{};  // one that exists is taken with its commits
  std::string base{};
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
                      const std::string& agent, const std::string& token,
                      Done<base::SessionId> done) = 0;
  // Nothing is written or made unless it may be launched. Done as `launch` is.
  virtual void spawn(const std::string& actor, const SpawnWish& wish,
                     Done<base::SessionId> done) = 0;
  // Those whose tickets nobody works on; the others are skipped. Done when each is known.
  virtual void spawn_all(const std::string& actor, std::vector<SpawnWish> wishes,
                         Done<std::vector<SpawnedSession>> done) = 0;
  virtual base::Status retry(const std::string& actor, const std::string& id) = 0;
  // Done when the session's end, if one was wanted, is proved and the file is in its place.
  virtual void requeue(const std::string& actor, const std::string& id, bool kill,
                       Done<rules::Ticket> done) = 0;
  virtual void complete(const std::string& actor, const std::string& id, bool kill,
                        Done<rules::Ticket> done) = 0;
  virtual void discard(const std::string& actor, const std::string& id, bool yes,
                       Done<rules::Ticket> done) = 0;
  // ---- sessions ----
  virtual void send(const std::string& actor, const base::SessionId& id, const std::string& text,
                    bool wait, const std::string& token, Done<SentText> done) = 0;
  // The running turn is interrupted and the text delivered when it has ended; `queued` when it has
  // not ended in ten seconds.
  virtual void redirect(const std::string& actor, const base::SessionId& id,
                        const std::string& text, const std::string& token,
                        Done<SentText> done) = 0;
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
  virtual base::Status rename(const std::string& actor, const base::SessionId& id,
                              const std::string& name) = 0;
  // Removes worktrees and archives their sessions; done when each has left or is known to stay.
  virtual void clean_up(const std::string& actor, const CleanupWish& wish,
                        Done<std::vector<CleanedSession>> done) = 0;
  virtual base::Status set_properties(const std::string& actor, const base::SessionId& id,
                                      const std::map<std::string, std::string>& changes) = 0;
  virtual void look(const base::SessionId& id, Done<SessionLook> done) = 0;
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
