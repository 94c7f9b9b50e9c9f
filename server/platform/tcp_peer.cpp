#include "platform/tcp_peer.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "base/text.h"
#include "platform/files.h"

namespace platform {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTableBytes = 64U << 20;
constexpr std::size_t kState = 3, kUid = 7, kInode = 9, kFields = 10;
constexpr std::string_view kEstablished = "01";

template <class T>
T number_in(std::string_view text, int radix = 10) {
  T value{};
  std::from_chars(text.data(), text.data() + text.size(), value, radix);
  return value;
}

// "0100007F:1F90", or with 32 digits where the client's socket is an IPv6 one.
std::uint16_t port_of(std::string_view address) {
  const std::size_t colon = address.find(':');
  if (colon == std::string_view::npos) return 0;
  return number_in<std::uint16_t>(address.substr(colon + 1), 16);
}

// The kernel writes an address's 32-bit words as numbers of its own byte order.
std::string address_text(std::uint32_t address) {
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08X", htonl(address));
  return text.data();
}

// As such, or mapped into IPv6.
bool is_address(std::string_view field, std::string_view address) {
  const std::string_view digits = field.substr(0, field.find(':'));
  const bool mapped = digits.size() == 32 && digits.starts_with("0000000000000000FFFF0000");
  return (digits.size() == 8 || mapped) && digits.ends_with(address);
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (fields.size() < kFields) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty()) break;
    const std::size_t end = std::min(line.find(' '), line.size());
    fields.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return fields;
}

bool holds(const fs::path& process, const std::string& link) {
  std::error_code error;
  for (fs::directory_iterator at(process / "fd", error), end; !error && at != end;
       at.increment(error)) {
    std::error_code gone;
    if (fs::read_symlink(at->path(), gone) == link) return true;
  }
  return false;
}

int holder_of(std::uint64_t inode) {
  const std::string link = "socket:[" + std::to_string(inode) + "]";
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const int pid = number_in<int>(at->path().filename().string());
    if (pid > 0 && holds(at->path(), link)) return pid;
  }
  return 0;
}

}  // namespace

TcpPeer tcp_row(std::string_view table, const TcpConnection& connection) {
  const std::string address = address_text(connection.address);
  for (const std::string_view line : base::split_lines(table)) {
    const auto fields = fields_of(line);
    if (fields.size() < kFields || fields[kState] != kEstablished) continue;
    if (port_of(fields[1]) != connection.port || port_of(fields[2]) != connection.server_port)
      continue;
    if (!is_address(fields[1], address)) continue;
    return {0, number_in<unsigned>(fields[kUid]), number_in<std::uint64_t>(fields[kInode])};
  }
  return {};
}

TcpPeer tcp_peer(const TcpConnection& connection) {
  for (const char* file : {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
    const auto table = read_file(file, kTableBytes);
    if (!table) continue;
    TcpPeer peer = tcp_row(*table, connection);
    if (peer.inode == 0) continue;
    peer.pid = holder_of(peer.inode);
    return peer;
  }
  return {};
}

}  // namespace platform
