// For tests: OPERATOR_CRASH_AT=n ends the process, as SIGKILL would, at the n-th boundary between
// a decision, its commit and its effects. Unset, it does nothing.
#pragma once
#include <atomic>

namespace app {

class CrashPoint {
 public:
  CrashPoint();
  // One boundary was reached; on any thread. Does not return at the n-th.
  void pass();

 private:
  long at_ = 0;  // 0: never
  std::atomic<long> passed_ = 0;
};

}  // namespace app
