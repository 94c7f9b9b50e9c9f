#include "base/text.h"
#include "serve/answers.h"
#include "serve/check.h"
#include "serve/convert_session.h"
#include "serve/service.h"

namespace serve {
namespace {

namespace methods = wire::methods;
using wire::Context;

constexpr std::int64_t kMostAtOnce = 100;
constexpr std::size_t kMaxTitle = 100;  // of one that is a prompt's first line

base::Status check_line_if_any(const char* path, const std::optional<std::string>& value,
                               std::size_t limit = check::kMaxName) {
  if (!value || value->empty()) return {};
  return check::line(path, *value, limit);
}

// The first line that says something, without what makes it a heading.
std::string title_of(const std::string& prompt) {
  for (const auto line : base::split_lines(prompt)) {
    const std::size_t begin = line.find_first_not_of("# \t");
    if (begin == std::string_view::npos) continue;
    const std::string title = base::printable(base::trim(line.substr(begin)), kMaxTitle);
    if (!title.empty()) return title;
  }
  return "";
}

base::Result<app::SpawnWish> wish_of(const wire::SessionSpawnParams& params) {
  TRY(check_line_if_any("ticketId", params.ticketId, check::kMaxPath));
  TRY(check_line_if_any("type", params.type));
  TRY(check_line_if_any("title", params.title, check::kMaxLine));
  TRY(check_line_if_any("project", params.project));
  TRY(check_line_if_any("agent", params.agent));
  TRY(check_line_if_any("branch", params.branch));
  TRY(check_line_if_any("base", params.base));
  TRY(check::text("clientToken", params.clientToken.value_or(""), check::kMaxName));
  app::SpawnWish wish;
  wish.ticket = params.ticketId.value_or("");
  wish.title = params.title.value_or("");
  wish.agent = params.agent.value_or("");
  wish.host = host_of(params.host);
  wish.branch = params.branch.value_or("");
  wish.base = params.base.value_or("");
  wish.force = params.force.value_or(false);
  wish.token = params.clientToken.value_or("");
  const std::string prompt = params.prompt.value_or("");
  if (wish.ticket.empty() == prompt.empty()) {
    return base::fail(base::ErrorCode::invalid_argument,
                      "give a ticketId or a prompt, and not both", {{"path", "params"}});
  }
  if (!wish.ticket.empty()) {
    if (!params.type.value_or("").empty() || !params.project.value_or("").empty()) {
      return base::fail(base::ErrorCode::invalid_argument,
                        "the ticket has its own type and project", {{"path", "params.type"}});
    }
    return wish;
  }
  TRY(check::some_text("prompt", prompt));
  wish.prompt.type = params.type.value_or("").empty() ? "TASK" : *params.type;
  wish.prompt.project = params.project.value_or("");
  wish.prompt.title = wish.title.empty() ? title_of(prompt) : wish.title;
  wish.prompt.body = prompt;
  if (!wish.prompt.title.empty()) return wish;
  return base::fail(base::ErrorCode::invalid_argument, "the prompt has no line for a title",
                    {{"path", "params.prompt"}});
}

void spawn(Service& service, const wire::SessionSpawnParams& params, const Context& context,
           wire::Responder<wire::SessionResult> respond) {
  auto wish = wish_of(params);
  if (!wish) return respond.fail(std::move(wish).error());
  service.operations.spawn(actor_of(context.caller), *wish,
                           answer_with_session(service, std::move(respond)));
}

wire::SpawnOutcome spawned_to_wire(app::SpawnedSession::Outcome outcome) {
  switch (outcome) {
    case app::SpawnedSession::Outcome::started: return wire::SpawnOutcome::started;
    case app::SpawnedSession::Outcome::skipped: return wire::SpawnOutcome::skipped;
    case app::SpawnedSession::Outcome::failed: return wire::SpawnOutcome::failed;
  }
  return wire::SpawnOutcome::failed;
}

base::Result<std::vector<app::SpawnWish>> wishes_of(const wire::SessionSpawnAllParams& params) {
  TRY(check::range("agents", static_cast<std::int64_t>(params.agents.size()), 1, kMostAtOnce));
  std::vector<app::SpawnWish> wishes;
  for (std::size_t i = 0; i < params.agents.size(); ++i) {
    auto wish = wish_of(params.agents[i]);
    if (!wish) {
      const std::string place = "params.agents[" + std::to_string(i) + "]";
      return base::fail(wish.error().code, place + ": " + wish.error().message, {{"path", place}});
    }
    wishes.push_back(std::move(*wish));
  }
  return wishes;
}

void spawn_all(Service& service, const wire::SessionSpawnAllParams& params, const Context& context,
               wire::Responder<wire::SessionSpawnAllResult> respond) {
  auto wishes = wishes_of(params);
  if (!wishes) return respond.fail(std::move(wishes).error());
  service.operations.spawn_all(actor_of(context.caller), std::move(*wishes),
                               [&service, answer = share(std::move(respond))](
                                   base::Result<std::vector<app::SpawnedSession>> all) {
                                 if (!all) return answer->fail(std::move(all).error());
                                 wire::SessionSpawnAllResult result;
                                 for (const auto& one : *all) {
                                   auto& to = result.agents.emplace_back();
                                   to.outcome = spawned_to_wire(one.outcome);
                                   to.ticketId = one.ticket.value;
                                   to.reason = base::printable(one.reason, 1000);
                                   if (service.model.state().sessions.contains(one.session)) {
                                     to.session = session_to_wire(service.model, one.session);
                                   }
                                 }
                                 (*answer)(std::move(result));
                               });
}

}  // namespace

void add_spawn_handlers(Service& service) {
  handle<methods::session_spawn>(
      service, [&service](const wire::SessionSpawnParams& params, const Context& context,
                          wire::Responder<wire::SessionResult> respond) {
        spawn(service, params, context, std::move(respond));
      });
  handle<methods::session_spawnAll>(
      service, [&service](const wire::SessionSpawnAllParams& params, const Context& context,
                          wire::Responder<wire::SessionSpawnAllResult> respond) {
        spawn_all(service, params, context, std::move(respond));
      });
}

}  // namespace serve
