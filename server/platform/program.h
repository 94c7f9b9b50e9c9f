// This program's own file, and becoming another program.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"

namespace platform {

// The file of the running program, e.g. "/…/build/operator"; empty when the system does not say.
std::string own_program();
// execv: the same process goes on as `argv[0]`. Returns only when that fails.
base::Error become(const std::vector<std::string>& argv);

}  // namespace platform
