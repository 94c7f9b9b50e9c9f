#include "boards/curl_http.h"

#include <curl/curl.h>

#include <cstdlib>
#include <memory>
#include <mutex>

#include "base/text.h"
#include "platform/library.h"

namespace boards {
namespace {

using base::ErrorCode;

struct Curl {
  decltype(curl_global_init)* global_init = nullptr;
  decltype(curl_easy_init)* init = nullptr;
  decltype(curl_easy_reset)* reset = nullptr;
  decltype(curl_easy_cleanup)* cleanup = nullptr;
  decltype(curl_easy_setopt)* set = nullptr;
  decltype(curl_easy_perform)* perform = nullptr;
  decltype(curl_easy_getinfo)* info = nullptr;
  decltype(curl_easy_strerror)* words = nullptr;
  decltype(curl_slist_append)* append = nullptr;
  decltype(curl_slist_free_all)* free_all = nullptr;
};

base::Result<Curl> load_curl() {
  const auto library = platform::Library::load({"libcurl.so.4", "libcurl-gnutls.so.4"});
  if (!library) {
    return base::fail(ErrorCode::external_failed,
                      "boards need libcurl (Debian: apt-get install libcurl4): " +
                          base::printable(library.error().message, 200));
  }
  Curl curl;
  const bool whole = library->find("curl_global_init", curl.global_init) &&
                     library->find("curl_easy_init", curl.init) &&
                     library->find("curl_easy_reset", curl.reset) &&
                     library->find("curl_easy_cleanup", curl.cleanup) &&
                     library->find("curl_easy_setopt", curl.set) &&
                     library->find("curl_easy_perform", curl.perform) &&
                     library->find("curl_easy_getinfo", curl.info) &&
                     library->find("curl_easy_strerror", curl.words) &&
                     library->find("curl_slist_append", curl.append) &&
                     library->find("curl_slist_free_all", curl.free_all);
  if (!whole || curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return base::fail(ErrorCode::external_failed, "libcurl does not start");
  }
  return curl;
}
const base::Result<Curl>& curl() {
  static const base::Result<Curl> kLoaded = load_curl();
  return kLoaded;
}

struct Transfer {
  HttpReply reply;
  std::size_t most = 0;
  bool too_large = false;
  std::stop_token stop;
};

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& transfer = *static_cast<Transfer*>(to);
  if (transfer.reply.body.size() + size * count > transfer.most) {
    transfer.too_large = true;
    return 0;
  }
  transfer.reply.body.append(bytes, size * count);
  return size * count;
}

// A proxy's headers come first: the last reply's count.
std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& transfer = *static_cast<Transfer*>(to);
  const std::string_view line(bytes, size * count);
  const std::size_t colon = line.find(':');
  if (line.starts_with("HTTP/")) {
    transfer.reply.headers.clear();
  } else if (colon != std::string_view::npos && transfer.reply.headers.size() < 200) {
    transfer.reply.headers[base::to_lower(base::trim(line.substr(0, colon)))] =
        base::trim(line.substr(colon + 1));
  }
  return size * count;
}

int look_at_stop(void* of, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(of)->stop.stop_requested() ? 1 : 0;
}

bool broke_off(CURLcode code) {
  return code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
         code == CURLE_GOT_NOTHING || code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM;
}

// The file of those whose certificates count. The second name is the one that curl itself minds.
const char* authorities() {
  for (const char* name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE"}) {
    const char* file = std::getenv(name);
    if (file != nullptr && *file != '\0') return file;
  }
  return nullptr;
}

class CurlLine {
 public:
  explicit CurlLine(HttpLimits limits) : limits_(limits) {}
  ~CurlLine() {
    if (handle_ != nullptr) curl()->cleanup(handle_);
  }
  CurlLine(const CurlLine&) = delete;
  CurlLine& operator=(const CurlLine&) = delete;

  base::Result<HttpReply> send(const HttpRequest& request, std::stop_token stop);

 private:
  void set_limits();
  void set_request(const HttpRequest& request, const curl_slist* headers, Transfer& transfer);
  base::Error error_of(CURLcode code, const HttpRequest& request, const Transfer& transfer) const;

  const HttpLimits limits_;
  std::mutex mutex_;
  CURL* handle_ = nullptr;
  char words_[CURL_ERROR_SIZE] = "";
};

void CurlLine::set_limits() {
  const auto set = curl()->set;
  set(handle_, CURLOPT_NOSIGNAL, 1L);
  set(handle_, CURLOPT_CONNECTTIMEOUT, static_cast<long>(limits_.connect_s));
  set(handle_, CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(handle_, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits_.idle_s));
  set(handle_, CURLOPT_TIMEOUT, static_cast<long>(limits_.whole_s));
  set(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle_, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle_, CURLOPT_ACCEPT_ENCODING, "");
  if (const char* file = authorities()) set(handle_, CURLOPT_CAINFO, file);
  if (const char* folder = std::getenv("SSL_CERT_DIR")) set(handle_, CURLOPT_CAPATH, folder);
}

void CurlLine::set_request(const HttpRequest& request, const curl_slist* headers,
                           Transfer& transfer) {
  const auto set = curl()->set;
  set(handle_, CURLOPT_URL, request.url.c_str());
  set(handle_, CURLOPT_HTTPHEADER, headers);
  set(handle_, CURLOPT_ERRORBUFFER, words_);
  set(handle_, CURLOPT_WRITEFUNCTION, take_body);
  set(handle_, CURLOPT_WRITEDATA, &transfer);
  set(handle_, CURLOPT_HEADERFUNCTION, take_header);
  set(handle_, CURLOPT_HEADERDATA, &transfer);
  set(handle_, CURLOPT_NOPROGRESS, 0L);
  set(handle_, CURLOPT_XFERINFOFUNCTION, look_at_stop);
  set(handle_, CURLOPT_XFERINFODATA, &transfer);
  // libcurl sends a request again by itself where a connection that it kept breaks off before a
  // reply: only a new one does what is sent at most once.
  if (request.once) set(handle_, CURLOPT_FRESH_CONNECT, 1L);
  if (request.method == "GET") return;
  set(handle_, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(handle_, CURLOPT_POSTFIELDS, request.body.c_str());
  set(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
}

base::Error CurlLine::error_of(CURLcode code, const HttpRequest& request,
                               const Transfer& transfer) const {
  const std::string place = base::printable(request.url.substr(0, request.url.find('/', 8)), 200);
  if (code == CURLE_ABORTED_BY_CALLBACK) return {ErrorCode::cancelled, "cancelled", {}};
  if (transfer.too_large) {
    return {ErrorCode::external_failed, place + " sends more than it should", {}};
  }
  const std::string why = base::printable(*words_ != '\0' ? words_ : curl()->words(code), 200);
  long proxy = 0;
  curl()->info(handle_, CURLINFO_HTTP_CONNECTCODE, &proxy);
  if (proxy >= 300) {
    return {ErrorCode::external_failed,
            "the proxy on the way to " + place + " refuses (" + std::to_string(proxy) +
                "): is HTTPS_PROXY right, with a user's name and password where it wants them?",
            {}};
  }
  if (code == CURLE_SSL_CACERT_BADFILE) {
    return {ErrorCode::external_failed, "the file that SSL_CERT_FILE names is no use: " + why, {}};
  }
  if (code == CURLE_PEER_FAILED_VERIFICATION) {
    return {ErrorCode::external_failed,
            place +
                " shows a certificate that nobody known vouches for: name the file of its "
                "authority in SSL_CERT_FILE (" +
                why + ")",
            {}};
  }
  if (broke_off(code)) return {ErrorCode::unavailable, place + " broke off: " + why, {}};
  return {ErrorCode::external_failed, place + " cannot be reached: " + why, {}};
}

base::Result<HttpReply> CurlLine::send(const HttpRequest& request, std::stop_token stop) {
  if (!curl()) return base::fail(curl().error());
  const std::lock_guard lock(mutex_);
  if (handle_ == nullptr) handle_ = curl()->init();
  if (handle_ == nullptr) return base::fail(ErrorCode::external_failed, "libcurl does not start");
  curl()->reset(handle_);  // keeps its connections
  Transfer transfer;
  transfer.most = limits_.reply_bytes;
  transfer.stop = std::move(stop);
  // "Expect:" alone: no asking whether a large body may be sent.
  curl_slist* list = curl()->append(curl()->append(nullptr, "User-Agent: operator"), "Expect:");
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(list, curl()->free_all);
  for (const auto& [name, value] : request.headers) {
    const std::string line = name + ": " + value;
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      return base::fail(ErrorCode::invalid_argument, name + " must be one line");
    }
    curl()->append(list, line.c_str());
  }
  words_[0] = '\0';
  set_limits();
  set_request(request, list, transfer);
  const CURLcode code = curl()->perform(handle_);
  if (code != CURLE_OK) return base::fail(error_of(code, request, transfer));
  long status = 0;
  curl()->info(handle_, CURLINFO_RESPONSE_CODE, &status);
  transfer.reply.status = static_cast<int>(status);
  return std::move(transfer.reply);
}

}  // namespace

Http curl_http(HttpLimits limits) {
  return [line = std::make_shared<CurlLine>(limits)](const HttpRequest& request,
                                                     std::stop_token stop) {
    return line->send(request, std::move(stop));
  };
}

}  // namespace boards
