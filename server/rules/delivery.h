// Texts on their way to an agent: queued until they may be typed, then typed, then confirmed.
// DESIGN §6 "In". Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "rules/draft.h"

namespace rules {

// Queues a text. Returns the delivery's id.
std::string queue_text(Draft& draft, const base::SessionId& id, const std::string& text,
                       const std::string& purpose, DeliveryVia via = DeliveryVia::typing);

// A person's text, typed when the agent can take it; a parked session is brought back by it.
// conflict where none runs. Returns the delivery's id.
base::Result<std::string> send(Draft& draft, const base::SessionId& id, const std::string& text);

// A person's other word for what the agent does now: the running turn is interrupted, and the text
// is the first to be typed when it has ended. A claim it made in that turn does not count. conflict
// where a decision waits, which has words of its own. Returns the delivery's id.
base::Result<std::string> redirect(Draft& draft, const base::SessionId& id,
                                   const std::string& text);
// The question "you ended before the step was finished" is answered by a text like any other.
void close_asides(Draft& draft, const base::SessionId& id);

// What a text waits for while a turn runs.
inline constexpr std::string_view kTurnRuns = "its turn is running";
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
