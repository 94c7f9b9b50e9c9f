// `operator hook`: what an agent starts for each of its events. It writes the event to the
// session's spool, rings the owner's bell and ends; for a question it stays and prints the answer.
//
//   operator hook --session app-3 --spool FILE --bell SOCKET --owner SOCKET
//                 [--wait] [--wait-tool NAME] [--deadline SECONDS]
//
// --wait: wait for the owner's answer; --wait-tool: only when the event's tool has that name;
// --deadline: give up silently after so long (default: never, as long as the agent lives).
// It never fails the agent: whatever goes wrong, it prints nothing and exits 0, with a line in
// <spool>.log; but for a question that cannot be kept, where it says so and exits 1 (the agent then
// asks in its terminal). It runs before anything else of the program is set up: it must start in a
// millisecond.
#pragma once

namespace client {

// `argv` begins behind "hook".
int run_hook(int argc, char** argv);

}  // namespace client
