// A session as people see it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/operations.h"
#include "serve/model.h"
#include "wire/generated/types.h"

namespace serve {

// `id` must be in the model's state.
wire::Session session_to_wire(const Model& model, const base::SessionId& id);

wire::Session archived_to_wire(const Model& model, const rules::ArchivedSession& archived);

// Those that pass the filters, newest first.
base::Result<std::vector<wire::Session>> sessions_to_wire(Model& model,
                                                          const wire::SessionListParams& wanted);

// Where a new session is to be looked at; nothing: as configured.
std::optional<rules::HostKind> host_of(const std::optional<wire::HostKind>& wanted);

// One line for people: what the session does or needs now.
std::string detail_of(const rules::State& state, const rules::Session& session,
                      const rules::StatusView& view);

// What a look at its worktree and processes adds to what is shown of it.
void add_to_wire(const app::SessionLook& look, wire::SessionShowResult& result);

}  // namespace serve
