#include <deque>

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

}  // namespace

std::string what_happened(const wire::Event& event) {
  return event.text.empty() ? event.kind : event.kind + " · " + event.text;
}

int events(Face& face, Events options) {
  if (options.follow) return Follower(face, std::move(options.params)).run();
  return face.ask<methods::event_list>(options.params, [&](const wire::EventListResult& result) {
    Table table({"SEQ", "WHEN", "WHO", "SESSION", "TICKET", "WHAT"});
    for (const auto& event : result.events) {
      table.add({std::to_string(event.seq), event.at, event.actor, event.sessionId, event.ticketId,
                 what_happened(event)});
    }
    face.show(table, "No events.");
  });
}

}  // namespace client
