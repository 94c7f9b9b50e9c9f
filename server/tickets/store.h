// The ticket files of one workspace: .tickets/{queue,in-progress,completed}/*.md. The files are
// people's; this reads them again when they change, moves them without ever overwriting, and
// writes only over what it has read.
#pragma once
#include <filesystem>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "platform/files.h"
#include "rules/ticket.h"
#include "tickets/edit.h"
#include "tickets/index.h"

namespace tickets {

// What changed since the scan before, in path order. A moved file is gone at one path and changed
// at the other.
struct Scan {
  std::vector<rules::Ticket> changed;
  std::vector<std::string> gone;  // paths relative to the workspace
};

// Every call blocks on the disk; thread-safe. Paths are relative to the workspace, as in
// rules::Ticket::path; any other path is invalid_argument.
class Folders {
 public:
  // `workspace`: real path of the workspace's folder. Makes nothing: a folder is made when the
  // first file goes into it.
  explicit Folders(std::filesystem::path workspace);

  // ".tickets/queue", …
  static std::string name_of(rules::Folder folder);
  // The three folders, for a watch; their top is the workspace.
  [[nodiscard]] std::vector<std::filesystem::path> watched() const;

  // Looks at all files and reads those whose stamp changed; the first time, all that are not
  // recalled. Damaged, unreadable, too large (1 MiB) and outside-linked files are tickets with
  // problems. Hidden files and README.md are no tickets. Keeps what it needs to see a change, not
  // the tickets.
  Scan scan();
  // The next scan reports what is at `path` whether it changed or not.
  void forget(const std::string& path);

  // Before the first scan: takes over what an earlier process of the same program remembered in
  // `index`. Anything else in that file, or no file, is nothing.
  void recall(const std::filesystem::path& index);
  // Writes `tickets`, as scans reported them, for recall(). Leaves out those whose file could
  // change without another stamp.
  base::Status remember(const std::filesystem::path& index,
                        const std::vector<rules::Ticket>& tickets) const;

  [[nodiscard]] base::Result<std::string> read(const std::string& path) const;
  // Moves a file; when the name is taken there, "-2", "-3", … is added. Returns its new path.
  // not_found when the file has gone.
  base::Result<std::string> move(const std::string& path, rules::Folder to);
  // Makes the folder where it is missing; forbidden when a symlink leads out of the workspace.
  base::Status make_folder(rules::Folder folder) const;
  // Makes the file `<id>-<slug>.md`, making an id when there is none. conflict when a ticket of
  // this id is there. Returns the ticket as parsed.
  base::Result<rules::Ticket> create(NewTicket ticket, rules::Folder folder = rules::Folder::queue);
  // The same for many, which takes little longer; what became of each.
  std::vector<base::Result<rules::Ticket>> create_all(std::vector<NewTicket> tickets,
                                                      rules::Folder folder = rules::Folder::queue);
  // Writes `text` over the file if its digest is still `digest` (of the text that was edited),
  // else conflict. Returns the ticket as parsed.
  base::Result<rules::Ticket> write(const std::string& path, const std::string& digest,
                                    const std::string& text);
  // The same for some fields: reads, sets them, writes. Without a digest: over whatever is there.
  base::Result<rules::Ticket> edit(const std::string& path, const std::string& digest,
                                   const std::vector<std::pair<std::string, FieldValue>>& fields);

 private:
  struct Known {
    platform::FileStamp stamp;
    bool settled = false;  // a later change gives another stamp: trust it
    bool plain = false;    // no symlink led to it
    base::TicketId id;
    std::string digest;  // empty: report it
    base::WallTime created;
    unsigned scan = 0;  // the newest one that saw it
  };

  [[nodiscard]] base::Result<std::filesystem::path> locate(const std::string& path) const;
  struct Look {
    std::string path;
    rules::Folder folder;
    platform::FileStamp stamp;
    std::filesystem::path file;  // where it really is; empty: to be found out
  };
  struct Seen {
    Known known;
    rules::Ticket ticket;
  };
  // `written`: its text, which need not be read then.
  [[nodiscard]] Seen look(const Look& at, const std::string* written = nullptr) const;
  [[nodiscard]] std::vector<Seen> look_at_all(const std::vector<Look>& all) const;
  [[nodiscard]] std::vector<Look> stale(Scan& result);
  bool take_recalled(const Look& at, Scan& result);
  [[nodiscard]] std::filesystem::path real_folder(rules::Folder folder) const;
  [[nodiscard]] std::string free_path(const std::string& name, rules::Folder folder, int n) const;
  using Ids = std::unordered_set<std::string>;
  [[nodiscard]] Ids all_ids() const;
  [[nodiscard]] rules::Ticket ticket_at(const std::string& path, const std::string& text) const;
  [[nodiscard]] base::Result<rules::Ticket> write_locked(const std::string& path,
                                                         const std::string& digest,
                                                         const std::string& text);

  std::filesystem::path workspace_;
  mutable std::mutex mutex_;
  unsigned scans_ = 0;
  std::unordered_map<std::string, Known> known_;          // by path
  std::unordered_map<std::string, Remembered> recalled_;  // by path, until the first scan
};

}  // namespace tickets
