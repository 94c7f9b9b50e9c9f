#include "client/face.h"

#include <filesystem>
#include <iostream>
#include <iterator>

#include "base/text.h"
#include "client/owner.h"
#include "client/workspace.h"
#include "platform/terminal.h"

namespace client {

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

int Face::fail(const base::Error& error) {
  if (json()) {
    print(wire::error_body(error).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
          "\n");
  } else {
    complain(error.message);
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

}  // namespace client
