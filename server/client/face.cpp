#include "client/face.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "base/text.h"
#include "client/names.h"
#include "client/owner.h"
#include "client/workspace.h"
#include "platform/files.h"
#include "platform/terminal.h"

namespace client {
namespace {

constexpr base::Millis kNamesWithin{2000};
constexpr std::size_t kMaxText = 8U << 20;  // of a file; the owner takes less

// Errors about values name the place as programs know it: "params.agent: no agent x".
std::string_view without_place(std::string_view message) {
  constexpr std::string_view kPlace = "params.";
  return message.starts_with(kPlace) ? message.substr(kPlace.size()) : message;
}

// A message that has a command in it says what to do already.
bool has_command(const std::string& message) {
  return message.find('`') != std::string::npos || message.find("operator ") != std::string::npos;
}

}  // namespace

base::Result<base::WorkspacePaths> Face::paths() const {
  std::error_code error;
  const auto cwd = std::filesystem::current_path(error);
  return find_workspace(common_.workspace, cwd);
}

base::Status Face::connect(bool subscribe) {
  if (owner_) return {};
  TRY_ASSIGN(const auto where, paths());
  auto connected = connect_owner(where, {.start = !common_.no_start, .subscribe = subscribe});
  if (!connected) {
    unreachable_ = true;
    return base::fail(std::move(connected).error());
  }
  owner_.emplace(std::move(*connected));
  return {};
}

std::string Face::next_step(const base::Error& error) {
  if (unreachable_) {
    return common_.no_start || has_command(error.message)
               ? ""
               : "; `operator doctor` looks for the cause";
  }
  if (!owner_ || !owner_->is_open()) return "";
  for (const auto& [kind, name] : mentioned_) {
    if (error.message.find(name) == std::string::npos) continue;
    const auto known = known_names(*owner_, kind, kNamesWithin);
    const auto is_it = [&name = name](const Candidate& one) { return one.value == name; };
    if (std::any_of(known.begin(), known.end(), is_it)) continue;
    if (const auto meant = nearest(name, known)) return "; did you mean " + *meant + "?";
    return has_command(error.message) ? "" : "; `" + lister_of(kind) + "` lists what there is";
  }
  return "";
}

int Face::unreachable(const base::Error& error) {
  unreachable_ = true;
  return fail(error);
}

int Face::fail(const base::Error& error) {
  if (json()) {
    print(wire::error_body(error).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
          "\n");
  } else {
    complain(std::string(without_place(error.message)) + next_step(error));
  }
  return unreachable_ ? kUnreachable : kFailed;
}

int Face::usage(const std::string& message) {
  complain(message);
  return kUsage;
}

int Face::show_json(const nlohmann::json& value) const {
  print(value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  return kDone;
}

bool Face::confirm(const std::string& question) const {
  if (json() || !platform::is_terminal(0) || !platform::is_terminal(2)) return false;
  std::cerr << base::printable(question) << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

void Face::show(const Table& table, const std::string& when_empty) const {
  print(table.empty() ? style_.dim(when_empty) + "\n" : table.text(style_, output_columns()));
}

std::string read_stdin() {
  return std::string(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
}

std::string text_argument(const std::string& argument) {
  return argument == "-" ? read_stdin() : argument;
}

base::Result<std::string> text_of(const std::string& argument, const std::string& file) {
  std::string text;
  if (file.empty() || file == "-") {
    text = text_argument(file.empty() ? argument : file);
  } else {
    TRY_ASSIGN(text, platform::read_file(file, kMaxText));
  }
  if (!base::is_valid_utf8(text)) {
    return base::fail(base::ErrorCode::invalid_argument, "that is no text (UTF-8)");
  }
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace client
