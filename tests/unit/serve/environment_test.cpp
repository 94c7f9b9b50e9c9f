#include "serve/environment.h"

#include <doctest/doctest.h>

TEST_CASE("a launch gets the person's environment without the client's own marks") {
  const auto kept = serve::launch_environment({{"HOME", "/home/a"},
                                               {"PATH", "/usr/bin"},
                                               {"ANTHROPIC_API_KEY", "k"},
                                               {"CLAUDE_CONFIG_DIR", "/c"},
                                               {"CLAUDE_CODE_USE_BEDROCK", "1"},
                                               {"VSCODE_IPC_HOOK_CLI", "/run/x"},
                                               {"ELECTRON_RUN_AS_NODE", "1"},
                                               {"NODE_OPTIONS", "--require x"},
                                               {"CLAUDECODE", "1"},
                                               {"CLAUDE_CODE_ENTRYPOINT", "cli"},
                                               {"OPERATOR_SESSION_ID", "app-1"},
                                               {"OPERATOR_CRASH_AT", "3"},
                                               {"TERM_PROGRAM", "vscode"},
                                               {"TMUX", "/tmp/tmux-0/default,1,0"},
                                               {"TMUX_PANE", "%1"},
                                               {"SHLVL", "3"},
                                               {"PWD", "/tmp"}});
  CHECK(kept == std::map<std::string, std::string>{{"HOME", "/home/a"},
                                                   {"PATH", "/usr/bin"},
                                                   {"ANTHROPIC_API_KEY", "k"},
                                                   {"CLAUDE_CONFIG_DIR", "/c"},
                                                   {"CLAUDE_CODE_USE_BEDROCK", "1"}});
}

TEST_CASE("a password helper goes along unless it is VS Code's, which cannot work alone") {
  CHECK(serve::launch_environment({{"GIT_ASKPASS", "/usr/bin/ksshaskpass"}}).size() == 1);
  CHECK(serve::launch_environment(
            {{"GIT_ASKPASS", "/code/askpass.sh"}, {"VSCODE_GIT_ASKPASS_MAIN", "/code/main.js"}})
            .empty());
}

TEST_CASE("what cannot be a variable is left out") {
  CHECK(
      serve::launch_environment({{"", "x"}, {"A=B", "x"}, {"C", std::string("a\0b", 3)}}).empty());
}
