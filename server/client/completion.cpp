#include "client/completion.h"

#include <algorithm>

#include "base/text.h"
#include "client/output.h"
#include "client/owner.h"
#include "client/workspace.h"

namespace client {
namespace {

constexpr base::Millis kTypingWaits{700};

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

void add_from_owner(Wanted& wanted) {
  std::error_code error;
  const auto paths = find_workspace(wanted.workspace, std::filesystem::current_path(error));
  if (!paths) return;
  auto owner =
      connect_owner(*paths, {.start = false, .subscribe = false, .answer_within = kTypingWaits});
  if (!owner) return;
  for (const auto& [value, help] : known_names(*owner, wanted.kind, kTypingWaits)) {
    add_fitting(wanted, value, help);
  }
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
  if (is_known_by_owner(wanted.kind)) add_from_owner(wanted);
  for (const auto& [value, help] : wanted.candidates) {
    print(base::printable(value) + "\t" + base::printable(help, 80) + "\n");
  }
  return 0;
}

}  // namespace client
