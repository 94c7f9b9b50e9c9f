// The terminal of the demo agent: one thread (run) paints and reads keys, the conversation's thread
// says things and waits for answers. Without a terminal lines are printed plainly and nobody
// answers.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "demo/keys.h"
#include "demo/painter.h"

namespace demo {

// What became of a dialog: the option's number from 0, or Esc, or somebody else settled it.
struct DialogEnd {
  enum class By { option, escape, settled, quit };
  By by = By::settled;
  std::size_t option = 0;
};

class Ui {
 public:
  // Reads keys and paints until `leave` is called and seen, `stop` (a signal) becomes true or the
  // terminal is gone. Called by the main thread.
  void run(const std::atomic<bool>& stop);
  void leave();  // any thread

  // The conversation's side; all may be called from any thread.
  void say(Style style, const std::string& text);  // several lines are fine
  void set_busy(const std::string& label);         // empty: waits for a prompt
  // False when the person pressed Esc meanwhile, or the program ends.
  bool pause(base::Millis time);
  // Shows the dialog until somebody answers: the person, or `settle` from another thread, which
  // may be earlier than the dialog, or later than its end.
  DialogEnd ask(const std::string& id, Dialog dialog);
  void settle(const std::string& id);
  // The next text that the person submits; nothing when the program ends.
  std::optional<std::string> next_prompt();
  void begin_turn();  // forgets an earlier Esc
  [[nodiscard]] bool quitting() const;
  // Called on the painting thread when a running turn is interrupted by Esc.
  void on_interrupt(std::function<void()> action);

 private:
  void take(const Key& key);
  void take_in_dialog(const Key& key);
  void submit();
  View view();
  void quit();
  void close_input();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Line> news_;
  std::optional<Dialog> dialog_;
  std::string dialog_id_;
  std::optional<DialogEnd> dialog_end_;
  std::set<std::string> settled_;
  std::string busy_;
  std::string input_;
  std::deque<std::string> prompts_;
  std::function<void()> interrupt_action_;
  std::size_t tick_ = 0;
  bool dirty_ = true;
  bool interrupted_ = false;
  bool input_closed_ = false;  // no terminal: the first prompt is the only one
  bool quit_ = false;          // no more prompts: the conversation has to end
  bool leaving_ = false;       // the conversation has ended: the terminal may go
};

}  // namespace demo
