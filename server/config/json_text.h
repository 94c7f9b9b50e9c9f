// JSON as people write it, with the line of every value: comments and trailing commas are
// allowed, and nlohmann's errors get a place.
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace config {

struct JsonText {
  nlohmann::ordered_json value;
  std::map<std::string, int> lines;   // path ("queue.settle", "steps[0]"; "" is the whole) → line
  std::vector<std::string> repeated;  // paths of keys that are there twice; the last one counts

  [[nodiscard]] int line_of(const std::string& path) const;  // the nearest known place above it
};

// invalid_argument with detail "line" and "column" when it is no JSON.
base::Result<JsonText> read_json(std::string_view text);

// Comments and trailing commas as blanks; every other byte keeps its place. Exposed for its test.
std::string strip_extras(std::string_view text);

}  // namespace config
