// A temporary folder, and states that resemble real ones.
#pragma once
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/ids.h"
#include "store/store.h"

namespace test {

namespace fs = std::filesystem;

struct TempDir {
  fs::path path = fs::temp_directory_path() / ("operator-store-" + base::random_crockford(10));
  TempDir() { fs::create_directories(path); }
  TempDir(const TempDir&) = delete;
  ~TempDir() {
    std::error_code ignored;
    fs::permissions(path, fs::perms::owner_all, ignored);
    fs::remove_all(path, ignored);
  }
  fs::path db() const { return path / "operator.db"; }
};

inline std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::unique_ptr<store::Store> must_open(const fs::path& file) {
  auto opened = store::Store::open(file);
  REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
  return std::move(*opened);
}

inline rules::State must_load(store::Store& store) {
  auto state = store.load();
  REQUIRE_MESSAGE(state, (state ? "" : state.error().message));
  return std::move(*state);
}

inline rules::Fact fact(const std::string& session, rules::Source source, const std::string& kind,
                        const std::string& value) {
  return {0, {session}, source, kind, value, {1000}, {10}, "boot-1"};
}

// A session, its launch and its ticket, as a claim makes them.
inline rules::Decision claim(rules::State& state, const std::string& session,
                             const std::string& ticket) {
  rules::Session s;
  s.id = {session};
  s.ticket = {ticket};
  state.sessions[s.id] = s;
  state.launches[{ticket}] = {{ticket}, {session}, true, {1000}, ""};
  state.tickets[{ticket}] = {{ticket}, ".tickets/queue/a.md", "text", false, 0, {}, "", ""};
  rules::Decision d;
  d.changes = {rules::PutSession{{session}}, rules::PutLaunch{state.launches[{ticket}]},
               rules::PutTicket{{ticket}}};
  d.events = {{0, {1000}, "owner", "session/didStart", {session}, {ticket}, "launched", {}}};
  d.effects = {{0, rules::MakeWorktree{{session}}}};
  return d;
}

}  // namespace test
