#include "store/codec.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "store/codec_fields.h"

namespace store {
namespace {

using nlohmann::json;

struct Writer {
  json& object;

  template <class T>
  static json put(const T& v) {
    if constexpr (NamedEnum<T>) {
      return Names<T>::kList.at(static_cast<std::size_t>(v));
    } else if constexpr (requires { v.ms; }) {
      return v.ms;
    } else if constexpr (requires {
                           v.value;
                           v.empty();
                         }) {
      return v.value;
    } else if constexpr (requires(Writer w) { fields(w, v); }) {
      json inner = json::object();
      Writer writer{inner};
      fields(writer, v);
      return inner;
    } else {
      return v;
    }
  }
  template <class T>
  static json put(const std::vector<T>& list) {
    json array = json::array();
    for (const T& v : list) array.push_back(put(v));
    return array;
  }
  template <class T>
  static json put(const std::optional<T>& v) {
    return v ? put(*v) : json();
  }
  template <class T>
  void operator()(const char* key, const T& v) {
    object[key] = put(v);
  }
};

// The first key whose value is of the wrong kind is kept in `wrong`; the rest is read on.
struct Reader {
  const json& object;
  std::string& wrong;

  template <class T>
  bool get(const json& from, T& v) {
    if constexpr (NamedEnum<T>) {
      const auto& list = Names<T>::kList;
      const auto found =
          from.is_string() ? std::find(list.begin(), list.end(), from.get_ref<const std::string&>())
                           : list.end();
      if (found == list.end()) return false;
      v = static_cast<T>(found - list.begin());
      return true;
    } else if constexpr (requires { v.ms; }) {
      return get(from, v.ms);
    } else if constexpr (requires {
                           v.value;
                           v.empty();
                         }) {
      return get(from, v.value);
    } else if constexpr (requires { fields(*this, v); }) {
      if (!from.is_object()) return false;
      Reader reader{from, wrong};
      fields(reader, v);
      return true;
    } else if constexpr (std::same_as<T, bool>) {
      if (!from.is_boolean()) return false;
      v = from.get<bool>();
      return true;
    } else if constexpr (std::is_arithmetic_v<T>) {
      if (!from.is_number()) return false;
      v = from.get<T>();
      return true;
    } else {
      if (!from.is_string()) return false;
      v = from.get<std::string>();
      return true;
    }
  }
  template <class T>
  bool get(const json& from, std::vector<T>& list) {
    if (!from.is_array()) return false;
    list.resize(from.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!get(from[i], list[i])) return false;
    }
    return true;
  }
  bool get(const json& from, std::map<std::string, std::string>& map) {
    if (!from.is_object()) return false;
    for (const auto& [key, v] : from.items()) {
      if (!get(v, map[key])) return false;
    }
    return true;
  }
  template <class T>
  bool get(const json& from, std::optional<T>& v) {
    return get(from, v.emplace());
  }
  template <class T>
  void operator()(const char* key, T& v) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return;
    if (!get(*found, v) && wrong.empty()) wrong = key;
  }
};

// Texts come from outside and may hold bytes that are no UTF-8: replaced, never refused.
std::string dump(const json& object) {
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

template <class T>
json write(const T& value) {
  return Writer::put(value);
}
json write(const rules::EffectBody& body) {
  json object = std::visit([](const auto& effect) { return Writer::put(effect); }, body);
  object["kind"] = kind_of(body);
  return object;
}

template <class T>
bool read(Reader& reader, T& value) {
  fields(reader, value);
  return true;
}
template <std::size_t I = 0>
bool read_effect(Reader& reader, const std::string& kind, rules::EffectBody& body) {
  if constexpr (I < std::variant_size_v<rules::EffectBody>) {
    using Effect = std::variant_alternative_t<I, rules::EffectBody>;
    static_assert(!kEffectName<Effect>.empty());
    if (kind != kEffectName<Effect>) return read_effect<I + 1>(reader, kind, body);
    fields(reader, body.emplace<I>());
    return true;
  } else {
    reader.wrong = "kind";
    return false;
  }
}
bool read(Reader& reader, rules::EffectBody& body) {
  std::string kind;
  reader("kind", kind);
  return read_effect(reader, kind, body);
}

}  // namespace

template <class T>
std::string encode(const T& value) {
  return dump(write(value));
}

template <class T>
base::Result<T> decode(const std::string& text) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return base::fail(base::ErrorCode::internal, "not a JSON object");
  std::string wrong;
  T value{};
  Reader reader{object, wrong};
  read(reader, value);
  if (!wrong.empty()) {
    return base::fail(base::ErrorCode::internal, "\"" + wrong + "\" has a value of the wrong kind");
  }
  return value;
}

std::string kind_of(const rules::EffectBody& body) {
  return std::visit(
      [](const auto& effect) { return std::string(kEffectName<std::decay_t<decltype(effect)>>); },
      body);
}

std::string_view name_of(rules::Source source) {
  return Names<rules::Source>::kList.at(static_cast<std::size_t>(source));
}

base::Result<rules::Source> source_of(std::string_view name) {
  const auto& list = Names<rules::Source>::kList;
  const auto found = std::find(list.begin(), list.end(), name);
  if (found != list.end()) return static_cast<rules::Source>(found - list.begin());
  return base::fail(base::ErrorCode::internal, "unknown source \"" + std::string(name) + "\"");
}

template std::string encode(const rules::Session&);
template std::string encode(const rules::TicketRecord&);
template std::string encode(const rules::Review&);
template std::string encode(const rules::BoardLink&);
template std::string encode(const rules::Outgoing&);
template std::string encode(const rules::EffectBody&);
template base::Result<rules::Session> decode(const std::string&);
template base::Result<rules::TicketRecord> decode(const std::string&);
template base::Result<rules::Review> decode(const std::string&);
template base::Result<rules::BoardLink> decode(const std::string&);
template base::Result<rules::Outgoing> decode(const std::string&);
template base::Result<rules::EffectBody> decode(const std::string&);

}  // namespace store
