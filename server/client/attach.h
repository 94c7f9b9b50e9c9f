// `operator attach`: a session's terminal, here. Bytes pass through as they are; the host keeps the
// screen, and redraws it for whoever comes. Leaving is not ending.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace client {

struct AttachOptions {
  // The keys that detach, pressed one after the other: "ctrl-]", "ctrl-b d", "ctrl-p ctrl-q";
  // "none".
  std::string detach_keys = "ctrl-]";
  std::string session;  // its name, for messages; empty: as the host says
  bool pane = false;    // there whether or not somebody looks; see ipc::ClientHello
};

// Until the person detaches (0), the agent ends (its exit code, 128 + signal), or the host is gone
// or was never there (1, said on standard error). The terminal is as before in every case.
int run_attach(const std::filesystem::path& socket, const AttachOptions& options = {});

// The same, without waiting in an editor's tab for its last words to be read.
struct Viewed {
  int code = 1;
  bool left = false;  // the person or the terminal left, not the session
};
Viewed run_viewer(const std::filesystem::path& socket, const AttachOptions& options);

// Finds the detach keys in what the terminal sends, also as terminals send them under the kitty
// protocol and modifyOtherKeys, and never within a paste. Pure.
class DetachMatcher {
 public:
  static base::Result<DetachMatcher> parse(std::string_view keys);
  struct Outcome {
    std::string forward;  // for the session; the keys of a half-pressed chord wait
    bool detach = false;
  };
  Outcome feed(std::string_view bytes);

 private:
  struct Key {
    char byte = 0;
    int code = 0;  // of the key without Ctrl
    bool ctrl = false;
  };
  [[nodiscard]] static bool matches(std::string_view token, const Key& key);
  std::vector<Key> keys_;
  std::string held_;
  std::size_t matched_ = 0;
  bool in_paste_ = false;
};

}  // namespace client
