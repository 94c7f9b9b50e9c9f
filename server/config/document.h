// Reading one JSON object field by field: a field that is absent leaves the caller's default, a
// wrong one leaves it too and becomes a problem, and what nobody asked for is warned about.
#pragma once
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "config/config.h"
#include "config/json_text.h"

namespace config {

// The JSON object that `bytes` are, with a warning for each key that is there twice; nothing, with
// a problem, when they are none.
std::optional<JsonText> read_document(std::string_view bytes, const std::string& file,
                                      std::vector<Problem>& problems);

// Collects the problems of one file.
struct Report {
  std::string file;
  const JsonText* text = nullptr;
  std::vector<Problem>* problems = nullptr;
  int errors = 0;

  void error(const std::string& path, std::string message);
  void warn(const std::string& path, std::string message);
};

// `value` must outlive it.
class ObjectReader {
 public:
  ObjectReader(const nlohmann::ordered_json& value, std::string path, Report& report)
      : value_(value), path_(std::move(path)), report_(report) {}

  // Each returns whether the field is there and right.
  bool read(const char* key, bool& out);
  bool read(const char* key, std::string& out);
  bool read(const char* key, base::Millis& out);
  bool read(const char* key, std::vector<std::string>& out);
  bool read(const char* key, std::vector<std::vector<std::string>>& out);
  bool read(const char* key, int& out, int low, int high);
  bool read(const char* key, double& out, double low);
  // "512MB", "2GB", in bytes.
  bool read_size(const char* key, std::uint64_t& out);
  // A text, or several lines of it as an array.
  bool read_lines(const char* key, std::string& out);
  // One of `words`; `out` is its index.
  bool read_word(const char* key, const std::vector<std::string>& words, int& out);
  bool read_object(const char* key, const std::function<void(ObjectReader&)>& reader);
  // Each member is an object; `reader` gets its key.
  bool read_map(const char* key,
                const std::function<void(const std::string&, ObjectReader&)>& reader);
  bool read_map(const char* key,
                const std::function<void(const std::string&, const std::string&)>& reader);
  bool read_array(const char* key, const std::function<void(ObjectReader&)>& reader);
  void allow(const char* key) { asked_.insert(key); }
  // Warns about every key that was not asked for.
  void warn_unknown();

  [[nodiscard]] bool has(const char* key) const { return value_.contains(key); }
  [[nodiscard]] std::string path_of(const std::string& key) const;
  [[nodiscard]] const std::string& path() const { return path_; }
  Report& report() { return report_; }

 private:
  const nlohmann::ordered_json* find(const char* key);
  bool wrong(const char* key, const std::string& expected);

  const nlohmann::ordered_json& value_;
  std::string path_;
  Report& report_;
  std::set<std::string> asked_;
};

}  // namespace config
