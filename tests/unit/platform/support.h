// What the tests of real processes share.
#pragma once
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "platform/children.h"
#include "platform/io.h"
#include "platform/pty.h"
#include "support/temp_folder.h"

template <class Condition>
bool eventually(Condition condition, int ms = 3000) {
  for (int waited = 0; waited < ms; waited += 5) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return condition();
}

inline platform::PtyChild start(std::vector<std::string> argv,
                                std::vector<std::string> environment = {}) {
  environment.emplace_back("PATH=/usr/bin:/bin");
  auto child = platform::PtyChild::spawn_held({std::move(argv), std::move(environment), "/", {}});
  REQUIRE(child);
  REQUIRE(child->release());
  return std::move(*child);
}

inline platform::Ended await_end(int pid) {
  platform::Ended found;
  eventually([&] {
    for (const auto& ended : platform::reap_children().ended)
      if (ended.pid == pid) found = ended;
    return found.pid == pid;
  });
  CHECK(found.pid == pid);
  return found;
}

// Everything the terminal prints until it ends or `until` was seen.
inline std::string read_terminal(const platform::PtyChild& child, const std::string& until = "") {
  std::string text;
  char buffer[4096];
  eventually([&] {
    const auto got = platform::read_some(child.master(), buffer, sizeof buffer);
    text.append(buffer, got.bytes);
    return got.ended || (!until.empty() && text.find(until) != std::string::npos);
  });
  return text;
}
