// The provider "file": a folder of JSON files, one issue each, for people without a board and for
// trying one out. A file "12.json" is
//   {"title": "Add a login", "body": "markdown", "type": "Story", "priority": "P1",
//    "status": "todo", "assignee": "anna", "labels": ["web"], "key": "APP-12",
//    "url": "https://…", "attachments": [{"title": "Login.png", "url": "https://…"}],
//    "comments": [{"body": "markdown"}]}
// where everything but the title may be missing. Its id is the file's name without ".json", its
// key is the same unless one is given. Status: what "todo", "doing", "done" and other words mean
// is in folder.cpp; those three are what is written. Other members are kept.
#pragma once
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "boards/provider.h"

namespace boards {

class Folder : public Provider {
 public:
  explicit Folder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // All of them, since reading is what tells whether one changed; `since` is not used.
  base::Result<Page> changed(const PageRequest& request, std::stop_token stop) override;
  base::Result<rules::Issue> issue(const std::string& id, std::stop_token stop) override;
  // A program that writes the same file in the same instant may be overwritten: a folder knows no
  // locks.
  base::Result<rules::Issue> update(const std::string& id, const std::string& revision,
                                    const rules::FieldEdits& edits, std::stop_token stop) override;
  // A folder has no accounts: whoever may write into it.
  base::Result<Account> verify(std::stop_token stop) override;
  // What its issues name.
  base::Result<std::vector<Choice>> choices(ChoiceKind kind, std::stop_token stop) override;
  // In the issue's "comments" and "pullRequests".
  base::Status comment(const std::string& id, const std::string& marker,
                       const std::string& markdown, bool again, std::stop_token stop) override;
  base::Status link_pull_request(const std::string& id, const std::string& url,
                                 const std::string& title, std::stop_token stop) override;

 private:
  [[nodiscard]] base::Result<std::vector<std::string>> ids() const;
  [[nodiscard]] base::Status check_folder() const;
  [[nodiscard]] base::Result<std::filesystem::path> file_of(const std::string& id) const;

  std::filesystem::path folder_;
};

// A file's text as an issue, and with other values in it. Pure.
base::Result<rules::Issue> issue_from_json(const std::string& id, const std::string& text);
base::Result<std::string> json_with(const std::string& text, const rules::FieldEdits& edits);
// With this member in the list of that name, unless it has one whose `key` has the same value.
base::Result<std::string> json_with_member(const std::string& text, const char* list,
                                           const char* key, const nlohmann::ordered_json& member);

}  // namespace boards
