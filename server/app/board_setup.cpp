#include "app/board_setup.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "boards/needs.h"
#include "config/board_text.h"
#include "platform/files.h"
#include "rules/board_plan.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using rules::BoardSettings;

constexpr std::size_t kQuestionWorkers = 2;
constexpr std::size_t kFileLimit = 1U << 20;
constexpr std::size_t kShown = 100;  // of a preview

// The file itself, where the name is a link to it.
fs::path real_file(const fs::path& file) {
  std::error_code error;
  const fs::path real = fs::canonical(file, error);
  return error ? file : real;
}

}  // namespace

BoardSetup::BoardSetup(Engine& engine, Setup& setup, BoardAccess& access)
    : engine_(engine), setup_(setup), access_(access), pool_(engine.loop(), kQuestionWorkers) {}

base::Result<BoardSettings> BoardSetup::configured(const std::string& name) const {
  const BoardSettings* board = engine_.settings().board(name);
  if (board != nullptr) return *board;
  return fail(ErrorCode::not_found,
              "no board " + base::printable(name, 80) + "; `operator board list` shows them",
              {{"path", "name"}});
}

base::Result<BoardSettings> BoardSetup::settings_of(const BoardWish& wish) const {
  if (!wish.json.empty()) return config::read_board(wish.json, engine_.settings());
  TRY_ASSIGN(BoardSettings board, configured(wish.name));
  TRY(check_trust());
  return board;
}

// A configured board's address came with the folder, and would be sent the token.
base::Status BoardSetup::check_trust() const {
  if (engine_.world().trusted) return {};
  return fail(ErrorCode::forbidden,
              "the workspace is not trusted: " + engine_.world().trust_reason);
}

template <class Ask, class Then>
void BoardSetup::ask(const BoardSettings& board, const std::string& token, Ask ask, Then then) {
  auto opened = access_.open(board, token);
  if (!opened) return then(base::fail(std::move(opened).error()));
  std::shared_ptr<boards::Provider> provider = std::move(*opened);
  pool_.run([provider, ask = std::move(ask)](std::stop_token stop) { return ask(*provider, stop); },
            std::move(then));
}

void BoardSetup::check(const BoardWish& wish, Done<boards::Account> done) {
  auto board = settings_of(wish);
  if (!board) return done(fail(board.error()));
  ask(
      *board, wish.token,
      [](boards::Provider& provider, std::stop_token stop) { return provider.verify(stop); },
      std::move(done));
}

void BoardSetup::choices(const BoardWish& wish, boards::ChoiceKind kind,
                         Done<std::vector<boards::Choice>> done) {
  auto board = settings_of(wish);
  if (!board) return done(fail(board.error()));
  ask(
      *board, wish.token,
      [kind](boards::Provider& provider, std::stop_token stop) {
        return provider.choices(kind, stop);
      },
      std::move(done));
}

void BoardSetup::preview(const BoardWish& wish, Done<BoardPreview> done) {
  auto board = settings_of(wish);
  if (!board) return done(fail(board.error()));
  ask(
      *board, wish.token,
      [](boards::Provider& provider, std::stop_token stop) { return provider.changed({}, stop); },
      [this, board = *board, done = std::move(done)](base::Result<boards::Page> page) {
        if (!page) return done(fail(std::move(page).error()));
        done(preview_of(board, std::move(*page)));
      });
}

BoardPreview BoardSetup::preview_of(const BoardSettings& board, boards::Page page) const {
  BoardPreview preview;
  preview.problems = std::move(page.problems);
  preview.more = !page.next.empty();
  std::set<std::string> seen;
  for (rules::Issue& raw : page.issues) {
    if (!seen.insert(raw.id).second) continue;
    BoardPreview::Row row;
    row.issue = rules::tidy(std::move(raw));
    const auto ref = rules::issue_ref(board.provider, board.instance, row.issue.id);
    const auto link = engine_.state().links.find(ref);
    const auto plan =
        rules::plan_issue({board, engine_.settings(), row.issue, false, std::nullopt, {}});
    if (link != engine_.state().links.end()) {
      row.ticket = link->second.ticket;
    } else if (!plan.create) {
      ++preview.others;
      continue;
    }
    if (plan.create) row.draft = *plan.create;
    row.draft.body.clear();
    row.issue.body.clear();
    if (preview.rows.size() < kShown) {
      preview.rows.push_back(std::move(row));
    } else {
      preview.more = true;
    }
  }
  return preview;
}

void BoardSetup::add(const std::string& actor, const BoardWish& wish, bool keep, bool verify,
                     Done<boards::Account> done) {
  auto board = config::read_board(wish.json, engine_.settings());
  if (!board) return done(fail(board.error()));
  if (engine_.settings().board(board->name) != nullptr) {
    return done(fail(ErrorCode::conflict,
                     "a board is named " + board->name + " already; `operator board list`",
                     {{"path", "board.name"}}));
  }
  const std::string secret = secret_name(*board);
  if (!wish.token.empty() && secret.empty()) {
    return done(fail(ErrorCode::invalid_argument,
                     board->token_env.empty()
                         ? "a board of the provider " + board->provider + " needs no token"
                         : "its token comes from the environment: none is kept",
                     {{"path", "secret"}}));
  }
  if (verify && wish.token.empty() && !secret.empty() && !access_.is_signed_in(*board)) {
    return done(fail(ErrorCode::unauthorized,
                     "its token is missing: type it on a terminal, pipe it with --token-stdin, or "
                     "name the variable that holds it with --token-env",
                     {{"path", "secret"}}));
  }
  const auto finish = [this, actor, wish, keep, secret,
                       done](base::Result<boards::Account> account) {
    if (!account) return done(std::move(account));
    if (auto written = write(actor, wish.json); !written) return done(fail(written.error()));
    if (!wish.token.empty()) {
      if (auto kept = access_.keep(secret, wish.token, keep); !kept)
        return done(fail(kept.error()));
    }
    done(std::move(account));
  };
  if (!verify) return finish(boards::Account{});
  ask(
      *board, wish.token,
      [](boards::Provider& provider, std::stop_token stop) { return provider.verify(stop); },
      finish);
}

base::Status BoardSetup::write(const std::string& actor, const std::string& json) {
  TRY_ASSIGN(const BoardSettings board, config::read_board(json, engine_.settings()));
  return rewrite(actor, "board/added", board.name,
                 [&](const std::string& text) { return config::with_board(text, json); });
}

base::Status BoardSetup::rewrite(
    const std::string& actor, const char* event, const std::string& name,
    const std::function<base::Result<std::string>(const std::string&)>& change) {
  const fs::path file = real_file(engine_.paths().config_file());
  auto text = platform::read_file(file, kFileLimit);
  if (!text && text.error().code != ErrorCode::not_found) return fail(text.error());
  TRY_ASSIGN(const std::string changed, change(text.value_or("")));
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) {
    return fail(ErrorCode::external_failed,
                file.parent_path().string() + " cannot be made: " + error.message());
  }
  TRY(platform::write_atomic(file, changed));
  engine_.note(actor, [&](rules::Draft& draft) { draft.event(event, {}, {}, name); });
  // The yes for the other programs and addresses holds; this one is the person's own.
  const bool trusted = engine_.world().trusted;
  setup_.reload();
  return trusted ? setup_.set_trust(actor, true, false) : base::Status{};
}

base::Status BoardSetup::remove(const std::string& actor, const std::string& name) {
  const BoardSettings* board = engine_.settings().board(name);
  const std::string secret = board == nullptr ? "" : secret_name(*board);
  TRY(rewrite(actor, "board/removed", name,
              [&](const std::string& text) { return config::without_board(text, name); }));
  const auto& left = engine_.settings().boards;
  const bool shared = std::any_of(left.begin(), left.end(), [&](const BoardSettings& other) {
    return secret_name(other) == secret;
  });
  if (!secret.empty() && !shared) TRY(access_.forget(secret));
  return {};
}

void BoardSetup::sign_in(const std::string& actor, const std::string& name,
                         const std::string& token, bool keep, bool verify,
                         Done<boards::Account> done) {
  auto board = configured(name);
  if (!board) return done(fail(board.error()));
  const std::string secret = secret_name(*board);
  if (secret.empty()) {
    return done(fail(ErrorCode::invalid_argument,
                     board->token_env.empty()
                         ? "board " + name + " needs no token"
                         : "board " + name + " has its token from the environment, in " +
                               base::printable(board->token_env, 80)));
  }
  const auto finish = [this, actor, name, secret, token, keep, verify,
                       done](base::Result<boards::Account> account) {
    if (!account) return done(std::move(account));
    if (auto kept = access_.keep(secret, token, keep); !kept) return done(fail(kept.error()));
    if (verify) {  // what is only handed over again is no news
      engine_.note(actor,
                   [&](rules::Draft& draft) { draft.event("board/signedIn", {}, {}, name); });
    }
    done(std::move(account));
  };
  if (!verify) return finish(boards::Account{});
  if (auto trusted = check_trust(); !trusted) return done(fail(trusted.error()));
  ask(
      *board, token,
      [](boards::Provider& provider, std::stop_token stop) { return provider.verify(stop); },
      finish);
}

base::Status BoardSetup::keep_webhook_secret(const std::string& actor, const std::string& name,
                                             const std::string& secret, bool keep) {
  TRY_ASSIGN(const BoardSettings board, configured(name));
  if (!board.webhook_env.empty()) {
    return fail(ErrorCode::invalid_argument,
                "board " + name + " has its webhooks' secret from the environment, in " +
                    base::printable(board.webhook_env, 80));
  }
  if (board.webhook_secret.empty()) {
    return fail(ErrorCode::invalid_argument,
                "board " + name +
                    " has no webhook: name its secret in the configuration, as in "
                    "\"webhook\": {\"secret\": \"" +
                    name + "-webhook\"}");
  }
  TRY(access_.keep(board.webhook_secret, secret, keep));
  engine_.note(actor, [&](rules::Draft& draft) { draft.event("board/webhookKept", {}, {}, name); });
  return {};
}

base::Result<bool> BoardSetup::sign_out(const std::string& actor, const std::string& name) {
  TRY_ASSIGN(const BoardSettings board, configured(name));
  bool was = false;
  for (const std::string& secret : {secret_name(board), board.webhook_secret}) {
    if (secret.empty()) continue;
    TRY_ASSIGN(const bool one, access_.forget(secret));
    was = was || one;
  }
  if (was) {
    engine_.note(actor, [&](rules::Draft& draft) { draft.event("board/signedOut", {}, {}, name); });
  }
  return was;
}

std::vector<BoardView> BoardSetup::with_access(std::vector<BoardView> views) const {
  for (BoardView& view : views) {
    view.secret = secret_name(view.settings);
    view.signed_in = access_.is_signed_in(view.settings);
  }
  return views;
}

}  // namespace app
