#include "app/place_ticket.h"

#include <vector>

#include "base/log.h"
#include "platform/files.h"
#include "tickets/edit.h"
#include "tickets/front_matter.h"
#include "tickets/names.h"

namespace app {
namespace fs = std::filesystem;

namespace {

bool is_this_ticket(const tickets::Folders& folders, const std::string& path,
                    const base::TicketId& id, bool may_lack_id) {
  if (path.empty()) return false;
  const auto text = folders.read(path);
  if (!text) return false;
  const rules::Ticket ticket = tickets::parse_ticket(*text);
  return ticket.id == id || (may_lack_id && ticket.id.empty());
}

base::Result<std::string> write_anew(const tickets::Folders& folders, const fs::path& workspace,
                                     const PlaceRequest& request) {
  const rules::Ticket ticket = tickets::parse_ticket(request.text);
  const std::string folder = tickets::Folders::name_of(request.effect.folder);
  const std::string path = folder + "/" + tickets::file_name(request.effect.ticket, ticket.title);
  TRY(folders.make_folder(request.effect.folder));
  std::string text = request.text;
  for (const auto& [key, value] : request.effect.set) {
    if (auto edited = tickets::edit_field(text, key, value)) text = *edited;
  }
  if (auto made = platform::create_exclusive(workspace / path, text); !made) {
    if (made.error().code != base::ErrorCode::conflict) return base::fail(made.error());
  }
  return path;
}

}  // namespace

base::Result<std::string> place_ticket(tickets::Folders& folders, const fs::path& workspace,
                                       const PlaceRequest& request) {
  const auto& effect = request.effect;
  const std::string target = tickets::Folders::name_of(effect.folder) + "/";
  std::string path;
  // Where it should be, before where it was: this may be the second time after a crash.
  for (const std::string& candidate : {request.seen_at, effect.from}) {
    if (candidate.starts_with(target) && is_this_ticket(folders, candidate, effect.ticket, false)) {
      path = candidate;
    }
  }
  for (const std::string& candidate : {effect.from, request.seen_at}) {
    if (path.empty() && is_this_ticket(folders, candidate, effect.ticket, true)) path = candidate;
  }
  if (path.empty()) {
    // A look of its own: the owner's tells each change once, and not to us.
    for (const auto& ticket : tickets::Folders(workspace).scan().changed) {
      if (ticket.id == effect.ticket) path = ticket.path;
    }
  }
  if (path.empty()) {
    if (request.text.empty()) {
      return base::fail(base::ErrorCode::not_found,
                        "the file of " + effect.ticket.value + " is gone");
    }
    return write_anew(folders, workspace, request);
  }
  if (!effect.set.empty()) {
    std::vector<std::pair<std::string, tickets::FieldValue>> fields(effect.set.begin(),
                                                                    effect.set.end());
    if (auto edited = folders.edit(path, "", fields); !edited) {
      base::log_warn(path + ": front matter was not updated: " + edited.error().message);
    }
  }
  if (path.starts_with(target)) return path;
  return folders.move(path, effect.folder);
}

}  // namespace app
