// Completing the command line in a shell. The shells' scripts are a few lines that ask this program
// what fits, so an update never leaves a stale script behind.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "client/command_tree.h"
#include "client/names.h"

namespace client {

// What may stand where the last word is.
struct Wanted {
  std::vector<Candidate> candidates;  // commands, options and fixed words that begin with it
  std::string kind;                   // a value of this kind (see CommandOption::value), or empty
  std::string prefix;                 // the last word
  std::string workspace;              // --workspace before it
};

// `words`: the command line after the program's name; the last one is being typed and may be empty.
// Pure.
Wanted what_fits(const Command& root, const std::vector<std::string>& words);

// The script of "bash", "zsh" or "fish", to be sourced; nothing for another shell.
std::optional<std::string> completion_script(const std::string& shell);

// Prints "value<TAB>help" lines, or ":files" or ":folders" for what the shell completes itself. Ids
// come from an owner that runs; none is started, and one that is slow is not waited for.
int print_candidates(const Command& root, const std::vector<std::string>& words);

}  // namespace client
