// The demo agent reads prompts, keys and hooks' answers that others wrote: file names it makes are
// safe, rows fit, and how keys are cut changes nothing.
#include "base/text.h"
#include "demo/hooks.h"
#include "demo/keys.h"
#include "demo/painter.h"
#include "demo/script.h"
#include "fuzz.h"

namespace {

std::string keys_of(std::string_view bytes, std::size_t piece) {
  demo::KeyReader reader;
  std::string all;
  const auto add = [&](const std::vector<demo::Key>& keys) {
    for (const demo::Key& key : keys) {
      const bool is_text = key.kind == demo::Key::Kind::text;
      if (!is_text) all += '\0' + std::to_string(static_cast<int>(key.kind)) + ':';
      all += key.text;
    }
  };
  fuzz::in_pieces(bytes, piece, [&](std::string_view part) { add(reader.feed(part)); });
  add(reader.flush());
  return all;
}

void check_task(const std::string& text) {
  for (const std::string& ticket : {std::string(), text.substr(0, 30)}) {
    const demo::Task task = demo::read_task(text, ticket);
    HOLDS(!task.ticket.empty() && task.ticket.find('/') == std::string::npos);
    HOLDS(task.ticket.find('\0') == std::string::npos && task.ticket.front() != '.');
    HOLDS(!task.title.empty() && base::printable(task.title) == task.title);
    HOLDS(demo::notes_path(task).starts_with("notes/"));
    (void)demo::plan_for(task, 2, task.feedback);
    const std::string notes = demo::notes_text(task, text);
    HOLDS(notes.starts_with(text) || !text.empty());
  }
}

}  // namespace

FUZZ_TARGET(input) {
  const std::size_t piece = input.choice() % 20;
  const std::string text(input.text());
  // What is longer and still no key is given up, sooner or later by how it came.
  HOLDS(keys_of(text.substr(0, 60), piece) == keys_of(text.substr(0, 60), 0));
  check_task(text);
  (void)demo::read_hooks(text);
  (void)demo::read_output(text);
  const std::string line = base::printable(text);
  HOLDS(demo::width_of(demo::cut_to(line, piece)) <= piece);
  for (const std::string& row : demo::wrap(line, piece + 2))
    HOLDS(demo::width_of(row) <= piece + 2);
}
