// One issue and its ticket, case by case.
#include "rules/board_plan.h"

#include <doctest/doctest.h>

using namespace rules;

namespace {

struct Case {
  Settings settings;
  BoardSettings board;
  std::optional<Issue> issue = Issue{};
  bool gone = false;
  std::optional<BoardLink> link;
  std::optional<LocalTicket> local;

  Case() {
    settings.types = {{"TASK", "Task", TypeMode::autonomous, "", "", {}, ""},
                      {"FIX", "Fix", TypeMode::autonomous, "", "", {}, ""}};
    board.name = "shop";
    board.provider = "file";
    board.instance = "issues";
    board.types = {{"bug", "FIX"}, {"Epic", "NONE"}};
    board.write = BoardWrite::full;
    issue->id = "1";
    issue->key = "APP-1";
    issue->title = "Add a login";
    issue->body = "With a form.";
    issue->priority = 1;
    issue->revision = "r1";
  }
  BoardPlan plan() {
    if (local) local->body_there = local->body;
    return plan_issue({board, settings, issue, gone, link, local});
  }

  // Its ticket was made, and both are the same.
  void linked() {
    BoardPlan made = plan();
    REQUIRE(made.create);
    link = made.link;
    link->ticket.value = "TASK-APP-1";
    link->digest = "d1";
    local = LocalTicket{{"TASK-APP-1"},  issue->title,  issue->body,  issue->body,
                        issue->priority, Folder::queue, "queue/x.md", "d1"};
  }
};

}  // namespace

TEST_CASE("a new issue becomes a ticket, once, of the mapped type and project") {
  Case c;
  c.issue->type = "Bug";
  c.issue->labels = {"web"};
  c.board.mapping = {{"Web", "shop"}};
  BoardPlan plan = c.plan();
  REQUIRE(plan.create);
  CHECK(plan.create->type == "FIX");
  CHECK(plan.create->project == "shop");
  CHECK(plan.create->wanted_id == "FIX-APP-1");
  CHECK(plan.create->priority == 1);
  CHECK(plan.link->ref.value == "file issues 1");
  c.issue->type = "Epic";  // mapped to a type that there is not
  CHECK(c.plan().create->type == "TASK");
  c.issue->type = "";
  c.issue->labels = {"x", "BUG"};
  c.issue->key = "acme/shop#12";
  plan = c.plan();
  CHECK(plan.create->type == "FIX");
  CHECK(plan.create->wanted_id == "FIX-acme-shop-12");
  CHECK(plan.create->project.empty());
  c.issue->priority = -1;
  CHECK(c.plan().create->priority == 2);
}

TEST_CASE("what is done there, or not asked for, becomes no ticket") {
  Case c;
  c.issue->stage = Stage::done;
  CHECK(c.plan().does_nothing(c.link));
  c.issue->stage = Stage::todo;
  c.board.assignee = "anna";
  CHECK(c.plan().does_nothing(c.link));
  c.issue->assignee = "Anna";
  CHECK(c.plan().create);
  c.board.statuses = {"Ready"};
  c.issue->status = "Later";
  CHECK(c.plan().does_nothing(c.link));
  c.gone = true;
  CHECK(c.plan().does_nothing(c.link));
}

TEST_CASE("nothing is done for what did not change") {
  Case c;
  c.linked();
  CHECK(c.plan().does_nothing(c.link));
  c.issue.reset();
  CHECK(c.plan().does_nothing(c.link));
}

TEST_CASE("a remote edit arrives, field by field, beside a local one") {
  Case c;
  c.linked();
  c.issue->title = "Add a log-in";
  c.issue->revision = "r2";
  c.local->body = "With a form and a link.";
  const BoardPlan plan = c.plan();
  CHECK(plan.edit.title == "Add a log-in");
  CHECK(!plan.edit.body);
  CHECK(plan.send.body == "With a form and a link.");
  CHECK(!plan.send.title);
  CHECK(plan.link->disputes.empty());
  CHECK(plan.link->revision == "r2");
}

TEST_CASE("a local edit survives where nothing is written, and is sent when it may be") {
  Case c;
  c.board.write = BoardWrite::off;
  c.linked();
  c.local->priority = 0;
  c.local->folder = Folder::in_progress;
  CHECK(c.plan().edit.empty());
  CHECK(c.plan().send.empty());
  c.link = c.plan().link;
  c.issue->labels = {"more"};
  CHECK(c.plan().edit.empty());
  c.board.write = BoardWrite::full;
  CHECK(c.plan().send.priority == 0);
  CHECK(c.plan().send.stage == Stage::doing);
}

TEST_CASE("both changed the same field: both are kept and a person is asked") {
  Case c;
  c.linked();
  c.issue->title = "Theirs";
  c.local->title = "Mine";
  BoardPlan plan = c.plan();
  CHECK(plan.edit.empty());
  CHECK(plan.send.empty());
  REQUIRE(plan.link->disputes == std::vector<Dispute>{{BoardField::title, "Mine", "Theirs"}});
  CHECK(plan.dispute_text.find("> Mine") != std::string::npos);
  CHECK(plan.dispute_text.find("> Theirs") != std::string::npos);
  // While the question is open and the issue is not seen, nothing is guessed.
  c.link = plan.link;
  c.issue.reset();
  plan = c.plan();
  CHECK(plan.edit.empty());
  CHECK(plan.send.empty());
  CHECK(plan.link->disputes.size() == 1);
  CHECK(plan.link->again);
}

TEST_CASE("the same change on both sides is agreement") {
  Case c;
  c.linked();
  c.issue->title = c.local->title = "Same";
  const BoardPlan plan = c.plan();
  CHECK(plan.edit.empty());
  CHECK(plan.send.empty());
  CHECK(plan.link->common.title == "Same");
}

TEST_CASE("closed, given to somebody else, deleted: shown, and the ticket is left alone") {
  Case c;
  c.linked();
  c.issue->stage = Stage::done;
  CHECK(c.plan().edit.empty());
  CHECK(c.plan().link->remote == Remote::done);
  CHECK(remote_reason(*c.plan().link) == "APP-1 is done on its board");
  c.local->folder = Folder::in_progress;  // work that goes on does not open it again
  CHECK(!c.plan().send.stage);
  c.local->folder = Folder::queue;
  c.issue->stage = Stage::todo;
  c.board.assignee = "anna";
  CHECK(c.plan().link->remote == Remote::elsewhere);
  c.gone = true;
  c.issue.reset();
  c.local->title = "Mine";
  CHECK(c.plan().edit.empty());
  CHECK(c.plan().send.empty());
  CHECK(c.plan().link->remote == Remote::deleted);
}

TEST_CASE("started and done are told to the board") {
  Case c;
  c.linked();
  c.local->folder = Folder::in_progress;
  BoardPlan plan = c.plan();
  CHECK(plan.send.stage == Stage::doing);
  c.link = plan.link;
  c.issue->stage = Stage::doing;
  CHECK(c.plan().send.empty());
  c.local->folder = Folder::completed;
  CHECK(c.plan().send.stage == Stage::done);
}

TEST_CASE("a ticket that a person deleted does not come back") {
  Case c;
  c.linked();
  c.local.reset();
  c.issue->title = "Changed";
  const BoardPlan plan = c.plan();
  CHECK(!plan.create);
  CHECK(plan.edit.empty());
  CHECK(plan.send.empty());
}

TEST_CASE("a ticket without a link finds its issue again; what differs is asked") {
  Case c;
  c.linked();
  c.link.reset();
  BoardPlan plan = c.plan();
  CHECK(!plan.create);
  CHECK(plan.edit.empty());
  CHECK(plan.link->ticket.value == "TASK-APP-1");
  CHECK(plan.link->common.known);
  c.local->body = "Something else.";
  plan = c.plan();
  CHECK(plan.edit.empty());
  CHECK(plan.send.empty());
  CHECK(plan.link->disputes.size() == 1);
}

TEST_CASE("a description that was cut is never sent back") {
  Case c;
  c.issue->body = std::string(2U << 20, 'x');
  c.issue = tidy(*c.issue);
  CHECK(c.issue->cut);
  c.linked();
  c.local->body += "y";
  CHECK(c.plan().send.empty());
}

TEST_CASE("titles and bodies are made such as a ticket can have") {
  Issue issue;
  issue.title = "  a\n\tb\x1b[31m \xff ";
  issue.body = "\r\n\r\na\r\nb\rc \r\n\n";
  issue = tidy(issue);
  CHECK(issue.title == "a b[31m \xEF\xBF\xBD");
  CHECK(issue.body == "a\nb\nc");
  issue.title = " \n ";
  CHECK(tidy(issue).title == "(no title)");
  CHECK(plain_body(" \n\t").empty());
}

TEST_CASE("attachments are linked in the ticket, and again when there are others") {
  Case c;
  c.issue->links = {{"Login.png", "https://x/1"}, {"", "https://x/2"}};
  const BoardPlan made = c.plan();
  REQUIRE(made.create);
  const std::vector<std::string> lines{"Login.png https://x/1", "https://x/2"};
  CHECK(made.create->links == lines);
  c.linked();
  CHECK(c.plan().does_nothing(c.link));
  std::swap(c.issue->links.front(), c.issue->links.back());
  c.issue->links.push_back(c.issue->links.front());
  CHECK(c.plan().does_nothing(c.link));
  c.issue->links = {{"Login.png", "https://x/1"}};
  const BoardPlan plan = c.plan();
  CHECK(plan.edit.links == std::vector<std::string>{"Login.png https://x/1"});
  CHECK(plan.send.empty());
  CHECK(plan.link->disputes.empty());
}

TEST_CASE("links are addresses of the web, and one line each") {
  Issue issue;
  for (const char* url :
       {"javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//x/1", "https://x/1 2",
        "https://x/1\n---\ntype: FIX", "https://x/\"]", "https://x/\xE2\x80\xAE",
        "https://x/\x1B[2J", "https://x/\xFF", "", " "}) {
    issue.links.push_back({"a", url});
  }
  issue.links.push_back({"long", "https://x/" + std::string(2000, 'a')});
  CHECK(link_lines(issue).empty());
  issue.links = {{"a\r\n---\x1B[2J\xE2\x80\xAE", "HTTPS://x/1"},
                 {std::string(300, 't'), "http://x/2"}};
  CHECK(link_lines(issue) ==
        std::vector<std::string>{"a  ---[2J HTTPS://x/1", std::string(200, 't') + "… http://x/2"});
  issue.links.clear();
  for (int n = 100; n < 200; ++n) issue.links.push_back({std::to_string(n), "https://x/1"});
  const auto lines = link_lines(issue);
  CHECK(lines.size() == 50);
  CHECK(lines.back() == "149 https://x/1");
}
