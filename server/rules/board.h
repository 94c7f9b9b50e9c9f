// Boards, where issues live at a provider, as values. An issue is known for ever by its reference:
// provider, the provider's instance and the issue's own id there; its key, title and place on the
// board may change. A link ties a reference to one ticket.
#pragma once
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace rules {

// "file issues 12": provider, instance, id. Neither provider nor instance holds a blank.
struct IssueRef {
  std::string value;
  [[nodiscard]] bool empty() const { return value.empty(); }
  auto operator<=>(const IssueRef&) const = default;
};
IssueRef issue_ref(std::string_view provider, std::string_view instance, std::string_view id);
struct IssueRefParts {
  std::string provider, instance, id;
};
IssueRefParts parts_of(const IssueRef& ref);

// How far the work on an issue is, whatever words its board has for it. A ticket's folder says the
// same.
enum class Stage { todo, doing, done };

// Something of the issue that stays there: an attachment, its comments.
struct IssueLink {
  std::string title, url;
  bool operator==(const IssueLink&) const = default;
};

struct Issue {
  std::string id;   // the provider's own, never changes
  std::string key;  // as people name it: "APP-12"
  std::string url;
  std::string title;
  std::string body;   // markdown
  std::string type;   // the board's word
  int priority = -1;  // 0..3; -1: the board has none
  Stage stage = Stage::todo;
  std::string status;    // the board's word for the stage
  std::string assignee;  // empty: nobody
  std::vector<std::string> labels;
  std::vector<IssueLink> links;
  // The provider's own word on what only it can judge: "me", a sprint, a query. Without it the
  // issue's fields decide (is_ours).
  std::optional<bool> ours;
  std::string revision;  // another one whenever the issue is
  bool cut = false;      // only the beginning of `body`: it is never sent back
};

// What of the work here is told there: nothing; comments and the pull request; all of that, how far
// the work is, and what was edited here.
enum class BoardWrite { off, comments, full };

std::string_view name_of(BoardWrite write);

struct BoardSettings {
  std::string name;
  std::string provider;  // "jira", "linear", "github", "file"
  std::string url;       // the site's; of "file": a folder, relative to the workspace or absolute.
                         // Empty: the provider's own (Linear, GitHub)
  std::string board;  // Jira: project key; Linear: team key or id; GitHub: "owner/name"; file: none
  std::string instance;      // of the references: what tells one site or repository from another
  std::string email;         // Jira Cloud's user of the token; without it the token is a bearer's
  std::string token_env;     // the token is in this variable of the owner's environment
  std::string token_secret;  // or kept under this name; both empty: under the board's name
  std::string webhook_env, webhook_secret;     // the same of what its webhooks are signed with
  std::string project;                         // of new tickets; empty: the only one
  std::map<std::string, std::string> mapping;  // label → project, before `project`
  std::map<std::string, std::string> types;    // the board's type or a label → issue type
  std::string assignee = "anyone";             // or "none", "me", or a name
  std::vector<std::string> statuses, labels;   // none: all
  std::string sprint;                          // "current" or a name; Linear's cycle; empty: any
  std::string query;  // JQL, a GitHub search, Linear's IssueFilter as JSON; empty: everything
  // What the board calls the stages, where it has several words for one.
  std::map<Stage, std::string> stages;
  BoardWrite write = BoardWrite::off;
  base::Millis every{600'000};  // between two syncs; 0: on command only
  std::string digest;           // of what it gives: another filter begins from the beginning
};

// Whether it is an issue of the board's repository, project or site: under the same name the
// configuration may have another one by now, whose numbers mean other issues.
bool is_of(const BoardSettings& board, const IssueRef& ref);
// How often all that is wanted is asked for anew, because an issue may come to be wanted without a
// change of its own: the next sprint begins, a date of the query comes, a card of a GitHub project
// moves. Nothing: that cannot be; 0: with every sync.
std::optional<base::Millis> asked_anew_every(const BoardSettings& board);
// Whether the issue is one that this board is to give: its assignee and labels, in whatever case.
bool is_ours(const BoardSettings& board, const Issue& issue);
// The same for an issue without a ticket, which must have one of the wanted statuses, too.
bool is_wanted(const BoardSettings& board, const Issue& issue);

// What an issue and its ticket agreed on when they were last compared. A link made for a ticket
// whose past is unknown agreed on nothing.
struct CommonVersion {
  bool known = false;
  std::string title;
  // Of the ticket's and of the issue's: what a board keeps in another form reads a little
  // different.
  std::string body_digest, their_body;
  int priority = -1;
  bool operator==(const CommonVersion&) const = default;
};

enum class BoardField { title, body, priority };

// Both sides changed the same field to different values: a person chooses.
struct Dispute {
  BoardField field = BoardField::title;
  std::string mine, theirs;  // as CommonVersion keeps them; a priority as its number
  bool operator==(const Dispute&) const = default;
};

// The note of a board, "board/NAME", says how far its sync is. Nothing but syncing goes by it.
inline constexpr char kBoardMark[] = "board/";

// What became of the issue, seen from its ticket.
enum class Remote { open, done, elsewhere, deleted };

struct BoardLink {
  IssueRef ref;
  std::string board;  // its name in the configuration
  base::TicketId ticket;
  std::string key, url;
  CommonVersion common;
  Remote remote = Remote::open;
  Stage here = Stage::todo, there = Stage::todo;  // at the last comparison
  bool cut = false;                               // as Issue::cut
  std::string revision;                           // the issue's
  std::string digest;                             // the ticket file's
  std::vector<std::string> links;                 // as the ticket's front matter has them
  bool again = false;     // something is left to do: the next sync looks at it, changed or not
  base::ReviewId review;  // the open question about `disputes`
  std::vector<Dispute> disputes;
  bool operator==(const BoardLink&) const = default;
};

// Something to be told to a board about one issue.
struct Outgoing {
  enum class Kind { stage, comment, pull_request };
  std::int64_t id = 0;  // rising
  IssueRef ref;
  std::string board;  // its name in the configuration
  base::TicketId ticket;
  Kind kind = Kind::comment;
  std::string marker;  // of the issue's; letters, digits, '-'
  std::string title;   // of the pull request; else what it is, for lists
  std::string text;    // a comment's markdown, a pull request's address
  int tries = 0;       // begun; more than one: an earlier one may have come through
  base::WallTime at;   // since when it waits
  base::WallTime due;  // not before
  std::string error;   // of the newest try
  bool operator==(const Outgoing&) const = default;
};

// Attachments and comments, a line each, for the ticket's front matter: "Login.png https://…". Only
// http and https; in an order of their own, so that a board that tells them in another one, or one
// of them twice, changes nothing.
std::vector<std::string> link_lines(const Issue& issue);

// "APP-12 is done on its board", for a ticket's row; empty while the issue is open.
std::string remote_reason(const BoardLink& link);

std::string body_digest(std::string_view body);
// The text as both sides are compared: line feeds only, nothing around it.
std::string plain_body(std::string_view body);
// The issue with a title that a ticket can have and a body as compared. Its id is left as it is.
Issue tidy(Issue issue);

}  // namespace rules
