// The database's shape, version by version, and how a file comes to the newest one. A released
// step is never edited: add the next one.
#pragma once
#include <filesystem>
#include <memory>
#include <vector>

#include "base/result.h"

namespace SQLite {
class Database;
}

namespace store {

// Step n (0-based) takes a database of version n to n + 1. SQL, run in one transaction with the
// other steps; the version is SQLite's user_version.
using Migrations = std::vector<const char*>;
const Migrations& migrations();

// Opens the database for reading and writing, at the newest version. An absent or empty file
// becomes a new database (0600). Before an older one is changed, a copy of it is made beside it:
// "<file>.v<N>.bak". Refused, and left as they are: a damaged file, a database of another program,
// one of a newer version (all `unavailable`, the message names the file). Blocking.
base::Result<std::unique_ptr<SQLite::Database>> open_database(const std::filesystem::path& file,
                                                              const Migrations& steps);

// The same for looking only: no byte changes, whether an owner runs or one was killed. Also refused
// is an older version, which only open_database brings up to date.
base::Result<std::unique_ptr<SQLite::Database>> open_to_read(const std::filesystem::path& file,
                                                             const Migrations& steps);

}  // namespace store
