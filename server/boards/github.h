// The provider "github": the issues of one repository by REST (version 2022-11-28), at GitHub or,
// by the board's url, at GitHub Enterprise ("https://host/api/v3"). Facts: docs.github.com/rest and
// /graphql, whose schemas the tests check requests and replies against.
//
// A board is "owner/name", or "owner/name#3": then project 3 of the repository's owner says by its
// field "Status" how far an issue is. Without a project GitHub knows open and closed only, and that
// work has begun is not sent. Pull requests come along in its lists and are left out. An issue's id
// is its number, which a repository never gives again. Priorities are labels like "P1" or
// "priority: high"; issues without one have none.
//
// What changed since is asked for the whole repository, with an ETag: where nothing changed, that
// costs nothing of the budget. GitHub has no list of what was deleted, and a card that moves does
// not change its issue: each sync asks once, by GraphQL, about 100 issues that have a ticket, the
// next ones each time. Asked for once, too: who "me" is, and which milestone is the current one:
// the open one that is due first.
//
// `since` is "<ms> <number> <ETag>": the server's time when the sync began, the last of those 100
// and the list's ETag ("-": none). `page` is "<time or -> <ms> <number> <path of the next page>".
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "boards/github_values.h"
#include "boards/provider.h"

namespace boards {

class Github : public Provider {
 public:
  Github(rules::BoardSettings board, Connection connection);

  // lacks: scopes of a classic token, rights in the repository, issues that are switched off.
  base::Result<Account> verify(std::stop_token stop) override;
  // Sprints are milestones, types an organisation's issue types.
  base::Result<std::vector<Choice>> choices(ChoiceKind kind, std::stop_token stop) override;
  base::Result<Page> changed(const PageRequest& request, std::stop_token stop) override;
  base::Result<rules::Issue> issue(const std::string& id, std::stop_token stop) override;
  // GitHub has no write that minds a revision: it is read first.
  base::Result<rules::Issue> update(const std::string& id, const std::string& revision,
                                    const rules::FieldEdits& edits, std::stop_token stop) override;
  // The marker is in an HTML comment at its end.
  base::Status comment(const std::string& id, const std::string& marker,
                       const std::string& markdown, bool again, std::stop_token stop) override;
  // As a comment: GitHub ties them by words in the pull request only.
  base::Status link_pull_request(const std::string& id, const std::string& url,
                                 const std::string& title, std::stop_token stop) override;

 private:
  struct Progress;
  // An issue as it was read, and what of it only requests need.
  struct Fresh {
    rules::Issue issue;
    std::string node, created;
  };
  // `path` begins with "/". `etag`: 304 when it is still the same.
  base::Result<HttpReply> send(const char* method, const std::string& path,
                               const nlohmann::json* body, std::stop_token stop,
                               const std::string& etag = "");
  base::Result<nlohmann::json> ask(const char* method, const std::string& path,
                                   const nlohmann::json* body, std::stop_token stop);
  base::Result<nlohmann::json> ask_graph(const std::string& query, nlohmann::json variables,
                                         std::stop_token stop);
  // The items of all pages of a list.
  base::Result<nlohmann::json> ask_all(std::string path, std::stop_token stop);
  // The path of the page after this one; empty: there is none.
  [[nodiscard]] std::string next_of(const HttpReply& reply) const;
  [[nodiscard]] std::string repository() const;
  base::Result<std::string> issue_path(const std::string& id) const;
  [[nodiscard]] std::string list_path(const Progress& progress, bool narrow) const;
  [[nodiscard]] std::string search_path(const std::string& words, const char* order) const;

  // Fills context_, and looks at the next known issues after `last`, which becomes the last of
  // them.
  base::Status look(const std::vector<std::string>& known, std::string& last, Page& page,
                    std::stop_token stop);
  [[nodiscard]] bool must_look(const PageRequest& request) const;
  base::Status take_list(Progress& progress, const std::string& etag, Page& page,
                         std::stop_token stop);
  // With the project's word for them, and what the board's query says of them. `since` is the time
  // since when they changed; "-": any.
  base::Status complete(std::vector<Fresh>& fresh, const std::string& since, std::stop_token stop);
  base::Status judge(std::vector<Fresh>& fresh, const std::string& since, std::stop_token stop);
  base::Result<rules::Issue> read(const nlohmann::json& issue, std::stop_token stop);
  // Not one that was moved to another repository.
  base::Result<bool> is_own(const nlohmann::json& issue, std::stop_token stop);
  static base::Error search_cut();
  base::Status move_card(const std::string& node, rules::Stage stage, std::stop_token stop);

  rules::BoardSettings board_;
  Connection connection_;
  std::string url_;
  std::string owner_, name_;
  int project_ = 0;
  std::optional<GithubContext> context_;
  HttpHeaders headers_;  // of the last reply
};

}  // namespace boards
