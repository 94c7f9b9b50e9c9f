// A pseudo-terminal with a program in it. The program is started in two steps, so that its pid can
// be recorded on the disk before it runs: `spawn_held` forks, `release` lets it go. When the parent
// dies in between, the child ends without having started anything.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "platform/descriptor.h"

namespace platform {

struct TerminalSize {
  int cols = 80;
  int rows = 24;
  bool operator==(const TerminalSize&) const = default;
};

struct PtyProgram {
  std::vector<std::string> argv;         // argv[0] is looked up in the PATH of `environment`
  std::vector<std::string> environment;  // "NAME=value", the whole of it
  std::filesystem::path cwd;
  TerminalSize size;
};

class PtyChild {
 public:
  // Forks: own session, the pty as controlling terminal, default signals, no other descriptor.
  // To be called while the process has a single thread.
  static base::Result<PtyChild> spawn_held(const PtyProgram& program);

  // Runs the program. An error (with detail["errno"]) means that it could not be executed; the
  // child then ends with code 127 and still has to be awaited.
  base::Status release();

  [[nodiscard]] int pid() const { return pid_; }              // also its process group and session
  [[nodiscard]] int master() const { return master_.get(); }  // non-blocking
  void close_master() { master_.reset(); }                    // the kernel then sends SIGHUP
  base::Status resize(TerminalSize size);                     // the kernel sends SIGWINCH
  // The process group that the terminal's keys go to; 0 when there is none.
  [[nodiscard]] int foreground_group() const;

 private:
  int pid_ = 0;
  std::string program_;  // for the message when it cannot be started
  Descriptor master_;
  Descriptor go_;      // written to release the child
  Descriptor failed_;  // the child writes {stage, errno}; end of file means that exec worked
};

}  // namespace platform
