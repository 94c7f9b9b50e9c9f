// Getting a board: what a person asks of it before it is in the configuration, putting it there and
// taking it out again, and signing in. Whatever asks the provider runs on workers of its own, since
// it may take long. Thread: the loop's.
#pragma once
#include <string>
#include <vector>

#include "app/board_access.h"
#include "app/operations.h"
#include "platform/pool.h"

namespace app {

class BoardSetup {
 public:
  BoardSetup(Engine& engine, Setup& setup, BoardAccess& access);

  // See Operations for these.
  void check(const BoardWish& wish, Done<boards::Account> done);
  void choices(const BoardWish& wish, boards::ChoiceKind kind,
               Done<std::vector<boards::Choice>> done);
  void preview(const BoardWish& wish, Done<BoardPreview> done);
  void add(const std::string& actor, const BoardWish& wish, bool keep, bool verify,
           Done<boards::Account> done);
  base::Status remove(const std::string& actor, const std::string& name);
  void sign_in(const std::string& actor, const std::string& name, const std::string& token,
               bool keep, bool verify, Done<boards::Account> done);
  base::Status keep_webhook_secret(const std::string& actor, const std::string& name,
                                   const std::string& secret, bool keep);
  base::Result<bool> sign_out(const std::string& actor, const std::string& name);
  // With how its tokens stand.
  std::vector<BoardView> with_access(std::vector<BoardView> views) const;
  // Cancels what is asked, and waits.
  void stop() { pool_.stop(); }

 private:
  base::Result<rules::BoardSettings> configured(const std::string& name) const;
  base::Result<rules::BoardSettings> settings_of(const BoardWish& wish) const;
  [[nodiscard]] base::Status check_trust() const;
  // Opens the board and asks it on a worker.
  template <class Ask, class Then>
  void ask(const rules::BoardSettings& board, const std::string& token, Ask ask, Then then);
  BoardPreview preview_of(const rules::BoardSettings& board, boards::Page page) const;
  base::Status write(const std::string& actor, const std::string& json);
  // `change` is what the configuration's text becomes; a workspace that was trusted stays it.
  base::Status rewrite(const std::string& actor, const char* event, const std::string& name,
                       const std::function<base::Result<std::string>(const std::string&)>& change);

  Engine& engine_;
  Setup& setup_;
  BoardAccess& access_;
  platform::Pool pool_;
};

}  // namespace app
