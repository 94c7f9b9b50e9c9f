// Where Operator's own programs are. On first use they are copied to <data>/bin/<version>/, and
// hooks, PATH and hosts use that place, so that an update of the extension breaks no live session.
#pragma once
#include <filesystem>

#include "base/result.h"

namespace app {

// Copies the programs named "operator…" from beside this executable, those that differ from what is
// there; a running program keeps its file. Returns the folder.
base::Result<std::filesystem::path> install_programs(const std::filesystem::path& data);

// Whether `to` is a copy of `from`, by size and time: the copy has its original's time, so that an
// unchanged program is not read at every start.
bool is_installed(const std::filesystem::path& from, const std::filesystem::path& to);
// Copies a program or a library, unless it is there already.
base::Status install_program(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace app
