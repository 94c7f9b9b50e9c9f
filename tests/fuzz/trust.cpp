// Claude Code's own configuration: trusting a folder is one edit that then reads as trust, and
// changes nothing when it is there already.
#include "agents/claude.h"
#include "fuzz.h"

FUZZ_TARGET(input) {
  static const std::filesystem::path kFolder = "/a/b";
  const std::string_view config = input.text();
  const auto before = agents::claude_trusts(config, kFolder);
  const auto edited = agents::with_claude_trust(config, kFolder);
  if (!edited) return;
  HOLDS(before.has_value());
  HOLDS(agents::claude_trusts(*edited, kFolder) == true);
  HOLDS(agents::claude_trusts(*edited, kFolder / "c") == true);
  const auto again = agents::with_claude_trust(*edited, kFolder);
  HOLDS(again && *again == *edited);
}
