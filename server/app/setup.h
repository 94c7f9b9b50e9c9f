// Configuration, issue types, trust and what this workspace is: read when it changes, told to the
// engine as settings and world. Runs on the loop's thread; reading the few small files blocks it
// for well under a millisecond.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/engine.h"
#include "app/operations.h"
#include "config/config.h"
#include "platform/watch.h"

namespace app {

// What a person has said: the programs that the configuration names may be started; tickets that
// came with the repository may launch from this folder.
bool trusts_programs(const rules::Notes& notes, const rules::Settings& settings);
bool may_launch_here(const rules::Notes& notes);

class Setup {
 public:
  // `programs`: the folder of our own, which comes first on every launch's PATH.
  Setup(Engine& engine, const std::filesystem::path& programs);
  // Reads everything and watches for changes.
  void start();
  void reload();

  const std::vector<FileProblem>& problems() const { return problems_; }
  bool is_installed(const std::string& agent) const;

  TrustView trust() const;
  // A person's word for the programs that the configuration names now. A yes also covers that
  // tickets which came with the repository may launch from here, and that agents may be told to
  // trust Operator's worktrees when `with_consents`.
  base::Status set_trust(const std::string& actor, bool trusted, bool with_consents);

  // The environment of launches: the newest client's, at first this process's.
  const std::map<std::string, std::string>& environment() const { return environment_; }
  void set_environment(const std::map<std::string, std::string>& environment);

  // Nobody tells when an agent's program is installed or removed: it is looked for again when
  // somebody comes, and before a launch.
  void look_for_agents();

 private:
  void look_at_world();
  void watch_for_repository();
  bool came_with_tickets() const;

  Engine& engine_;
  config::Machine machine_;
  std::map<std::string, std::string> environment_;
  std::vector<FileProblem> problems_;
  std::unique_ptr<platform::Watch> watch_;
};

}  // namespace app
