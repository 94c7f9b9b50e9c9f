// `operator host`: the entry of the process that owns one session's terminal.
#pragma once

namespace host {

// `operator host --dir <session folder> --socket <path> --run N`; argv begins with the program or
// the verb. Returns when the agent is gone. 0: it ran, however it ended; 1: it was not started
// (somebody else has the session, the run was started before, a file is missing), said on standard
// error; 2: usage.
int run_host(int argc, char** argv);

}  // namespace host
