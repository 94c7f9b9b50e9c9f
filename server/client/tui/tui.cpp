#include "client/tui/tui.h"

#include <asio/posix/stream_descriptor.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <csignal>
#include <memory>

#include "client/attach.h"
#include "client/owner.h"
#include "client/tui/display.h"
#include "client/tui/operations.h"
#include "client/tui/owner_link.h"
#include "client/tui/view.h"

namespace client::tui {
namespace {

using namespace std::chrono_literals;
namespace notifications = wire::notifications;
namespace methods = wire::methods;

constexpr auto kDrawAfter = 15ms;      // messages that come together are drawn together
constexpr auto kReorderAfter = 150ms;  // the owner's order of the tickets is asked for
constexpr auto kAgesEvery = 10s;       // "3 min ago" becomes 4

// The program around the pure parts: one loop over the terminal, the owner and the clock.
class Program {
 public:
  Program(std::shared_ptr<asio::io_context> io, Display& display, base::WorkspacePaths paths,
          bool may_start);
  void run();

 private:
  void subscribe();
  void fetch();
  void fetch_order();
  void changed();
  void draw_soon();
  void draw();
  void read_keys();
  void wait_for_signals();
  void wait_for_ages();
  void carry_out(const Ask& ask);
  void attach(const std::string& session);
  void leave_to_shell();
  void resized();

  std::shared_ptr<asio::io_context> io_;
  Display& display_;
  OwnerLink link_;
  Model model_;
  View view_;
  Lists lists_;
  Operations operations_;
  std::string connection_ = "connecting…";
  bool dirty_ = true;
  bool draw_due_ = false;
  int empty_reads_ = 0;
  asio::posix::stream_descriptor keyboard_;
  asio::signal_set signals_;
  asio::steady_timer draw_timer_, order_timer_, ages_timer_;
};

Program::Program(std::shared_ptr<asio::io_context> io, Display& display, base::WorkspacePaths paths,
                 bool may_start)
    : io_(std::move(io)),
      display_(display),
      link_(io_, std::move(paths), may_start,
            {[this] {
               connection_ = "loading…";
               fetch();
             },
             [this](const std::string& words) {
               connection_ = "NOT CONNECTED";
               view_.complain(words);
               draw_soon();
             }}),
      operations_(io_, link_, model_, view_, [this] { draw_soon(); }),
      keyboard_(*io_, display.input()),
      signals_(*io_, SIGWINCH, SIGTERM, SIGHUP),
      draw_timer_(*io_),
      order_timer_(*io_),
      ages_timer_(*io_) {
  signals_.add(SIGINT);
  subscribe();
}

void Program::run() {
  view_.resize(display_.size());
  wait_for_signals();
  wait_for_ages();
  read_keys();
  link_.open();
  draw();
  io_->run();
  keyboard_.release();
}

void Program::subscribe() {
  const auto take = [this](const auto& change) {
    model_.take(change);
    changed();
  };
  link_.on<notifications::session_didChange>([this, take](const wire::SessionDidChange& change) {
    take(change);
    operations_.session_changed(change.session.id);
  });
  link_.on<notifications::session_didRemove>(take);
  link_.on<notifications::ticket_didChange>([this](const wire::TicketDidChange& change) {
    if (model_.take(change)) fetch_order();
    changed();
  });
  link_.on<notifications::ticket_didRemove>(take);
  link_.on<notifications::queue_didChange>(take);
  link_.on<notifications::review_didChange>([this, take](const wire::ReviewDidChange& change) {
    take(change);
    operations_.review_changed(change.review);
  });
  link_.on<notifications::review_didClose>(take);
  link_.on<notifications::status_didChange>(take);
}

// Everything, after each connection; what changes meanwhile is told after the answer it is not in.
void Program::fetch() {
  const auto into_model = [this](const auto& answer) {
    if (!answer) return;  // the connection is lost, which is told
    model_.take(*answer);
    changed();
  };
  link_.call<methods::status_get>({}, into_model);
  link_.call<methods::session_list>({}, into_model);
  link_.call<methods::review_list>({}, into_model);
  link_.call<methods::queue_get>({}, [this, into_model](const auto& answer) {
    if (answer) connection_.clear();
    into_model(answer);
    operations_.read_again();
  });
  draw_soon();
}

void Program::fetch_order() {
  order_timer_.expires_after(kReorderAfter);
  order_timer_.async_wait([this](asio::error_code error) {
    if (error) return;
    link_.call<methods::queue_get>({}, [this](const auto& answer) {
      if (!answer) return;
      model_.take(*answer);
      changed();
    });
  });
}

void Program::changed() {
  dirty_ = true;
  draw_soon();
}

void Program::draw_soon() {
  if (std::exchange(draw_due_, true)) return;
  draw_timer_.expires_after(kDrawAfter);
  draw_timer_.async_wait([this](asio::error_code error) {
    if (!error) draw();
  });
}

void Program::draw() {
  draw_due_ = false;
  if (std::exchange(dirty_, false)) {
    lists_ = lists_of(model_, view_.filter());
    view_.settle(model_, lists_);
  }
  display_.draw(paint(view_, model_, lists_, connection_, base::now().wall));
}

void Program::read_keys() {
  keyboard_.async_wait(asio::posix::stream_descriptor::wait_read, [this](asio::error_code error) {
    // Readable and nothing there, twice: the terminal is gone.
    asio::posix::descriptor_base::bytes_readable there;
    asio::error_code gone = error;
    if (!gone) keyboard_.io_control(there, gone);
    empty_reads_ = there.get() == 0 ? empty_reads_ + 1 : 0;
    if (gone || empty_reads_ > 1) return io_->stop();
    while (const auto key = display_.read()) {
      const std::string filter = view_.filter();
      // Keys mean what was on the screen, or would be.
      if (dirty_) draw();
      const auto ask = view_.take(*key, model_, lists_);
      if (view_.filter() != filter) dirty_ = true;
      if (ask) carry_out(*ask);
      if (io_->stopped()) return;
    }
    draw();
    read_keys();
  });
}

void Program::carry_out(const Ask& ask) {
  switch (ask.action) {
    case Action::quit: return io_->stop();
    case Action::redraw: return display_.redraw();
    case Action::leave_to_shell: return leave_to_shell();
    default: break;
  }
  if (!link_.is_open()) {
    view_.complain("Not done: no owner is connected. It is being started; try again in a moment.");
    return link_.open();
  }
  if (ask.action == Action::attach) return attach(ask.id);
  operations_.carry_out(ask);
}

// The session's terminal takes this one. Meanwhile nobody would read what the owner tells, so the
// connection is given up for that time.
void Program::attach(const std::string& session) {
  const wire::Session* found = model_.session(session);
  if (found == nullptr) return;
  const std::string socket = found->host.socket;
  link_.close();
  connection_ = "connecting…";
  display_.leave();
  const int code = run_attach(socket, {.detach_keys = "ctrl-]", .session = session});
  display_.enter();
  resized();
  view_.say("Back from " + session +
            (code == 0 ? "." : ": its agent ended, or could not be reached."));
  link_.open();
}

void Program::leave_to_shell() {
  display_.leave();
  std::raise(SIGTSTP);  // until the shell lets us go on
  display_.enter();
  resized();
}

void Program::resized() {
  display_.resized();
  view_.resize(display_.size());
  draw();
}

void Program::wait_for_signals() {
  signals_.async_wait([this](asio::error_code error, int number) {
    if (error) return;
    if (number != SIGWINCH) return io_->stop();
    resized();
    wait_for_signals();
  });
}

void Program::wait_for_ages() {
  ages_timer_.expires_after(kAgesEvery);
  ages_timer_.async_wait([this](asio::error_code error) {
    if (error) return;
    draw();
    wait_for_ages();
  });
}

}  // namespace
}  // namespace client::tui

namespace client {

int run_tui(Face& face) {
  if (face.json()) return face.usage("tui draws on a terminal: it has nothing for --json");
  const auto paths = face.paths();
  if (!paths) return face.fail(paths.error());
  // Before the screen is taken: what goes wrong here is said as every verb says it.
  if (const auto status = face.connect(); !status) return face.fail(status.error());
  face.disconnect();
  const auto io = std::make_shared<asio::io_context>(1);
  auto display = tui::Display::open();
  if (!display) return face.fail(display.error());
  tui::Program(io, **display, *paths, !face.common().no_start).run();
  return kDone;
}

}  // namespace client
