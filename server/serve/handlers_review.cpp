#include "rules/reviews.h"
#include "serve/check.h"
#include "serve/convert_review.h"
#include "serve/service.h"

namespace serve {
namespace {

namespace methods = wire::methods;
using wire::Context;

base::Result<wire::ReviewDecisionResult> decide(Service& service, const std::string& id,
                                                const rules::Verdict& verdict,
                                                const Context& context) {
  TRY(check::line("id", id, check::kMaxName));
  TRY_ASSIGN(const rules::Review review,
             service.operations.decide_review(actor_of(context.caller),
                                              id_for_people(service.model, id), verdict));
  wire::ReviewDecisionResult result;
  result.review = review_to_wire(service.model.state(), review);
  result.decision = review.choice;
  result.state = name_of(review.state);
  return result;
}

}  // namespace

void add_review_handlers(Service& service) {
  handle<methods::review_list>(service, [&service](const wire::Empty&, const Context&) {
    return base::Result<wire::ReviewListResult>(
        wire::ReviewListResult{inbox(service.model.state())});
  });
  handle<methods::review_get>(
      service,
      [&service](const wire::ReviewIdParams& params,
                 const Context&) -> base::Result<wire::ReviewResult> {
        TRY(check::line("id", params.id, check::kMaxName));
        const rules::State& state = service.model.state();
        TRY_ASSIGN(const base::ReviewId id,
                   rules::find_review(state, id_for_people(service.model, params.id)));
        return wire::ReviewResult{review_to_wire(state, state.reviews.at(id))};
      });
  handle<methods::review_approve>(
      service, [&service](const wire::ReviewApproveParams& params, const Context& context) {
        return decide(service, params.id, {rules::Verdict::Kind::approve, "", ""}, context);
      });
  handle<methods::review_reject>(
      service,
      [&service](const wire::ReviewRejectParams& params,
                 const Context& context) -> base::Result<wire::ReviewDecisionResult> {
        TRY(check::some_text("reason", params.reason));
        return decide(service, params.id, {rules::Verdict::Kind::reject, "", params.reason},
                      context);
      });
  handle<methods::review_answer>(
      service,
      [&service](const wire::ReviewAnswerParams& params,
                 const Context& context) -> base::Result<wire::ReviewDecisionResult> {
        TRY(check::text("choice", params.choice.value_or(""), check::kMaxName));
        TRY(check::text("text", params.text.value_or("")));
        return decide(
            service, params.id,
            {rules::Verdict::Kind::answer, params.choice.value_or(""), params.text.value_or("")},
            context);
      });
}

}  // namespace serve
