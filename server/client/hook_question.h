// A hook's question on its way to the owner: asked again for as long as it takes, whichever owner
// there is, until the answer is there or nobody wants it any more.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "platform/caller.h"

namespace client {

struct HookQuestion {
  std::filesystem::path owner;  // its socket
  std::string session;
  std::string event;  // the spool record's id
  std::optional<base::Millis> deadline;
};

struct HookReply {
  std::string output;
  int exit_code = 0;
};

// Nothing when the question is over, the caller is gone or the deadline has passed. The owner has
// been told that the answer was taken. `note` gets a line for each thing that went wrong.
std::optional<HookReply> ask_owner(const HookQuestion& question, platform::Caller& caller,
                                   const std::function<void(const std::string&)>& note);

}  // namespace client
