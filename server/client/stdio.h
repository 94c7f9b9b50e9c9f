// `operator stdio [--workspace DIR] [--no-start]`: the owner's wire on standard input and output,
// for an editor. It outlives the owner: when one dies it starts or finds the next, says the
// client's initialize again, answers what was in flight with `unavailable` and reports
// `server/didRestart`. An owner that ended in order (`operator stop`, `operator serve` taking over)
// is not started again before the client asks for something. Ends with standard input.
#pragma once

namespace client {

// `argv` begins behind "stdio". Exit code 3 when there is no owner at the beginning.
int run_stdio(int argc, char** argv);

}  // namespace client
