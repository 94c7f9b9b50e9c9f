// The defaults that are compiled in: defaults.json and the built-in issue types.
#pragma once
#include <string_view>
#include <vector>

namespace config {

struct BuiltInFile {
  std::string_view name;  // "defaults.json", "FEAT.json"
  std::string_view text;
};

// In the order of their names, defaults.json first.
const std::vector<BuiltInFile>& built_in_files();

}  // namespace config
