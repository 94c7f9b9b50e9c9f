#include "base/text.h"
#include "client/verbs.h"

namespace client {
namespace {

namespace methods = wire::methods;
using base::printable;

std::string problem_line(const wire::Problem& problem) {
  std::string where = problem.file;
  if (problem.line > 0) where += ":" + std::to_string(problem.line);
  if (!problem.path.empty()) where += " " + problem.path;
  return printable(where + ": " + problem.message);
}

void show_status(const Style& style, const wire::ServerStatus& status) {
  print(style.bold("Operator " + printable(status.version)) + "  " + printable(status.workspace) +
        "\n");
  std::string queue = std::to_string(status.running) + " of " + std::to_string(status.limit) +
                      " running, " + std::to_string(status.queued) + " queued, ";
  const std::string waiting = std::to_string(status.waiting) + " waiting for you";
  queue += status.waiting > 0 ? style.yellow(waiting) : waiting;
  if (status.paused) queue += ", " + style.yellow("paused");
  print("queue    " + queue + "\n");
  print("agent    " + printable(status.agent) + "\n");
  print("trusted  " +
        (status.trusted ? std::string("yes")
                        : style.yellow("no") + ": " + printable(status.trustReason)) +
        "\n");
  print("owner    pid " + std::to_string(status.pid) + "\n");
  for (const auto& problem : status.problems)
    print(style.red("problem") + "  " + problem_line(problem) + "\n");
}

}  // namespace

int status(Face& face) {
  return face.ask<methods::status_get>(
      {}, [&](const wire::StatusResult& result) { show_status(face.style(), result.status); });
}

int queue(Face& face) {
  return face.ask<methods::queue_get>({}, [&](const wire::QueueResult& result) {
    print(std::to_string(result.running) + " of " + std::to_string(result.limit) + " running" +
          (result.paused ? ", " + face.style().yellow("paused") : "") + "\n");
    Table table({"TICKET", "TYPE", "PRI", "STATE", "SESSION", "TITLE", "WHY IT WAITS"});
    for (const auto& ticket : result.tickets) {
      std::string why = ticket.reason;
      for (const auto& problem : ticket.problems) {
        why += (why.empty() ? "line " : "; line ") + std::to_string(problem.line) + ": " +
               problem.message;
      }
      table.add({ticket.id.empty() ? ticket.path : ticket.id, ticket.type, ticket.priority,
                 std::string(name_of(ticket.state)), ticket.sessionId.value_or(""),
                 printable(ticket.title, 60), why});
    }
    face.show(table, "No tickets. Make one with `operator ticket new TASK \"…\"`.");
  });
}

int pause(Face& face) {
  return face.ask<methods::queue_pause>(
      {}, [](const wire::QueueControlResult&) { print("Paused: nothing starts by itself.\n"); });
}

int resume(Face& face) {
  return face.ask<methods::queue_resume>(
      {}, [](const wire::QueueControlResult&) { print("Tickets launch by themselves again.\n"); });
}

int types(Face& face) {
  return face.ask<methods::type_list>({}, [&](const wire::TypeListResult& result) {
    Table types({"TYPE", "NAME", "MODE", "STEPS", "FROM"});
    for (const auto& type : result.types) {
      types.add({type.key, type.name, std::string(name_of(type.mode)),
                 base::join(type.steps, " → "), type.source});
    }
    face.show(types, "No issue types.");
    Table projects({"PROJECT", "PREFIX", "BASE", "PATH"});
    for (const auto& project : result.projects) {
      projects.add({project.name, project.prefix, project.defaultBranch, project.path});
    }
    print("\n");
    face.show(projects, "No projects.");
    Table agents({"AGENT", "KIND", "INSTALLED"});
    for (const auto& agent : result.agents) {
      agents.add({agent.name, agent.kind, agent.installed ? "yes" : "no"});
    }
    print("\n");
    face.show(agents, "No agents.");
  });
}

}  // namespace client
