#include "base/result.h"

#include <system_error>

namespace base {

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::forbidden: return "forbidden";
    case ErrorCode::unauthorized: return "unauthorized";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::external_failed: return "external_failed";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message), {}});
}

tl::unexpected<Error> fail(ErrorCode code, std::string message,
                           std::map<std::string, std::string> detail) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(detail)});
}

tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

tl::unexpected<Error> fail_errno(const std::string& what, int error_number) {
  return fail(ErrorCode::external_failed,
              what + ": " + std::system_category().message(error_number));
}

}  // namespace base
