// What hooks and transcripts say, read from where reading stopped and committed together with that
// mark. A ring of the bell, or a change of a transcript's folder, says only whose to look at.
// Waiting hooks get their answers from here. Runs on the loop's thread.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "app/engine.h"
#include "link/spool.h"
#include "platform/local_socket.h"
#include "platform/watch.h"
#include "rules/agent_events.h"

namespace app {

class Spools {
 public:
  explicit Spools(Engine& engine);
  ~Spools();

  // Binds the bell and reads what has been said while nobody listened.
  base::Status start();
  // Binds the bell anew when it is gone, and reads what was said meanwhile.
  void bind_again();

  // Reads one session's spool to the end that it has now. Cheap when nothing is new.
  void read(const base::SessionId& id);
  void read_all();
  // Watches the transcript of a session whose path became known; reads what is new.
  void follow_transcripts(const std::set<base::SessionId>& sessions);

  struct Reply {
    bool gone = false;
    std::string output;
  };
  using Done = std::function<void(base::Result<Reply>)>;
  // Now or later: when there is a decision, or the question is over.
  void wait(const base::SessionId& id, const std::string& event_id, Done done);
  // The hook's connection ended; its `done` is dropped. True when it was waiting.
  bool forget(const base::SessionId& id, const std::string& event_id);
  // Answers those waiting hooks of these sessions that have a decision now.
  void answer(const std::set<base::SessionId>& sessions);

 private:
  // Ids are the writers' words: one session's is never taken for another's.
  using Question = std::pair<base::SessionId, std::string>;  // and the event's id
  void remember(const base::SessionId& id, const ipc::SpoolRecord& record);
  void hear();
  void read_rung(const base::SessionId& id);
  // One batch; true when there is more to read.
  bool read_batch(const base::SessionId& id);
  void read_some(const base::SessionId& id);
  void read_transcript(const base::SessionId& id);
  std::optional<ipc::SpoolRecord> find_record(const base::SessionId& id,
                                              const std::string& event_id) const;
  Reply encode(const base::SessionId& id, const std::string& event_id,
               const rules::WaitAnswer& answer) const;

  Engine& engine_;
  std::unique_ptr<platform::LocalDatagram> bell_;
  char ring_[128] = {};  // a session's id
  std::unique_ptr<platform::Watch> watch_;
  std::map<std::filesystem::path, std::set<base::SessionId>> folders_;
  std::map<base::SessionId, std::filesystem::path> followed_;
  std::set<base::SessionId> reading_, transcribing_;  // the next batch, chunk is on its way
  std::map<Question, Done> waiting_;
  // What waiting records asked, to phrase their answers: the newest few, others are in the spool.
  std::map<Question, ipc::SpoolRecord> asked_;
  std::deque<Question> asked_order_;
};

}  // namespace app
