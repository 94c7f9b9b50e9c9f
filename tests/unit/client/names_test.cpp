#include "client/names.h"

#include <doctest/doctest.h>

namespace {

using client::Candidate;
using client::nearest;

std::optional<std::string> meant(const std::string& word) {
  return nearest(word, {{"app-3", ""}, {"app-12", ""}, {"FEAT-7K2QD", ""}, {"approve", ""}});
}

TEST_CASE("few edits away, and case aside") {
  CHECK_EQ(meant("FEAT-7K2DQ"), "FEAT-7K2QD");
  CHECK_EQ(meant("feat-7k2qd"), "FEAT-7K2QD");
  CHECK_EQ(meant("aprove"), "approve");
  CHECK_EQ(meant("app3"), "app-3");
  CHECK_EQ(meant("app-1"), "app-3");  // the first of two equally near ones
}

TEST_CASE("nothing for what is far away, the word itself, or no word at all") {
  CHECK_FALSE(meant("zebra"));
  CHECK_FALSE(meant("app-3"));
  CHECK_FALSE(meant(""));
  CHECK_FALSE(meant(std::string(100'000, 'a')));
  CHECK_FALSE(nearest("x", {}));
}

}  // namespace
