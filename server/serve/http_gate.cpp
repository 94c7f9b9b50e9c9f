#include "serve/http_gate.h"

#include "base/text.h"

namespace serve {
namespace {

using base::ErrorCode;

constexpr std::string_view kBearer = "bearer ";

bool is_json(std::string_view content_type) {
  const std::string type =
      base::to_lower(base::trim(content_type.substr(0, content_type.find(';'))));
  return type == "application/json";
}

}  // namespace

bool same_secret(std::string_view given, std::string_view secret) {
  unsigned difference = given.size() == secret.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char expected = secret.empty() ? '\0' : secret[i % secret.size()];
    difference |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(expected);
  }
  return difference == 0 && !secret.empty();
}

base::Status HttpGate::check_place(const HttpRequest& request) const {
  if (request.repeated) {
    return base::fail(ErrorCode::invalid_argument, "a header came twice that may come once");
  }
  const std::string host = base::to_lower(request.host);
  const std::string suffix = ":" + std::to_string(port);
  if (host != "127.0.0.1" + suffix && host != "localhost" + suffix) {
    return base::fail(ErrorCode::forbidden,
                      "this is 127.0.0.1" + suffix + "; the Host header names something else",
                      {{"path", "Host"}});
  }
  if (!request.origin.empty() && base::to_lower(request.origin) != "http://" + host) {
    return base::fail(ErrorCode::forbidden, "pages of other origins are not answered",
                      {{"path", "Origin"}});
  }
  return {};
}

base::Status HttpGate::check_call(const HttpRequest& request) const {
  const std::string_view given = request.authorization;
  const bool bearer = base::to_lower(given.substr(0, kBearer.size())) == kBearer;
  if (!bearer || !same_secret(base::trim(given.substr(kBearer.size())), token)) {
    return base::fail(ErrorCode::unauthorized,
                      "send `Authorization: Bearer TOKEN` with the token of server.json",
                      {{"path", "Authorization"}});
  }
  if (request.body.size() > kMaxHttpBody) {
    return base::fail(ErrorCode::invalid_argument,
                      "the body is larger than " + std::to_string(kMaxHttpBody) + " bytes");
  }
  // Not even by mistake is a form, which any page may send, a command.
  if (!request.body.empty() && !request.content_type.empty() && !is_json(request.content_type)) {
    return base::fail(ErrorCode::invalid_argument, "send the body as application/json",
                      {{"path", "Content-Type"}});
  }
  return {};
}

}  // namespace serve
