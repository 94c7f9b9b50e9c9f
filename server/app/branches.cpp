#include "app/branches.h"

#include "base/text.h"
#include "git/branches.h"
#include "git/reader.h"

namespace app {

using base::ErrorCode;

base::Status check_branches(const std::filesystem::path& repository, const std::string& branch,
                            const std::string& base, std::stop_token cancel) {
  if (branch.empty() && base.empty()) return {};
  TRY_ASSIGN(auto reader, git::open(repository, cancel));
  if (!base.empty()) {
    const auto found = reader->base_branch(base);
    if (!found && found.error().code == ErrorCode::not_found) {
      return base::fail(ErrorCode::invalid_argument,
                        "no branch, tag or commit " + base::printable(base, 200) + " to start from",
                        {{"path", "params.base"}});
    }
    if (!found) return base::fail(found.error());
  }
  if (branch.empty()) return {};
  const std::string shown = base::printable(branch, 200);
  if (!git::is_branch_name(branch)) {
    return base::fail(ErrorCode::invalid_argument, "no branch name: " + shown,
                      {{"path", "params.branch"}});
  }
  TRY_ASSIGN(const auto where, git::checked_out_at(repository, branch, cancel));
  if (!where) return {};
  return base::fail(ErrorCode::conflict, "the branch " + shown + " is checked out at " +
                                             where->string() +
                                             ": switch that to another one, or name another here");
}

}  // namespace app
