// Skipping output that nobody will ever see. libvterm takes 12 MB/s, a program prints faster; of
// such a flood only the last lines count, because the others scroll through screen and scrollback
// and out of them. As long as it is nothing but text, line ends and colours, they need not be
// looked at one by one: the result is the same, to the cell. Pure.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace host {

struct Skim {
  std::size_t bytes = 0;   // how many at the front may be skipped; they end with a line end
  std::string attributes;  // the SGR sequences among them that still count
};

// `chunks` in order. Everything up to the cut must be plain, and be followed by at least `keep`
// plain line ends.
Skim skim(const std::vector<std::string_view>& chunks, std::size_t keep);

}  // namespace host
