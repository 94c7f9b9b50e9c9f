#include "app/board_access.h"

#include <cstdlib>

#include "base/text.h"
#include "boards/curl_http.h"
#include "boards/needs.h"
#include "platform/files.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;

constexpr std::size_t kLongestToken = 16U << 10;

}  // namespace

std::string secret_name(const rules::BoardSettings& board) {
  if (!boards::needs_of(board.provider).token || !board.token_env.empty()) return {};
  return board.token_secret.empty() ? board.name : board.token_secret;
}

fs::path BoardAccess::file_of(const std::string& secret) const {
  return engine_.paths().state / "secrets" / secret;
}

std::string BoardAccess::in_environment(const std::string& name) const {
  const auto client = setup_.environment().find(name);
  if (client != setup_.environment().end() && !client->second.empty()) return client->second;
  const char* own = std::getenv(name.c_str());
  return own == nullptr ? "" : own;
}

base::Result<std::string> BoardAccess::kept(const std::string& secret) const {
  const auto known = memory_.find(secret);
  if (known != memory_.end()) return known->second;
  if (secret.empty() || base::slug(secret) != secret) return std::string();
  const auto text = platform::read_file(file_of(secret), kLongestToken);
  if (text) return std::string(base::trim(*text));
  if (text.error().code == ErrorCode::not_found) return std::string();
  return fail(text.error());
}

base::Result<std::string> BoardAccess::webhook_secret(const rules::BoardSettings& board) const {
  if (!board.webhook_env.empty()) return in_environment(board.webhook_env);
  return kept(board.webhook_secret);
}

base::Result<std::string> BoardAccess::token_of(const rules::BoardSettings& board) const {
  if (!boards::needs_of(board.provider).token) return std::string();
  if (!board.token_env.empty()) {
    std::string token = in_environment(board.token_env);
    if (!token.empty()) return token;
    return fail(ErrorCode::unauthorized, "the variable " + base::printable(board.token_env, 80) +
                                             ", which is to hold its token, is not set: set it, "
                                             "then `operator stop`, and start again from there");
  }
  TRY_ASSIGN(std::string token, kept(secret_name(board)));
  if (!token.empty()) return token;
  return fail(ErrorCode::unauthorized,
              "no token is known: sign in (VS Code: Operator: Sign In to Board; else `operator "
              "board signin " +
                  board.name + "`)");
}

base::Result<std::unique_ptr<boards::Provider>> BoardAccess::open(const rules::BoardSettings& board,
                                                                  const std::string& token) const {
  boards::Connection connection{engine_.paths().workspace, token, boards::curl_http(),
                                boards::real_patience()};
  if (token.empty()) {
    TRY_ASSIGN(connection.token, token_of(board));
  }
  return boards::make_provider(board, std::move(connection));
}

bool BoardAccess::is_signed_in(const rules::BoardSettings& board) const {
  return token_of(board).has_value();
}

base::Status BoardAccess::keep(const std::string& secret, const std::string& token, bool in_file) {
  const std::string plain(base::trim(token));
  const bool is_line = plain.find_first_of("\r\n\0", 0, 3) == std::string::npos;
  if (plain.empty() || plain.size() >= kLongestToken || !is_line) {
    return fail(ErrorCode::invalid_argument, "a token is one line of text", {{"path", "token"}});
  }
  if (in_file) {
    TRY(platform::make_private_dir(file_of(secret).parent_path()));
    TRY(platform::write_atomic(file_of(secret), plain + "\n", 0600));
  }
  memory_[secret] = plain;
  return {};
}

base::Result<bool> BoardAccess::forget(const std::string& secret) {
  const bool known = memory_.erase(secret) > 0;
  std::error_code error;
  const bool kept = fs::remove(file_of(secret), error);
  if (error) {
    return fail(ErrorCode::external_failed,
                file_of(secret).string() + " cannot be removed: " + error.message());
  }
  return known || kept;
}

}  // namespace app
