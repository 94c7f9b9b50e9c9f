// Whether a session can have the branch and the base that are wanted for it. Blocks on git; for
// worker threads.
#pragma once
#include <filesystem>
#include <stop_token>
#include <string>

#include "base/result.h"

namespace app {

// Empty ones are fine. invalid_argument: no branch's name, or a base that names nothing; conflict:
// the branch is checked out somewhere (the message says where).
base::Status check_branches(const std::filesystem::path& repository, const std::string& branch,
                            const std::string& base, std::stop_token cancel);

}  // namespace app
