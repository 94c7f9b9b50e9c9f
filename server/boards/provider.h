// What a sync asks of a place where issues live. Every call blocks and is for worker threads; one
// board's calls come one after another. `stop` ends a call early: `cancelled`. Errors say what to
// do about them: `unauthorized` (sign in again), `not_found`, `conflict` (the issue changed since
// that revision), `external_failed` (what the provider said), `unavailable` (try again later).
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "boards/http.h"
#include "rules/board_plan.h"

namespace boards {

// A sync begins this long before the end of the one before: clocks differ, and some sites list a
// change only a while after it was made.
constexpr std::int64_t kOverlapMs = 10LL * 60 * 1000;

struct Page {
  std::vector<rules::Issue> issues;
  std::vector<std::string> gone;      // of the known ids: deleted there
  std::vector<std::string> problems;  // issues that could not be read, and why; the rest is whole
  std::string next;                   // the next page; empty: this is the last
  std::string since;                  // with the last page: where the next sync begins
};
struct PageRequest {
  std::string since;  // of the sync before; empty: everything
  std::string page;   // `next` of the page before; empty: the first
  // Issues that have a ticket: they are reported whether the board's filter takes them or not.
  std::vector<std::string> known;
};

// Whom the credentials are of.
struct Account {
  std::string id, name;
  std::vector<std::string>
      lacks;  // rights that syncing needs and the account has not, in its words
};
// What a board's settings name, to pick from.
enum class ChoiceKind { boards, people, statuses, types, labels, sprints };
struct Choice {
  std::string value;  // as the settings say it
  std::string name;   // for people
  std::string detail;
};

class Provider {
 public:
  virtual ~Provider() = default;
  // Asks who the credentials are of. `unauthorized` when they are wrong.
  virtual base::Result<Account> verify(std::stop_token stop) = 0;
  // All there are of it, of the site (boards) or the board (the rest). Empty where there is none.
  virtual base::Result<std::vector<Choice>> choices(ChoiceKind kind, std::stop_token stop) = 0;
  // Issues that changed since, each at least once; more than that does no harm.
  virtual base::Result<Page> changed(const PageRequest& request, std::stop_token stop) = 0;
  // not_found when it was deleted.
  virtual base::Result<rules::Issue> issue(const std::string& id, std::stop_token stop) = 0;
  // A body in markdown as the board would give it back: what its own form of text makes of it.
  [[nodiscard]] virtual std::string as_kept(const std::string& body) const { return body; }
  // Sets these fields if the issue still has that revision. Returns it as it is then.
  virtual base::Result<rules::Issue> update(const std::string& id, const std::string& revision,
                                            const rules::FieldEdits& edits,
                                            std::stop_token stop) = 0;
  // A comment in markdown, written once: `marker` (letters, digits, '-') goes along where nobody
  // sees it. `again`: an earlier try may have come through, so it is looked for first.
  virtual base::Status comment(const std::string& id, const std::string& marker,
                               const std::string& markdown, bool again, std::stop_token stop) = 0;
  // The pull request is shown at the issue, once however often this is called.
  virtual base::Status link_pull_request(const std::string& id, const std::string& url,
                                         const std::string& title, std::stop_token stop) = 0;
};

// What providers work with.
struct Connection {
  std::filesystem::path workspace;  // what a relative folder is relative to
  std::string token;                // empty: none is known
  Http http;
  Patience patience;
};
// Fails for a provider that there is not, and for one that lacks its token: `unauthorized`.
base::Result<std::unique_ptr<Provider>> make_provider(const rules::BoardSettings& board,
                                                      Connection connection);
// The providers that there are.
const std::vector<std::string>& provider_names();

}  // namespace boards
