// From a verb, a target and a body to an operation and its parameters, by the model's table. Pure.
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/route.h"

namespace serve {

struct HttpTarget {
  std::string path;  // as sent: percent-encoded
  std::map<std::string, std::string> query;
};
// invalid_argument on a broken escape or a name that comes twice.
base::Result<HttpTarget> parse_target(std::string_view target);

struct HttpCall {
  const wire::Route* route = nullptr;
  nlohmann::json params;
};
// not_found without such a path and verb, naming the verbs there are; invalid_argument for a body
// that is no JSON object or that contradicts the path. An absent body is {}.
base::Result<HttpCall> find_call(std::string_view verb, const HttpTarget& target,
                                 std::string_view body);

}  // namespace serve
