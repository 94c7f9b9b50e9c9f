// Carries out what the person asked for: calls the owner, says how it went, and fetches the text of
// whatever is open to be read. Thread: the loop's; git runs beside it.
#pragma once
#include <asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "client/tui/model.h"
#include "client/tui/owner_link.h"
#include "client/tui/view.h"

namespace client::tui {

class Operations {
 public:
  // `changed`: something on the screen has. All must outlive this.
  Operations(std::shared_ptr<asio::io_context> io, OwnerLink& link, const Model& model, View& view,
             std::function<void()> changed);

  void carry_out(const Ask& ask);

  // What is open is read again when it is about that.
  void session_changed(const std::string& session);
  void review_changed(const wire::Review& review);
  void read_again();

 private:
  template <class M>
  void call(const typename M::Params& params, std::string doing,
            std::function<std::string(const typename M::Result&)> words);
  void decide(const Ask& ask);
  void failed(const base::Error& error);
  void read();
  void read_review(const wire::Review& review);
  void read_changes(const std::string& key, std::vector<Line> lines, const std::string& session);
  void read_diff(const std::string& key, std::vector<Line> lines,
                 const wire::SessionChangesResult& changes);

  std::shared_ptr<asio::io_context> io_;
  OwnerLink& link_;
  const Model& model_;
  View& view_;
  std::function<void()> changed_;
};

}  // namespace client::tui
