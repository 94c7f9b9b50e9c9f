#include "link/spool.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "base/ids.h"
#include "base/text.h"

namespace {

namespace fs = std::filesystem;

struct TempDir {
  fs::path path = fs::temp_directory_path() / ("spool-" + base::random_crockford(10));
  TempDir() { fs::create_directories(path); }
  ~TempDir() { fs::remove_all(path); }
};

ipc::SpoolRecord record_of(const std::string& payload, bool waits = false) {
  return ipc::make_hook_record(payload, waits, base::WallTime{1234});
}

std::string line_of(const std::string& payload) {
  return ipc::encode_record(record_of(payload)) + "\n";
}

}  // namespace

TEST_CASE("a copy has every record with its texts changed, and nothing else") {
  const TempDir dir;
  const fs::path spool = dir.path / "app-1.jsonl", copy = dir.path / "hooks.jsonl";
  const auto change = [](std::string_view name, std::string_view text) {
    return name == "password" ? std::string("…") : base::to_lower(text);
  };
  REQUIRE(ipc::copy_spool(spool, copy, change));
  CHECK_FALSE(fs::exists(copy));
  {
    std::ofstream out(spool);
    out << line_of(
               R"({"hook_event_name":"Stop","tool_input":{"password":"X \"y\"","list":["A",1]}})")
        << "no record\n";
    for (int i = 0; i < 1500; ++i) out << line_of(R"({"hook_event_name":"Stop","n":"B"})");
    out << "{\"half";
  }
  REQUIRE(ipc::copy_spool(spool, copy, change));
  const auto batch = ipc::read_spool(copy, 0, 5000).value();
  REQUIRE(batch.records.size() == 1501);
  const auto first = nlohmann::json::parse(batch.records[0].payload);
  CHECK(first["tool_input"] == nlohmann::json::parse(R"({"password":"…","list":["a",1]})"));
  CHECK(nlohmann::json::parse(batch.records[1500].payload)["n"] == "b");
  CHECK(batch.records[1500].at.ms == 1234);
  struct stat info {};
  REQUIRE(stat(copy.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("a hook's input comes back from the spool as it went in") {
  const TempDir dir;
  const fs::path spool = dir.path / "app-1.jsonl";
  const auto sent = record_of(
      R"({"hook_event_name":"PreToolUse","tool_input":{"command":"ls\n\"x\""},"n":1})", true);
  REQUIRE(ipc::append_record(spool, sent).value());
  const auto batch = ipc::read_spool(spool, 0).value();
  REQUIRE(batch.records.size() == 1);
  const auto& got = batch.records[0];
  CHECK(got.id == sent.id);
  CHECK(got.at.ms == 1234);
  CHECK(got.kind == "hook");
  CHECK(got.event == "PreToolUse");
  CHECK(got.waits);
  CHECK_FALSE(got.truncated);
  CHECK(got.input_digest == sent.input_digest);
  CHECK(nlohmann::json::parse(got.payload) == nlohmann::json::parse(sent.payload));
  CHECK(got.end == fs::file_size(spool));
  CHECK(batch.new_offset == got.end);
  CHECK_FALSE(batch.more);
  struct stat info {};
  REQUIRE(stat(spool.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("the digest of a tool's input does not depend on the order of its keys or on cutting") {
  const auto one = record_of(R"({"tool_input":{"a":1,"b":2}})");
  const auto two = record_of(R"({"tool_input": {"b":2, "a":1},"tool_response":"x"})");
  const auto other = record_of(R"({"tool_input":{"a":1,"b":3}})");
  CHECK(one.input_digest == two.input_digest);
  CHECK(one.input_digest != other.input_digest);
  const std::string big(400 << 10, 'x');
  const auto whole = record_of(R"({"tool_input":{"a":")" + big + R"("}})");
  const auto longer = record_of(R"({"tool_input":{"a":")" + big + R"(y"}})");
  CHECK(whole.input_digest != longer.input_digest);
}

TEST_CASE("a record never passes its limit, and short fields survive the cut") {
  std::string payload =
      R"({"hook_event_name":"PostToolUse","tool_use_id":"toolu_1","tool_response":")";
  SUBCASE("one long string") { payload += std::string(1 << 20, 'r') + "\"}"; }
  SUBCASE("characters that need escapes") {
    for (int i = 0; i < 60000; ++i) payload += "\\u0001\\n";
    payload += "\"}";
  }
  SUBCASE("a huge array of numbers") {
    payload += "\",\"list\":[0";
    for (int i = 0; i < 400000; ++i) payload += ",12";
    payload += "]}";
  }
  const std::string line = ipc::encode_record(record_of(payload));
  CHECK(line.size() <= ipc::kRecordBytes);
  CHECK(line.find('\n') == std::string::npos);
  const auto batch = ipc::parse_spool(line + "\n", 0, 10, true);
  REQUIRE(batch.records.size() == 1);
  CHECK(batch.records[0].truncated);
  const auto kept = nlohmann::json::parse(batch.records[0].payload);
  CHECK(kept.at("tool_use_id") == "toolu_1");
}

TEST_CASE("input that is no JSON, or nested absurdly, is still a record") {
  CHECK(record_of("not json \xff").payload.find("unreadable") != std::string::npos);
  CHECK(record_of("").event.empty());
  CHECK(record_of("[1]").payload.find("unreadable") != std::string::npos);
  const std::string deep = R"({"hook_event_name":"Stop","x":)" + std::string(200000, '[') +
                           std::string(200000, ']') + "}";
  CHECK(ipc::encode_record(record_of(deep)).size() <= ipc::kRecordBytes);
}

TEST_CASE("a half-written last line is left for later") {
  const std::string first = line_of(R"({"hook_event_name":"Stop"})");
  const std::string second = line_of(R"({"hook_event_name":"SessionEnd"})");
  for (std::size_t cut = 0; cut < second.size(); ++cut) {
    const auto batch = ipc::parse_spool(first + second.substr(0, cut), 100, 10, true);
    REQUIRE(batch.records.size() == 1);
    REQUIRE(batch.new_offset == 100 + first.size());
    REQUIRE_FALSE(batch.more);
  }
}

TEST_CASE("damaged lines are reported and skipped") {
  const std::string good = line_of(R"({"hook_event_name":"Stop"})");
  const std::string text = good + "garbage\n{\"v\":1}\n\n[]\n" + good;
  const auto batch = ipc::parse_spool(text, 0, 100, true);
  REQUIRE(batch.records.size() == 5);
  CHECK_FALSE(batch.records[0].damaged);
  for (std::size_t i = 1; i < 4; ++i) {
    CHECK(batch.records[i].damaged);
    CHECK_FALSE(batch.records[i].problem.empty());
  }
  CHECK(batch.records[4].event == "Stop");
  CHECK(batch.new_offset == text.size());
  const auto again = ipc::parse_spool(text, 0, 2, true);
  CHECK(again.more);
  const std::string_view rest = std::string_view(text).substr(again.new_offset);
  CHECK(ipc::parse_spool(rest, again.new_offset, 100, true).records.size() == 3);
}

TEST_CASE("a writer that was killed half-way costs its own record only") {
  const TempDir dir;
  const fs::path spool = dir.path / "app-1.jsonl";
  std::ofstream(spool) << R"({"v":1,"id":"H-1","ki)";
  REQUIRE(ipc::append_record(spool, record_of(R"({"hook_event_name":"Stop"})")).value());
  const auto batch = ipc::read_spool(spool, 0).value();
  REQUIRE(batch.records.size() == 2);
  CHECK(batch.records[0].damaged);
  CHECK(batch.records[1].event == "Stop");
}

TEST_CASE("writers at the same time do not mix their lines") {
  const TempDir dir;
  const fs::path spool = dir.path / "app-1.jsonl";
  std::vector<pid_t> children;
  for (int writer = 0; writer < 4; ++writer) {
    const pid_t pid = fork();
    if (pid == 0) {
      const std::string text(20000, static_cast<char>('a' + writer));
      for (int i = 0; i < 25; ++i) {
        if (!ipc::append_record(spool, record_of("{\"x\":\"" + text + "\"}"))) _exit(1);
      }
      _exit(0);
    }
    children.push_back(pid);
  }
  for (const pid_t pid : children) {
    int status = 1;
    waitpid(pid, &status, 0);
    CHECK(status == 0);
  }
  const auto batch = ipc::read_spool(spool, 0).value();
  CHECK(batch.records.size() == 100);
  for (const auto& record : batch.records) REQUIRE_FALSE(record.damaged);
}

TEST_CASE("a full spool says so once and drops the rest") {
  const TempDir dir;
  const fs::path spool = dir.path / "app-1.jsonl";
  REQUIRE(ipc::append_record(spool, record_of("{}")).value());
  const auto start = fs::file_size(spool);
  fs::resize_file(spool, ipc::kSpoolBytes);  // sparse
  CHECK_FALSE(ipc::append_record(spool, record_of("{}")).value());
  const auto full = fs::file_size(spool);
  CHECK_FALSE(ipc::append_record(spool, record_of("{}")).value());
  CHECK(fs::file_size(spool) == full);
  const auto batch = ipc::read_spool(spool, ipc::kSpoolBytes).value();
  REQUIRE(batch.records.size() == 1);
  CHECK(batch.records[0].kind == "overflow");
  CHECK(start < full);
}

TEST_CASE("reading a missing or replaced spool is no error") {
  const TempDir dir;
  const fs::path spool = dir.path / "app-1.jsonl";
  CHECK(ipc::read_spool(spool, 50).value().new_offset == 50);
  std::ofstream(spool) << line_of("{}");
  const auto batch = ipc::read_spool(spool, 100000).value();
  REQUIRE(batch.records.size() == 1);
  CHECK(batch.records[0].damaged);
  CHECK(batch.new_offset == fs::file_size(spool));
}

TEST_CASE("random bytes never stop or crash the reader") {
  std::mt19937 random(20261121);
  const std::string seed = line_of(R"({"hook_event_name":"Stop","x":["é",{"y":null}]})");
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 4; ++i) {
      std::string line = seed;
      for (unsigned hits = random() % 6; hits > 0; --hits) {
        line[random() % line.size()] = static_cast<char>(random() & 255);
      }
      text += line;
    }
    std::uint64_t offset = 0;
    for (int reads = 0; reads < 100 && offset < text.size(); ++reads) {
      const auto batch = ipc::parse_spool(std::string_view(text).substr(offset), offset, 1, true);
      REQUIRE(batch.new_offset >= offset);
      if (batch.new_offset == offset) break;
      for (const auto& record : batch.records) {
        REQUIRE(record.end <= text.size());
        if (!record.damaged) REQUIRE(base::is_valid_utf8(record.payload));
      }
      offset = batch.new_offset;
    }
  }
}
