// Operator's program as a container gets it: with the libraries that it was linked to and their
// loader, since the image may have others or none. Beside the programs, made once of each version.
#pragma once
#include <filesystem>

#include "base/result.h"

namespace app {

// The folder to be mounted at `programs`, the folder of our own programs. Needs a /bin/sh inside.
// Blocks; thread-safe.
base::Result<std::filesystem::path> programs_inside(const std::filesystem::path& programs);

}  // namespace app
