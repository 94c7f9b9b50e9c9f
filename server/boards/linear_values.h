// What Linear is asked and what its answers are taken for, as values. Facts: linear.app/developers
// and its GraphQL schema. Pure.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/result.h"
#include "boards/http.h"
#include "rules/board_plan.h"

namespace boards {

// The filter of the issues that a first sync asks for. invalid_argument: `query` is no JSON object.
base::Result<nlohmann::json> linear_wanted(const rules::BoardSettings& board);
// Of all the team's issues that changed since; RFC 3339.
nlohmann::json linear_changed(const rules::BoardSettings& board, const std::string& since);
nlohmann::json linear_team(const rules::BoardSettings& board);
// `ours` is said as far as the issue's own fields tell: team, "me", cycle.
base::Result<rules::Issue> linear_issue(const nlohmann::json& node,
                                        const rules::BoardSettings& board);
// Whether it was deleted: in the trash, or archived before it was done.
bool linear_gone(const nlohmann::json& node, const rules::BoardSettings& board);
// The state that writes `stage`: the one that the board's settings name, else the first of its
// kind. `states` as the query gives them; empty: there is none.
std::string linear_state(const nlohmann::json& states, const rules::BoardSettings& board,
                         rules::Stage stage);
// A version 4 UUID, the same for the same marker.
std::string linear_comment_id(const std::string& marker);
// GraphQL says what is wrong within a 200 or a 400: too many requests become a 429 with the time
// until the budget is there again, other errors are left in the body of a 200.
HttpReply linear_reply(HttpReply reply, std::int64_t now_ms);
// Of a body's "errors".
base::Error linear_error(const nlohmann::json& errors);

}  // namespace boards
