#include "app/ports.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "platform/files.h"
#include "platform/lock.h"
#include "platform/port.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

constexpr base::Millis kLockWait{5000};

struct Lease {
  int port = 0;
  std::string hash;  // the workspace's
  std::string session;
  std::string name;  // of the variable
};

// The leases of every workspace, those of sessions that are gone left out.
std::vector<Lease> read_leases(const base::WorkspacePaths& paths) {
  std::vector<Lease> leases;
  const auto text = platform::read_file(paths.data / "ports");
  if (!text) return leases;
  const fs::path states = paths.state.parent_path();
  for (const auto line : base::split_lines(*text)) {
    const auto fields = base::split(std::string(line), ' ');
    if (fields.size() != 4) continue;
    Lease lease{0, fields[1], fields[2], fields[3]};
    const auto& digits = fields[0];
    std::from_chars(digits.data(), digits.data() + digits.size(), lease.port);
    std::error_code error;
    if (fs::exists(states / lease.hash / "sessions" / lease.session, error) || error) {
      leases.push_back(std::move(lease));
    }
  }
  return leases;
}

base::Status write_leases(const base::WorkspacePaths& paths, const std::vector<Lease>& leases) {
  std::string text;
  for (const auto& lease : leases) {
    text += std::to_string(lease.port) + " " + lease.hash + " " + lease.session + " " + lease.name +
            "\n";
  }
  return platform::write_atomic(paths.data / "ports", text, 0600);
}

base::Result<platform::FileLock> lock_leases(const base::WorkspacePaths& paths) {
  std::error_code error;
  fs::create_directories(paths.data, error);
  TRY_ASSIGN(auto lock, platform::FileLock::try_acquire(paths.data / "ports.lock",
                                                        platform::Inherit::no, kLockWait));
  if (lock) return std::move(*lock);
  return base::fail(ErrorCode::unavailable, "the list of leased ports is locked");
}

}  // namespace

base::Result<std::map<std::string, std::string>> lease_ports(const base::WorkspacePaths& paths,
                                                             const base::SessionId& session,
                                                             const std::vector<std::string>& names,
                                                             rules::PortRange range) {
  std::map<std::string, std::string> ports;
  if (names.empty()) return ports;
  TRY_ASSIGN(const auto lock, lock_leases(paths));
  TRY(platform::make_private_dir(paths.session_dir(session)));  // the lease lasts as long as it
  auto leases = read_leases(paths);
  std::set<int> taken;
  for (const auto& lease : leases) {
    taken.insert(lease.port);
    if (lease.hash == paths.hash && lease.session == session.value) {
      ports[lease.name] = std::to_string(lease.port);
    }
  }
  int port = range.first;
  for (const auto& name : names) {
    if (ports.contains(name)) continue;
    while (port <= range.last && (taken.contains(port) || !platform::is_port_free(port))) ++port;
    if (port > range.last) {
      return base::fail(ErrorCode::conflict, "no port is free from " + std::to_string(range.first) +
                                                 " to " + std::to_string(range.last) +
                                                 ": clean up sessions, or widen "
                                                 "sessions.ports");
    }
    leases.push_back({port, paths.hash, session.value, name});
    ports[name] = std::to_string(port++);
  }
  TRY(write_leases(paths, leases));
  return ports;
}

base::Status return_ports(const base::WorkspacePaths& paths, const base::SessionId& session) {
  std::error_code error;
  if (!fs::exists(paths.data / "ports", error)) return {};
  TRY_ASSIGN(const auto lock, lock_leases(paths));
  auto leases = read_leases(paths);
  std::erase_if(leases, [&](const Lease& lease) {
    return lease.hash == paths.hash && lease.session == session.value;
  });
  return write_leases(paths, leases);
}

}  // namespace app
