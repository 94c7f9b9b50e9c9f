#include "wire/dispatcher.h"

#include <exception>

#include "base/log.h"
#include "base/text.h"

namespace wire {
namespace {

using base::ErrorCode;
using nlohmann::json;

constexpr std::chrono::milliseconds kSlow{200};
constexpr std::size_t kShownMethodBytes = 80;

json or_empty(json params) { return params.is_null() ? json::object() : std::move(params); }

}  // namespace

PendingReply::PendingReply(std::string label, TextReply reply)
    : label_(std::move(label)),
      reply_(std::move(reply)),
      start_(std::chrono::steady_clock::now()) {}

PendingReply::~PendingReply() {
  if (reply_) answer(base::fail(ErrorCode::internal, "the request was not answered"));
}

void PendingReply::answer(base::Result<std::string> outcome) {
  const auto reply = std::exchange(reply_, nullptr);
  if (!reply) return;
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start_);
  const std::string line = label_ + " " + std::to_string(took.count()) + " ms";
  if (!outcome) {
    const base::Error& error = outcome.error();
    base::log_info(line + " " + std::string(base::name_of(error.code)) + ": " + error.message);
  } else if (took >= kSlow) {
    base::log_info(line);
  } else {
    base::log_debug(line);
  }
  reply(std::move(outcome));
}

void Dispatcher::add(std::string_view method, Actor actor, Handler handler) {
  handlers_.insert_or_assign(std::string(method), Entry{actor, std::move(handler)});
}

void Dispatcher::add_notification(std::string_view method, NotificationHandler handler) {
  notification_handlers_.insert_or_assign(std::string(method), std::move(handler));
}

bool Dispatcher::has(std::string_view method) const { return handlers_.contains(method); }

void Dispatcher::call(const std::string& label, std::string_view method, json params,
                      const Context& context, TextReply reply) {
  const std::string name = base::printable(method, kShownMethodBytes);
  auto pending = std::make_unique<PendingReply>(label + " " + name, std::move(reply));
  const auto found = handlers_.find(method);
  if (found == handlers_.end()) {
    return pending->answer(
        base::fail(ErrorCode::not_found, "no such method: " + name, {{"method", name}}));
  }
  if (found->second.actor == Actor::person && !context.caller.session.empty()) {
    return pending->answer(
        base::fail(ErrorCode::forbidden,
                   name + " is not allowed from inside session " + context.caller.session,
                   {{"session", context.caller.session}}));
  }
  // The last resort: libraries throw. The responder, unwound, answers `internal`.
  try {
    found->second.run(or_empty(std::move(params)), context, std::move(pending));
  } catch (const std::exception& error) {
    base::log_error(label + " " + name + " threw: " + error.what());
  }
}

bool Dispatcher::notify(std::string_view method, json params, const Context& context) {
  const auto found = notification_handlers_.find(method);
  if (found == notification_handlers_.end()) return false;
  try {
    if (const auto status = found->second(or_empty(std::move(params)), context); !status) {
      base::log_warn("notification dropped: " + status.error().message);
    }
  } catch (const std::exception& error) {
    base::log_error(found->first + " threw: " + error.what());
  }
  return true;
}

}  // namespace wire
