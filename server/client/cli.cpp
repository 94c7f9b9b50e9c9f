#include "client/cli.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "base/text.h"
#include "base/version.h"
#include "client/command_tree.h"
#include "client/completion.h"
#include "client/man_page.h"
#include "client/names.h"
#include "client/output.h"
#include "client/tui/tui.h"
#include "client/verbs.h"

namespace client {
namespace {

using Run = std::function<int(Face&)>;

// Options live in shared structs, because CLI11 fills them after this code has returned.
class CommandLine {
 public:
  CommandLine();
  int run(int argc, char** argv);
  [[nodiscard]] Command tree() const { return describe(app_); }

 private:
  static Command describe(const CLI::App& app);
  void mention(Face& face) const;
  [[nodiscard]] int wrong_command(const std::string& name) const;
  [[nodiscard]] int wrong_usage(const CLI::ParseError& error) const;
  CLI::App* verb(const char* name, const char* help, const char* group, Run action);
  CLI::App* verb(CLI::App* parent, const char* name, const char* help, Run action);
  // A verb whose only argument is an id.
  void id_verb(const char* name, const char* help, const char* group, const char* kind,
               const char* what, int (*action)(Face&, const std::string&));

  void add_overview();
  void add_ls();
  void add_tickets();
  void add_ticket_moves();
  void add_launch();
  void add_boards();
  void add_board_setup(CLI::App* board);
  void add_spawn();
  void add_adopt();
  void add_sessions();
  void add_session_changes();
  void add_inbox();
  void add_step();
  void add_owner();
  void add_shell();

  CLI::App app_{"Operator: a control room for coding agents.", "operator"};
  Common common_;
  Run chosen_;
};

// What a value is, as completion and --help name it; see CommandOption::value.
constexpr const char* kSession = "SESSION";
constexpr const char* kTicket = "TICKET";
constexpr const char* kReview = "REVIEW";
constexpr const char* kProject = "PROJECT";
constexpr const char* kAgent = "AGENT";
constexpr const char* kFile = "FILE";
constexpr const char* kPriorities = "P0|P1|P2|P3";
constexpr const char* kStatus = "STATUS";

constexpr const char* kOverview = "Overview";
constexpr const char* kTickets = "Tickets";
constexpr const char* kSessions = "Sessions";
constexpr const char* kInbox = "What needs you";
constexpr const char* kOwner = "The owner";
constexpr const char* kShell = "Your shell";

CLI::App* CommandLine::verb(CLI::App* parent, const char* name, const char* help, Run action) {
  CLI::App* made = parent->add_subcommand(name, help);
  made->fallthrough();
  made->callback([this, action = std::move(action)] { chosen_ = action; });
  return made;
}

CLI::App* CommandLine::verb(const char* name, const char* help, const char* group, Run action) {
  CLI::App* made = verb(&app_, name, help, std::move(action));
  made->group(group);
  return made;
}

void CommandLine::id_verb(const char* name, const char* help, const char* group, const char* kind,
                          const char* what, int (*action)(Face&, const std::string&)) {
  const auto id = std::make_shared<std::string>();
  verb(name, help, group, [id, action](Face& face) { return action(face, *id); })
      ->add_option("ID", *id, what)
      ->type_name(kind)
      ->required();
}

void CommandLine::add_overview() {
  verb("status", "The owner and its queue in one look", kOverview, status);
  add_ls();
  verb("queue", "Tickets in launch order, with the reason each waits", kOverview, queue);
  verb("types", "Issue types, projects and agents", kOverview, types);
  verb("tui", "All of it on one screen, live, with keys (? lists them)", kOverview, run_tui);
  const auto history = std::make_shared<Events>();
  CLI::App* made = verb("events", "What happened: the newest, or what is searched for", kOverview,
                        [history](Face& face) { return events(face, *history); });
  auto* follow = made->add_flag("--follow,-f", history->follow,
                                "Go on as things happen (with --json: one object a line)");
  made->add_option("--session", history->params.sessionId, "Only this session's")
      ->type_name(kSession);
  made->add_option("--after", history->params.after, "Only those with a higher number");
  made->add_option("--before", history->params.before, "Only those with a lower number");
  made->add_option("--limit", history->params.limit, "At most so many")->check(CLI::Range(1, 1000));
  made->add_option("--search", history->params.search,
                   "Only those that hold these words, each somewhere")
      ->excludes(follow);
  made->add_option("--kind", history->params.kind,
                   "Only this kind or its beginning: review/, agent/changedFile")
      ->excludes(follow);
  made->add_option("--since", history->since, "Only newer ones: 2h, 7d, 2026-11-21T08:00:00Z")
      ->excludes(follow);
  made->add_option("--export", history->to_file,
                   "All that match as JSON lines into a file; - for standard output")
      ->type_name(kFile)
      ->excludes(follow);
}

void CommandLine::add_tickets() {
  CLI::App* ticket = app_.add_subcommand("ticket", "Make, show and change tickets");
  ticket->group(kTickets)->require_subcommand(1)->fallthrough();
  const auto made = std::make_shared<TicketNew>();
  CLI::App* fresh = verb(ticket, "new", "A new ticket in the queue",
                         [made](Face& face) { return ticket_new(face, *made); });
  fresh->add_option("TYPE", made->params.type, "FEAT, FIX, TASK, SPIKE, INV or your own")
      ->type_name("TYPE")
      ->required();
  fresh->add_option("TITLE", made->params.title, "One line")->required();
  fresh->add_option("--project", made->params.project, "Where there are several")
      ->type_name(kProject);
  fresh->add_option("--priority", made->params.priority, "P0 to P3")->type_name(kPriorities);
  fresh->add_option("--agent", made->params.agent, "Another agent than the default")
      ->type_name(kAgent);
  fresh->add_option("--body", made->body, "A file with the text; - for standard input")
      ->type_name(kFile);
  fresh->add_flag("--hold", made->params.hold, "Does not launch until released");
  fresh->add_option("--blocked-by", made->params.blockedBy, "Tickets that must complete first")
      ->type_name(kTicket);
  const auto id = std::make_shared<std::string>();
  verb(ticket, "show", "One ticket with its text",
       [id](Face& face) { return ticket_show(face, *id); })
      ->add_option("ID", *id, "Its id or path")
      ->type_name(kTicket)
      ->required();
  verb(ticket, "list", "The same as `operator queue`", queue);
  const auto change = std::make_shared<wire::TicketUpdateParams>();
  CLI::App* set = verb(ticket, "set", "Change its front matter",
                       [change](Face& face) { return ticket_set(face, *change); });
  set->add_option("ID", change->id, "Its id or path")->type_name(kTicket)->required();
  // Not bound to the field: the library would fill it when neither is given.
  auto* hold = set->add_flag_callback(
      "--hold", [change] { change->hold = true; }, "It waits until released");
  set->add_flag_callback(
         "--release", [change] { change->hold = false; }, "It does not wait any more")
      ->excludes(hold);
  set->add_option("--priority", change->priority, "P0 to P3")->type_name(kPriorities);
  set->add_option("--title", change->title, "One line");
}

void CommandLine::add_ticket_moves() {
  id_verb("retry", "Forget a ticket's failures and try again", kTickets, kTicket, "Its id",
          ticket_retry);
  const auto requeued = std::make_shared<wire::TicketRequeueParams>();
  CLI::App* requeue = verb("requeue", "A ticket back to the queue", kTickets,
                           [requeued](Face& face) { return ticket_requeue(face, *requeued); });
  requeue->add_option("ID", requeued->id, "The ticket")->type_name(kTicket)->required();
  requeue->add_flag("--kill", requeued->kill, "End its live session first");
  const auto completed = std::make_shared<wire::TicketRequeueParams>();
  CLI::App* complete = verb("complete", "A ticket is done, by your word", kTickets,
                            [completed](Face& face) { return ticket_complete(face, *completed); });
  complete->add_option("ID", completed->id, "The ticket")->type_name(kTicket)->required();
  complete->add_flag("--kill", completed->kill, "End its live session first");
  const auto discarded = std::make_shared<wire::TicketDiscardParams>();
  CLI::App* discard = verb("discard", "Drop a ticket's work: session, worktree, branch", kTickets,
                           [discarded](Face& face) { return ticket_discard(face, *discarded); });
  discard->add_option("ID", discarded->id, "The ticket")->type_name(kTicket)->required();
  discard->add_flag("--yes", discarded->yes, "Consent to losing what is not merged");
}

void CommandLine::add_launch() {
  verb("pause", "Nothing starts by itself any more", kTickets, pause);
  verb("resume", "Tickets launch by themselves again", kTickets, resume);
  const auto launched = std::make_shared<Launch>();
  CLI::App* made = verb("launch", "Launch a ticket now; returns when its agent runs", kTickets,
                        [launched](Face& face) { return launch(face, *launched); });
  made->add_option("ID", launched->params.id, "The ticket's id or path")
      ->type_name(kTicket)
      ->required();
  made->add_flag("--force", launched->params.force, "Over the limits");
  made->add_option("--agent", launched->params.agent, "Another agent than the default")
      ->type_name(kAgent);
  made->add_option("--host", launched->host, "builtin, or tmux for a window of Operator's tmux")
      ->check(CLI::IsMember({"builtin", "tmux"}));
  made->add_flag("--wait", launched->wait, "Wait until the work is over; fails unless it is done");
  made->add_flag("--no-wait", launched->no_wait, "Return at once");
}

void CommandLine::add_boards() {
  const auto synced = std::make_shared<wire::QueueSyncParams>();
  verb("sync", "Bring boards and tickets in step; returns when they are", kTickets,
       [synced](Face& face) { return sync(face, *synced); })
      ->add_option("BOARD", synced->boards, "Their names; all without");
  CLI::App* board = app_.add_subcommand("board", "Where issues come from");
  board->group(kTickets)->require_subcommand(1)->fallthrough();
  verb(board, "list", "The boards, and when they were last in step", board_list);
  verb(board, "cancel", "End the syncs that run", board_cancel);
  verb(board, "outbox", "What is still to be told to boards, and why it waits", board_outbox);
  const auto dropped = std::make_shared<wire::BoardDropParams>();
  verb(board, "drop", "What waits in the outbox is not to be told",
       [dropped](Face& face) { return board_drop(face, *dropped); })
      ->add_option("ID", dropped->id, "As `board outbox` lists it")
      ->required();
  add_board_setup(board);
}

namespace {

// What a board is, as options.
void add_board_options(CLI::App* made, BoardWords& words) {
  auto& board = words.board;
  made->add_option("--provider", board.provider, "What kind of place it is")
      ->type_name("file|jira|linear|github");
  made->add_option("--url", board.url, "The site's address; of file: the folder");
  made->add_option("--board", board.board, "Which one of the site: a project, team, owner/name");
  made->add_option("--email", board.email, "Of the account whose token it is; Jira Cloud");
  auto* env = made->add_option("--token-env", words.token_env, "The variable that holds the token");
  made->add_option("--token-secret", words.token_secret, "Keep the token under this name")
      ->excludes(env);
  made->add_flag("--token-stdin", words.token_stdin, "Read the token from standard input")
      ->excludes(env);
  made->add_option("--assignee", board.assignee, "Only this person's issues; me, anyone, none");
  made->add_option("--status", words.statuses, "Only issues with one of these statuses");
  made->add_option("--label", words.labels, "Only issues with one of these labels");
  made->add_option("--sprint", board.sprint, "Only this sprint's or cycle's; current");
  made->add_option("--query", board.query, "JQL, a GitHub search, a Linear filter");
  made->add_option("--project", board.project, "Project of new tickets")->type_name(kProject);
  made->add_option("--map", words.mapping, "The project for a label or component: web=site");
  made->add_option("--type", words.types,
                   "The board's type or label and the issue type: Epic=FEAT");
  made->add_option("--stage", words.stages, "The board's status for it: doing=\"In Review\"");
  made->add_option("--write", words.write, "What is told there")
      ->check(CLI::IsMember({"off", "comments", "full"}))
      ->type_name("off|comments|full");
  made->add_option("--every", board.every, "Between two syncs: 10m; 0s for on command only");
}

}  // namespace

void CommandLine::add_board_setup(CLI::App* board) {
  const auto added = std::make_shared<BoardWords>();
  CLI::App* add = verb(board, "add", "Put a board into the configuration; asks for its token",
                       [added](Face& face) { return board_add(face, *added); });
  add->add_option("NAME", added->board.name, "What you call it")->required();
  add_board_options(add, *added);
  add->add_flag("--preview", added->preview, "Show what it would bring, and write nothing");
  add->add_flag("--no-check", added->no_check, "Do not ask the provider first");
  const auto question = [&](const char* name, const char* help,
                            int (*action)(Face&, const BoardWords&)) {
    const auto words = std::make_shared<BoardWords>();
    CLI::App* made =
        verb(board, name, help, [words, action](Face& face) { return action(face, *words); });
    made->add_option("BOARD", words->board.name, "A configured one; none: as the options say");
    add_board_options(made, *words);
  };
  question("check", "Whose token it is, and which rights are missing", board_check);
  question("preview", "The issues that a sync would bring, and their tickets", board_preview);
  const auto asked = std::make_shared<std::pair<std::string, BoardWords>>();
  CLI::App* choices = verb(board, "choices", "What its settings can name", [asked](Face& face) {
    return board_choices(face, asked->first, asked->second);
  });
  choices->add_option("KIND", asked->first, "What to list")
      ->check(CLI::IsMember({"boards", "people", "statuses", "types", "labels", "sprints"}))
      ->type_name("boards|people|statuses|types|labels|sprints")
      ->required();
  choices->add_option("BOARD", asked->second.board.name,
                      "A configured one; none: as the options say");
  add_board_options(choices, asked->second);
  const auto by_name = [&](const char* name, const char* help,
                           int (*action)(Face&, const std::string&)) {
    const auto which = std::make_shared<std::string>();
    verb(board, name, help, [which, action](Face& face) { return action(face, *which); })
        ->add_option("BOARD", *which, "Its name")
        ->required();
  };
  by_name("remove", "Take it out of the configuration; its tickets stay", board_remove);
  by_name("signout", "Forget its token, and its webhooks' secret", board_sign_out);
  const auto signed_in = std::make_shared<std::pair<std::string, bool>>();
  CLI::App* sign_in = verb(
      board, "signin", "Keep its token: asked for, or read from standard input",
      [signed_in](Face& face) { return board_sign_in(face, signed_in->first, signed_in->second); });
  sign_in->add_option("BOARD", signed_in->first, "Its name")->required();
  sign_in->add_flag("--webhook", signed_in->second,
                    "It is no token but what its webhooks are signed with");
}

void CommandLine::add_spawn() {
  const auto wanted = std::make_shared<Spawn>();
  auto& options = wanted->options;
  CLI::App* made = verb("spawn", "Sessions for tickets or prompts; returns when their agents run",
                        kSessions, [wanted](Face& face) { return spawn(face, *wanted); });
  made->add_option("TICKET", wanted->what, "Its id or path; or a prompt, in quotes")
      ->type_name(kTicket);
  made->add_option("--file", wanted->file, "A file with a prompt; - for standard input")
      ->type_name(kFile);
  made->add_option("--agent", options.agent, "Another agent than the default")->type_name(kAgent);
  made->add_option("--host", wanted->host, "builtin, or tmux for a window of Operator's tmux")
      ->check(CLI::IsMember({"builtin", "tmux"}));
  made->add_option("--branch", options.branch, "Its branch; an existing one with its commits");
  made->add_option("--base", options.base, "What a new branch starts from: branch, tag, commit");
  made->add_option("--title", options.title, "One line");
  made->add_option("--type", options.type, "Of a prompt's ticket; TASK without it")
      ->type_name("TYPE");
  made->add_option("--project", options.project, "Of a prompt's ticket, where there are several")
      ->type_name(kProject);
  made->add_flag("--force", options.force, "Over the limits");
}

void CommandLine::add_adopt() {
  const auto wanted = std::make_shared<Adopt>();
  CLI::App* made = verb("adopt", "A program that you have started in tmux becomes a session",
                        kSessions, [wanted](Face& face) { return adopt(face, *wanted); });
  made->add_option("SERVER:SESSION", wanted->what,
                   "As `ls --foreign` lists it; SERVER:%PANE where a session has several panes")
      ->required();
  made->add_option("--title", wanted->params.title, "Of its ticket, one line");
  made->add_option("--type", wanted->params.type, "Of its ticket; TASK without it")
      ->type_name("TYPE");
}

void CommandLine::add_sessions() {
  const auto shown = std::make_shared<Show>();
  CLI::App* one = verb("show", "One session: its work, processes, reviews and history", kSessions,
                       [shown](Face& face) { return show(face, *shown); });
  one->add_option("ID", shown->id, "The session")->type_name(kSession)->required();
  one->add_option("--format", shown->format, "properties: flat key=value lines")
      ->check(CLI::IsMember({"text", "properties"}))
      ->type_name("text|properties")
      ->capture_default_str();
  const auto attached = std::make_shared<Attach>();
  CLI::App* terminal = verb("attach", "Its terminal, here (the session stays when you leave)",
                            kSessions, [attached](Face& face) { return attach(face, *attached); });
  terminal->add_option("ID", attached->id, "The session; without it you choose one")
      ->type_name(kSession);
  terminal
      ->add_option("--detach-keys", attached->detach_keys,
                   "Keys that leave it, e.g. \"ctrl-b d\"; none. In tmux, tmux's own keys leave it")
      ->capture_default_str();
  terminal->add_flag("--direct", attached->direct, "Not through tmux, where that is its host");
  id_verb("changes", "Its files against the base", kSessions, kSession, "The session", changes);
  id_verb("summary", "Its story so far: asked, done, decided, changed; also of one cleaned up",
          kSessions, kSession, "The session", summary);
  id_verb("interrupt", "Stop the running turn; the agent stays", kSessions, kSession, "The session",
          interrupt);
  const auto turned = std::make_shared<Redirect>();
  CLI::App* turn = verb("redirect", "Stop the running turn and go on with another instruction",
                        kSessions, [turned](Face& face) { return redirect(face, *turned); });
  turn->add_option("ID", turned->params.id, "The session")->type_name(kSession)->required();
  turn->add_option("TEXT", turned->params.text, "The instruction; - for standard input");
  turn->add_option("--file", turned->file, "A file with it; - for standard input")
      ->type_name(kFile);
  id_verb("freeze", "Stop all its processes where they are, until `thaw`", kSessions, kSession,
          "The session", freeze);
  id_verb("thaw", "Let a frozen session go on", kSessions, kSession, "The session", thaw);
  const auto sent = std::make_shared<Send>();
  const auto no_wait = std::make_shared<bool>(false);
  CLI::App* made = verb("send", "A text for the agent, typed when it may be", kSessions,
                        [sent, no_wait](Face& face) {
                          if (*no_wait) sent->params.wait = false;
                          return send(face, *sent);
                        });
  made->add_option("ID", sent->params.id, "The session")->type_name(kSession)->required();
  auto* text = made->add_option("TEXT", sent->params.text, "The text; - for standard input");
  made->add_option("--file", sent->file, "A file with the text; - for standard input")
      ->type_name(kFile)
      ->excludes(text);
  made->add_flag("--no-wait", *no_wait, "Do not wait for delivery");
}

void CommandLine::add_ls() {
  const auto list = std::make_shared<List>();
  CLI::App* made = verb("ls", "Every session that is not archived", kOverview,
                        [list](Face& face) { return ls(face, *list); });
  made->add_option("--project", list->params.project, "Only this project's")->type_name(kProject);
  made->add_option("--status", list->status, "Only those with this status")->type_name(kStatus);
  made->add_option("--agent", list->params.agent, "Only this agent's")->type_name(kAgent);
  made->add_option("--ticket", list->params.ticketId, "Only those of this ticket")
      ->type_name(kTicket);
  auto* archived =
      made->add_flag("--archived", list->params.archived, "Those that were cleaned up, instead");
  made->add_flag("--foreign", list->foreign,
                 "What you have started by hand in the tmux servers of the configuration, instead")
      ->excludes(archived);
}

void CommandLine::add_session_changes() {
  const auto killed = std::make_shared<wire::SessionKillParams>();
  CLI::App* end = verb("kill", "End the agent; its work is kept", kSessions,
                       [killed](Face& face) { return kill(face, *killed); });
  end->add_option("ID", killed->id, "The session")->type_name(kSession)->required();
  end->add_flag("--force", killed->force, "SIGKILL at once");
  const auto parked = std::make_shared<wire::SessionParkParams>();
  CLI::App* away = verb("park", "End the agent to free memory; a text, attach or restore resumes",
                        kSessions, [parked](Face& face) { return park(face, *parked); });
  away->add_option("ID", parked->id, "The session")->type_name(kSession)->required();
  away->add_flag("--force", parked->force, "Though a turn, a question or its conversation is lost");
  const auto restored = std::make_shared<wire::SessionRestoreParams>();
  const auto lost = std::make_shared<bool>(false);
  CLI::App* back = verb("restore", "Bring an ended session back into its conversation", kSessions,
                        [restored, lost](Face& face) {
                          if (*lost) return restore_lost(face);
                          if (restored->id.empty())
                            return face.usage("restore needs the ID of a session, or --lost");
                          return restore(face, *restored);
                        });
  auto* one = back->add_option("ID", restored->id, "The session")->type_name(kSession);
  auto* fresh =
      back->add_flag("--fresh", restored->fresh, "A new conversation with the original prompt");
  back->add_flag("--lost", *lost,
                 "All that lost their processes, up to the first that does not come back")
      ->excludes(one)
      ->excludes(fresh);
  const auto cleaned = std::make_shared<wire::SessionCleanupParams>();
  CLI::App* clean = verb("cleanup", "Remove worktrees of ended sessions, and archive these",
                         kSessions, [cleaned](Face& face) { return cleanup(face, *cleaned); });
  clean->add_option("ID", cleaned->ids, "Ended sessions; none: all whose work is finished")
      ->type_name(kSession);
  clean->add_flag("--dry-run,-n", cleaned->dryRun, "Say what would be done, and do nothing");
  clean->add_flag("--yes,-y", cleaned->yes, "Files that git ignores may go too");
  clean->add_flag("--delete-branch", cleaned->deleteBranch,
                  "Branches too, where they are merged or pushed");
  const auto kept = std::make_shared<std::pair<std::string, std::vector<std::string>>>();
  CLI::App* keys = verb("set", "Note something about it, under keys of your own", kSessions,
                        [kept](Face& face) { return set(face, kept->first, kept->second); });
  keys->add_option("ID", kept->first, "The session")->type_name(kSession)->required();
  keys->add_option("KEY=VALUE", kept->second, "KEY= takes the key away")->required();
  const auto renamed = std::make_shared<wire::SessionRenameParams>();
  CLI::App* made = verb("rename", "Give it another title", kSessions,
                        [renamed](Face& face) { return rename(face, *renamed); });
  made->add_option("ID", renamed->id, "The session")->type_name(kSession)->required();
  made->add_option("NAME", renamed->name, "One line")->required();
}

void CommandLine::add_inbox() {
  verb("inbox", "Every decision that waits for you", kInbox, inbox);
  constexpr const char* kWhich = "The review, or a session with one open review";
  id_verb("approve", "Take the first choice: let it go on", kInbox, kReview, kWhich, approve);
  const auto rejected = std::make_shared<wire::ReviewRejectParams>();
  CLI::App* no = verb("reject", "Say no, and why", kInbox,
                      [rejected](Face& face) { return reject(face, *rejected); });
  no->add_option("ID", rejected->id, kWhich)->type_name(kReview)->required();
  no->add_option("--reason", rejected->reason, "Reaches the agent; - for standard input")
      ->required();
  const auto answered = std::make_shared<wire::ReviewAnswerParams>();
  CLI::App* made = verb("answer", "Pick a choice, or give a text", kInbox,
                        [answered](Face& face) { return answer(face, *answered); });
  made->add_option("ID", answered->id, kWhich)->type_name(kReview)->required();
  auto* choice = made->add_option("CHOICE", answered->choice, "As `operator inbox` lists them");
  auto* text = made->add_option("--text", answered->text, "In words; - for standard input");
  made->callback(
      [made, choice, text, run = [answered](Face& face) { return answer(face, *answered); }, this] {
        if (choice->count() + text->count() == 0) throw CLI::RequiredError("CHOICE or --text");
        chosen_ = run;
        static_cast<void>(made);
      });
}

void CommandLine::add_step() {
  CLI::App* step = app_.add_subcommand("step", "For the agent in a session");
  step->group(kSessions)->require_subcommand(1)->fallthrough();
  const auto options = std::make_shared<StepDone>();
  CLI::App* done = verb(step, "done", "Claim that the step is finished",
                        [options](Face& face) { return step_done(face, *options); });
  done->add_option("--step", options->params.step,
                   "Its name; not needed when the type has one step");
  done->add_option("--summary", options->params.summary, "What was done");
  done->add_option("--pull-request", options->params.pullRequest,
                   "The address of the one that was opened")
      ->type_name("URL");
  done->add_option("--plan", options->plan_file,
                   "A file with the plan or summary in markdown; - for standard input")
      ->type_name(kFile);
  done->add_option("--session", options->params.sessionId, "Without it: OPERATOR_SESSION_ID")
      ->type_name(kSession);
}

void CommandLine::add_owner() {
  const auto trusted = std::make_shared<Trust>();
  CLI::App* made = verb("trust", "Whether this workspace may launch agents", kOwner,
                        [trusted](Face& face) { return trust(face, *trusted); });
  auto* yes = made->add_flag("--yes", trusted->yes, "It may, without asking");
  made->add_flag("--no", trusted->no, "It may not")->excludes(yes);
  const auto served = std::make_shared<Serve>();
  verb("serve", "Be the owner, in the foreground", kOwner, [served](Face& face) {
    return serve(face, *served);
  })->add_flag("--detach", served->detach, "In the background instead");
  const auto agents = std::make_shared<bool>(false);
  const auto all = std::make_shared<wire::StopAllParams>();
  CLI::App* end = verb("stop", "End the owner; agents go on", kOwner, [agents, all](Face& face) {
    return *agents ? stop_agents(face, *all) : stop(face);
  });
  auto* flag = end->add_flag("--agents", *agents, "End every agent instead; their work is kept");
  end->add_flag("--force", all->force, "SIGKILL at once")->needs(flag);
  verb("doctor", "Look for what is wrong, and say how to mend it", kOwner, doctor);
}

void CommandLine::add_shell() {
  const auto shell = std::make_shared<std::string>();
  verb("completion", "A script that completes commands and ids in your shell", kShell,
       [shell](Face& face) {
         const auto script = completion_script(*shell);
         if (!script) return face.usage("completion is there for bash, zsh and fish");
         print(*script);
         return static_cast<int>(kDone);
       })
      ->add_option("SHELL", *shell, "Its name")
      ->type_name("bash|zsh|fish")
      ->required();
  verb("man", "The manual page, for `man -l -`", kShell, [this](Face&) {
    print(man_page(tree(), base::kVersion));
    return static_cast<int>(kDone);
  });
}

Command CommandLine::describe(const CLI::App& app) {
  Command made{app.get_name(), app.get_description(), app.get_group(), {}, {}, {}};
  for (const CLI::Option* option : app.get_options()) {
    CommandOption one;
    one.help = option->get_description();
    one.required = option->get_required();
    const bool is_flag = option->get_items_expected_max() == 0 || option->get_type_size() == 0;
    // The library appends what it checks: "INT:INT in [1 - 1000]".
    const std::string type = option->get_type_name();
    if (!is_flag) one.value = type.substr(0, type.find(':'));
    if (option->get_positional()) {
      one.names = {option->get_name(true)};
      made.arguments.push_back(std::move(one));
      continue;
    }
    for (const auto& name : option->get_snames()) one.names.push_back("-" + name);
    for (const auto& name : option->get_lnames()) one.names.push_back("--" + name);
    made.options.push_back(std::move(one));
  }
  for (const CLI::App* inner : app.get_subcommands([](const CLI::App*) { return true; })) {
    made.commands.push_back(describe(*inner));
  }
  return made;
}

CommandLine::CommandLine() {
  app_.require_subcommand(1);
  app_.set_version_flag("--version", std::string("operator ") + base::kVersion);
  app_.add_flag("--json", common_.json, "Print the reply of the REST interface");
  app_.add_flag("--no-start", common_.no_start, "Do not start an owner when none runs (exit 3)");
  app_.add_option("--workspace", common_.workspace,
                  "The folder; without it, the one around the current folder")
      ->type_name("FOLDER");
  app_.footer(
      "Exit codes: 0 done, 1 failed, 2 usage, 3 could not start or reach the owner.\n"
      "Also: `operator stdio` is what an editor runs; `operator <verb> --help` tells more.");
  add_overview();
  add_inbox();
  add_tickets();
  add_ticket_moves();
  add_launch();
  add_boards();
  add_spawn();
  add_adopt();
  add_sessions();
  add_session_changes();
  add_step();
  add_owner();
  add_shell();
}

// What was typed for options and arguments that name something the owner knows.
void CommandLine::mention(Face& face) const {
  const CLI::App* at = &app_;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  for (const CLI::Option* option : at->get_options()) {
    if (option->count() == 0 || !is_known_by_owner(option->get_type_name())) continue;
    for (const auto& value : option->results()) face.mentions(option->get_type_name(), value);
  }
}

int CommandLine::wrong_command(const std::string& name) const {
  std::vector<Candidate> commands;
  for (const auto& command : tree().commands) commands.push_back({command.name, ""});
  const auto meant = nearest(name, commands);
  complain("no such command: " + base::printable(name, 60) +
           (meant ? "; did you mean " + *meant + "?" : " (see `operator --help`)"));
  return kUsage;
}

// The library says it in two lines, without saying of which command, and repeats the arguments as
// they are.
int CommandLine::wrong_usage(const CLI::ParseError& error) const {
  std::string path = "operator";
  const CLI::App* at = &app_;
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    path += " " + at->get_name();
  }
  std::string what = error.what();
  std::replace(what.begin(), what.end(), '\n', ' ');
  complain(base::printable(what) + " (see `" + path + " --help`)");
  return kUsage;
}

int CommandLine::run(int argc, char** argv) {
  // The words to complete are no command line of ours yet.
  if (argc > 2 && argv[1] == std::string_view("completion") &&
      argv[2] == std::string_view("--candidates")) {
    return print_candidates(tree(), {argv + 3, argv + argc});
  }
  // The library would only say that a command is needed.
  const auto is_named = [&](const CLI::App* made) { return made->get_name() == argv[1]; };
  if (argc > 1 && argv[1][0] != '-' && app_.get_subcommands(is_named).empty())
    return wrong_command(argv[1]);
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return wrong_usage(error);
    app_.exit(error);
    return kDone;
  }
  Face face(common_);
  mention(face);
  return chosen_(face);
}

}  // namespace

int run_cli(int argc, char** argv) { return CommandLine().run(argc, argv); }

}  // namespace client
