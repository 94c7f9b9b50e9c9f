#include "client/properties.h"

#include <string_view>

namespace client {
namespace {

void add_line(std::string& text, std::string_view key, std::string_view value) {
  text += key;
  text += '=';
  for (const char c : value) {
    switch (c) {
      case '\n': text += "\\n"; break;
      case '\r': text += "\\r"; break;
      case '\\': text += "\\\\"; break;
      default: text += c;
    }
  }
  text += '\n';
}

}  // namespace

std::string properties_of(const wire::Session& session) {
  std::string text;
  add_line(text, "id", session.id);
  add_line(text, "title", session.name);
  add_line(text, "project", session.project);
  add_line(text, "issue", session.ticketId);
  add_line(text, "branch", session.branch);
  add_line(text, "status", name_of(session.status));
  add_line(text, "hostName", session.host.name);
  add_line(text, "worktree", session.worktree);
  add_line(text, "createdAt", session.createdAt);
  add_line(text, "restoredAt", session.restoredAt.value_or(""));
  add_line(text, "hostHandle",
           std::string(name_of(session.host.kind)) + ":" + session.host.socket +
               (session.host.pane ? ":" + *session.host.pane : ""));
  add_line(text, "pr", session.pr ? session.pr->url : "");
  add_line(text, "summary", session.summary.value_or(""));
  add_line(text, "agent", session.agent);
  for (const auto& [key, value] : session.properties) add_line(text, key, value);
  return text;
}

}  // namespace client
