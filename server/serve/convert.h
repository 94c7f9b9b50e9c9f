// The rules' values as the wire's: types, projects, agents, events, status. Sessions, tickets and
// reviews have files of their own. Pure. Text that came from outside is passed on as it is (the
// wire is JSON); who shows it makes it printable.
#pragma once
#include <string>

#include "app/operations.h"
#include "base/clock.h"
#include "rules/settings.h"
#include "rules/state.h"
#include "rules/status.h"
#include "serve/model.h"
#include "wire/generated/types.h"

namespace serve {

wire::Status to_wire(rules::Status status);
wire::Activity to_wire(rules::Activity activity);
wire::ReviewKind to_wire(rules::ReviewKind kind);
wire::TicketState to_wire(rules::Folder folder);
wire::StepRunState to_wire(rules::StepState state);
wire::Event to_wire(const rules::Event& event, const std::string& epoch);
wire::IssueType to_wire(const rules::IssueType& type);
wire::ProjectInfo to_wire(const rules::ProjectSettings& project);
wire::AgentInfo to_wire(const rules::AgentSettings& agent, bool installed);
wire::FileChange to_wire(const app::ChangedFile& file);
wire::SessionChangesResult to_wire(const app::WorkChanges& changes);
wire::TrustResult to_wire(const app::TrustView& trust);

// How a type looks. A type that is no longer configured gets a look of its own.
struct Look {
  std::string color;  // ThemeColor id
  std::string icon;   // codicon
};
Look look_of(const rules::IssueType* type);

// Absent for 0.
std::optional<std::string> time_or_null(base::WallTime time);

// What describes this process.
struct ServerFacts {
  int pid = 0;
  std::string version;
  std::string http_problem{};  // why http.port is not served; empty: it is, or it is off
};
wire::ServerStatus status_of(Model& model, const app::Operations& operations,
                             const ServerFacts& server);

}  // namespace serve
