// step/done and the hooks' questions: what a session's agent calls.
#include "rules/steps.h"
#include "serve/check.h"
#include "serve/service.h"

namespace serve {
namespace {

namespace methods = wire::methods;
using base::SessionId;
using wire::Context;

base::Result<SessionId> own_session(Service& service, const std::string& text,
                                    const Context& context) {
  TRY_ASSIGN(const SessionId id, check::session_id(text));
  TRY(check_own_session(context.caller, id));
  return known_session(service.model, id.value);
}

constexpr std::size_t kLongestAddress = 2000;

base::Result<wire::StepDoneResult> step_done(Service& service, const wire::StepDoneParams& params,
                                             const Context& context) {
  TRY(check::text("step", params.step.value_or(""), check::kMaxName));
  TRY(check::text("summary", params.summary.value_or("")));
  TRY(check::text("plan", params.plan.value_or("")));
  if (params.pullRequest) TRY(check::line("pullRequest", *params.pullRequest, kLongestAddress));
  rules::ClaimInput claim;
  TRY_ASSIGN(claim.session, own_session(service, params.sessionId, context));
  claim.step = params.step.value_or("");
  claim.summary = params.summary.value_or("");
  claim.plan = params.plan.value_or("");
  claim.pull_request = params.pullRequest.value_or("");
  TRY_ASSIGN(const rules::ClaimOutcome outcome, service.operations.claim_step(claim));
  return wire::StepDoneResult{outcome.step, outcome.round, outcome.already};
}

void hook_wait(Service& service, const wire::HookWaitParams& params, const Context& context,
               wire::Responder<wire::HookWaitResult> respond) {
  if (auto ok = check::line("eventId", params.eventId, check::kMaxName); !ok) {
    return respond.fail(std::move(ok).error());
  }
  auto id = own_session(service, params.sessionId, context);
  if (!id) return respond.fail(std::move(id).error());
  const HookWaits::Question question{*id, params.eventId};
  const wire::Peer* peer = context.peer.get();
  service.waits.add(peer, question);
  service.operations.hook_wait(
      *id, params.eventId,
      [&service, peer, question,
       answer = share(std::move(respond))](base::Result<app::Operations::HookReply> reply) {
        if (!reply) {
          service.waits.remove(peer, question);
          return answer->fail(std::move(reply).error());
        }
        if (reply->gone) service.waits.remove(peer, question);
        (*answer)(wire::HookWaitResult{reply->gone, reply->output, reply->exit_code});
      });
}

base::Result<wire::HookTookResult> hook_took(Service& service, const wire::HookWaitParams& params,
                                             const Context& context) {
  TRY(check::line("eventId", params.eventId, check::kMaxName));
  TRY_ASSIGN(const SessionId id, own_session(service, params.sessionId, context));
  service.waits.remove(context.peer.get(), {id, params.eventId});
  return wire::HookTookResult{service.operations.hook_took(id, params.eventId)};
}

}  // namespace

void add_agent_handlers(Service& service) {
  handle<methods::step_done>(
      service, [&service](const wire::StepDoneParams& params, const Context& context) {
        return step_done(service, params, context);
      });
  // Not through `handle`: a hook is small and says no hello; its place in a session is checked.
  service.dispatcher.on<methods::hook_wait>(
      [&service](const wire::HookWaitParams& params, const Context& context,
                 wire::Responder<wire::HookWaitResult> respond) {
        hook_wait(service, params, context, std::move(respond));
      });
  service.dispatcher.on<methods::hook_took>(
      [&service](const wire::HookWaitParams& params, const Context& context) {
        return hook_took(service, params, context);
      });
}

}  // namespace serve
