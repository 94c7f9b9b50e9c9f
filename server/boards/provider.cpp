#include "boards/provider.h"

#include <algorithm>

#include "base/text.h"
#include "boards/folder.h"
#include "boards/github.h"
#include "boards/jira.h"
#include "boards/linear.h"

namespace boards {

const std::vector<std::string>& provider_names() {
  static const std::vector<std::string> kNames{"file", "github", "jira", "linear"};
  return kNames;
}

base::Result<std::unique_ptr<Provider>> make_provider(const rules::BoardSettings& board,
                                                      Connection connection) {
  if (board.provider == "file") return std::make_unique<Folder>(connection.workspace / board.url);
  const auto& names = provider_names();
  const bool is_one = std::find(names.begin(), names.end(), board.provider) != names.end();
  if (is_one && connection.token.empty()) {
    return base::fail(base::ErrorCode::unauthorized,
                      "no token for the board " + base::printable(board.name, 40) +
                          " is known: sign in, or name the variable that holds it (\"token\": "
                          "{\"env\": …})");
  }
  if (board.provider == "github") {
    return std::make_unique<Github>(board, std::move(connection));
  }
  if (board.provider == "jira") return std::make_unique<Jira>(board, std::move(connection));
  if (board.provider == "linear") {
    return std::make_unique<Linear>(board, std::move(connection));
  }
  return base::fail(base::ErrorCode::invalid_argument,
                    "no provider " + base::printable(board.provider, 40) + "; there is " +
                        base::join(provider_names(), ", "));
}

}  // namespace boards
