// A session as flat lines, for scripts and for people who keep records. Pure.
#pragma once
#include <string>

#include "wire/generated/types.h"

namespace client {

// "key=value" lines: id, title, project, issue, branch, status, hostName, worktree, createdAt,
// restoredAt, hostHandle, pr, summary and agent in this order, empty where there is none, then the
// free keys by name. In a value a line feed is \n, a carriage return \r and a backslash \\.
std::string properties_of(const wire::Session& session);

}  // namespace client
