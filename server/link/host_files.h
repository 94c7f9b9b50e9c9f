// The files by which the owner and a session's host agree, in the session's folder (0700):
//   launch-<run>.json  what to start; written by the owner before it starts the host
//   host.lock          flock held as long as the host lives
//   host.json          the host's record; on the disk before the agent's exec
//   terminal-<run>.txt what was on its terminal; after exit.json
//   exit.json          how the agent ended; on the disk when the whole process group is gone
// A host starts run N only while it holds the lock and neither host.json nor exit.json names a run
// ≥ N; so starting the same run twice, by whomever, never starts two agents.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "link/container.h"
#include "platform/identity.h"

namespace ipc {

struct LaunchFile {
  std::string session;  // "app-3"
  int run = 0;          // 1, 2, …: counts starts and restores of one session
  std::vector<std::string> argv;
  std::map<std::string, std::string> env;  // the whole environment; the host sets TERM
  std::string cwd;
  int cols = 120;
  int rows = 30;
  int scrollback = 10000;  // lines
  Container container{};   // that argv is a client of: over when this is gone
};

struct HostRecord {
  std::string session;
  int run = 0;
  platform::ProcessIdentity host;
  platform::ProcessIdentity agent;  // same boot
  int protocol = 0;
  std::string version;
  std::string socket;
  std::string started_at;  // RFC 3339
  Container container{};
};

struct ExitRecord {
  int run = 0;
  int code = 0;       // 128 + signal when a signal ended it; 127: could not be started
  int signal = 0;     // 0: none
  std::string at;     // RFC 3339
  std::string error;  // why it could not be started
};

std::filesystem::path launch_path(const std::filesystem::path& dir, int run);
// What was on the terminal of a run when it ended, scrollback first, as plain text.
std::filesystem::path terminal_text_path(const std::filesystem::path& dir, int run);
std::filesystem::path host_lock_path(const std::filesystem::path& dir);

// Writing is durable: on the disk when it returns. Reading: not_found without the file,
// invalid_argument when it is damaged (the message names the file).
base::Status write_launch(const std::filesystem::path& dir, const LaunchFile& launch);
base::Result<LaunchFile> read_launch(const std::filesystem::path& dir, int run);
// The same, and the file is removed: it has the agent's whole environment, which may hold secrets.
base::Result<LaunchFile> take_launch(const std::filesystem::path& dir, int run);
base::Status write_host_record(const std::filesystem::path& dir, const HostRecord& record);
base::Result<HostRecord> read_host_record(const std::filesystem::path& dir);
base::Status write_exit_record(const std::filesystem::path& dir, const ExitRecord& record);
base::Result<ExitRecord> read_exit_record(const std::filesystem::path& dir);

// What is to be seen of run N in a session's folder.
enum class HostState {
  absent,    // nothing was started (or the host died before it recorded itself: no agent ran)
  starting,  // the lock is held, no record of this run yet
  alive,     // the lock is held and the record is of this run
  exited,    // exit.json is of this run
  lost,      // recorded, lock free, no exit record: the host died
};
struct HostSighting {
  HostState state = HostState::absent;
  std::optional<HostRecord> record;  // of this run
  std::optional<ExitRecord> exit;    // of this run
  bool agent_alive = false;  // pid + start time + boot id; in state `lost` this is what is left
};
HostSighting look_at_host(const std::filesystem::path& dir, int run);

// The command line of a host: `operator host --dir … --socket … --run N`, to be given to
// platform::spawn_detached.
std::vector<std::string> host_argv(const std::filesystem::path& program,
                                   const std::filesystem::path& dir,
                                   const std::filesystem::path& socket, int run);

}  // namespace ipc
