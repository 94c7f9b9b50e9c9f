// What one issue and its ticket have to do to be in step again, from both as they are and the
// version that they last agreed on. Field by field: a local edit survives, a remote edit arrives,
// where both changed a person is asked. Nothing here deletes or completes local work. Planning
// again after any part was done leads to the same end. Pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "rules/board.h"
#include "rules/settings.h"
#include "rules/ticket.h"

namespace rules {

// A ticket's file as it is now.
struct LocalTicket {
  base::TicketId id;
  std::string title;
  std::string body;        // plain_body() of it
  std::string body_there;  // the same once the board has kept it in its own form
  int priority = 2;
  Folder folder = Folder::queue;
  std::string path, digest;
};

struct BoardPlanInput {
  const BoardSettings& board;
  const Settings& settings;
  std::optional<Issue> issue;        // tidy; nothing: not looked at, or gone
  bool gone = false;                 // deleted there
  std::optional<BoardLink> link;     // nothing: never seen
  std::optional<LocalTicket> local;  // nothing: no file has it (any more)
};

// A ticket to be made; its id is the executor's to find: `wanted_id` when that is free.
struct TicketDraft {
  std::string wanted_id;  // empty: none can be made from the key
  std::string type, title, project, body;
  std::vector<std::string> links;
  int priority = 2;
};
struct FieldEdits {
  std::optional<std::string> title, body;
  std::optional<int> priority;
  std::optional<Stage> stage;  // of the issue only
  bool new_key = false;        // of the ticket only: the link's key or url changed
  std::optional<std::vector<std::string>> links;  // of the ticket only
  [[nodiscard]] bool empty() const {
    return !title && !body && !priority && !stage && !new_key && !links;
  }
};

struct BoardPlan {
  std::optional<TicketDraft> create;
  FieldEdits edit;  // of the ticket
  FieldEdits send;  // to the issue, while its revision is still the planned one
  // The link once all of that is done; nothing when no link is to be (an issue that is not wanted).
  std::optional<BoardLink> link;
  // What the question about link->disputes shows, one markdown text.
  std::string dispute_text;
  [[nodiscard]] bool does_nothing(const std::optional<BoardLink>& before) const {
    return !create && edit.empty() && send.empty() && link == before;
  }
};

BoardPlan plan_issue(const BoardPlanInput& input);

// Queue, in progress, completed as the stage that they mean.
Stage stage_of(Folder folder);
// "APP-12" of type FIX: "FIX-APP-12"; empty when no ticket may have such an id.
std::string id_for_key(const std::string& type, const std::string& key);

}  // namespace rules
