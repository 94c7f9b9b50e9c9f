#include "app/launch.h"

#include "agents/agent.h"
#include "agents/resume.h"
#include "app/sandbox.h"
#include "link/host_files.h"
#include "platform/files.h"
#include "rules/steps.h"

namespace app {

std::map<std::string, std::string> agent_environment(const LaunchPlan& plan) {
  std::map<std::string, std::string> env = plan.environment;
  const auto path = env.find("PATH");
  env["PATH"] = plan.programs.string() + ":" +
                (path == env.end() ? std::string("/usr/local/bin:/usr/bin:/bin") : path->second);
  env["OPERATOR_SESSION_ID"] = plan.session.id.value;
  env["OPERATOR_TICKET_ID"] = plan.session.ticket.value;
  env["OPERATOR_WORKSPACE"] = plan.paths.workspace.string();
  for (const auto& [name, port] : plan.session.ports) env[name] = port;
  return env;
}

base::Result<std::vector<std::string>> prepare_launch(const LaunchPlan& plan) {
  const auto& session = plan.session;
  if (session.run_resumes) {
    TRY(agents::may_resume(plan.agent.kind, session.transcript, session.conversation,
                           session.worktree));
  }
  const auto dir = plan.paths.session_dir(session.id);
  TRY(platform::make_private_dir(dir));
  TRY(platform::make_private_dir(plan.paths.spool(session.id).parent_path()));

  agents::LaunchInput input;
  input.settings = plan.agent;
  input.session = session.id;
  input.conversation = session.conversation;
  input.resume = session.run_resumes;
  input.prompt = session.run_prompt;
  input.mode = rules::current_step(session).permission_mode;
  input.session_dir = dir;
  input.programs = plan.programs;
  input.spool = plan.paths.spool(session.id);
  input.bell = plan.paths.bell_socket();
  input.owner_socket = plan.paths.owner_socket();
  TRY_ASSIGN(const agents::LaunchSpec spec, agents::agent_of(plan.agent.kind).make_launch(input));
  for (const auto& file : spec.files) TRY(platform::write_atomic(file.path, file.text, 0600));

  ipc::LaunchFile launch;
  launch.session = session.id.value;
  launch.run = session.run;
  launch.env = agent_environment(plan);
  for (const auto& [name, value] : plan.agent.env) launch.env[name] = value;
  for (const auto& [name, value] : spec.env) launch.env[name] = value;
  TRY_ASSIGN(auto wrapped, contained(plan, spec.argv, launch.env, true));
  launch.argv = std::move(wrapped.argv);
  launch.container = wrapped.container;
  launch.cwd = session.worktree;
  TRY(ipc::write_launch(dir, launch));
  return ipc::host_argv(plan.programs / "operator", dir, plan.paths.host_socket(session.id),
                        session.run);
}

}  // namespace app
