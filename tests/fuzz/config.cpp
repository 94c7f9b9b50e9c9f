// config.json as people write it: comments and trailing commas become blanks and nothing else; what
// is wrong is said with a line that exists, and the settings are within their bounds all the same.
#include <algorithm>

#include "base/text.h"
#include "config/parts.h"
#include "fuzz.h"

namespace {

void check_blanks(std::string_view text) {
  const std::string clean = config::strip_extras(text);
  HOLDS(clean.size() == text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    HOLDS(clean[i] == text[i] || (clean[i] == ' ' && text[i] != '\n' && text[i] != '\r'));
  }
  HOLDS(config::strip_extras(clean) == clean);
}

// Text that is JSON without our help means the same with it.
void check_strict(std::string_view text) {
  const auto strict = nlohmann::ordered_json::parse(text, nullptr, false);
  if (strict.is_discarded()) return;
  const auto read = config::read_json(text);
  if (read) HOLDS(read->value == strict);
}

config::Loaded settings_of(const config::JsonText& text) {
  // No such folder: no project is found there, and nothing outside the input counts.
  static const base::WorkspacePaths kPaths{"/nowhere/at/all", {}, {}, {}, {}};
  static const config::Machine kMachine{"/nowhere/bin", "/nowhere", 16ULL << 30};
  config::Loaded loaded;
  config::read_settings(&text, kPaths, kMachine, loaded);
  return loaded;
}

void check_settings(const rules::Settings& settings) {
  HOLDS(settings.queue.max_parallel >= 1 && settings.queue.max_parallel <= 200);
  HOLDS(settings.queue.settle.count() >= 0);
  HOLDS(settings.agents.contains(settings.agent));
  for (const auto& [name, agent] : settings.agents) HOLDS(!agent.command.empty());
  for (const auto& project : settings.projects) HOLDS(!project.prefix.empty());
}

}  // namespace

FUZZ_TARGET(input) {
  const std::string_view text = input.text();
  check_blanks(text);
  check_strict(text);
  std::vector<config::Problem> problems;
  const auto document = config::read_document(text, "config.json", problems);
  if (document) {
    const config::Loaded loaded = settings_of(*document);
    check_settings(loaded.settings);
    problems.insert(problems.end(), loaded.problems.begin(), loaded.problems.end());

    // How it is laid out changes neither its meaning nor what has to be trusted.
    const auto printed = config::read_json(document->value.dump(1));
    HOLDS(printed.has_value());
    const config::Loaded again = settings_of(*printed);
    HOLDS(again.settings.executable_digest == loaded.settings.executable_digest);
    HOLDS(again.problems.size() == loaded.problems.size());
  }
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  for (const auto& problem : problems) {
    HOLDS(problem.line >= 0 && problem.line <= lines && !problem.message.empty());
    HOLDS(base::is_valid_utf8(problem.message));
  }
}
