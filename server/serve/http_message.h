// A request and a reply of HTTP, as everything but the HTTP library sees them.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace serve {

struct HttpRequest {
  std::string verb;    // "GET"
  std::string target;  // "/api/v1/agents?project=shop", as it was sent
  std::string body;
  // Headers; empty when absent. `repeated`: one of these came more than once.
  std::string host;
  std::string origin;
  std::string authorization;
  std::string content_type;
  std::string accept;
  std::string last_event_id;
  std::string hub_signature_256, hub_signature, linear_signature;
  bool repeated = false;
  // The client's end of the connection.
  std::uint32_t address = 0;
  std::uint16_t port = 0;
};

// One client's answer that goes on. Thread: the loop's.
class HttpStream {
 public:
  virtual ~HttpStream() = default;
  // Sends; `sent` is called once, later: with true when the bytes are the kernel's, with false when
  // the connection is gone. At most one piece is under way.
  virtual void write(std::string bytes, std::function<void(bool)> sent) = 0;
  virtual void end() = 0;
};

struct HttpReply {
  int status = 200;
  std::string body;  // JSON
  // Set: instead of a body the answer is a stream of server-sent events, given to this.
  std::function<void(std::shared_ptr<HttpStream>)> stream;
};
using HttpAnswer = std::function<void(HttpReply)>;

}  // namespace serve
