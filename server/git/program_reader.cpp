#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"
#include "git/program.h"
#include "git/reader.h"
#include "platform/files.h"

namespace git {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::Result;

bool looks_binary(std::string_view bytes) {
  return bytes.substr(0, 8000).find('\0') != std::string_view::npos;  // git's own rule
}

int to_int(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class ProgramReader final : public Reader {
 public:
  ProgramReader(fs::path folder, std::stop_token cancel)
      : folder_(std::move(folder)), cancel_(std::move(cancel)) {}

  base::Status find_place();
  [[nodiscard]] const Place& place() const override { return place_; }
  Result<Head> head() override;
  Result<std::string> resolve(const std::string& name) override;
  Result<bool> branch_exists(const std::string& branch) override;
  Result<std::vector<std::string>> branches() override;
  Result<std::string> origin_head() override;
  Result<std::vector<DirtyEntry>> status() override;
  Result<std::string> merge_base(const std::string& a, const std::string& b) override;
  Result<int> commits_ahead(const std::string& tip, const std::string& base) override;
  Result<std::vector<Change>> changes_since(const std::string& commit) override;
  Result<BaseFile> file_at(const std::string& commit, const std::string& path) override;

 private:
  Command command(std::vector<std::string> arguments) const {
    Command command;
    command.folder = folder_;
    command.arguments = std::move(arguments);
    command.reads = true;
    command.cancel = cancel_;
    return command;
  }
  Result<std::string> read(std::vector<std::string> arguments) {
    return run(command(std::move(arguments)));
  }
  Result<std::string> word(std::vector<std::string> arguments) {
    TRY_ASSIGN(const std::string out, read(std::move(arguments)));
    return std::string(base::trim(out));
  }
  // The output of a command that answers with its exit code; empty when it said no.
  Result<std::string> word_or_nothing(std::vector<std::string> arguments) {
    TRY_ASSIGN(const Outcome outcome, try_run(command(std::move(arguments))));
    return outcome.exit_code == 0 ? std::string(base::trim(outcome.out)) : std::string();
  }
  base::Status add_untracked(std::vector<Change>& changes);

  fs::path folder_;
  std::stop_token cancel_;
  Place place_;
};

base::Status ProgramReader::find_place() {
  const auto out = read({"rev-parse", "--path-format=absolute", "--absolute-git-dir",
                         "--git-common-dir", "--is-inside-work-tree"});
  if (!out) {
    const bool none = out.error().message.find("not a git repository") != std::string::npos;
    return none ? fail(ErrorCode::not_found, folder_.string() + " is in no git repository")
                : fail(out.error());
  }
  const auto lines = base::split_lines(*out);
  if (lines.size() < 3) return fail(ErrorCode::external_failed, "git rev-parse said too little");
  std::error_code error;
  place_.git_dir = fs::canonical(lines[0], error);
  place_.common_dir = fs::canonical(lines[1], error);
  if (lines[2] == "true") {
    TRY_ASSIGN(const std::string top, word({"rev-parse", "--show-toplevel"}));
    place_.worktree = fs::canonical(top, error);
  }
  return {};
}

Result<Head> ProgramReader::head() {
  Head head;
  TRY_ASSIGN(head.branch, word_or_nothing({"symbolic-ref", "--quiet", "--short", "HEAD"}));
  TRY_ASSIGN(head.commit, word_or_nothing({"rev-parse", "--verify", "--quiet", "HEAD^{commit}"}));
  return head;
}

Result<std::string> ProgramReader::resolve(const std::string& name) {
  TRY_ASSIGN(std::string commit, word_or_nothing({"rev-parse", "--verify", "--quiet",
                                                  "--end-of-options", name + "^{commit}"}));
  // git prints the option's own name back in front on some versions.
  if (const auto feed = commit.rfind('\n'); feed != std::string::npos) commit.erase(0, feed + 1);
  if (commit.empty()) return fail(ErrorCode::not_found, "no commit " + base::printable(name, 100));
  return commit;
}

Result<bool> ProgramReader::branch_exists(const std::string& branch) {
  TRY_ASSIGN(const Outcome outcome,
             try_run(command({"show-ref", "--verify", "--quiet", "refs/heads/" + branch})));
  return outcome.exit_code == 0;
}

Result<std::vector<std::string>> ProgramReader::branches() {
  TRY_ASSIGN(const std::string out,
             read({"for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads"}));
  std::vector<std::string> names;
  for (const auto line : base::split_lines(out)) names.emplace_back(line);
  return names;
}

Result<std::string> ProgramReader::origin_head() {
  TRY_ASSIGN(const std::string target,
             word_or_nothing({"symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"}));
  constexpr std::string_view kPrefix = "refs/remotes/origin/";
  return target.starts_with(kPrefix) ? target.substr(kPrefix.size()) : std::string();
}

Result<std::vector<DirtyEntry>> ProgramReader::status() {
  TRY_ASSIGN(const std::string out, read({"status", "--porcelain=v1", "-z", "--no-renames",
                                          "--untracked-files=normal", "--ignored=no"}));
  std::vector<DirtyEntry> entries;
  for (const auto& part : split_zero(out)) {
    if (part.size() < 4) continue;
    const std::string code = part.substr(0, 2);
    auto kind = DirtyEntry::Kind::changed;
    if (code == "??") kind = DirtyEntry::Kind::untracked;
    if (code.find('U') != std::string::npos || code == "AA" || code == "DD") {
      kind = DirtyEntry::Kind::conflicted;
    }
    entries.push_back({kind, part.substr(3)});
  }
  return entries;
}

Result<std::string> ProgramReader::merge_base(const std::string& a, const std::string& b) {
  TRY_ASSIGN(const std::string one, resolve(a));
  TRY_ASSIGN(const std::string two, resolve(b));
  return word_or_nothing({"merge-base", one, two});
}

Result<int> ProgramReader::commits_ahead(const std::string& tip, const std::string& base) {
  TRY_ASSIGN(const std::string one, resolve(tip));
  TRY_ASSIGN(const std::string two, resolve(base));
  TRY_ASSIGN(const std::string count, word({"rev-list", "--count", two + ".." + one}));
  return to_int(count);
}

Result<std::vector<Change>> ProgramReader::changes_since(const std::string& commit) {
  TRY_ASSIGN(const std::string base, resolve(commit));
  // Two looks, because one format cannot carry kind and counts with -z unambiguously.
  TRY_ASSIGN(const std::string names,
             read({"diff", "--no-ext-diff", "--name-status", "-z", "-M", base, "--"}));
  TRY_ASSIGN(const std::string counts,
             read({"diff", "--no-ext-diff", "--no-textconv", "--numstat", "-z", "-M", base, "--"}));
  std::vector<Change> changes;
  const auto parts = split_zero(names);
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    Change change;
    const char code = parts[i].empty() ? 'M' : parts[i].front();
    change.old_path = parts[i + 1];
    change.path = parts[i + 1];
    if (code == 'A') change.kind = Change::Kind::added;
    if (code == 'D') change.kind = Change::Kind::deleted;
    if (code == 'R' && i + 2 < parts.size()) {
      change.kind = Change::Kind::renamed;
      change.path = parts[i + 2];
      ++i;
    }
    changes.push_back(std::move(change));
  }
  std::map<std::string, std::pair<std::string, std::string>> lines;
  const auto numbers = split_zero(counts);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto fields = base::split(numbers[i], '\t');
    if (fields.size() != 3) continue;
    std::string path = fields[2];
    if (path.empty() && i + 2 < numbers.size()) {  // a rename: old and new name follow
      path = numbers[i + 2];
      i += 2;
    }
    lines[path] = {fields[0], fields[1]};
  }
  for (auto& change : changes) {
    const auto& [added, deleted] = lines[change.path];
    change.binary = added == "-";
    change.additions = to_int(added);
    change.deletions = to_int(deleted);
  }
  TRY(add_untracked(changes));
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.path < b.path; });
  return changes;
}

base::Status ProgramReader::add_untracked(std::vector<Change>& changes) {
  TRY_ASSIGN(const std::string out,
             read({"ls-files", "--others", "--exclude-standard", "-z", "--full-name", ":/"}));
  for (const auto& path : split_zero(out)) {
    Change change;
    change.kind = Change::Kind::added;
    change.path = path;
    change.old_path = path;
    const auto bytes = platform::read_file(place_.worktree / path, kFileLimit);
    change.binary = !bytes || looks_binary(*bytes);
    if (!change.binary) {
      change.additions = static_cast<int>(std::count(bytes->begin(), bytes->end(), '\n'));
      if (!bytes->empty() && bytes->back() != '\n') ++change.additions;
    }
    changes.push_back(std::move(change));
  }
  return {};
}

Result<BaseFile> ProgramReader::file_at(const std::string& commit, const std::string& path) {
  TRY_ASSIGN(const std::string base, resolve(commit));
  TRY_ASSIGN(const std::string listed,
             read({"ls-tree", "-z", "--full-tree", base, "--", ":(literal,top)" + path}));
  // "100644 blob <id>\t<path>"
  const auto fields = base::split(listed.substr(0, listed.find('\t')), ' ');
  if (fields.size() != 3 || fields[1] != "blob") return BaseFile{};
  BaseFile file;
  file.exists = true;
  TRY_ASSIGN(file.content, read({"cat-file", "blob", fields[2]}));
  file.binary = looks_binary(file.content) || file.content.size() > kFileLimit;
  if (file.binary) file.content.clear();
  return file;
}

}  // namespace

Result<std::unique_ptr<Reader>> open_with_program(const fs::path& folder, std::stop_token cancel) {
  auto reader = std::make_unique<ProgramReader>(folder, std::move(cancel));
  TRY(reader->find_place());
  return std::unique_ptr<Reader>(std::move(reader));
}

}  // namespace git
