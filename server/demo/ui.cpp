#include "demo/ui.h"

#include <array>

#include "base/text.h"
#include "platform/caller.h"
#include "platform/io.h"
#include "platform/terminal.h"

namespace demo {
namespace {

constexpr base::Millis kFrame{120};
constexpr base::Millis kEscapeWait{40};
// Bracketed paste on, and a title.
constexpr std::string_view kEnter = "\x1b[?2004h\x1b]0;Operator demo agent\x07";
constexpr std::string_view kLeave = "\x1b[?2004l\x1b[0m\x1b[?25h";

std::string erase_last(std::string text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace

void Ui::run(const std::atomic<bool>& stop) {
  auto terminal = platform::RawTerminal::enter();
  platform::Caller caller;
  Painter painter;
  KeyReader keys;
  std::array<char, 4096> buffer{};
  platform::TerminalSize size;
  if (terminal) platform::write_all(terminal->output(), kEnter);
  if (!terminal) close_input();
  while (true) {
    if (stop) quit();
    View now;
    bool paints = false;
    {
      const std::scoped_lock lock(mutex_);
      if (leaving_ && news_.empty()) break;
      now = view();
      paints = dirty_ || !busy_.empty();
      dirty_ = false;
    }
    if (!terminal) {
      if (!now.news.empty()) {
        for (const Line& line : now.news) platform::write_standard_output(line.text + "\n");
      }
      static_cast<void>(caller.wait(-1, base::Millis{20}));
      continue;
    }
    const auto seen = platform::terminal_size(terminal->output());
    if (seen && *seen != size) paints = true;
    if (seen) size = *seen;
    if (paints) platform::write_all(terminal->output(), painter.paint(now, size));
    const auto event = caller.wait(terminal->input(), keys.waits() ? kEscapeWait : kFrame);
    std::vector<Key> pressed;
    if (event == platform::Caller::Event::gone) {
      quit();
      static_cast<void>(caller.wait(-1, base::Millis{1}));
    } else if (event == platform::Caller::Event::timeout) {
      pressed = keys.flush();
    } else {
      const auto got = platform::read_some(terminal->input(), buffer.data(), buffer.size());
      if (got.ended) quit();
      pressed = keys.feed({buffer.data(), got.bytes});
    }
    for (const Key& key : pressed) take(key);
    const std::scoped_lock lock(mutex_);
    ++tick_;
  }
  if (terminal) {
    platform::write_all(terminal->output(), painter.leave());
    platform::write_all(terminal->output(), kLeave);
  }
}

View Ui::view() {
  View now;
  now.news = std::move(news_);
  news_.clear();
  now.dialog = dialog_;
  now.busy = busy_;
  now.tick = tick_;
  now.input = input_;
  return now;
}

void Ui::take(const Key& key) {
  std::function<void()> action;
  {
    const std::scoped_lock lock(mutex_);
    dirty_ = true;
    if (dialog_) return take_in_dialog(key);
    switch (key.kind) {
      case Key::Kind::text:
      case Key::Kind::paste: input_ += key.text; break;
      case Key::Kind::erase: input_ = erase_last(input_); break;
      case Key::Kind::erase_line: input_.clear(); break;
      case Key::Kind::enter: submit(); break;
      case Key::Kind::escape:
        if (!busy_.empty()) {
          interrupted_ = true;
          action = interrupt_action_;
        }
        break;
      case Key::Kind::interrupt:
        if (input_.empty()) quit_ = true;
        input_.clear();
        break;
      case Key::Kind::end:
        if (input_.empty()) quit_ = true;
        break;
      case Key::Kind::up:
      case Key::Kind::down: break;
    }
  }
  changed_.notify_all();
  if (action) action();
}

// With mutex_ held.
void Ui::take_in_dialog(const Key& key) {
  const std::size_t count = dialog_->options.size();
  std::optional<DialogEnd> end;
  switch (key.kind) {
    case Key::Kind::up: dialog_->selected = (dialog_->selected + count - 1) % count; return;
    case Key::Kind::down: dialog_->selected = (dialog_->selected + 1) % count; return;
    case Key::Kind::enter: end = {DialogEnd::By::option, dialog_->selected}; break;
    case Key::Kind::escape:
    case Key::Kind::interrupt: end = {DialogEnd::By::escape, 0}; break;
    case Key::Kind::text:
      if (key.text >= "1" && key.text <= std::to_string(count)) {
        end = {DialogEnd::By::option, static_cast<std::size_t>(key.text[0] - '1')};
      }
      break;
    default: break;
  }
  if (!end) return;
  dialog_end_ = end;
  dialog_.reset();
  changed_.notify_all();
}

// With mutex_ held.
void Ui::submit() {
  const std::string text(base::trim(input_));
  input_.clear();
  if (text.empty()) return;
  if (text == "/exit" || text == "/quit") {
    quit_ = true;
  } else {
    prompts_.push_back(text);
  }
}

void Ui::quit() {
  const std::scoped_lock lock(mutex_);
  quit_ = true;
  if (dialog_) {
    dialog_.reset();
    dialog_end_ = DialogEnd{DialogEnd::By::quit, 0};
  }
  changed_.notify_all();
}

void Ui::close_input() {
  const std::scoped_lock lock(mutex_);
  input_closed_ = true;
  changed_.notify_all();
}

void Ui::leave() {
  const std::scoped_lock lock(mutex_);
  leaving_ = true;
}

void Ui::say(Style style, const std::string& text) {
  const std::scoped_lock lock(mutex_);
  for (const std::string_view line : base::split_lines(text)) {
    news_.push_back({style, base::printable(line, 4000)});
  }
  dirty_ = true;
}

void Ui::set_busy(const std::string& label) {
  const std::scoped_lock lock(mutex_);
  busy_ = label;
  dirty_ = true;
}

bool Ui::pause(base::Millis time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [&] { return quit_ || interrupted_; });
  return !quit_ && !interrupted_;
}

DialogEnd Ui::ask(const std::string& id, Dialog dialog) {
  std::unique_lock lock(mutex_);
  dirty_ = true;
  if (quit_) return {DialogEnd::By::quit, 0};
  if (settled_.contains(id)) return {DialogEnd::By::settled, 0};
  dialog_ = std::move(dialog);
  dialog_id_ = id;
  dialog_end_.reset();
  changed_.wait(lock, [&] { return dialog_end_.has_value(); });
  dirty_ = true;
  return *dialog_end_;
}

void Ui::settle(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  settled_.insert(id);
  if (!dialog_ || dialog_id_ != id) return;
  dialog_.reset();
  dialog_end_ = DialogEnd{DialogEnd::By::settled, 0};
  changed_.notify_all();
}

std::optional<std::string> Ui::next_prompt() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return quit_ || input_closed_ || !prompts_.empty(); });
  if (quit_ || prompts_.empty()) return std::nullopt;
  std::string prompt = std::move(prompts_.front());
  prompts_.pop_front();
  return prompt;
}

void Ui::begin_turn() {
  const std::scoped_lock lock(mutex_);
  interrupted_ = false;
}

bool Ui::quitting() const {
  const std::scoped_lock lock(mutex_);
  return quit_;
}

void Ui::on_interrupt(std::function<void()> action) {
  const std::scoped_lock lock(mutex_);
  interrupt_action_ = std::move(action);
}

}  // namespace demo
