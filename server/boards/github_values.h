// What GitHub is asked and what its answers are taken for, as values. Facts: docs.github.com/rest
// and /graphql. Pure.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "boards/http.h"
#include "rules/board_plan.h"

namespace boards {

// What a board's settings say only together with what GitHub knows.
struct GithubContext {
  std::string me;         // login; empty: not asked for
  std::string milestone;  // the current one's title
  // The project's: its id, its field's, and the ids of the field's words.
  std::string project, field;
  std::vector<std::pair<std::string, std::string>> options;  // word → id
};

struct GithubBoard {
  std::string owner, name;
  int project = 0;  // 0: none
};
// "owner/name" or "owner/name#3"; nothing for anything else.
std::optional<GithubBoard> github_board(const std::string& board);
// Its GraphQL address: of "https://host/api/v3" that is "https://host/api/graphql".
std::string github_graph_url(const std::string& url);
base::Result<rules::Issue> github_issue(const nlohmann::json& issue,
                                        const rules::BoardSettings& board,
                                        const GithubContext& context);
// A node of GraphQL as REST would say it.
nlohmann::json github_rest_of(const nlohmann::json& node);
// The stage that a project's word means: the board's settings name it, or it is a usual one.
rules::Stage github_stage(const std::string& word, const rules::BoardSettings& board);
// The id of the word for this stage; empty: the project has none.
std::string github_option(const GithubContext& context, const rules::BoardSettings& board,
                          rules::Stage stage);
// The body of a PATCH; `labels` are the issue's. Empty: nothing that GitHub knows.
nlohmann::json github_update(const rules::FieldEdits& edits,
                             const std::vector<std::string>& labels);
// The address that the header Link has for "next"; empty: none.
std::string github_next(const std::string& link);
// 403 is GitHub's word for too many requests, too: those become a 429 with the time to wait.
HttpReply github_reply(HttpReply reply);
// What the token would need for what was refused, as its headers say; empty: they do not.
std::string github_lacks(const HttpHeaders& headers);

}  // namespace boards
