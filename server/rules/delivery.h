// Texts on their way to an agent: queued until they may be typed, then typed, then confirmed.
// DESIGN §6 "In". Pure.
#pragma once
#include <optional>
#include <string>

#include "base/result.h"
#include "rules/draft.h"

namespace rules {

// Queues a text. Returns the delivery's id.
std::string queue_text(Draft& draft, const base::SessionId& id, const std::string& text,
                       const std::string& purpose, DeliveryVia via = DeliveryVia::typing);

// Why the next text may not be typed now; empty: it may.
std::string typing_blocked(const Draft& draft, const Session& session);

// Types the next queued text when it may be, and gives up on texts that nothing confirmed.
void pump_texts(Draft& draft, const base::SessionId& id);

// When a typed text is given up on, or a refused one is tried again.
std::optional<base::MonoTime> delivery_deadline(const Session& session);

// The host wrote the text, or refused it with a reason (detail["code"] "typed": somebody's words
// stand unsent in its prompt): it waits again.
void text_typed(Draft& draft, const base::SessionId& id, const std::string& delivery,
                const base::Status& typed);

// The agent took a prompt. True when it was one of ours.
bool prompt_taken(Draft& draft, const base::SessionId& id, const std::string& text);

}  // namespace rules
