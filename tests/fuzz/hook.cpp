// What an agent gives to its hook: it becomes one line of the spool that reads back the same, means
// something or nothing to Claude Code's adapter, and can be answered with JSON.
#include <nlohmann/json.hpp>
#include <variant>

#include "agents/claude.h"
#include "base/text.h"
#include "fuzz.h"
#include "link/spool.h"

namespace {

void check_event(const rules::AgentRecord& record) {
  if (const auto* asked = std::get_if<rules::PermissionAsked>(&record.event)) {
    HOLDS(base::printable(asked->title) == asked->title);
    HOLDS(base::is_valid_utf8(asked->body));
    HOLDS(!(asked->is_plan && asked->is_question));
  }
  if (const auto* started = std::get_if<rules::ToolStarted>(&record.event)) {
    HOLDS(base::printable(started->summary) == started->summary);
  }
}

void check_answers(const ipc::SpoolRecord& record, const std::string& words) {
  using Kind = rules::HookAnswer::Kind;
  for (const Kind kind : {Kind::allow, Kind::deny, Kind::context}) {
    for (const std::string& text : {std::string(), words}) {
      const std::string said = agents::claude_answer(record, {kind, text, "acceptEdits"});
      const auto json = nlohmann::json::parse(said, nullptr, false);
      HOLDS(json.is_object() && json.contains("hookSpecificOutput"));
      HOLDS(said.find('\n') == std::string::npos);
    }
  }
}

}  // namespace

FUZZ_TARGET(input) {
  const bool waits = input.choice() % 2 == 1;
  const ipc::SpoolRecord made = ipc::make_hook_record(input.text(), waits, base::WallTime{1000});
  const std::string line = ipc::encode_record(made) + "\n";
  HOLDS(line.size() <= ipc::kRecordBytes + 1);
  HOLDS(line.find('\n') == line.size() - 1);

  const auto batch = ipc::parse_spool(line, 0, 10, true);
  HOLDS(batch.records.size() == 1 && batch.new_offset == line.size());
  const ipc::SpoolRecord& read = batch.records[0];
  HOLDS(!read.damaged);
  HOLDS(read.id == made.id && read.at == made.at && read.kind == "hook");
  HOLDS(read.event == made.event && read.waits == waits);
  HOLDS(read.input_digest == made.input_digest);
  HOLDS(read.truncated || read.payload == made.payload);

  const auto records = agents::claude_events(read);
  HOLDS(records.size() == 1);
  HOLDS(records[0].id == made.id && records[0].waits == waits);
  check_event(records[0]);
  check_answers(read, std::string(input.text().substr(0, 20)) + "\nand more");
}
