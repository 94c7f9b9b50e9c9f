#include "serve/arguments.h"

#include "base/text.h"

namespace serve {
namespace {

using base::ErrorCode;

base::Result<base::LogLevel> log_level(const std::string& text) {
  if (text == "debug") return base::LogLevel::debug;
  if (text == "info") return base::LogLevel::info;
  if (text == "warn") return base::LogLevel::warn;
  if (text == "error") return base::LogLevel::error;
  return base::fail(ErrorCode::invalid_argument,
                    "--log-level is debug, info, warn or error, not " + base::printable(text, 40));
}

base::Status set_value(Arguments& to, const std::string& name, const std::string& value) {
  if (name == "--workspace") {
    to.workspace = value;
  } else if (name == "--log-level") {
    TRY_ASSIGN(to.log_level, log_level(value));
  } else {
    const auto duration = base::parse_duration(value);
    if (!duration) {
      return base::fail(ErrorCode::invalid_argument,
                        name + " is a duration such as 60s, not " + base::printable(value, 40));
    }
    to.idle_after = *duration;
  }
  return {};
}

}  // namespace

base::Result<Arguments> parse_arguments(const std::vector<std::string>& args) {
  Arguments to;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::size_t equals = args[i].find('=');
    const std::string name = args[i].substr(0, equals);
    const bool takes_value =
        name == "--workspace" || name == "--log-level" || name == "--idle-after";
    if (takes_value) {
      const bool inside = equals != std::string::npos;
      if (!inside && i + 1 == args.size()) {
        return base::fail(ErrorCode::invalid_argument, name + " needs a value");
      }
      TRY(set_value(to, name, inside ? args[i].substr(equals + 1) : args[i + 1]));
      if (!inside) ++i;
    } else if (args[i] == "--foreground") {
      to.foreground = true;
    } else if (args[i] == "--doctor") {
      to.action = Arguments::Do::doctor;
    } else if (args[i] == "--version") {
      to.action = Arguments::Do::version;
    } else if (args[i] == "--help" || args[i] == "-h") {
      to.action = Arguments::Do::help;
    } else {
      return base::fail(ErrorCode::invalid_argument,
                        "unknown argument " + base::printable(args[i], 80) + "; see --help");
    }
  }
  return to;
}

std::string help_text() {
  return "operatord: the owner of one workspace's sessions, tickets and reviews\n"
         "\n"
         "usage: operatord [--workspace DIR] [--foreground] [--log-level LEVEL]\n"
         "\n"
         "  --workspace DIR     the folder that VS Code has open (default: here)\n"
         "  --foreground        stay until told to end; takes over from an owner that runs\n"
         "                      in the background\n"
         "  --idle-after TIME   end after this long with nothing to do (default: 60s)\n"
         "  --log-level LEVEL   debug, info, warn or error (default: info)\n"
         "  --doctor            look for what is wrong, print it as JSON and end\n"
         "  --version, --help\n"
         "\n"
         "It is started by `operator` when needed; by hand, `operator serve` is the better name.\n"
         "Exit codes: 0 done, or another owner runs; 2 usage; 3 could not start.\n";
}

}  // namespace serve
