// What the owner has told: filled by its lists after each connection, then kept by its
// notifications. It decides nothing. Pure.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "wire/generated/types.h"

namespace client::tui {

class Model {
 public:
  // The answers to the list calls, each by itself.
  void take(const wire::StatusResult& status);
  void take(const wire::QueueResult& queue);
  void take(const wire::SessionListResult& sessions);
  void take(const wire::ReviewListResult& reviews);

  void take(const wire::SessionDidChange& change);
  void take(const wire::SessionDidRemove& change);
  // True when the owner's order of the tickets may be another now, and has to be asked for.
  [[nodiscard]] bool take(const wire::TicketDidChange& change);
  void take(const wire::TicketDidRemove& change);
  void take(const wire::QueueDidChange& change);
  void take(const wire::ReviewDidChange& change);
  void take(const wire::ReviewDidClose& change);
  void take(const wire::StatusDidChange& change);

  [[nodiscard]] const wire::ServerStatus& status() const { return status_; }
  [[nodiscard]] const std::vector<wire::Ticket>& tickets() const { return tickets_; }
  [[nodiscard]] const std::map<std::string, wire::Session>& sessions() const { return sessions_; }
  // Most valuable first.
  [[nodiscard]] const std::vector<wire::Review>& reviews() const { return reviews_; }
  // Null when there is none.
  [[nodiscard]] const wire::Session* session(const std::string& id) const;
  [[nodiscard]] const wire::Review* review(const std::string& id) const;
  [[nodiscard]] std::vector<const wire::Review*> reviews_of(const std::string& session) const;

 private:
  void order_reviews();
  wire::ServerStatus status_;
  std::vector<wire::Ticket> tickets_;  // in the owner's order
  std::map<std::string, wire::Session> sessions_;
  std::vector<wire::Review> reviews_;
};

}  // namespace client::tui
