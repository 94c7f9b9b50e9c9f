#include "wire/frame.h"

#include <charconv>

#include "base/text.h"

namespace wire {
namespace {

constexpr std::string_view kHeaderEnd = "\r\n\r\n";

}  // namespace

Frame make_frame(std::string_view body) {
  auto frame = std::make_shared<std::string>();
  frame->reserve(body.size() + 32);
  *frame += "Content-Length: ";
  *frame += std::to_string(body.size());
  *frame += kHeaderEnd;
  *frame += body;
  return frame;
}

void FrameReader::feed(std::string_view bytes) {
  if (broken_) return;
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  buffer_ += bytes;
}

tl::unexpected<base::Error> FrameReader::broken(const std::string& message) {
  broken_ = base::Error{base::ErrorCode::invalid_argument, message, {}};
  buffer_.clear();
  begin_ = 0;
  return base::fail(*broken_);
}

base::Result<std::size_t> FrameReader::parse_header(std::string_view header) const {
  std::optional<std::size_t> size;
  while (!header.empty()) {
    const std::size_t end = header.find("\r\n");
    const std::string_view line = header.substr(0, end);
    header.remove_prefix(end == std::string_view::npos ? header.size() : end + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      return base::fail(base::ErrorCode::invalid_argument, "a header line without a colon");
    }
    if (base::to_lower(line.substr(0, colon)) != "content-length") continue;
    const std::string_view value = base::trim(line.substr(colon + 1));
    std::size_t number = 0;
    const auto [last, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || last != value.data() + value.size() || size) {
      return base::fail(base::ErrorCode::invalid_argument, "a wrong Content-Length");
    }
    size = number;
  }
  if (!size)
    return base::fail(base::ErrorCode::invalid_argument, "a header without Content-Length");
  if (*size > max_body_) {
    return base::fail(base::ErrorCode::invalid_argument,
                      "a body of " + std::to_string(*size) + " bytes is over the limit");
  }
  return *size;
}

base::Result<std::optional<std::string>> FrameReader::next() {
  if (broken_) return base::fail(*broken_);
  const std::string_view unread = std::string_view(buffer_).substr(begin_);
  if (!body_size_) {
    const std::size_t end = unread.substr(0, kMaxHeaderBytes).find(kHeaderEnd);
    if (end == std::string_view::npos) {
      if (unread.size() >= kMaxHeaderBytes) return broken("a header over the limit");
      return std::nullopt;
    }
    const auto size = parse_header(unread.substr(0, end));
    if (!size) return broken(size.error().message);
    body_size_ = *size;
    begin_ += end + kHeaderEnd.size();
    return next();
  }
  if (unread.size() < *body_size_) return std::nullopt;
  std::string body(unread.substr(0, *body_size_));
  begin_ += *body_size_;
  body_size_.reset();
  return std::optional<std::string>(std::move(body));
}

}  // namespace wire
