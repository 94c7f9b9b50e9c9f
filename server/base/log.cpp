#include "base/log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <vector>

#include "base/text.h"

namespace base {
namespace {

constexpr std::size_t kLogFileBytes = 5U << 20;
constexpr std::size_t kLogFiles = 3;
constexpr std::size_t kLineBytes = 8192;

// Its own logger, because spdlog's default one writes to standard output.
std::shared_ptr<spdlog::logger>& logger() {
  static auto instance = std::make_shared<spdlog::logger>(
      "operator", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return instance;
}

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warn: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

void start_log(const LogOptions& options) {
  std::vector<spdlog::sink_ptr> sinks;
  if (options.to_stderr) sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  std::string problem;
  if (!options.file.empty()) {
    try {
      sinks.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
          options.file, kLogFileBytes, kLogFiles));
    } catch (const spdlog::spdlog_ex& error) {
      problem = error.what();
    }
  }
  auto made = std::make_shared<spdlog::logger>(options.name, sinks.begin(), sinks.end());
  made->set_level(to_spdlog(options.level));
  made->flush_on(spdlog::level::info);
  made->set_pattern("%Y-%m-%dT%H:%M:%S.%e %n[%P] %l: %v");
  logger() = std::move(made);
  if (!problem.empty()) log_warn("no log file: " + problem);
}

void log(LogLevel level, const std::string& line) {
  logger()->log(to_spdlog(level), printable(line, kLineBytes));
}

}  // namespace base
