// operator-demo --settings FILE --session-id UUID [--resume UUID] [--permission-mode MODE]
//               [--] [PROMPT]
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include "base/ids.h"
#include "base/version.h"
#include "demo/conversation.h"
#include "demo/hooks.h"
#include "demo/ui.h"
#include "platform/append_file.h"
#include "platform/caller.h"
#include "platform/files.h"
#include "platform/identity.h"

namespace {

std::atomic<bool> stopped = false;
static_assert(std::atomic<bool>::is_always_lock_free, "set by a signal handler");

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

struct Arguments {
  std::string settings;
  bool version = false;
  std::string unknown;
  demo::Options options;
};

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  demo::Options& options = arguments.options;
  int i = 1;
  for (; i < argc && std::string(argv[i]).starts_with("-"); ++i) {
    const std::string name = argv[i];
    if (name == "--") {
      ++i;
      break;
    }
    if (name == "--version") {
      arguments.version = true;
      continue;
    }
    const std::string value = i + 1 < argc ? argv[i + 1] : "";
    ++i;
    if (name == "--settings") {
      arguments.settings = value;
    } else if (name == "--session-id") {
      options.conversation = value;
    } else if (name == "--resume") {
      options.conversation = value;
      options.resumed = true;
    } else if (name == "--permission-mode") {
      options.mode = value;
    } else {
      arguments.unknown = name;
    }
  }
  for (; i < argc; ++i) {
    if (!options.prompt.empty()) options.prompt += ' ';
    options.prompt += argv[i];
  }
  return arguments;
}

// Tests count the real starts of agents by these lines.
void witness(const demo::Options& options) {
  const std::string file = variable("OPERATOR_DEMO_WITNESS");
  if (file.empty()) return;
  const std::string line = "start " + options.conversation + " " +
                           std::to_string(platform::own_pid()) + " " +
                           variable("OPERATOR_SESSION_ID");
  static_cast<void>(platform::append_line(file, line, {}));
}

int fail(const std::string& message) {
  platform::write_standard_output("operator-demo: " + message + "\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments = parse(argc, argv);
  demo::Options& options = arguments.options;
  if (arguments.version) {
    platform::write_standard_output(std::string("operator-demo ") + base::kVersion + "\n");
    return 0;
  }
  if (!arguments.unknown.empty()) return fail("unknown option " + arguments.unknown);
  if (options.conversation.empty()) options.conversation = base::random_uuid();
  if (!arguments.settings.empty()) {
    const auto text = platform::read_file(arguments.settings);
    if (!text) return fail(text.error().message);
    auto hooks = demo::read_hooks(*text);
    if (!hooks) return fail(arguments.settings + ": " + hooks.error().message);
    options.hooks = std::move(*hooks);
  }
  std::error_code error;
  options.folder = std::filesystem::current_path(error);
  if (error) return fail("the working folder is gone");
  options.ticket = variable("OPERATOR_TICKET_ID");
  options.fast = variable("OPERATOR_DEMO_FAST") == "1";
  witness(options);

  const auto stop = [](int) { stopped = true; };
  std::signal(SIGTERM, stop);
  std::signal(SIGHUP, stop);
  std::signal(SIGPIPE, SIG_IGN);
  demo::Ui ui;
  demo::Conversation conversation(std::move(options), ui);
  std::jthread talking([&] { conversation.run(stopped); });
  ui.run(stopped);
  return 0;
}
