// operatord's command line. Pure.
#pragma once
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"

namespace serve {

struct Arguments {
  enum class Do { run, doctor, version, help } action = Do::run;
  std::string workspace = ".";
  bool foreground = false;
  base::LogLevel log_level = base::LogLevel::info;
  base::Millis idle_after{60'000};
};

// `args` without the program's name. invalid_argument for what it does not know.
base::Result<Arguments> parse_arguments(const std::vector<std::string>& args);

std::string help_text();

}  // namespace serve
