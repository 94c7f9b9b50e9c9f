// The spool: what a session's hooks said, one JSON record a line, in the order it was said. Written
// by `operator hook`, read by the owner from the offset that it committed together with the facts,
// so that nothing is lost and nothing counts twice.
//
// A line: {"v":1,"id":"…","at":ms,"kind":"hook","event":"PreToolUse","waits":false,
//          "inputDigest":"…","payload":{…}}   and "truncated":true when strings were cut.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace ipc {

inline constexpr std::size_t kRecordBytes = 256 * 1024;
inline constexpr std::uint64_t kSpoolBytes = 256ULL << 20;

struct SpoolRecord {
  std::string id;  // made by the writer, unique; a waiting question is known by it
  base::WallTime at;
  std::string kind;          // "hook"; "overflow" when the spool was full and later ones are lost
  std::string event;         // the hook's name, "" when its input was no JSON
  bool waits = false;        // a process waits for the answer
  bool truncated = false;    // larger strings inside the payload were cut
  std::string input_digest;  // of the whole `tool_input`, taken before any cutting; may be empty
  std::string payload;       // JSON text of one object

  bool damaged = false;  // the line was no record; only `problem` and `end` are set
  std::string problem;
  std::uint64_t end = 0;  // the offset behind this record's line feed
};

// A record from what the hook got on standard input. Text that is no JSON object becomes
// {"unreadable": its beginning}, so that the event is not lost.
SpoolRecord make_hook_record(std::string_view standard_input, bool waits, base::WallTime at);

// One line without its line feed, never longer than kRecordBytes: the largest strings of the
// payload are cut first, and what still does not fit is left out; `truncated` says so.
std::string encode_record(const SpoolRecord& record);

// Appends under a lock; creates the file (0600) but not its folder. Past kSpoolBytes records are
// dropped (false) after one "overflow" record. Errors: external_failed.
base::Result<bool> append_record(const std::filesystem::path& spool, const SpoolRecord& record);

struct SpoolBatch {
  std::vector<SpoolRecord> records;
  std::uint64_t new_offset = 0;  // where to go on; a half-written last line lies behind it
  bool more = false;             // stopped at a limit: read again at once
};

// Pure. `bytes` begin at `offset` in the file; `at_end` says that the file ends with them. Damaged
// lines come back as damaged records and never stop the reading.
SpoolBatch parse_spool(std::string_view bytes, std::uint64_t offset, std::size_t max_records,
                       bool at_end);

// At most `max_records` from `offset`. A missing file has none. When the file is shorter than
// `offset` (somebody replaced it), one damaged record says so and reading goes on at its end.
base::Result<SpoolBatch> read_spool(const std::filesystem::path& spool, std::uint64_t offset,
                                    std::size_t max_records = 1000);

// What becomes of a text of a payload; `name` is its field's, "" for one of a list.
using TextChange = std::function<std::string(std::string_view name, std::string_view text)>;

// The whole records of `from` in a new file (0600, over an old one; on the disk when it returns),
// each text of their payloads changed; lines that are no records are left out. Nothing is made
// where `from` does not exist. Errors: external_failed.
base::Status copy_spool(const std::filesystem::path& from, const std::filesystem::path& to,
                        const TextChange& change);

}  // namespace ipc
