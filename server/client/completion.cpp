#include "client/completion.h"

#include <algorithm>

#include "base/text.h"
#include "client/output.h"
#include "client/owner.h"
#include "client/workspace.h"
#include "wire/generated/methods.h"

namespace client {
namespace {

namespace methods = wire::methods;

constexpr base::Millis kAnswerWithin{700};

constexpr const char* kBash = R"(# bash completion for operator
_operator() {
  local value help
  COMPREPLY=()
  while IFS=$'\t' read -r value help; do
    case $value in
      :files) compopt -o default 2>/dev/null ;;
      :folders) compopt -o dirnames 2>/dev/null ;;
      *) COMPREPLY+=("$value") ;;
    esac
  done < <(operator completion --candidates "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _operator operator
)";

constexpr const char* kZsh = R"(#compdef operator
_operator() {
  local -a found
  local line value
  for line in "${(@f)$(operator completion --candidates "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    value=${line%%$'\t'*}
    case $value in
      '') ;;
      :files) _files; return ;;
      :folders) _files -/; return ;;
      *) found+=("${value//:/\\:}:${line#*$'\t'}") ;;
    esac
  done
  _describe operator found
}
if [ "$funcstack[1]" = _operator ]; then _operator "$@"; else compdef _operator operator; fi
)";

constexpr const char* kFish = R"(# fish completion for operator
function __operator_candidates
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    test (count $current) -gt 0; or set current ''
    for line in (operator completion --candidates $words[2..-1] $current[1] 2>/dev/null)
        switch $line
            case ':files*' ':folders*'
                __fish_complete_path $current[1]
            case '*'
                echo $line
        end
    end
end
complete -c operator -f -a '(__operator_candidates)'
)";

const CommandOption* option_named(const Command& command, const std::string& word) {
  for (const auto& option : command.options) {
    if (std::find(option.names.begin(), option.names.end(), word) != option.names.end())
      return &option;
  }
  return nullptr;
}

// Once each.
void add_fitting(Wanted& wanted, const std::string& value, const std::string& help) {
  if (!value.starts_with(wanted.prefix)) return;
  for (const auto& made : wanted.candidates) {
    if (made.value == value) return;
  }
  wanted.candidates.push_back({value, help});
}

void want_value(Wanted& wanted, const std::string& kind, const std::string& help) {
  if (kind.find('|') == std::string::npos) {
    wanted.kind = kind;
    return;
  }
  for (const auto& word : base::split(kind, '|')) add_fitting(wanted, word, help);
}

// Every option of the command and, since they may stand anywhere, of the root.
void want_option(Wanted& wanted, const Command& root, const Command& command) {
  for (const Command* at : {&command, &root}) {
    for (const auto& option : at->options) {
      for (const auto& name : option.names) {
        // The long name says more; the short one is for who types it.
        if (name.starts_with("--")) add_fitting(wanted, name, option.help);
      }
    }
    if (&command == &root) return;
  }
}

// Where the words before the last one lead.
struct Position {
  const Command* command = nullptr;
  const CommandOption* option = nullptr;  // waits for its value
  std::size_t arguments = 0;              // given so far
  bool only_arguments = false;            // after "--"
};

Position walk(const Command& root, const std::vector<std::string>& words, Wanted& wanted) {
  Position at{&root};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string& word = words[i];
    if (at.option != nullptr) {
      if (at.option->names.back() == "--workspace") wanted.workspace = word;
      at.option = nullptr;
    } else if (word == "--" && !at.only_arguments) {
      at.only_arguments = true;
    } else if (word.starts_with("-") && word != "-" && !at.only_arguments) {
      const CommandOption* option = option_named(*at.command, word);
      if (option == nullptr) option = option_named(root, word);
      if (option != nullptr && !option->value.empty()) at.option = option;
      if (word.starts_with("--workspace=")) wanted.workspace = word.substr(12);
    } else {
      const auto& commands = at.command->commands;
      const auto next = std::find_if(commands.begin(), commands.end(),
                                     [&](const Command& made) { return made.name == word; });
      if (next != commands.end()) {
        at.command = &*next;
      } else {
        ++at.arguments;
      }
    }
  }
  return at;
}

// Asks the owner that runs; each source is one question.
class Sources {
 public:
  explicit Sources(Wanted& wanted) : wanted_(wanted) {
    std::error_code error;
    const auto paths = find_workspace(wanted.workspace, std::filesystem::current_path(error));
    if (!paths) return;
    auto owner =
        connect_owner(*paths, {.start = false, .subscribe = false, .answer_within = kAnswerWithin});
    if (owner) owner_.emplace(std::move(*owner));
  }

  void add_all() {
    if (!owner_) return;
    if (wanted_.kind == "SESSION") return add_sessions();
    if (wanted_.kind == "TICKET") return add_tickets();
    if (wanted_.kind == "REVIEW") return add_reviews();
    add_types();
  }

 private:
  void add_sessions() {
    const auto reply = owner_->call<methods::session_list>({}, kAnswerWithin);
    if (!reply) return;
    for (const auto& session : reply->agents) add_fitting(wanted_, session.id, session.name);
  }
  void add_tickets() {
    const auto reply = owner_->call<methods::queue_get>({}, kAnswerWithin);
    if (!reply) return;
    for (const auto& ticket : reply->tickets) {
      add_fitting(wanted_, ticket.id.empty() ? ticket.path : ticket.id, ticket.title);
    }
  }
  void add_reviews() {
    const auto reply = owner_->call<methods::review_list>({}, kAnswerWithin);
    if (!reply) return;
    for (const auto& review : reply->reviews) add_fitting(wanted_, review.id, review.title);
    for (const auto& review : reply->reviews) {
      if (!review.sessionId.empty()) add_fitting(wanted_, review.sessionId, review.title);
    }
  }
  void add_types() {
    const auto reply = owner_->call<methods::type_list>({}, kAnswerWithin);
    if (!reply) return;
    if (wanted_.kind == "TYPE") {
      for (const auto& type : reply->types) add_fitting(wanted_, type.key, type.name);
    } else if (wanted_.kind == "PROJECT") {
      for (const auto& project : reply->projects) add_fitting(wanted_, project.name, "");
    } else if (wanted_.kind == "AGENT") {
      for (const auto& agent : reply->agents) {
        if (agent.installed) add_fitting(wanted_, agent.name, "");
      }
    }
  }

  Wanted& wanted_;
  std::optional<wire::Client> owner_;
};

bool is_asked_from_owner(const std::string& kind) {
  for (const char* one : {"SESSION", "TICKET", "REVIEW", "TYPE", "PROJECT", "AGENT"}) {
    if (kind == one) return true;
  }
  return false;
}

}  // namespace

Wanted what_fits(const Command& root, const std::vector<std::string>& words) {
  Wanted wanted;
  wanted.prefix = words.empty() ? "" : words.back();
  const Position at = walk(root, words, wanted);
  if (at.option != nullptr) {
    want_value(wanted, at.option->value, at.option->help);
  } else if (wanted.prefix.starts_with("-") && !at.only_arguments) {
    want_option(wanted, root, *at.command);
  } else if (!at.command->commands.empty()) {
    for (const auto& command : at.command->commands) {
      add_fitting(wanted, command.name, command.help);
    }
  } else if (at.arguments < at.command->arguments.size()) {
    const CommandOption& argument = at.command->arguments[at.arguments];
    want_value(wanted, argument.value, argument.help);
  }
  return wanted;
}

std::optional<std::string> completion_script(const std::string& shell) {
  if (shell == "bash") return kBash;
  if (shell == "zsh") return kZsh;
  if (shell == "fish") return kFish;
  return std::nullopt;
}

int print_candidates(const Command& root, const std::vector<std::string>& words) {
  Wanted wanted = what_fits(root, words);
  if (wanted.kind == "FILE") print(":files\n");
  if (wanted.kind == "FOLDER") print(":folders\n");
  if (is_asked_from_owner(wanted.kind)) Sources(wanted).add_all();
  for (const auto& [value, help] : wanted.candidates) {
    print(base::printable(value) + "\t" + base::printable(help, 80) + "\n");
  }
  return 0;
}

}  // namespace client
