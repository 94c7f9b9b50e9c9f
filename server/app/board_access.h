// The way to a board: its provider, and the token that opens it. A token comes, first found first,
// from the variable that the configuration names (of the newest client's environment, else the
// owner's own), from this owner's memory (what VS Code has in its SecretStorage and hands over
// after each start), or from a file of its own, 0600, in the workspace's state folder: there, and
// not in a folder that all workspaces share, because a name in one repository's configuration must
// not open what was kept for another's. Tokens are in no log, event, error or reply. Thread: the
// loop's; a token's file is read and written there.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "app/engine.h"
#include "app/setup.h"
#include "boards/provider.h"

namespace app {

// Under which a board's token is kept; empty when it needs none or has it from the environment.
std::string secret_name(const rules::BoardSettings& board);

class BoardAccess {
 public:
  BoardAccess(const Engine& engine, const Setup& setup) : engine_(engine), setup_(setup) {}

  // Ready to be asked, with `token` or else the one that is known. `unauthorized` where it needs
  // one and there is none.
  base::Result<std::unique_ptr<boards::Provider>> open(const rules::BoardSettings& board,
                                                       const std::string& token = {}) const;
  // Whether it could be opened, as far as tokens go.
  [[nodiscard]] bool is_signed_in(const rules::BoardSettings& board) const;

  // What its webhooks are signed with; empty: none are expected.
  [[nodiscard]] base::Result<std::string> webhook_secret(const rules::BoardSettings& board) const;

  // Replaces what was known under this name; `in_file`: also for the owners after this one.
  base::Status keep(const std::string& secret, const std::string& token, bool in_file);
  // Whether there was one.
  base::Result<bool> forget(const std::string& secret);

 private:
  [[nodiscard]] std::string in_environment(const std::string& name) const;
  // Empty when none is kept under this name.
  [[nodiscard]] base::Result<std::string> kept(const std::string& secret) const;
  [[nodiscard]] base::Result<std::string> token_of(const rules::BoardSettings& board) const;
  [[nodiscard]] std::filesystem::path file_of(const std::string& secret) const;

  const Engine& engine_;
  const Setup& setup_;
  std::map<std::string, std::string> memory_;  // by secret's name
};

}  // namespace app
