// The git program: argv, a quiet environment, a deadline, a way to stop it, one mutation per
// repository at a time, and its last words as an error.
#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace git {

struct Command {
  std::filesystem::path folder;        // git -C
  std::vector<std::string> arguments;  // after "git"
  std::string input;
  bool reads = false;                    // takes no optional locks, runs no fsmonitor
  std::vector<std::string> environment;  // "NAME=value", over the process's
  base::Millis deadline{60'000};
  std::stop_token cancel;
};

Command command_in(const std::filesystem::path& folder, std::vector<std::string> arguments,
                   const std::stop_token& cancel);

// Standard output. external_failed with git's own last words, also at the deadline; cancelled;
// not_found when git is not installed or the folder is not there.
base::Result<std::string> run(const Command& command);

// The same, without taking a failure's exit code for an error.
struct Outcome {
  int exit_code = 0;
  std::string out;
  std::string err;
};
base::Result<Outcome> try_run(const Command& command);

// "a\0b\0" → {"a", "b"}: the output of -z.
std::vector<std::string> split_zero(const std::string& text);

// Held while something in the repository of `common_dir` is changed. cancelled when `cancel` comes
// while another change is waited for. Within this process; git's own locks do the rest.
base::Result<std::unique_lock<std::timed_mutex>> lock_repository(
    const std::filesystem::path& common_dir, const std::stop_token& cancel);

}  // namespace git
