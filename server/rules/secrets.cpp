#include "rules/secrets.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace rules {
namespace {

constexpr std::string_view kCut = "…";
constexpr std::size_t kTokenBytes = 16;  // behind a maker's beginning
constexpr std::size_t kValueBytes = 6;   // shorter ones are words of a sentence
constexpr std::size_t kShortest = 3;     // of what is certainly a value

constexpr std::array<std::string_view, 23> kBeginnings{
    "ghp_",  "gho_",  "ghu_",  "ghs_", "ghr_",     "github_pat_", "glpat-",    "xoxb-",
    "xoxp-", "xoxa-", "xapp-", "sk-",  "sk_",      "rk_live_",    "AKIA",      "ASIA",
    "AIza",  "npm_",  "pypi-", "hf_",  "lin_api_", "ATATT",       "eyJhbGciOi"};
constexpr std::array<std::string_view, 9> kNames{"password", "passwd",     "passphrase",
                                                 "secret",   "token",      "apikey",
                                                 "api_key",  "access_key", "api-key"};

// Most letters of a text begin none of them.
template <std::size_t N>
constexpr std::array<bool, 256> first_letters(const std::array<std::string_view, N>& words) {
  std::array<bool, 256> first{};
  for (const std::string_view word : words) first[static_cast<unsigned char>(word.front())] = true;
  return first;
}
constexpr auto kBeginningLetters = first_letters(kBeginnings);
constexpr auto kNameLetters = first_letters(kNames);

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_token(char c) { return is_word(c) || c == '-' || c == '.'; }
bool ends_value(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '"' || c == '\'' || c == '`' || c == '&' ||
         c == ';' || c == ',' || c == ')' || c == '}' || c == ']' || c == '<' || c == '>';
}

class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text), lower_(base::to_lower(text)) {}

  std::string run() {
    while (at_ < text_.size()) {
      const bool begins = at_ == 0 || !is_word(text_[at_ - 1]);
      if (begins && (key_block() || maker_token() || scheme())) continue;
      if (named_value() || address()) continue;
      out_ += text_[at_++];
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::size_t end_of(bool (*in)(char), std::size_t from) const {
    while (from < text_.size() && in(text_[from])) ++from;
    return from;
  }
  [[nodiscard]] std::size_t value_end(std::size_t from) const {
    while (from < text_.size() && !ends_value(text_[from])) ++from;
    return from;
  }
  // All up to `keep` stays, what follows it up to `end` goes.
  bool cut(std::size_t keep, std::size_t end) {
    out_ += text_.substr(at_, keep - at_);
    out_ += kCut;
    at_ = end;
    return true;
  }

  bool key_block() {
    if (!text_.substr(at_).starts_with("-----BEGIN ")) return false;
    const auto line = text_.find("PRIVATE KEY-----", at_);
    if (line == std::string_view::npos || line - at_ > 60) return false;
    const auto end = text_.find("-----END", line);
    return cut(line + 16, end == std::string_view::npos ? text_.size() : end);
  }

  bool maker_token() {
    if (!kBeginningLetters[static_cast<unsigned char>(text_[at_])]) return false;
    const auto rest = text_.substr(at_);
    for (const std::string_view beginning : kBeginnings) {
      if (!rest.starts_with(beginning)) continue;
      const std::size_t from = at_ + beginning.size(), end = end_of(is_token, from);
      const bool has_digit = std::any_of(text_.begin() + static_cast<std::ptrdiff_t>(from),
                                         text_.begin() + static_cast<std::ptrdiff_t>(end),
                                         [](char c) { return c >= '0' && c <= '9'; });
      if (end - from >= kTokenBytes - 4 && has_digit) return cut(from, end);
    }
    return false;
  }

  bool scheme() {
    for (const std::string_view name : {"bearer ", "basic "}) {
      if (lower_.compare(at_, name.size(), name) != 0) continue;
      const std::size_t from = at_ + name.size(), end = value_end(from);
      if (end - from >= kTokenBytes && text_[from] != '$') return cut(from, end);
    }
    return false;
  }

  // password=…, "token": "…", --secret …, X-Api-Key: …
  bool named_value() {
    if (!kNameLetters[static_cast<unsigned char>(lower_[at_])]) return false;
    for (const std::string_view name : kNames) {
      if (lower_.compare(at_, name.size(), name) != 0) continue;
      std::size_t from = at_ + name.size();
      const std::size_t word = end_of([](char c) { return is_word(c) || c == '-'; }, from);
      if (word - from > 12) return false;
      from = word;
      const bool option = option_before();
      bool certain = false;
      if (from < text_.size() && text_[from] == '=') {
        certain = true;
        ++from;
      } else if (from < text_.size() && (text_[from] == ':' || text_[from] == '"')) {
        from = end_of([](char c) { return c == ':' || c == '"' || c == ' '; }, from);
      } else if (option && from < text_.size() && text_[from] == ' ') {
        certain = true;
        ++from;
      } else {
        return false;
      }
      const bool quoted = from < text_.size() && (text_[from] == '"' || text_[from] == '\'');
      const auto close = quoted ? text_.find(text_[from], from + 1) : std::string_view::npos;
      if (quoted) ++from;
      const std::size_t end = close == std::string_view::npos ? value_end(from) : close;
      if (end == from || text_[from] == '$') return false;
      const std::string_view value = text_.substr(from, end - from);
      const bool looks_made = value.size() >= kValueBytes &&
                              value.find_first_of("0123456789") != std::string_view::npos;
      if (!looks_made && !(certain && value.size() >= kShortest)) return false;
      return cut(from, end);
    }
    return false;
  }
  // The word under way began with "--".
  [[nodiscard]] bool option_before() const {
    std::size_t begin = at_;
    while (begin > 0 && (is_word(text_[begin - 1]) || text_[begin - 1] == '-')) --begin;
    return text_.substr(begin).starts_with("--");
  }

  // ://user:password@
  bool address() {
    if (!text_.substr(at_).starts_with("://")) return false;
    const std::size_t from = at_ + 3, end = value_end(from);
    const auto host = text_.substr(from, end - from);
    const auto at = host.find('@'), colon = host.find(':');
    if (at == std::string_view::npos || colon >= at || host.find('/') < at) return false;
    return cut(from + colon + 1, from + at);
  }

  std::string_view text_;
  std::string lower_, out_;
  std::size_t at_ = 0;
};

}  // namespace

std::string without_secrets(std::string_view text) { return Cutter(text).run(); }

std::string without_secrets(std::string_view name, std::string_view text) {
  const std::string lower = base::to_lower(name);
  const bool is_secret = std::ranges::any_of(
      kNames, [&](std::string_view one) { return lower.find(one) != std::string::npos; });
  const bool is_kept = text.size() < kShortest || text.starts_with('$') || text == kCut;
  return is_secret && !is_kept ? std::string(kCut) : without_secrets(text);
}

}  // namespace rules
