// The manual page, made from the command line itself. Pure.
#pragma once
#include <string>

#include "client/command_tree.h"

namespace client {

// operator.1 in man(7)'s macros.
std::string man_page(const Command& root, const std::string& version);

}  // namespace client
