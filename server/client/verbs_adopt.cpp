// What runs in tmux and was started by hand: `ls --foreign`, and making a session of it.
#include "base/ids.h"
#include "base/text.h"
#include "client/verbs.h"

namespace client {

namespace {
namespace methods = wire::methods;
using base::printable;

std::string nothing_there(const std::vector<std::string>& servers) {
  if (servers.empty()) {
    return "No tmux server is to be looked at: name yours in .operator/config.json, "
           "\"tmux\": { \"servers\": [\"default\"] }.";
  }
  return "Nothing runs in tmux (" + printable(base::join(servers, ", ")) + ").";
}
}  // namespace

int ls_foreign(Face& face) {
  return face.ask<methods::session_foreign>({}, [&](const wire::SessionForeignResult& result) {
    Table table({"TMUX", "PANE", "PROGRAM", "PROJECT", "SESSION", "VIEWERS", "OUTPUT", "FOLDER"});
    for (const auto& pane : result.panes) {
      table.add({pane.server + ":" + pane.session, pane.pane, pane.program,
                 pane.project.value_or("-"), pane.agentId.value_or("foreign"),
                 std::to_string(pane.viewers), age(pane.lastOutputAt), pane.folder});
    }
    face.show(table, nothing_there(result.servers));
    for (const auto& problem : result.problems) complain(printable(problem));
  });
}

int adopt(Face& face, Adopt options) {
  const std::size_t colon = options.what.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == options.what.size()) {
    return face.usage("name it as `operator ls --foreign` does: SERVER:SESSION, or SERVER:%PANE");
  }
  options.params.server = options.what.substr(0, colon);
  options.params.target = options.what.substr(colon + 1);
  options.params.clientToken = base::random_uuid();
  return face.ask<methods::session_adopt>(options.params, [&](const wire::SessionResult& result) {
    const wire::Session& session = result.session;
    print(printable(session.id) + "  " + face.style().status(session.status) + "  " +
          printable(session.ticketId + ": " + session.name) + "\n");
  });
}

}  // namespace client
