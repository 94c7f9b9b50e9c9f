// The command line: arguments in, exit code out. The only translation unit with CLI11.
#pragma once

namespace client {

int run_cli(int argc, char** argv);

}  // namespace client
