// Reading a spool: the same records wherever it was cut when it was read first and however many
// were wanted at a time; damaged lines come back as such and stop nothing.
#include "link/spool.h"

#include <vector>

#include "fuzz.h"
#include "link/claim.h"

namespace {

std::vector<ipc::SpoolRecord> read(std::string_view bytes, std::uint64_t& offset,
                                   std::size_t at_once) {
  std::vector<ipc::SpoolRecord> all;
  while (true) {
    const std::string_view rest = bytes.substr(offset);
    ipc::SpoolBatch batch = ipc::parse_spool(rest, offset, at_once, true);
    HOLDS(batch.records.size() <= at_once);
    HOLDS(batch.new_offset >= offset && batch.new_offset <= bytes.size());
    HOLDS(!batch.more || batch.new_offset > offset);
    for (ipc::SpoolRecord& record : batch.records) {
      HOLDS(record.end > offset && record.end <= batch.new_offset);
      HOLDS(all.empty() || record.end > all.back().end);
      all.push_back(std::move(record));
    }
    offset = batch.new_offset;
    if (!batch.more) return all;
  }
}

bool same(const ipc::SpoolRecord& a, const ipc::SpoolRecord& b) {
  return a.id == b.id && a.at == b.at && a.kind == b.kind && a.event == b.event &&
         a.waits == b.waits && a.truncated == b.truncated && a.input_digest == b.input_digest &&
         a.payload == b.payload && a.damaged == b.damaged && a.problem == b.problem &&
         a.end == b.end;
}

}  // namespace

FUZZ_TARGET(input) {
  const std::size_t at_once = 1 + input.choice() % 4;
  const std::size_t cut = input.choice() * 256 + input.choice();
  const std::string_view bytes = input.text();

  std::uint64_t offset = 0;
  const auto whole = read(bytes, offset, 1000);
  const std::uint64_t end = offset;
  // Behind the last whole line, wherever that is.
  HOLDS(bytes.substr(end).find('\n') == std::string_view::npos);

  offset = 0;
  auto parts = read(bytes.substr(0, std::min(cut, bytes.size())), offset, at_once);
  for (auto& record : read(bytes, offset, at_once)) parts.push_back(std::move(record));
  HOLDS(offset == end);
  HOLDS(parts.size() == whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) HOLDS(same(parts[i], whole[i]));

  for (const auto& record : whole) {
    if (record.damaged) {
      HOLDS(!record.problem.empty());
      continue;
    }
    (void)ipc::claim_of(record);
    const std::string line = ipc::encode_record(record) + "\n";
    HOLDS(line.size() <= ipc::kRecordBytes + 1 && line.find('\n') == line.size() - 1);
    const auto again = ipc::parse_spool(line, 0, 10, true);
    HOLDS(again.records.size() == 1);
    ipc::SpoolRecord moved = again.records[0];
    moved.end = record.end;
    HOLDS(same(moved, record));
  }
}
