#include "agents/resume.h"

#include <simdjson.h>

#include "base/text.h"
#include "platform/append_file.h"

namespace agents {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHead = 1U << 20;  // what is before a line with a folder is short

struct Named {
  std::string conversation;
  std::string folder;
};

// The first line that names a folder.
Named named_in(std::string_view text) {
  Named named;
  simdjson::dom::parser parser;
  for (const std::string_view line : base::split_lines(text)) {
    simdjson::dom::element object;
    std::string_view folder, conversation;
    if (parser.parse(simdjson::padded_string(line)).get(object) != simdjson::SUCCESS) continue;
    if (object["cwd"].get(folder) != simdjson::SUCCESS) continue;
    if (object["sessionId"].get(conversation) != simdjson::SUCCESS) continue;
    return {std::string(conversation), std::string(folder)};
  }
  return named;
}

base::Status refuse(const std::string& why) {
  return base::fail(base::ErrorCode::conflict, why, {{"resume", "no"}});
}

}  // namespace

base::Status may_resume(rules::AgentKind kind, const fs::path& transcript,
                        const std::string& conversation, const fs::path& worktree) {
  if (kind != rules::AgentKind::claude) return {};
  const auto head = platform::read_from(transcript, 0, kHead);
  if (!head || head->inode == 0) return refuse("the record of its old one is gone");
  const Named named = named_in(head->bytes);
  if (named.folder.empty()) return refuse("the record of its old one does not say whose it is");
  if (named.conversation != conversation) return refuse("the record is of another conversation");
  std::error_code error;
  if (fs::weakly_canonical(named.folder, error) != fs::weakly_canonical(worktree, error)) {
    return refuse("its old one belongs to " + base::printable(named.folder, 200));
  }
  return {};
}

}  // namespace agents
