// Branch names that git takes, and one that is still free.
#pragma once
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "git/reader.h"

namespace git {

// The rules of git check-ref-format --branch. Pure.
bool is_branch_name(std::string_view name);

// `wanted`, or "<wanted>-2", "-3", … when it is taken. A branch named like a folder of it ("feat"
// for "feat/x") makes that folder impossible: then "feat-x".
base::Result<std::string> free_branch(Reader& reader, const std::string& wanted);

// The working tree that has the branch checked out, if any does.
base::Result<std::optional<std::filesystem::path>> checked_out_at(
    const std::filesystem::path& repository, const std::string& branch,
    const std::stop_token& cancel = {});

enum class BranchConsent {
  merged_or_pushed,  // only what is safe elsewhere
  everything,        // a person said yes to losing its commits
};
// Removes a local branch whose commits are in `into` or on a remote; conflict otherwise, unless
// `consent` covers that. Done when there is none.
base::Status delete_branch(const std::filesystem::path& repository, const std::string& branch,
                           const std::string& into,
                           BranchConsent consent = BranchConsent::merged_or_pushed,
                           std::stop_token cancel = {});

}  // namespace git
