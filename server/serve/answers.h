// Answers that several handlers give when an operation is done.
#pragma once
#include "app/operations.h"
#include "serve/service.h"
#include "wire/generated/types.h"

namespace serve {

// not_found when there is none of this id (any more).
base::Result<wire::SessionResult> session_result(Service& service, const base::SessionId& id);
// Answers with the session that an operation hands back, or with why there is none.
app::Done<base::SessionId> answer_with_session(Service& service,
                                               wire::Responder<wire::SessionResult> respond);

}  // namespace serve
