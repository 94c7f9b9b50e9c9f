#include "serve/http_server.h"

#include <array>
#include <restinio/http_server.hpp>
#include <restinio/request_handler.hpp>
#include <restinio/settings.hpp>
#include <restinio/traits.hpp>
#include <utility>

namespace serve {
namespace {

constexpr std::size_t kConnections = 64;
constexpr std::size_t kHeaderBytes = 8U << 10;
constexpr std::size_t kHeaderNameBytes = 256;
constexpr std::size_t kHeaders = 64;
constexpr std::uint64_t kBodyBytes = 8U << 20;
constexpr std::chrono::seconds kTransferWithin{10};
// An operation may clone, kill and wait; its own deadlines are what ends it.
constexpr std::chrono::minutes kLongestRequest{15};

// Counts connections and refuses those beyond the limit. (The library's own limiter lives in its
// acceptor, to which connections that outlive it keep a bare pointer.)
class Doorman {
 public:
  restinio::ip_blocker::inspection_result_t inspect(
      const restinio::ip_blocker::incoming_info_t&) noexcept {
    return inside_ < kConnections ? restinio::ip_blocker::allow() : restinio::ip_blocker::deny();
  }
  void state_changed(const restinio::connection_state::notice_t& notice) noexcept {
    const auto cause = notice.cause();
    if (restinio::holds_alternative<restinio::connection_state::accepted_t>(cause)) ++inside_;
    if (restinio::holds_alternative<restinio::connection_state::closed_t>(cause)) --inside_;
  }

 private:
  std::size_t inside_ = 0;
};

struct Traits : restinio::default_single_thread_traits_t {
  using request_handler_t =
      std::function<restinio::request_handling_status_t(restinio::request_handle_t)>;
  using ip_blocker_t = Doorman;
  using connection_state_listener_t = Doorman;
};
using Library = restinio::http_server_t<Traits>;

// Fills the headers that count; a repeated one is noted, since which of them counts is a guess.
void read_headers(const restinio::http_request_header_t& header, HttpRequest& request) {
  const std::array<std::pair<restinio::http_field_t, std::string*>, 5> known = {{
      {restinio::http_field::host, &request.host},
      {restinio::http_field::origin, &request.origin},
      {restinio::http_field::authorization, &request.authorization},
      {restinio::http_field::content_type, &request.content_type},
      {restinio::http_field::accept, &request.accept},
  }};
  const std::array<std::pair<const char*, std::string*>, 4> others = {{
      {"Last-Event-ID", &request.last_event_id},
      {"X-Hub-Signature-256", &request.hub_signature_256},
      {"X-Hub-Signature", &request.hub_signature},
      {"Linear-Signature", &request.linear_signature},
  }};
  header.for_each_field([&](const auto& field) {
    for (const auto& [name, to] : others) {
      if (!restinio::impl::is_equal_caseless(field.name(), name)) continue;
      if (!to->empty()) request.repeated = true;
      *to = field.value();
    }
    for (const auto& [id, to] : known) {
      if (field.field_id() != id) continue;
      if (!to->empty() && to != &request.accept) request.repeated = true;
      *to = field.value();
    }
  });
}

HttpRequest read_request(const restinio::request_t& from) {
  HttpRequest request;
  request.verb = from.header().method().c_str();
  request.target = from.header().request_target();
  request.body = from.body();
  read_headers(from.header(), request);
  const auto& peer = from.remote_endpoint();
  if (peer.address().is_v4()) request.address = peer.address().to_v4().to_uint();
  request.port = peer.port();
  return request;
}

class EventStream final : public HttpStream {
 public:
  using Builder = restinio::response_builder_t<restinio::chunked_output_t>;
  explicit EventStream(Builder builder) : builder_(std::move(builder)) {}
  void write(std::string bytes, std::function<void(bool)> sent) override {
    builder_.append_chunk(std::move(bytes));
    builder_.flush([sent = std::move(sent)](const auto& error) { sent(!error); });
  }
  void end() override {
    if (!std::exchange(ended_, true)) builder_.done();
  }

 private:
  Builder builder_;
  bool ended_ = false;
};

}  // namespace

struct HttpServer::Parts : std::enable_shared_from_this<Parts> {
  std::unique_ptr<Library> library;
  Handler handler;
  std::uint16_t port = 0;
  std::size_t owed = 0;
  std::function<void()> drained;

  void take(const restinio::request_handle_t& request) {
    ++owed;
    handler(read_request(*request), [request, self = shared_from_this()](const HttpReply& reply) {
      self->answer(request, reply);
    });
  }

  void answer(const restinio::request_handle_t& request, const HttpReply& reply) {
    if (reply.stream) {
      auto response = request->create_response<restinio::chunked_output_t>();
      response.append_header(restinio::http_field::content_type, "text/event-stream");
      response.append_header(restinio::http_field::cache_control, "no-store");
      response.connection_close();
      reply.stream(std::make_shared<EventStream>(std::move(response)));
      return paid();  // a stream is not waited for when the owner ends
    }
    auto response = request->create_response(restinio::http_status_line_t{
        restinio::http_status_code_t{static_cast<std::uint16_t>(reply.status)}, ""});
    response.append_header(restinio::http_field::content_type, "application/json; charset=utf-8");
    response.append_header(restinio::http_field::cache_control, "no-store");
    response.append_header("X-Content-Type-Options", "nosniff");
    response.set_body(reply.body);
    response.done([weak = weak_from_this()](const auto&) {
      if (const auto self = weak.lock()) self->paid();
    });
  }

  void paid() {
    if (--owed == 0 && drained) std::exchange(drained, nullptr)();
  }
};

base::Result<std::unique_ptr<HttpServer>> HttpServer::listen(asio::io_context& loop, int port) {
  auto parts = std::make_shared<Parts>();
  const auto doorman = std::make_shared<Doorman>();
  restinio::server_settings_t<Traits> settings;
  settings.address("127.0.0.1")
      .port(static_cast<std::uint16_t>(port))
      .ip_blocker(doorman)
      .connection_state_listener(doorman)
      .read_next_http_message_timelimit(kTransferWithin)
      .write_http_response_timelimit(kTransferWithin)
      .handle_request_timeout(kLongestRequest)
      .incoming_http_msg_limits(restinio::incoming_http_msg_limits_t{}
                                    .max_url_size(kHeaderBytes)
                                    .max_field_name_size(kHeaderNameBytes)
                                    .max_field_value_size(kHeaderBytes)
                                    .max_field_count(kHeaders)
                                    .max_body_size(kBodyBytes))
      .acceptor_post_bind_hook([weak = std::weak_ptr(parts)](asio::ip::tcp::acceptor& acceptor) {
        if (const auto self = weak.lock()) self->port = acceptor.local_endpoint().port();
      })
      .request_handler([weak = std::weak_ptr(parts)](const restinio::request_handle_t& request) {
        const auto self = weak.lock();
        if (!self || !self->handler) return restinio::request_rejected();
        self->take(request);
        return restinio::request_accepted();
      });
  // The library throws; nothing of it leaves this file.
  try {
    parts->library =
        std::make_unique<Library>(restinio::external_io_context(loop), std::move(settings));
    parts->library->open_sync();
  } catch (const std::exception& error) {
    return base::fail(base::ErrorCode::unavailable,
                      "port " + std::to_string(port) + " cannot be served: " + error.what());
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(parts)));
}

HttpServer::HttpServer(std::shared_ptr<Parts> parts) : parts_(std::move(parts)) {}

HttpServer::~HttpServer() {
  parts_->drained = nullptr;
  parts_->handler = nullptr;
  stop(nullptr);
}

void HttpServer::serve(Handler handler) { parts_->handler = std::move(handler); }
std::uint16_t HttpServer::port() const { return parts_->port; }
std::size_t HttpServer::owed() const { return parts_->owed; }

void HttpServer::stop(std::function<void()> drained) {
  try {
    parts_->library->close_sync();
  } catch (const std::exception&) {
    // Closed already: as asked.
  }
  if (!drained) return;
  if (parts_->owed == 0) return drained();
  parts_->drained = std::move(drained);
}

}  // namespace serve
