#include "tickets/store.h"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/paths.h"
#include "base/text.h"
#include "tickets/front_matter.h"
#include "tickets/names.h"

namespace tickets {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::Result;
using rules::Folder;

constexpr std::size_t kFileLimit = 1U << 20;
constexpr std::array kFolders = {Folder::queue, Folder::in_progress, Folder::completed};
// Two writes within the file system's clock grain can leave the same stamp; a file that young is
// read again the next time (git calls it racy). Some file systems keep whole seconds, or every
// other one.
constexpr std::int64_t kGrainNs = 50'000'000;
constexpr std::int64_t kCoarseGrainNs = 2'100'000'000;
constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr int kNameTries = 1000;
// Fewer files are read before a thread has begun.
constexpr std::size_t kFilesPerThread = 200;

bool is_ticket_name(std::string_view name) {
  return name.ends_with(".md") && !name.starts_with('.') && base::to_lower(name) != "readme.md";
}

Result<std::pair<Folder, std::string>> split_path(const std::string& path) {
  for (const Folder folder : kFolders) {
    const std::string prefix = Folders::name_of(folder) + "/";
    if (!path.starts_with(prefix)) continue;
    std::string name = path.substr(prefix.size());
    const bool plain = name.find_first_of(std::string_view("/\0", 2)) == std::string::npos;
    if (plain && is_ticket_name(name)) return std::pair(folder, std::move(name));
  }
  return fail(ErrorCode::invalid_argument, "no ticket's path: " + base::printable(path, 200));
}

// Whether whatever changes the file from now on gives it another stamp.
bool is_settled(const platform::FileStamp& stamp) {
  const bool coarse = stamp.changed_ns % kSecondNs == 0;
  const std::int64_t now = base::now().wall.ms * 1'000'000;
  return stamp.changed_ns < now - (coarse ? kCoarseGrainNs : kGrainNs);
}

// Who parses: another build may read the same text differently. Of the program that runs, also
// when another one lies in its place by now.
std::string parser() {
  const auto stamp = platform::stamp_of("/proc/self/exe");
  if (!stamp) return "";
  return std::to_string(stamp->device) + " " + std::to_string(stamp->inode) + " " +
         std::to_string(stamp->size) + " " + std::to_string(stamp->changed_ns);
}

bool lies_in(const fs::path& file, const fs::path& folder) {
  const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return end == folder.end();
}

}  // namespace

Folders::Folders(fs::path workspace) : workspace_(std::move(workspace)) {}

std::string Folders::name_of(Folder folder) {
  switch (folder) {
    case Folder::queue: return ".tickets/queue";
    case Folder::in_progress: return ".tickets/in-progress";
    case Folder::completed: return ".tickets/completed";
  }
  return {};
}

std::vector<fs::path> Folders::watched() const {
  std::vector<fs::path> paths;
  for (const Folder folder : kFolders) paths.push_back(workspace_ / name_of(folder));
  return paths;
}

// The real file behind a path; forbidden when a symlink leads out of the workspace.
Result<fs::path> Folders::locate(const std::string& path) const {
  TRY(split_path(path));
  std::error_code error;
  const fs::path real = fs::canonical(workspace_ / path, error);
  if (error) return fail(ErrorCode::not_found, "no ticket file " + path);
  if (!lies_in(real, workspace_)) {
    return fail(ErrorCode::forbidden, path + " lies outside of the workspace");
  }
  return real;
}

Folders::Seen Folders::look(const Look& at, const std::string* written) const {
  Seen seen;
  rules::Ticket& ticket = seen.ticket;
  const bool settled = is_settled(at.stamp);  // before it is read
  const auto read_text = [&]() -> Result<std::string> {
    if (written != nullptr) return *written;
    if (!at.file.empty()) return platform::read_file(at.file, kFileLimit);
    TRY_ASSIGN(const fs::path file, locate(at.path));
    return platform::read_file(file, kFileLimit);
  };
  if (auto text = read_text()) {
    ticket = parse_ticket(*text);
  } else {
    const std::string message = at.stamp.size > static_cast<std::int64_t>(kFileLimit)
                                    ? "the file is larger than 1 MiB"
                                    : text.error().message;
    ticket.problems.push_back({0, base::printable(message)});
  }
  ticket.folder = at.folder;
  ticket.path = at.path;
  ticket.modified = {at.stamp.modified_ns / 1'000'000};
  ticket.created = {(at.stamp.born_ns != 0 ? at.stamp.born_ns : at.stamp.modified_ns) / 1'000'000};
  // A file that is written anew beside itself and renamed is born again; the ticket is not.
  const auto before = known_.find(at.path);
  if (before != known_.end() && before->second.id == ticket.id) {
    ticket.created = std::min(ticket.created, before->second.created);
  }
  seen.known = {at.stamp,       settled, !at.file.empty(), ticket.id, ticket.digest,
                ticket.created, scans_};
  return seen;
}

// On all processors when there are many: thousands are read when the owner starts.
std::vector<Folders::Seen> Folders::look_at_all(const std::vector<Look>& all) const {
  std::vector<Seen> seen(all.size());
  const auto some = [&](std::size_t first, std::size_t last) {
    for (std::size_t n = first; n < last; ++n) seen[n] = look(all[n]);
  };
  const std::size_t threads = std::clamp<std::size_t>(all.size() / kFilesPerThread, 1,
                                                      std::thread::hardware_concurrency() + 1U);
  std::vector<std::jthread> others;
  for (std::size_t n = 1; n < threads; ++n) {
    others.emplace_back(some, all.size() * n / threads, all.size() * (n + 1) / threads);
  }
  some(0, all.size() / threads);
  return seen;  // jthreads join before
}

// Where a folder's plain files are; empty when that is not within the workspace.
fs::path Folders::real_folder(Folder folder) const {
  std::error_code error;
  fs::path real = fs::canonical(workspace_ / name_of(folder), error);
  return !error && lies_in(real, workspace_) ? real : fs::path();
}

// Looks at what is there; gives what has to be read.
std::vector<Folders::Look> Folders::stale(Scan& result) {
  std::vector<Look> all;
  for (const Folder folder : kFolders) {
    const std::string folder_name = name_of(folder);
    const fs::path real = real_folder(folder);
    const auto wanted = [](std::string_view name) {
      return is_ticket_name(name) && base::is_valid_utf8(name);
    };
    for (auto& entry : platform::list_folder(workspace_ / folder_name, wanted)) {
      if (entry.stamp && !entry.stamp->regular) continue;
      std::string path = folder_name + "/" + entry.name;
      if (const auto known = known_.find(path); known != known_.end()) {
        known->second.scan = scans_;
        if (entry.stamp && known->second.settled && known->second.stamp == *entry.stamp) continue;
      }
      const bool plain = !real.empty() && !entry.symlink && entry.stamp;
      Look look{std::move(path), folder, entry.stamp.value_or(platform::FileStamp{}),
                plain ? real / entry.name : fs::path()};
      if (!take_recalled(look, result)) all.push_back(std::move(look));
    }
  }
  return all;
}

bool Folders::take_recalled(const Look& at, Scan& result) {
  const auto found = recalled_.find(at.path);
  if (found == recalled_.end()) return false;
  rules::Ticket& ticket = found->second.ticket;
  const bool same = !at.file.empty() && found->second.stamp == at.stamp;
  // Of a changed one the age is taken over all the same.
  known_[at.path] = {at.stamp,       same,  same, ticket.id, same ? ticket.digest : "",
                     ticket.created, scans_};
  if (same) result.changed.push_back(std::move(ticket));
  return same;
}

Scan Folders::scan() {
  const std::lock_guard lock(mutex_);
  Scan result;
  ++scans_;
  const std::vector<Look> unknown = stale(result);
  std::exchange(recalled_, {});
  for (Seen& seen : look_at_all(unknown)) {
    Known& known = known_[seen.ticket.path];
    const bool same = !seen.ticket.digest.empty() && known.digest == seen.ticket.digest &&
                      known.stamp.modified_ns == seen.known.stamp.modified_ns;
    known = std::move(seen.known);
    if (!same) result.changed.push_back(std::move(seen.ticket));
  }
  std::erase_if(known_, [&](const auto& entry) {
    if (entry.second.scan == scans_) return false;
    result.gone.push_back(entry.first);
    return true;
  });
  std::sort(result.gone.begin(), result.gone.end());
  std::sort(result.changed.begin(), result.changed.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return result;
}

void Folders::forget(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(path);
  if (known == known_.end()) return;
  known->second.settled = false;
  known->second.digest.clear();
}

void Folders::recall(const fs::path& index) {
  const auto bytes = platform::read_file(index);
  if (!bytes) return;
  const std::lock_guard lock(mutex_);
  for (Remembered& entry : read_index(*bytes, parser())) {
    std::string path = entry.ticket.path;
    recalled_.insert_or_assign(std::move(path), std::move(entry));
  }
}

base::Status Folders::remember(const fs::path& index,
                               const std::vector<rules::Ticket>& tickets) const {
  const std::lock_guard lock(mutex_);
  IndexWriter writer(parser());
  for (const rules::Ticket& ticket : tickets) {
    const auto known = known_.find(ticket.path);
    if (known == known_.end() || !known->second.settled || !known->second.plain) continue;
    if (ticket.digest.empty() || known->second.digest != ticket.digest) continue;
    writer.add(known->second.stamp, ticket);
  }
  return platform::write_atomic(index, writer.bytes(), 0600);
}

Result<std::string> Folders::read(const std::string& path) const {
  TRY_ASSIGN(const fs::path file, locate(path));
  return platform::read_file(file, kFileLimit);
}

// As it was just written. The next scan reports it all the same: its stamp is another one.
rules::Ticket Folders::ticket_at(const std::string& path, const std::string& text) const {
  const auto parts = split_path(path);
  const auto stamp = platform::stamp_of(workspace_ / path);
  const Look at{
      path, parts ? parts->first : Folder::queue, stamp.value_or(platform::FileStamp{}), {}};
  return look(at, &text).ticket;
}

// The n-th name for a file in a folder: "x.md", "x-2.md", "x-3.md", …
std::string Folders::free_path(const std::string& name, Folder folder, int n) const {
  const std::string stem = name.substr(0, name.size() - 3);
  return name_of(folder) + "/" + stem + (n == 1 ? "" : "-" + std::to_string(n)) + ".md";
}

Result<std::string> Folders::move(const std::string& path, Folder to) {
  const std::lock_guard lock(mutex_);
  TRY_ASSIGN(const auto parts, split_path(path));
  TRY(locate(path));
  if (parts.first == to) return path;
  TRY(make_folder(to));
  for (int n = 1; n <= kNameTries; ++n) {
    std::string target = free_path(parts.second, to, n);
    const auto moved = platform::rename_noreplace(workspace_ / path, workspace_ / target);
    if (moved) {
      // Its age goes with it: the store's next look finds it under the new name.
      if (const auto known = known_.find(path); known != known_.end()) {
        Known copy = known->second;
        copy.settled = false;
        copy.digest.clear();  // so that the next scan reports it
        known_[target] = std::move(copy);
      }
      return target;
    }
    if (moved.error().code != ErrorCode::conflict) return fail(moved.error());
  }
  return fail(ErrorCode::conflict, "too many files named " + parts.second);
}

base::Status Folders::make_folder(Folder folder) const {
  const std::string name = name_of(folder);
  std::error_code error;
  const fs::path real = fs::weakly_canonical(workspace_ / name, error);
  if (error || !lies_in(real, workspace_)) {
    return fail(ErrorCode::forbidden, name + " lies outside of the workspace");
  }
  fs::create_directories(real, error);
  if (!error) return {};
  return fail(ErrorCode::external_failed,
              "cannot make the folder " + name + ": " + error.message());
}

Folders::Ids Folders::all_ids() const {
  Ids ids;
  for (const auto& [path, known] : known_) ids.insert(known.id.value);
  return ids;
}

namespace {

// The text of a new ticket's file; gives the ticket an id that is in `taken` then.
Result<std::string> new_text(NewTicket& ticket, std::unordered_set<std::string>& taken) {
  TRY(check_type(ticket.type));
  TRY(check_title(ticket.title));
  if (ticket.id.empty()) {
    do {
      ticket.id = make_id(ticket.type);
    } while (taken.contains(ticket.id.value));
  }
  TRY(check_id(ticket.id.value));
  if (taken.contains(ticket.id.value)) {
    return fail(ErrorCode::conflict, "there is a ticket " + ticket.id.value + " already");
  }
  TRY_ASSIGN(std::string text, new_ticket_text(ticket));
  if (text.size() > kFileLimit) {
    return fail(ErrorCode::invalid_argument, "a ticket's text is at most 1 MiB");
  }
  taken.insert(ticket.id.value);
  return text;
}

}  // namespace

Result<rules::Ticket> Folders::create(NewTicket ticket, Folder folder) {
  return create_all({std::move(ticket)}, folder).front();
}

std::vector<Result<rules::Ticket>> Folders::create_all(std::vector<NewTicket> tickets,
                                                       Folder folder) {
  const std::lock_guard lock(mutex_);
  Ids taken = all_ids();
  std::vector<Result<rules::Ticket>> made;
  std::vector<platform::NewFile> files;
  std::vector<std::pair<std::size_t, std::string>> places;  // of each file: in `made`, and its path
  for (NewTicket& ticket : tickets) {
    auto text = new_text(ticket, taken);
    if (!text) {
      made.push_back(fail(text.error()));
      continue;
    }
    places.emplace_back(made.size(), name_of(folder) + "/" + file_name(ticket.id, ticket.title));
    files.push_back({workspace_ / places.back().second, std::move(*text)});
    made.emplace_back();
  }
  const base::Status there = files.empty() ? base::Status() : make_folder(folder);
  const auto created = there ? platform::create_all_exclusive(files)
                             : std::vector<base::Status>(files.size(), there);
  for (std::size_t n = 0; n < files.size(); ++n) {
    const auto& [at, path] = places[n];
    if (!created[n]) {
      made[at] = fail(created[n].error());
      continue;
    }
    made[at] = ticket_at(path, files[n].bytes);
    Known& known = known_[path];  // its id is taken from now on; the next scan reports it
    known = {};
    known.id = made[at]->id;
    known.scan = scans_;
  }
  return made;
}

Result<rules::Ticket> Folders::write_locked(const std::string& path, const std::string& digest,
                                            const std::string& text) {
  TRY_ASSIGN(const fs::path file, locate(path));
  TRY_ASSIGN(const std::string now, platform::read_file(file, kFileLimit));
  if (base::sha256_hex(now) != digest) {
    return fail(ErrorCode::conflict, path + " was changed meanwhile");
  }
  if (text.size() > kFileLimit) {
    return fail(ErrorCode::invalid_argument, "a ticket's text is at most 1 MiB");
  }
  if (text != now) TRY(platform::write_atomic(file, text));
  return ticket_at(path, text);
}

Result<rules::Ticket> Folders::write(const std::string& path, const std::string& digest,
                                     const std::string& text) {
  const std::lock_guard lock(mutex_);
  return write_locked(path, digest, text);
}

Result<rules::Ticket> Folders::edit(const std::string& path, const std::string& digest,
                                    const std::vector<std::pair<std::string, FieldValue>>& fields) {
  const std::lock_guard lock(mutex_);
  TRY_ASSIGN(const fs::path file, locate(path));
  TRY_ASSIGN(std::string text, platform::read_file(file, kFileLimit));
  const std::string read_digest = base::sha256_hex(text);
  if (!digest.empty() && digest != read_digest) {
    return fail(ErrorCode::conflict, path + " was changed meanwhile");
  }
  for (const auto& [key, value] : fields) {
    TRY_ASSIGN(text, edit_field(text, key, value));
  }
  return write_locked(path, read_digest, text);
}

}  // namespace tickets
