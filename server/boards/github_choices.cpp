// Whom a token is of, what it may do, and what there is to pick from at GitHub.
#include <algorithm>

#include "base/text.h"
#include "boards/github.h"
#include "boards/json_parts.h"

namespace boards {
namespace {

using base::ErrorCode;
using nlohmann::json;

std::vector<Choice> named(const json& list, const char* name, const char* detail) {
  std::vector<Choice> choices;
  for (const json& one : list) {
    const std::string word = text_at(one, name);
    if (!word.empty()) choices.push_back({word, word, text_at(one, detail)});
  }
  return choices;
}

}  // namespace

base::Result<Account> Github::verify(std::stop_token stop) {
  TRY_ASSIGN(const json user, ask("GET", "/user", nullptr, stop));
  const auto given = headers_.find("x-oauth-scopes");
  Account account{std::to_string(static_cast<std::int64_t>(number_at(user, "id", 0))),
                  text_at(user, "login"),
                  {}};
  if (account.name.empty()) {
    return base::fail(stranger(url_, "GitHub"));
  }
  // Only classic tokens tell their scopes; what finer ones may do shows at the repository.
  if (given != headers_.end()) {
    std::vector<std::string> scopes;
    for (const auto& one : base::split(given->second, ',')) {
      scopes.emplace_back(base::trim(one));
    }
    const auto has = [&](const char* scope) {
      return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
    };
    if (!has("repo") && !has("public_repo")) account.lacks.emplace_back("the scope repo");
    if (project_ != 0 && !has("project") &&
        (board_.write == rules::BoardWrite::full || !has("read:project"))) {
      account.lacks.emplace_back("the scope project");
    }
  }
  if (owner_.empty()) return account;
  const auto repository = ask("GET", this->repository(), nullptr, stop);
  const std::string name = owner_ + "/" + name_;
  if (!repository) {
    const auto code = repository.error().code;
    if (code != ErrorCode::not_found && code != ErrorCode::forbidden) {
      return base::fail(repository.error());
    }
    account.lacks.push_back("access to " + name);
    return account;
  }
  if (at(*repository, "has_issues").is_boolean() && !yes_at(*repository, "has_issues")) {
    account.lacks.push_back("issues in " + name + ": they are switched off there");
  }
  const json& rights = at(*repository, "permissions");
  const bool may_write = yes_at(rights, "triage") || yes_at(rights, "push");
  if (board_.write == rules::BoardWrite::full && rights.is_object() && !may_write) {
    account.lacks.push_back("the right to change issues in " + name);
  }
  return account;
}

base::Result<std::vector<Choice>> Github::choices(ChoiceKind kind, std::stop_token stop) {
  if (kind == ChoiceKind::boards) {
    TRY_ASSIGN(json all, ask_all("/user/repos?sort=pushed&per_page=100", stop));
    std::vector<Choice> choices;
    for (const json& one : all) {
      const std::string name = text_at(one, "full_name");
      const bool off = at(one, "has_issues").is_boolean() && !yes_at(one, "has_issues");
      if (!name.empty() && !off) choices.push_back({name, name, text_at(one, "description")});
    }
    return choices;
  }
  if (owner_.empty()) return std::vector<Choice>();
  switch (kind) {
    case ChoiceKind::people: {
      TRY_ASSIGN(const json all, ask_all(repository() + "/assignees?per_page=100", stop));
      return named(all, "login", "name");
    }
    case ChoiceKind::labels: {
      TRY_ASSIGN(const json all, ask_all(repository() + "/labels?per_page=100", stop));
      return named(all, "name", "description");
    }
    case ChoiceKind::sprints: {
      TRY_ASSIGN(const json all, ask_all(repository() + "/milestones?per_page=100", stop));
      auto choices = named(all, "title", "due_on");
      for (Choice& one : choices) one.detail = one.detail.substr(0, 10);
      choices.insert(choices.begin(), {"current", "The open milestone that is due first", ""});
      return choices;
    }
    case ChoiceKind::types: {
      // A person's repositories have none.
      auto all = ask("GET", "/orgs/" + url_escaped(owner_) + "/issue-types", nullptr, stop);
      if (!all && all.error().code == ErrorCode::not_found) return std::vector<Choice>();
      if (!all) return base::fail(std::move(all).error());
      return named(*all, "name", "description");
    }
    case ChoiceKind::statuses: {
      if (project_ == 0) return std::vector<Choice>{{"open", "open", ""}, {"closed", "closed", ""}};
      context_.emplace();
      Page none;
      std::string last = "-";
      TRY(look({}, last, none, stop));
      std::vector<Choice> choices;
      for (const auto& [word, id] : context_->options) choices.push_back({word, word, ""});
      return choices;
    }
    case ChoiceKind::boards: break;
  }
  return std::vector<Choice>();
}

}  // namespace boards
