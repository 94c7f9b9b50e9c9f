// The command line as plain values: completions and the man page are made from these, and these
// from what parses it (cli.cpp), so that neither can say something else.
#pragma once
#include <string>
#include <vector>

namespace client {

struct CommandOption {
  std::vector<std::string> names;  // "-f", "--follow"; of an argument its one name, "ID"
  std::string help;
  // What its value is: SESSION, TICKET, REVIEW, TYPE, PROJECT, AGENT, FILE, FOLDER, words like
  // "P0|P1", or anything else; empty: a flag.
  std::string value;
  bool required = false;
};

struct Command {
  std::string name;
  std::string help;
  std::string group;  // heading in the overview
  std::vector<CommandOption> options;
  std::vector<CommandOption> arguments;
  std::vector<Command> commands;
};

}  // namespace client
