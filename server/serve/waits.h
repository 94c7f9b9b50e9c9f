// Which connections wait for the answer to which hook's question, so that the owner learns when a
// waiting hook is gone without having taken its answer.
#pragma once
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "wire/peer.h"

namespace serve {

class HookWaits {
 public:
  using Question = std::pair<base::SessionId, std::string>;  // session, event

  void add(const wire::Peer* peer, Question question) { open_[peer].insert(std::move(question)); }
  // The answer was taken, or the question is over.
  void remove(const wire::Peer* peer, const Question& question) {
    const auto found = open_.find(peer);
    if (found == open_.end()) return;
    found->second.erase(question);
    if (found->second.empty()) open_.erase(found);
  }
  // The connection ended: what it had not taken.
  std::set<Question> take(const wire::Peer* peer) {
    const auto node = open_.extract(peer);
    return node.empty() ? std::set<Question>{} : std::move(node.mapped());
  }

 private:
  std::map<const wire::Peer*, std::set<Question>> open_;
};

}  // namespace serve
