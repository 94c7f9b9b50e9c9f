#include "client/hook.h"

#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/text.h"
#include "client/hook_question.h"
#include "client/output.h"
#include "link/spool.h"
#include "platform/append_file.h"
#include "platform/caller.h"
#include "platform/local_socket.h"

namespace client {
namespace {

constexpr std::size_t kInputBytes = 64U << 20;
constexpr std::uint64_t kNotesBytes = 1U << 20;

struct Flags {
  std::string session;
  std::string spool;
  std::string bell;
  std::string owner;
  bool wait = false;
  std::string wait_tool;
  std::optional<base::Millis> deadline;
  std::string unknown;
};

// By hand: the command-line library costs more than the rest of this program's start.
Flags parse_flags(int argc, char** argv) {
  Flags flags;
  for (int i = 0; i < argc; ++i) {
    const std::string_view name = argv[i];
    const std::string value = i + 1 < argc ? argv[i + 1] : "";
    if (name == "--wait") {
      flags.wait = true;
      continue;
    }
    ++i;
    if (name == "--session") {
      flags.session = value;
    } else if (name == "--spool") {
      flags.spool = value;
    } else if (name == "--bell") {
      flags.bell = value;
    } else if (name == "--owner") {
      flags.owner = value;
    } else if (name == "--wait-tool") {
      flags.wait = true;
      flags.wait_tool = value;
    } else if (name == "--deadline") {
      int seconds = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
      if (error == std::errc{} && seconds > 0) flags.deadline = base::Millis{seconds * 1000LL};
    } else {
      flags.unknown = name;
      --i;
    }
  }
  return flags;
}

bool has_tool(const ipc::SpoolRecord& record, const std::string& tool) {
  const auto payload = nlohmann::json::parse(record.payload, nullptr, false);
  const auto found = payload.find("tool_name");
  return found != payload.end() && found->is_string() &&
         found->get_ref<const std::string&>() == tool;
}

}  // namespace

int run_hook(int argc, char** argv) {
  const Flags flags = parse_flags(argc, argv);
  platform::Caller caller;
  const auto note = [&](const std::string& line) {
    if (flags.spool.empty()) return;
    const std::string text = base::to_rfc3339(base::now().wall) + " hook: " + base::printable(line);
    static_cast<void>(platform::append_line(flags.spool + ".log", text, {kNotesBytes, "(full)"}));
  };
  if (!flags.unknown.empty()) note("an unknown argument: " + flags.unknown);
  const auto input = platform::read_standard_input(kInputBytes);
  if (!input) note(input.error().message);
  if (flags.spool.empty() || flags.session.empty()) return 0;
  ipc::SpoolRecord record =
      ipc::make_hook_record(input ? *input : std::string(), flags.wait, base::now().wall);
  if (!flags.wait_tool.empty()) record.waits = has_tool(record, flags.wait_tool);
  const auto kept = ipc::append_record(flags.spool, record);
  if (!kept) note(kept.error().message);
  platform::ring_bell(flags.bell, flags.session);
  if (!record.waits) return 0;
  // Without its record the owner does not know the question: whoever sees the dialog is told so,
  // and the agent goes on as if there were no hook.
  if (!kept || !*kept) {
    complain("this question is not in Operator's inbox, answer it here: " +
             (kept ? flags.spool + " is full" : kept.error().message));
    return 1;
  }
  const auto reply =
      ask_owner({flags.owner, flags.session, record.id, flags.deadline}, caller, note);
  if (!reply) return 0;
  if (!platform::write_standard_output(reply->output)) note("nobody took the answer");
  return reply->exit_code;
}

}  // namespace client
