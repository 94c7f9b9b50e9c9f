#include "link/spool.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/ids.h"
#include "base/paths.h"
#include "base/text.h"
#include "platform/append_file.h"
#include "platform/files.h"

namespace ipc {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kReadBytes = 4U << 20;
constexpr std::size_t kLineBytes = 1U << 20;  // a longer line was not written by us
constexpr std::size_t kEnvelopeBytes = 1024;  // all of a record but its payload
constexpr std::size_t kUnreadableBytes = 2048;
constexpr int kDepth = 200;

std::string dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// nlohmann dumps nested values by recursion: what is nested deeper than any tool's input is left
// out while reading.
Json parse(std::string_view text) {
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= kDepth; };
  return Json::parse(text.begin(), text.end(), shallow, false);
}

void collect_strings(Json& value, std::vector<std::string*>& strings) {
  if (value.is_string()) strings.push_back(value.get_ptr<std::string*>());
  if (value.is_structured()) {
    for (Json& child : value) collect_strings(child, strings);
  }
}

// Cuts the longest strings to one common length, so that short fields stay whole.
void cut_longest(Json& payload, std::size_t size, std::size_t allowed) {
  std::vector<std::string*> strings;
  collect_strings(payload, strings);
  std::size_t limit = 0;
  for (const std::string* text : strings) limit = std::max(limit, text->size());
  std::size_t saved = 0;
  while (limit > 32 && size - std::min(size, saved) > allowed) {
    limit = limit * 7 / 8;
    saved = 0;
    for (const std::string* text : strings) {
      if (text->size() > limit) saved += text->size() - limit;
    }
  }
  for (std::string* text : strings) {
    if (text->size() > limit) *text = std::string(base::cut_utf8(*text, limit)) + "…";
  }
}

// The payload's text in at most `allowed` bytes.
std::string fit(const std::string& text, std::size_t allowed, bool& truncated) {
  if (text.size() <= allowed) return text;
  truncated = true;
  Json payload = parse(text);
  std::string cut = text;
  // Escapes make text longer than its strings, so the estimate may need more than one round.
  for (std::size_t target = allowed; target > 4096 && cut.size() > allowed; target /= 2) {
    cut_longest(payload, cut.size(), target);
    cut = dump(payload);
  }
  if (cut.size() <= allowed) return cut;
  Json small = Json::object();
  if (!payload.is_object()) return "{}";
  std::size_t size = 2;
  for (const auto& [key, value] : payload.items()) {
    const std::size_t needs = key.size() * 6 + dump(value).size() + 4;
    if (size + needs > allowed) continue;
    small[key] = value;
    size += needs;
  }
  return dump(small);
}

SpoolRecord damaged(std::string problem, std::uint64_t end) {
  SpoolRecord record;
  record.damaged = true;
  record.problem = std::move(problem);
  record.end = end;
  return record;
}

std::string string_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool true_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

SpoolRecord parse_line(std::string_view line, std::uint64_t end) {
  if (line.size() > kLineBytes) return damaged("a line of more than 1 MiB", end);
  const Json json = parse(line);
  if (!json.is_object()) return damaged("not a JSON object", end);
  SpoolRecord record;
  record.end = end;
  record.id = string_at(json, "id");
  record.kind = string_at(json, "kind");
  if (record.id.empty() || record.kind.empty()) return damaged("no id or no kind", end);
  const auto at = json.find("at");
  if (at != json.end() && at->is_number_integer()) record.at.ms = at->get<std::int64_t>();
  record.event = string_at(json, "event");
  record.input_digest = string_at(json, "inputDigest");
  record.waits = true_at(json, "waits");
  record.truncated = true_at(json, "truncated");
  const auto payload = json.find("payload");
  record.payload = payload != json.end() && payload->is_object() ? dump(*payload) : "{}";
  return record;
}

}  // namespace

SpoolRecord make_hook_record(std::string_view standard_input, bool waits, base::WallTime at) {
  SpoolRecord record;
  record.id = "H-" + base::random_crockford(16);
  record.at = at;
  record.kind = "hook";
  record.waits = waits;
  const Json payload = parse(standard_input);
  if (!payload.is_object()) {
    const std::string_view beginning = base::cut_utf8(standard_input, kUnreadableBytes);
    record.payload = dump(Json{{"unreadable", base::to_valid_utf8(beginning)}});
    return record;
  }
  record.event = base::printable(string_at(payload, "hook_event_name"), 100);
  if (const auto input = payload.find("tool_input"); input != payload.end()) {
    record.input_digest = base::sha256_hex(dump(*input)).substr(0, 24);
  }
  record.payload = dump(payload);
  return record;
}

std::string encode_record(const SpoolRecord& record) {
  bool truncated = record.truncated;
  const std::string payload = fit(record.payload, kRecordBytes - kEnvelopeBytes, truncated);
  Json envelope{{"v", 1},
                {"id", record.id},
                {"at", record.at.ms},
                {"kind", record.kind},
                {"event", record.event},
                {"waits", record.waits}};
  if (!record.input_digest.empty()) envelope["inputDigest"] = record.input_digest;
  if (truncated) envelope["truncated"] = true;
  std::string line = dump(envelope);
  line.pop_back();
  return line + ",\"payload\":" + (payload.empty() ? "{}" : payload) + "}";
}

base::Result<bool> append_record(const std::filesystem::path& spool, const SpoolRecord& record) {
  static constexpr std::string_view kOverflow =
      R"({"v":1,"id":"overflow","kind":"overflow","event":"","waits":false,"payload":{}})";
  TRY_ASSIGN(const auto appended,
             platform::append_line(spool, encode_record(record), {kSpoolBytes, kOverflow}));
  return appended == platform::Appended::written;
}

SpoolBatch parse_spool(std::string_view bytes, std::uint64_t offset, std::size_t max_records,
                       bool at_end) {
  SpoolBatch batch;
  batch.new_offset = offset;
  while (!bytes.empty()) {
    if (batch.records.size() >= max_records) {
      batch.more = true;
      return batch;
    }
    const std::size_t line_end = bytes.find('\n');
    if (line_end == std::string_view::npos) {
      // Half a line is a writer at work, unless it is longer than any writer's.
      if (bytes.size() > kLineBytes) {
        batch.new_offset += bytes.size();
        batch.records.push_back(damaged("a line of more than 1 MiB", batch.new_offset));
      }
      break;
    }
    const std::string_view line = bytes.substr(0, line_end);
    bytes.remove_prefix(line_end + 1);
    batch.new_offset += line_end + 1;
    if (!base::trim(line).empty()) batch.records.push_back(parse_line(line, batch.new_offset));
  }
  batch.more = !at_end;
  return batch;
}

base::Result<SpoolBatch> read_spool(const std::filesystem::path& spool, std::uint64_t offset,
                                    std::size_t max_records) {
  TRY_ASSIGN(const platform::FileBytes file, platform::read_from(spool, offset, kReadBytes));
  if (file.inode == 0) return SpoolBatch{{}, offset, false};
  if (file.file_size < offset) {
    SpoolBatch batch;
    batch.new_offset = file.file_size;
    batch.records.push_back(
        damaged("the spool is shorter than what was read of it", file.file_size));
    return batch;
  }
  const bool at_end = offset + file.bytes.size() >= file.file_size;
  return parse_spool(file.bytes, offset, max_records, at_end);
}

namespace {

void change_texts(Json& value, const std::string& name, const TextChange& change) {
  if (value.is_string()) value = change(name, value.get_ref<const std::string&>());
  if (value.is_array()) {
    for (Json& child : value) change_texts(child, name, change);
  }
  if (value.is_object()) {
    for (auto& [key, child] : value.items()) change_texts(child, key, change);
  }
}

base::Status copy_records(const std::filesystem::path& from, std::ostream& out,
                          const TextChange& change) {
  std::uint64_t offset = 0;
  while (true) {
    TRY_ASSIGN(const SpoolBatch batch, read_spool(from, offset));
    for (SpoolRecord record : batch.records) {
      if (record.damaged) continue;
      Json payload = parse(record.payload);
      change_texts(payload, "", change);
      record.payload = payload.is_discarded() ? "{}" : dump(payload);
      out << encode_record(record) << '\n';
    }
    if (!batch.more || batch.new_offset == offset) return {};
    offset = batch.new_offset;
  }
}

}  // namespace

base::Status copy_spool(const std::filesystem::path& from, const std::filesystem::path& to,
                        const TextChange& change) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::exists(from, error)) return {};
  const fs::path part = to.string() + ".part";
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write, error);
  TRY(copy_records(from, out, change));
  out.close();
  if (!out) {
    return base::fail(base::ErrorCode::external_failed, part.string() + " cannot be written");
  }
  TRY(platform::sync_file(part));
  fs::rename(part, to, error);
  if (error) {
    return base::fail(base::ErrorCode::external_failed, to.string() + ": " + error.message());
  }
  return platform::sync_folder(to.parent_path());
}

}  // namespace ipc
