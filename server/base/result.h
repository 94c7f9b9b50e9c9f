// Result<T>: the one way a function says that it failed. Errors carry a code that the wire, REST
// and exit codes are derived from, a one-line message that says what to do, and where it was.
// Exceptions of libraries are caught where they are called and become one of these.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace base {

enum class ErrorCode {
  not_found,         // no such session, ticket, review, file
  invalid_argument,  // the input is wrong; detail["path"] names the place
  conflict,          // right input, wrong moment; the message says what is in the way
  forbidden,         // this caller may not do that
  unauthorized,      // no or wrong credentials
  unavailable,       // not now: the owner is ending, a disk is full, a peer is gone
  external_failed,   // git, the agent or a provider failed; the message has its last words
  cancelled,         // the caller asked for it to stop
  internal,          // a bug of ours
};

// The name on the wire, e.g. "not_found".
std::string_view name_of(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;                        // one line, for a person
  std::map<std::string, std::string> detail;  // "path", "file", "line", …: data for programs
};

// `[[nodiscard]]` is the reason for this class: tl::expected alone may be dropped silently.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  Result(const tl::expected<T, Error>& other) : tl::expected<T, Error>(other) {}
  Result(tl::expected<T, Error>&& other) : tl::expected<T, Error>(std::move(other)) {}
};
using Status = Result<void>;

// `return fail(ErrorCode::not_found, "no session app-3");` in a function that returns any Result.
[[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, std::string message);
[[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, std::string message,
                                         std::map<std::string, std::string> detail);
// The error of another result, passed on.
[[nodiscard]] tl::unexpected<Error> fail(Error error);
// external_failed with the text of an errno value: "cannot open x: No such file or directory".
[[nodiscard]] tl::unexpected<Error> fail_errno(const std::string& what, int error_number);

}  // namespace base

#define OPERATOR_JOIN2(a, b) a##b
#define OPERATOR_JOIN(a, b) OPERATOR_JOIN2(a, b)
// TRY(expr): leaves the function with the error of `expr`, if it has one.
#define TRY(expr)                                                                                  \
  do {                                                                                             \
    if (auto try_result = (expr); !try_result) return ::base::fail(std::move(try_result).error()); \
  } while (false)
// TRY_ASSIGN(auto x, expr): the same, and `x` is the value.
#define TRY_ASSIGN(target, expr)                                                 \
  auto OPERATOR_JOIN(try_value_, __LINE__) = (expr);                             \
  if (!OPERATOR_JOIN(try_value_, __LINE__))                                      \
    return ::base::fail(std::move(OPERATOR_JOIN(try_value_, __LINE__)).error()); \
  target = std::move(*OPERATOR_JOIN(try_value_, __LINE__))
