#include <deque>
#include <fstream>
#include <iostream>

#include "base/text.h"
#include "client/verbs.h"

namespace client {
namespace {

namespace methods = wire::methods;
using base::printable;

class Follower {
 public:
  Follower(Face& face, wire::EventListParams params) : face_(face), params_(std::move(params)) {}

  // For ever: an owner that ends is followed by the next one, from where this one stopped.
  int run() {
    while (true) {
      if (const auto status = face_.connect(true); !status) return face_.fail(status.error());
      std::deque<wire::Event> arrived;
      face_.owner().on<wire::notifications::event_didAppend>(
          [&](const wire::EventDidAppend& appended) { arrived.push_back(appended.event); });
      auto list = face_.get<methods::event_list>(params_);
      if (!list && face_.owner().is_open()) return face_.fail(list.error());
      if (list) {
        if (list->reset) params_.after.reset();
        params_.epoch = list->epoch;
        for (const auto& event : list->events) take(event);
        params_.limit = 1000;
        while (face_.owner().wait_until([&] { return !arrived.empty(); })) {
          for (const auto& event : arrived) take(event);
          arrived.clear();
        }
      }
      face_.disconnect();
    }
  }

 private:
  void take(const wire::Event& event) {
    if (params_.after && event.seq <= *params_.after) return;
    params_.after = event.seq;
    if (params_.sessionId && event.sessionId != *params_.sessionId) return;
    if (face_.json()) {
      print(wire::text_of(event) + "\n");
    } else {
      print(printable(event.at) + "  " + printable(event.actor) + "  " +
            printable(event.sessionId.empty() ? event.ticketId : event.sessionId) + "  " +
            printable(what_happened(event)) + "\n");
    }
  }

  Face& face_;
  wire::EventListParams params_;
};

constexpr std::int64_t kPage = 1000;

// A page may be empty and not the last: all of them, until there are as many as were asked for.
base::Result<wire::EventListResult> gather(Face& face, wire::EventListParams params) {
  const auto wanted = static_cast<std::size_t>(params.limit.value_or(100));
  wire::EventListResult all;
  while (true) {
    params.limit = static_cast<std::int64_t>(wanted - all.events.size());
    TRY_ASSIGN(auto page, face.get<methods::event_list>(params));
    const bool forward = params.after && !page.reset;
    all.epoch = page.epoch;
    all.reset = all.reset || page.reset;
    all.next = page.next;
    all.events.insert(forward ? all.events.end() : all.events.begin(), page.events.begin(),
                      page.events.end());
    if (!page.next || all.events.size() >= wanted) return all;
    (forward ? params.after : params.before) = page.next;
    if (forward) continue;
    params.after.reset();
    params.epoch.reset();
  }
}

// Page by page, so that a long history needs no memory.
base::Status write_all(Face& face, wire::EventListParams params, std::ostream& out) {
  params.limit = kPage;
  if (!params.after) params.after = 0;
  while (true) {
    TRY_ASSIGN(const auto page, face.get<methods::event_list>(params));
    if (page.reset) {
      return base::fail(base::ErrorCode::unavailable,
                        "the history was cut while it was read: try again");
    }
    for (const auto& event : page.events) out << wire::text_of(event) << '\n';
    if (!out.flush()) {
      return base::fail(base::ErrorCode::unavailable, "not all could be written");
    }
    if (!page.next) break;
    params.epoch = page.epoch;
    params.after = page.next;
  }
  return {};
}

int write_history(Face& face, const Events& options) {
  if (options.to_file == "-") {
    const auto written = write_all(face, options.params, std::cout);
    return written ? kDone : face.fail(written.error());
  }
  std::ofstream file(options.to_file, std::ios::binary | std::ios::trunc);
  if (!file) {
    return face.fail({base::ErrorCode::invalid_argument,
                      options.to_file + " cannot be written",
                      {{"path", "--export"}}});
  }
  const auto written = write_all(face, options.params, file);
  return written ? kDone : face.fail(written.error());
}

// "2h" is two hours ago by this machine's clock.
std::optional<std::string> time_of(const std::string& since) {
  if (const auto ago = base::parse_duration(since)) {
    return base::to_rfc3339({base::now().wall.ms - ago->count()});
  }
  if (base::from_rfc3339(since)) return since;
  return std::nullopt;
}

}  // namespace

std::string what_happened(const wire::Event& event) {
  return event.text.empty() ? event.kind : event.kind + " · " + event.text;
}

int events(Face& face, Events options) {
  if (options.follow) return Follower(face, std::move(options.params)).run();
  if (!options.since.empty()) {
    options.params.since = time_of(options.since);
    if (!options.params.since) return face.usage("--since: 2h, 7d or 2026-11-21T08:00:00Z");
  }
  if (!options.to_file.empty()) return write_history(face, options);
  const auto found = gather(face, options.params);
  return face.show_answer(found, [&](const wire::EventListResult& result) {
    Table table({"SEQ", "WHEN", "WHO", "SESSION", "TICKET", "WHAT"});
    for (const auto& event : result.events) {
      table.add({std::to_string(event.seq), event.at, event.actor, event.sessionId, event.ticketId,
                 what_happened(event)});
    }
    face.show(table, "No events.");
  });
}

}  // namespace client
