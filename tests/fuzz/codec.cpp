// Every generated type: what decodes, encodes to what decodes to the same; what does not, says
// where. The input is the type's name, a line feed, and JSON.
#include "base/text.h"
#include "fuzz.h"
#include "fuzz_types.h"
#include "wire/generated/types.h"

namespace {

template <class T>
void round_trip(const nlohmann::json& json) {
  const auto value = wire::decode<T>(json, "params");
  if (!value) {
    HOLDS(value.error().code == base::ErrorCode::invalid_argument);
    HOLDS(value.error().detail.at("path").starts_with("params"));
    return;
  }
  const std::string text = wire::text_of(*value);
  const auto parsed = wire::parse_text(text);
  HOLDS(parsed.has_value());
  const auto again = wire::decode<T>(*parsed);
  HOLDS(again.has_value());
  HOLDS(*again == *value);
  HOLDS(wire::text_of(*again) == text);
}

}  // namespace

FUZZ_TARGET(input) {
  const std::string_view type = input.until('\n');
  const auto json = wire::parse_text(input.text());
  if (!json) return;
#define TRY_TYPE(name) \
  if (type == #name) round_trip<wire::name>(*json);
  EACH_WIRE_TYPE(TRY_TYPE)
#undef TRY_TYPE
}
