#include "serve/answers.h"

#include <utility>

#include "serve/convert_session.h"

namespace serve {

base::Result<wire::SessionResult> session_result(Service& service, const base::SessionId& id) {
  TRY(known_session(service.model, id.value));
  return wire::SessionResult{session_to_wire(service.model, id)};
}

app::Done<base::SessionId> answer_with_session(Service& service,
                                               wire::Responder<wire::SessionResult> respond) {
  return [&service, answer = share(std::move(respond))](base::Result<base::SessionId> id) {
    if (!id) return answer->fail(std::move(id).error());
    (*answer)(session_result(service, *id));
  };
}

}  // namespace serve
