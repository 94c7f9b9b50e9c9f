// Getting a board from the command line: a token is asked for or read from standard input, never
// taken from the arguments, which others can see.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "client/verbs.h"
#include "platform/terminal.h"

namespace client {
namespace {

namespace methods = wire::methods;
using base::printable;

constexpr std::size_t kShownTitle = 60;
constexpr int kInput = 0;  // standard input

// "Bug=FIX" and the like.
base::Result<std::map<std::string, std::string>> pairs_of(const std::vector<std::string>& words,
                                                          const char* option) {
  std::map<std::string, std::string> pairs;
  for (const auto& word : words) {
    const std::size_t equals = word.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == word.size()) {
      return base::fail(base::ErrorCode::invalid_argument,
                        std::string(option) + " takes NAME=VALUE, not " + printable(word, 60));
    }
    pairs[word.substr(0, equals)] = word.substr(equals + 1);
  }
  return pairs;
}

base::Result<wire::BoardConfig> config_of(const BoardWords& words) {
  wire::BoardConfig board = words.board;
  const auto some = [](const auto& list) { return !list.empty(); };
  if (some(words.statuses)) board.statuses = words.statuses;
  if (some(words.labels)) board.labels = words.labels;
  if (some(words.types)) {
    TRY_ASSIGN(board.types, pairs_of(words.types, "--type"));
  }
  if (some(words.mapping)) {
    TRY_ASSIGN(board.mapping, pairs_of(words.mapping, "--map"));
  }
  if (some(words.stages)) {
    TRY_ASSIGN(const auto stages, pairs_of(words.stages, "--stage"));
    wire::BoardStages& to = board.stages.emplace();
    for (const auto& [stage, status] : stages) {
      if (stage != "todo" && stage != "doing" && stage != "done") {
        return base::fail(base::ErrorCode::invalid_argument,
                          "--stage takes todo, doing or done before the '='");
      }
      (stage == "todo" ? to.todo : stage == "doing" ? to.doing : to.done) = status;
    }
  }
  if (!words.token_env.empty()) board.token.emplace().env = words.token_env;
  if (!words.token_secret.empty()) board.token.emplace().secret = words.token_secret;
  if (!words.write.empty()) {
    board.write = words.write == "full"       ? wire::BoardWrite::full
                  : words.write == "comments" ? wire::BoardWrite::comments
                                              : wire::BoardWrite::off;
  }
  return board;
}

// From the terminal without echo, or the first line of standard input.
base::Result<std::string> read_secret(const std::string& what) {
  if (platform::is_terminal(kInput)) return platform::read_hidden(what + ": ");
  const std::string text = read_stdin();
  return std::string(base::trim(text.substr(0, text.find('\n'))));
}

// The token that goes along: asked for on a terminal, where the provider takes one.
base::Result<std::optional<std::string>> token_for(Face& face, const BoardWords& words) {
  std::optional<std::string> token;
  if (words.token_stdin) {
    TRY_ASSIGN(token, read_secret("Token of the board"));
    return token;
  }
  const bool is_new = words.board.provider.has_value();
  if (!is_new || !words.token_env.empty() || words.no_check) return token;
  if (!platform::is_terminal(kInput)) return token;
  TRY_ASSIGN(const auto known, face.get<methods::board_providers>({}));
  for (const auto& provider : known.providers) {
    if (provider.name != *words.board.provider || !provider.token) continue;
    TRY_ASSIGN(token, read_secret("Token of " + provider.name));
  }
  return token;
}

void show_account(Face& face, const wire::BoardAccount& account) {
  if (!account.name.empty()) print("Signed in as " + printable(account.name) + ".\n");
  for (const auto& right : account.lacks) {
    print(face.style().yellow("lacks") + " " + printable(right) + "\n");
  }
}

void show_preview(Face& face, const wire::BoardPreviewResult& result) {
  Table table({"ISSUE", "TYPE", "PRIORITY", "PROJECT", "TICKET", "TITLE"});
  for (const auto& one : result.issues) {
    table.add({printable(one.key), one.type, one.priority, one.project,
               one.ticketId.value_or("new"), printable(one.title, kShownTitle)});
  }
  face.show(table, "No issue would become a ticket.");
  if (result.others > 0) print(std::to_string(result.others) + " others would not.\n");
  if (result.more) print("There are more.\n");
  for (const auto& problem : result.problems) complain(printable(problem));
}

template <class Use>
int with_params(Face& face, const BoardWords& words, Use use) {
  auto board = config_of(words);
  if (!board) return face.usage(board.error().message);
  auto token = token_for(face, words);
  if (!token) return face.fail(token.error());
  wire::BoardCheckParams params;
  params.board = std::move(*board);
  params.secret = std::move(*token);
  return use(params);
}

}  // namespace

int board_preview(Face& face, const BoardWords& words) {
  return with_params(face, words, [&](const wire::BoardCheckParams& params) {
    return face.ask<methods::board_preview>(
        params, [&](const wire::BoardPreviewResult& result) { show_preview(face, result); });
  });
}

int board_check(Face& face, const BoardWords& words) {
  return with_params(face, words, [&](const wire::BoardCheckParams& params) {
    return face.ask<methods::board_check>(params, [&](const wire::BoardAccountResult& result) {
      show_account(face, result.account);
    });
  });
}

int board_choices(Face& face, const std::string& kind, const BoardWords& words) {
  return with_params(face, words, [&](const wire::BoardCheckParams& given) {
    wire::BoardChoicesParams params;
    params.board = given.board;
    params.secret = given.secret;
    const std::vector<std::string> kinds{"boards", "people", "statuses",
                                         "types",  "labels", "sprints"};
    const auto found = std::find(kinds.begin(), kinds.end(), kind);
    params.kind = static_cast<wire::BoardChoiceKind>(found - kinds.begin());
    return face.ask<methods::board_choices>(params, [&](const wire::BoardChoicesResult& result) {
      Table table({"VALUE", "NAME", ""});
      for (const auto& one : result.choices) {
        table.add({printable(one.value), printable(one.name), printable(one.detail)});
      }
      face.show(table, "There are none.");
    });
  });
}

int board_add(Face& face, const BoardWords& words) {
  if (words.preview) return board_preview(face, words);
  return with_params(face, words, [&](const wire::BoardCheckParams& given) {
    wire::BoardAddParams params;
    params.board = given.board;
    params.secret = given.secret;
    if (words.no_check) params.check = false;
    return face.ask<methods::board_add>(params, [&](const wire::BoardAccountResult& result) {
      show_account(face, result.account);
      const std::string name = printable(params.board.name.value_or(""));
      print("Added " + name + ". `operator sync " + name + "` brings its issues.\n");
    });
  });
}

int board_remove(Face& face, const std::string& name) {
  return face.ask<methods::board_remove>({name}, [&](const wire::Empty&) {
    print("Removed " + printable(name) + "; its tickets stay.\n");
  });
}

int board_sign_in(Face& face, const std::string& name, bool webhook) {
  auto token = read_secret((webhook ? "Secret of the webhooks of " : "Token of ") + name);
  if (!token) return face.fail(token.error());
  if (token->empty()) {
    return face.usage(std::string("board signin needs the ") + (webhook ? "secret" : "token") +
                      ", on standard input");
  }
  wire::BoardSignInParams params;
  params.name = name;
  params.secret = std::move(*token);
  if (webhook) params.webhook = true;
  return face.ask<methods::board_signIn>(params, [&](const wire::BoardAccountResult& result) {
    if (webhook) print("Kept: webhooks that are signed with it sync " + printable(name) + ".\n");
    show_account(face, result.account);
  });
}

int board_sign_out(Face& face, const std::string& name) {
  return face.ask<methods::board_signOut>({name}, [&](const wire::BoardSignOutResult& result) {
    print(result.signedOut ? "Signed out of " + printable(name) + ".\n"
                           : "There was no token of " + printable(name) + ".\n");
  });
}

}  // namespace client
