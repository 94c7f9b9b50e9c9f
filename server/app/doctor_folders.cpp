// Folders: what they are, whose they are, and whether there is room.
#include <cstdio>
#include <filesystem>
#include <set>

#include "app/doctor_checks.h"
#include "git/reader.h"
#include "platform/identity.h"
#include "platform/look.h"

namespace app::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMiB = 1U << 20;
constexpr std::size_t kLongestSocket = 90;  // sun_path has 108, and names are added

std::string octal(unsigned mode) {
  char text[16];
  std::snprintf(text, sizeof text, "%04o", mode);
  return text;
}

// One of ours: made 0700, and refused by the owner when it is another user's.
void check_private(const std::string& name, const fs::path& folder, Findings& findings) {
  const platform::Look look = platform::look_at(folder);
  const std::string what = name + " " + folder.string();
  if (!look.exists) return findings.ok(what + " is not there yet");
  if (look.symlink || !look.folder) {
    return findings.problem(what + " is no folder of its own",
                            "mv " + quoted(folder.string()) + " out of the way");
  }
  if (look.owner != platform::own_uid()) {
    return findings.problem(
        what + " belongs to another user (uid " + std::to_string(look.owner) + ")",
        "sudo chown -R \"$USER\" " + quoted(folder.string()));
  }
  if ((look.mode & 0077U) != 0) {
    return findings.warning(what + " is open to others (mode " + octal(look.mode) + ")",
                            "chmod 700 " + quoted(folder.string()));
  }
  if (!look.writable || (look.mode & 0700U) != 0700U) {
    return findings.problem(what + " is not writable", "chmod 700 " + quoted(folder.string()));
  }
  findings.ok(what);
}

void check_workspace(const Patient& patient, Findings& findings) {
  const fs::path& folder = patient.paths.workspace;
  if (!platform::look_at(folder).writable) {
    findings.problem("the workspace " + folder.string() + " is not writable",
                     "make it yours: chmod u+w " + quoted(folder.string()));
  }
  const auto& projects = patient.config.settings.projects;
  if (projects.empty()) {
    return findings.problem(
        "the workspace " + folder.string() + " is in no git repository",
        "run this inside a repository, or make one: git -C " + quoted(folder.string()) + " init");
  }
  for (const auto& project : projects) {
    auto reader = git::open(project.path);
    if (!reader) {
      findings.problem("the repository " + project.path + ": " + reader.error().message,
                       "git -C " + quoted(project.path) + " status");
      continue;
    }
    const auto base = (*reader)->base_branch(project.default_branch);
    if (base) {
      findings.ok("repository " + project.path + ", base " +
                  (base->name.empty() ? "the commit checked out" : base->name));
    } else if (base.error().code == base::ErrorCode::conflict) {
      findings.problem(
          "the repository " + project.path + " has no commit to start from",
          "git -C " + quoted(project.path) + " commit --allow-empty -m 'First commit'");
    } else {
      findings.problem("the repository " + project.path + ": " + base.error().message,
                       "set projects." + project.name + ".defaultBranch in .operator/config.json");
    }
  }
}

void check_ticket_folders(const Patient& patient, Findings& findings) {
  const fs::path top = patient.paths.tickets();
  if (!platform::look_at(top).exists) return findings.ok(".tickets is made with the first ticket");
  bool fine = true;
  for (const fs::path& folder : {top, top / "queue", top / "in-progress", top / "completed"}) {
    const platform::Look look = platform::look_at(folder);
    if (!look.exists) continue;
    const std::string name = folder.lexically_relative(patient.paths.workspace).string();
    if (look.symlink || !look.folder) {
      findings.problem(name + (look.symlink ? " is a symlink" : " is no folder"),
                       "put a real folder there: mv " + quoted(folder.string()) +
                           " away, then mkdir " + quoted(folder.string()));
      fine = false;
    } else if (!look.writable) {
      findings.problem(name + " is not writable", "chmod u+w " + quoted(folder.string()));
      fine = false;
    }
  }
  if (fine) findings.ok(".tickets " + top.string());
}

// The folder itself, or the nearest one above that is there.
fs::path existing(fs::path folder) {
  while (!platform::look_at(folder).folder && folder.has_relative_path())
    folder = folder.parent_path();
  return folder;
}

}  // namespace

std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@%=";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

void check_folders(const Patient& patient, Findings findings) {
  check_workspace(patient, findings);
  check_ticket_folders(patient, findings);
  check_private("data", patient.paths.data, findings);
  check_private("state", patient.paths.state, findings);
  check_private("runtime", patient.paths.runtime, findings);
  if (patient.paths.owner_socket().string().size() > kLongestSocket) {
    findings.problem("the sockets' names are too long: " + patient.paths.runtime.string(),
                     "set XDG_RUNTIME_DIR to a shorter folder");
  }
}

void check_space(const Patient& patient, Findings findings) {
  std::set<std::pair<std::uintmax_t, std::uintmax_t>> seen;  // the same disk is told once
  for (const fs::path& folder :
       {patient.paths.state, patient.paths.data, patient.paths.workspace, patient.paths.runtime}) {
    const fs::path place = existing(folder);
    std::error_code error;
    const fs::space_info space = fs::space(place, error);
    if (error || !seen.insert({space.capacity, space.free}).second) continue;
    const std::string what =
        std::to_string(space.available / kMiB) + " MiB free for " + folder.string();
    const std::string fix = "free some: `operator doctor` lists worktrees that no session knows";
    if (space.available < 100 * kMiB && folder != patient.paths.runtime) {
      findings.problem("only " + what, fix);
    } else if (space.available < (folder == patient.paths.runtime ? kMiB : 1024 * kMiB)) {
      findings.warning("only " + what, fix);
    } else {
      findings.ok(what);
    }
  }
}

}  // namespace app::doctor
