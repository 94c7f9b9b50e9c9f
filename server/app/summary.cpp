#include "app/summary.h"

#include <algorithm>
#include <set>

#include "app/engine.h"
#include "base/text.h"
#include "git/program.h"
#include "rules/prompts.h"
#include "rules/secrets.h"

namespace app {
namespace {

constexpr std::size_t kMostLines = 200;  // of one kind
constexpr std::size_t kAskedBytes = 16 * 1024;
constexpr int kToldEvents = 5000;

std::vector<std::string> lines_of_git(const rules::Session& session, const std::stop_token& cancel,
                                      std::vector<std::string> arguments) {
  git::Command command;
  command.folder = session.repository;
  command.arguments = std::move(arguments);
  command.arguments.push_back("--end-of-options");
  command.arguments.push_back(session.base_commit + ".." + "refs/heads/" + session.branch);
  command.reads = true;
  command.cancel = cancel;
  std::vector<std::string> lines;
  const auto out = git::run(command);
  if (!out) return lines;
  for (const auto line : base::split_lines(*out)) {
    if (!line.empty()) lines.emplace_back(line);
  }
  return lines;
}

std::string facts_of(const SessionStory& story) {
  const rules::Session& session = story.session.session;
  std::string text;
  const auto line = [&](const char* name, const std::string& value) {
    if (!value.empty()) text += "- " + std::string(name) + ": " + value + "\n";
  };
  const auto time = [](base::WallTime at) { return at.ms == 0 ? "" : base::to_rfc3339(at); };
  line("ticket", session.ticket.value);
  line("type", session.type);
  line("project", session.project);
  line("status", std::string(rules::name_of(story.session.status)));
  line("agent", session.agent);
  line("branch", session.branch);
  line("base", session.base_branch);
  line("started", time(session.created_at));
  line("restored", time(session.restored_at));
  line("last activity", time(session.last_activity));
  line("cleaned up", time(story.session.at));
  const rules::UsageSeen& usage = session.usage;
  if (usage.input_tokens + usage.output_tokens > 0) {
    line("usage", std::to_string(usage.input_tokens) + " tokens in, " +
                      std::to_string(usage.output_tokens) + " out");
  }
  return text;
}

// A list under its heading; nothing when it is empty.
std::string list(const std::string& heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  std::string text = "\n## " + heading + "\n\n";
  for (std::size_t i = 0; i < std::min(lines.size(), kMostLines); ++i) {
    text += "- " + base::printable(lines[i], 500) + "\n";
  }
  if (lines.size() > kMostLines) {
    text += "- … and " + std::to_string(lines.size() - kMostLines) + " more\n";
  }
  return text;
}

}  // namespace

base::Result<SessionStory> story_of(Engine& engine, const base::SessionId& id) {
  SessionStory story;
  const rules::State& state = engine.state();
  const auto live = state.sessions.find(id);
  if (live != state.sessions.end()) {
    const auto view = rules::view_of(state, live->second, engine.context("owner"));
    story.session = {live->second, view.status, {}};
  } else {
    TRY_ASSIGN(auto archived, engine.store().archived(id));
    if (!archived) {
      return base::fail(base::ErrorCode::not_found, "no session " + base::printable(id.value, 64));
    }
    story.session = std::move(*archived);
  }
  const auto ticket = state.tickets.find(story.session.session.ticket);
  if (ticket != state.tickets.end()) story.ticket_text = ticket->second.text;
  store::EventQuery query;
  query.session = id;
  query.limit = kToldEvents;
  if (auto page = engine.store().find(query)) story.events = std::move(page->events);
  return story;
}

void ask_git(SessionStory& story, const std::stop_token& cancel) {
  const rules::Session& session = story.session.session;
  if (session.base_commit.empty() || session.branch.empty()) return;
  story.commits =
      lines_of_git(session, cancel, {"log", "--reverse", "--max-count=200", "--format=%h %s"});
  story.files = lines_of_git(session, cancel,
                             {"-c", "core.quotePath=false", "diff", "--name-only", "--no-renames"});
}

std::string summary_of(const SessionStory& story) {
  const rules::Session& session = story.session.session;
  std::vector<std::string> steps, decisions, texts;
  std::set<std::string> files(story.files.begin(), story.files.end()), read;
  int commands = 0;
  for (const rules::Event& event : story.events) {
    const std::string at = base::to_rfc3339(event.at) + " ";
    if (event.kind.starts_with("step/"))
      steps.push_back(at + event.kind.substr(5) + " " + event.text);
    if (event.kind == "review/decided") decisions.push_back(at + event.actor + ": " + event.text);
    if (event.kind == "text/queued") texts.push_back(at + event.actor + ": " + event.text);
    if (event.kind == "agent/changedFile") files.insert(event.text);
    if (event.kind == "agent/readFile") read.insert(event.text);
    if (event.kind == "agent/ranCommand") ++commands;
  }
  std::string text = "# " + session.id.value + ": " + session.name + "\n\n" + facts_of(story);
  if (commands > 0) text += "- commands: " + std::to_string(commands) + "\n";
  if (!read.empty()) text += "- files read: " + std::to_string(read.size()) + "\n";
  const std::string asked(base::trim(rules::body_of(story.ticket_text)));
  if (!asked.empty()) {
    text += "\n## What was asked\n\n" + std::string(base::cut_utf8(asked, kAskedBytes)) + "\n";
  }
  if (!session.summary.empty()) text += "\n## What was done\n\n" + session.summary + "\n";
  text += list("Steps", steps) + list("Decisions", decisions) + list("Texts sent", texts) +
          list("Commits", story.commits) + list("Files changed", {files.begin(), files.end()});
  return rules::without_secrets(text);
}

}  // namespace app
