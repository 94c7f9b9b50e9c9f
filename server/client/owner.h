// Finding the owner of a workspace, starting one when there is none.
#pragma once
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/paths.h"
#include "base/result.h"
#include "wire/client.h"
#include "wire/generated/methods.h"

namespace client {

struct OwnerOptions {
  bool start = true;  // start an owner when none runs
  bool subscribe = false;
  base::Millis answer_within{10'000};
  // Greet an owner of another protocol in its own: for `server/stop`, which every version has.
  bool any_protocol = false;
};

// A connection that has said `initialize`. `unavailable` when no owner could be reached in time;
// the message has its last words when it could not start.
base::Result<wire::Client> connect_owner(const base::WorkspacePaths& paths,
                                         const OwnerOptions& options);

// What a client of this kind says first.
wire::InitializeParams owner_hello(wire::ClientKind kind, bool subscribe);

// The same for any way to connect: `connect` is called again and again until it succeeds or the
// time is over; an error other than `unavailable` ends it at once.
base::Status reach_owner(const base::WorkspacePaths& paths, bool start,
                         const std::function<base::Status()>& connect);

// Whether this program runs inside a session: then it never starts an owner, but waits a moment for
// one that somebody else starts.
bool is_inside_session();

// Where `operatord` is: beside this program.
std::string owner_program();
// The caller's environment, `NAME=value`, without what marks a session of Operator's: an owner
// outlives the session in which somebody happened to start it.
std::vector<std::string> owner_environment();

}  // namespace client
