#include "app/spools.h"

#include <algorithm>
#include <asio/post.hpp>

#include "agents/agent.h"
#include "base/log.h"
#include "link/claim.h"
#include "rules/lifecycle.h"

namespace app {

using base::SessionId;

namespace {
constexpr std::size_t kBatch = 500;
constexpr std::size_t kAsked = 32;

bool is_heard(const rules::Session& session) {
  return session.run > 0 && session.phase != rules::Phase::ended;
}

// Agents make their transcript's folders with its first line, which is after they name it.
std::filesystem::path existing_above(const std::filesystem::path& file) {
  std::error_code error;
  std::filesystem::path folder = file.parent_path().parent_path();
  while (folder.has_relative_path() && !std::filesystem::is_directory(folder, error)) {
    folder = folder.parent_path();
  }
  return folder;
}
}  // namespace

Spools::Spools(Engine& engine) : engine_(engine) {}
Spools::~Spools() = default;

base::Status Spools::start() {
  TRY_ASSIGN(auto bell, platform::bind_bell(engine_.loop(), engine_.paths().bell_socket()));
  bell_ = std::make_unique<platform::LocalDatagram>(std::move(bell));
  auto watch = platform::Watch::make(engine_.loop(), [this](const platform::WatchReport& report) {
    std::set<SessionId> touched;
    for (const auto& entry : report.entries) {
      for (const auto& id : folders_[entry.folder]) {
        const bool own = entry.name.empty() || followed_[id].filename() == entry.name;
        if (own) touched.insert(id);
      }
    }
    for (const auto& [id, file] : followed_) {
      if (report.everything || touched.contains(id)) read_transcript(id);
    }
  });
  if (watch) {
    watch_ = std::move(*watch);
  } else {
    base::log_warn("transcripts are not watched: " + watch.error().message);
  }
  hear();
  read_all();
  std::set<SessionId> all;
  for (const auto& [id, session] : engine_.state().sessions) all.insert(id);
  follow_transcripts(all);
  return {};
}

void Spools::bind_again() {
  const auto path = engine_.paths().bell_socket();
  if (!bell_ || platform::inode_of(path) != 0) return;
  auto bell = platform::bind_bell(engine_.loop(), path);
  if (!bell) return base::log_error("hooks are not heard: " + bell.error().message);
  *bell_ = std::move(*bell);
  hear();
  read_all();
}

void Spools::hear() {
  const auto heard = [this](const std::error_code& error, std::size_t size) {
    if (error) return;
    const SessionId first{std::string(ring_, size)};
    bool several = false;
    std::error_code none;
    while (bell_->available(none) > 0 && !none) {
      bell_->receive(asio::buffer(ring_), 0, none);
      several = true;
    }
    // A ring that finds the bell full is lost. Then several waited, and any may have spoken.
    if (several) {
      read_all();
    } else {
      read_rung(first);
    }
    hear();
  };
  bell_->async_receive(asio::buffer(ring_), heard);
}

// What rings without a known name may be of any: an older version's hooks say only "look".
void Spools::read_rung(const SessionId& id) {
  const auto session = engine_.state().sessions.find(id);
  if (session == engine_.state().sessions.end()) return read_all();
  if (is_heard(session->second)) read_some(id);
}

void Spools::read_all() {
  std::vector<SessionId> ids;
  for (const auto& [id, session] : engine_.state().sessions) {
    if (!is_heard(session)) continue;
    // The reading itself opens the file: a look at its size tells most of them apart.
    std::error_code absent;
    const auto size = std::filesystem::file_size(engine_.paths().spool(id), absent);
    const bool is_new = size != static_cast<std::uint64_t>(session.spool_offset);
    if (!absent && is_new) ids.push_back(id);
  }
  for (const auto& id : ids) read_some(id);
}

void Spools::read(const SessionId& id) {
  // An agent may write as fast as it is read: only what is there now is read to its end.
  std::error_code error;
  const auto end = std::filesystem::file_size(engine_.paths().spool(id), error);
  while (!error && read_batch(id)) {
    const auto session = engine_.state().sessions.find(id);
    if (session == engine_.state().sessions.end()) return;
    if (static_cast<std::uint64_t>(session->second.spool_offset) >= end) return;
  }
}

// Batch by batch, with a turn for everybody else between two.
void Spools::read_some(const SessionId& id) {
  if (!read_batch(id) || !reading_.insert(id).second) return;
  asio::post(engine_.loop(), [this, id] {
    reading_.erase(id);
    read_some(id);
  });
}

bool Spools::read_batch(const SessionId& id) {
  const auto session = engine_.state().sessions.find(id);
  if (session == engine_.state().sessions.end()) return false;
  const auto offset = static_cast<std::uint64_t>(session->second.spool_offset);
  auto batch = ipc::read_spool(engine_.paths().spool(id), offset, kBatch);
  if (!batch) {
    base::log_warn("spool of " + id.value + ": " + batch.error().message);
    return false;
  }
  if (batch->new_offset == offset) return false;
  const auto& adapter = agents::agent_of(session->second.agent_kind);
  std::vector<rules::AgentRecord> records;
  for (const auto& record : batch->records) {
    if (record.damaged) {
      base::log_warn("spool of " + id.value + ": " + record.problem);
      continue;
    }
    if (const auto claim = ipc::claim_of(record)) {
      rules::AgentRecord claimed;
      claimed.id = record.id;
      claimed.at = record.at;
      claimed.event =
          rules::StepClaimed{claim->step, claim->summary, claim->plan, claim->pull_request};
      records.push_back(std::move(claimed));
      continue;
    }
    if (record.waits) remember(id, record);
    for (auto& event : adapter.interpret(record)) records.push_back(std::move(event));
  }
  rules::ReadMark mark;
  mark.spool_offset = static_cast<std::int64_t>(batch->new_offset);
  const bool kept = engine_.note(
      "agent", [&](rules::Draft& draft) { rules::agent_seen(draft, id, records, mark); });
  if (!kept) engine_.when_store_works("spool of " + id.value, [this, id] { read_some(id); });
  return kept && batch->more;
}

void Spools::remember(const SessionId& id, const ipc::SpoolRecord& record) {
  const Question question{id, record.id};
  if (asked_.insert_or_assign(question, record).second) asked_order_.push_back(question);
  while (asked_order_.size() > kAsked) {
    asked_.erase(asked_order_.front());
    asked_order_.pop_front();
  }
}

void Spools::follow_transcripts(const std::set<SessionId>& sessions) {
  for (const auto& id : sessions) {
    const auto session = engine_.state().sessions.find(id);
    const bool wanted = session != engine_.state().sessions.end() &&
                        !session->second.transcript.empty() &&
                        session->second.phase != rules::Phase::ended;
    const auto known = followed_.find(id);
    const std::filesystem::path file = wanted ? session->second.transcript : "";
    if (known != followed_.end() && known->second == file) continue;
    if (known != followed_.end()) {
      const auto folder = known->second.parent_path();
      folders_[folder].erase(id);
      if (folders_[folder].empty()) {
        folders_.erase(folder);
        if (watch_) watch_->remove(folder);
      }
      followed_.erase(known);
    }
    if (!wanted || !file.is_absolute()) continue;
    followed_[id] = file;
    auto& users = folders_[file.parent_path()];
    if (users.empty() && watch_) {
      if (auto added = watch_->add(file.parent_path(), existing_above(file)); !added) {
        base::log_warn("transcript of " + id.value + " is not watched: " + added.error().message);
      }
    }
    users.insert(id);
    read_transcript(id);
  }
}

void Spools::read_transcript(const SessionId& id) {
  const auto session = engine_.state().sessions.find(id);
  const auto file = followed_.find(id);
  if (session == engine_.state().sessions.end() || file == followed_.end()) return;
  const auto& adapter = agents::agent_of(session->second.agent_kind);
  const std::string before = session->second.transcript_state;
  agents::TranscriptState mark = agents::transcript_state_from(before);
  auto news = agents::follow_transcript(adapter, file->second, mark);
  if (!news) return;  // not there yet, or not readable: the hooks are the better source anyway
  rules::ReadMark read;
  read.transcript_state = agents::to_text(mark);
  if (*read.transcript_state == before && news->records.empty()) return;
  const bool kept = engine_.note(
      "agent", [&](rules::Draft& draft) { rules::agent_seen(draft, id, news->records, read); });
  const auto again = [this, id] { read_transcript(id); };
  if (!kept) return engine_.when_store_works("transcript of " + id.value, again);
  // A chunk at a time: the file is the agent's, and may be as long as it likes.
  if (news->more && transcribing_.insert(id).second) {
    asio::post(engine_.loop(), [this, id] {
      transcribing_.erase(id);
      read_transcript(id);
    });
  }
}

// What was asked before this owner began to read: the answer is made from the question's own words.
std::optional<ipc::SpoolRecord> Spools::find_record(const SessionId& id,
                                                    const std::string& event_id) const {
  std::uint64_t offset = 0;
  while (true) {
    auto batch = ipc::read_spool(engine_.paths().spool(id), offset, kBatch);
    if (!batch || batch->new_offset == offset) return std::nullopt;
    for (auto& record : batch->records) {
      if (!record.damaged && record.id == event_id) return std::move(record);
    }
    if (!batch->more) return std::nullopt;
    offset = batch->new_offset;
  }
}

Spools::Reply Spools::encode(const SessionId& id, const std::string& event_id,
                             const rules::WaitAnswer& answer) const {
  Reply reply;
  reply.gone = answer.gone;
  if (answer.gone) return reply;
  const auto session = engine_.state().sessions.find(id);
  if (session == engine_.state().sessions.end()) return Reply{true, ""};
  const auto& adapter = agents::agent_of(session->second.agent_kind);
  const auto asked = asked_.find({id, event_id});
  ipc::SpoolRecord record;
  if (asked != asked_.end()) {
    record = asked->second;
  } else if (auto found = find_record(id, event_id)) {
    record = std::move(*found);
  } else {
    record.event = answer.answer.kind == rules::HookAnswer::Kind::context ? "PostToolUse"
                                                                          : "PermissionRequest";
    record.payload = "{}";
  }
  reply.output = adapter.encode_answer(record, answer.answer);
  return reply;
}

void Spools::wait(const SessionId& id, const std::string& event_id, Done done) {
  read(id);  // its record may not have been read yet
  if (const auto answer = rules::answer_for(engine_.state(), id, event_id)) {
    return done(encode(id, event_id, *answer));
  }
  const auto session = engine_.state().sessions.find(id);
  if (session == engine_.state().sessions.end() || session->second.phase == rules::Phase::ended) {
    return done(Reply{true, ""});
  }
  bool open = false;
  for (const auto& [key, review] : engine_.state().reviews) {
    open = open || (review.session == id && review.event_id == event_id);
  }
  if (!open) return done(Reply{true, ""});  // its question was over before it could be asked
  // A hook that reconnects replaces its own earlier wait.
  const Question question{id, event_id};
  const auto before = waiting_.find(question);
  if (before != waiting_.end()) {
    auto old = std::move(before->second);
    waiting_.erase(before);
    old(Reply{true, ""});
  }
  waiting_[question] = std::move(done);
}

bool Spools::forget(const SessionId& id, const std::string& event_id) {
  return waiting_.erase({id, event_id}) > 0;
}

void Spools::answer(const std::set<SessionId>& sessions) {
  const auto is_open = [this](const Question& question) {
    const auto& reviews = engine_.state().reviews;
    return std::any_of(reviews.begin(), reviews.end(), [&](const auto& entry) {
      return entry.second.session == question.first && entry.second.event_id == question.second;
    });
  };
  std::vector<std::pair<Question, Done>> ready;
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    const auto& [id, event_id] = it->first;
    const bool over = sessions.contains(id) &&
                      (rules::answer_for(engine_.state(), id, event_id) || !is_open(it->first));
    if (!over) {
      ++it;
      continue;
    }
    ready.emplace_back(it->first, std::move(it->second));
    it = waiting_.erase(it);
  }
  for (auto& [question, done] : ready) {
    const auto& [id, event_id] = question;
    const auto answer = rules::answer_for(engine_.state(), id, event_id);
    done(answer ? encode(id, event_id, *answer) : Reply{true, ""});
    asked_.erase(question);
  }
}

}  // namespace app
