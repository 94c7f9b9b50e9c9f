#include <algorithm>

#include "base/ids.h"
#include "base/text.h"
#include "client/verbs.h"

namespace client {
namespace {

namespace methods = wire::methods;
using base::printable;

// Ids have no blanks, and paths of tickets end like this.
bool is_prompt(const std::string& word) {
  return word.find_first_of(" \t\n") != std::string::npos && !word.ends_with(".md");
}

base::Result<std::vector<wire::SessionSpawnParams>> wanted(const Spawn& options) {
  std::vector<wire::SessionSpawnParams> all;
  const auto add = [&](const std::string& text, bool prompt) {
    auto one = options.options;
    (prompt ? one.prompt : one.ticketId) = text;
    one.clientToken = base::random_uuid();
    all.push_back(std::move(one));
  };
  for (const auto& word : options.what) add(word, is_prompt(word));
  if (!options.file.empty()) {
    TRY_ASSIGN(const std::string text, text_of("", options.file));
    add(text, true);
  }
  return all;
}

int spawn_one(Face& face, const wire::SessionSpawnParams& params) {
  return face.ask<methods::session_spawn>(params, [&](const wire::SessionResult& result) {
    const wire::Session& session = result.session;
    print(printable(session.id) + "  " + face.style().status(session.status) + "  " +
          printable(session.ticketId + ": " + session.name) + "\n");
  });
}

int spawn_several(Face& face, std::vector<wire::SessionSpawnParams> all) {
  wire::SessionSpawnAllParams params;
  params.agents = std::move(all);
  const auto result = face.get<methods::session_spawnAll>(params);
  if (!result) return face.fail(result.error());
  if (face.json()) {
    face.show_json(encode(*result));
  } else {
    Table table({"SESSION", "OUTCOME", "TICKET", "NAME", "WHY"});
    for (const auto& one : result->agents) {
      table.add({one.session ? one.session->id : "", std::string(name_of(one.outcome)),
                 one.ticketId, one.session ? printable(one.session->name, 40) : "", one.reason});
    }
    face.show(table, "");
  }
  const bool failed = std::ranges::any_of(
      result->agents, [](const auto& one) { return one.outcome == wire::SpawnOutcome::failed; });
  return failed ? kFailed : kDone;
}

}  // namespace

int spawn(Face& face, Spawn options) {
  const std::size_t count = options.what.size() + (options.file.empty() ? 0 : 1);
  if (count == 0) return face.usage("spawn needs a ticket's ID, a prompt in quotes, or a --file");
  if (count > 1 && (options.options.title || options.options.branch)) {
    return face.usage("--title and --branch are for one session");
  }
  if (!options.host.empty()) {
    auto host = wire::decode<wire::HostKind>(nlohmann::json(options.host), "--host");
    if (!host) return face.usage(host.error().message);
    options.options.host = *host;
  }
  auto all = wanted(options);
  if (!all) return face.fail(all.error());
  return count == 1 ? spawn_one(face, all->front()) : spawn_several(face, std::move(*all));
}

}  // namespace client
