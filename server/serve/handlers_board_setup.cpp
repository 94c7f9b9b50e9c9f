// Getting a board: what it offers, putting it into the configuration, signing in. A token is in no
// reply, and in no error.
#include "boards/needs.h"
#include "serve/check.h"
#include "serve/service.h"
#include "wire/codec.h"

namespace serve {
namespace {

namespace methods = wire::methods;
using wire::Context;

constexpr std::size_t kMaxSecret = 8192;

base::Status check_secret(const std::optional<std::string>& secret) {
  if (!secret || secret->empty()) return {};
  return check::line("secret", *secret, kMaxSecret);
}

base::Result<app::BoardWish> wish_of(const wire::BoardConfig& board,
                                     const std::optional<std::string>& secret) {
  TRY(check_secret(secret));
  app::BoardWish wish;
  wish.token = secret.value_or("");
  nlohmann::json json = wire::encode(board);
  if (json.size() == 1 && board.name) {
    TRY(check::line("board.name", *board.name, check::kMaxName));
    wish.name = *board.name;
    return wish;
  }
  // What has no name yet is asked all the same.
  if (!board.name) json["name"] = "new";
  wish.json = json.dump();
  return wish;
}

wire::BoardAccountResult account_to_wire(const boards::Account& account) {
  return {wire::BoardAccount{account.id, account.name, account.lacks}};
}

// Answers with what `show` makes of the outcome.
template <class R, class T, class Show>
app::Done<T> answering(wire::Responder<R> respond, Show show) {
  return [answer = share(std::move(respond)), show](base::Result<T> done) {
    if (!done) return answer->fail(std::move(done).error());
    (*answer)(show(std::move(*done)));
  };
}

wire::BoardProvidersResult providers() {
  wire::BoardProvidersResult result;
  const auto need = [](boards::Need one) { return static_cast<wire::BoardNeed>(one); };
  for (const auto& needs : boards::provider_needs()) {
    result.providers.push_back(
        {needs.provider, need(needs.url), need(needs.board), need(needs.email), needs.token});
  }
  return result;
}

wire::BoardChoicesResult choices_to_wire(std::vector<boards::Choice> choices) {
  wire::BoardChoicesResult result;
  for (auto& choice : choices) {
    result.choices.push_back(
        {std::move(choice.value), std::move(choice.name), std::move(choice.detail)});
  }
  return result;
}

wire::BoardPreviewResult preview_to_wire(app::BoardPreview preview) {
  wire::BoardPreviewResult result;
  for (auto& row : preview.rows) {
    wire::BoardPreviewIssue one;
    one.key = row.issue.key;
    one.title = row.issue.title;
    one.url = row.issue.url;
    one.issueType = row.issue.type;
    one.status = row.issue.status;
    one.assignee = row.issue.assignee;
    one.type = row.draft.type;
    one.project = row.draft.project;
    one.priority = "P" + std::to_string(row.draft.priority);
    if (!row.ticket.empty()) one.ticketId = row.ticket.value;
    result.issues.push_back(std::move(one));
  }
  result.others = preview.others;
  result.more = preview.more;
  result.problems = std::move(preview.problems);
  return result;
}

void add_questions(Service& service) {
  handle<methods::board_providers>(service, [](const wire::Empty&, const Context&) {
    return base::Result<wire::BoardProvidersResult>(providers());
  });
  handle<methods::board_check>(
      service, [&service](const wire::BoardCheckParams& params, const Context&,
                          wire::Responder<wire::BoardAccountResult> respond) {
        auto wish = wish_of(params.board, params.secret);
        if (!wish) return respond.fail(std::move(wish).error());
        service.operations.check_board(*wish, answering<wire::BoardAccountResult, boards::Account>(
                                                  std::move(respond), [](const auto& account) {
                                                    return account_to_wire(account);
                                                  }));
      });
  handle<methods::board_choices>(
      service, [&service](const wire::BoardChoicesParams& params, const Context&,
                          wire::Responder<wire::BoardChoicesResult> respond) {
        auto wish = wish_of(params.board, params.secret);
        if (!wish) return respond.fail(std::move(wish).error());
        service.operations.board_choices(
            *wish, static_cast<boards::ChoiceKind>(params.kind),
            answering<wire::BoardChoicesResult, std::vector<boards::Choice>>(
                std::move(respond),
                [](auto choices) { return choices_to_wire(std::move(choices)); }));
      });
  handle<methods::board_preview>(service, [&service](
                                              const wire::BoardCheckParams& params, const Context&,
                                              wire::Responder<wire::BoardPreviewResult> respond) {
    auto wish = wish_of(params.board, params.secret);
    if (!wish) return respond.fail(std::move(wish).error());
    service.operations.preview_board(*wish, answering<wire::BoardPreviewResult, app::BoardPreview>(
                                                std::move(respond), [](auto preview) {
                                                  return preview_to_wire(std::move(preview));
                                                }));
  });
}

void add_changes(Service& service) {
  handle<methods::board_add>(
      service, [&service](const wire::BoardAddParams& params, const Context& context,
                          wire::Responder<wire::BoardAccountResult> respond) {
        auto wish = wish_of(params.board, params.secret);
        if (!wish) return respond.fail(std::move(wish).error());
        wish->json = wire::encode(params.board).dump();  // a name alone is no configured one here
        service.operations.add_board(
            actor_of(context.caller), *wish, params.keep.value_or(true),
            params.check.value_or(true),
            answering<wire::BoardAccountResult, boards::Account>(
                std::move(respond), [](const auto& account) { return account_to_wire(account); }));
      });
  handle<methods::board_remove>(
      service,
      [&service](const wire::BoardRemoveParams& params,
                 const Context& context) -> base::Result<wire::Empty> {
        TRY(check::line("name", params.name, check::kMaxName));
        TRY(service.operations.remove_board(actor_of(context.caller), params.name));
        return wire::Empty{};
      });
  handle<methods::board_signIn>(
      service, [&service](const wire::BoardSignInParams& params, const Context& context,
                          wire::Responder<wire::BoardAccountResult> respond) {
        if (auto ok = check::line("secret", params.secret, kMaxSecret); !ok)
          return respond.fail(std::move(ok).error());
        const std::string actor = actor_of(context.caller);
        const bool keep = params.keep.value_or(true);
        if (params.webhook.value_or(false)) {
          auto kept =
              service.operations.keep_webhook_secret(actor, params.name, params.secret, keep);
          if (!kept) return respond.fail(std::move(kept).error());
          return respond(wire::BoardAccountResult{});
        }
        service.operations.sign_in_board(
            actor, params.name, params.secret, keep, params.check.value_or(true),
            answering<wire::BoardAccountResult, boards::Account>(
                std::move(respond), [](const auto& account) { return account_to_wire(account); }));
      });
  handle<methods::board_signOut>(
      service,
      [&service](const wire::BoardRemoveParams& params,
                 const Context& context) -> base::Result<wire::BoardSignOutResult> {
        TRY_ASSIGN(const bool was,
                   service.operations.sign_out_board(actor_of(context.caller), params.name));
        return wire::BoardSignOutResult{was};
      });
}

}  // namespace

void add_board_setup_handlers(Service& service) {
  add_questions(service);
  add_changes(service);
}

}  // namespace serve
