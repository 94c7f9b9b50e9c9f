// Atlassian's document format, which Jira Cloud keeps descriptions and comments in, ↔ markdown.
// Facts: developer.atlassian.com/cloud/jira/platform/apis/document/structure. Pure.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace boards {

struct AdfText {
  std::string markdown;
  // False when markdown cannot say all of it (pictures, panels, colours, mentions, macros): sent
  // back it would be less than it was.
  bool whole = true;
};
// Anything that is no document is no text.
AdfText markdown_from_adf(const nlohmann::json& document);
// {"type": "doc", "version": 1, …}. Markdown has no errors: what is no markup is text.
nlohmann::json adf_from_markdown(std::string_view markdown);

}  // namespace boards
