// The log: standard error and, for the owner, a rotating file. Never standard output: that is the
// wire of `operator stdio`. Thread-safe. Without `start_log`, lines go to standard error only.
#pragma once
#include <string>

namespace base {

enum class LogLevel { debug, info, warn, error };

struct LogOptions {
  std::string name;  // the program, shown in each line
  std::string file;  // empty: no file
  bool to_stderr = true;
  LogLevel level = LogLevel::info;
};

// Call once, before anything else logs. A file that cannot be opened leaves standard error alone.
void start_log(const LogOptions& options);
void log(LogLevel level, const std::string& line);
inline void log_debug(const std::string& line) { log(LogLevel::debug, line); }
inline void log_info(const std::string& line) { log(LogLevel::info, line); }
inline void log_warn(const std::string& line) { log(LogLevel::warn, line); }
inline void log_error(const std::string& line) { log(LogLevel::error, line); }

}  // namespace base
