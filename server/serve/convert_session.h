// A session as people see it.
#pragma once
#include <string>
#include <vector>

#include "serve/model.h"
#include "wire/generated/types.h"

namespace serve {

// `id` must be in the model's state.
wire::Session session_to_wire(const Model& model, const base::SessionId& id);

// Every session, newest first; of one project unless `project` is empty.
std::vector<wire::Session> sessions_to_wire(const Model& model, const std::string& project);

// One line for people: what the session does or needs now.
std::string detail_of(const rules::State& state, const rules::Session& session,
                      const rules::StatusView& view);

}  // namespace serve
