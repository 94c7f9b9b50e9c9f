// Where things are kept. All names derive from the workspace's real path and the XDG folders, so
// that every program finds the same places without asking.
#pragma once
#include <filesystem>
#include <string>

#include "base/ids.h"
#include "base/result.h"

namespace base {

namespace fs = std::filesystem;

// The folders of one workspace.
struct WorkspacePaths {
  fs::path workspace;  // real path of the folder VS Code has open
  std::string hash;    // first 12 hex digits of SHA-256 of `workspace`
  fs::path data;       // $XDG_DATA_HOME/operator: programs, worktrees
  fs::path state;      // $XDG_STATE_HOME/operator/<hash>: database, spools, host records
  fs::path runtime;    // $XDG_RUNTIME_DIR/operator/<hash>, else <tmp>/operator-<uid>/<hash>

  fs::path database() const { return state / "operator.db"; }
  fs::path owner_lock() const { return state / "owner.lock"; }
  fs::path log_file() const { return state / "operatord.log"; }
  fs::path spool(const SessionId& id) const { return state / "spool" / (id.value + ".jsonl"); }
  // One folder per session: host lock, host.json, exit.json, settings, prompt.
  fs::path session_dir(const SessionId& id) const { return state / "sessions" / id.value; }
  fs::path server_json() const { return runtime / "server.json"; }
  fs::path owner_socket() const { return runtime / "owner.sock"; }
  fs::path bell_socket() const { return runtime / "bell.sock"; }
  fs::path host_socket(const SessionId& id) const { return runtime / (id.value + ".sock"); }
  fs::path worktrees(const std::string& project) const {
    return data / (hash + "-" + project) / "worktrees";
  }
  fs::path tickets() const { return workspace / ".tickets"; }
  fs::path config_file() const { return workspace / ".operator" / "config.json"; }
  fs::path issue_types() const { return workspace / ".operator" / "issuetypes"; }
};

// In the private git folder of each worktree that Operator made: a file with the path of the
// workspace that it belongs to, so that a command or an editor there means that workspace.
inline constexpr const char* kWorkspaceNote = "operator-workspace";

// Pure but for the environment, the real path and the temporary folder. Creates nothing.
// Fails with not_found when `folder` does not exist.
Result<WorkspacePaths> workspace_paths(const fs::path& folder);

// The SHA-256 of `text` in lower-case hex.
std::string sha256_hex(std::string_view text);
// RFC 2104.
std::string hmac_sha256_hex(std::string_view key, std::string_view text);

}  // namespace base
