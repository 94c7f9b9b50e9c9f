// From what a decision changed to the notifications that clients get: once per loop turn, and only
// what looks different from what was sent before. Without a subscriber nothing is made.
// Thread: the loop's.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/engine.h"
#include "serve/service.h"
#include "wire/frame.h"
#include "wire/peer.h"

namespace serve {

class Notifier {
 public:
  // `send` gives one frame to every subscriber. Both must outlive the notifier.
  Notifier(Service& service, std::function<void(wire::Frame)> send);

  // Before the first subscriber's answer: what is there now need not be told.
  void begin();
  // After the last subscriber left.
  void end();

  // True when the caller has to see to a flush(), later in this turn.
  bool add(const app::Changes& changes);
  void flush();

 private:
  void send_sessions();
  void send_reviews();
  std::set<base::TicketId> tickets_of_sessions();
  void send_tickets(const std::set<base::TicketId>* only);
  void send_queue();
  void send_status();
  void send_boards();
  void send_events();
  wire::QueueDidChange queue_now();

  template <class N>
  void send(typename N::Params params) {
    params.seq = service_.model.newest_seq();
    send_(wire::notification_frame<N>(params));
  }

  Service& service_;
  std::function<void(wire::Frame)> send_;
  bool on_ = false;
  bool scheduled_ = false;
  // Waiting for the flush.
  std::set<base::SessionId> sessions_;
  std::set<base::ReviewId> reviews_;
  std::vector<rules::Event> events_;
  bool tickets_due_ = false;
  bool boards_due_ = false;
  // What clients have.
  std::map<base::SessionId, wire::Session> sent_sessions_;
  std::map<base::ReviewId, wire::Review> sent_reviews_;
  std::map<std::string, wire::Ticket> sent_tickets_;  // by path
  std::optional<wire::QueueDidChange> sent_queue_;
  std::optional<wire::ServerStatus> sent_status_;
  std::vector<wire::Board> sent_boards_;
};

}  // namespace serve
