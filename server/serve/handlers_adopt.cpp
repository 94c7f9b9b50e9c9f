// What persons have started in tmux, and making sessions of it.
#include "base/text.h"
#include "serve/answers.h"
#include "serve/check.h"
#include "serve/convert_session.h"
#include "serve/service.h"

namespace serve {
namespace {

namespace methods = wire::methods;
using base::printable;
using wire::Context;

constexpr std::size_t kShownText = 300;

wire::ForeignPane pane_to_wire(const app::ForeignPane& pane) {
  wire::ForeignPane to;
  to.server = pane.server;
  to.session = printable(pane.session, kShownText);
  to.pane = pane.pane;
  to.program = printable(pane.program, kShownText);
  to.folder = printable(pane.folder, kShownText);
  if (!pane.project.empty()) to.project = pane.project;
  to.viewers = pane.clients;
  to.lastOutputAt = base::to_rfc3339(pane.output);
  if (!pane.adopted_by.empty()) to.agentId = pane.adopted_by.value;
  return to;
}

void list(Service& service, wire::Responder<wire::SessionForeignResult> respond) {
  service.operations.list_foreign(
      [answer = share(std::move(respond))](base::Result<app::ForeignList> found) {
        if (!found) return answer->fail(std::move(found).error());
        wire::SessionForeignResult result;
        result.servers = found->servers;
        for (const auto& pane : found->panes) result.panes.push_back(pane_to_wire(pane));
        for (const auto& problem : found->problems) result.problems.push_back(printable(problem));
        (*answer)(std::move(result));
      });
}

base::Result<app::AdoptWish> wish_of(const wire::SessionAdoptParams& params) {
  TRY(check::line("server", params.server));
  TRY(check::line("target", params.target));
  const std::string title = params.title.value_or("");
  if (!title.empty()) TRY(check::line("title", title, check::kMaxLine));
  TRY(check::text("type", params.type.value_or(""), check::kMaxName));
  TRY(check::text("clientToken", params.clientToken.value_or(""), check::kMaxName));
  return app::AdoptWish{params.server, params.target, title, params.type.value_or(""),
                        params.clientToken.value_or("")};
}

void adopt(Service& service, const wire::SessionAdoptParams& params, const Context& context,
           wire::Responder<wire::SessionResult> respond) {
  auto wish = wish_of(params);
  if (!wish) return respond.fail(std::move(wish).error());
  service.operations.adopt(actor_of(context.caller), *wish,
                           answer_with_session(service, std::move(respond)));
}

}  // namespace

void add_adopt_handlers(Service& service) {
  handle<methods::session_foreign>(service,
                                   [&service](const wire::Empty&, const Context&,
                                              wire::Responder<wire::SessionForeignResult> respond) {
                                     list(service, std::move(respond));
                                   });
  handle<methods::session_adopt>(
      service, [&service](const wire::SessionAdoptParams& params, const Context& context,
                          wire::Responder<wire::SessionResult> respond) {
        adopt(service, params, context, std::move(respond));
      });
}

}  // namespace serve
