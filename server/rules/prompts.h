// The texts that agents get. Pure.
#pragma once
#include <string>

#include "rules/issue_type.h"
#include "rules/state.h"
#include "rules/ticket.h"

namespace rules {

// The step's prompt with {title} {body} {id} {step} {branch} {project} {type} filled in. Values are
// put in once: a title that says "{body}" stays as it is.
std::string step_prompt(const Session& session, int step, const std::string& ticket_body);

// What is typed after a rejection of a step's result.
std::string feedback_prompt(const Session& session, const std::string& reason);

// What a resumed agent is told when its step was not finished.
std::string resume_prompt(const Session& session);

// What an agent is told whose turn seems stuck.
std::string nudge_prompt(const Session& session);

// "default", "plan", "acceptEdits".
std::string wire_name(PermissionMode mode);

// "feat/FEAT-7K2QD-add-login": safe for git whatever the id and title are.
std::string branch_name(const std::string& type, const std::string& id, const std::string& title);
// Whether `branch` is `given`, or the one that a later attempt got ("<given>-2", "-3", …).
bool is_attempt_at(const std::string& branch, const std::string& given);

// The markdown below a ticket's front matter.
std::string body_of(const std::string& ticket_text);

}  // namespace rules
