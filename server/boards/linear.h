// The provider "linear": one GraphQL address, pages by cursor. Facts: linear.app/developers and its
// schema, which the tests check every query against. A board is a team, by its key or id.
//
// What changed since is asked for the whole team, so that an issue that somebody else has now is
// seen; a sync also looks at 100 issues that have a ticket, the next ones each time, since one that
// was moved to another team or deleted for good is in no such list. The first sync asks for what
// is wanted and not done.
//
// `since` is "<ms> <id>": the server's time when the sync began, and the last of those 100 ("-":
// none). `page` is "<list or known> <time or -> <ms> <id or -> <1: walk over the known, too>
// <cursor>".
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "boards/linear_values.h"
#include "boards/provider.h"

namespace boards {

class Linear : public Provider {
 public:
  Linear(rules::BoardSettings board, Connection connection);

  // lacks: the team, when the token does not reach it. What else a key may not do shows when it is
  // done: Linear tells nobody what a key may.
  base::Result<Account> verify(std::stop_token stop) override;
  // Linear has no types: its labels serve as such.
  base::Result<std::vector<Choice>> choices(ChoiceKind kind, std::stop_token stop) override;
  base::Result<Page> changed(const PageRequest& request, std::stop_token stop) override;
  base::Result<rules::Issue> issue(const std::string& id, std::stop_token stop) override;
  // Linear has no write that minds a revision: it is read first.
  base::Result<rules::Issue> update(const std::string& id, const std::string& revision,
                                    const rules::FieldEdits& edits, std::stop_token stop) override;
  // Its id is made from the marker, so that Linear itself takes it once.
  base::Status comment(const std::string& id, const std::string& marker,
                       const std::string& markdown, bool again, std::stop_token stop) override;
  // An attachment, which Linear knows by issue and address.
  base::Status link_pull_request(const std::string& id, const std::string& url,
                                 const std::string& title, std::stop_token stop) override;

 private:
  struct Progress;
  base::Result<nlohmann::json> ask(const char* query, nlohmann::json variables,
                                   std::stop_token stop);
  // The nodes of all pages of the query's one connection.
  base::Result<nlohmann::json> ask_all(const char* query, const char* connection,
                                       nlohmann::json variables, std::stop_token stop);
  base::Status take_list(Progress& progress, const PageRequest& request, Page& page,
                         std::stop_token stop);
  // The next known ones after `last`, which becomes the last of them. False: there were none.
  base::Result<bool> take_known(const std::vector<std::string>& known, std::string& last,
                                Page& page, std::stop_token stop);
  void take_node(const nlohmann::json& node, Page& page) const;
  // What the board's query says of these issues.
  base::Status judge(std::vector<rules::Issue>& issues, std::stop_token stop);
  base::Result<rules::Issue> read(const nlohmann::json& node, std::stop_token stop);
  base::Result<std::string> state_for(const std::string& id, rules::Stage stage,
                                      std::stop_token stop);

  rules::BoardSettings board_;
  Connection connection_;
  std::string url_;
  std::int64_t server_ms_ = 0;  // when the last reply was sent
};

}  // namespace boards
