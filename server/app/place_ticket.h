// A ticket's file into the folder where it belongs. Blocks on the disk; for worker threads.
#pragma once
#include <filesystem>
#include <string>

#include "base/result.h"
#include "rules/effect.h"
#include "tickets/store.h"

namespace app {

struct PlaceRequest {
  rules::PlaceTicket effect;
  std::string text;     // the store's copy, for a file that vanished
  std::string seen_at;  // where the last scan saw it
};

// Sets the front matter, then moves without ever overwriting. A file that is there already stays
// there; one that vanished is written anew. Returns its path.
base::Result<std::string> place_ticket(tickets::Folders& folders,
                                       const std::filesystem::path& workspace,
                                       const PlaceRequest& request);

}  // namespace app
