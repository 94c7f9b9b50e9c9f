#include "serve/http_routes.h"

#include <charconv>
#include <optional>
#include <vector>

#include "base/text.h"
#include "wire/codec.h"

namespace serve {
namespace {

using base::ErrorCode;
using nlohmann::json;
using TextFields = std::map<std::string, std::string>;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view text, bool form) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (form && text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return base::is_valid_utf8(out) ? std::optional(std::move(out)) : std::nullopt;
}

tl::unexpected<base::Error> broken_escape() {
  return base::fail(ErrorCode::invalid_argument, "the address has a broken escape");
}

// The texts that stand for "{name}" in the route's path, still encoded; nothing when it differs.
std::optional<TextFields> match(std::string_view route, std::string_view path) {
  const auto wanted = base::split(route, '/');
  const auto given = base::split(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  TextFields fields;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].starts_with('{')) {
      if (given[i].empty()) return std::nullopt;
      fields[wanted[i].substr(1, wanted[i].size() - 2)] = given[i];
    } else if (wanted[i] != given[i]) {
      return std::nullopt;
    }
  }
  return fields;
}

// A text that does not fit stays one: the codec names the place.
json typed(wire::FieldKind kind, const std::string& text) {
  if (kind == wire::FieldKind::whole) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec == std::errc{} && parsed.ptr == end) return number;
  }
  if (kind == wire::FieldKind::flag && (text == "true" || text == "false")) return text == "true";
  return text;
}

base::Result<json> parse_body(std::string_view body) {
  if (base::trim(body).empty()) return json::object();
  TRY_ASSIGN(json value, wire::parse_text(body));
  if (value.is_object()) return value;
  return base::fail(ErrorCode::invalid_argument, "the body must be a JSON object",
                    {{"path", "body"}});
}

base::Status add_path(json& params, const TextFields& fields) {
  for (const auto& [name, encoded] : fields) {
    const auto text = decoded(encoded, false);
    if (!text) return broken_escape();
    if (params.contains(name) && params[name] != *text) {
      return base::fail(ErrorCode::invalid_argument,
                        "the body's " + name + " is another one than the path's",
                        {{"path", "params." + name}});
    }
    params[name] = *text;
  }
  return {};
}

void add_query(json& params, const wire::Route& route, const TextFields& query) {
  for (const wire::RouteField& field : route.fields) {
    const auto given = query.find(std::string(field.name));
    if (given == query.end() || params.contains(field.name)) continue;
    params[std::string(field.name)] = typed(field.kind, given->second);
  }
}

}  // namespace

base::Result<HttpTarget> parse_target(std::string_view target) {
  HttpTarget parsed;
  target = target.substr(0, target.find('#'));
  const std::size_t mark = target.find('?');
  parsed.path = target.substr(0, mark);
  if (mark == std::string_view::npos) return parsed;
  for (const std::string& pair : base::split(target.substr(mark + 1), '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const auto name = decoded(pair.substr(0, equals), true);
    const auto value = decoded(equals == std::string::npos ? "" : pair.substr(equals + 1), true);
    if (!name || !value) return broken_escape();
    if (!parsed.query.emplace(*name, *value).second) {
      return base::fail(ErrorCode::invalid_argument,
                        base::printable(*name, 80) + " comes twice in the address",
                        {{"path", "params." + base::printable(*name, 80)}});
    }
  }
  return parsed;
}

base::Result<HttpCall> find_call(std::string_view verb, const HttpTarget& target,
                                 std::string_view body) {
  std::vector<std::string> verbs;
  for (const wire::Route& route : wire::routes()) {
    const auto fields = match(route.path, target.path);
    if (!fields) continue;
    if (route.verb != verb) {
      verbs.emplace_back(route.verb);
      continue;
    }
    HttpCall call{&route, {}};
    TRY_ASSIGN(call.params, parse_body(body));
    TRY(add_path(call.params, *fields));
    // A command is said in the body, so that no link can be one.
    if (verb == "GET") add_query(call.params, route, target.query);
    return call;
  }
  const std::string path = base::printable(target.path, 200);
  if (verbs.empty()) return base::fail(ErrorCode::not_found, "no such path: " + path);
  return base::fail(ErrorCode::not_found, path + " knows only " + base::join(verbs, ", "));
}

}  // namespace serve
