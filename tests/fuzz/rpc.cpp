// JSON-RPC: every request is answered once, with its id, in a message that the other end takes for
// an answer; whatever else comes is refused or does nothing.
#include "fuzz.h"
#include "fuzz_types.h"
#include "wire/dispatcher.h"
#include "wire/generated/methods.h"
#include "wire/message.h"

namespace {

template <class M>
void add(wire::Dispatcher& dispatcher) {
  dispatcher.on<M>([](const typename M::Params&, const wire::Context&) {
    return base::Result<typename M::Result>(typename M::Result{});
  });
}

wire::Dispatcher& dispatcher() {
  static wire::Dispatcher* const all = [] {
    auto* made = new wire::Dispatcher;
#define ADD_METHOD(name) add<wire::methods::name>(*made);
    EACH_WIRE_METHOD(ADD_METHOD)
#undef ADD_METHOD
    return made;
  }();
  return *all;
}

void check_answer(const nlohmann::json& id, const base::Result<std::string>& outcome) {
  const std::string answer = outcome ? wire::response_text(id, *outcome)
                                     : wire::to_text(wire::error_json(id, outcome.error()));
  const wire::Outline outline = wire::outline_of(answer);
  HOLDS(outline.is_answer && outline.id == id && outline.failed == !outcome.has_value());
  const auto parsed = wire::parse_text(answer);
  HOLDS(parsed.has_value());
  const auto taken = wire::classify(*parsed);
  HOLDS(taken && taken->kind == wire::Message::Kind::response);
  HOLDS(taken->id == id);
  HOLDS(taken->outcome.has_value() == outcome.has_value());
  if (!outcome) {
    HOLDS(taken->outcome.error().code == outcome.error().code);
  } else {
    HOLDS(wire::parse_text(*outcome).value() == *taken->outcome);
  }
}

}  // namespace

FUZZ_TARGET(input) {
  const bool in_session = input.choice() % 2 == 1;
  auto json = wire::parse_text(input.text());
  if (!json) return;
  auto message = wire::classify(std::move(*json));
  if (!message) {
    HOLDS(message.error().code == base::ErrorCode::invalid_argument);
    return;
  }
  wire::Context context;
  context.caller.name = "fuzz";
  if (in_session) context.caller.session = "app-1";
  if (message->kind == wire::Message::Kind::notification) {
    (void)dispatcher().notify(message->method, std::move(message->params), context);
  }
  if (message->kind == wire::Message::Kind::response) {
    if (!message->outcome) (void)wire::error_json(message->id, message->outcome.error());
    return;
  }
  if (message->kind != wire::Message::Kind::request) return;
  int answers = 0;
  const nlohmann::json id = message->id;
  dispatcher().call("fuzz", message->method, std::move(message->params), context,
                    [&](base::Result<std::string> outcome) {
                      ++answers;
                      check_answer(id, outcome);
                    });
  HOLDS(answers == 1);
}
