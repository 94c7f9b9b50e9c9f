// What Claude Code 2.1.197 really said, recorded against a model stub: hooks' standard input,
// transcripts, screens. Paths were replaced, nothing else.
#pragma once
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "link/spool.h"

namespace recorded {

inline std::string text(const std::string& name) {
  std::ostringstream out;
  out << std::ifstream(std::filesystem::path(__FILE__).parent_path() / "recorded" / name).rdbuf();
  return out.str();
}

inline std::vector<std::string> rows(const std::string& name) {
  std::vector<std::string> lines;
  std::istringstream in(text(name));
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// The hooks of one recorded session ("from"), in order, with one event's name or all.
inline std::vector<ipc::SpoolRecord> hooks(const std::string& from, const std::string& event = "") {
  std::vector<ipc::SpoolRecord> records;
  for (const std::string& line : rows("hooks.jsonl")) {
    auto payload = nlohmann::json::parse(line);
    if (payload["from"] != from) continue;
    payload.erase("from");
    auto record = ipc::make_hook_record(
        payload.dump(), payload["hook_event_name"] == "PermissionRequest", base::WallTime{1});
    if (event.empty() || record.event == event) records.push_back(std::move(record));
  }
  return records;
}

}  // namespace recorded
