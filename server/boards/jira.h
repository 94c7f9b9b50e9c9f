// The provider "jira": Jira Cloud (REST v3) for settings with an email, Jira Data Center (REST v2
// with a personal access token) for those without. A board is a project, by its key.
//
// A first sync reads what is wanted and not done, by the enhanced search, which gives nothing but
// ids unless `fields` are named. Later ones read what changed in the project, so that an issue that
// somebody else has now, or that is done, is seen; which of these are the board's is asked in one
// more request. The same request tells which of the issues that have a ticket are still there, up
// to 1,000 of them, the next ones each time: a deleted issue is in no list of changes.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <set>

#include "boards/jira_values.h"
#include "boards/provider.h"

namespace boards {

class Jira : public Provider {
 public:
  Jira(rules::BoardSettings board, Connection connection);

  // lacks: the permissions of the project that `write` needs. not_found: no such project.
  base::Result<Account> verify(std::stop_token stop) override;
  base::Result<std::vector<Choice>> choices(ChoiceKind kind, std::stop_token stop) override;
  base::Result<Page> changed(const PageRequest& request, std::stop_token stop) override;
  base::Result<rules::Issue> issue(const std::string& id, std::stop_token stop) override;
  [[nodiscard]] std::string as_kept(const std::string& body) const override;
  // Jira has no write that minds a revision: it is read first, and what changes in between is
  // overwritten. Data Center's texts are not written: what they say in wiki text would be lost.
  base::Result<rules::Issue> update(const std::string& id, const std::string& revision,
                                    const rules::FieldEdits& edits, std::stop_token stop) override;
  // The marker is a property of the comment.
  base::Status comment(const std::string& id, const std::string& marker,
                       const std::string& markdown, bool again, std::stop_token stop) override;
  // A remote link, which Jira knows by the global id that we give it.
  base::Status link_pull_request(const std::string& id, const std::string& url,
                                 const std::string& title, std::stop_token stop) override;

 private:
  struct Progress;
  struct Question {
    const char* method = "GET";
    std::string path;  // below the REST root, or "/rest/…"
    const nlohmann::json* body = nullptr;
    bool once = false;
  };
  base::Result<nlohmann::json> ask(const Question& question, std::stop_token stop);
  base::Result<nlohmann::json> get(const std::string& path, std::stop_token stop);
  // All `values` of a paged list.
  base::Result<nlohmann::json> get_all(const std::string& path, const char* values,
                                       std::stop_token stop);
  base::Result<std::vector<Choice>> sprints(std::stop_token stop);

  base::Result<nlohmann::json> search(Progress& progress, std::stop_token stop);
  base::Status take_list(Progress& progress, const PageRequest& request, Page& page,
                         std::stop_token stop);
  base::Status check_known(Progress& progress, const PageRequest& request, Page& page,
                           std::stop_token stop);
  base::Status take_missing(const std::vector<std::string>& ids, const std::set<std::string>& ours,
                            Page& page, std::stop_token stop);
  base::Result<nlohmann::json> find(const std::string& words,
                                    const std::vector<std::string>& fields, std::stop_token stop);
  // Of these ids, those that each JQL finds.
  base::Result<std::vector<std::set<std::string>>> match(const std::vector<std::string>& ids,
                                                         const std::vector<std::string>& jqls,
                                                         std::stop_token stop);
  base::Result<rules::Issue> read(const std::string& id, std::stop_token stop);
  base::Status judge(std::vector<rules::Issue>& issues, std::stop_token stop);
  base::Status move(const std::string& id, rules::Stage stage, bool by_way, std::stop_token stop);
  base::Result<std::string> priority_name(int priority, std::stop_token stop);
  base::Result<bool> has_comment(const std::string& id, const std::string& marker,
                                 const std::string& text, std::stop_token stop);
  [[nodiscard]] bool is_cloud() const { return kind_ == JiraKind::cloud; }

  rules::BoardSettings board_;
  Connection connection_;
  JiraKind kind_;
  std::string url_;  // without a slash at its end
};

}  // namespace boards
