// A configured command with its placeholders filled in. Values are data: each stays within its argv
// element and is never looked at again.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace agents {

// `{name}` becomes values["name"]; other braces stay. An element that is exactly {prompt} vanishes
// when the prompt is empty, with a `--` right before it.
// Errors: invalid_argument for an empty command and for NUL bytes.
base::Result<std::vector<std::string>> fill_command(
    const std::vector<std::string>& command, const std::map<std::string, std::string>& values);

// `text` as one word of /bin/sh.
std::string shell_quoted(const std::string& text);

}  // namespace agents
