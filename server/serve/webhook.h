// What boards' sites say when an issue changes: POST /api/v1/boards/NAME/webhook. It comes through
// a tunnel or a proxy, so neither its Host nor a token of ours is asked for: it counts when its
// body is signed with the secret that both know (BoardSettings::webhook_env, webhook_secret).
// Whatever it says, the board is synced; its words are not believed. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "serve/http_message.h"

namespace serve {

// The board's name, percent-encoded, when this is a path of a webhook.
std::optional<std::string> webhook_board(std::string_view path);

// Signed as the provider does it: GitHub `X-Hub-Signature-256: sha256=…`, Jira `X-Hub-Signature:
// sha256=…`, Linear `Linear-Signature: …` and a time in the body that is not older than a minute.
// unauthorized otherwise. docs.github.com/webhooks, developer.atlassian.com/cloud/jira/platform/
// webhooks, linear.app/developers/webhooks.
base::Status check_webhook(std::string_view provider, std::string_view secret,
                           const HttpRequest& request, base::WallTime now);

}  // namespace serve
