// What the owner sees around it when it decides, beyond its own state. Pure values, made by app/.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "rules/settings.h"
#include "rules/ticket.h"

namespace rules {

struct World {
  std::vector<Ticket> tickets;                       // all folders, as last scanned
  base::MonoTime scan_began;                         // when that scan began to look
  std::set<std::string> dirty_paths;                 // unsaved in an editor; as Ticket::path
  std::map<std::string, base::WallTime> changed_at;  // Ticket::path → when it last changed
  bool trusted = false;
  std::string trust_reason;     // why not
  bool can_launch_here = true;  // false in a foreign worktree or fresh clone
  std::string launch_here_reason;
  std::map<std::string, std::string> worktree_roots;  // project → folder
  std::map<std::string, int> number_floor;            // prefix → highest number that a folder has
  std::set<std::string> agents_missing;     // configured, but their program is not on PATH
  std::set<std::string> agents_untrusting;  // would stop at their own trust question
  std::string boot;                         // this boot's id
};

}  // namespace rules
