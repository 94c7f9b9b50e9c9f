// The rules' values as JSON texts, the way the store keeps them. Keys that are absent take the
// value's default and unknown keys are ignored, so that a field can be added without a migration.
// A value of the wrong kind is an error that names the key. Pure; thread-safe.
#pragma once
#include <string>

#include "base/result.h"
#include "rules/effect.h"
#include "rules/state.h"

namespace store {

// T: rules::Session (without viewers and user_typing), rules::TicketRecord, rules::Review,
// rules::BoardLink, rules::Outgoing, rules::EffectBody ({"kind": "StartHost", …}).
template <class T>
std::string encode(const T& value);

template <class T>
base::Result<T> decode(const std::string& text);

// The stable name of an effect's alternative: "StartHost".
std::string kind_of(const rules::EffectBody& body);

// Names of sources in the table of facts, both ways.
std::string_view name_of(rules::Source source);
base::Result<rules::Source> source_of(std::string_view name);

}  // namespace store
