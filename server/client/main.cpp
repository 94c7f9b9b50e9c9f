// The program that a person, a terminal, an editor or an agent starts. What starts often or lives
// long (hook, host, attach, stdio) is dispatched before the command line's library is touched.
#include <string_view>

#include "base/log.h"
#include "client/attach.h"
#include "client/cli.h"
#include "client/hook.h"
#include "client/pane.h"
#include "client/stdio.h"
#include "host/run.h"

int main(int argc, char** argv) {
  const std::string_view verb = argc > 1 ? argv[1] : "";
  if (verb == "hook") return client::run_hook(argc - 2, argv + 2);
  if (verb == "host") return host::run_host(argc - 1, argv + 1);
  base::start_log({.name = "operator", .file = "", .level = base::LogLevel::warn});
  // Without the owner's help, by whoever knows the socket: for tests, and when no owner can run.
  if (verb == "attach" && argc == 4 && std::string_view(argv[2]) == "--socket")
    return client::run_attach(argv[3]);
  if (verb == "pane") return client::run_pane(argc - 2, argv + 2);
  if (verb == "stdio") return client::run_stdio(argc - 1, argv + 1);
  return client::run_cli(argc, argv);
}
