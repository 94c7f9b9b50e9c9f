// The table of REST: which operation a verb and a path mean, and what a text in a path or a query
// is to become. Made from the model (generated/routes.cpp).
#pragma once
#include <span>
#include <string_view>

namespace wire {

enum class FieldKind { text, whole, flag, other };

struct RouteField {
  std::string_view name;
  FieldKind kind;
};

struct Route {
  std::string_view verb;  // "GET"
  std::string_view path;  // "/api/v1/agents/{id}/kill"
  std::string_view method;
  std::span<const RouteField> fields;  // all parameters of the operation
};

std::span<const Route> routes();

}  // namespace wire
