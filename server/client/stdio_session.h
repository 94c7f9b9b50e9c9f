// What `operator stdio` has to remember about the frames it pumps, so that a client outlives its
// owner: the client's initialize, and which requests are not answered. Pure: bodies in, bodies out.
#pragma once
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace client {

class StdioSession {
 public:
  // A body on its way to the owner. Remembers requests; the first `initialize` above all.
  void note_from_client(const std::string& body);

  struct FromOwner {
    std::optional<std::string> forward;  // for the client
    bool hello_done = false;             // the owner accepted `hello_again`
    std::string hello_error;             // or refused it
  };
  // A body from the owner. The answer to `hello_again` is not the client's; it becomes
  // `server/didRestart`.
  FromOwner take_from_owner(const std::string& body);

  // The client's initialize for the next owner, with an id of our own; nothing when the client has
  // not sent one, or the owner that should have answered it is gone with the question.
  std::optional<std::string> hello_again();

  // The owner is gone: one `unavailable` per unanswered request. None of them is ever sent again.
  std::vector<std::string> fail_in_flight(const std::string& reason);
  // An `unavailable` for a request that was never sent; nothing for a notification.
  static std::optional<std::string> refuse(const std::string& body, const std::string& reason);
  static bool is_request(const std::string& body);

  [[nodiscard]] std::size_t in_flight() const { return in_flight_.size(); }

 private:
  std::map<std::string, nlohmann::json> in_flight_;  // id's text → id
  nlohmann::json initialize_;                        // null before it was answered
  nlohmann::json initialize_asked_;                  // null, or the one in flight
  std::string hello_id_;
  std::uint64_t hellos_ = 0;
};

}  // namespace client
