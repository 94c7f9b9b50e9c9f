// HTTP and HTTPS through libcurl. Proxies as the environment names them (https_proxy, no_proxy),
// certificates as the system has them, or SSL_CERT_FILE (CURL_CA_BUNDLE) and SSL_CERT_DIR have.
// The library is loaded with the first request: with it come thirty others, 6 MB for an owner that
// has no board.
// Facts: curl.se/libcurl/c.
#pragma once
#include "boards/http.h"

namespace boards {

struct HttpLimits {
  int connect_s = 15;
  int idle_s = 60;  // no byte for so long ends a request
  int whole_s = 300;
  std::size_t reply_bytes = 64U << 20;
};
// For any worker thread; its requests go one after another over one connection, which stays open
// until the last copy of it is gone. Redirects are replies: a token goes nowhere else.
Http curl_http(HttpLimits limits = {});

}  // namespace boards
